"""A platform that misbehaves: nothing is lost, nothing is done twice, and no other integration notices."""
import datetime
import re
import time

from product import wait_until
from sentences import Sentences

from .house import HOUSE, expect

step = Sentences()
STATE = {}


def line():
    return HOUSE.lines["nxplay"]


def other():
    return HOUSE.lines["click_sistemas"]


def subscribed(code, which=None):
    """A customer with the first product at NX Play, or at another integration."""
    HOUSE.customer(code)
    number = HOUSE.service(code)
    (which or line()).sell(number)
    return number


def due_at(code):
    found = HOUSE.sql(f"SELECT a.due_at, a.failures FROM account a JOIN customer c ON c.id = a.customer_id WHERE c.code = '{code}'")[0]
    return datetime.datetime.fromisoformat(found[0]), int(found[1])


@step
def a_call_whose_answer_is_lost_is_looked_up_and_not_repeated():
    line().peer.fault("reset_after", times=1)
    STATE["service"] = subscribed("falha")
    HOUSE.settled()
    HOUSE.pass_time(seconds=60)
    expect(line().effects(), ["created"])
    expect(line().stands("falha"), {"SEAC": "ativo"})


@step
def a_platform_that_is_down_for_an_hour_is_tried_at_growing_intervals_and_loses_nothing():
    line().peer.fault("error_503")
    HOUSE.status(STATE["service"], "suspenso_debito")
    HOUSE.settled()
    began, waits = HOUSE.now, []
    while HOUSE.now < began + datetime.timedelta(hours=1):
        due, failures = due_at("falha")
        waits.append((due - HOUSE.now).total_seconds())
        expect(failures, len(waits))
        HOUSE.pass_time(seconds=waits[-1] + 1)
        HOUSE.settled()
    for tries, wait in enumerate(waits):
        assert 0.8 * 30 * 2**tries - 1 <= wait <= 1.2 * 30 * 2**tries + 1, waits
    line().peer.well()
    expect(line().stands("falha"), {"SEAC": "ativo"})
    HOUSE.pass_time(seconds=(due_at("falha")[0] - HOUSE.now).total_seconds() + 1)
    expect(line().effects(), ["suspended"])
    HOUSE.status(STATE["service"], "servico_habilitado")
    expect(line().effects(), ["enabled"])


@step
def an_integration_that_is_down_holds_no_other_up_and_is_then_tried_by_one_account_at_a_time():
    numbers = [subscribed(f"fora-{i}") for i in range(8)]
    expect(line().effects(), ["created"] * 8)
    line().peer.fault("refused")
    for number in numbers:
        HOUSE.status(number, "suspenso_debito")
    assert wait_until(lambda: HOUSE.sql("SELECT 1 FROM transmission_queue WHERE probe_at IS NOT NULL"))
    began = time.monotonic()
    subscribed("outra", other())
    assert wait_until(lambda: other().stands("outra") == {"7": "ativo"}, 5)
    assert time.monotonic() - began < 5
    line().peer.well()
    for _ in range(30):
        HOUSE.pass_time(minutes=20)
        time.sleep(0.2)
    expect(line().effects(), ["suspended"] * 8)
    other().effects()


@step
def a_suspended_account_of_a_platform_that_says_nothing_holds_no_other_up():
    line().peer.fault("hang")
    HOUSE.status(STATE["service"], "suspenso_debito")
    began = time.monotonic()
    subscribed("muda", other())
    assert wait_until(lambda: other().stands("muda") == {"7": "ativo"}, 5), "it waits for the mute one"
    assert wait_until(lambda: due_at("falha")[1] > 0 or time.monotonic() - began > 40, 60)
    took = time.monotonic() - began
    assert took < 25, f"a worker was held for {took:.1f} s"
    line().peer.well()
    for _ in range(3):
        HOUSE.pass_time(minutes=15)
        HOUSE.settled()
    expect(line().effects(), ["suspended"])
    HOUSE.status(STATE["service"], "servico_habilitado")
    expect(line().effects(), ["enabled"])
    other().effects()


@step
def what_a_platform_asks_to_wait_is_waited():
    line().peer.fault("rate_limited", retry_after=600, times=1)
    HOUSE.status(STATE["service"], "suspenso_debito")
    HOUSE.settled()
    expect(line().effects(), [])
    HOUSE.pass_time(seconds=590)
    expect(line().effects(), [])
    HOUSE.pass_time(seconds=20)
    expect(line().effects(), ["suspended"])
    HOUSE.status(STATE["service"], "servico_habilitado")
    expect(line().effects(), ["enabled"])


@step
def an_e_mail_of_somebody_else_is_a_conflict_that_is_not_tried_again_as_it_is():
    HOUSE.customer("alheio", email_principal="falha@exemplo.com.br")
    line().sell(HOUSE.service("alheio"))
    expect(line().effects(), [])
    expect(HOUSE.sql("SELECT a.reason FROM account a JOIN customer c ON c.id = a.customer_id WHERE c.code = 'alheio'"), [["conflito"]])
    calls = len(line().peer.log())
    HOUSE.pass_time(hours=12)
    HOUSE.settled()
    expect(len(line().peer.log()), calls)
    HOUSE.customer("alheio")
    expect(line().effects(), ["created"])


@step
def a_refused_token_pauses_the_queue_with_one_alert_until_it_is_corrected():
    second = subscribed("outro-token")
    expect(line().effects(), ["created"])
    HOUSE.erp("PUT", "plataforma/nxplay", {"parametros": {**line().peer.parameters, "token": "errado"}})
    HOUSE.status(STATE["service"], "suspenso_debito")
    assert wait_until(lambda: HOUSE.sql("SELECT paused_by FROM transmission_queue WHERE paused_at IS NOT NULL") == [["credencial"]])
    calls = len(line().peer.log())
    HOUSE.pass_time(hours=12)
    HOUSE.status(second, "suspenso_debito")
    time.sleep(1)
    expect(len(line().peer.log()), calls)
    said = HOUSE.staff.page("/transmissoes").text
    expect(len(re.findall(r'class="notice notice-waiting"', said)), 1)
    subscribed("com-credencial", other())
    expect(len(HOUSE.sql("SELECT 1 FROM transmission_queue WHERE paused_at IS NOT NULL")), 1)
    assert wait_until(lambda: other().stands("com-credencial") == {"7": "ativo"}, 5)
    HOUSE.erp("PUT", "plataforma/nxplay", {"parametros": line().peer.parameters})
    expect(sorted(line().effects()), ["suspended", "suspended"])
    HOUSE.status(second, "servico_habilitado")
    HOUSE.status(STATE["service"], "servico_habilitado")
    expect(sorted(line().effects()), ["enabled", "enabled"])


@step
def an_integration_that_no_longer_suspends_enables_again_whom_it_had_suspended():
    HOUSE.status(STATE["service"], "suspenso_debito")
    expect(line().effects(), ["suspended"])
    HOUSE.erp("PUT", "plataforma/nxplay", {"habilitar_suspender": False})
    assert wait_until(lambda: "enabled" in line().effects())
    HOUSE.erp("PUT", "plataforma/nxplay", {"habilitar_suspender": True})
    assert wait_until(lambda: "suspended" in line().effects())
    HOUSE.status(STATE["service"], "servico_habilitado")
    assert wait_until(lambda: "enabled" in line().effects())


@step
def an_inactive_integration_tells_nothing_and_catches_up_when_it_is_active_again():
    HOUSE.erp("PUT", "plataforma/nxplay", {"ativo": False})
    HOUSE.status(STATE["service"], "suspenso_debito")
    time.sleep(1)
    expect(line().peer.news(), [])
    HOUSE.erp("PUT", "plataforma/nxplay", {"ativo": True})
    assert wait_until(lambda: "suspended" in line().effects())
    HOUSE.status(STATE["service"], "servico_habilitado")
    expect(line().effects(), ["enabled"])


@step
def no_call_was_out_of_the_contract():
    expect(line().peer.violations() + other().peer.violations(), [])
