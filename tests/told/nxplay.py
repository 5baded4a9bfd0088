"""What is NX Play's own: the password and its padding, the frozen e-mail, the flags, one subscriber with all products."""
from sentences import Sentences

from .house import HOUSE, document_of, expect

step = Sentences()
CODE, STATE = "nx-1", {}


def line():
    return HOUSE.lines["nxplay"]


def subscriber(code=CODE):
    """The double's row of a customer; None when there is none."""
    mine = line().account(code)
    rows = [row for row in line().peer.table("assinantes") if mine and row.get("codigo_externo") == mine["subscriber_id"]]
    assert len(rows) <= 1, f"{code} stands there {len(rows)} times"
    return rows[0] if rows else None


def edit(**parameters):
    HOUSE.pass_time(seconds=1)  # which edit was the last is told by its time (D52)
    HOUSE.erp("PUT", f"pacote/{STATE['tv']}", {"cliente_servico_pacote_parametro": [
        {"chave": name, "valor": value} for name, value in parameters.items()]})


@step
def a_sale_creates_the_account_with_its_login_its_padded_password_its_product_and_its_flags():
    HOUSE.customer(CODE)
    STATE["service"] = HOUSE.service(CODE, login_autenticacao="1234")
    STATE["tv"] = line().sell(STATE["service"], cliente_servico_pacote_parametro=[{"chave": "noggin", "valor": "false"}])
    expect(line().effects(), ["created"])
    row = subscriber()
    expect((row["email"], row["planos"], row["status"], row["noggin"], row["paramount"], row["cpf"]),
           (f"{CODE}@exemplo.com.br", ["SEAC"], "ativo", False, True, document_of(CODE)))
    expect(line().last("created")["senha"], "001234")


@step
def another_source_of_the_password_sends_the_password_and_nothing_else():
    edit(noggin="false", usuario="id_cliente_servico")
    expect(line().effects(), ["changed"])
    expect(line().last("changed"), {"senha": f"{STATE['service']:06}"})


@step
def a_changed_source_field_sends_no_password_before_somebody_asks():
    HOUSE.erp("PUT", f"cliente_servico/{STATE['service']}", {"login_autenticacao": "outro-login"})
    edit(noggin="false", usuario="login_autenticacao")
    expect(line().effects(), ["changed"])
    expect(line().last("changed"), {"senha": "outro-login"})
    HOUSE.erp("PUT", f"cliente_servico/{STATE['service']}", {"login_autenticacao": "mais-um"})
    expect(line().effects(), [])
    HOUSE.staff.fill(f"/contas/{line().account_id(CODE)}/senha")
    expect(line().effects(), ["changed"])
    expect(line().last("changed"), {"senha": "mais-um"})


@step
def flags_are_told_as_they_are_edited():
    edit(paramount="false")
    expect(line().effects(), ["changed"])
    expect((subscriber()["noggin"], subscriber()["paramount"]), (True, False))


@step
def an_e_mail_changed_in_the_erp_stays_as_transmitted():
    HOUSE.customer(CODE, email_principal="novo-nx@exemplo.com.br")
    expect(line().effects(), [])
    expect(subscriber()["email"], f"{CODE}@exemplo.com.br")


@step
def another_name_is_told():
    HOUSE.customer(CODE, email_principal="novo-nx@exemplo.com.br", nome_razaosocial="Outro Nome")
    expect(line().effects(), ["changed"])
    expect(subscriber()["nome"], "Outro Nome")


@step
def another_package_of_another_product_is_one_change():
    films = line().sell(STATE["service"], 1)
    expect(line().effects(), ["changed"])
    expect(subscriber()["planos"], ["FULL", "SEAC"])
    HOUSE.remove(films)
    expect(line().effects(), ["changed"])
    expect(subscriber()["planos"], ["SEAC"])


@step
def of_two_services_the_flags_are_those_that_any_package_enables():
    second = HOUSE.service(CODE)
    sold = line().sell(second)
    expect(line().effects(), ["changed"])
    expect(subscriber()["paramount"], True)
    HOUSE.remove(sold)
    expect(line().effects(), ["changed"])
    expect(subscriber()["paramount"], False)


@step
def a_customer_without_e_mail_waits_and_goes_by_itself_once_it_is_there():
    HOUSE.customer("nx-2", email_principal=None)
    sold = line().sell(HOUSE.service("nx-2"))
    expect(line().effects(), [])
    expect(HOUSE.package_status("nx-2", sold), "pendencia_cadastro")
    HOUSE.customer("nx-2")
    expect(line().effects(), ["created"])


@step
def an_account_that_was_removed_takes_the_e_mail_of_today_when_it_comes_back():
    HOUSE.remove(STATE["tv"])
    expect(line().effects(), ["removed"])
    expect(subscriber(), None)
    HOUSE.erp("PATCH", f"pacote/ativar/{STATE['tv']}", {})
    expect(line().effects(), ["created"])
    expect(subscriber()["email"], "novo-nx@exemplo.com.br")
