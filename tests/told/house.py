"""The provider that platforms are told of: its clock, its ERP, its integrations with their doubles, and its customers."""
import datetime
import html
import itertools
import os
import re

from product import wait_until
from standing import stands
from visitor import Form, Visitor

# What is sold of each: the first product is on every account, the second comes and goes.
PRODUCTS = {"nxplay": ("SEAC", "FULL"), "click_sistemas": ("7", "8"), "campsoft": ("CLUBE", "AUDIO"), "outros": ("TVX", "TVY"),
            "watch_brasil": ("3001", "3002"), "playhub": ("HBO", "DEEZER"), "celetihub": ("25", "26")}
BEGIN = datetime.datetime(2026, 3, 2, 12, 0, 0)


def expect(found, wanted):
    assert found == wanted, f"\n  wanted {wanted}\n  found  {found}"


def cpf(number):
    """A document with right check digits."""
    digits = [int(each) for each in f"{100_000_000 + number}"]
    for _ in range(2):
        total = sum(each * weight for each, weight in zip(digits, range(len(digits) + 1, 1, -1)))
        digits.append(0 if total % 11 < 2 else 11 - total % 11)
    return "".join(map(str, digits))


class House:
    """One for a run; `begin` gives it the product."""

    def __init__(self):
        self.now, self.lines, self.services = BEGIN, {}, itertools.count(101)

    def begin(self, product, peers):
        self.product = product
        self.set_clock()
        product.catraca("provider", "add", "--slug", "demo", "--name", "demo", "--host", "demo.localhost")
        product.catraca("provider", "set", "--slug", "demo", "--endereco-publico", f"http://demo.localhost:{product.port}")
        # What is told of here loses much at once; the guard has sentences of its own.
        product.catraca("provider", "set", "--slug", "demo", "--guarda-minimo", "1000000")
        self.token = product.catraca("token", "add", "--provider", "demo", "--description", "ERP")
        self.staff = Visitor(product, "demo")
        for plan in ("fibra", "fibra-2"):
            self.erp("PUT", f"plano/{plan}", {"descricao": plan, "valor": "99.90", "ativo": True})
        for peer in peers:
            self.lines[peer.gateway] = Line(self, peer)

    # --- time ---------------------------------------------------------------------------------------------------------

    def set_clock(self):
        clock = self.product.room / "clock"
        clock.with_suffix(".new").write_text(f"{self.now:%Y-%m-%d %H:%M:%S}\n")
        os.replace(clock.with_suffix(".new"), clock)

    def pass_time(self, **how):
        self.now += datetime.timedelta(**how)
        self.set_clock()

    # --- exchanges ----------------------------------------------------------------------------------------------------

    def erp(self, method, path, body=None, status=None):
        """The answer's JSON; `status`: the one that is asked for, else any below 400."""
        answer = self.product.erp(method, path, body, token=self.token)
        fine = answer.status < 400 if status is None else answer.status == status
        assert fine, f"{method} {path}: {answer.status} {answer.text}"
        return answer.json

    def sql(self, statement):
        return self.product.rows(statement)

    def pending(self):
        return int(self.sql("SELECT COUNT(*) FROM account WHERE told = 1 AND (due_at <= "
                            f"'{self.now:%Y-%m-%d %H:%M:%S}' OR lease IS NOT NULL)")[0][0])

    def settled(self, seconds=20):
        """Once nothing is due any more."""
        assert wait_until(lambda: self.pending() == 0, seconds), self.sql(
            "SELECT id, integration_id, due_at, HEX(lease), lease_until, failures, message FROM account WHERE told = 1 AND due_at IS NOT NULL")

    # --- the registry -------------------------------------------------------------------------------------------------

    def customer(self, code, **more):
        """`code` names the e-mail, too; a document of its own where none is given."""
        self.erp("PUT", f"cliente/{code}", {
            "nome_razaosocial": f"Cliente {code}", "email_principal": f"{code}@exemplo.com.br", "cpf_cnpj": document_of(code),
            "telefone_primario": "34991234567", **more})

    def service(self, code, plan="fibra", **more):
        """Its number."""
        number = next(self.services)
        self.erp("PUT", f"cliente_servico/{number}", {"codigo_cliente": code, "plano": plan, "status_prefixo": "servico_habilitado",
                                                      "login_autenticacao": f"login{number}", **more})
        return number

    def status(self, number, prefix):
        self.erp("PATCH", f"cliente_servico/{number}/status", {"status_prefixo": prefix})

    def sell(self, number, package, status=201, **more):
        """The sold package's id."""
        said = self.erp("POST", "pacote", {"id_cliente_servico": number, "codigo": package, **more}, status)
        return said["cliente_servico_pacote"]["id_cliente_servico_pacote"] if status == 201 else said

    def remove(self, sold):
        self.erp("DELETE", f"pacote/{sold}")

    def package_status(self, code, sold):
        found = self.erp("GET", f"cliente?busca=codigo_cliente&termo_busca={code}&relacoes=pacotes")["clientes"][0]
        rows = [row for service in found["servicos"] for row in service["pacotes"] if row["id_cliente_servico_pacote"] == sold]
        return rows[0]["status"] if rows else None

    # --- pages --------------------------------------------------------------------------------------------------------

    def id_of(self, table, what):
        return self.sql(f"SELECT id FROM {table} WHERE {what}")[0][0]

    def service_path(self, number):
        return f"/servicos/{self.id_of('customer_service', f'external_id = {number}')}"

    def account_page(self, account_id):
        return html.unescape(self.staff.page(f"/contas/{account_id}").text)

    def attempts_shown(self, account_id):
        """Every attempt of an account, as a person reads it."""
        text, path = "", f"/contas/{account_id}"
        while path:
            page = html.unescape(self.staff.page(path).text)
            text += page[page.index('<h2 class="part-title">Tentativas'):]
            older = re.search(r'href="([^"]*)">Mais antigas<', page)
            path = older and older[1]
        return text


DOCUMENTS = {}


def document_of(code):
    return cpf(DOCUMENTS.setdefault(code, len(DOCUMENTS)))


class Line:
    """An integration and its double."""

    def __init__(self, house, peer):
        self.house, self.peer, self.gateway = house, peer, peer.gateway
        self.products = PRODUCTS[self.gateway]
        house.erp("PUT", f"plataforma/{self.gateway}", {"gateway": self.gateway, "descricao": self.gateway, "habilitar_suspender": True,
                                                        "ativo": True, "parametros": peer.parameters}, 201)
        for code in self.products:
            house.erp("PUT", f"plataforma/{self.gateway}/produto/{code}", {"nome": code, "ativo": True}, 201)
            house.erp("PUT", f"pacote_catalogo/{self.package(code)}", self.package_body([code]), 201)
        self.plan = f"com-{self.gateway}"
        house.erp("PUT", f"plano/{self.plan}", {"descricao": self.plan, "valor": "99.90", "ativo": True, "pacotes": [
            {"codigo": self.package(self.products[0]), "obrigatorio": True}]}, 201)

    def open_door(self):
        """Where a token comes by a code: once the first one is there."""
        if self.gateway != "watch_brasil":
            return
        self.house.customer("porta")
        self.sell(self.house.service("porta"))
        for _ in range(10):
            self.house.settled()
            if self.stands("porta"):
                break
            self.house.pass_time(seconds=40)
        self.effects()

    def package(self, product):
        return f"{self.gateway}-{product}"

    def package_body(self, products):
        return {"descricao": self.package("+".join(products)), "valor": "10.00", "ativo": True, "classe_regulatoria": "SVA",
                "plataforma": self.gateway, "produtos": products, "composicao": [{"descricao": "SVA", "tipo": "SVA", "valor": "10.00"}]}

    def sell(self, number, which=0, **more):
        return self.house.sell(number, self.package(self.products[which]), **more)

    def tested(self):
        """What *Testar* says."""
        path = f"/plataformas/{self.house.id_of('integration', f'code = {self.gateway!r}')}/testar"
        form = Form(self.house.staff.page(path).text)
        return html.unescape(self.house.staff.page(form.action, form.fields).text)

    def effects(self):
        """What has changed there since this was asked last, once nothing is due any more."""
        self.house.settled()
        return [effect for effect, _ in self.peer.news()]

    def last(self, effect):
        """The body of the last call that had an effect of this kind."""
        return [entry for entry in self.peer.log() if entry["effect"] == effect][-1]["request"]["body"]

    def account(self, code):
        found = [row for row in self.house.erp("GET", f"conta?codigo_cliente={code}")["contas"] if row["gateway"] == self.gateway]
        return found[0] if found else None

    def account_id(self, code):
        return self.house.id_of("account", f"HEX(subscriber_id) = '{self.account(code)['subscriber_id']}'")

    def owner(self, code):
        """What the platform knows a customer by."""
        if self.gateway in ("campsoft", "playhub", "celetihub"):
            return document_of(code)
        return code if self.gateway == "outros" else self.account(code)["subscriber_id"]

    def stands(self, code):
        """{product: state} of a customer."""
        return stands(self.gateway, self.peer.state()["tables"]).get(self.owner(code), {})


HOUSE = House()
