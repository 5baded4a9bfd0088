#!/usr/bin/env python3
"""Double of PlayHub v3 (CONTRACTS §7).

Written from the contract, D48, D49, D51, D53 and D62 alone. Where they are silent, the strictest sensible reading [A]:
- Errors are {"Code","Message"} with status 400, so that only the Code tells them apart; what the contract has no Code for is
  Code 0: an unknown customer (404), a wrong key (401), a call out of the contract (400, 404, 405, 422).
- Code 2 is said when Username or Document is another customer's, or this one's already. Code 3: check digits that do not fit; a
  mask is a violation. Code 5: no such product; 6: one that the partner may not sell; 8: no vouchers left.
- Everything listed is required, but Password in PUT, which is sent again only when its source was edited (D51). ProductId is a
  text (D62 names no number here). Mobile has 10 or 11 digits.
- Username is matched without regard to case. A removed subscription gives its voucher back to nobody. DELETE answers 204.
"""
from double import Answer, Refused, SignedInDouble, main, route
from shape import document, email, fields, name, phone, right_digits, secret, text

USERNAME, PRODUCT = text(most=254), text(r"[\x21-\x7e]+", most=64, what="código")
PERSON = {"Name": name, "Email": email, "Mobile": phone}
PASSWORD = {"Password": secret()}
MESSAGES = {2: "Customer already registered", 3: "Invalid document", 4: "Subscription not found", 5: "Invalid product",
            6: "Product not authorized for this partner", 7: "Customer already subscribed", 8: "No vouchers available"}


class PlayHub(SignedInDouble):
    NAME, TITLE, BASE = "playhub", "PlayHub", "/API/PlayhubApi/api/v3"
    SECONDS = 25 * 60
    CREDENTIALS = {"ApiKey": "chave-playhub", "ApiSecret": "segredo-playhub", "seconds": str(SECONDS)}
    TABLES = {"customers": ("Clientes", ["Username", "Document", "Name", "Email", "Mobile"]),
              "subscriptions": ("Assinaturas", ["Username", "ProductId", "Voucher"]),
              "products": ("Produtos", ["ProductId", "Name", "Authorized", "Vouchers"])}

    def begin(self):
        if not self.records.table("products"):
            for code, title, may, left in (("HBO", "Max", True, None), ("DEEZER", "Deezer", True, None), ("ESPN", "ESPN", False, None),
                                           ("RARO", "Filmes raros", True, 0)):
                self.put_product({"ProductId": code, "Name": title, "Authorized": may, "Vouchers": left})

    def error(self, refusal):
        told = "".join(f" {field}: {why}." for field, why in refusal.fields.items())
        return {"Code": refusal.code if isinstance(refusal.code, int) else 0, "Message": refusal.message + told}

    @route("POST", "/authentication/tokens", body=fields({"ApiKey": secret(), "ApiSecret": secret()}), open_door=True)
    def authenticate(self, call):
        return Answer(200, {"AccessToken": self.sign_in(call, **call.body)})

    @route("POST", "/customers", body=fields({"Username": USERNAME, "Document": document, **PASSWORD, **PERSON}))
    def create(self, call):
        key = call.body["Username"].casefold()
        if not right_digits(call.body["Document"]):
            self.refuse(3, key)
        if self.records.get("customers", key) or self.records.having("customers", "Document", call.body["Document"]):
            self.refuse(2, key)
        self.records.put("customers", key, call.body)
        call.effect("created", key)
        return Answer(201, shown(call.body))

    @route("GET", "/customers/{username}")
    def show(self, call, username):
        return Answer(200, shown(self.find(username)))

    @route("PUT", "/customers/{username}", body=fields(PERSON, PASSWORD))
    def change(self, call, username):
        before = self.find(username)
        after = {**before, **call.body}
        if after != before:
            self.records.put("customers", username.casefold(), after)
            call.effect("changed", username.casefold(), what=sorted(each for each in after if after[each] != before[each]))
        return Answer(200, shown(after))

    @route("GET", "/customers/{username}/subscriptions")
    def list_subscriptions(self, call, username):
        self.find(username)
        held = self.records.having("subscriptions", "Username", username.casefold())
        return Answer(200, [{"ProductId": each["ProductId"], "Voucher": each["Voucher"]} for each in held])

    @route("POST", "/customers/{username}/subscriptions", body=fields({"ProductId": PRODUCT}))
    def subscribe(self, call, username):
        self.find(username)
        key = f"{username.casefold()}/{call.body['ProductId']}"
        product = self.records.get("products", call.body["ProductId"])
        if product is None or not product["Authorized"]:
            self.refuse(5 if product is None else 6, key)
        if self.records.get("subscriptions", key):
            self.refuse(7, key)
        if product["Vouchers"] == 0:
            self.refuse(8, key)
        if product["Vouchers"] is not None:
            self.put_product({**product, "Vouchers": product["Vouchers"] - 1})
        voucher = f"V-{self.records.next_id('vouchers', 700001)}"
        self.records.put("subscriptions", key, {"Username": username.casefold(), "ProductId": product["ProductId"], "Voucher": voucher})
        call.effect("created", key)
        return Answer(201, {"Voucher": voucher})

    @route("DELETE", "/customers/{username}/subscriptions/{ProductId}")
    def unsubscribe(self, call, username, product):
        self.find(username)
        key = f"{username.casefold()}/{product}"
        if self.records.get("subscriptions", key) is None:
            self.refuse(4, key)
        self.records.drop("subscriptions", key)
        call.effect("removed", key)
        return Answer(204)

    def find(self, username):
        customer = self.records.get("customers", username.casefold())
        if customer is None:
            raise Refused(404, "cliente", "Customer not found", key=username)
        return customer

    @staticmethod
    def refuse(code, key):
        raise Refused(400, code, MESSAGES[code], key=key)

    def seed(self, data):
        """{"products":[{ProductId,Name,Authorized,Vouchers:n|null}], "customers":[a POST's fields],
        "subscriptions":[{Username,ProductId,Voucher}]}"""
        return self.seed_rows(data, {
            "products": self.put_product,
            "customers": lambda each: self.records.put("customers", each["Username"].casefold(), each),
            "subscriptions": lambda each: self.records.put("subscriptions", f"{each['Username'].casefold()}/{each['ProductId']}",
                                                           {**each, "Username": each["Username"].casefold()})})

    def put_product(self, product):
        self.records.put("products", product["ProductId"], product)
        return product["ProductId"]


def shown(customer):
    return {each: value for each, value in customer.items() if each != "Password"}


if __name__ == "__main__":
    main(PlayHub)
