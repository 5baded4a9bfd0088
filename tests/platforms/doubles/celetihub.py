#!/usr/bin/env python3
"""Double of CeletiHub (CONTRACTS §8).

Written from the contract, D48, D49, D53, D60 and D62 alone. Where they are silent, the strictest sensible reading [A]:
- `authenticate` answers {"access_token","token_type":"Bearer","expires_in":<seconds>}; a wrong token is 401. Errors are
  {"message","errors":{field:reason}?}.
- `products/status` answers {"content_supplier_products_status":[{id,name}]}.
- One document a call (D60); a provision answers {"contentSupplierProduct","documents":[{"document","status"}]}.
- Documents have right check digits (D53). A subscriber must have been PUT before a provision (404). Phones have 10 or 11 digits.
- activate: from nothing or 3 to 5, above the product's cap to 6; from 1, 5 it is no change; from a suspended one it is 409.
  The customer acts, and scheduled ends come, by the seed `concluir`: 5 → 1, 2 → 3, 8 → 4. A place that comes free goes to
  whoever waits longest. suspend: from 1 or 5 to 4, with the product's `agenda` to 8. reactivate: from 4, 7, 8 to 1. cancel: to
  3, with `agenda` to 2. What is so already is 200 without effect; what is not there is 404, from another state 409.
- A cancelled product stays listed with 3. A waiting request (6) is `created` when it is taken and `enabled` when its turn comes.
"""
from double import Answer, Refused, SignedInDouble, main, route
from shape import checked_document, email, fields, list_of, name, number, phone, secret

STATUSES = ["active", "scheduleCancel", "canceled", "suspend", "checkout", "limitReached", "overdue", "scheduledSuspension"]
ACTIVE, SCHEDULED_CANCEL, CANCELED, SUSPENDED, CHECKOUT, LIMIT, OVERDUE, SCHEDULED_SUSPENSION = range(1, 9)
# What a call makes of a status; None is what was never there. A status that is missing here is 409.
MOVES = {
    "activate": {None: CHECKOUT, CANCELED: CHECKOUT, ACTIVE: ACTIVE, CHECKOUT: CHECKOUT, LIMIT: CHECKOUT},
    "suspend": {ACTIVE: SUSPENDED, CHECKOUT: SUSPENDED, SUSPENDED: SUSPENDED, SCHEDULED_SUSPENSION: SCHEDULED_SUSPENSION, OVERDUE: OVERDUE},
    "reactivate": {SUSPENDED: ACTIVE, OVERDUE: ACTIVE, SCHEDULED_SUSPENSION: ACTIVE, ACTIVE: ACTIVE},
    "cancel": {status: CANCELED for status in range(1, 9)} | {SCHEDULED_CANCEL: SCHEDULED_CANCEL},
}
EFFECT = {"activate": "created", "suspend": "suspended", "reactivate": "enabled", "cancel": "removed"}
SCHEDULED = {"suspend": SCHEDULED_SUSPENSION, "cancel": SCHEDULED_CANCEL}
CONCLUDED = {CHECKOUT: ACTIVE, SCHEDULED_CANCEL: CANCELED, SCHEDULED_SUSPENSION: SUSPENDED}
TAKES_A_PLACE = (ACTIVE, SCHEDULED_CANCEL, SUSPENDED, CHECKOUT, OVERDUE, SCHEDULED_SUSPENSION)
PROVISION = fields({"contentSupplierProduct": number(), "documents": list_of(checked_document, most=1)})


class CeletiHub(SignedInDouble):
    NAME, TITLE, BASE = "celetihub", "CeletiHub", "/api"
    CREDENTIALS = {"access_token": "acesso-celetihub", "seconds": "3600"}
    TABLES = {"subscribers": ("Assinantes", ["document", "name", "email", "phone"]),
              "provisions": ("Produtos dos assinantes", ["document", "contentSupplierProduct", "status", "situation"]),
              "products": ("Produtos", ["id", "name", "code", "cap", "agenda"])}
    STATES = {"active": "good", "checkout": "still", "suspend": "still", "limitReached": "bad", "canceled": "bad"}

    def begin(self):
        if not self.records.table("products"):
            for number_, title, code in ((25, "Paramount+", "paramount"), (26, "Ubook", "ubook")):
                self.put_product({"id": number_, "name": title, "code": code})

    def error(self, refusal):
        return {"message": refusal.message, **({"errors": refusal.fields} if refusal.fields else {})}

    # --- the calls ------------------------------------------------------------------------------------------------

    @route("POST", "/authenticate", body=fields({"access_token": secret()}), open_door=True)
    def authenticate(self, call):
        token = self.sign_in(call, **call.body)
        return Answer(200, {"access_token": token, "token_type": "Bearer", "expires_in": self.sessions.seconds})

    @route("GET", "/products")
    def list_products(self, call):
        return Answer(200, {"content_supplier_products": [{each: product[each] for each in ("id", "name", "code")}
                                                          for product in self.records.table("products").values()]})

    @route("GET", "/products/status")
    def list_statuses(self, call):
        return Answer(200, {"content_supplier_products_status": [{"id": at, "name": each} for at, each in enumerate(STATUSES, 1)]})

    @route("GET", "/subscribers/{document}")
    def show(self, call, document):
        subscriber = self.find(document)
        held = [{each: one[each] for each in ("contentSupplierProduct", "status")} for one in self.records.having("provisions", "document", document)]
        return Answer(200, {**subscriber, "products": held})

    @route("PUT", "/subscribers/{document}", body=fields({"name": name, "email": email, "phone": phone}))
    def put_subscriber(self, call, document):
        self.refuse_document(document)
        before = self.records.get("subscribers", document)
        after = {"document": document, **call.body}
        if after != before:
            self.records.put("subscribers", document, after)
            call.effect("changed" if before else "created", document)
        return Answer(200 if before else 201, after)

    @route("POST", "/provision/activate", body=PROVISION)
    def activate(self, call):
        return self.provision(call, "activate")

    @route("POST", "/provision/suspend", body=PROVISION)
    def suspend(self, call):
        return self.provision(call, "suspend")

    @route("POST", "/provision/reactivate", body=PROVISION)
    def reactivate(self, call):
        return self.provision(call, "reactivate")

    @route("POST", "/provision/cancel", body=PROVISION)
    def cancel(self, call):
        return self.provision(call, "cancel")

    @route("POST", "/subscribers/resend_activation_email", body=fields({"document": checked_document, "product_id": number()}))
    def resend(self, call):
        held = self.records.get("provisions", f"{call.body['document']}/{call.body['product_id']}")
        if held is None:
            raise Refused(404, "produto", "Produto não encontrado neste assinante.")
        if held["status"] != CHECKOUT:
            raise Refused(409, "estado", "A ativação não está pendente.")
        call.effect("mailed", f"{call.body['document']}/{call.body['product_id']}")
        return Answer(200, {"message": "E-mail enviado."})

    # --- provisions -----------------------------------------------------------------------------------------------

    def provision(self, call, act):
        product = self.records.get("products", call.body["contentSupplierProduct"])
        document = call.body["documents"][0]
        key = f"{document}/{call.body['contentSupplierProduct']}"
        if product is None:
            raise Refused(422, "produto", "Produto inválido.", {"contentSupplierProduct": "não existe"}, key=key)
        self.find(document)
        before = (self.records.get("provisions", key) or {}).get("status")
        after = self.moved(act, before, product, key)
        if after != before:
            self.put_provision(document, product["id"], after)
            call.effect("enabled" if before == LIMIT and act == "activate" else EFFECT[act], key, became=STATUSES[after - 1])
            if before in TAKES_A_PLACE and after not in TAKES_A_PLACE:
                self.call_next(product, lambda waiting: call.effect("enabled", waiting, became="checkout"))
        return Answer(200, {"contentSupplierProduct": product["id"], "documents": [{"document": document, "status": after}]})

    def moved(self, act, before, product, key):
        if before is None and act != "activate":
            raise Refused(404, "produto", "Produto não encontrado neste assinante.", key=key)
        if before not in MOVES[act]:
            raise Refused(409, "estado", f"Não é possível a partir de {STATUSES[before - 1]}.", key=key)
        after = MOVES[act][before]
        if after == before:
            return before
        if act == "activate" and product.get("cap") is not None and self.places_taken(product) >= product["cap"]:
            return LIMIT
        if product.get("agenda") and before in (ACTIVE, CHECKOUT):
            return SCHEDULED.get(act, after)
        return after

    def places_taken(self, product):
        return sum(1 for each in self.records.having("provisions", "contentSupplierProduct", product["id"]) if each["status"] in TAKES_A_PLACE)

    def call_next(self, product, tell):
        waiting = [each for each in self.records.having("provisions", "contentSupplierProduct", product["id"]) if each["status"] == LIMIT]
        if waiting and (product.get("cap") is None or self.places_taken(product) < product["cap"]):
            first = min(waiting, key=lambda each: each["since"])
            self.put_provision(first["document"], product["id"], CHECKOUT)
            tell(f"{first['document']}/{product['id']}")

    def put_provision(self, document, product, status):
        self.records.put("provisions", f"{document}/{product}", {
            "document": document, "contentSupplierProduct": product, "status": status, "situation": STATUSES[status - 1],
            "since": self.records.next_id("turns")})

    def find(self, document):
        self.refuse_document(document)
        subscriber = self.records.get("subscribers", document)
        if subscriber is None:
            raise Refused(404, "assinante", "Assinante não encontrado.", key=document)
        return subscriber

    @staticmethod
    def refuse_document(document):
        if wrong := checked_document(document):
            raise Refused(422, "campos_invalidos", "Há campos errados.", {"document": wrong}, violation=True, key=document)

    # --- seeds ----------------------------------------------------------------------------------------------------

    def seed(self, data):
        """{"products":[{id,name,code,cap?,agenda?}], "subscribers":[{document,name,email,phone}],
        "provisions":[{document,contentSupplierProduct,status}], "concluir":[{document,contentSupplierProduct}]}"""
        return self.seed_rows(data, {
            "products": self.put_product,
            "subscribers": lambda each: self.records.put("subscribers", each["document"], each),
            "provisions": lambda each: self.put_provision(each["document"], each["contentSupplierProduct"], each["status"]),
            "concluir": self.conclude})

    def conclude(self, each):
        """What takes its time is done now."""
        held = self.records.get("provisions", f"{each['document']}/{each['contentSupplierProduct']}")
        if held is None or held["status"] not in CONCLUDED:
            raise Refused(422, "concluir", "Não há o que concluir.")
        self.put_provision(held["document"], held["contentSupplierProduct"], CONCLUDED[held["status"]])
        product = self.records.get("products", held["contentSupplierProduct"])
        self.call_next(product, lambda waiting: self.log.add({"effect": "enabled", "key": waiting, "became": "checkout"}))

    def put_product(self, product):
        self.records.put("products", product["id"], product)
        return product["id"]


if __name__ == "__main__":
    main(CeletiHub)
