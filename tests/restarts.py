#!/usr/bin/env python3
"""nginx reloaded and `serve` killed (SIGKILL) again and again while callers write, read and ask, with a ledger of what was
acknowledged: nothing of it is lost, and whatever is not done is told as such, with when to come again.

tests/restarts.py PROGRAM DIR   with a private MariaDB (tests/mariadb) in DIR/db; prints `ok - …` and `not ok - …` lines
"""
import http.client
import itertools
import json
import signal
import sys
import threading
import time
import urllib.parse

from product import Product, wait_until
from sentences import Sentences

step = Sentences()
WRITERS, KILLS, RELOADS = 8, 5, 4


class Caller(threading.Thread):
    """Asks without pause on a kept connection, a new one where it ends; `wrong` is what no caller should hear."""

    def __init__(self, number):
        super().__init__(daemon=True)
        self.number, self.wrong, self.told, self.connection = number, [], {}, None

    def ask(self, method, path, body=None):
        """Status and text; None where the connection ended without an answer."""
        try:
            self.connection = self.connection or http.client.HTTPConnection("127.0.0.1", SITE.port, timeout=30)
            self.connection.request(method, path, body, {"Host": f"demo.localhost:{SITE.port}", "Authorization": f"Bearer {TOKEN}",
                                                         "Content-Type": "application/json"})
            answer = self.connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.connection = None
            self.told["cut"] = self.told.get("cut", 0) + 1
            return None, ""
        self.told[answer.status] = self.told.get(answer.status, 0) + 1
        if answer.status >= 500 and not answer.getheader("Retry-After"):
            self.wrong.append(f"{method} {path}: {answer.status} without Retry-After: {text[:200]}")
        if answer.status >= 500:
            time.sleep(0.02)
        return answer.status, text

    def run(self):
        for turn in itertools.count():
            if DONE.is_set():
                return
            self.act(turn)


class Writer(Caller):
    """Puts customers of its own, new ones and old ones, each time with another name: the turn."""

    def __init__(self, number):
        super().__init__(number)
        self.ledger, self.tried = {}, {}

    def act(self, turn):
        code = f"c{self.number}-{turn if turn % 2 else turn % 40}"
        self.tried.setdefault(code, set()).add(turn)
        status, text = self.ask("PUT", f"/api/v1/integracao/cliente/{code}", json.dumps({"nome_razaosocial": f"Turno {turn}"}))
        if status in (200, 201):
            self.ledger[code] = turn
        elif status is not None and status < 500:
            self.wrong.append(f"PUT {code}: {status} {text[:200]}")


class Reader(Caller):
    def act(self, turn):
        status, text = self.ask("GET", "/entrar" if turn % 2 else "/api/v1/integracao/cliente?busca=codigo_cliente&termo_busca=9001")
        if status not in (200, 503, None):
            self.wrong.append(f"{status} {text[:200]}")


class Platform(Caller):
    """Asks for what is allowed all the time."""

    def act(self, turn):
        status, text = self.ask("GET", f"{CALLBACK}?id={SUBSCRIBER}&product=P1")
        if (status == 200 and json.loads(text)["access"] is not True) or status not in (200, 503, None):
            self.wrong.append(f"a wrong verdict: {status} {text[:200]}")


def disturb():
    """Seconds from each kill to the next acknowledged write."""
    healed = []
    for turn in range(max(KILLS, RELOADS)):
        if turn < RELOADS:
            SITE.running["nginx"].send_signal(signal.SIGHUP)
            time.sleep(0.4)
        if turn < KILLS:
            process = SITE.running.pop("serve")
            process.kill()
            process.wait()
            time.sleep(0.3)  # what a supervisor takes
            before = sum(len(writer.ledger) for writer in CALLERS if isinstance(writer, Writer))
            began = time.monotonic()
            SITE.start("serve")
            assert wait_until(lambda: sum(len(one.ledger) for one in CALLERS if isinstance(one, Writer)) > before, 20), "it does not heal"
            healed.append(time.monotonic() - began)
            time.sleep(0.4)
    return healed


# --- the steps ------------------------------------------------------------------------------------------------------

@step
def five_kills_of_serve_and_four_reloads_of_nginx_are_healed_within_five_seconds_each():
    for caller in CALLERS:
        caller.start()
    time.sleep(0.5)
    try:
        healed = disturb()
    finally:
        DONE.set()
        for caller in CALLERS:
            caller.join(60)
    assert len(healed) == KILLS and max(healed) < 5, healed


@step
def nobody_hears_a_5xx_without_when_to_come_again_nor_anything_else_that_is_wrong():
    wrong = [line for caller in CALLERS for line in caller.wrong]
    assert not wrong, wrong[:5]
    told = {}
    for caller in CALLERS:
        for status, times in caller.told.items():
            told[status] = told.get(status, 0) + times
    print("#", told)
    assert told.get(503, 0) + told.get("cut", 0) > 0, f"nobody noticed anything: {told}"


@step
def no_write_that_was_acknowledged_is_lost_and_none_comes_back_older():
    stored = dict(SITE.rows("SELECT code, name FROM customer WHERE code LIKE 'c%-%'"))
    acknowledged = 0
    for writer in CALLERS:
        if not isinstance(writer, Writer):
            continue
        for code, turn in writer.ledger.items():
            acknowledged += 1
            assert code in stored, f"{code} was acknowledged and is lost"
            now = int(stored[code].split()[1])
            assert now >= turn and now in writer.tried[code], f"{code}: acknowledged {turn}, stored {now}"
    assert acknowledged > 100, acknowledged


@step
def everything_computed_agrees_with_its_causes_afterwards():
    SITE.catraca("verify", "--provider", "demo")


# --- running it -----------------------------------------------------------------------------------------------------

def furnish():
    SITE.catraca("provider", "add", "--slug", "demo", "--name", "Provedor Demo", "--host", "demo.localhost")
    token = SITE.catraca("token", "add", "--provider", "demo", "--description", "ERP")
    for path, body in (("plataforma/neo", {"gateway": "neo", "descricao": "NEO", "parametros": {"usuario": "login_autenticacao"}}),
                       ("plataforma/neo/produto/P1", {"nome": "Produto"}),
                       ("pacote_catalogo/K1", {"descricao": "Pacote", "valor": "9.90", "plataforma": "neo", "produtos": ["P1"]}),
                       ("plano/PL", {"descricao": "Plano", "valor": "99.90", "pacotes": [{"codigo": "K1", "obrigatorio": True}]}),
                       ("cliente/9001", {"nome_razaosocial": "Rita"}),
                       ("cliente_servico/9001", {"codigo_cliente": "9001", "plano": "PL", "status_prefixo": "servico_habilitado",
                                                 "login_autenticacao": "rita", "senha_autenticacao": "segredo"})):
        answer = SITE.erp("PUT", path, body, token=token)
        assert answer.status < 300, answer.text
    callback = urllib.parse.urlsplit(SITE.erp("GET", "plataforma/neo", token=token).json["plataforma"]["callback_url"]).path
    return token, callback, SITE.call("GET", f"{callback}?login=rita&senha=segredo").json["subscriber_id"]


with Product(sys.argv[1], sys.argv[2], "restarts") as SITE:
    TOKEN, CALLBACK, SUBSCRIBER = furnish()
    DONE = threading.Event()
    CALLERS = [*map(Writer, range(WRITERS)), Reader(0), Platform(0)]
    failures = step.run()
sys.exit(1 if failures else 0)
