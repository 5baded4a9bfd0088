"""What is Click Sistemas's own: a subscription a product under a reference of ours, an e-mail that follows the registry."""
from sentences import Sentences

from .house import HOUSE, document_of, expect

step = Sentences()
CODE, STATE = "click-1", {}


def line():
    return HOUSE.lines["click_sistemas"]


def subscriptions():
    """By product."""
    mine = line().account(CODE)["subscriber_id"]
    return {row["produto_id"]: row for row in line().peer.table("assinantes") if row["referencia"].startswith(mine)}


@step
def a_sale_creates_a_subscription_under_our_reference_whose_password_is_the_document():
    HOUSE.customer(CODE)
    STATE["service"] = HOUSE.service(CODE)
    STATE["sold"] = line().sell(STATE["service"])
    expect(line().effects(), ["created"])
    expect(line().last("created"), {
        "referencia": f"{line().account(CODE)['subscriber_id']}-1", "nome": f"Cliente {CODE}", "email": f"{CODE}@exemplo.com.br",
        "documento": document_of(CODE), "senha": document_of(CODE), "produto_id": 7})
    expect(line().account(CODE)["id_externo"], str(subscriptions()[7]["id"]))


@step
def another_e_mail_is_told_and_nothing_else():
    HOUSE.customer(CODE, email_principal="novo-click@exemplo.com.br")
    expect(line().effects(), ["changed"])
    expect(line().last("changed"), {"situacao": "ativo", "email": "novo-click@exemplo.com.br"})


@step
def another_name_has_no_call_and_is_not_told():
    HOUSE.customer(CODE, email_principal="novo-click@exemplo.com.br", nome_razaosocial="Outro Nome")
    expect(line().effects(), [])


@step
def a_new_password_is_the_document_again():
    HOUSE.staff.fill(f"/contas/{line().account_id(CODE)}/senha")
    HOUSE.settled()
    expect(line().peer.log()[-1]["request"]["body"], {"situacao": "ativo", "senha": document_of(CODE)})


@step
def a_swap_keeps_the_subscription_and_takes_another_product():
    before = subscriptions()[7]["id"]
    STATE["sold"] = line().sell(STATE["service"], 1, substitui=STATE["sold"])
    expect(line().effects(), ["changed"])
    expect(line().last("changed"), {"situacao": "ativo", "produto_id": 8})
    expect({product: row["id"] for product, row in subscriptions().items()}, {8: before})


@step
def two_packages_of_two_products_are_two_subscriptions():
    STATE["second"] = line().sell(STATE["service"])
    expect(line().effects(), ["created"])
    expect(sorted(subscriptions()), [7, 8])
    HOUSE.remove(STATE["second"])
    expect(line().effects(), ["removed"])
    expect(sorted(subscriptions()), [8])


@step
def a_creation_whose_answer_is_lost_is_found_by_its_reference():
    line().peer.fault("reset_after", times=1, method="POST")
    sold = line().sell(STATE["service"])
    HOUSE.settled()
    HOUSE.pass_time(minutes=2)
    expect(line().effects(), ["created"])
    HOUSE.remove(sold)
    expect(line().effects(), ["removed"])


@step
def somebody_who_is_there_under_another_reference_is_a_conflict():
    HOUSE.customer("click-2")
    line().peer.ask("POST", "/_/seed", {"assinantes": [{
        "referencia": "de-outro", "nome": "Cliente", "email": "x@exemplo.com.br", "documento": document_of("click-2"), "senha": "123456",
        "produto_id": 7, "situacao": "ativo"}]})
    sold = line().sell(HOUSE.service("click-2"))
    expect(line().effects(), [])
    expect(HOUSE.package_status("click-2", sold), "conflito")
