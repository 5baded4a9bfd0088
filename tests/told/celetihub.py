"""What is CeletiHub's own: an activation that the customer concludes, a cap at which requests wait, ends that are scheduled."""
from sentences import Sentences

from .house import HOUSE, document_of, expect

step = Sentences()
CODE, STATE = "cele-1", {}


def line():
    return HOUSE.lines["celetihub"]


def seed(**tables):
    line().peer.ask("POST", "/_/seed", tables)


def product(number=25, **more):
    seed(products=[{"id": number, "name": "Paramount+", "code": "paramount", **more}])


def conclude(code=CODE):
    seed(concluir=[{"document": document_of(code), "contentSupplierProduct": 25}])


@step
def a_sale_puts_the_subscriber_and_waits_for_the_customer_to_conclude():
    HOUSE.customer(CODE)
    STATE["service"] = HOUSE.service(CODE)
    STATE["sold"] = line().sell(STATE["service"])
    expect(line().effects(), ["created", "created"])
    expect(line().peer.table("subscribers")[-1], {"document": document_of(CODE), "name": f"Cliente {CODE}",
                                                  "email": f"{CODE}@exemplo.com.br", "phone": "34991234567"})
    expect([row["situation"] for row in line().peer.table("provisions") if row["document"] == document_of(CODE)], ["checkout"])
    expect(HOUSE.package_status(CODE, STATE["sold"]), "ativo")
    assert "guarda o cliente concluir a ativação" in HOUSE.account_page(line().account_id(CODE))
    conclude()


@step
def name_e_mail_and_phone_follow_the_registry():
    HOUSE.customer(CODE, nome_razaosocial="Outro Nome", email_principal="novo-cele@exemplo.com.br", telefone_primario="3732221234")
    expect(line().effects(), ["changed"])
    expect(line().last("changed"), {"name": "Outro Nome", "email": "novo-cele@exemplo.com.br", "phone": "3732221234"})


@step
def a_scheduled_suspension_is_looked_at_hourly_until_it_is_there():
    product(agenda=True)
    HOUSE.status(STATE["service"], "suspenso_debito")
    expect(line().effects(), ["suspended"])
    expect(HOUSE.package_status(CODE, STATE["sold"]), "aguardando_suspensao")
    conclude()
    HOUSE.pass_time(minutes=61)
    expect(line().effects(), [])
    expect(HOUSE.package_status(CODE, STATE["sold"]), "suspenso")
    HOUSE.status(STATE["service"], "servico_habilitado")
    expect(line().effects(), ["enabled"])
    product(agenda=False)


@step
def above_the_cap_a_request_waits_and_goes_by_itself_once_there_is_a_place():
    product(cap=sum(row["contentSupplierProduct"] == 25 and row["status"] != 3 for row in line().peer.table("provisions")))
    HOUSE.customer("cele-2")
    second = line().sell(HOUSE.service("cele-2"))
    HOUSE.settled()
    expect(line().stands("cele-2"), {"25": "espera"})
    assert HOUSE.package_status("cele-2", second) != "ativo"
    HOUSE.remove(STATE["sold"])
    HOUSE.settled()
    HOUSE.pass_time(minutes=61)
    HOUSE.settled()
    expect(line().stands("cele-2"), {"25": "ativo"})
    expect(HOUSE.package_status("cele-2", second), "ativo")
    line().effects()
    product(cap=None)
