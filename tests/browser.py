#!/usr/bin/env python3
"""The pages in a real browser, against a product of their own with a small realistic provider.

tests/browser.py PROGRAM DIR [SHOTS]   with a private MariaDB (tests/mariadb) in DIR/db; SHOTS: where to leave a picture of
                                       every page; prints `ok - …` and `not ok - …` lines
tests/browser.py PROGRAM DIR --counter the clicks of a counter's tasks alone
tests/browser.py PROGRAM DIR --hold    only starts the product, says where it is, and waits to be stopped
"""
import contextlib
import datetime
import json
import pathlib
import signal
import subprocess
import sys
import urllib.parse

from peer import Peer
from product import TOP, Product, wait_until

CUSTOMERS = 150
# The platforms that are told: one whose e-mail is for good, one whose is not, one that sends activations.
GATEWAYS = ("nxplay", "click_sistemas", "celetihub")
HERE = TOP / "tests/browser"


def add_person(site, name, email, role):
    password = site.catraca("user", "add", "--provider", "demo", "--name", name, "--email", email, "--role", role, "--generate")
    return {"email": email, "senha": password}


def load_registry(site, token, peers):
    places = site.room / "platforms.json"
    places.write_text(json.dumps({peer.gateway: {"parametros": peer.parameters} for peer in peers}))
    lines = subprocess.run([TOP / "nginx/demo_data.py", "demo", str(CUSTOMERS), datetime.date.today().isoformat(), places],
                           capture_output=True, text=True, check=True).stdout
    answer = site.erp("POST", "lote", lines, token=token, headers={"Content-Type": "application/x-ndjson"})
    refused = [line for line in answer.text.splitlines() if '"status":"error"' in line]
    assert answer.status == 200 and not refused, f"{answer.status} {refused[:3]}"


def sell(site, token, number, code, email, package, prefix="servico_habilitado"):
    for path, body in ((f"cliente/{code}", {"nome_razaosocial": f"Assinante {code}", "cpf_cnpj": "52998224725", "email_principal": email}),
                       (f"cliente_servico/{number}", {"codigo_cliente": code, "plano": "radio-20", "status_prefixo": prefix,
                                                      "login_autenticacao": code})):
        answer = site.erp("PUT", path, body, token=token)
        assert answer.status < 300, answer.text
    answer = site.erp("POST", "pacote", {"id_cliente_servico": number, "codigo": package}, token=token)
    assert answer.status == 201, answer.text


def waiting(site, name):
    return int(site.rows(f"SELECT COUNT(*) FROM account WHERE waits_as = '{name}'")[0][0])


def furnish_accounts(site, token, peers):
    """Accounts that stand, are in conflict, lack something, are held; then nobody tells any more, so that pages keep still."""
    peers[0].ask("POST", "/_/seed", {"assinantes": [{"nome": "Antigo Cadastro", "email": "conflito@exemplo.com.br",
                                                     "codigo_externo": "antigo"}]})
    site.erp("PUT", "plano/radio-20", {"travar_pacotes": False}, token=token)
    sell(site, token, 800_001, "em-conflito", "conflito@exemplo.com.br", "nx-play")
    sell(site, token, 800_002, "sem-e-mail", None, "nx-play")
    held = range(800_010, 800_013)
    for number in held:
        sell(site, token, number, f"retida-{number}", f"retida-{number}@exemplo.com.br", "nx-play")
    assert wait_until(lambda: waiting(site, "conflito") == 1 and waiting(site, "fila") == 0, 60), "the platforms are not told"
    site.catraca("provider", "set", "--slug", "demo", "--guarda-minimo", "1", "--guarda-percentual", "1")
    for number in held:
        site.erp("PATCH", f"cliente_servico/{number}/status", {"status_prefixo": "suspenso_debito"}, token=token)
    assert wait_until(lambda: waiting(site, "retida") >= 2, 60), "nothing is held"
    site.stop("work")


def pages_of_accounts(site):
    """Name and address of the pages that only accounts in such a state have."""
    def one(statement):
        return site.rows(statement)[0][0]

    def standing(gateway):
        return one(f"SELECT a.id FROM account a JOIN integration i ON i.id = a.integration_id WHERE i.gateway = '{gateway}' AND EXISTS "
                   "(SELECT 1 FROM account_object o WHERE o.account_id = a.id) AND a.waits_as IS NULL LIMIT 1")

    def in_state(name):
        return one(f"SELECT id FROM account WHERE waits_as = '{name}' LIMIT 1")

    nx = f"/plataformas/{one('SELECT id FROM integration WHERE gateway = ' + repr('nxplay'))}"
    pages = {f"{nx}/{page}" for page in ("transmissoes", "transmissoes/conflito", "retidas", "retidas/descartar",
                                         "retidas/suspensa_pelo_erp/liberar", "testar", "pausar", "remover-contas", "produtos")}
    for gateway, actions in (("nxplay", "senha recriar"), ("click_sistemas", "email"), ("celetihub", "ativacao")):
        pages |= {f"/contas/{standing(gateway)}/{action}" for action in actions.split()}
    pages |= {f"/contas/{in_state('conflito')}/{action}" for action in ("adotar", "separar", "transmitir", "historico")}
    states = {f"/contas/N {name}": f"/contas/{in_state(name)}" for name in ("conflito", "cadastro", "retida")}
    return {"pages": sorted(pages), "states": {**states, "/contas/N em dia": f"/contas/{standing('nxplay')}"}}


# Who calls the counter: what each has is what the task with them begins with.
CALLERS = {"suspensa": "Zulmira Quaresma Ventania", "senha": "Waldemar Quaresma Pitanga", "sem_pacote": "Ximena Quaresma Aroeira",
           "compra": "Yolanda Quaresma Jatobá", "travada": "Zenaide Quaresma Umbuzeiro"}


def furnish_counter(site, token):
    """Five customers of a small catalogue of their own, two log-ins with a wrong password, and a change of yesterday."""
    def put(path, **body):
        answer = site.erp("PUT", path, body, token=token)
        assert answer.status < 300, answer.text

    put("plataforma/neo/produto/MUMO", nome="Mumo")
    put("pacote_catalogo/mumo", descricao="Mumo TV", valor="9.90", plataforma="neo", produtos=["MUMO"],
        composicao=[{"descricao": "SVA", "tipo": "SVA", "valor": "9.90"}])
    put("plano/balcao", descricao="Fibra do Balcão", valor="89.90", pacotes=[])
    put("plano/balcao-mais", descricao="Fibra do Balcão Mais", valor="119.90", pacotes=[])
    put("plano/balcao-travado", descricao="Fibra Travada", valor="79.90", travar_pacotes=True, pacotes=[])
    documents = ["16899535009", "40442820135", "87748248800", "74697131401", "12345678909"]
    for number, (who, name) in enumerate(CALLERS.items()):
        code = f"balcao-{number}"
        put(f"cliente/{code}", nome_razaosocial=name, cpf_cnpj=documents[number], telefone_primario=f"3499887766{number}")
        put(f"cliente_servico/{910_000 + number}", codigo_cliente=code, plano="balcao-travado" if who == "travada" else "balcao",
            status_prefixo="servico_habilitado", login_autenticacao=f"{who}.quaresma", senha_autenticacao="senha-certa-2026")
        if who in ("suspensa", "senha"):
            ends = {"data_limite": (datetime.date.today() + datetime.timedelta(days=3)).isoformat()} if who == "senha" else {}
            answer = site.erp("POST", "pacote", {"id_cliente_servico": 910_000 + number, "codigo": "mumo", **ends}, token=token)
            assert answer.status == 201, answer.text
    site.erp("PATCH", "cliente_servico/910000/status", {"status_prefixo": "suspenso_debito"}, token=token)
    site.rows("UPDATE audit SET at = at - INTERVAL 1 DAY WHERE changes LIKE '%Fibra Travada%'")
    callback = site.erp("GET", "plataforma/neo", token=token).json["plataforma"]["callback_url"]
    return {"callback": callback, "callers": CALLERS}


def furnish(site, peers):
    """Providers, people, a registry and accounts; what the tests must know about them."""
    for slug, name in (("demo", "Provedor Demonstração"), ("outro", "Outro Provedor")):
        site.catraca("provider", "add", "--slug", slug, "--name", name, "--host", f"{slug}.localhost")
        site.catraca("provider", "set", "--slug", slug, "--endereco-publico", f"http://{slug}.localhost:{site.port}")
    token = site.catraca("token", "add", "--provider", "demo", "--description", "ERP da demonstração")
    people = {"admin": add_person(site, "Ana Administradora", "ana@demo.example", "administrador"),
              "operador": add_person(site, "Otávio Operador", "otavio@demo.example", "operador"),
              "leitura": add_person(site, "Lúcia Leitora", "lucia@demo.example", "leitura")}
    load_registry(site, token, peers)
    for products in (["CLUBE_RADIO"], ["CLUBE_RADIO", "CLUBE_REVISTAS"]):  # a job each
        answer = site.erp("PUT", "pacote_catalogo/clube", {"produtos": products}, token=token)
        assert answer.status == 200, answer.text
    furnish_accounts(site, token, peers)
    counter = furnish_counter(site, token)
    link = site.catraca("user", "invite", "--provider", "demo", "--name", "Célia Convidada", "--email", "celia@demo.example")
    known = site.erp("GET", "cliente?busca=codigo_cliente&termo_busca=1", token=token).json["clientes"][0]["id_cliente"]
    return {"base_url": f"http://demo.localhost:{site.port}", "port": site.port, "customer": f"/clientes/{known}",
            "counter": counter, "invitation": urllib.parse.urlsplit(link).path, **pages_of_accounts(site), **people}


def run_all(about, shots):
    """Every script of tests/browser; true when all went well."""
    scripts = [["counter.mjs", about], ["story.mjs", about], ["story.mjs", about, "--without-scripts"], ["keyboard.mjs", about],
               ["pages.mjs", about, *shots]]
    if "--counter" in sys.argv:
        scripts = scripts[:1]
    done = [subprocess.run(["node", *map(str, script)], cwd=HERE).returncode for script in scripts]
    return all(status == 0 for status in done)


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # leaves through the `with`, which stops everything
with contextlib.ExitStack() as STACK:
    PEERS = [STACK.enter_context(Peer(gateway, sys.argv[2])) for gateway in GATEWAYS]
    SITE = STACK.enter_context(Product(sys.argv[1], sys.argv[2], "browser", **{"outbound.private": " ".join(
        peer.host_port for peer in PEERS)}))
    about = SITE.room / "site.json"
    about.write_text(json.dumps(furnish(SITE, PEERS)))
    if "--hold" in sys.argv:
        print(about.read_text(), flush=True)
        signal.pause()
    well = run_all(about, [pathlib.Path(path).resolve() for path in sys.argv[3:] if not path.startswith("--")])
sys.exit(0 if well else 1)
