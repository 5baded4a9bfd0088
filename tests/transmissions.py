#!/usr/bin/env python3
"""Platforms told through faults: the whole product against the doubles of tests/platforms/doubles, the clock handed in.

tests/transmissions.py PROGRAM DIR [--kills N] [--pending N] [SENTENCE…]
    with a private MariaDB (tests/mariadb) in DIR/db; prints `ok - …` and `not ok - …` lines
"""
import argparse
import datetime
import os
import random
import signal
import sys
import time

from peer import Peer
from product import Product, wait_until
from sentences import Sentences

step = Sentences()


# --- asking ---------------------------------------------------------------------------------------------------------

class House:
    """The provider and its clock."""

    def __init__(self, product):
        self.product, self.now = product, datetime.datetime(2026, 3, 2, 12, 0, 0)
        self.set_clock()

    def set_clock(self):
        clock = self.product.room / "clock"
        clock.with_suffix(".new").write_text(f"{self.now:%Y-%m-%d %H:%M:%S}\n")
        os.replace(clock.with_suffix(".new"), clock)

    def pass_time(self, **how):
        self.now += datetime.timedelta(**how)
        self.set_clock()

    def erp(self, method, path, body=None, status=None):
        answer = self.product.erp(method, path, body, token=TOKEN)
        assert status is None or answer.status == status, f"{method} {path}: {answer.status} {answer.text}"
        assert answer.status < 400 or status, f"{method} {path}: {answer.status} {answer.text}"
        return answer.json

    def sql(self, statement):
        return self.product.rows(statement)

    def pending(self):
        return int(self.sql("SELECT COUNT(*) FROM account WHERE told = 1 AND (due_at <= "
                            f"'{self.now:%Y-%m-%d %H:%M:%S}' OR lease IS NOT NULL)")[0][0])

    def settled(self, seconds=20):
        assert wait_until(lambda: self.pending() == 0, seconds), self.sql("SELECT * FROM attempt") + self.sql("SELECT id, due_at, hex(lease), lease_until, dirty_seq, failures, message FROM account WHERE told = 1")


def customer(code, **more):
    HOUSE.erp("PUT", f"cliente/{code}", {"nome_razaosocial": f"Cliente {code}", "email_principal": f"c{code}@exemplo.com.br",
                                         "cpf_cnpj": "52998224725", "telefone_primario": "34991234567", **more})


def service(number, code, plan="fibra", **more):
    HOUSE.erp("PUT", f"cliente_servico/{number}", {"codigo_cliente": code, "plano": plan, "status_prefixo": "servico_habilitado",
                                                   "login_autenticacao": f"login{number}", **more})


def status(number, prefix):
    HOUSE.erp("PATCH", f"cliente_servico/{number}/status", {"status_prefixo": prefix})


def sell(number, package="tv", **more):
    return HOUSE.erp("POST", "pacote", {"id_cliente_servico": number, "codigo": package, **more},
                     201)["cliente_servico_pacote"]["id_cliente_servico_pacote"]


def remove(package):
    HOUSE.erp("DELETE", f"pacote/{package}")


def account(code):
    found = [row for row in HOUSE.erp("GET", f"conta?codigo_cliente={code}")["contas"] if row["gateway"] == "nxplay"]
    return found[0] if found else None


def subscriber(code):
    """The double's row of a customer; None when there is none."""
    mine = account(code)
    rows = PEER.table("assinantes")
    found = [row for row in rows if mine and row.get("codigo_externo") == mine["subscriber_id"]]
    assert len(found) <= 1, f"{code} stands there {len(found)} times"
    return found[0] if found else None


def effects():
    HOUSE.settled()
    return [effect for effect, _ in PEER.news()]


def expect(found, wanted):
    assert found == wanted, f"\n  wanted {wanted}\n  found  {found}"


# --- one account through its life -----------------------------------------------------------------------------------

@step
def a_sale_creates_the_account_with_its_login_its_padded_password_its_product_and_its_flags():
    customer("1")
    service(101, "1", login_autenticacao="1234")
    STATE["tv"] = sell(101, cliente_servico_pacote_parametro=[{"chave": "noggin", "valor": "false"}])
    expect(effects(), ["created"])
    row = subscriber("1")
    expect((row["email"], row["planos"], row["status"], row["noggin"], row["paramount"]),
           ("c1@exemplo.com.br", ["SEAC"], "ativo", False, True))
    sent = [entry for entry in PEER.log() if entry["effect"] == "created"][-1]
    expect(sent["request"]["body"]["senha"], "001234")


@step
def a_suspension_suspends_and_an_enabling_enables():
    status(101, "suspenso_debito")
    expect(effects(), ["suspended"])
    status(101, "servico_habilitado")
    expect(effects(), ["enabled"])


@step
def a_suspension_and_an_enabling_within_a_second_send_nothing_or_end_right():
    status(101, "suspenso_debito")
    status(101, "servico_habilitado")
    assert effects() in ([], ["suspended", "enabled"])
    expect(subscriber("1")["status"], "ativo")


@step
def another_source_of_the_password_sends_the_password_and_nothing_else():
    HOUSE.erp("PUT", f"pacote/{STATE['tv']}", {"cliente_servico_pacote_parametro": [
        {"chave": "noggin", "valor": "false"}, {"chave": "usuario", "valor": "codigo_cliente"}]})
    expect(effects(), ["changed"])
    sent = [entry for entry in PEER.log() if entry["effect"] == "changed"][-1]
    expect(sent["request"]["body"], {"senha": "000001"})


@step
def an_e_mail_changed_in_the_erp_stays_as_transmitted_and_makes_no_cancellation_miss():
    customer("1", email_principal="novo@exemplo.com.br")
    expect(effects(), [])
    expect(subscriber("1")["email"], "c1@exemplo.com.br")


@step
def another_name_is_told():
    customer("1", email_principal="novo@exemplo.com.br", nome_razaosocial="Outro Nome")
    expect(effects(), ["changed"])
    expect(subscriber("1")["nome"], "Outro Nome")


@step
def another_package_of_another_product_is_one_change():
    STATE["filmes"] = sell(101, "filmes")
    expect(effects(), ["changed"])
    expect(subscriber("1")["planos"], ["FULL", "SEAC"])
    remove(STATE["filmes"])
    expect(effects(), ["changed"])


@step
def a_second_service_with_the_same_product_sends_nothing_when_it_is_removed_or_suspended():
    service(102, "1")
    second = sell(102, cliente_servico_pacote_parametro=[{"chave": "noggin", "valor": "false"}])
    expect(effects(), [])
    status(102, "suspenso_debito")
    expect(effects(), [])
    remove(second)
    expect(effects(), [])


@step
def a_migration_that_keeps_the_product_sends_nothing():
    service(103, "1", plan="fibra-2", id_cliente_servico_antigo=101)
    expect(effects(), [])


@step
def the_last_removal_removes_and_a_restoration_creates_again_under_the_same_subscriber_id():
    before = account("1")["subscriber_id"]
    remove(STATE["tv"])
    expect(effects(), ["removed"])
    expect(subscriber("1"), None)
    HOUSE.erp("PATCH", f"pacote/ativar/{STATE['tv']}", {})
    expect(effects(), ["created"])
    expect(subscriber("1")["codigo_externo"], before)


@step
def a_customer_without_e_mail_waits_and_goes_by_itself_once_it_is_there():
    customer("2", email_principal=None)
    service(201, "2")
    sell(201)
    expect(effects(), [])
    customer("2", email_principal="dois@exemplo.com.br")
    expect(effects(), ["created"])


@step
def what_was_never_enabled_is_not_sent_and_what_was_never_sent_and_is_suspended_neither():
    customer("3")
    service(301, "3", status_prefixo="aguardando_instalacao")
    sell(301)
    expect(effects(), [])
    status(301, "servico_habilitado")
    expect(effects(), ["created"])


# --- a platform that misbehaves -------------------------------------------------------------------------------------

@step
def a_call_whose_answer_is_lost_is_looked_up_and_not_repeated():
    PEER.fault("reset_after", times=1)
    customer("4")
    service(401, "4")
    sell(401)
    assert wait_until(lambda: ("created", None) != PEER.news() and subscriber("4") is not None)
    HOUSE.settled()
    HOUSE.pass_time(seconds=60)
    HOUSE.settled()
    expect([entry["effect"] for entry in PEER.log() if entry["effect"] == "created" and
            entry["request"]["body"]["codigo_externo"] == account("4")["subscriber_id"]], ["created"])
    PEER.news()


@step
def a_platform_that_is_down_for_an_hour_loses_nothing():
    PEER.fault("error_503")
    status(401, "suspenso_debito")
    HOUSE.settled()
    for _ in range(12):
        HOUSE.pass_time(minutes=5)
        HOUSE.settled()
    PEER.well()
    expect(subscriber("4")["status"], "ativo")
    HOUSE.pass_time(hours=2)
    expect(effects(), ["suspended"])
    status(401, "servico_habilitado")
    expect(effects(), ["enabled"])


@step
def an_e_mail_of_somebody_else_is_a_conflict_that_is_not_tried_again_as_it_is():
    customer("5", email_principal="novo@exemplo.com.br")
    service(501, "5")
    sell(501)
    expect(effects(), [])
    expect(HOUSE.sql("SELECT a.reason FROM account a JOIN customer c ON c.id = a.customer_id WHERE c.code = '5'"), [["conflito"]])
    calls = len(PEER.log())
    HOUSE.pass_time(hours=12)
    HOUSE.settled()
    expect(len(PEER.log()), calls)
    customer("5")
    expect(effects(), ["created"])


@step
def a_refused_token_pauses_the_queue_until_it_is_corrected():
    HOUSE.erp("PUT", "plataforma/nx", {"parametros": {**PEER.parameters, "token": "errado"}})
    status(401, "suspenso_debito")
    assert wait_until(lambda: HOUSE.sql("SELECT paused_by FROM transmission_queue WHERE paused_at IS NOT NULL") == [["credencial"]])
    calls = len(PEER.log())
    HOUSE.pass_time(hours=12)
    status(301, "suspenso_debito")
    time.sleep(1)
    expect(len(PEER.log()), calls)
    HOUSE.erp("PUT", "plataforma/nx", {"parametros": PEER.parameters})
    expect(sorted(effects()), ["suspended", "suspended"])
    status(301, "servico_habilitado")
    status(401, "servico_habilitado")
    expect(sorted(effects()), ["enabled", "enabled"])


@step
def an_integration_that_no_longer_suspends_enables_again_whom_it_had_suspended():
    status(401, "suspenso_debito")
    expect(effects(), ["suspended"])
    HOUSE.erp("PUT", "plataforma/nx", {"habilitar_suspender": False})
    assert wait_until(lambda: effects() == ["enabled"])
    HOUSE.erp("PUT", "plataforma/nx", {"habilitar_suspender": True})
    assert wait_until(lambda: effects() == ["suspended"])
    status(401, "servico_habilitado")
    expect(effects(), ["enabled"])


@step
def an_inactive_integration_tells_nothing_and_catches_up_when_it_is_active_again():
    HOUSE.erp("PUT", "plataforma/nx", {"ativo": False})
    status(401, "suspenso_debito")
    time.sleep(1)
    expect(PEER.news(), [])
    HOUSE.erp("PUT", "plataforma/nx", {"ativo": True})
    assert wait_until(lambda: effects() == ["suspended"])
    status(401, "servico_habilitado")
    expect(effects(), ["enabled"])


@step
def no_secret_and_no_document_stands_in_the_history():
    kept = "\n".join("\t".join(row) for row in HOUSE.sql("SELECT url, request, response, failure FROM exchange"))
    assert kept.count("POST") >= 0 and len(kept) > 1000
    for secret in (PEER.parameters["token"], "001234", "52998224725", "c1@exemplo.com.br"):
        assert secret not in kept, secret


# --- workers that die -----------------------------------------------------------------------------------------------

def wishes(count):
    """Many customers, each of whom wants a life of his own; how each is to end, by code."""
    ends = {}
    chance = random.Random(7)
    lines = []
    for i in range(count):
        code, number = f"m{i}", 10000 + i
        end = chance.choice(["ativo", "ativo", "suspenso", None])
        ends[code] = end
        prefix = {"ativo": "servico_habilitado", "suspenso": "servico_habilitado", None: "servico_habilitado"}[end]
        lines.append({"tipo": "cliente", "codigo_cliente": code, "nome_razaosocial": f"Cliente {code}",
                      "email_principal": f"{code}@exemplo.com.br", "cpf_cnpj": "52998224725"})
        lines.append({"tipo": "cliente_servico", "id_cliente_servico": number, "codigo_cliente": code, "plano": "com-tv",
                      "status_prefixo": prefix, "login_autenticacao": f"login{number}"})
    load(lines)
    return ends


def load(lines):
    import json
    answer = HOUSE.product.call("POST", "/api/v1/integracao/lote", "\n".join(json.dumps(line) for line in lines), token=TOKEN,
                                headers={"Content-Type": "application/x-ndjson"})
    last = json.loads(answer.text.strip().splitlines()[-1])
    assert answer.status == 200 and '"error"' not in answer.text, answer.text[-600:]
    return last


def kill_work(names):
    name = random.choice(names)
    HOUSE.product.running[name].send_signal(signal.SIGKILL)
    HOUSE.product.running[name].wait()
    del HOUSE.product.running[name]
    HOUSE.product.start("work", name)


@step
def workers_killed_at_random_instants_deliver_every_intent_and_each_effect_once():
    HOUSE.product.stop("work")
    ends = wishes(ASKED.pending)
    names = ["work-1", "work-2"]
    for name in names:
        HOUSE.product.start("work", name)
    for fault, probability in (("reset_after", 0.03), ("reset_before", 0.03), ("error_503", 0.03), ("slow", 0.05)):
        PEER.fault(fault, probability=probability)
    codes = list(ends)
    numbers = {code: 10000 + i for i, code in enumerate(codes)}
    chance = random.Random(11)
    for i in range(ASKED.kills):
        time.sleep(chance.uniform(0.02, 0.25))
        kill_work(names)
        HOUSE.pass_time(seconds=chance.choice([1, 20, 70]))
        code = chance.choice(codes)
        prefix = chance.choice(["suspenso_debito", "servico_habilitado"])
        status(numbers[code], prefix)
        ends[code] = {"suspenso_debito": "suspenso", "servico_habilitado": "ativo"}[prefix]
    for code in codes:
        if ends[code] == "suspenso":
            status(numbers[code], "suspenso_debito")
        elif ends[code] is None:
            status(numbers[code], "cancelado")
    PEER.well()
    assert wait_until(lambda: (HOUSE.pass_time(minutes=30), time.sleep(0.5), HOUSE.pending() == 0)[-1], 300), HOUSE.pending()
    stands = {}
    for row in PEER.table("assinantes"):
        if row["email"].startswith("m"):
            code = row["email"].split("@")[0]
            assert code not in stands, f"{code} stands there twice"
            stands[code] = row["status"]
    created = {entry["request"]["body"]["email"].split("@")[0] for entry in PEER.log() if entry["effect"] == "created"}
    # What was suspended before it was ever sent is not created (D50).
    wanted = {code: end for code, end in ends.items() if end != "suspenso" or code in created}
    expect({code: (stands.get(code), end) for code, end in wanted.items() if stands.get(code) != end}, {})
    once_each([entry for entry in PEER.log()])
    expect(PEER.violations(), [])
    expect(HOUSE.sql("SELECT COUNT(*) FROM attempt WHERE open = 1"), [["0"]])
    in_step()


def once_each(entries):
    """An effect never follows itself: created twice, suspended twice in a row, removed twice."""
    last = {}
    for entry in entries:
        if entry["effect"] in ("created", "suspended", "enabled", "removed"):
            assert last.get(entry["key"]) != entry["effect"], f"{entry['key']}: {entry['effect']} twice in a row"
            last[entry["key"]] = entry["effect"]


def in_step():
    said = HOUSE.product.catraca("verify")
    assert said.endswith(" 0 pending, 0 drifted"), said


@step
def a_worker_frozen_past_its_lease_completes_nothing_twice():
    names = [name for name in HOUSE.product.running if name.startswith("work")]
    PEER.fault("slow", ms=1500)
    for i in range(8):
        customer(f"f{i}")
        service(20000 + i, f"f{i}", plan="com-tv")
    time.sleep(0.7)
    frozen = HOUSE.product.running[names[0]]
    frozen.send_signal(signal.SIGSTOP)
    HOUSE.pass_time(seconds=90)
    time.sleep(3)
    HOUSE.pass_time(seconds=90)
    time.sleep(3)
    frozen.send_signal(signal.SIGCONT)
    PEER.well()
    assert wait_until(lambda: (HOUSE.pass_time(minutes=2), time.sleep(0.5), HOUSE.pending() == 0)[-1], 60)
    for i in range(8):
        assert subscriber(f"f{i}"), i
    once_each(PEER.log())
    expect(PEER.violations(), [])


# --- running it -----------------------------------------------------------------------------------------------------

def set_up():
    HOUSE.erp("PUT", "plataforma/nx", {"gateway": "nxplay", "descricao": "NX Play", "habilitar_suspender": True, "ativo": True,
                                       "parametros": PEER.parameters}, 201)
    for code in ("SEAC", "FULL"):
        HOUSE.erp("PUT", f"plataforma/nx/produto/{code}", {"nome": code, "ativo": True}, 201)
    for code, item in (("tv", "SEAC"), ("filmes", "FULL")):
        HOUSE.erp("PUT", f"pacote_catalogo/{code}", {
            "descricao": code, "valor": "10.00", "ativo": True, "classe_regulatoria": "SVA", "plataforma": "nx",
            "produtos": [item], "composicao": [{"descricao": "TV", "tipo": "SVA", "valor": "10.00"}]}, 201)
    for code, packages in (("fibra", []), ("fibra-2", []), ("com-tv", [{"codigo": "tv", "obrigatorio": True}])):
        HOUSE.erp("PUT", f"plano/{code}", {"descricao": code, "valor": "99.90", "ativo": True, "pacotes": packages}, 201)


parser = argparse.ArgumentParser()
parser.add_argument("program")
parser.add_argument("room")
parser.add_argument("only", nargs="*")
parser.add_argument("--kills", type=int, default=20)
parser.add_argument("--pending", type=int, default=200)
ASKED = parser.parse_args()
STATE = {}
with Peer("nxplay", ASKED.room) as PEER:
    clock = os.path.join(os.path.realpath(ASKED.room), "clock")
    with open(clock, "w") as file:
        file.write("2026-03-02 12:00:00\n")
    with Product(ASKED.program, ASKED.room, "transmissions",
                 **{"development.clock_file": clock, "outbound.private": PEER.host_port, "work.transmitters": 3}) as SITE:
        HOUSE = House(SITE)
        SITE.catraca("provider", "add", "--slug", "demo", "--name", "demo", "--host", "demo.localhost")
        TOKEN = SITE.catraca("token", "add", "--provider", "demo", "--description", "ERP")
        set_up()
        failures = step.run(ASKED.only)
sys.exit(1 if failures else 0)
