#!/usr/bin/env python3
"""Double of NX Play: its side of the OSM API (CONTRACTS §2), without the app.

Written from the contract and D27, D30, D48, D49, D62 and D64 alone. Where they are silent, the strictest sensible reading [A]:
- `assinante` is a member of the answer, {"assinante":{…}}, as lists are {"assinantes":[…]}; so is `autenticacao`. Its `id` is
  a number; what it has not is left out; a password is never answered.
- The holder in 409 `email_em_uso` is `erro.codigo_externo` (left out where the holder has none), the known one in 409
  `codigo_externo_em_uso` is `erro.id`. A taken access key is 409 `chave_acesso_em_uso`, named alike.
- POST needs an Idempotency-Key; noggin and paramount are required there, being written without a question mark. Only a 201 is
  kept under its key; the same key with another body is a violation, 422 `chave_reutilizada`.
- An e-mail left out is made up (D28) and is not "set by the ERP": one PUT may still set it. The same e-mail again is no change.
- At most one of codigo_externo, email, cpf is asked for at a time; without any it is the sweep. 100 a page.
- Wrong check digits of a CPF are taken (R36); a mask is not. `cpf` holds a CNPJ for a company.
- DELETE of an id that was never given is 404.
"""
import secrets

from double import Answer, Double, Refused, main, route
from shape import document, email, fields, flag, list_of, name, one_of, secret, text

PAGE = 100
CODE = text(r"[\x21-\x7e]+", most=64, what="código")
ACCESS_KEY = text(most=100, what="chave de acesso")
STATUS = one_of("ativo", "suspenso")
NEEDED = {"codigo_externo": CODE, "nome": name, "senha": secret(least=6), "planos": list_of(CODE), "status": STATUS,
          "noggin": flag, "paramount": flag}
LEFT_OUT = {"email": email, "chave_acesso": ACCESS_KEY, "cpf": document}
LOG_IN = {"email": email, "chave_acesso": ACCESS_KEY}


class NxPlay(Double):
    NAME, TITLE, BASE = "nxplay", "NX Play", "/osm/api/v1"
    CREDENTIALS = {"token": "token-nxplay"}
    TABLES = {"assinantes": ("Assinantes", ["id", "codigo_externo", "nome", "email", "cpf", "planos", "status", "noggin", "paramount"]),
              "planos": ("Planos", ["codigo", "nome", "ativo"])}
    STATES = {"ativo": "good", "suspenso": "still"}

    def begin(self):
        if not self.records.table("planos"):
            for code, title, is_active in (("SEAC", "SEAC", True), ("BASICO", "Plano Básico", True), ("FULL", "Plano Full", True),
                                           ("ANTIGO", "Plano Antigo", False)):
                self.put_plan({"codigo": code, "nome": title, "ativo": is_active})

    def error(self, refusal):
        inner = {"codigo": refusal.code, "mensagem": refusal.message, **refusal.more}
        return {"erro": {**inner, "campos": refusal.fields} if refusal.fields else inner}

    # --- the calls ------------------------------------------------------------------------------------------------

    @route("GET", "/planos")
    def list_plans(self, call):
        return Answer(200, {"planos": list(self.records.table("planos").values())})

    @route("POST", "/assinantes", body=fields(NEEDED, LEFT_OUT), headers={"idempotency-key": text(r"[\x21-\x7e]+", what="chave")})
    def create(self, call):
        key = call.headers["idempotency-key"]
        kept = self.records.get("chaves", key)
        if kept:
            return self.answered_before(call, kept)
        self.refuse_known_code(call.body["codigo_externo"])
        self.refuse_unknown_plans(call.body["planos"])
        self.refuse_taken(call.body, but=None)
        subscriber = self.insert(call.body)
        self.records.put("chaves", key, {"key": key, "id": subscriber["id"], "body": call.body, "answer": shown(subscriber)})
        call.effect("created", subscriber["codigo_externo"])
        return Answer(201, {"assinante": shown(subscriber)})

    @route("GET", "/assinantes", query=fields(optional={"codigo_externo": CODE, "email": email, "cpf": document, "status": STATUS,
                                                        "pagina": text(r"0|[1-9]\d{0,8}", what="número de página")}, least=0))
    def list(self, call):
        asked = {each: value for each, value in call.query.items() if each not in ("status", "pagina")}
        if len(asked) > 1:
            raise Refused(422, "campos_invalidos", "Busque por um de codigo_externo, email e cpf.", violation=True)
        held = [self.records.having("assinantes", *each) for each in asked.items()] or [self.records.table("assinantes").values()]
        found = [each for each in held[0] if call.query.get("status") in (None, each["status"])]
        page = int(call.query.get("pagina", 0))
        return Answer(200, {"assinantes": [shown(each) for each in found[page * PAGE:(page + 1) * PAGE]], "total": len(found),
                            "pagina": page})

    @route("GET", "/assinantes/{id}")
    def show(self, call, number):
        return Answer(200, {"assinante": shown(self.find(number))})

    @route("PUT", "/assinantes/{id}", body=fields(optional=NEEDED | LEFT_OUT))
    def change(self, call, number):
        before = self.find(number)
        if "email" in call.body and before["email_do_erp"] and before["email"].casefold() != call.body["email"].casefold():
            raise Refused(422, "email_imutavel", "O e-mail não muda depois de enviado pelo ERP.", {"email": "imutável"}, key=number)
        if call.body.get("codigo_externo", before["codigo_externo"]) != before["codigo_externo"]:
            self.refuse_known_code(call.body["codigo_externo"])
        self.refuse_unknown_plans(call.body.get("planos", []))
        self.refuse_taken(call.body, but=before["id"])
        after = {**before, **call.body, "email_do_erp": before["email_do_erp"] or "email" in call.body}
        self.store(call, before, after)
        if log_in_of(after) != log_in_of(before):
            first = self.log_ins_of(after["id"])[0]
            self.records.put("autenticacoes", first["id"], {"id": first["id"], "assinante": after["id"], **log_in_of(after)})
        return Answer(200, {"assinante": shown(after)})

    @route("PATCH", "/assinantes/{id}/status", body=fields({"status": STATUS}))
    def switch(self, call, number):
        before = self.find(number)
        after = {**before, **call.body}
        self.store(call, before, after)
        return Answer(200, {"assinante": shown(after)})

    @route("DELETE", "/assinantes/{id}")
    def remove(self, call, number):
        subscriber = self.records.get("assinantes", number)
        if subscriber is None:
            self.refuse_never_given(number)
            return Answer(204)
        self.records.drop("assinantes", number)
        for each in self.log_ins_of(subscriber["id"]):
            self.records.drop("autenticacoes", each["id"])
        for each in self.records.having("chaves", "id", subscriber["id"]):
            self.records.drop("chaves", each["key"])
        call.effect("removed", subscriber.get("codigo_externo"))
        return Answer(204)

    @route("POST", "/assinantes/{id}/autenticacoes", body=fields({"senha": secret(least=6)}, LOG_IN, least=2))
    def add_log_in(self, call, number):
        subscriber = self.find(number)
        self.refuse_taken(call.body, but=subscriber["id"])
        log_in = {"id": self.records.next_id("autenticacoes"), "assinante": subscriber["id"], **call.body}
        self.records.put("autenticacoes", log_in["id"], log_in)
        call.effect("changed", subscriber.get("codigo_externo"), what="autenticacoes")
        return Answer(201, {"autenticacao": shown_log_in(log_in)})

    @route("PUT", "/assinantes/{id}/autenticacoes/{aid}", body=fields(optional={"senha": secret(least=6), **LOG_IN}))
    def change_log_in(self, call, number, log_in_number):
        subscriber = self.find(number)
        before = self.find_log_in(subscriber, log_in_number)
        self.refuse_taken(call.body, but=subscriber["id"])
        after = {**before, **call.body}
        if after != before:
            self.records.put("autenticacoes", after["id"], after)
            call.effect("changed", subscriber.get("codigo_externo"), what="autenticacoes")
        return Answer(200, {"autenticacao": shown_log_in(after)})

    @route("DELETE", "/assinantes/{id}/autenticacoes/{aid}")
    def remove_log_in(self, call, number, log_in_number):
        subscriber = self.find(number)
        log_in = self.find_log_in(subscriber, log_in_number)
        if log_in["id"] == self.log_ins_of(subscriber["id"])[0]["id"]:
            raise Refused(422, "autenticacao_principal", "A primeira autenticação sai só com o assinante.", key=number)
        self.records.drop("autenticacoes", log_in["id"])
        call.effect("changed", subscriber.get("codigo_externo"), what="autenticacoes")
        return Answer(204)

    # --- the records ----------------------------------------------------------------------------------------------

    def answered_before(self, call, kept):
        if kept["body"] != call.body:
            raise Refused(422, "chave_reutilizada", "A mesma Idempotency-Key veio com outro corpo.", violation=True)
        call.effect("repeat", call.body["codigo_externo"])
        return Answer(201, {"assinante": kept["answer"]})

    def insert(self, body):
        """A subscriber and the log-in it was created with (D27)."""
        number = self.records.next_id("assinantes")
        made_up = f"{body['nome'].split()[0].lower()}.{secrets.token_hex(3)}@duplo.example"
        subscriber = {"id": number, **body, "email": body.get("email", made_up), "email_do_erp": "email" in body}
        self.records.put("assinantes", str(number), subscriber)
        first = self.records.next_id("autenticacoes")
        self.records.put("autenticacoes", first, {"id": first, "assinante": number, **log_in_of(subscriber)})
        return subscriber

    def store(self, call, before, after):
        """One effect a call: a status that changes along with other fields counts as changed."""
        differing = sorted(each for each in after if after[each] != before.get(each) and each != "email_do_erp")
        if not differing:
            return
        self.records.put("assinantes", str(after["id"]), after)
        kind = "changed" if differing != ["status"] else {"ativo": "enabled", "suspenso": "suspended"}[after["status"]]
        call.effect(kind, after.get("codigo_externo"), what=differing)

    def find(self, number):
        subscriber = self.records.get("assinantes", number)
        if subscriber is None:
            raise Refused(404, "nao_encontrado", "Assinante não encontrado.", key=number)
        return subscriber

    def find_log_in(self, subscriber, number):
        for each in self.log_ins_of(subscriber["id"]):
            if str(each["id"]) == number:
                return each
        raise Refused(404, "nao_encontrado", "Autenticação não encontrada.", key=number)

    def log_ins_of(self, number):
        return sorted(self.records.having("autenticacoes", "assinante", number), key=lambda each: each["id"])

    # --- the refusals ---------------------------------------------------------------------------------------------

    def refuse_known_code(self, code):
        for each in self.records.having("assinantes", "codigo_externo", code):
            raise Refused(409, "codigo_externo_em_uso", "Este codigo_externo já tem assinante.", key=code, id=each["id"])

    def refuse_unknown_plans(self, codes):
        wrong = [each for each in codes if not (self.records.get("planos", each) or {}).get("ativo")]
        if wrong:
            raise Refused(422, "campos_invalidos", "Há planos que não existem ou estão inativos.", {"planos": ", ".join(wrong)})

    def refuse_taken(self, body, but):
        """E-mail and access key are one subscriber's, be it as its own or as those of a log-in (D27)."""
        for field, code in (("email", "email_em_uso"), ("chave_acesso", "chave_acesso_em_uso")):
            for each in self.records.having("autenticacoes", field, body[field]) if field in body else ():
                if each["assinante"] != but:
                    holder = self.records.get("assinantes", str(each["assinante"])).get("codigo_externo")
                    named = {} if holder is None else {"codigo_externo": holder}
                    raise Refused(409, code, "Já é de outro assinante.", {field: "em uso"}, key=body.get("codigo_externo"), **named)

    def refuse_never_given(self, number):
        given = (self.records.get("numbers", "assinantes") or 1) - 1
        if not number.isascii() or not number.isdigit() or not 1 <= int(number) <= given:
            raise Refused(404, "nao_encontrado", "Assinante não encontrado.", key=number)

    # --- seeds ----------------------------------------------------------------------------------------------------

    def seed(self, data):
        """{"planos":[{codigo,nome,ativo}], "assinantes":[a POST's fields; only nome is needed]}"""
        return self.seed_rows(data, {"planos": self.put_plan, "assinantes": self.seed_subscriber})

    def put_plan(self, plan):
        self.records.put("planos", plan["codigo"], plan)
        return plan["codigo"]

    def seed_subscriber(self, record):
        return self.insert({"planos": ["SEAC"], "status": "ativo", "senha": "semente", "noggin": True, "paramount": True, **record})["id"]


def log_in_of(subscriber):
    return {each: subscriber[each] for each in ("email", "chave_acesso", "senha") if each in subscriber}


def shown(subscriber):
    return {each: value for each, value in subscriber.items() if each not in ("senha", "email_do_erp")}


def shown_log_in(log_in):
    return {each: value for each, value in log_in.items() if each not in ("senha", "assinante")}


if __name__ == "__main__":
    main(NxPlay)
