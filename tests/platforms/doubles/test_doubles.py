#!/usr/bin/env python3
"""The doubles held against the contracts: the good way through each, what each must refuse, every fault of the frame.

Prints `ok - sentence` and `not ok - sentence` lines. tests/platforms/doubles/test_doubles.py [unittest's arguments]
"""
import datetime
import http.client
import http.server
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse

import campsoft
import celetihub
import click_sistemas
import double
import nxplay
import outros
import playhub
import watch_brasil

HERE = pathlib.Path(__file__).resolve().parent


class Said:
    """An answer as a client sees it."""

    def __init__(self, response, raw):
        self.status, self.raw, self.headers = response.status, raw, response.headers

    @property
    def json(self):
        return json.loads(self.raw)


class Asking:
    """A platform's client that keeps its connection."""

    def __init__(self, port, base="", headers=None, timeout=5):
        self.base, self.headers = base, headers or {}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def __call__(self, method, path, body=None, form=None, raw=None, **headers):
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if body is not None:
            raw, sent = json.dumps(body).encode(), {"Content-Type": "application/json", **sent}
        if form is not None:
            raw, sent = urllib.parse.urlencode(form).encode(), {"Content-Type": "application/x-www-form-urlencoded", **sent}
        sent = {name: value for name, value in sent.items() if value is not None}
        try:
            self.connection.request(method, self.base + path, raw, sent)
            response = self.connection.getresponse()
            return Said(response, response.read())
        except Exception:
            self.connection.close()
            raise


class DoubleTest(unittest.TestCase):
    """One running double a test; `KIND` says which."""
    KIND = None

    def setUp(self):
        self.double = self.KIND()
        self.server, self.where = double.started(self.double)
        self.port = self.server.server_address[1]
        self.ask = self.client()
        self.control = Asking(self.port, "/_")

    def tearDown(self):
        self.ask.connection.close()
        self.control.connection.close()
        self.double.stopping.set()
        self.server.shutdown()
        self.server.server_close()

    def client(self, **how):
        return Asking(self.port, self.KIND.BASE, self.headers(), **how)

    def headers(self):
        return {"Authorization": f"Bearer {self.double.credentials.get('token')}"}

    def effects(self, *kinds):
        """(effect, key) of the log, all or only those kinds."""
        entries = self.control("GET", "/log").json["entries"]
        return [(each["effect"], each["key"]) for each in entries if not kinds or each["effect"] in kinds]

    def done(self):
        return self.effects(*double.EFFECTS)

    def assertNoViolation(self):
        self.assertEqual([], self.effects("violation"))

    def assertViolates(self, said, status=None):
        """The call was answered as an error and stands in the log as a violation, the last entry."""
        self.assertIn(said.status, (status,) if status else (400, 404, 405, 422), said.raw)
        # A code that is brought meanwhile stands there when it likes.
        self.assertEqual("violation", [effect for effect, _ in self.effects() if effect != "callback"][-1])

    def fault(self, name, **settings):
        said = self.control("POST", "/faults", {"fault": name, **settings})
        self.assertEqual(201, said.status, said.raw)

    def seed(self, **data):
        said = self.control("POST", "/seed", data)
        self.assertEqual(201, said.status, said.raw)
        return said.json["seeded"]


def without(record, *names):
    return {each: value for each, value in record.items() if each not in names}


# --- NX Play --------------------------------------------------------------------------------------------------------

ANA = {"codigo_externo": "a" * 32, "nome": "Ana Souza", "email": "ana@example.com", "cpf": "12345678900", "senha": "001234",
       "planos": ["SEAC"], "status": "ativo", "noggin": True, "paramount": False}


class NxPlayTest(DoubleTest):
    KIND = nxplay.NxPlay

    def create(self, key="k-1", **changes):
        return self.ask("POST", "/assinantes", {**ANA, **changes}, Idempotency_Key=key)

    def test_nxplay_takes_a_subscriber_through_its_whole_life(self):
        self.assertIn({"codigo": "SEAC", "nome": "SEAC", "ativo": True}, self.ask("GET", "/planos").json["planos"])
        said = self.create()
        self.assertEqual(201, said.status)
        number = said.json["assinante"]["id"]
        self.assertEqual({"id": number, **without(ANA, "senha")}, said.json["assinante"])
        found = self.ask("GET", "/assinantes?codigo_externo=" + ANA["codigo_externo"]).json
        self.assertEqual(([said.json["assinante"]], 1, 0), (found["assinantes"], found["total"], found["pagina"]))
        for status in ("suspenso", "suspenso", "ativo"):
            self.assertEqual(status, self.ask("PATCH", f"/assinantes/{number}/status", {"status": status}).json["assinante"]["status"])
        self.assertEqual(200, self.ask("PUT", f"/assinantes/{number}", {"nome": "Ana Lima", "planos": ["SEAC", "FULL"]}).status)
        self.assertEqual("Ana Lima", self.ask("GET", f"/assinantes/{number}").json["assinante"]["nome"])
        self.assertEqual([204, 204], [self.ask("DELETE", f"/assinantes/{number}").status for _ in range(2)])
        self.assertEqual(0, self.ask("GET", "/assinantes").json["total"])
        key = ANA["codigo_externo"]
        self.assertEqual([("created", key), ("suspended", key), ("enabled", key), ("changed", key), ("removed", key)], self.done())
        self.assertNoViolation()

    def test_nxplay_answers_a_repeated_key_alike_without_a_second_effect(self):
        first, second = self.create(), self.create()
        self.assertEqual((201, first.raw), (second.status, second.raw))
        self.assertEqual(1, len(self.done()))
        self.assertViolates(self.create(nome="Outra"), 422)

    def test_nxplay_names_who_holds_a_code_or_an_e_mail(self):
        number = self.create().json["assinante"]["id"]
        said = self.create(key="k-2")
        self.assertEqual((409, "codigo_externo_em_uso", number), (said.status, said.json["erro"]["codigo"], said.json["erro"]["id"]))
        said = self.create(key="k-3", codigo_externo="b" * 32, email="ANA@example.com")
        self.assertEqual((409, "email_em_uso", ANA["codigo_externo"]),
                         (said.status, said.json["erro"]["codigo"], said.json["erro"]["codigo_externo"]))
        self.assertEqual(1, len(self.done()))
        self.assertNoViolation()

    def test_nxplay_frees_code_e_mail_and_keys_with_a_delete(self):
        first = self.create().json["assinante"]["id"]
        self.ask("DELETE", f"/assinantes/{first}")
        self.assertNotEqual(first, self.create().json["assinante"]["id"])

    def test_nxplay_keeps_an_e_mail_that_the_erp_has_set(self):
        number = self.create().json["assinante"]["id"]
        said = self.ask("PUT", f"/assinantes/{number}", {"email": "outra@example.com"})
        self.assertEqual((422, "email_imutavel"), (said.status, said.json["erro"]["codigo"]))
        made_up = self.ask("POST", "/assinantes", {**without(ANA, "email", "cpf"), "codigo_externo": "c"}, Idempotency_Key="k-9").json["assinante"]
        self.assertRegex(made_up["email"], r"^ana\.[0-9a-f]{6}@")
        self.assertEqual(200, self.ask("PUT", f"/assinantes/{made_up['id']}", {"email": "um@example.com"}).status)
        self.assertEqual(422, self.ask("PUT", f"/assinantes/{made_up['id']}", {"email": "dois@example.com"}).status)
        self.assertNoViolation()

    def test_nxplay_refuses_what_its_contract_does_not_allow(self):
        wrong = [without(ANA, field) for field in nxplay.NEEDED]
        wrong += [{**ANA, field: value} for field, value in {
            "email": None, "cpf": "123.456.789-00", "chave_acesso": "", "noggin": "true", "planos": "SEAC", "status": "inativo",
            "senha": "1234", "nome": " Ana", "codigo_externo": 17, "plano": "SEAC", "paramount": None}.items()]
        wrong += [{**ANA, "planos": []}, {**ANA, "planos": ["SEAC", "SEAC"]}, []]
        for number, body in enumerate(wrong):
            with self.subTest(body=body):
                self.assertViolates(self.ask("POST", "/assinantes", body, Idempotency_Key=f"w-{number}"), 422)
        self.assertViolates(self.ask("POST", "/assinantes", ANA), 400)
        self.assertViolates(self.ask("GET", "/assinantes?codigo_externo=a&cpf=12345678900"))
        self.assertViolates(self.ask("GET", "/assinantes?nome=Ana"))
        self.assertViolates(self.ask("PUT", "/assinantes/1", {}), 422)
        self.assertEqual([], self.done())

    def test_nxplay_refuses_plans_that_are_unknown_or_inactive_without_calling_that_a_violation(self):
        for code in ("NADA", "ANTIGO"):
            self.assertEqual(422, self.create(planos=[code]).status)
        self.assertNoViolation()

    def test_nxplay_keeps_log_ins_of_a_subscriber_apart_from_those_of_others(self):
        number = self.create().json["assinante"]["id"]
        path = f"/assinantes/{number}/autenticacoes"
        added = self.ask("POST", path, {"email": "sala@nxplay", "chave_acesso": "sala@nxplay", "senha": "abcdef"})
        self.assertEqual(201, added.status)
        inner = added.json["autenticacao"]["id"]
        self.assertEqual(200, self.ask("PUT", f"{path}/{inner}", {"senha": "ghijkl"}).status)
        self.assertEqual(409, self.create(key="k-2", codigo_externo="b", email="sala@nxplay").status)
        self.assertEqual(204, self.ask("DELETE", f"{path}/{inner}").status)
        self.assertEqual(404, self.ask("DELETE", f"{path}/{inner}").status)
        self.assertNoViolation()

    def test_nxplay_tells_a_wrong_token_from_one_that_was_not_sent(self):
        self.assertEqual(401, self.ask("GET", "/planos", Authorization="Bearer outro").status)
        self.assertNoViolation()
        self.assertViolates(self.ask("GET", "/planos", Authorization=None), 401)


# --- Outros ---------------------------------------------------------------------------------------------------------

NOTICE = {"tipo": "cadastro", "status": "aguardando_cadastro", "id_cliente_servico_pacote": 123,
          "pacote": {"id_pacote": 240, "descricao": "TV Extra", "produtos": ["TVX"]},
          "cliente_servico": {"id_cliente_servico": 17711, "servico_status": {"prefixo": "servico_habilitado"},
                              "cliente": {"id_cliente": 25138, "codigo_cliente": 2023, "nome_razaosocial": "Ana", "cpf_cnpj": "12345678900",
                                          "email_principal": "ana@example.com"}},
          "parametros": {"chave": "valor"}}


class OutrosTest(DoubleTest):
    KIND = outros.Outros

    def headers(self):
        return {}

    def notify(self, notice=NOTICE, number=1, path="/webhook", at=None, secret=None, **changes):
        raw = json.dumps({**notice, **changes} if isinstance(notice, dict) else notice).encode()
        message_id, at = f"123-{number}", str(int(at or time.time()))
        signed = outros.signature(secret or self.double.credentials["segredo"], message_id, at, raw)
        return self.ask("POST", path, raw=raw, Content_Type="application/json", webhook_id=message_id, webhook_timestamp=at,
                        webhook_signature=signed)

    def test_outros_takes_a_package_through_its_whole_life_and_drops_repeats(self):
        for number, kind in enumerate(("cadastro", "suspensao", "habilitacao", "remocao"), 1):
            for _ in range(2):
                said = self.notify(number=number, tipo=kind, status=outros.STATUS[kind])
                self.assertEqual((200, {"success": True}), (said.status, said.json))
        self.assertEqual([("created", 123), ("suspended", 123), ("enabled", 123), ("removed", 123)], self.done())
        self.assertEqual(4, len(self.effects("repeat")))
        self.assertNoViolation()

    def test_outros_signs_as_the_standard_webhooks_specification_shows(self):
        self.assertEqual("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", outros.signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}'))

    def test_outros_refuses_what_is_signed_otherwise_late_or_not_at_all(self):
        self.assertEqual(401, self.notify(secret="whsec_b3V0cm8=").status)
        self.assertNoViolation()
        self.assertViolates(self.notify(at=time.time() - 400), 400)
        self.assertViolates(self.ask("POST", "/webhook", NOTICE), 400)
        self.assertEqual([], self.done())

    def test_outros_goes_by_a_clock_that_is_handed_in(self):
        with tempfile.NamedTemporaryFile("w", suffix=".clock") as clock:
            clock.write("2026-03-02 12:00:00\n")
            clock.flush()
            self.double.clock = clock.name
            noon = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.timezone.utc).timestamp()
            self.assertEqual(200, self.notify(at=noon - 299).status)
            self.assertNoViolation()
            self.assertViolates(self.notify(at=noon + 301), 400)

    def test_outros_refuses_what_its_contract_does_not_allow(self):
        service = NOTICE["cliente_servico"]
        customer = service["cliente"]
        wrong = [without(NOTICE, field) for field in NOTICE if field != "parametros"]
        wrong += [{**NOTICE, "parametros": []}, {**NOTICE, "parametros": {"a": ""}}, {**NOTICE, "parametros": None}, {**NOTICE, "outro": 1},
                  {**NOTICE, "status": "aguardando_exclusao"}, {**NOTICE, "id_cliente_servico_pacote": "123"},
                  {**NOTICE, "id_cliente_servico_pacote": 124}, {**NOTICE, "pacote": {**NOTICE["pacote"], "produtos": []}}, []]
        wrong += [{**NOTICE, "cliente_servico": {**service, "cliente": {**customer, field: value}}} for field, value in {
            "cpf_cnpj": "123.456.789-00", "email_principal": "", "codigo_cliente": "2023", "telefone": "34"}.items()]
        for number, notice in enumerate(wrong, 1):
            with self.subTest(notice=notice):
                self.assertViolates(self.notify(notice, number=number), 422)
        self.assertEqual([], self.done())

    def test_outros_says_no_within_a_200(self):
        said = self.notify(tipo="suspensao", status="aguardando_suspensao")
        self.assertEqual((200, False), (said.status, said.json["success"]))
        self.fault("rejected", times=1, message="Sem saldo")
        self.assertEqual("Sem saldo", self.notify(number=2).json["message"])
        self.assertEqual([], self.done())
        self.assertEqual([True, True], [self.notify(number=2).json["success"], self.notify(number=3).json["success"]])
        self.assertNoViolation()

    def test_outros_is_set_up_with_the_names_of_the_integrations_parameters(self):
        self.assertEqual({"url", "segredo", "api_key"}, set(self.where["parametros"]))

    def test_outros_takes_its_key_in_the_path_or_the_query(self):
        for number, path in enumerate(("/webhook/chave-do-duplo", "/webhook?api_key=chave-do-duplo"), 1):
            self.assertEqual(200, self.notify(number=number, path=path).status)
        self.assertEqual(401, self.notify(number=3, path="/webhook/outra").status)
        self.assertNoViolation()


# --- Click Sistemas -------------------------------------------------------------------------------------------------

RAUL = {"referencia": "b" * 32 + "-1", "nome": "Raul Lima", "email": "raul@example.com", "documento": "12345678900", "senha": "12345678900",
        "produto_id": 7}


class ClickSistemasTest(DoubleTest):
    KIND = click_sistemas.ClickSistemas

    def test_click_takes_a_subscription_through_its_whole_life(self):
        self.assertIn({"id": 7, "nome": "Saber Mais", "ativo": True}, self.ask("GET", "/produtos").json["produtos"])
        said = self.ask("POST", "/assinantes", RAUL)
        self.assertEqual((201, {"id": 991}), (said.status, said.json))
        said = self.ask("POST", "/assinantes", RAUL)
        self.assertEqual((409, {"erro": "ja_existe", "id": 991}), (said.status, said.json))
        found = self.ask("GET", "/assinantes?referencia=" + RAUL["referencia"]).json
        self.assertEqual([{"id": 991, "referencia": RAUL["referencia"], "documento": "12345678900", "produto_id": 7, "situacao": "ativo"}],
                         found["assinantes"])
        self.assertEqual([], self.ask("GET", "/assinantes?referencia=outra").json["assinantes"])
        for change in ({"situacao": "bloqueado"}, {"situacao": "bloqueado"}, {"situacao": "ativo"}, {"situacao": "ativo", "produto_id": 8}):
            self.assertEqual(200, self.ask("PATCH", "/assinantes/991", change).status)
        self.assertEqual([204, 404], [self.ask("DELETE", "/assinantes/991").status for _ in range(2)])
        self.assertEqual(["created", "suspended", "enabled", "changed", "removed"], [kind for kind, _ in self.done()])
        self.assertNoViolation()

    def test_click_sees_a_second_subscription_of_a_person_under_another_reference(self):
        self.seed(assinantes=[{**RAUL, "referencia": "de-outro"}])
        said = self.ask("POST", "/assinantes", RAUL)
        self.assertEqual((409, 991), (said.status, said.json["id"]))
        self.assertEqual([], self.done())

    def test_click_refuses_what_its_contract_does_not_allow(self):
        wrong = [without(RAUL, field) for field in RAUL]
        wrong += [{**RAUL, field: value} for field, value in {"produto_id": "7", "documento": "123.456.789-00", "email": "", "nome": None,
                                                              "situacao": "ativo"}.items()]
        for body in [*wrong, []]:
            with self.subTest(body=body):
                self.assertViolates(self.ask("POST", "/assinantes", body), 422)
        self.ask("POST", "/assinantes", RAUL)
        for body in ({}, {"situacao": "suspenso"}, {"senha": "1"}, {"situacao": "ativo", "documento": "1"}, {"situacao": "ativo", "produto_id": 7.0}):
            with self.subTest(body=body):
                self.assertViolates(self.ask("PATCH", "/assinantes/991", body), 422)
        self.assertViolates(self.ask("GET", "/assinantes"), 422)
        self.assertEqual(1, len(self.done()))

    def test_click_refuses_an_unknown_or_inactive_product_without_calling_that_a_violation(self):
        for number in (5, 9):
            self.assertEqual(422, self.ask("POST", "/assinantes", {**RAUL, "produto_id": number}).status)
        self.assertEqual(401, self.ask("GET", "/produtos", Authorization="Bearer outro").status)
        self.assertNoViolation()


# --- those who sign in ----------------------------------------------------------------------------------------------

class SignedInTest(DoubleTest):
    """A token is asked for first; `SIGN_IN` is (path, body, name of the token in the answer)."""
    SIGN_IN = None

    def setUp(self):
        super().setUp()
        self.sign_in()

    def headers(self):
        return {}

    def sign_in(self):
        path, body, member = self.SIGN_IN
        said = self.ask("POST", path, body)
        self.assertEqual(200, said.status, said.raw)
        self.ask.headers["Authorization"] = "Bearer " + said.json[member]
        return said

    def assertNeedsANewToken(self, path):
        """A token that was told to be over stays so until somebody signs in again, whatever the fault's end."""
        self.fault("token_expired", times=1)
        self.assertEqual([401, 401], [self.ask("GET", path).status for _ in range(2)])
        self.sign_in()
        self.assertNotEqual(401, self.ask("GET", path).status)
        self.double.sessions.seconds = -1
        self.sign_in()
        self.assertEqual(401, self.ask("GET", path).status)
        self.assertEqual(401, self.ask("POST", self.SIGN_IN[0], dict.fromkeys(self.SIGN_IN[1], "errado")).status)
        self.assertNoViolation()


# --- Campsoft -------------------------------------------------------------------------------------------------------

PERSON, FIRM = "52998224725", "12ABC34501DE35"
READER = {"name": "Bia Reis", "email": "bia@example.com", "phone": {"ddi": "55", "ddd": "34", "number": "991234567"},
          "login": "bia@example.com", "password": PERSON}
CONTRACT = {"label": "CLUBE-1", "product": "CLUBE", "status": "active"}


class CampsoftTest(SignedInTest):
    KIND = campsoft.Campsoft
    SIGN_IN = ("/authentication", {"ApiKey": "chave-campsoft", "ApiSecret": "segredo-campsoft"}, "AccessToken")

    def test_campsoft_takes_a_customer_and_a_contract_through_their_whole_life(self):
        self.assertIn({"code": "CLUBE", "name": "Clube do Livro", "status": "active"}, self.ask("GET", "/products").json["data"])
        customer, contract = f"/customers/{PERSON}", f"/customers/{PERSON}/contracts/17711"
        self.assertEqual(404, self.ask("PUT", contract, CONTRACT).status)
        self.assertEqual([201, 200], [self.ask("PUT", customer, READER).status for _ in range(2)])
        self.assertEqual(200, self.ask("PUT", customer, {**without(READER, "password"), "name": "Bia Lima"}).status)
        said = self.ask("PUT", contract, CONTRACT)
        self.assertEqual((201, {"contract_identifier": "17711", "label": "CLUBE-1", "status": "active"}), (said.status, said.json))
        for change in ({"status": "suspended"}, {"status": "suspended"}, {}, {"product": "AUDIO"}):
            self.assertEqual(200, self.ask("PUT", contract, {**CONTRACT, **change}).status)
        listed = self.ask("GET", "/contracts").json
        self.assertEqual(([{"document": PERSON, "contract_identifier": "17711", **CONTRACT, "product": "AUDIO"}], None),
                         (listed["data"], listed["next"]))
        self.assertEqual([204, 404], [self.ask("DELETE", contract).status for _ in range(2)])
        key = f"{PERSON}/17711"
        self.assertEqual([("created", PERSON), ("changed", PERSON), ("created", key), ("suspended", key), ("enabled", key), ("changed", key),
                          ("removed", key)], self.done())
        self.assertNoViolation()

    def test_campsoft_needs_a_new_token_once_the_old_one_is_over(self):
        self.assertGreater(self.sign_in().json["ExpiresIn"], time.time() + 3000)
        self.assertNeedsANewToken("/products")

    def test_campsoft_says_whose_e_mail_and_label_are_taken(self):
        self.seed(customers=[{"document": FIRM, **READER, "userkey": "uk-1"}])
        self.assertEqual(409, self.ask("PUT", f"/customers/{PERSON}", READER).status)
        other = {**READER, "email": "b@example.com", "login": "b@example.com"}
        self.assertEqual(201, self.ask("PUT", f"/customers/{PERSON}", other).status)
        for identifier, changes, status in (("1", {}, 201), ("2", {}, 422), ("2", {"label": "outro", "product": "VELHO"}, 422)):
            self.assertEqual(status, self.ask("PUT", f"/customers/{PERSON}/contracts/{identifier}", {**CONTRACT, **changes}).status)
        self.assertNoViolation()

    def test_campsoft_takes_a_firm_whose_number_holds_letters(self):
        self.assertEqual(201, self.ask("PUT", f"/customers/{FIRM}", READER).status)
        self.assertNoViolation()

    def test_campsoft_pages_its_contracts(self):
        self.seed(contracts=[{"document": PERSON, "contract_identifier": str(each), **CONTRACT} for each in range(150)])
        pages = [self.ask("GET", f"/contracts?page={each}").json for each in (1, 2)]
        self.assertEqual([(100, 2), (50, None)], [(len(each["data"]), each["next"]) for each in pages])

    def test_campsoft_refuses_what_its_contract_does_not_allow(self):
        wrong = [without(READER, field) for field in READER]
        wrong += [{**READER, field: value} for field, value in {
            "phone": {"ddi": 55, "ddd": "34", "number": "991234567"}, "login": "outro@example.com", "email": None, "name": "",
            "document": PERSON}.items()]
        wrong += [{**READER, "phone": []}, {**READER, "phone": {"ddi": "55", "ddd": "34", "number": "99123-4567"}}]
        for body in wrong:
            with self.subTest(body=body):
                self.assertViolates(self.ask("PUT", f"/customers/{PERSON}", body), 422)
        for document in ("529.982.247-25", "52998224724", "12abc34501de35"):
            self.assertViolates(self.ask("PUT", f"/customers/{document}", READER), 422)
        self.ask("PUT", f"/customers/{PERSON}", READER)
        for body in (without(CONTRACT, "label"), {**CONTRACT, "status": "ativo"}, {**CONTRACT, "label": ""}, {**CONTRACT, "product": 7}):
            self.assertViolates(self.ask("PUT", f"/customers/{PERSON}/contracts/1", body), 422)
        self.assertEqual([("created", PERSON)], self.done())


# --- Watch Brasil ---------------------------------------------------------------------------------------------------

class Callback(http.server.BaseHTTPRequestHandler):
    """Where the platform brings its code: our own side of D59."""
    def do_GET(self):
        self.server.codes.append(urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)["code"][0])
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


CAIO = {"pPacote": "3001", "pEmail": "caio@example.com", "pPhone": "34991234567", "pName": "Caio Dias", "pAssinanteIDIntegracao": "c" * 32}


class WatchBrasilTest(SignedInTest):
    KIND = watch_brasil.WatchBrasil

    def setUp(self):
        self.callback = http.server.HTTPServer(("127.0.0.1", 0), Callback)
        self.callback.codes = []
        threading.Thread(target=self.callback.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        super().setUp()

    def tearDown(self):
        super().tearDown()
        self.callback.shutdown()
        self.callback.server_close()

    def sign_in(self):
        url = f"http://demo.localhost:{self.callback.server_address[1]}/callback/abc"
        known = {"client_id": "cliente-watch", "redirect_url": url}
        began = len(self.callback.codes)
        said = self.ask("POST", "/watch/v1/oauth/authenticate", form={**known, "approval_prompt": "false", "uid": "77"})
        self.assertEqual((200, False), (said.status, said.json["HasError"]))
        for _ in range(200):
            if len(self.callback.codes) > began:
                break
            time.sleep(0.01)
        self.exchange = {**known, "client_secret": "segredo-watch", "code": self.callback.codes[-1], "grant_type": "authorization_code"}
        said = self.ask("POST", "/oauth/token", form=self.exchange)
        self.assertEqual(200, said.status, said.raw)
        token = said.json.get("access_token") or said.json["Result"][0]["access_token"]
        self.ask.headers["Authorization"] = "Bearer " + token
        return said

    def insert(self, **changes):
        return self.ask("POST", "/watch/v2/assinantes/insert", form={**CAIO, **changes})

    def tickets(self, **asked):
        return self.ask("GET", "/watch/v2/tickets/get?" + urllib.parse.urlencode(asked)).json["Result"]["list"]

    def test_watch_takes_a_ticket_through_its_whole_life(self):
        self.assertIn("3001", [each["Pacote"] for each in self.ask("GET", "/watch/v1/pacotes/get").json["Result"]["list"]])
        ticket = self.insert().json["Result"]["ticket"]
        self.assertEqual([ticket], [each["Ticket"] for each in self.tickets(pPacote="3001", pAssinanteIDIntegracao=CAIO["pAssinanteIDIntegracao"])])
        for status in ("false", "false", "true"):
            self.assertEqual(200, self.ask("POST", "/watch/v1/tickets/updatestatus", form={"pTicket": ticket, "pStatus": status}).status)
        change = {"pPacote": "3001", "pEmail": "caio@example.com"}
        self.assertEqual(200, self.ask("POST", "/watch/v2/assinantes/editEmail", form={**change, "pNewEmail": "c@example.com"}).status)
        change.update(pEmail="c@example.com", pPhone="3433334444")
        self.assertEqual(200, self.ask("POST", "/watch/v2/assinantes/editPhone", form=change).status)
        self.assertEqual(200, self.ask("POST", "/watch/v1/assinante/sendemailactivation", form={"pTicket": ticket}).status)
        gone = [self.ask("POST", "/watch/v1/tickets/delete", form={"pTicket": ticket}) for _ in range(2)]
        self.assertEqual([200, 400], [each.status for each in gone])
        self.assertEqual("Ticket nao encontrado", gone[1].json["ErrorMessage"])
        self.assertEqual(["created", "suspended", "enabled", "changed", "changed", "removed"], [kind for kind, _ in self.done()])
        self.assertNoViolation()

    def test_watch_gives_a_code_that_counts_once_and_a_token_in_two_places_by_turns(self):
        self.assertEqual(400, self.ask("POST", "/oauth/token", form=self.exchange).status)
        first, second = self.sign_in().json, self.sign_in().json
        self.assertEqual({True, False}, {"access_token" in first, "access_token" in second})
        self.assertEqual([200] * 3, [each["status"] for each in self.control("GET", "/log?effect=callback").json["entries"]])
        self.fault("token_expired", times=1)
        self.assertEqual([401, 401], [self.ask("GET", "/watch/v1/pacotes/get").status for _ in range(2)])
        self.sign_in()
        self.assertEqual([], self.tickets())
        self.assertNoViolation()

    def test_watch_bills_one_ticket_a_package_and_subscriber(self):
        self.assertEqual([200, 400, 400, 200, 400], [self.insert(**changes).status for changes in (
            {}, {"pEmail": "x@example.com"}, {"pAssinanteIDIntegracao": "d"}, {"pPacote": "3002"}, {"pPacote": "3003"})])
        self.assertEqual(2, len(self.done()))
        self.assertNoViolation()

    def test_watch_refuses_what_its_contract_does_not_allow(self):
        for field in CAIO:
            self.assertViolates(self.ask("POST", "/watch/v2/assinantes/insert", form=without(CAIO, field)), 422)
        for changes in ({"pPhone": "+5534991234567"}, {"pEmail": ""}, {"pName": " Caio"}, {"pStatus": "true"}, {"pEmail": "caio"}):
            said = self.insert(**changes)
            self.assertViolates(said, 422)
            self.assertEqual((True, True), (said.json["HasError"], said.json["IsValidationError"]))
        self.assertViolates(self.ask("POST", "/watch/v2/assinantes/insert", CAIO), 400)
        self.assertViolates(self.ask("GET", "/watch/v1/pacotes/get?pPacote="), 422)
        self.assertViolates(self.ask("POST", "/watch/v1/tickets/updatestatus", form={"pTicket": "T1", "pStatus": "1"}), 422)
        self.assertEqual([], self.done())


# --- PlayHub --------------------------------------------------------------------------------------------------------

DORA = {"Username": "dora@example.com", "Document": PERSON, "Password": PERSON, "Name": "Dora Melo", "Email": "dora@example.com",
        "Mobile": "34991234567"}


class PlayHubTest(SignedInTest):
    KIND = playhub.PlayHub
    SIGN_IN = ("/authentication/tokens", {"ApiKey": "chave-playhub", "ApiSecret": "segredo-playhub"}, "AccessToken")

    def code(self, method, path, body=None):
        said = self.ask(method, path, body)
        return said.status, said.json["Code"]

    def test_playhub_takes_a_customer_and_a_subscription_through_their_whole_life(self):
        customer, subscriptions = "/customers/dora%40example.com", "/customers/dora%40example.com/subscriptions"
        self.assertEqual([404, 404], [self.ask("GET", each).status for each in (customer, subscriptions)])
        self.assertEqual(201, self.ask("POST", "/customers", DORA).status)
        self.assertEqual(without(DORA, "Password"), self.ask("GET", customer).json)
        self.assertEqual([200, 200], [self.ask("PUT", customer, {"Name": "Dora M.", "Email": "d@example.com", "Mobile": "3433334444"}).status
                                      for _ in range(2)])
        voucher = self.ask("POST", subscriptions, {"ProductId": "HBO"}).json["Voucher"]
        self.assertEqual([{"ProductId": "HBO", "Voucher": voucher}], self.ask("GET", subscriptions).json)
        self.assertEqual(204, self.ask("DELETE", subscriptions + "/HBO").status)
        self.assertEqual((400, 4), self.code("DELETE", subscriptions + "/HBO"))
        self.assertEqual([("created", "dora@example.com"), ("changed", "dora@example.com"), ("created", "dora@example.com/HBO"),
                          ("removed", "dora@example.com/HBO")], self.done())
        self.assertNoViolation()

    def test_playhub_says_no_by_its_codes(self):
        subscriptions = "/customers/dora@example.com/subscriptions"
        self.assertEqual((400, 3), self.code("POST", "/customers", {**DORA, "Document": "12345678900"}))
        self.ask("POST", "/customers", DORA)
        self.assertEqual((400, 2), self.code("POST", "/customers", DORA))
        self.assertEqual((400, 2), self.code("POST", "/customers", {**DORA, "Username": "outra"}))
        self.assertEqual([(400, 5), (400, 6), (400, 8)], [self.code("POST", subscriptions, {"ProductId": each}) for each in ("NADA", "ESPN", "RARO")])
        self.ask("POST", subscriptions, {"ProductId": "HBO"})
        self.assertEqual((400, 7), self.code("POST", subscriptions, {"ProductId": "HBO"}))
        self.seed(products=[{"ProductId": "RARO", "Name": "Filmes raros", "Authorized": True, "Vouchers": 1}])
        self.assertEqual(201, self.ask("POST", subscriptions, {"ProductId": "RARO"}).status)
        self.ask("DELETE", subscriptions + "/RARO")
        self.assertEqual((400, 8), self.code("POST", subscriptions, {"ProductId": "RARO"}))
        self.assertNoViolation()

    def test_playhub_needs_a_new_token_once_the_old_one_is_over(self):
        self.assertNeedsANewToken("/customers/dora")

    def test_playhub_refuses_what_its_contract_does_not_allow(self):
        wrong = [without(DORA, field) for field in DORA]
        wrong += [{**DORA, field: value} for field, value in {"Document": "529.982.247-25", "Mobile": "5534991234567", "Email": "", "name": "Dora",
                                                              "Name": None}.items()]
        for body in [*wrong, []]:
            with self.subTest(body=body):
                self.assertViolates(self.ask("POST", "/customers", body), 422)
        self.ask("POST", "/customers", DORA)
        self.assertViolates(self.ask("PUT", "/customers/dora@example.com", DORA), 422)
        self.assertViolates(self.ask("POST", "/customers/dora@example.com/subscriptions", {"ProductId": 7}), 422)
        self.assertViolates(self.ask("DELETE", "/customers/dora@example.com"), 405)
        self.assertEqual(1, len(self.done()))


# --- CeletiHub ------------------------------------------------------------------------------------------------------

ENZO = {"name": "Enzo Sá", "email": "enzo@example.com", "phone": "34991234567"}


class CeletiHubTest(SignedInTest):
    KIND = celetihub.CeletiHub
    SIGN_IN = ("/authenticate", {"access_token": "acesso-celetihub"}, "access_token")

    def provision(self, act, document=PERSON, product=25):
        said = self.ask("POST", f"/provision/{act}", {"contentSupplierProduct": product, "documents": [document]})
        return said.json["documents"][0]["status"] if said.status == 200 else said.status

    def status(self, document=PERSON):
        return {each["contentSupplierProduct"]: each["status"] for each in self.ask("GET", f"/subscribers/{document}").json["products"]}

    def test_celetihub_takes_a_subscriber_and_a_product_through_their_whole_life(self):
        self.assertIn({"id": 25, "name": "Paramount+", "code": "paramount"}, self.ask("GET", "/products").json["content_supplier_products"])
        self.assertEqual(8, len(self.ask("GET", "/products/status").json["content_supplier_products_status"]))
        self.assertEqual([404, 404], [self.ask("GET", f"/subscribers/{PERSON}").status, self.provision("activate")])
        self.assertEqual([201, 200], [self.ask("PUT", f"/subscribers/{PERSON}", ENZO).status for _ in range(2)])
        self.assertEqual([404, 5, 5], [self.provision(each) for each in ("suspend", "activate", "activate")])
        self.assertEqual(200, self.ask("POST", "/subscribers/resend_activation_email", {"document": PERSON, "product_id": 25}).status)
        self.seed(concluir=[{"document": PERSON, "contentSupplierProduct": 25}])
        self.assertEqual({"document": PERSON, **ENZO, "products": [{"contentSupplierProduct": 25, "status": 1}]},
                         self.ask("GET", f"/subscribers/{PERSON}").json)
        self.assertEqual([4, 4, 409, 1, 3, 3, 409, 5], [self.provision(each) for each in (
            "suspend", "suspend", "activate", "reactivate", "cancel", "cancel", "suspend", "activate")])
        key = f"{PERSON}/25"
        self.assertEqual([("created", PERSON), ("created", key), ("suspended", key), ("enabled", key), ("removed", key), ("created", key)],
                         self.done())
        self.assertNoViolation()

    def test_celetihub_lets_wait_above_the_cap_and_calls_who_waits_longest(self):
        self.seed(products=[{"id": 25, "name": "Paramount+", "code": "paramount", "cap": 1}])
        others = ["39053344705", FIRM]
        for each in (PERSON, *others):
            self.ask("PUT", f"/subscribers/{each}", ENZO)
        self.assertEqual([5, 6, 6], [self.provision("activate", each) for each in (PERSON, *others)])
        self.assertEqual(3, self.provision("cancel"))
        self.assertEqual([{25: 5}, {25: 6}], [self.status(each) for each in others])
        self.assertEqual(6, self.provision("activate", FIRM))
        self.seed(products=[{"id": 25, "name": "Paramount+", "code": "paramount", "cap": 2}])
        self.assertEqual(5, self.provision("activate", FIRM))
        self.assertEqual([("created", f"{FIRM}/25"), ("enabled", f"{FIRM}/25")], [each for each in self.done() if each[1] == f"{FIRM}/25"])
        self.assertNoViolation()

    def test_celetihub_may_schedule_what_it_ends(self):
        self.seed(products=[{"id": 25, "name": "Paramount+", "code": "paramount", "agenda": True}])
        self.ask("PUT", f"/subscribers/{PERSON}", ENZO)
        self.assertEqual([5, 8], [self.provision(each) for each in ("activate", "suspend")])
        self.seed(concluir=[{"document": PERSON, "contentSupplierProduct": 25}])
        self.assertEqual({25: 4}, self.status())
        self.assertEqual([1, 2, 2], [self.provision(each) for each in ("reactivate", "cancel", "cancel")])
        self.seed(concluir=[{"document": PERSON, "contentSupplierProduct": 25}])
        self.assertEqual({25: 3}, self.status())

    def test_celetihub_needs_a_new_token_once_the_old_one_is_over(self):
        self.assertNeedsANewToken("/products")

    def test_celetihub_refuses_what_its_contract_does_not_allow(self):
        for body in (*(without(ENZO, field) for field in ENZO), {**ENZO, "phone": "+5534991234567"}, {**ENZO, "document": PERSON},
                     {**ENZO, "email": ""}):
            self.assertViolates(self.ask("PUT", f"/subscribers/{PERSON}", body), 422)
        self.assertViolates(self.ask("PUT", "/subscribers/12345678900", ENZO), 422)
        self.ask("PUT", f"/subscribers/{PERSON}", ENZO)
        for body in ({"contentSupplierProduct": "25", "documents": [PERSON]}, {"contentSupplierProduct": 25, "documents": PERSON},
                     {"contentSupplierProduct": 25, "documents": []}, {"contentSupplierProduct": 25, "documents": ["529.982.247-25"]},
                     {"contentSupplierProduct": 25, "documents": [PERSON, FIRM]}):
            self.assertViolates(self.ask("POST", "/provision/activate", body), 422)
        self.assertEqual(422, self.provision("activate", product=99))
        self.assertEqual([("created", PERSON)], self.done())


# --- every fault, every contract ------------------------------------------------------------------------------------

def under_every_fault(self):
    """`act` is a call that changes something; `WORDS` the members of an error's body."""
    for name, status in (("rate_limited", 429), ("error_500", 500), ("error_503", 503), ("token_expired", 401), ("forbidden", 403)):
        with self.subTest(fault=name):
            self.fault(name, times=1)
            said = self.act()
            self.assertEqual((status, True), (said.status, self.WORDS <= set(said.json)))
            if name == "token_expired" and isinstance(self, SignedInTest):
                self.sign_in()
    for name in ("refused", "reset_before"):
        self.fault(name, times=1)
        self.assertRaises((ConnectionError, http.client.HTTPException), self.act)
    self.assertEqual([], self.done())
    self.fault("reset_after", times=1)
    self.assertRaises((ConnectionError, http.client.HTTPException), self.act)
    self.assertEqual(1, len(self.done()))
    self.fault("bad_json", times=1)
    self.assertRaises(ValueError, lambda: self.act().json)
    self.fault("bom", times=1)
    self.assertTrue(self.act().raw.startswith(b"\xef\xbb\xbf{"))
    self.assertEqual(1, len(self.done()))
    self.assertViolates(self.ask("POST", "/nada/disso", {}))
    self.assertEqual(1, len(self.effects("violation")))


ACTS = {  # by class: a call that changes something once, and the words of an error
    NxPlayTest: (lambda self: self.create(), {"erro"}),
    OutrosTest: (lambda self: self.notify(), {"success", "message"}),
    ClickSistemasTest: (lambda self: self.ask("POST", "/assinantes", RAUL), {"erro"}),
    CampsoftTest: (lambda self: self.ask("PUT", f"/customers/{PERSON}", READER), {"message"}),
    WatchBrasilTest: (lambda self: self.insert(), {"HasError", "IsValidationError", "ErrorMessage", "Result"}),
    PlayHubTest: (lambda self: self.ask("POST", "/customers", DORA), {"Code", "Message"}),
    CeletiHubTest: (lambda self: self.ask("PUT", f"/subscribers/{PERSON}", ENZO), {"message"}),
}
for each_, (act_, words_) in ACTS.items():
    each_.act, each_.WORDS = act_, words_
    setattr(each_, f"test_{each_.KIND.NAME}_speaks_its_own_words_under_every_fault", under_every_fault)
del each_


# --- the frame ------------------------------------------------------------------------------------------------------

class FrameTest(DoubleTest):
    """What all doubles share, tried on NX Play's."""
    KIND = nxplay.NxPlay
    create = NxPlayTest.create

    def test_every_byte_that_is_not_the_contract_s_is_a_violation(self):
        sent = {"Authorization": "Bearer token-nxplay", "Idempotency-Key": "k"}
        whole = json.dumps(ANA).encode()
        for raw, kind in ((whole, "text/plain"), (whole, None), (b"\xef\xbb\xbf" + whole, "application/json"), (whole[:-1], "application/json"),
                          (b'{"nome":"a","nome":"b"}', "application/json"), (whole.replace(b"true", b"NaN"), "application/json"),
                          (b"", "application/json"), (whole, "application/json; charset=latin-1"), (b"\xff", "application/json")):
            with self.subTest(raw=raw, kind=kind):
                self.assertViolates(self.ask("POST", "/assinantes", raw=raw, Content_Type=kind, **sent), 400)
        for method, path, status in (("GET", "/assinantes/", 404), ("GET", "//planos", 404), ("GET", "/nada", 404), ("POST", "/planos", 405),
                                     ("GET", "/assinantes?status=ativo&status=ativo", 400), ("GET", "/assinantes?status=", 422)):
            with self.subTest(path=path):
                self.assertViolates(self.ask(method, path, **sent), status)
        self.assertViolates(self.ask("GET", "/planos", {"a": 1}), 400)

    def test_a_fault_before_the_effect_leaves_nothing_done(self):
        for name, status in (("rate_limited", 429), ("error_500", 500), ("error_503", 503), ("redirect", 302), ("token_expired", 401),
                             ("forbidden", 403)):
            with self.subTest(fault=name):
                self.fault(name, times=1)
                self.assertEqual(status, self.create().status)
        for name in ("refused", "reset_before"):
            with self.subTest(fault=name):
                self.fault(name, times=1)
                self.assertRaises((ConnectionError, http.client.HTTPException), self.create)
        self.fault("hang", times=1)
        self.ask.connection.close()
        with self.assertRaises(TimeoutError):
            self.client(timeout=0.3)("POST", "/assinantes", ANA, Idempotency_Key="k-1")
        self.assertEqual([], self.done())
        self.assertEqual(201, self.create().status)
        self.assertNoViolation()

    def test_a_fault_after_the_effect_leaves_it_done_once(self):
        self.fault("reset_after", times=1, method="POST")
        self.assertRaises((ConnectionError, http.client.HTTPException), self.create)
        self.assertEqual(1, len(self.done()))
        self.assertEqual(201, self.create().status)
        self.assertEqual([("created", ANA["codigo_externo"])], self.done())
        self.assertEqual(("repeat", ANA["codigo_externo"]), self.effects()[-1])

    def test_an_error_may_come_after_the_effect_too(self):
        self.fault("error_500", times=1, after=True)
        self.assertEqual(500, self.create().status)
        self.assertEqual(1, len(self.done()))

    def test_retry_after_says_how_long_to_wait(self):
        self.fault("rate_limited", times=1, retry_after=7)
        said = self.create()
        self.assertEqual(("7", "muitas_chamadas"), (said.headers["Retry-After"], said.json["erro"]["codigo"]))

    def test_answers_can_be_cut_marked_dripped_and_huge(self):
        self.fault("bad_json", times=1)
        self.assertRaises(ValueError, lambda: self.ask("GET", "/planos").json)
        self.fault("bom", times=1)
        said = self.ask("GET", "/planos")
        self.assertTrue(said.raw.startswith(b"\xef\xbb\xbf{"))
        self.assertIn("planos", json.loads(said.raw.decode("utf-8-sig")))
        self.fault("drip", times=1)
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(b"GET /osm/api/v1/planos HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer token-nxplay\r\n\r\n")
            began = time.monotonic()
            self.assertEqual((b"H", b"T"), (connection.recv(100), connection.recv(100)))
            self.assertGreater(time.monotonic() - began, 0.8)
        for chunked in (False, True):
            self.fault("huge", times=1, chunked=chunked)
            self.assertEqual(200 * 2**20, len(self.ask("GET", "/planos").raw))

    def test_slow_waits_and_then_does_what_was_asked(self):
        self.fault("slow", times=1, ms=300)
        began = time.monotonic()
        self.assertEqual(201, self.create().status)
        self.assertGreater(time.monotonic() - began, 0.3)

    def test_a_redirect_that_is_followed_is_a_violation(self):
        self.fault("redirect", times=1)
        there = urllib.parse.urlsplit(self.ask("GET", "/planos").headers["Location"])
        self.assertNoViolation()
        Asking(self.port)("GET", there.path)
        self.assertEqual(1, len(self.effects("violation")))

    def test_a_fault_fits_its_method_path_times_and_probability(self):
        self.fault("error_503", method="POST", path="/assinantes")
        self.fault("error_500", probability=0)
        self.assertEqual((200, 503, 503), (self.ask("GET", "/assinantes").status, self.create().status, self.create().status))
        self.assertEqual(2, len(self.control("GET", "/faults").json["faults"]))
        self.assertEqual(204, self.control("DELETE", "/faults").status)
        self.assertEqual(201, self.create().status)
        for wrong in ({"fault": "nada"}, {"fault": "hang", "times": 0}, {"fault": "hang", "ms": 1}, {"fault": "hang", "probability": 2}):
            self.assertEqual(422, self.control("POST", "/faults", wrong).status)

    def test_the_log_tells_what_came_after_a_number(self):
        self.create()
        first = self.control("GET", "/log").json
        self.assertEqual(("POST", "k-1", 201), (first["entries"][0]["request"]["method"],
                                                first["entries"][0]["request"]["headers"]["idempotency-key"], first["entries"][0]["status"]))
        self.ask("GET", "/planos")
        self.assertEqual(["read"], [each["effect"] for each in self.control("GET", f"/log?after={first['last']}").json["entries"]])
        self.assertEqual(1, self.control("GET", "/state").json["counts"]["created"])
        self.assertEqual(1, len(self.control("GET", "/log?effect=created&limit=5").json["entries"]))

    def test_a_reset_forgets_everything_but_the_numbers_of_the_log(self):
        self.create()
        self.fault("error_500")
        self.control("POST", "/reset")
        self.assertEqual((0, [("reset", None)]), (self.ask("GET", "/assinantes").json["total"], self.effects()[:1]))

    def test_two_hundred_callers_at_once_each_get_their_own(self):
        def call(number):
            ask = self.client()
            answers.append(ask("POST", "/assinantes", {**without(ANA, "email", "cpf"), "codigo_externo": f"c-{number}"},
                               Idempotency_Key=f"k-{number}").status)
            ask.connection.close()
        answers = []
        threads = [threading.Thread(target=call, args=(number,)) for number in range(200)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        self.assertEqual([201] * 200, answers)
        self.assertEqual(200, len(set(self.done())))

    def test_the_panel_shows_hostile_names_as_text_and_switches_faults(self):
        self.create(nome="<script>alert(1)</script>")
        panel = Asking(self.port)
        page = panel("GET", "/painel").raw.decode()
        self.assertIn("&lt;script&gt;alert(1)", page)
        self.assertNotIn("<script", page)
        self.assertEqual(200, panel("GET", "/painel/estilo.css").status)
        self.assertEqual(303, panel("POST", "/painel/falhas", form={"fault": "error_503", "act": "once"}).status)
        self.assertIn("ligada, mais 1×", panel("GET", "/painel").raw.decode())
        self.assertEqual((503, 200), (self.ask("GET", "/planos").status, self.ask("GET", "/planos").status))
        panel("POST", "/painel/falhas", form={"fault": "error_503", "act": "on"})
        panel("POST", "/painel/falhas", form={"fault": "error_503", "act": "off"})
        self.assertEqual(200, self.ask("GET", "/planos").status)

    def test_a_client_killed_at_any_byte_leaves_nothing_or_the_whole(self):
        body = json.dumps(ANA).encode()
        head = ("POST /osm/api/v1/assinantes HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer token-nxplay\r\nIdempotency-Key: k\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n").encode()
        chunked = head.replace(f"Content-Length: {len(body)}".encode(), b"Transfer-Encoding: chunked") + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        for whole in (head + body, chunked):
            for cut in range(1, len(whole)):
                with socket.create_connection(("127.0.0.1", self.port)) as connection:
                    connection.sendall(whole[:cut])
        time.sleep(0.3)
        self.assertEqual([], self.effects())
        for whole in (head + body, chunked):
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
                connection.sendall(whole)
                self.assertTrue(connection.recv(1000).startswith(b"HTTP/1.1 201"))
        self.assertEqual([("created", ANA["codigo_externo"]), ("repeat", ANA["codigo_externo"])], self.effects())


class ProgramTest(unittest.TestCase):
    """A double as its own process."""

    def run_it(self, folder, *arguments):
        program = subprocess.Popen([sys.executable, HERE / "nxplay.py", "--log", f"{folder}/log", "--state", f"{folder}/state", *arguments],
                                   stdout=subprocess.PIPE)
        where = json.loads(program.stdout.readline())
        self.addCleanup(program.stdout.close)
        self.addCleanup(program.wait)
        self.addCleanup(program.kill)
        return program, where, urllib.parse.urlsplit(where["url"])

    def test_a_double_that_is_killed_comes_back_with_its_records_and_its_log(self):
        with tempfile.TemporaryDirectory() as folder:
            program, where, url = self.run_it(folder, "--token", "meu")
            self.assertTrue(where["painel"].endswith("/painel"))
            self.assertEqual({"api_url": where["url"], "token": "meu"}, where["parametros"])
            ask = Asking(url.port, url.path, {"Authorization": "Bearer meu"})
            said = ask("POST", "/assinantes", ANA, Idempotency_Key="k-1")
            program.send_signal(signal.SIGKILL)
            program.wait()
            _, _, url = self.run_it(folder, "--token", "meu", "--port", str(url.port))
            again = Asking(url.port, url.path, {"Authorization": "Bearer meu"})("POST", "/assinantes", ANA, Idempotency_Key="k-1")
            self.assertEqual((201, said.raw), (again.status, again.raw))
            entries = [json.loads(line) for line in open(f"{folder}/log", encoding="utf-8")]
            self.assertEqual([(1, "created"), (2, "repeat")], [(each["n"], each["effect"]) for each in entries])

    def test_a_double_ends_at_once_when_told_to(self):
        with tempfile.TemporaryDirectory() as folder:
            program, _, _ = self.run_it(folder)
            program.send_signal(signal.SIGTERM)
            self.assertEqual(0, program.wait(2))


class AllTest(unittest.TestCase):
    """The doubles together, as a demonstration starts them."""

    def test_all_doubles_start_together_say_where_and_end_together(self):
        with tempfile.TemporaryDirectory() as folder:
            program = subprocess.Popen([sys.executable, HERE / "all.py", "--dir", folder], stdout=subprocess.PIPE)
            self.addCleanup(program.stdout.close)
            self.addCleanup(program.wait)
            self.addCleanup(program.kill)
            found = json.loads(program.stdout.readline())
            self.assertEqual(["nxplay", "outros", "campsoft", "click_sistemas", "watch_brasil", "playhub", "celetihub"], list(found))
            self.assertEqual(found, json.loads((pathlib.Path(folder) / "platforms.json").read_text(encoding="utf-8")))
            ports = [urllib.parse.urlsplit(each["painel"]).port for each in found.values()]
            pages = [Asking(each)("GET", "/painel").raw.decode() for each in ports]
            for each, page in zip(found.values(), pages):
                self.assertIn(f"<h1>{each['titulo']}</h1>", page)
            program.send_signal(signal.SIGTERM)
            self.assertEqual(0, program.wait(10))
            self.assertEqual([], [each for each in ports if listens(each)])

    def test_doubles_started_together_do_not_outlive_who_started_them(self):
        with tempfile.TemporaryDirectory() as folder:
            program = subprocess.Popen([sys.executable, HERE / "all.py", "--dir", folder, "--only", "nxplay,outros"], stdout=subprocess.PIPE)
            self.addCleanup(program.stdout.close)
            ports = [urllib.parse.urlsplit(each["painel"]).port for each in json.loads(program.stdout.readline()).values()]
            program.kill()
            program.wait()
            end = time.monotonic() + 5
            while any(listens(each) for each in ports) and time.monotonic() < end:
                time.sleep(0.02)
            self.assertEqual([], [each for each in ports if listens(each)])


def listens(port):
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


# --- running --------------------------------------------------------------------------------------------------------

class Sentences(unittest.TextTestResult):
    """`ok - …` and `not ok - …` lines, as tests/run counts them; a test with several wrong parts is one line."""

    def stopTest(self, test):
        super().stopTest(test)
        sentence = test._testMethodName.removeprefix("test_").replace("_", " ")
        wrong = [text for each, text in self.failures + self.errors if getattr(each, "test_case", each) is test]
        print("not ok -" if wrong else "ok -", sentence, flush=True)
        print("\n".join(wrong), end="", flush=True)

    def printErrors(self):
        pass


if __name__ == "__main__":
    unittest.main(testRunner=unittest.TextTestRunner(stream=open(os.devnull, "w"), resultclass=Sentences))
