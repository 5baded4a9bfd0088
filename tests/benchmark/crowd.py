#!/usr/bin/env python3
"""Whatever one tenant does sixteen times at once, and what another tenant notices of it.

crowd.py PORT HOST TOKEN COOKIES CSRF SERVICES KIND    sixteen callers that do KIND until they are ended
"""
import http.client
import itertools
import json
import signal
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse

import pages
import place as places

CALLERS = 16
NEIGHBOUR = "vizinho.localhost"
SECONDS = 8
# what the neighbour does -> times a second, the most that its p99 may grow
NOTICES = {"page": (30, 5), "api": (30, 5), "callback": (100, 2)}


# --- the sixteen ----------------------------------------------------------------------------------------------------

class Caller:
    def __init__(self, port, host, token, cookies, csrf, services):
        self.port, self.host, self.token, self.cookies, self.csrf = int(port), host, token, cookies, csrf
        self.services, self.turns = services, itertools.count()
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def send(self, method, path, body=None, kind=None, api=False):
        headers = {"Host": self.host, **({"Authorization": f"Bearer {self.token}"} if api else {"Cookie": self.cookies})}
        if kind:
            headers["Content-Type"] = kind
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        while answer.read(1 << 20):
            pass
        return answer.status

    def post(self, path, fields):
        return self.send("POST", path, urllib.parse.urlencode({"_csrf": self.csrf, **fields}), "application/x-www-form-urlencoded")

    def form_too_large(self):
        return self.post("/clientes/novo", {f"campo_{number}": "x" * 110 for number in range(990)})

    def largest_form(self):
        return self.post("/clientes/novo", {f"campo_{number}": "x" * 600 for number in range(99)})

    def longest_form(self):
        return self.post("/planos/novo", {f"campo_{number}": "x" * 230 for number in range(990)})

    def largest_json(self):
        text = json.dumps({"nome_razaosocial": "Ana", **{f"campo_{number}": ["x" * 18] * 10 for number in range(4500)}})
        return self.send("PUT", "/api/v1/integracao/cliente/n1", text, "application/json", api=True)

    def csv_of_everything(self):
        return self.send("GET", "/clientes?formato=csv")

    def lote(self):
        lines = "".join(json.dumps({"tipo": "status", "id_cliente_servico": service, "status_prefixo": prefix}) + "\n"
                        for service in self.services for prefix in ("suspenso_debito", "servico_habilitado"))
        return self.send("POST", "/api/v1/integracao/lote", lines, "application/x-ndjson", api=True)

    def log_in(self):
        return self.post("/entrar", {"email": f"ninguem.{next(self.turns)}@bench.example", "senha": "errada " * 5})

    def common_word(self):
        return self.send("GET", "/clientes?busca=cliente&situacao=suspenso&uf=MG")

    def locked_row(self):
        return self.send("PATCH", f"/api/v1/integracao/cliente_servico/{LOCKED}/status",
                         json.dumps({"status_prefixo": "suspenso_debito"}), "application/json", api=True)


LOCKED = 5
KINDS = {"form too large": Caller.form_too_large, "largest form": Caller.largest_form, "longest form": Caller.longest_form,
         "largest JSON": Caller.largest_json, "CSV of everything": Caller.csv_of_everything,
         "lote": Caller.lote, "log-in": Caller.log_in, "common word": Caller.common_word, "locked row": Caller.locked_row}


def crowd(port, host, token, cookies, csrf, services, kind):
    statuses, numbers = {}, services.split(",")

    def work(number):
        mine = numbers[number::CALLERS]
        caller = Caller(port, host, token, cookies, csrf, mine)
        while True:
            try:
                status = KINDS[kind](caller)
            except OSError:
                status = "lost"
                caller.connection.close()
            statuses[status] = statuses.get(status, 0) + 1

    for number in range(CALLERS):
        threading.Thread(target=work, args=(number,), daemon=True).start()
    signal.sigwait([signal.SIGTERM])
    print(json.dumps(statuses), flush=True)


# --- the neighbour --------------------------------------------------------------------------------------------------

class Neighbour:
    def __init__(self, place):
        self.lines = {name: http.client.HTTPConnection("127.0.0.1", place.port, timeout=60) for name in ("api", "callback")}
        if not place.sql("SELECT 1 FROM provider WHERE slug = 'vizinho'").strip():
            place.catraca("provider", "add", "--slug", "vizinho", "--name", "Vizinho", "--host", NEIGHBOUR)
        self.token = place.catraca("token", "add", "--provider", "vizinho", "--description", "bench")
        neo = self.api("PUT", "plataforma/neo", {"gateway": "neo", "descricao": "NEO", "ativo": True})
        self.callback = neo["plataforma"]["callback_url"].rsplit("/", 1)[1]
        for path, body in (
                ("plataforma/neo/produto/P1", {"nome": "Produto", "ativo": True}),
                ("pacote_catalogo/K1", {"descricao": "Pacote", "valor": "19.90", "ativo": True, "plataforma": "neo", "produtos": ["P1"]}),
                ("plano/PL", {"descricao": "Plano", "valor": "99.90", "ativo": True, "pacotes": [{"codigo": "K1", "obrigatorio": True}]}),
                ("cliente/V1", {"nome_razaosocial": "Vizinha", "email_principal": "vizinha@exemplo.com.br"}),
                ("cliente_servico/1", {"codigo_cliente": "V1", "plano": "PL", "status_prefixo": "servico_habilitado"})):
            self.api("PUT", path, body)
        email = f"ana.{time.time_ns()}@vizinho.example"
        password = place.catraca("user", "add", "--provider", "vizinho", "--name", "Ana", "--email", email, "--generate")
        self.visitor = pages.Visitor(place.port, NEIGHBOUR)
        self.visitor.sign_in(email, password)
        self.subscriber = place.sql("SELECT LOWER(HEX(a.subscriber_id)) FROM account a JOIN provider p ON p.id = a.provider_id "
                                    "WHERE p.slug = 'vizinho'").strip()

    def send(self, name, method, path, body=None):
        line = self.lines[name]
        line.request(method, path, body, {"Host": NEIGHBOUR, "Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        answer = line.getresponse()
        text = answer.read()
        assert answer.status in (200, 201), f"the neighbour's {name} was answered {answer.status}: {text[:300]}"
        return json.loads(text)

    def api(self, method, path, body):
        return self.send("api", method, "/api/v1/integracao/" + path, json.dumps(body))

    def act(self, name):
        if name == "page":
            status, _, _ = self.visitor.ask("GET", "/clientes?busca=vizinha")
            assert status == 200, f"the neighbour's page was answered {status}"
        elif name == "api":
            self.api("PUT", "cliente/V1", {"nome_razaosocial": "Vizinha", "email_principal": "vizinha@exemplo.com.br"})
        else:
            self.send("callback", "GET", f"/callback/{self.callback}?id={self.subscriber}&product=P1")

    def p99s(self):
        """Milliseconds of what it does, each at its pace; from when it was due, so that what waits is seen."""
        taken, failures = {name: [] for name in NOTICES}, []

        def go(name, rate):
            start = time.perf_counter()
            for turn in range(SECONDS * rate):
                due = start + turn / rate
                time.sleep(max(0.0, due - time.perf_counter()))
                try:
                    self.act(name)
                except (AssertionError, OSError, http.client.HTTPException) as error:
                    failures.append(str(error))
                    return
                taken[name].append((time.perf_counter() - due) * 1000)

        threads = [threading.Thread(target=go, args=(name, rate)) for name, (rate, _) in NOTICES.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise SystemExit(failures[0])
        return {name: statistics.quantiles(values, n=100)[-1] for name, values in taken.items()}


# --- the measurement ------------------------------------------------------------------------------------------------

def lock_row(place):
    """A session of the database that holds a customer's row until it is ended."""
    return subprocess.Popen(["mariadb", "--no-defaults", f"--socket={place.room}/db/mariadb.sock", "--user=catraca_migrate",
                             f"--password={place.password('migrate')}", "catraca", "-e",
                             f"BEGIN; SELECT c.id FROM customer c JOIN customer_service s ON s.customer_id = c.id "
                             f"WHERE s.external_id = {LOCKED} FOR UPDATE; DO SLEEP(600)"], stdout=subprocess.DEVNULL)


def measure(place, services):
    """What grew by how much while sixteen callers did each kind."""
    email = f"bia.{time.time_ns()}@bench.example"
    password = place.catraca("user", "add", "--provider", "bench", "--name", "Bia", "--email", email, "--generate")
    visitor = pages.Visitor(place.port)
    csrf = visitor.sign_in(email, password)
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    neighbour, rows = Neighbour(place), []
    neighbour.p99s()  # warm
    for kind in KINDS:
        alone = neighbour.p99s()
        lock = lock_row(place) if kind == "locked row" else None
        callers = subprocess.Popen([sys.executable, __file__, str(place.port), places.HOST, place.erp_token, cookies, csrf,
                                    ",".join(services), kind], stdout=subprocess.PIPE, text=True)
        try:
            time.sleep(1)
            beside = neighbour.p99s()
        finally:
            callers.terminate()
            statuses = json.loads(callers.communicate()[0])
            if lock:
                lock.kill()
        for name, (_, most) in NOTICES.items():
            rows.append({"kind": kind, "notices": name, "alone_ms": alone[name], "beside_ms": beside[name],
                         "ratio": beside[name] / alone[name], "bar": most, "at_most": True, "answered": statuses})
            places.say(f"sixteen × {kind}: {name} p99 {alone[name]:.1f} → {beside[name]:.1f} ms   {statuses}")
    return rows


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    crowd(*sys.argv[1:])
