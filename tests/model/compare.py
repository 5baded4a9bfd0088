"""What the model expects and what the product says, fact by fact: {key: value} of the same keys. A key begins with its kind."""
import datetime
import unicodedata

from . import platforms, rules
from .driver import money
from .words import PASSIVE


def facts_of_model(house, kinds=None):
    """Of some kinds only, to be quick; else of all."""
    found = {}
    for on, provider in enumerate(house.providers):
        for part in (verdicts, existences, customers, accounts, services, plans, charges):
            found.update({(key[0], on, *key[1:]): value for key, value in part(provider, house.now).items()})
        found.update({(key[0], on, *key[1:]): value for key, value in standing(provider).items()})
        found["drift", on] = "0 drifted"
    return {key: value for key, value in found.items() if kinds is None or key[0] in kinds}


def with_account(provider):
    return [(customer, provider.integrations[code]) for customer in provider.customers.values() for code in sorted(customer.accounts)]


def verdicts(provider, now):
    return {("verdict", integration.code, customer.code, item): rules.verdict(provider, integration, customer.code, item, now)
            for customer, integration in with_account(provider) for item in [*integration.products, "nada"]}


def existences(provider, now):
    """Of passive gateways: at the others every log-in is unknown (D45), and each unknown one would be answered later than the last."""
    return {("existence", integration.code, *log_in): rules.existence(provider, integration, log_in)
            for integration in provider.integrations.values() if integration.gateway == "neo"
            for log_in in rules.log_ins(provider, integration)}


def customers(provider, now):
    return {("customer", customer.code, name): plain(name, customer.said[name].value)
            for customer in provider.customers.values() for name in customer.said}


def plain(name, value):
    return rules.digits(value) or None if name in ("cpf_cnpj", "telefone_primario") else value


def accounts(provider, now):
    found = {}
    for customer, integration in with_account(provider):
        found["account", "products", customer.code, integration.code] = rules.account_products(provider, customer, integration, now)
        if not is_quiet(integration):
            found["account", "status", customer.code, integration.code] = rules.account_status(provider, customer, integration, now)
    return found


def standing(provider):
    """At platforms that are told: any state in which they may be, and nobody else."""
    told = [each for each in provider.integrations.values() if each.told]
    return {("standing", each.code, customer): platforms.OneOf(states) for each in told for customer, states in each.may_stand.items()} | {
        ("others", each.code): [] for each in told} | {("violations", each.code): 0 for each in told}


def is_quiet(integration):
    """D3: how far an inactive one was told is between the worker and it: what stands there is compared, its statuses are not."""
    return integration is not None and integration.told and not integration.ativo


def services(provider, now):
    found = {}
    for service in provider.services.values():
        value = rules.packages_value(provider, service, now)
        shown = [(row, status, transmits(provider.integration_of(row))) for row in provider.rows_of_service(service.number)
                 if (status := rules.package_status(provider, row, now)) != "removido"
                 and (rules.is_live(provider, row, now) or not is_quiet(provider.integration_of(row)))]
        about = {"codigo_cliente": service.codigo_cliente, "plano": service.plano, "status_prefixo": service.prefix,
                 "login_autenticacao": service.login_autenticacao, "valor": money(service.valor), "valor_pacotes": money(value),
                 "valor_com_pacotes": money(service.valor + value),
                 "pacotes": sorted((row.package, money(row.value), row.limit and row.limit.isoformat() or "",
                                    "?" if is_quiet(provider.integration_of(row)) else status, transmits)
                                   for row, status, transmits in shown),
                 "cortesia": last_day(rules.courtesy_of(provider, service, now))}
        found.update({("service", name, service.number): value for name, value in about.items()})
    return found


def transmits(integration):
    """D55."""
    return integration is not None and integration.gateway not in PASSIVE and integration.ativo


def last_day(courtesy):
    return courtesy and ((courtesy[0] - datetime.timedelta(days=1)).isoformat(), courtesy[1])


def plans(provider, now):
    return {("plan", code): (reais(plan.valor), reais(rules.plan_packages_value(provider, plan)),
                             str(rules.plan_quantity(provider, plan)), "Ativo" if plan.ativo else "Inativo")
            for code, plan in provider.plans.items()}


def reais(cents):
    return f"R$ {cents // 100},{cents % 100:02}"


def charges(provider, now):
    """The current month and the one before: closed months stay (D39)."""
    today = provider.day_of(now)
    last = today.replace(day=1) - datetime.timedelta(days=1)
    found = {}
    for month in (today, last):
        for row in provider.sold.values():
            whose = provider.services[row.service].codigo_cliente, row.service
            lines = {whose: None, **rules.charges(provider, row, month.year, month.month)}
            for (customer, service), line in lines.items():
                about = found.setdefault(("charge", f"{month:%Y-%m}", customer, service, row.package), [])
                if line:
                    about.append((money(line[0]), line[1] or 0, line[2] or ""))
    return {key: sorted(lines, key=str) for key, lines in found.items()}


# --- the product ----------------------------------------------------------------------------------------------------

def facts_of_product(sites, house, keys):
    """The product's word on every key."""
    found = {}
    for on, (site, provider) in enumerate(zip(sites, house.providers)):
        if not site.exists():
            continue
        asked = [key for key in keys if key[1] == on]
        known = {code: site.customer(code) for code in provider.customers}
        found.update(read_verdicts(site, on, asked, known))
        found.update(read_customers(on, provider, known))
        found.update(read_charges(site, on, asked))
        found.update(read_standing(site, on, provider, known))
        kinds = {key[0] for key in asked}
        if "plan" in kinds:
            found.update(read_plans(site, on))
        if "drift" in kinds:
            drift = site.drift()
            found["drift", on] = "0 drifted" if "0 drifted" in drift else drift
    return {key: found.get(key, "missing") for key in keys if sites[key[1]].exists()}


def read_plans(site, on):
    return {("plan", on, code): (row["Valor"], row["Valor Pacotes"], row["Quant. Planos"], row["Status"])
            for code, row in site.plans().items()}


def read_standing(site, on, provider, known):
    found = {}
    for each in provider.integrations.values():
        if not each.told:
            continue
        said = site.peers[each.gateway].state()
        owners, there = platforms.owners(each.gateway, provider, known), platforms.states_of(each.gateway, said["tables"], site.row_key)
        states = {owners.get(owner, owner): state for owner, state in there.items()}
        twice = [owner for owner, state in there.items() if states[owners.get(owner, owner)] != state]
        for code in known:
            found["standing", on, each.code, code] = states.pop(code, platforms.NOTHING[each.gateway])
        found["others", on, each.code] = sorted([*states, *twice])
        found["violations", on, each.code] = said["counts"].get("violation", 0)
    return found


def read_verdicts(site, on, asked, known):
    ids = {(account["plataforma"], code): account["subscriber_id"] for code, customer in known.items() if customer
           for account in customer["contas"]}
    owner = {(place, subscriber): code for (place, code), subscriber in ids.items()}
    found = {}
    for key in asked:
        if key[0] == "verdict":
            _, _, place, code, item = key
            answer = site.ask(place, id=ids[place, code], product=item) if (place, code) in ids else {}
            found[key] = "liberado" if answer.get("access") is True else answer.get("error", "no account")
        elif key[0] == "existence":
            _, _, place, log_in, password = key
            answer = site.ask(place, login=unicodedata.normalize("NFD", log_in) + "\u00a0", senha=password)
            found[key] = answer.get("error") or owner.get((place, answer.get("subscriber_id")), "a stranger")
    return found


def read_customers(on, provider, known):
    found = {}
    quiet = {code for code, each in provider.packages.items() if is_quiet(provider.integrations.get(each.integration))}
    for code, customer in known.items():
        if not customer:
            continue
        found.update({("customer", on, code, name): plain(name, customer[name]) for name in (
            "nome_razaosocial", "cpf_cnpj", "email_principal", "telefone_primario", "cidade")})
        for account in customer["contas"]:
            found["account", on, "products", code, account["plataforma"]] = sorted(account["produtos"])
            found["account", on, "status", code, account["plataforma"]] = account["status"]
        for service in customer["servicos"]:
            number = service["id_cliente_servico"]
            found.update({("service", on, name, number): service[name] for name in (
                "codigo_cliente", "plano", "status_prefixo", "login_autenticacao", "valor", "valor_pacotes", "valor_com_pacotes")})
            found["service", on, "cortesia", number] = service["cortesia"] and (
                service["cortesia"]["ate"], service["cortesia"]["isenta_cobranca"])
            found["service", on, "pacotes", number] = sorted(
                (row["codigo"], row["valor"], row["data_limite"] or "", "?" if row["codigo"] in quiet else row["status"], row["transmitir"])
                for row in service["pacotes"] if row["codigo"] not in quiet or row["status"] != "aguardando_exclusao")
    return found


def read_charges(site, on, asked):
    found = {key: [] for key in asked if key[0] == "charge"}
    for month in {key[2] for key in found}:
        for line in site.charges(month):
            key = "charge", on, month, line["codigo_cliente"], line["id_cliente_servico"], line["pacote"]
            if line["motivo_zero"] != "fora_do_periodo":
                found.setdefault(key, []).append((line["valor"], 0 if line["motivo_zero"] else line["dias"], line["motivo_zero"] or ""))
    return {key: sorted(lines, key=str) for key, lines in found.items()}
