#!/usr/bin/env python3
"""The table of budgets as the program prints it, and sixteen callers who spend one each while another tenant works: whoever wants
more than his share is told so with when to come again, and the other tenant is answered all the time.

tests/budgets.py PROGRAM DIR   with a private MariaDB (tests/mariadb) in DIR/db; prints `ok - …`, `not ok - …` and `# …` lines
"""
import contextlib
import http.client
import json
import re
import statistics
import sys
import threading
import time
import urllib.parse

from product import TOP, Product
from sentences import Sentences
from visitor import Form, Visitor

step = Sentences()
CALLERS, SECONDS, CUSTOMERS = 16, 1.5, 1500


# --- the other tenant -----------------------------------------------------------------------------------------------

class Neighbour(threading.Thread):
    """Looks at a page, puts a customer and asks by callback in turn, until it is told to stop."""

    def __init__(self):
        super().__init__(daemon=True)
        self.taken, self.wrong, self.done = [], [], threading.Event()

    def run(self):
        while not self.done.is_set():
            for what, act in (("page", lambda: OTHER.page("/clientes")),
                              ("API", lambda: SITE.erp("PUT", "cliente/V1", {"nome_razaosocial": "Vizinha"}, token=OTHER_TOKEN,
                                                       host="outro.localhost")),
                              ("callback", lambda: SITE.call("GET", f"{CALLBACK}?id={SUBSCRIBER}&product=P1", host="outro.localhost"))):
                began = time.monotonic()
                try:
                    status = act().status
                except Exception as error:  # every kind of it is one
                    status = repr(error)
                self.taken.append(time.monotonic() - began)
                if status != 200:
                    self.wrong.append(f"the other tenant's {what}: {status}")


@contextlib.contextmanager
def a_neighbour(what):
    neighbour = Neighbour()
    neighbour.start()
    yield
    neighbour.done.set()
    neighbour.join(60)
    assert not neighbour.wrong, neighbour.wrong[:3]
    assert len(neighbour.taken) >= 5, "the other tenant came to nothing"
    print(f"# beside sixteen × {what}: {len(neighbour.taken)} answers to the other tenant, median"
          f" {statistics.median(neighbour.taken) * 1000:.0f} ms, longest {max(neighbour.taken) * 1000:.0f} ms")


# --- the sixteen ----------------------------------------------------------------------------------------------------

def spend(what, ask, seconds=SECONDS):
    """Sixteen callers who ask again and again, beside the other tenant: answers by status."""
    told, lock, end = {}, threading.Lock(), time.monotonic() + seconds

    def work(number):
        turn = 0
        while time.monotonic() < end:
            answer = ask(number, turn)
            turn += 1
            with lock:
                told.setdefault(answer.status, []).append(answer)

    threads = [threading.Thread(target=work, args=(number,), daemon=True) for number in range(CALLERS)]
    with a_neighbour(what):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
            assert not thread.is_alive(), f"{what}: a caller is still waiting"
    print(f"# {what}:", {status: len(answers) for status, answers in sorted(told.items())})
    for status in (408, 429, 503):
        for answer in told.get(status, []):
            assert status == 408 or answer.getheader("Retry-After"), f"{what}: {status} without Retry-After"
    return told


def statuses_are(told, needed, allowed=()):
    assert set(needed) <= set(told) <= {*needed, *allowed}, {status: answers[0].text[:300] for status, answers in told.items()}


def as_person(visitor, method, path, fields=None):
    """A call of a person who is signed in, on a connection of its own."""
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())}
    if fields is not None:
        headers |= {"Origin": f"http://{visitor.host}:{SITE.port}", "Content-Type": "application/x-www-form-urlencoded"}
    return SITE.call(method, path, None if fields is None else urllib.parse.urlencode(fields), headers=headers, host=visitor.host)


# --- the steps ------------------------------------------------------------------------------------------------------

@step
def the_table_names_every_budget_with_its_bound_and_what_more_is_answered():
    lines = SITE.catraca("budgets").splitlines()
    for number in (100, 1000):  # nginx's, whose home is its files
        found = [file.name for file in (TOP / "nginx").glob("*.conf") if re.search(rf"limit_conn catraca_callers {number};", file.read_text())]
        assert found, f"no limit_conn of {number}"
        lines.append(f"nginx, {found[0]}: requests of an address at a time: {number}, then {429 if number == 100 else 503}")
    for line in lines:
        print("#", line)
    assert len(lines) > 35 and all(line.strip() for line in lines)
    for said in ("downloads (CSV) at a time", "bulk loads at a time", "passwords digested", "lines of a bulk load"):
        assert any(line.startswith(said) for line in lines), said


@step
def of_sixteen_downloads_of_one_person_two_go_on_and_the_others_are_told_to_come_again():
    told = spend("CSV of all customers", lambda number, turn: as_person(READER, "GET", "/clientes?formato=csv"))
    statuses_are(told, (200, 429))
    assert all(answer.text.count("\n") > CUSTOMERS for answer in told[200]), "a download is not whole"
    assert "dois por pessoa" in told[429][0].text


@step
def of_sixteen_loads_of_one_provider_two_go_on_and_the_others_are_told_to_come_again():
    def load(number, turn):
        lines = "".join(json.dumps({"tipo": "cliente", "codigo_cliente": f"l{number}-{line}", "nome_razaosocial": f"Turno {turn}"}) + "\n"
                        for line in range(300))
        return SITE.erp("POST", "lote", lines, token=TOKEN, headers={"Content-Type": "application/x-ndjson"})
    told = spend("lote of 300 lines", load)
    statuses_are(told, (200, 429))
    assert all(json.loads(answer.text.splitlines()[-1])["sucessos"] == 300 for answer in told[200])


@step
def a_load_that_sends_nothing_loses_its_place():
    def load(number, turn):
        connection = http.client.HTTPConnection("127.0.0.1", SITE.port, timeout=60)
        connection.putrequest("POST", "/api/v1/integracao/lote", skip_host=True)
        for name, value in (("Host", f"demo.localhost:{SITE.port}"), ("Authorization", f"Bearer {TOKEN}"),
                            ("Content-Type", "application/x-ndjson"), ("Content-Length", "1000000")):
            connection.putheader(name, value)
        connection.endheaders(b'{"tipo":')
        answer = connection.getresponse()
        answer.text = answer.read().decode()
        connection.close()
        return answer
    statuses_are(spend("lote that never goes on", load), (408, 429))


@step
def sixteen_who_guess_passwords_wait_and_are_told_how_long():
    def log_in(number, turn):
        person = Visitor(SITE, "demo")
        first = person.call("GET", "/entrar")
        cookies = [value.split(";")[0] for name, value in first.getheaders() if name.lower() == "set-cookie"]
        fields = Form(first.text).fields | {"email": f"ninguem{number % 4}@demo.example", "senha": f"errada {turn}"}
        return SITE.call("POST", "/entrar", urllib.parse.urlencode(fields), headers={
            "Cookie": "; ".join(cookies), "Origin": f"http://demo.localhost:{SITE.port}",
            "Content-Type": "application/x-www-form-urlencoded"})
    statuses_are(spend("log-in with a wrong password", log_in), (422,), (429, 503))


@step
def sixteen_forms_and_bodies_that_are_too_large_are_refused():
    def too_large(number, turn):
        if number % 2:
            return SITE.erp("PUT", "cliente/grande", {"nome_razaosocial": "x" * 1_100_000}, token=TOKEN)
        return as_person(ADMIN, "POST", "/clientes/novo", {f"campo{field}": "x" * 600 for field in range(120)})
    statuses_are(spend("form and JSON too large", too_large), (413,))


@step
def sixteen_searches_of_a_reader_for_whole_documents_come_to_an_end():
    def search(number, turn):
        digits = [int(digit) for digit in f"{number * 1000 + turn:09}"]
        for weights in (range(10, 1, -1), range(11, 1, -1)):
            rest = sum(digit * weight for digit, weight in zip(digits, weights)) * 10 % 11
            digits.append(rest % 10)
        return as_person(READER, "GET", "/clientes?busca=" + "".join(map(str, digits)))
    statuses_are(spend("search for a CPF", search), (200, 429))


# --- running it -----------------------------------------------------------------------------------------------------

def signed_in(slug, role):
    email = f"{role}@{slug}.example"
    visitor = Visitor(SITE, slug)
    visitor.person = {"email": email, "senha": SITE.catraca("user", "add", "--provider", slug, "--name", role, "--email", email,
                                                            "--role", role, "--generate")}
    assert visitor.page("/clientes").status == 200
    return visitor


def token_of(slug):
    SITE.catraca("provider", "add", "--slug", slug, "--name", f"Provedor {slug}", "--host", f"{slug}.localhost")
    return SITE.catraca("token", "add", "--provider", slug, "--description", "ERP")


def furnish_neighbour():
    """Its callback's path and a subscriber who has P1."""
    def erp(method, path, body=None):
        answer = SITE.erp(method, path, body, token=OTHER_TOKEN, host="outro.localhost")
        assert answer.status < 300, answer.text
        return answer.json
    for path, body in (("plataforma/neo", {"gateway": "neo", "descricao": "NEO", "parametros": {"usuario": "login_autenticacao"}}),
                       ("plataforma/neo/produto/P1", {"nome": "Produto"}),
                       ("pacote_catalogo/K1", {"descricao": "Pacote", "valor": "9.90", "plataforma": "neo", "produtos": ["P1"]}),
                       ("plano/PL", {"descricao": "Plano", "valor": "99.90", "pacotes": [{"codigo": "K1", "obrigatorio": True}]}),
                       ("cliente/V1", {"nome_razaosocial": "Vizinha"}),
                       ("cliente_servico/1", {"codigo_cliente": "V1", "plano": "PL", "status_prefixo": "servico_habilitado",
                                              "login_autenticacao": "rita", "senha_autenticacao": "segredo"})):
        erp("PUT", path, body)
    callback = urllib.parse.urlsplit(erp("GET", "plataforma/neo")["plataforma"]["callback_url"]).path
    return callback, SITE.call("GET", f"{callback}?login=rita&senha=segredo", host="outro.localhost").json["subscriber_id"]


with Product(sys.argv[1], sys.argv[2], "budgets", **{"serve.threads": 16, "serve.load_patience_s": 1}) as SITE:
    TOKEN, OTHER_TOKEN = token_of("demo"), token_of("outro")
    CALLBACK, SUBSCRIBER = furnish_neighbour()
    ADMIN, READER, OTHER = signed_in("demo", "administrador"), signed_in("demo", "leitura"), signed_in("outro", "administrador")
    first = SITE.erp("POST", "lote", "".join(json.dumps({"tipo": "cliente", "codigo_cliente": f"c{number}", "nome_razaosocial": "Ana"}) + "\n"
                                             for number in range(CUSTOMERS)), token=TOKEN, headers={"Content-Type": "application/x-ndjson"})
    assert first.status == 200, first.text
    failures = step.run()
sys.exit(1 if failures else 0)
