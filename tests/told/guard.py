"""The guard against mass loss (D70): a feed gone wrong, corrected, and let go by a person."""
import random
import re
import signal

from product import wait_until
from sentences import Sentences
from .deaths import in_step, load, once_each
from .house import HOUSE, expect

step = Sentences()
ASKED = {"customers": 300}
SERVICES = {}  # the number of a customer's service, by code
FIRST = 500_000
MINIMUM = 50


def line():
    return HOUSE.lines["nxplay"]


def codes(share=1.0):
    """The first customers."""
    return list(SERVICES)[:int(len(SERVICES) * share)]


def feed(these, prefix):
    """In bulk loads of 500 lines, so that the first are there long before the last."""
    for at in range(0, len(these), 500):
        load([service(code, prefix) for code in these[at:at + 500]])


def service(code, prefix):
    return {"tipo": "cliente_servico", "id_cliente_servico": SERVICES[code], "codigo_cliente": code, "plano": line().plan,
            "status_prefixo": prefix, "login_autenticacao": f"login{SERVICES[code]}"}


def settle(seconds=600):
    """Nothing is due any more, what waited a moment for others included."""
    HOUSE.settled(seconds)
    for _ in range(12):
        waiting = int(HOUSE.sql("SELECT COUNT(*) FROM account WHERE loss_stand = 1")[0][0])
        if waiting == 0:
            return
        HOUSE.pass_time(seconds=6)
        HOUSE.settled(seconds)
    raise AssertionError(f"{waiting} still wait for others")


def effects():
    settle()
    return [effect for effect, _ in line().peer.news()]


def held():
    return int(HOUSE.sql("SELECT COALESCE(SUM(held), 0) FROM loss_hold")[0][0])


def path(below=""):
    return f"/plataformas/{HOUSE.id_of('integration', 'code = ' + repr('nxplay'))}/retidas{below}"


def thousands(number):
    return f"{number:,}".replace(",", ".")


def let_go(cause):
    """By a person, who is told how many first."""
    HOUSE.staff.fill(path(f"/{cause}/liberar"))
    assert wait_until(lambda: held() == 0, 300), held()


@step
def many_customers_have_the_platform_and_one_suspension_goes_at_once():
    HOUSE.product.catraca("provider", "set", "--slug", "demo", "--guarda-minimo", str(MINIMUM))
    for number in range(ASKED["customers"]):
        SERVICES[f"g{number}"] = FIRST + number
    load([row for code in SERVICES for row in (
        {"tipo": "cliente", "codigo_cliente": code, "nome_razaosocial": f"Cliente {code}", "cpf_cnpj": "52998224725",
         "email_principal": f"{code}@exemplo.com.br"}, service(code, "servico_habilitado"))])
    expect(effects(), ["created"] * len(SERVICES))
    HOUSE.status(SERVICES["g0"], "suspenso_debito")
    HOUSE.settled()
    expect([effect for effect, _ in line().peer.news()], ["suspended"])
    HOUSE.status(SERVICES["g0"], "servico_habilitado")
    expect(effects(), ["enabled"])
    HOUSE.pass_time(hours=2)


@step
def a_feed_that_suspends_three_in_ten_sends_nothing_and_says_so():
    feed(codes(0.3), "suspenso_debito")
    expect(effects(), [])
    expect(held(), len(codes(0.3)))
    said = thousands(held())
    for page in ("/", "/transmissoes", path()):
        text = re.sub(r"<[^>]+>", "", HOUSE.staff.page(page).text)
        assert said in text and "retidas" in text, (page, said, text)
    expect(HOUSE.erp("GET", "plataforma/nxplay")["plataforma"]["retidas"]["contas"], held())


@step
def creations_and_enablings_go_on_meanwhile():
    HOUSE.customer("novo")
    number = HOUSE.service("novo", plan=line().plan)
    expect(effects(), ["created"])
    HOUSE.status(number, "cancelado")
    expect(effects(), [])
    HOUSE.status(number, "servico_habilitado")
    expect(effects(), [])


@step
def workers_killed_and_started_again_let_nothing_held_go():
    before = held()
    HOUSE.product.start("work", "work-besides")
    names = [name for name in HOUSE.product.running if name.startswith("work")]
    chance = random.Random(3)
    for _ in range(6):
        HOUSE.sql("UPDATE account SET due_at = UTC_TIMESTAMP(3) - INTERVAL 1 YEAR, dirty_seq = dirty_seq + 1 WHERE loss_stand = 2")
        name = chance.choice(names)
        HOUSE.product.running[name].send_signal(signal.SIGKILL)
        HOUSE.product.running[name].wait()
        HOUSE.product.start("work", name)
        HOUSE.pass_time(minutes=2)
    expect(effects(), [])
    HOUSE.product.stop("work-besides")
    expect(held(), before)


@step
def the_feed_corrected_an_hour_later_empties_the_held_ones_without_a_call():
    HOUSE.pass_time(hours=1)
    feed(codes(0.3), "servico_habilitado")
    expect(effects(), [])
    expect(held(), 0)
    expect(HOUSE.sql("SELECT COUNT(*) FROM account WHERE loss_stand <> 0"), [["0"]])
    text = re.sub(r"<[^>]+>", "", HOUSE.staff.page(path()).text)
    assert thousands(len(codes(0.3)) + 1) in text and "nada delas foi enviado" in text, text
    in_step()


@step
def the_same_feed_let_go_by_a_person_sends_each_once():
    begun = len(line().peer.log())
    feed(codes(0.3), "suspenso_debito")
    expect(effects(), [])
    expect(held(), len(codes(0.3)))
    page = re.sub(r"<[^>]+>", "", HOUSE.staff.page(path("/suspensa_pelo_erp/liberar")).text)
    assert thousands(held()) in page, page
    let_go("suspensa_pelo_erp")
    expect(effects(), ["suspended"] * len(codes(0.3)))
    entries = [entry for entry in line().peer.log() if entry["n"] > begun]
    suspended = [entry["key"] for entry in entries if entry["effect"] == "suspended"]
    expect(len(set(suspended)), len(suspended))
    once_each(line().peer.log())
    expect(line().peer.violations(), [])
    in_step()


@step
def after_that_a_single_suspension_goes_at_once_again():
    HOUSE.status(SERVICES[codes()[-1]], "suspenso_debito")
    HOUSE.settled()
    expect([effect for effect, _ in line().peer.news()], ["suspended"])
    HOUSE.product.catraca("provider", "set", "--slug", "demo", "--guarda-minimo", "1000000")
