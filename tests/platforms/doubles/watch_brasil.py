#!/usr/bin/env python3
"""Double of Watch Brasil (CONTRACTS §6): forms in, envelopes out, an OAuth code that comes to our callback URL.

Written from the contract, D48, D49, D59 and D62 alone. Where they are silent, the strictest sensible reading [A]:
- Paths are taken as written: `/watch/v1/oauth/authenticate`, but `/oauth/token`. After that the token is a bearer.
- The code is sent by GET to redirect_url with `code` added, right after `authenticate` was answered; it counts once, for ten
  minutes, with the same redirect_url; uid is id_projeto. What the callback answered stands in the log as `callback`. A name
  below `.localhost` is this machine.
- access_token stands at the top level and in Result[0] by turns, since both were seen; expires_in beside it.
- What the platform says no to is 400, what is out of the contract 422 too; IsValidationError is true where fields are wrong.
  Everything listed of a call is required, but the queries of `get`, which narrow.
- A package is {"Pacote","Nome","Ativo"}; a ticket's Status is true or false. A second ticket of a (package, subscriber), and an
  e-mail that another subscriber has in that package, are refused.
- Phones have 10 or 11 digits. sendemailactivation is no effect, but stands in the log.
"""
import http.client
import secrets
import socket
import ssl
import threading
import urllib.parse

from double import Answer, Refused, SignedInDouble, main, route
from shape import email, fields, name, one_of, phone, text

CODE = text(r"[\x21-\x7e]+", most=64, what="código")
URL = text(r"https?://[^\s]+", most=1000, what="endereço")
TICKET = fields({"pTicket": CODE})
CODE_SECONDS = 600


class WatchBrasil(SignedInDouble):
    NAME, TITLE = "watch_brasil", "Watch Brasil"
    CREDENTIALS = {"id_projeto": "77", "client_id": "cliente-watch", "client_secret": "segredo-watch", "seconds": "3600"}
    TABLES = {"tickets": ("Tickets", ["Ticket", "Pacote", "Status", "EmailUsuario", "Nome", "Telefone", "IDIntegracaoAssinante"]),
              "pacotes": ("Pacotes", ["Pacote", "Nome", "Ativo"])}

    def __init__(self, **how):
        super().__init__(**how)
        self.codes, self.tokens_given = {}, 0

    def begin(self):
        if not self.records.table("pacotes"):
            for code, title, is_active in (("3001", "Watch Essencial", True), ("3002", "Watch Completo", True), ("3003", "Watch Antigo", False)):
                self.put_package({"Pacote": code, "Nome": title, "Ativo": is_active})

    def error(self, refusal):
        said = refusal.message + "".join(f" {field}: {why}." for field, why in refusal.fields.items())
        return {"HasError": True, "IsValidationError": bool(refusal.fields), "ErrorMessage": said, "Result": None}

    # --- signing in -----------------------------------------------------------------------------------------------

    @route("POST", "/watch/v1/oauth/authenticate", open_door=True,
           form=fields({"client_id": CODE, "redirect_url": URL, "approval_prompt": one_of("false"), "uid": CODE}))
    def authenticate(self, call):
        self.refuse_credentials(client_id=call.body["client_id"], id_projeto=call.body["uid"])
        code = secrets.token_hex(8)
        self.codes = {each: (url, end) for each, (url, end) in self.codes.items() if end > self.now()}
        self.codes[code] = (call.body["redirect_url"], self.now() + CODE_SECONDS)
        threading.Thread(target=self.deliver, args=(call.body["redirect_url"], code), daemon=True).start()
        call.effect("session", None)
        return said(None)

    @route("POST", "/oauth/token", open_door=True, form=fields({
        "client_id": CODE, "client_secret": CODE, "code": CODE, "grant_type": one_of("authorization_code"), "redirect_url": URL}))
    def give_token(self, call):
        self.refuse_credentials(client_id=call.body["client_id"], client_secret=call.body["client_secret"])
        url, end = self.codes.get(call.body["code"], (None, 0))
        if end < self.now() or url != call.body["redirect_url"]:
            raise Refused(400, "codigo", "Codigo invalido ou expirado.")
        del self.codes[call.body["code"]]
        given = {"access_token": self.sign_in(call), "expires_in": self.sessions.seconds}
        self.tokens_given += 1
        return Answer(200, {**envelope(None), **given}) if self.tokens_given % 2 else said([given])

    def refuse_credentials(self, **sent):
        if any(self.credentials[each] != value for each, value in sent.items()):
            raise Refused(400, "credenciais", "Credenciais invalidas.")

    def deliver(self, url, code):
        """The code, as the platform's own client brings it."""
        try:
            status, reason = bring(url, code), None
        except (OSError, http.client.HTTPException) as error:
            status, reason = None, str(error)
        with self.lock:
            self.log.add({"effect": "callback", "key": None, "call": self.log.calls, "status": status, **({"reason": reason} if reason else {}),
                          "request": {"method": "GET", "path": url, "headers": {}, "body": None}})

    # --- the calls ------------------------------------------------------------------------------------------------

    @route("GET", "/watch/v1/pacotes/get", query=fields(optional={"pPacote": CODE}, least=0))
    def list_packages(self, call):
        wanted = call.query.get("pPacote")
        return said({"list": [each for each in self.records.table("pacotes").values() if wanted in (None, each["Pacote"])]})

    @route("POST", "/watch/v2/assinantes/insert", form=fields({"pPacote": CODE, "pEmail": email, "pPhone": phone, "pName": name,
                                                               "pAssinanteIDIntegracao": CODE}))
    def insert(self, call):
        form, key = call.body, f"{call.body['pPacote']}/{call.body['pAssinanteIDIntegracao']}"
        if not (self.records.get("pacotes", form["pPacote"]) or {}).get("Ativo"):
            raise Refused(400, "pacote", "Pacote invalido.", {"pPacote": "não existe ou está inativo"}, key=key)
        if any(each["Pacote"] == form["pPacote"] for each in self.records.having("tickets", "IDIntegracaoAssinante", form["pAssinanteIDIntegracao"])):
            raise Refused(400, "ticket", "Assinante ja possui ticket neste pacote.", key=key)
        self.refuse_taken(form["pPacote"], form["pEmail"], key)
        ticket = self.put_ticket({"Pacote": form["pPacote"], "EmailUsuario": form["pEmail"], "Telefone": form["pPhone"], "Nome": form["pName"],
                                  "IDIntegracaoAssinante": form["pAssinanteIDIntegracao"]})
        call.effect("created", key, ticket=ticket)
        return said({"ticket": ticket})

    @route("GET", "/watch/v2/tickets/get", query=fields(optional={"pPacote": CODE, "pEmailUsuario": email, "pAssinanteIDIntegracao": CODE}, least=0))
    def list_tickets(self, call):
        asked = {{"pPacote": "Pacote", "pEmailUsuario": "EmailUsuario", "pAssinanteIDIntegracao": "IDIntegracaoAssinante"}[each]: value.casefold()
                 for each, value in call.query.items()}
        person = call.query.get("pAssinanteIDIntegracao")
        some = self.records.table("tickets").values() if person is None else self.records.having("tickets", "IDIntegracaoAssinante", person)
        return said({"list": [each for each in some if all(each[field].casefold() == value for field, value in asked.items())]})

    @route("POST", "/watch/v1/tickets/updatestatus", form=fields({"pTicket": CODE, "pStatus": one_of("true", "false")}))
    def switch(self, call):
        self.store(call, [self.find(call.body["pTicket"])], {"Status": call.body["pStatus"] == "true"})
        return said(None)

    @route("POST", "/watch/v1/tickets/delete", form=TICKET)
    def remove(self, call):
        ticket = self.find(call.body["pTicket"])
        self.records.drop("tickets", ticket["Ticket"])
        call.effect("removed", key_of(ticket), ticket=ticket["Ticket"])
        return said(None)

    @route("POST", "/watch/v2/assinantes/editEmail", form=fields({"pPacote": CODE, "pEmail": email, "pNewEmail": email}))
    def edit_email(self, call):
        held = self.of_email(call.body["pPacote"], call.body["pEmail"])
        if call.body["pNewEmail"].casefold() != call.body["pEmail"].casefold():
            self.refuse_taken(call.body["pPacote"], call.body["pNewEmail"], key_of(held[0]))
        self.store(call, held, {"EmailUsuario": call.body["pNewEmail"]})
        return said(None)

    @route("POST", "/watch/v2/assinantes/editPhone", form=fields({"pPacote": CODE, "pEmail": email, "pPhone": phone}))
    def edit_phone(self, call):
        self.store(call, self.of_email(call.body["pPacote"], call.body["pEmail"]), {"Telefone": call.body["pPhone"]})
        return said(None)

    @route("POST", "/watch/v1/assinante/sendemailactivation", form=TICKET)
    def send_activation(self, call):
        call.effect("mailed", key_of(self.find(call.body["pTicket"])))
        return said(None)

    # --- the records ----------------------------------------------------------------------------------------------

    def store(self, call, tickets, change):
        for before in tickets:
            after = {**before, **change}
            if after == before:
                continue
            self.records.put("tickets", before["Ticket"], after)
            kind = ("enabled" if after["Status"] else "suspended") if "Status" in change else "changed"
            call.effect(kind, key_of(after), what=sorted(change))

    def put_ticket(self, ticket):
        number = f"T{self.records.next_id('tickets', 50001)}"
        self.records.put("tickets", number, {"Ticket": number, "Status": True, **ticket})
        return number

    def find(self, number):
        ticket = self.records.get("tickets", number)
        if ticket is None:
            raise Refused(400, "ticket", "Ticket nao encontrado", key=number)
        return ticket

    def of_email(self, package, address):
        held = [each for each in self.records.having("tickets", "EmailUsuario", address) if each["Pacote"] == package]
        if not held:
            raise Refused(400, "assinante", "Assinante nao encontrado", key=package)
        return held

    def refuse_taken(self, package, address, key):
        if any(each["Pacote"] == package for each in self.records.having("tickets", "EmailUsuario", address)):
            raise Refused(400, "email", "E-mail ja utilizado por outro assinante neste pacote.", {"pEmail": "em uso"}, key=key)

    def seed(self, data):
        """{"pacotes":[{Pacote,Nome,Ativo}], "tickets":[{Pacote,EmailUsuario,Telefone,Nome,IDIntegracaoAssinante,Status}]}"""
        return self.seed_rows(data, {"pacotes": self.put_package, "tickets": self.put_ticket})

    def put_package(self, package):
        self.records.put("pacotes", package["Pacote"], package)
        return package["Pacote"]


def key_of(ticket):
    return f"{ticket['Pacote']}/{ticket['IDIntegracaoAssinante']}"


def envelope(result):
    return {"HasError": False, "IsValidationError": False, "ErrorMessage": None, "Result": result}


def said(result):
    return Answer(200, envelope(result))


def bring(url, code):
    """The status with which the callback URL took the code."""
    parts = urllib.parse.urlsplit(url)
    here = (parts.hostname or "").endswith("localhost")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(parts.hostname, port, timeout=10, context=ssl._create_unverified_context())
    else:
        connection = http.client.HTTPConnection(parts.hostname, port, timeout=10)
    if here:
        connection._create_connection = lambda _, *how: socket.create_connection(("127.0.0.1", port), *how)
    query = f"{parts.query}&code={code}" if parts.query else f"code={code}"
    try:
        connection.request("GET", f"{parts.path or '/'}?{query}")
        return connection.getresponse().status
    finally:
        connection.close()


if __name__ == "__main__":
    main(WatchBrasil)
