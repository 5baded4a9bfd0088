#!/usr/bin/env python3
"""Double of Campsoft's vendor API (CONTRACTS §4).

Written from the contract, D48, D49, D51, D53, D54 and D62 alone. Where they are silent, the strictest sensible reading [A]:
- The document in a path is without a mask and its check digits are right (D53); `login` is the e-mail (D53).
- Everything of a customer's PUT is required; `password` may be left out once the customer exists, since it is sent again only
  when its source was edited (D51).
- phone: ddi `55`, ddd two digits, number eight or nine, all texts.
- 409 is said when another document has the e-mail. A label is one of a document's contracts only, else 422.
- A contract needs its customer (404) and a product that is active (422). Contracts are paged from 1, a hundred a page; `next`
  is the next page's number. Errors of all kinds are {"message","fields"?}. A wrong key or secret is 401.
"""
from double import Answer, Refused, SignedInDouble, main, route
from shape import checked_document, email, fields, name, one_of, secret, text

PAGE = 100
PHONE = fields({"ddi": one_of("55"), "ddd": text(r"[1-9]\d", what="DDD"), "number": text(r"\d{8,9}", what="número de telefone")})
LABEL = text(most=120)
CODE = text(r"[\x21-\x7e]+", most=64, what="código")
CUSTOMER = {"name": name, "email": email, "phone": PHONE, "login": email}
PASSWORD = {"password": secret()}
CONTRACT = {"label": LABEL, "product": CODE, "status": one_of("active", "suspended")}


class Campsoft(SignedInDouble):
    NAME, TITLE, BASE = "campsoft", "Campsoft", "/svas/v1"
    CREDENTIALS = {"ApiKey": "chave-campsoft", "ApiSecret": "segredo-campsoft", "seconds": "3600"}
    TABLES = {"customers": ("Clientes", ["document", "name", "email", "phone", "userkey"]),
              "contracts": ("Contratos", ["document", "contract_identifier", "label", "product", "status"]),
              "products": ("Produtos", ["code", "name", "status"])}
    STATES = {"active": "good", "suspended": "still", "inactive": "still"}

    def begin(self):
        if not self.records.table("products"):
            for code, title, status in (("CLUBE", "Clube do Livro", "active"), ("AUDIO", "Audiolivros", "active"), ("VELHO", "Revistas", "inactive")):
                self.put_product({"code": code, "name": title, "status": status})

    def error(self, refusal):
        return {"message": refusal.message, **({"fields": refusal.fields} if refusal.fields else {})}

    @route("POST", "/authentication", body=fields({"ApiKey": secret(), "ApiSecret": secret()}), open_door=True)
    def authenticate(self, call):
        token = self.sign_in(call, **call.body)
        return Answer(200, {"AccessToken": token, "ExpiresIn": int(self.sessions.ends[token])})

    @route("GET", "/products")
    def list_products(self, call):
        return Answer(200, {"data": list(self.records.table("products").values())})

    @route("PUT", "/customers/{document}", body=fields(CUSTOMER, PASSWORD))
    def put_customer(self, call, document):
        self.refuse_document(document)
        before = self.records.get("customers", document)
        wrong = {} if call.body["login"] == call.body["email"] else {"login": "deveria ser o e-mail"}
        if before is None and "password" not in call.body:
            wrong["password"] = "obrigatório"
        if wrong:
            raise Refused(422, "campos_invalidos", "Há campos errados.", wrong, violation=True, key=document)
        if any(each["document"] != document for each in self.records.having("customers", "email", call.body["email"])):
            raise Refused(409, "email", "E-mail já utilizado por outro cliente.", key=document)
        after = {**(before or {"document": document, "userkey": f"uk-{self.records.next_id('userkeys', 1001)}"}), **call.body}
        self.store(call, "customers", document, before, after)
        return Answer(201 if before is None else 200, {"userkey": after["userkey"]})

    @route("PUT", "/customers/{document}/contracts/{contract_identifier}", body=fields(CONTRACT))
    def put_contract(self, call, document, identifier):
        self.refuse_document(document)
        key = f"{document}/{identifier}"
        if self.records.get("customers", document) is None:
            raise Refused(404, "cliente", "Cliente não encontrado.", key=key)
        if (self.records.get("products", call.body["product"]) or {}).get("status") != "active":
            raise Refused(422, "produto", "Há campos errados.", {"product": "não existe ou está inativo"}, key=key)
        if any(each["contract_identifier"] != identifier and each["label"] == call.body["label"]
               for each in self.records.having("contracts", "document", document)):
            raise Refused(422, "label", "Há campos errados.", {"label": "já é de outro contrato deste cliente"}, key=key)
        before = self.records.get("contracts", key)
        after = {"document": document, "contract_identifier": identifier, **call.body}
        self.store(call, "contracts", key, before, after)
        return Answer(201 if before is None else 200, {each: after[each] for each in ("contract_identifier", "label", "status")})

    @route("DELETE", "/customers/{document}/contracts/{contract_identifier}")
    def remove_contract(self, call, document, identifier):
        self.refuse_document(document)
        key = f"{document}/{identifier}"
        if self.records.get("contracts", key) is None:
            raise Refused(404, "contrato", "Contrato não encontrado.", key=key)
        self.records.drop("contracts", key)
        call.effect("removed", key)
        return Answer(204)

    @route("GET", "/contracts", query=fields(optional={"page": text(r"[1-9]\d{0,8}", what="número de página")}, least=0))
    def list_contracts(self, call):
        contracts, page = list(self.records.table("contracts").values()), int(call.query.get("page", 1))
        return Answer(200, {"data": contracts[(page - 1) * PAGE:page * PAGE], "next": page + 1 if len(contracts) > page * PAGE else None})

    def store(self, call, table, key, before, after):
        differing = sorted(each for each in after if before and after[each] != before.get(each))
        if before is not None and not differing:
            return
        self.records.put(table, key, after)
        if before is None:
            call.effect("created", key)
        else:
            kind = "changed" if differing != ["status"] else {"active": "enabled", "suspended": "suspended"}[after["status"]]
            call.effect(kind, key, what=differing)

    @staticmethod
    def refuse_document(document):
        if wrong := checked_document(document):
            raise Refused(422, "campos_invalidos", "Há campos errados.", {"document": wrong}, violation=True, key=document)

    def seed(self, data):
        """{"products":[…], "customers":[{document,name,email,phone,login,userkey}], "contracts":[…]}, as they are kept"""
        return self.seed_rows(data, {"products": self.put_product,
                                     "customers": lambda each: self.records.put("customers", each["document"], each),
                                     "contracts": lambda each: self.records.put(
                                         "contracts", f"{each['document']}/{each['contract_identifier']}", each)})

    def put_product(self, product):
        self.records.put("products", product["code"], product)
        return product["code"]


if __name__ == "__main__":
    main(Campsoft)
