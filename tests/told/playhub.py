"""What is PlayHub's own: a customer whose Username stays, vouchers, and no suspension: what is suspended is not there."""
from sentences import Sentences

from .house import HOUSE, document_of, expect

step = Sentences()
CODE, STATE = "play-1", {}


def line():
    return HOUSE.lines["playhub"]


def customer():
    return line().peer.state()["tables"]["customers"].get(f"{CODE}@exemplo.com.br")


@step
def a_sale_registers_the_customer_whose_password_is_the_document_and_subscribes():
    HOUSE.customer(CODE)
    STATE["service"] = HOUSE.service(CODE)
    STATE["sold"] = line().sell(STATE["service"])
    expect(line().effects(), ["created", "created"])
    expect(customer(), {"Username": f"{CODE}@exemplo.com.br", "Document": document_of(CODE), "Password": document_of(CODE),
                        "Name": f"Cliente {CODE}", "Email": f"{CODE}@exemplo.com.br", "Mobile": "34991234567"})
    expect(line().stands(CODE), {"HBO": "ativo"})


@step
def another_e_mail_is_told_and_the_username_stays():
    HOUSE.customer(CODE, email_principal="novo-play@exemplo.com.br")
    expect(line().effects(), ["changed"])
    expect((customer()["Username"], customer()["Email"]), (f"{CODE}@exemplo.com.br", "novo-play@exemplo.com.br"))
    assert "Password" not in line().last("changed")


@step
def a_suspension_takes_the_subscription_away_and_leaves_the_customer():
    HOUSE.status(STATE["service"], "suspenso_debito")
    expect(line().effects(), ["removed"])
    expect(line().stands(CODE), {})
    assert customer()
    expect(HOUSE.package_status(CODE, STATE["sold"]), "suspenso")
    HOUSE.status(STATE["service"], "servico_habilitado")
    expect(line().effects(), ["created"])


@step
def a_subscription_whose_answer_is_lost_is_looked_up_and_takes_no_second_voucher():
    line().peer.ask("POST", "/_/seed", {"products": [{"ProductId": "DEEZER", "Name": "Deezer", "Authorized": True, "Vouchers": 5}]})
    line().peer.fault("reset_after", times=1, method="POST", path="/subscriptions")
    sold = line().sell(STATE["service"], 1)
    HOUSE.settled()
    HOUSE.pass_time(minutes=2)
    expect(line().effects(), ["created"])
    expect([row["Vouchers"] for row in line().peer.table("products") if row["ProductId"] == "DEEZER"], [4])
    HOUSE.remove(sold)
    expect(line().effects(), ["removed"])


@step
def without_vouchers_it_waits_an_hour_and_goes_once_there_are_some():
    line().peer.ask("POST", "/_/seed", {"products": [{"ProductId": "DEEZER", "Name": "Deezer", "Authorized": True, "Vouchers": 0}]})
    sold = line().sell(STATE["service"], 1)
    expect(line().effects(), [])
    assert "vouchers" in HOUSE.account_page(line().account_id(CODE))
    line().peer.ask("POST", "/_/seed", {"products": [{"ProductId": "DEEZER", "Name": "Deezer", "Authorized": True, "Vouchers": None}]})
    HOUSE.pass_time(minutes=61)
    expect(line().effects(), ["created"])
    HOUSE.remove(sold)
    expect(line().effects(), ["removed"])
