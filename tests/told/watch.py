"""What is Watch Brasil's own: a token that comes by a code to our callback URL, one ticket a package, found by e-mail for changes."""
from product import wait_until
from sentences import Sentences

from .house import HOUSE, expect

step = Sentences()
CODE, STATE = "watch-1", {}


def line():
    return HOUSE.lines["watch_brasil"]


def ticket(product="3001"):
    mine = line().account(CODE)["subscriber_id"]
    rows = [row for row in line().peer.table("tickets") if row["IDIntegracaoAssinante"] == mine and row["Pacote"] == product]
    assert len(rows) <= 1, rows
    return rows[0] if rows else None


def brought():
    """How the callback URL answered each code that was brought there."""
    return [entry["status"] for entry in line().peer.log() if entry["effect"] == "callback"]


@step
def the_first_sale_asks_for_a_code_which_comes_to_the_callback_url_and_then_inserts():
    before = len(brought())
    HOUSE.customer(CODE)
    STATE["service"] = HOUSE.service(CODE)
    STATE["sold"] = line().sell(STATE["service"])
    HOUSE.settled()
    if ticket() is None:  # no token was there from another subject
        assert wait_until(lambda: len(brought()) > before)
        assert "código de autorização" in HOUSE.account_page(line().account_id(CODE))
        HOUSE.pass_time(seconds=40)
    expect(line().effects(), ["created"])
    expect({name: ticket()[name] for name in ("EmailUsuario", "Telefone", "Nome", "Status")},
           {"EmailUsuario": f"{CODE}@exemplo.com.br", "Telefone": "34991234567", "Nome": f"Cliente {CODE}", "Status": True})
    expect(line().account(CODE)["id_externo"], ticket()["Ticket"])
    expect(set(brought()), {200})


@step
def a_code_that_nobody_asked_for_is_refused_like_an_unknown_token():
    url = HOUSE.erp("GET", "plataforma/watch_brasil")["plataforma"]["callback_url"]
    path = url[url.index("/callback/"):]
    expect(HOUSE.product.call("GET", f"{path}?code=abc").status, 404)
    expect(HOUSE.product.call("GET", "/callback/nao-existe?code=abc").status, 404)


@step
def e_mail_and_phone_follow_the_registry_on_the_same_ticket():
    number = ticket()["Ticket"]
    HOUSE.customer(CODE, email_principal="novo-watch@exemplo.com.br", telefone_primario="3732221234")
    expect(line().effects(), ["changed", "changed"])
    expect((ticket()["Ticket"], ticket()["EmailUsuario"], ticket()["Telefone"]), (number, "novo-watch@exemplo.com.br", "3732221234"))


@step
def an_insert_whose_answer_is_lost_is_looked_up_and_bills_no_second_ticket():
    line().peer.fault("reset_after", times=1, path="insert")
    sold = line().sell(STATE["service"], 1)
    HOUSE.settled()
    HOUSE.pass_time(minutes=2)
    expect(line().effects(), ["created"])
    HOUSE.remove(sold)
    expect(line().effects(), ["removed"])


@step
def a_token_that_has_ended_is_replaced_by_way_of_a_new_code():
    before = len(brought())
    HOUSE.pass_time(hours=2)
    HOUSE.status(STATE["service"], "suspenso_debito")
    HOUSE.settled()
    assert wait_until(lambda: len(brought()) > before)
    HOUSE.pass_time(seconds=40)
    expect(line().effects(), ["suspended"])
    expect(ticket()["Status"], False)
    HOUSE.status(STATE["service"], "servico_habilitado")
    expect(line().effects(), ["enabled"])


@step
def testing_without_a_token_says_that_the_code_is_awaited_and_lists_once_it_has_come():
    before = len(brought())
    HOUSE.pass_time(hours=2)
    assert "Aguarda o código de autorização" in line().tested()
    assert wait_until(lambda: len(brought()) > before)
    HOUSE.pass_time(seconds=6)
    assert "A plataforma aceitou a credencial e listou" in line().tested()


@step
def no_call_was_out_of_the_contract():
    expect(line().peer.violations(), [])
