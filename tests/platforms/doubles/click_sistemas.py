#!/usr/bin/env python3
"""Double of Click Sistemas, Saber Mais (CONTRACTS §5).

Written from the contract, D48, D49, D53 and D62 alone. Where they are silent, the strictest sensible reading [A]:
- Errors are {"erro":code,"mensagem":…,"campos":{…}}.
- `ja_existe` is said of a known referencia and of a (documento, produto_id) that another referencia holds: one subscription a
  person and product, so that a second one under a new number is seen.
- GET asks for one whole referencia; there is no list of all. A subscription starts as `ativo`.
- PATCH carries situacao always, being written without a question mark, and answers the subscription as GET shows it.
- Documents go without a mask; their check digits are not looked at.
"""
from double import Answer, Double, Refused, main, route
from shape import document, email, fields, name, number, one_of, secret, text

REFERENCE = text(r"[\x21-\x7e]+", most=64, what="referência")
SITUATION = one_of("ativo", "bloqueado")
SHOWN = ("id", "referencia", "documento", "produto_id", "situacao")


class ClickSistemas(Double):
    NAME, TITLE, BASE = "click_sistemas", "Click Sistemas (Saber Mais)", "/v1"
    CREDENTIALS = {"token": "token-click"}
    TABLES = {"assinantes": ("Assinantes", ["id", "referencia", "nome", "email", "documento", "produto_id", "situacao"]),
              "produtos": ("Produtos", ["id", "nome", "ativo"])}
    STATES = {"ativo": "good", "bloqueado": "still"}

    def begin(self):
        if not self.records.table("produtos"):
            for number_, title, is_active in ((7, "Saber Mais", True), (8, "Saber Mais Kids", True), (9, "Saber Antigo", False)):
                self.put_product({"id": number_, "nome": title, "ativo": is_active})

    def error(self, refusal):
        known = {"erro": refusal.code, **refusal.more}
        return known if refusal.code == "ja_existe" else {**known, "mensagem": refusal.message, **(
            {"campos": refusal.fields} if refusal.fields else {})}

    @route("GET", "/produtos")
    def list_products(self, call):
        return Answer(200, {"produtos": list(self.records.table("produtos").values())})

    @route("POST", "/assinantes", body=fields({"referencia": REFERENCE, "nome": name, "email": email, "documento": document,
                                               "senha": secret(), "produto_id": number()}))
    def create(self, call):
        held = self.records.having("assinantes", "referencia", call.body["referencia"]) or self.of_person(call.body)
        if held:
            raise Refused(409, "ja_existe", "Já existe.", key=call.body["referencia"], id=held[0]["id"])
        self.refuse_unknown_product(call.body)
        subscriber = self.insert(call.body)
        call.effect("created", subscriber["referencia"])
        return Answer(201, {"id": subscriber["id"]})

    @route("GET", "/assinantes", query=fields({"referencia": REFERENCE}))
    def find_by_reference(self, call):
        found = self.records.having("assinantes", "referencia", call.query["referencia"])
        return Answer(200, {"assinantes": [shown(each) for each in found]})

    @route("PATCH", "/assinantes/{id}", body=fields({"situacao": SITUATION}, {"produto_id": number(), "senha": secret(), "email": email}))
    def change(self, call, key):
        before = self.find(key)
        after = {**before, **call.body}
        self.refuse_unknown_product(call.body)
        if any(each["id"] != before["id"] for each in self.of_person(after)):
            raise Refused(409, "ja_existe", "Já existe.", key=before["referencia"], id=self.of_person(after)[0]["id"])
        differing = sorted(each for each in after if after[each] != before[each])
        if differing:
            self.records.put("assinantes", key, after)
            kind = "changed" if differing != ["situacao"] else {"ativo": "enabled", "bloqueado": "suspended"}[after["situacao"]]
            call.effect(kind, after["referencia"], what=differing)
        return Answer(200, shown(after))

    @route("DELETE", "/assinantes/{id}")
    def remove(self, call, key):
        subscriber = self.find(key)
        self.records.drop("assinantes", key)
        call.effect("removed", subscriber["referencia"])
        return Answer(204)

    def insert(self, body):
        number_ = self.records.next_id("assinantes", first=991)
        subscriber = {"id": number_, **body, "situacao": body.get("situacao", "ativo")}
        self.records.put("assinantes", str(number_), subscriber)
        return subscriber

    def find(self, key):
        subscriber = self.records.get("assinantes", key)
        if subscriber is None:
            raise Refused(404, "nao_encontrado", "Assinante não encontrado.", key=key)
        return subscriber

    def of_person(self, body):
        return [each for each in self.records.having("assinantes", "documento", body["documento"]) if each["produto_id"] == body["produto_id"]]

    def refuse_unknown_product(self, body):
        product = self.records.get("produtos", body["produto_id"]) if "produto_id" in body else {"ativo": True}
        if product is None or not product["ativo"]:
            raise Refused(422, "produto_invalido", "Este produto não existe ou está inativo.", {"produto_id": "inválido"})

    def seed(self, data):
        """{"produtos":[{id,nome,ativo}], "assinantes":[a POST's fields, situacao]}: those of somebody else, too"""
        return self.seed_rows(data, {"produtos": self.put_product, "assinantes": lambda each: self.insert(each)["id"]})

    def put_product(self, product):
        self.records.put("produtos", product["id"], product)
        return product["id"]


def shown(subscriber):
    return {each: subscriber[each] for each in SHOWN}


if __name__ == "__main__":
    main(ClickSistemas)
