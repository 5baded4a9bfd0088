"""What stands at a double, in the same words for every gateway: {owner: {product: "ativo" | "suspenso"}}. An owner is what the
contract knows a customer by: our subscriber_id, the document, or the code of the customer."""

CELETIHUB = {1: "ativo", 2: "ativo", 5: "ativo", 4: "suspenso", 7: "suspenso", 8: "suspenso", 6: "espera"}


def stands(gateway, tables):
    """`tables`: of the double's /_/state."""
    found = {}
    for owner, product, state in ROWS[gateway](tables):
        assert product not in found.setdefault(owner, {}), f"{owner} has {product} twice"
        found[owner][product] = state
    return found


def rows(tables, name):
    return tables.get(name, {}).values()


def of_nxplay(tables):
    return [(row["codigo_externo"], plan, row["status"]) for row in rows(tables, "assinantes") for plan in row["planos"]]


def of_click(tables):
    return [(row["referencia"].rpartition("-")[0], str(row["produto_id"]), {"ativo": "ativo", "bloqueado": "suspenso"}[row["situacao"]])
            for row in rows(tables, "assinantes")]


def of_campsoft(tables):
    return [(row["document"], row["product"], {"active": "ativo", "suspended": "suspenso"}[row["status"]]) for row in rows(tables, "contracts")]


def of_watch(tables):
    return [(row["IDIntegracaoAssinante"], row["Pacote"], "ativo" if row["Status"] else "suspenso") for row in rows(tables, "tickets")]


def of_playhub(tables):
    document = {row["Username"].casefold(): row["Document"] for row in rows(tables, "customers")}
    return [(document[row["Username"]], row["ProductId"], "ativo") for row in rows(tables, "subscriptions")]


def of_celetihub(tables):
    return [(row["document"], str(row["contentSupplierProduct"]), CELETIHUB[row["status"]]) for row in rows(tables, "provisions")
            if row["status"] in CELETIHUB]


def of_outros(tables):
    """Per service package; its package stands for the product."""
    return [(str(row["cliente"]["codigo_cliente"]), f"{row['pacote']} {row['id_cliente_servico_pacote']}", row["situacao"])
            for row in rows(tables, "pacotes")]


ROWS = {"nxplay": of_nxplay, "click_sistemas": of_click, "campsoft": of_campsoft, "watch_brasil": of_watch, "playhub": of_playhub,
        "celetihub": of_celetihub, "outros": of_outros}
