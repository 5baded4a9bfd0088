"""Workers that die or freeze while they tell: every intent is delivered, each effect once."""
import json
import random
import signal
import time

from product import wait_until
from sentences import Sentences

from .house import HOUSE, expect

step = Sentences()
ASKED = {"kills": 20, "pending": 200}
FIRST = 10000  # the services of many customers
MOST = 40  # seconds that pass at once while calls are on their way: less than a lease without its last call
SLOW = 0.2  # how long the platform takes over a slow call, in true seconds


def line():
    return HOUSE.lines["nxplay"]


def subscriber(code):
    rows = [row for row in line().peer.table("assinantes") if row.get("codigo_externo") == line().account(code)["subscriber_id"]]
    assert len(rows) <= 1, f"{code} stands there {len(rows)} times"
    return rows[0] if rows else None


def wishes(count):
    """Many customers, each of whom wants a life of his own; how each is to end, by code."""
    ends, lines, chance = {}, [], random.Random(7)
    for i in range(count):
        code, number = f"m{i}", FIRST + i
        ends[code] = chance.choice(["ativo", "ativo", "suspenso", None])
        lines.append({"tipo": "cliente", "codigo_cliente": code, "nome_razaosocial": f"Cliente {code}",
                      "email_principal": f"{code}@exemplo.com.br", "cpf_cnpj": "52998224725"})
        lines.append({"tipo": "cliente_servico", "id_cliente_servico": number, "codigo_cliente": code, "plano": line().plan,
                      "status_prefixo": "servico_habilitado", "login_autenticacao": f"login{number}"})
    load(lines)
    return ends


def load(lines):
    answer = HOUSE.product.call("POST", "/api/v1/integracao/lote", "\n".join(map(json.dumps, lines)), token=HOUSE.token,
                                headers={"Content-Type": "application/x-ndjson"})
    assert answer.status == 200 and '"error"' not in answer.text, answer.text[-600:]


def kill_work(names):
    name = random.choice(names)
    HOUSE.product.running[name].send_signal(signal.SIGKILL)
    HOUSE.product.running[name].wait()
    del HOUSE.product.running[name]
    HOUSE.product.start("work", name)


def let_time_pass(seconds):
    """No call is on its way for longer than its lease: a platform that is slow gets its true time before it passes here."""
    time.sleep(SLOW)
    HOUSE.pass_time(seconds=seconds)


def deliver_all():
    """What is due, then what is due later, until nothing is: long times pass only while nobody is at work."""
    let_time_pass(MOST)
    let_time_pass(MOST)
    for _ in range(100):
        HOUSE.settled(300)
        if HOUSE.sql("SELECT COUNT(*) FROM account WHERE told = 1 AND due_at IS NOT NULL") == [["0"]]:
            return
        HOUSE.pass_time(minutes=30)
    raise AssertionError(HOUSE.sql("SELECT id, due_at, failures, message FROM account WHERE told = 1 AND due_at IS NOT NULL"))


@step
def workers_killed_at_random_instants_deliver_every_intent_and_each_effect_once():
    HOUSE.product.stop("work")
    ends = wishes(ASKED["pending"])
    names = ["work-1", "work-2"]
    for name in names:
        HOUSE.product.start("work", name)
    for fault, probability in (("reset_after", 0.03), ("reset_before", 0.03), ("error_503", 0.03)):
        line().peer.fault(fault, probability=probability)
    line().peer.fault("slow", probability=0.05, ms=SLOW * 1000)
    codes = list(ends)
    numbers = {code: FIRST + i for i, code in enumerate(codes)}
    chance = random.Random(11)
    for i in range(ASKED["kills"]):
        time.sleep(chance.uniform(0.02, 0.25))
        kill_work(names)
        let_time_pass(chance.choice([1, 20, MOST]))
        code = chance.choice(codes)
        prefix = chance.choice(["suspenso_debito", "servico_habilitado"])
        HOUSE.status(numbers[code], prefix)
        ends[code] = {"suspenso_debito": "suspenso", "servico_habilitado": "ativo"}[prefix]
    for code in codes:
        if ends[code] == "suspenso":
            HOUSE.status(numbers[code], "suspenso_debito")
        elif ends[code] is None:
            HOUSE.status(numbers[code], "cancelado")
    line().peer.well()
    deliver_all()
    stands = {}
    for row in line().peer.table("assinantes"):
        if row["email"].startswith("m"):
            code = row["email"].split("@")[0]
            assert code not in stands, f"{code} stands there twice"
            stands[code] = row["status"]
    created = {entry["request"]["body"]["email"].split("@")[0] for entry in line().peer.log() if entry["effect"] == "created"}
    # What was suspended before it was ever sent is not created (D50).
    wanted = {code: end for code, end in ends.items() if end != "suspenso" or code in created}
    expect({code: (stands.get(code), end) for code, end in wanted.items() if stands.get(code) != end}, {})
    once_each(line().peer.log())
    expect(line().peer.violations(), [])
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
    line().peer.fault("slow", ms=1500)
    for i in range(8):
        HOUSE.customer(f"f{i}")
        HOUSE.service(f"f{i}", plan=line().plan)
    time.sleep(0.7)
    frozen = HOUSE.product.running[names[0]]
    frozen.send_signal(signal.SIGSTOP)
    HOUSE.pass_time(seconds=90)
    time.sleep(3)
    HOUSE.pass_time(seconds=90)
    time.sleep(3)
    frozen.send_signal(signal.SIGCONT)
    line().peer.well()
    assert wait_until(lambda: (HOUSE.pass_time(minutes=2), time.sleep(0.5), HOUSE.pending() == 0)[-1], 60)
    for i in range(8):
        assert subscriber(f"f{i}"), i
    once_each(line().peer.log())
    expect(line().peer.violations(), [])