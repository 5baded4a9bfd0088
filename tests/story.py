#!/usr/bin/env python3
"""The product's main story through nginx, by the API alone: from an ERP's feed to NEO's answers, every step checked on bodies.

tests/story.py PROGRAM DIR   with a private MariaDB (tests/mariadb) in DIR/db; prints `ok - …` and `not ok - …` lines
"""
import http.client
import json
import socket
import sys
import threading
import time
import urllib.parse

from product import Product, wait_until
from sentences import Sentences

step = Sentences()


# --- asking ---------------------------------------------------------------------------------------------------------

def erp(method, path, body=None, status=None, **how):
    answer = SITE.erp(method, path, body, token=how.pop("token", TOKEN), **how)
    if status is not None:
        assert answer.status == status, f"{method} {path}: {answer.status} {answer.text}"
    return answer


def neo(url=None, **question):
    """A call as NEO makes it: (status, body)."""
    path = urllib.parse.urlsplit(url or STATE["callback_url"]).path
    answer = SITE.call("GET", path + "?" + urllib.parse.urlencode(question))
    return answer.status, answer.json


def neo_post(form=None, body=None):
    path = urllib.parse.urlsplit(STATE["callback_url"]).path
    if form is not None:
        answer = SITE.call("POST", path, urllib.parse.urlencode(form), headers={"Content-Type": "application/x-www-form-urlencoded"})
    else:
        answer = SITE.call("POST", path, body)
    return answer.status, answer.json


def allowed(product="PLANO_BASICO"):
    return 200, {"access": True, "subscriber_id": STATE["id"], "product": product}


def denied(reason, product="PLANO_BASICO", status=403):
    return status, {"access": False, "subscriber_id": STATE["id"], "product": product, "error": reason}


def product(code="PLANO_BASICO"):
    return neo(id=STATE["id"], product=code)


def expect(found, wanted):
    assert found == wanted, f"\n  wanted {wanted}\n  found  {found}"


# --- the story ------------------------------------------------------------------------------------------------------

@step
def an_administrator_creates_a_neo_integration_and_gets_its_callback_url():
    body = erp("PUT", "plataforma/neo", {"gateway": "neo", "descricao": "NEO TV", "habilitar_suspender": True,
                                         "ativo": True}, 201).json
    expect(body["status"], "success")
    url = body["plataforma"]["callback_url"]
    assert url.startswith(f"http://demo.localhost:{SITE.port}/callback/"), url
    assert len(url.rsplit("/", 1)[1]) >= 22, "at least 128 random bits"
    STATE["callback_url"] = url
    expect(erp("GET", "plataforma/neo", status=200).json["plataforma"]["callback_url"], url)


@step
def and_its_products():
    for code, name in (("PLANO_BASICO", "Plano Básico"), ("CINEMA", "Cinema"), ("INFANTIL", "Infantil")):
        body = erp("PUT", f"plataforma/neo/produto/{code}", {"nome": name, "ativo": True}, 201).json
        expect(body["produto"]["codigo"], code)


@step
def and_packages_with_fiscal_composition():
    for code, value, item in (("tv-basico", "19.90", "PLANO_BASICO"), ("tv-cinema", "14.90", "CINEMA"),
                              ("tv-infantil", "9.90", "INFANTIL")):
        body = erp("PUT", f"pacote_catalogo/{code}", {
            "descricao": code, "valor": value, "ativo": True, "classe_regulatoria": "SVA", "plataforma": "neo",
            "produtos": [item], "composicao": [{"descricao": "TV", "tipo": "SVA", "valor": value}]}, 201).json
        expect(body["pacote_catalogo"]["produtos"], [item])


@step
def a_composition_that_does_not_add_up_is_refused_by_name():
    answer = erp("PUT", "pacote_catalogo/torto", {
        "descricao": "torto", "valor": "10.00", "plataforma": "neo", "produtos": ["CINEMA"],
        "composicao": [{"descricao": "TV", "tipo": "SVA", "valor": "9.99"}]}, 409)
    expect((answer.json["status"], answer.json["codigo"]), ("error", "composicao_diferente"))
    assert "composicao" in answer.json["errors"], answer.text


@step
def and_plans_with_required_optional_and_trial_packages():
    packages = [{"codigo": "tv-basico", "obrigatorio": True}, {"codigo": "tv-cinema", "obrigatorio": False},
                {"codigo": "tv-infantil", "obrigatorio": False, "degustacao_dias": 15}]
    body = erp("PUT", "plano/fibra-500", {"descricao": "Fibra 500", "valor": "109.90", "ativo": True, "pacotes": packages},
               201).json
    expect([row["codigo"] for row in body["plano"]["pacotes"]], ["tv-basico", "tv-cinema", "tv-infantil"])
    erp("PUT", "plano/fibra-1000", {"descricao": "Fibra 1 Giga", "valor": "149.90", "ativo": True, "pacotes": packages[:1]}, 201)


@step
def the_erp_sends_a_customer_and_a_service_with_a_package_declined():
    erp("PUT", "cliente/2023", {"nome_razaosocial": "Maria das Dores Silva", "tipo_pessoa": "pf", "cpf_cnpj": "529.982.247-25",
                                "email_principal": "maria@exemplo.com.br", "telefone_primario": "34999990001"}, 201)
    refused = erp("PUT", "cliente_servico/17711", {**SERVICE, "pacotes_recusados": ["tv-basico"]}, 422)
    assert "pacotes_recusados" in refused.json["errors"], refused.text
    body = erp("PUT", "cliente_servico/17711", {**SERVICE, "pacotes_recusados": ["tv-cinema"]}, 201).json
    packages = {row["codigo"]: row for row in body["cliente_servico"]["pacotes"]}
    expect(sorted(packages), ["tv-basico", "tv-infantil"])
    assert packages["tv-infantil"]["data_limite"] and not packages["tv-basico"]["data_limite"], packages
    STATE["trial"] = packages["tv-infantil"]["id_cliente_servico_pacote"]
    assert "segredo-do-pppoe" not in json.dumps(body), "the password came back"


@step
def neo_finds_the_customer_and_the_subscriber_id_is_stable():
    status, body = neo(login="maria", senha="segredo-do-pppoe")
    expect(status, 200)
    expect(sorted(body), ["subscriber_id"])
    assert len(body["subscriber_id"]) == 32 and int(body["subscriber_id"], 16) >= 0
    STATE["id"] = body["subscriber_id"]
    for question in ({"username": " MARIA ", "password": "segredo-do-pppoe"}, {"email": "maria", "pass": "segredo-do-pppoe"}):
        expect(neo(**question), (200, {"subscriber_id": STATE["id"]}))
    expect(neo_post(form={"user": "maria", "senha": "segredo-do-pppoe"}), (200, {"subscriber_id": STATE["id"]}))
    expect(neo_post(body={"usuario": "maria", "password": "segredo-do-pppoe"}), (200, {"subscriber_id": STATE["id"]}))


@step
def an_unknown_login_and_a_wrong_password_look_alike():
    unknown = neo(login="ninguem", senha="x")
    expect(unknown, (404, {"error": "usuario_inexistente"}))
    expect(neo(login="maria", senha="SEGREDO-DO-PPPOE"), unknown)


@step
def the_product_of_the_package_is_allowed_and_no_other():
    expect(product(), allowed())
    expect(product("urn:tve:PLANO_BASICO"), allowed("urn:tve:PLANO_BASICO"))
    expect(product("INFANTIL"), allowed("INFANTIL"))
    expect(product("CINEMA"), denied("sem_produto", "CINEMA"))
    expect(product("plano_basico"), denied("produto_desconhecido", "plano_basico"))
    expect(neo(id="0" * 32, product="CINEMA")[0], 404)
    expect(neo(login="maria", senha="segredo-do-pppoe", product="PLANO_BASICO"), allowed())


@step
def a_preflight_answers_many_products_at_once():
    expect(neo(id=STATE["id"], products="PLANO_BASICO,CINEMA,NADA"),
           (200, {"subscriber_id": STATE["id"], "products": {"PLANO_BASICO": True, "CINEMA": False, "NADA": False}}))


@step
def a_malformed_question_names_the_field_and_an_unknown_token_says_nothing():
    status, body = neo()
    expect(status, 400)
    unknown = SITE.call("GET", "/callback/abcdefghijklmnopqrstuvwxyz012345?login=a&senha=b")
    expect((unknown.status, unknown.text), (404, ""))


@step
def an_optional_package_is_sold_and_removed_and_each_is_seen_by_the_next_call():
    sold = erp("POST", "pacote", {"id_cliente_servico": 17711, "codigo": "tv-cinema"}, 201).json["cliente_servico_pacote"]
    expect((sold["codigo"], sold["valor"], sold["status"], sold["transmitir"]), ("tv-cinema", "14.90", "ativo", False))
    expect(product("CINEMA"), allowed("CINEMA"))
    erp("DELETE", f"pacote/{sold['id_cliente_servico_pacote']}", status=200)
    erp("DELETE", f"pacote/{sold['id_cliente_servico_pacote']}", status=200)
    expect(product("CINEMA"), denied("sem_produto", "CINEMA"))
    erp("PATCH", f"pacote/ativar/{sold['id_cliente_servico_pacote']}", status=200)
    expect(product("CINEMA"), allowed("CINEMA"))
    erp("DELETE", f"pacote/{sold['id_cliente_servico_pacote']}", status=200)


@step
def a_repeated_sale_with_the_same_idempotency_key_happens_once():
    sale = {"id_cliente_servico": 17711, "codigo": "tv-cinema"}
    first = erp("POST", "pacote", sale, 201, headers={"Idempotency-Key": "venda-1"}).json["cliente_servico_pacote"]
    again = erp("POST", "pacote", sale, 201, headers={"Idempotency-Key": "venda-1"}).json["cliente_servico_pacote"]
    expect(again["id_cliente_servico_pacote"], first["id_cliente_servico_pacote"])
    erp("DELETE", f"pacote/{first['id_cliente_servico_pacote']}", status=200)


@step
def a_suspension_is_seen_by_the_next_call():
    body = erp("PATCH", "cliente_servico/17711/status", {"status_prefixo": "suspenso_debito"}, 200).json
    expect(body["cliente_servico"]["status_prefixo"], "suspenso_debito")
    expect(product(), denied("suspenso"))
    expect(neo(login="maria", senha="segredo-do-pppoe"), (200, {"subscriber_id": STATE["id"]}))


@step
def without_habilitar_suspender_a_suspension_denies_nothing():
    erp("PUT", "plataforma/neo", {"habilitar_suspender": False}, 200)
    expect(product(), allowed())
    erp("PUT", "plataforma/neo", {"habilitar_suspender": True}, 200)
    expect(product(), denied("suspenso"))


@step
def an_unknown_status_is_refused_and_the_old_one_kept():
    answer = erp("PATCH", "cliente_servico/17711/status", {"status_prefixo": "suspenso_quase"}, 422)
    assert "status_prefixo" in answer.json["errors"], answer.text
    expect(product(), denied("suspenso"))


@step
def enabling_again_allows_again():
    erp("PATCH", "cliente_servico/17711/status", {"status_prefixo": "servico_habilitado"}, 200)
    expect(product(), allowed())


@step
def an_inactive_integration_denies_everything_and_comes_back_as_it_was():
    erp("PUT", "plataforma/neo", {"ativo": False}, 200)
    expect(product(), denied("integracao_inativa"))
    expect(neo(login="maria", senha="segredo-do-pppoe"), (403, {"error": "integracao_inativa"}))
    erp("PUT", "plataforma/neo", {"ativo": True}, 200)
    expect(product(), allowed())


@step
def a_migration_never_denies_what_both_plans_hold_and_keeps_the_id():
    # This provider has what came from the old plan move along (D69).
    SITE.catraca("provider", "set", "--slug", "demo", "--padroes-na-migracao", "mover")
    stop_asking, wrong, asked = threading.Event(), [], [0]

    def keep_asking():
        while not stop_asking.is_set():
            found = product()
            asked[0] += 1
            if found != allowed():
                wrong.append(found)

    readers = [threading.Thread(target=keep_asking) for _ in range(4)]
    for reader in readers:
        reader.start()
    try:
        for new, old, plan in ((17712, 17711, "fibra-1000"), (17713, 17712, "fibra-500"), (17714, 17713, "fibra-1000")):
            body = erp("PUT", f"cliente_servico/{new}", {**SERVICE, "plano": plan, "id_cliente_servico_antigo": old}, 201).json
            assert "tv-basico" in [row["codigo"] for row in body["cliente_servico"]["pacotes"]], body
            time.sleep(0.2)
    finally:
        stop_asking.set()
        for reader in readers:
            reader.join()
    assert not wrong, f"{len(wrong)} of {asked[0]} answers, the first {wrong[0]}"
    assert asked[0] > 50, f"only {asked[0]} answers while migrating"
    expect(neo(login="maria", senha="segredo-do-pppoe"), (200, {"subscriber_id": STATE["id"]}))


@step
def the_trial_moved_along_and_ends_by_its_date_without_any_job():
    expect(product("INFANTIL"), allowed("INFANTIL"))
    SITE.stop("work")
    today = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 27 * 3600))
    erp("PUT", f"pacote/{STATE['trial']}", {"data_limite": today}, 200)
    expect(product("INFANTIL"), denied("degustacao_vencida", "INFANTIL"))
    expect(product(), allowed())


@step
def the_worker_then_removes_the_trial_and_the_reason_stays():
    SITE.start("work")

    def removed():
        found = erp("GET", "pacote/consultar?tipo_busca=codigo_pacote&termo_busca=tv-infantil&status=inativo", status=200).json
        return any(row["id_cliente_servico_pacote"] == STATE["trial"] for row in found["pacotes"])

    assert wait_until(removed), "the trial is still there"
    expect(product("INFANTIL"), denied("degustacao_vencida", "INFANTIL"))


@step
def the_erp_reads_back_customer_charges_and_account():
    found = erp("GET", "cliente?busca=cpf_cnpj&termo_busca=52998224725&relacoes=pacotes,contas", status=200).json
    expect([row["codigo_cliente"] for row in found["clientes"]], ["2023"])
    found = erp("GET", "conta?codigo_cliente=2023", status=200)
    assert STATE["id"] in found.text, found.text
    month = time.strftime("%Y-%m")
    lines = erp("GET", f"cobranca?competencia={month}&codigo_cliente=2023", status=200).json["linhas"]
    assert any(line["pacote"] == "tv-basico" for line in lines), lines


@step
def a_cancelled_service_is_over_for_neo():
    erp("PATCH", "cliente_servico/17714/status", {"status_prefixo": "cancelado"}, 200)
    expect(product(), denied("cancelado"))
    expect(neo(login="maria", senha="segredo-do-pppoe"), (404, {"error": "usuario_inexistente"}))


@step
def a_service_enabled_again_gets_back_what_ended_with_it_under_the_same_id():
    erp("PATCH", "cliente_servico/17714/status", {"status_prefixo": "servico_habilitado"}, 200)
    expect(product(), allowed())
    expect(neo(login="maria", senha="segredo-do-pppoe"), (200, {"subscriber_id": STATE["id"]}))


@step
def the_other_provider_sees_and_changes_nothing_of_it():
    other = {"token": OTHER_TOKEN, "host": "outro.localhost"}
    expect(erp("GET", "plataforma/neo", **other).status, 404)
    expect(erp("GET", "cliente?busca=codigo_cliente&termo_busca=2023", status=200, **other).json["clientes"], [])
    expect(erp("PATCH", "cliente_servico/17714/status", {"status_prefixo": "cancelado"}, **other).status, 404)
    expect(erp("DELETE", f"pacote/{STATE['trial']}", **other).status, 404)
    expect(erp("GET", "plataforma/neo", token=OTHER_TOKEN).status, 401)
    expect(erp("GET", "plataforma/neo", host="outro.localhost").status, 401)
    expect(erp("GET", "plataforma/neo", token="ctr_nada").status, 401)
    expect(product(), allowed())


@step
def a_bulk_load_answers_every_line_and_goes_on_behind_a_bad_one():
    lines = [{"tipo": "cliente", "codigo_cliente": str(n), "nome_razaosocial": f"Cliente {n}"} for n in range(3000, 4200)]
    lines.insert(600, {"tipo": "nada"})
    body = "".join(json.dumps(line) + "\n" for line in lines)
    answer = erp("POST", "lote", body, 200, headers={"Content-Type": "application/x-ndjson"})
    results = [json.loads(line) for line in answer.text.splitlines()]
    expect(len(results), len(lines) + 1)
    expect([row["linha"] for row in results[:-1] if row["status"] != "success"], [601])
    expect(erp("GET", "cliente?busca=codigo_cliente&termo_busca=4199", status=200).json["clientes"][0]["nome_razaosocial"],
           "Cliente 4199")


class OpenLoad:
    """A bulk load through nginx of which the end is never sent."""

    def __init__(self, lines, token):
        self.connection = socket.create_connection(("127.0.0.1", SITE.port), timeout=30)
        self.connection.sendall((f"POST /api/v1/integracao/lote HTTP/1.1\r\nHost: demo.localhost:{SITE.port}\r\n"
                                 f"Authorization: Bearer {token}\r\nContent-Type: application/x-ndjson\r\n"
                                 f"Content-Length: 100000000\r\n\r\n{''.join(lines)}").encode())

    def answer(self):
        answer = http.client.HTTPResponse(self.connection)
        answer.begin()
        return answer.status, answer.getheader("Connection"), json.loads(answer.read())


@step
def a_load_refused_early_closes_its_connection_on_which_nothing_more_would_be_heard():
    status, connection, body = OpenLoad(["{}\n"], "ctr_nada").answer()
    expect((status, connection, body["status"]), (401, "close", "error"))


@step
def a_load_whose_server_is_killed_hears_that_a_part_may_be_stored_and_how_to_send_it_again():
    load = OpenLoad([json.dumps({"tipo": "cliente", "codigo_cliente": f"9{n:03}", "nome_razaosocial": "X"}) + "\n"
                     for n in range(600)], TOKEN)
    assert wait_until(lambda: erp("GET", "cliente?busca=codigo_cliente&termo_busca=9499").json.get("clientes"))
    serve = SITE.running.pop("serve")
    serve.kill()
    serve.wait()
    status, _, body = load.answer()
    expect((status, body["status"]), (503, "error"))
    assert "parte" in body["msg"] and "Idempotency-Key" in body["msg"], body
    SITE.start("serve")
    assert wait_until(lambda: SITE.call("GET", "/readyz").status == 200)


@step
def a_code_with_a_slash_is_addressed_through_the_web_server_too():
    erp("PUT", "plano/300%2F150", {"descricao": "300/150", "valor": "99"}, 201)
    expect(erp("GET", "plano/300%2F150", status=200).json["plano"]["codigo"], "300/150")


@step
def what_the_web_server_refuses_by_itself_is_json_for_programs():
    callback = urllib.parse.urlsplit(STATE["callback_url"]).path
    long = "x" * 20_000
    for method, path, body, status in (("POST", "/api/v1/integracao/pacote", " " * 3_000_000, 413),
                                       ("GET", "/api/v1/integracao/cliente?busca=" + long, None, 414),
                                       ("TRACE", "/api/v1/integracao/cliente", None, 405)):
        answer = SITE.call(method, path, body)
        expect((answer.status, answer.json["status"], bool(answer.json["msg"])), (status, "error", True))
    answer = SITE.call("POST", callback, " " * 9_000)
    expect((answer.status, answer.json["fields"]), (413, {"body": "passa de 8 KiB"}))
    answer = SITE.call("GET", callback + "?id=" + long)
    expect((answer.status, answer.json), (414, {"error": "requisicao_invalida"}))
    answer = SITE.call("GET", "/callback")
    expect((answer.status, answer.json), (404, {"error": "nao_encontrado"}))
    answer = SITE.call("POST", "/entrar", " " * 3_000_000)
    expect((answer.status, answer.getheader("Content-Type")), (413, "text/plain; charset=utf-8"))


@step
def a_compressed_question_is_415_and_a_multipart_one_is_understood():
    path = urllib.parse.urlsplit(STATE["callback_url"]).path
    compressed = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    expect(SITE.call("POST", path, {"id": STATE["id"], "product": "PLANO_BASICO"}, headers=compressed).status, 415)
    parts = "".join(f'--cut\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                    for name, value in (("id", STATE["id"]), ("product", "PLANO_BASICO")))
    answer = SITE.call("POST", path, parts + "--cut--\r\n", headers={"Content-Type": "multipart/form-data; boundary=cut"})
    expect((answer.status, answer.json), product())


@step
def a_document_that_is_a_customers_code_is_masked_in_every_log():
    for code in ("11144477735", "111.444.777-35", "11222333000181", "11.222.333%2F0001-81"):
        erp("PUT", "cliente/" + code, {"nome_razaosocial": "Por documento"}, 201)
    text = (SITE.room / "nginx/access.log").read_text()
    for whole in ("11144477735", "111.444.777-35", "11222333000181", "11.222.333/0001-81"):
        assert whole not in text, whole
    assert "/cliente/*** " in text


@step
def nothing_computed_differs_from_its_causes():
    assert "0 drifted" in SITE.catraca("verify", "--provider", "demo")


@step
def no_log_holds_a_password_a_callback_token_or_a_query():
    token = STATE["callback_url"].rsplit("/", 1)[1]
    logs = [*SITE.room.glob("*.log"), SITE.room / "nginx/access.log", SITE.room / "nginx/error.log"]
    for log in logs:
        text = log.read_text(errors="replace")
        for secret in (token, "segredo-do-pppoe", "SEGREDO-DO-PPPOE", "termo_busca", "52998224725", TOKEN):
            assert secret not in text, f"{secret} in {log.name}"


@step
def a_validation_that_is_away_is_503_to_be_asked_again_and_never_a_verdict():
    expect(SITE.stop("validate"), 0)
    answer = SITE.call("GET", urllib.parse.urlsplit(STATE["callback_url"]).path + "?id=x&product=y")
    expect((answer.status, answer.json), (503, {"error": "indisponivel"}))
    expect(answer.getheader("Retry-After"), "1")
    SITE.start("validate")
    assert wait_until(lambda: product() == allowed())
    expect(SITE.stop("serve"), 0)
    answer = erp("GET", "plataforma/neo")
    expect((answer.status, answer.getheader("Retry-After")), (503, "2"))


# --- running it -----------------------------------------------------------------------------------------------------

STATE = {}
SERVICE = {"codigo_cliente": "2023", "plano": "fibra-500", "status_prefixo": "servico_habilitado", "login_autenticacao": "maria",
           "senha_autenticacao": "segredo-do-pppoe", "data_venda": time.strftime("%Y-%m-%d")}
with Product(sys.argv[1], sys.argv[2], "story") as SITE:
    for slug in ("demo", "outro"):
        SITE.catraca("provider", "add", "--slug", slug, "--name", slug, "--host", f"{slug}.localhost")
        SITE.catraca("provider", "set", "--slug", slug, "--endereco-publico", f"http://{slug}.localhost:{SITE.port}")
    TOKEN = SITE.catraca("token", "add", "--provider", "demo", "--description", "ERP")
    OTHER_TOKEN = SITE.catraca("token", "add", "--provider", "outro", "--description", "ERP")
    failures = step.run()
sys.exit(1 if failures else 0)
