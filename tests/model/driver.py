"""Carries acts out on the product, through its API and its pages, and asks it what it knows. Providers are made anew for every
sequence, so that one can be replayed on the same installation."""
import csv
import io
import itertools
import json
import re
import time
import urllib.parse

from visitor import Form, Refused, Unexpected, Visitor

from . import platforms

NUMBERS = itertools.count(1)
PARAMETERS = {"campsoft": {"ApiKey": "k", "ApiSecret": "s"}, "outros": {"url": "https://example.com/h", "segredo": "s" * 32},
              "nxplay": {"api_url": "https://example.com", "token": "t" * 32}}


class Site(Visitor):
    """One provider of the product, new."""

    def __init__(self, product, provider, zone, peers):
        """`peers`: doubles by gateway, for integrations that are told; the others are paused, so that nobody calls anywhere."""
        super().__init__(product, f"modelo{next(NUMBERS)}")
        self.peers = peers
        self.provider, self.zone, self._token = provider, zone, None
        self.paused = set()
        self.callbacks, self.row_ids, self.customer_ids, self.package_ids, self.service_ids = {}, {}, {}, {}, {}

    @property
    def token(self):
        """Made, with the provider, when it is first needed: a shortened sequence may need one provider only."""
        if self._token is None:
            self._make()
        return self._token

    def exists(self):
        return self._token is not None

    def _make(self):
        product = self.product
        product.catraca("provider", "add", "--slug", self.slug, "--name", self.slug, "--host", self.host, "--time-zone", self.zone)
        self._token = product.catraca("token", "add", "--provider", self.slug, "--description", "ERP")

    # --- exchanges --------------------------------------------------------------------------------------------------

    def erp(self, method, path, body=None):
        """The body of the answer; Refused with its `codigo` otherwise."""
        data = body if body is None or isinstance(body, str) else json.dumps(body)
        headers = {"Authorization": f"Bearer {self.token}"}
        if data is not None:
            headers["Content-Type"] = "application/x-ndjson" if isinstance(body, str) else "application/json"
        answer = self.call(method, "/api/v1/integracao/" + path, data and data.encode(), headers)
        if answer.status >= 500:
            raise Unexpected(f"{method} {path}: {answer.status} {answer.text[:300]}")
        if answer.status >= 400:
            raise Refused(json.loads(answer.text)["codigo"])
        return json.loads(answer.text) if not isinstance(body, str) else [json.loads(line) for line in answer.text.splitlines()]

    def page(self, path, fields=None):
        assert self.token  # the provider is there
        return super().page(path, fields)

    # --- acts -------------------------------------------------------------------------------------------------------

    def perform(self, act, expected):
        """Carries it out; the word of its refusal, None when it was taken. A list of them for a bulk load."""
        if act["do"] == "load":
            return self._load(act, expected)
        try:
            getattr(self, f"{'staff' if act['by'] == 'staff' else 'feed'}_{act['do']}")(act)
        except Refused as refusal:
            return str(refusal)
        return None

    def _load(self, act, expected):
        lines = [line for line, outcome in zip(act["lines"], expected) if outcome is not None]
        if not lines:
            return [None for _ in act["lines"]]
        answers = iter(self.erp("POST", "lote", "".join(json.dumps(self._line(line)) + "\n" for line in lines))[:-1])
        return [None if outcome is None else next(answers).get("codigo") for outcome in expected]

    def _line(self, act):
        method, path, body = getattr(self, "call_" + act["do"])(act)
        keys = {"customer": ("cliente", "codigo_cliente"), "service": ("cliente_servico", "id_cliente_servico"),
                "status": ("status", "id_cliente_servico"), "sell": ("pacote", None), "product": ("produto", "codigo")}
        kind, key = keys[act["do"]]
        line = {"tipo": kind, **body}
        if key:
            line[key] = str(act.get("number", act.get("code")))
        if kind == "produto":
            line["plataforma"] = act["integration"]
        if kind == "pacote":
            line["chave"] = f"venda-{next(NUMBERS)}"
        return line

    def __getattr__(self, name):
        """feed_x sends what call_x says."""
        if name.startswith("feed_"):
            return lambda act: self.erp(*getattr(self, "call_" + name[5:])(act))
        raise AttributeError(name)

    def call_integration(self, act):
        body = dict(act["set"])
        usuario = body.pop("usuario", None)
        if "gateway" in act:
            body |= {"gateway": act["gateway"], "descricao": act["code"], "parametros": dict(
                self.peers[act["gateway"]].parameters if act.get("told") else PARAMETERS.get(act["gateway"], {}))}
        if usuario:
            body["parametros"] = {"usuario": usuario}
        return "PUT", "plataforma/" + act["code"], body

    def feed_integration(self, act):
        self.erp(*self.call_integration(act))
        if act.get("gateway") in PARAMETERS and not act.get("told") and act["code"] not in self.paused:
            self.fill(self.listed("/plataformas", act["code"]) + "/pausar")
            self.paused.add(act["code"])

    def call_product(self, act):
        return "PUT", f"plataforma/{act['integration']}/produto/{act['code']}", act["set"]

    def call_package(self, act):
        body = dict(act["set"])
        if "integration" in act:
            body |= {"descricao": act["code"], "plataforma": act["integration"]}
        if "valor" in body:
            body["valor"] = money(body["valor"])
        return "PUT", "pacote_catalogo/" + act["code"], body

    def call_plan(self, act):
        body = {"descricao": act["code"], **act["set"]}
        if "valor" in body:
            body["valor"] = money(body["valor"])
        if "pacotes" in body:
            body["pacotes"] = [{"codigo": code, "obrigatorio": required, "degustacao_dias": days} for code, required, days in body["pacotes"]]
        return "PUT", "plano/" + act["code"], body

    def call_customer(self, act):
        return "PUT", "cliente/" + act["code"], act["set"]

    def call_service(self, act):
        body = dict(act["set"])
        if "valor" in body:
            body["valor"] = money(body["valor"])
        if "status" in act:
            body["status_prefixo"] = act["status"]
        if "old" in act:
            body["id_cliente_servico_antigo"] = act["old"]
        if "declined" in act:
            body["pacotes_recusados"] = act["declined"]
        return "PUT", f"cliente_servico/{act['number']}", body

    def call_status(self, act):
        return "PATCH", f"cliente_servico/{act['number']}/status", {"status_prefixo": act["status"]}

    def call_courtesy(self, act):
        body = {"ate": act["last"], "motivo": "prometeu pagar", "isenta_cobranca": act["free"]}
        return "POST", f"cliente_servico/{act['number']}/cortesia", body

    def call_withdraw(self, act):
        return "DELETE", f"cliente_servico/{act['number']}/cortesia", None

    def call_sell(self, act):
        body = {"id_cliente_servico": act["number"], "codigo": act["package"]}
        if "value" in act:
            body["valor"] = money(act["value"])
        if "limit" in act:
            body["data_limite"] = act["limit"]
        if "sold" in act:
            body["data_cadastro"] = act["sold"]
        if "replaces" in act:
            body["substitui"] = self.row_id(act["replaces"])
        return "POST", "pacote", body

    def call_edit(self, act):
        body = {}
        if "value" in act:
            body["valor"] = money(act["value"])
        if "limit" in act:
            body["data_limite"] = act["limit"]
        if "since" in act:
            body["vale_desde"] = act["since"]
        return "PUT", f"pacote/{self.row_id(act['row'])}", body

    def call_remove(self, act):
        return "DELETE", f"pacote/{self.row_id(act['row'])}", None

    def call_restore(self, act):
        body = {name: act[key] for key, name in (("limit", "data_limite"), ("since", "vale_desde")) if key in act}
        return "PATCH", f"pacote/ativar/{self.row_id(act['row'])}", body or None

    def staff_customer(self, act):
        fields = {name: value or "" for name, value in act["set"].items()}
        if act["code"] in self.known_customers():
            self.fill(f"/clientes/{self.customer_ids[act['code']]}/editar", **fields)
        else:
            self.fill("/clientes/novo", codigo_cliente=act["code"], **fields)

    def staff_service(self, act):
        fields = dict(act["set"])
        self.known_customers()
        path = f"/clientes/{self.customer_ids[fields.pop('codigo_cliente')]}/servicos/novo?plano={fields.pop('plano')}"
        fields = {name: value or "" for name, value in fields.items()} | {"valor": typed_money(fields["valor"])}
        page = self.page(path)
        form = Form(page.text)
        if page.status != 200 or form.action is None:
            raise Refused("page")
        for code in act.get("declined", ()):
            form.fields.pop(f"pacote.{self.package_id(code)}", None)
        answer = self.page(form.action, form.fields | fields | {"id_cliente_servico": str(act["number"]), "status_prefixo": act["status"]})
        if answer.status != 303:
            raise Refused("page")

    def staff_edit_service(self, act):
        fields = {name: typed_money(value) if name == "valor" else value or "" for name, value in act["set"].items()}
        self.fill(f"/servicos/{self.service_id(act['number'])}", **fields)

    def staff_take_back(self, act):
        customer = act["noun"] == "cliente"
        number = self.known_customers()[act["code"]] if customer else self.service_id(act["code"])
        page = self.page(f"/clientes/{number}/editar" if customer else f"/servicos/{number}")
        if f'name="campo" value="{act["field"]}"' not in page.text:
            raise Refused("no button")
        mark = {name: value for name, value in Form(page.text).fields.items() if name in ("_csrf", "_envio")}
        answer = self.page(f"/diferem-do-erp/{act['noun']}/{number}", mark | {"campo": act["field"]})
        if answer.status != 303:
            raise Refused("page")

    def staff_status(self, act):
        self.fill(f"/servicos/{self.service_id(act['number'])}/status", status_prefixo=act["status"])

    def staff_migrate(self, act):
        path = f"/servicos/{self.service_id(act['number'])}/migrar?plano={act['plan']}"
        ticks = {f"pacote.{self.package_id(code)}": "" for code in act.get("declined", ())}
        if "kept" in act:
            found = re.findall(r'name="(manter\.\d+)"', self.page(path).text)
            wanted = {f"manter.{self.row_id(key)}" for key in act["kept"]
                      if key in self.provider.sold and self.provider.sold[key].package not in self.provider.plans[act["plan"]].codes()}
            ticks |= {name: "1" if name in wanted else "" for name in found}
        self.fill(path, **ticks)

    def staff_padroes_na_migracao(self, act):
        assert self.token  # the provider is there
        self.product.catraca("provider", "set", "--slug", self.slug, "--padroes-na-migracao", "mover" if act["moves"] else "encerrar")

    def staff_courtesy(self, act):
        self.fill(f"/servicos/{self.service_id(act['number'])}/liberar", ate=act["last"], motivo="prometeu pagar",
                  isenta_cobranca="1" if act["free"] else "")

    def staff_withdraw(self, act):
        self.fill(f"/servicos/{self.service_id(act['number'])}/liberar/encerrar")

    def staff_sell(self, act):
        place = self.row_path(act["replaces"]) + "/trocar" if "replaces" in act else f"/servicos/{self.service_id(act['number'])}/pacotes/novo"
        path = f"{place}?pacote={self.package_id(act['package'])}"
        self.fill(path, valor=typed_money(act["value"]) if "value" in act else None, data_limite=act.get("limit"), **self.meant(path))

    def meant(self, path):
        """A sale that is meant, though the service has the package; its parameters as empty fields, since what the form
        suggests would count as typed (D13)."""
        text = self.page(path).text
        again = {"vender_de_novo": "1"} if 'name="vender_de_novo"' in text else {}
        fields = Form(text).fields
        return again | {name: "" for name in fields if name.startswith("parametros.") and name.endswith(".valor")}

    def staff_edit(self, act):
        limit = {"data_limite": act["limit"] or ""} if "limit" in act else {}
        self.fill(self.row_path(act["row"]) + "/editar", valor=typed_money(act["value"]) if "value" in act else None,
                  vale_desde=act.get("since"), **limit)

    def staff_remove(self, act):
        self.fill(self.row_path(act["row"]) + "/remover")

    def staff_restore(self, act):
        limit = {"data_limite": act["limit"] or ""} if "limit" in act else {}
        self.fill(self.row_path(act["row"]) + "/restaurar", **limit)

    def staff_switch(self, path, act):
        self.fill(f"{path}/{'ativar' if act['set']['ativo'] else 'inativar'}")

    def staff_integration(self, act):
        path = self.listed("/plataformas", act["code"])
        if not act["set"]["ativo"] and self.provider.integrations[act["code"]].told:
            self.is_told_who_stays(path, *platforms.how_many_stand(self.provider, self.provider.integrations[act["code"]]))
        self.staff_switch(path, act)

    def is_told_who_stays(self, path, least, most):
        """D3: the page that asks says how many live accounts stay, and offers their removal first."""
        text = self.page(path + "/inativar").text
        found = re.search(r"(\d+) contas? continuam? na plataforma", text)
        if not found or not least <= int(found[1]) <= most:
            raise Refused(f"the page counts {found and found[1]}, the model {least} to {most}")
        if found[1] != "0" and f'href="{path}/remover-contas"' not in text:
            raise Refused("no offer of their removal")

    def staff_empty(self, act):
        path = self.listed("/plataformas", act["code"])
        for action in ("pausar", "remover-contas", "manter-contas", "retomar") if act.get("kept") else ("remover-contas",):
            self.fill(f"{path}/{action}")

    def staff_product(self, act):
        self.staff_switch(self.listed(self.listed("/plataformas", act["integration"]) + "/produtos", act["code"]), act)

    def staff_package(self, act):
        self.staff_switch(f"/pacotes/{self.package_id(act['code'])}", act)
        stands = self.erp("GET", f"pacote_catalogo/{act['code']}")["pacote_catalogo"]["ativo"]
        if stands != act["set"]["ativo"]:  # the page says so on the list it leads to
            raise Refused("page")

    def staff_plan(self, act):
        self.staff_switch(self.listed("/planos", act["code"]), act)

    # --- which number is whose --------------------------------------------------------------------------------------

    def listed(self, path, name):
        """The address of what a list calls `name`."""
        found = re.search(rf'href="({path}/\d+)"[^>]*>\s*{re.escape(name)}\s*<', self.page(path + "?status=todos").text)
        if not found:
            raise Unexpected(f"{path}: {name} is not in the list")
        return found[1]

    def known_customers(self):
        for code in self.provider.customers:
            if code not in self.customer_ids:
                found = self.erp("GET", f"cliente?busca=codigo_cliente&termo_busca={code}")["clientes"]
                if found:
                    self.customer_ids[code] = found[0]["id_cliente"]
        return self.customer_ids

    def package_id(self, code):
        if code not in self.package_ids:
            self.package_ids[code] = self.erp("GET", f"pacote_catalogo/{code}")["pacote_catalogo"]["id_pacote"]
        return self.package_ids[code]

    def service_id(self, number):
        if number not in self.service_ids:
            self.known_customers()
            for customer in self.customer_ids.values():
                text = self.page(f"/clientes/{customer}?servicos=todos").text
                for card in re.finditer(r'aria-label="Serviço (\d+)".*?href="/servicos/(\d+)/status"', text, re.S):
                    self.service_ids[int(card[1])] = int(card[2])
        return self.service_ids[number]

    def row_path(self, key):
        number = self.row_id(key)
        return f"/servicos/{self.service_id(self.provider.sold[key].service)}/pacotes/{number}"

    def row_id(self, key):
        """The product's number of a sold package: unknown ones are told apart by service, package and order."""
        row = self.provider.sold[key]
        if key not in self.row_ids:
            rows = self.sold_rows(row.package)
            taken = set(self.row_ids.values())
            theirs = sorted(each["id_cliente_servico_pacote"] for each in rows if each["id_cliente_servico"] == row.service
                            and each["id_cliente_servico_pacote"] not in taken)
            ours = [each.key for each in self.provider.sold.values() if each.package == row.package and each.service == row.service
                    and each.key not in self.row_ids]
            if len(ours) != len(theirs):
                raise Unexpected(f"service {row.service} has {len(theirs)} rows of {row.package} nobody knows, the model {len(ours)}")
            self.row_ids.update(zip(ours, theirs))
        return self.row_ids[key]

    def row_key(self, number):
        """The model's name of a sold package."""
        if number not in self.row_ids.values():
            for key in self.provider.sold:
                self.row_id(key)
        return next((key for key, known in self.row_ids.items() if known == number), number)

    def sold_rows(self, package):
        return self.erp("GET", f"pacote/consultar?tipo_busca=codigo_pacote&termo_busca={package}&status=todos&itens_por_pagina=500")["pacotes"]

    # --- questions --------------------------------------------------------------------------------------------------

    def ask(self, integration, **question):
        """As a platform does; what is limited is asked again."""
        if integration not in self.callbacks:
            url = self.erp("GET", "plataforma/" + integration)["plataforma"]["callback_url"]
            self.callbacks[integration] = urllib.parse.urlsplit(url).path
        for _ in range(20):
            answer = self.call("GET", self.callbacks[integration] + "?" + urllib.parse.urlencode(question))
            if answer.status != 429:
                return json.loads(answer.text)
            time.sleep(float(answer.getheader("Retry-After", "1")))
        raise Unexpected("limited for ever")

    def customer(self, code):
        found = self.erp("GET", f"cliente?busca=codigo_cliente&termo_busca={code}&relacoes=pacotes,contas")["clientes"]
        return found[0] if found else None

    def charges(self, month):
        return self.erp("GET", f"cobranca?competencia={month}&itens_por_pagina=500")["linhas"]

    def plans(self):
        """The list of plans as its CSV says it: {description: row}."""
        text = self.page("/planos?formato=csv&status=todos").text.lstrip("\ufeff")
        return {row["Descrição"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}

    def drift(self):
        return self.product.catraca("verify", "--provider", self.slug)


def money(cents):
    return f"{cents // 100}.{cents % 100:02}"


def typed_money(cents):
    return f"{cents // 100},{cents % 100:02}"

