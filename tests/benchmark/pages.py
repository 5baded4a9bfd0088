"""The time of every page that staff look at, on the bench's customers, beside the log-in page's."""
import http.client
import random
import re
import statistics
import time
import urllib.parse

import place as places

# {n}: a customer, another one each time, and its service; {sold}: its sold package; {plan}, {package}, {integration}: the bench's.
PAGES = ["/", "/clientes", "/clientes?busca=cliente", "/clientes?busca={n}", "/clientes?ordem=nome&itens=100",
         "/clientes?situacao=habilitado", "/clientes?situacao=suspenso", "/clientes?situacao=suspenso_parcial",
         "/clientes?situacao=encerrado", "/clientes?uf=MG", "/clientes?cidade=Uberaba",
         "/clientes?busca=cliente&situacao=suspenso&uf=MG", "/clientes?situacao=encerrado&uf=MG&cidade=Uberaba",
         "/clientes/{n}", "/clientes/{n}/editar", "/clientes/{n}/historico", "/busca?q=cliente+{n}", "/busca?q={sid}",
         "/servicos/{n}", "/servicos/{n}/status", "/servicos/{n}/migrar", "/servicos/{n}/pacotes",
         "/servicos/{n}/pacotes/novo", "/pacotes", "/pacotes/{package}", "/pacotes/{package}/inativar", "/planos",
         "/planos/{plan}", "/planos/{plan}/reajustar", "/planos/{plan}/renovar", "/planos/{plan}/inativar",
         "/plataformas", "/plataformas/{integration}", "/plataformas/{integration}/inativar",
         "/plataformas/{integration}/produtos", "/plataformas/{integration}/historico", "/plataformas/{integration}/testar?cliente={n}", "/validacoes",
         "/validacoes?quem={sid}", "/validacoes?quem=cliente+{n}", "/validacoes?motivo=suspenso", "/validacoes?produto=P1",
         "/validacoes?integracao={integration}&veredito=negado", "/conflitos-de-login", "/diferem-do-erp", "/transmissoes", "/transmissoes?situacao=erro", "/transmissoes?situacao=andamento&itens=100",
         "/tarefas", "/tarefas?situacao=falhou",
         "/conflitos-de-login?integracao={integration}", "/por-que-foi-negado?cliente={n}",
         "/por-que-foi-negado?cliente={n}&integracao={integration}&produto=P1", "/auditoria",
         "/auditoria?registro=servico", "/auditoria?registro=token", "/auditoria?busca=cliente", "/auditoria?busca={n}",
         "/auditoria?quem=bench", "/auditoria?ordem=quando", "/clientes?ordem=codigo", "/clientes?ordem=nome&sentido=desc",
         "/clientes?ordem=nome&cidade=Uberaba", "/clientes?ordem=codigo&situacao=suspenso", "/validacoes?ordem=quando", "/clientes/terminam", "/clientes/terminam?ate=30&ordem=cliente",
         "/servicos/{n}/pacotes/{sold}", "/perfil/duas-etapas", "/usuarios", "/tokens", "/provedor", "/ajuda"]
CSVS = ["/clientes?formato=csv", "/clientes?situacao=suspenso&formato=csv", "/validacoes?formato=csv", "/auditoria?formato=csv", "/transmissoes?formato=csv"]
LOG_IN = "/entrar"


class Visitor:
    """A browser's connection and cookies."""

    def __init__(self, port, host=places.HOST):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.host, self.cookies = host, {}

    def ask(self, method, path, fields=None):
        headers = {"Host": self.host, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urllib.parse.urlencode(fields)
        began = time.perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        took = time.perf_counter() - began
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text, took

    def first_byte_and_rows(self, path):
        """Seconds to the first byte of a CSV, its lines, and seconds to the last byte."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        began = time.perf_counter()
        self.connection.request("GET", path, headers={"Host": self.host, "Cookie": cookies})
        answer = self.connection.getresponse()
        lines = answer.read(1).count(b"\n")
        first = time.perf_counter() - began
        while piece := answer.read(1 << 20):
            lines += piece.count(b"\n")
        assert answer.status == 200, f"{path} was answered {answer.status}"
        return first, lines, time.perf_counter() - began

    def sign_in(self, email, password):
        """The mark that forms of the session carry."""
        _, page, _ = self.ask("GET", LOG_IN)
        csrf = re.search(r'name="_csrf" value="([^"]+)"', page).group(1)
        status, _, _ = self.ask("POST", LOG_IN, {"_csrf": csrf, "email": email, "senha": password})
        assert status == 303, f"the log-in was answered {status}"
        return re.search(r'name="_csrf" value="([^"]+)"', self.ask("GET", "/clientes/novo")[1]).group(1)


def p95(values):
    return statistics.quantiles(values, n=20)[-1]


def measure_csvs(visitor):
    rows = []
    for path in CSVS:
        firsts = [visitor.first_byte_and_rows(path) for _ in range(3)]
        first, lines, whole = sorted(firsts)[1]
        rows.append({"csv": path, "first_byte_ms": first * 1000, "lines": lines, "seconds": whole})
    return rows


def measure(place, customers, rounds, subscriber_of):
    """The pages, and the CSVs."""
    email = f"ana.{time.time_ns()}@bench.example"
    password = place.catraca("user", "add", "--provider", "bench", "--name", "Ana", "--email", email, "--generate")
    ids = {name: place.sql(f"SELECT MIN(id) FROM {table}").strip()
           for name, table in (("plan", "plan"), ("package", "package"), ("integration", "integration"))}
    # Five in a hundred packages end within two months; what the provider's checks are answered by does not know of it.
    place.sql("UPDATE service_package SET trial_days = 60, limit_on = CURRENT_DATE + INTERVAL 1 + id % 60 DAY "
              "WHERE removed_at IS NULL AND id % 20 = 3")
    signed_in, stranger = Visitor(place.port), Visitor(place.port)
    signed_in.sign_in(email, password)
    rng, seconds = random.Random(1), {page: [] for page in [LOG_IN, *PAGES]}
    for _ in range(rounds):
        for page in seconds:
            n = rng.randint(1, customers)
            sold = place.sql(f"SELECT MIN(id) FROM service_package WHERE service_id = {n}").strip() if "{sold}" in page else ""
            path = page.format(n=n, sold=sold, sid=subscriber_of(n), **ids)
            status, _, took = (stranger if page == LOG_IN else signed_in).ask("GET", path)
            assert status in (200, 303), f"{path} was answered {status}"
            seconds[page].append(took)
    log_in = p95(seconds[LOG_IN])
    pages = [{"page": page, "p95_ms": p95(values) * 1000, "median_ms": statistics.median(values) * 1000,
              "ratio": p95(values) / log_in} for page, values in seconds.items()]
    return pages, measure_csvs(signed_in)
