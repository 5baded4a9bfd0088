#!/usr/bin/env python3
"""Double of a receiver of the generic webhook, gateway *Outros* (CONTRACTS §3).

Written from the contract, D48, D49 and D62 alone. Where they are silent, the strictest sensible reading [A]:
- Standard Webhooks: the secret is `whsec_` and base64, the timestamp within five minutes (credential `seconds`), the signature one
  of those listed.
  A missing header or an old timestamp is a violation; a signature that does not fit is refused with 401.
- `webhook-id` is `<id_cliente_servico_pacote>-<n>` (D48). One that was seen is dropped with a 200; if it comes with another
  `tipo`, service package or package it is a violation. The last 100,000 are remembered.
- `status` goes with `tipo` (D49). cpf_cnpj, email_principal and parametros are left out where there are none (`{}` is taken
  for parametros, `[]` is not). codigo_cliente is a number, as written, where the code is one, else a text.
- The key of `{api_key}` is taken as the last segment of the path or as `?api_key=`; where one is sent it must be right.
- What is so already is answered 200 and is no effect; suspending or enabling what is not there is 200 `"success":false`.
"""
import base64
import hashlib
import hmac
import re

from double import Answer, Double, Refused, main, route
from shape import document, email, fields, list_of, name, number, one_of, text, texts_by_name

MOST_SEEN = 100_000
STATUS = {"cadastro": "aguardando_cadastro", "habilitacao": "aguardando_habilitacao", "suspensao": "aguardando_suspensao",
          "remocao": "aguardando_exclusao"}


def customer_code(value):
    if isinstance(value, str):
        return text(most=64)(value) or ("um código numérico vai como número" if re.fullmatch(r"[1-9]\d{0,14}", value) else None)
    return number(least=0)(value)


CUSTOMER = fields({"id_cliente": number(), "codigo_cliente": customer_code, "nome_razaosocial": name},
                  {"cpf_cnpj": document, "email_principal": email})
NOTICE = fields({
    "tipo": one_of(*STATUS), "status": one_of(*STATUS.values()), "id_cliente_servico_pacote": number(),
    "pacote": fields({"id_pacote": number(), "descricao": text(), "produtos": list_of(text(r"[\x21-\x7e]+", most=64))}),
    "cliente_servico": fields({"id_cliente_servico": number(), "cliente": CUSTOMER,
                               "servico_status": fields({"prefixo": text(r"[a-z]+(_[a-z]+)*", most=64, what="prefixo")})}),
}, {"parametros": texts_by_name})


class Outros(Double):
    NAME, TITLE, ENTRY, ADDRESS = "outros", "Outros (webhook)", "/webhook", "url"
    CREDENTIALS = {"segredo": "whsec_" + base64.b64encode(b"segredo do duplo de outros").decode(), "api_key": "chave-do-duplo", "seconds": "300"}
    TABLES = {"pacotes": ("Pacotes dos serviços", ["id_cliente_servico_pacote", "situacao", "pacote", "cliente", "parametros"])}
    STATES = {"ativo": "good", "suspenso": "still"}
    MORE_FAULTS = {"rejected": ("Responde 200 com \"success\":false (nada é feito)", {"message": "Rejeitado pela plataforma"})}

    def error(self, refusal):
        return {"success": False, "message": refusal.message, **({"fields": refusal.fields} if refusal.fields else {})}

    def spoil(self, fault, call):
        call.effect("refused", None, reason=fault["message"])
        return Answer(200, {"success": False, "message": fault["message"]})

    def authorise(self, call):
        """The signature of the Standard Webhooks specification."""
        sent = [call.headers.get("webhook-" + each, "") for each in ("id", "timestamp", "signature")]
        if not re.fullmatch(r"[\x21-\x7e]{1,128}", sent[0]) or not re.fullmatch(r"[1-9]\d{0,11}", sent[1]) or not sent[2]:
            raise Refused(400, "cabecalho_invalido", "Faltam webhook-id, webhook-timestamp e webhook-signature.", violation=True)
        if abs(self.now() - int(sent[1])) > int(self.credentials["seconds"]):
            raise Refused(400, "horario", "webhook-timestamp longe da hora certa.", violation=True)
        listed = sent[2].split(" ")
        if not all(re.fullmatch(r"v1,[A-Za-z0-9+/]{43}=", each) for each in listed):
            raise Refused(400, "assinatura_ilegivel", "webhook-signature deveria ser v1,<base64>.", violation=True)
        if not any(hmac.compare_digest(each, signature(self.credentials["segredo"], sent[0], sent[1], call.raw)) for each in listed):
            raise Refused(401, "assinatura", "A assinatura não confere.", key=sent[0])

    @route("POST", "/webhook", body=NOTICE, query=fields(optional={"api_key": text()}, least=0))
    def take(self, call):
        return self.take_with_key(call, call.query.get("api_key", self.credentials["api_key"]))

    @route("POST", "/webhook/{api_key}", body=NOTICE)
    def take_with_key(self, call, api_key):
        notice, seen_id = call.body, call.headers["webhook-id"]
        if api_key != self.credentials["api_key"]:
            raise Refused(401, "chave", "A chave não confere.", key=seen_id)
        number_, about = notice["id_cliente_servico_pacote"], [notice["tipo"], notice["id_cliente_servico_pacote"], notice["pacote"]]
        self.refuse_mismatch(notice, seen_id)
        before = self.records.get("vistos", seen_id)
        if before and before["about"] != about:
            raise Refused(422, "id_reutilizado", "O mesmo webhook-id veio com outro aviso.", violation=True, key=seen_id)
        if before:
            call.effect("repeat", number_, webhook_id=seen_id)
            return Answer(200, {"success": True})
        answer = self.apply(call, notice)
        self.remember(seen_id, about)
        return answer

    @staticmethod
    def refuse_mismatch(notice, seen_id):
        wrong = {}
        if notice["status"] != STATUS[notice["tipo"]]:
            wrong["status"] = "não vai com este tipo"
        if not re.fullmatch(rf"{notice['id_cliente_servico_pacote']}-[1-9]\d*", seen_id):
            wrong["webhook-id"] = "deveria ser <id_cliente_servico_pacote>-<n>"
        if wrong:
            raise Refused(422, "campos_invalidos", "Há campos errados.", wrong, violation=True, key=seen_id)

    def apply(self, call, notice):
        key, kind = notice["id_cliente_servico_pacote"], notice["tipo"]
        held = (self.records.get("pacotes", key) or {}).get("situacao")
        if kind in ("suspensao", "habilitacao") and held is None:
            call.effect("refused", key, reason="não está cadastrado")
            return Answer(200, {"success": False, "message": "Este pacote não está cadastrado."})
        wanted = {"cadastro": "ativo", "habilitacao": "ativo", "suspensao": "suspenso", "remocao": None}[kind]
        if wanted == held:
            call.effect("repeat", key)
        elif wanted is None:
            self.records.drop("pacotes", key)
            call.effect("removed", key)
        else:
            self.records.put("pacotes", key, {"id_cliente_servico_pacote": key, "situacao": wanted, "pacote": notice["pacote"]["descricao"],
                                              "cliente": notice["cliente_servico"]["cliente"], "parametros": notice.get("parametros")})
            call.effect("created" if held is None else "enabled" if wanted == "ativo" else "suspended", key)
        return Answer(200, {"success": True})

    def remember(self, seen_id, about):
        self.records.put("vistos", seen_id, {"about": about})
        seen = self.records.table("vistos")
        if len(seen) > MOST_SEEN:
            self.records.drop("vistos", next(iter(seen)))

    def seed(self, data):
        """{"pacotes":[{id_cliente_servico_pacote, situacao, pacote, cliente}]}"""
        return self.seed_rows(data, {"pacotes": lambda each: self.records.put("pacotes", each["id_cliente_servico_pacote"], each)})


def signature(secret, message_id, timestamp, raw):
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.digest(key, f"{message_id}.{timestamp}.".encode() + raw, hashlib.sha256)).decode()


if __name__ == "__main__":
    main(Outros)
