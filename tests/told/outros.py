"""What is the webhook's own: a signed notice for each package of a service, whatever another one has; edits are told to nobody."""
from sentences import Sentences

from .house import HOUSE, document_of, expect

step = Sentences()
CODE, STATE = "424242", {}


def line():
    return HOUSE.lines["outros"]


def last():
    """The last notice, and its headers."""
    request = [entry for entry in line().peer.log() if entry["effect"] not in ("fault",)][-1]["request"]
    return request["body"], request["headers"]


@step
def a_sale_sends_a_notice_with_all_that_the_contract_names():
    HOUSE.customer(CODE)
    STATE["service"] = HOUSE.service(CODE)
    STATE["sold"] = line().sell(STATE["service"], cliente_servico_pacote_parametro=[{"chave": "sala", "valor": "azul"}])
    expect(line().effects(), ["created"])
    body, headers = last()
    customer_id = int(HOUSE.id_of("customer", f"code = '{CODE}'"))
    expect(body, {
        "tipo": "cadastro", "status": "aguardando_cadastro", "id_cliente_servico_pacote": STATE["sold"],
        "pacote": {"id_pacote": int(HOUSE.id_of("package", "code = 'outros-TVX'")), "descricao": "outros-TVX", "produtos": ["TVX"]},
        "cliente_servico": {
            "id_cliente_servico": STATE["service"], "servico_status": {"prefixo": "servico_habilitado"},
            "cliente": {"id_cliente": customer_id, "codigo_cliente": int(CODE), "nome_razaosocial": f"Cliente {CODE}",
                        "cpf_cnpj": document_of(CODE), "email_principal": f"{CODE}@exemplo.com.br"}},
        "parametros": {"sala": "azul"}})
    expect(headers["webhook-id"], f"{STATE['sold']}-1")


@step
def a_suspension_says_how_the_service_stands():
    HOUSE.status(STATE["service"], "suspenso_debito")
    expect(line().effects(), ["suspended"])
    body, headers = last()
    expect((body["tipo"], body["status"], body["cliente_servico"]["servico_status"]["prefixo"], headers["webhook-id"]),
           ("suspensao", "aguardando_suspensao", "suspenso_debito", f"{STATE['sold']}-2"))
    HOUSE.status(STATE["service"], "servico_habilitado")
    expect(line().effects(), ["enabled"])
    expect(last()[0]["tipo"], "habilitacao")


@step
def an_edit_is_told_to_nobody_and_the_form_says_so():
    HOUSE.pass_time(seconds=1)
    HOUSE.erp("PUT", f"pacote/{STATE['sold']}", {"cliente_servico_pacote_parametro": [{"chave": "sala", "valor": "verde"}]})
    HOUSE.customer(CODE, nome_razaosocial="Outro Nome")
    expect(line().effects(), [])
    assert "não" in HOUSE.staff.page(f"{HOUSE.service_path(STATE['service'])}/pacotes/{STATE['sold']}/editar").text


@step
def a_second_service_with_the_same_package_is_told_apart():
    second = HOUSE.service(CODE)
    sold = line().sell(second)
    expect(line().effects(), ["created"])
    HOUSE.status(second, "suspenso_debito")
    expect(line().effects(), ["suspended"])
    HOUSE.remove(sold)
    expect(line().effects(), ["removed"])
    expect(list(line().stands(CODE).values()), ["ativo"])


@step
def a_notice_whose_answer_is_lost_comes_again_under_its_id_and_is_dropped():
    line().peer.fault("reset_after", times=1)
    HOUSE.status(STATE["service"], "suspenso_debito")
    HOUSE.settled()
    HOUSE.pass_time(minutes=2)
    expect(line().effects(), ["suspended"])
    repeats = [entry for entry in line().peer.log() if entry["effect"] == "repeat"]
    expect([entry["webhook_id"] for entry in repeats][-1:], [last()[1]["webhook-id"]])
    HOUSE.status(STATE["service"], "servico_habilitado")
    expect(line().effects(), ["enabled"])


@step
def a_notice_that_is_answered_with_success_false_is_an_error_with_its_message():
    line().peer.fault("rejected", times=1, message="Sala lotada")
    HOUSE.customer("424243")
    number = HOUSE.service("424243")
    sold = line().sell(number)
    expect(line().effects(), [])
    expect(HOUSE.package_status("424243", sold), "erro")
    assert "Sala lotada" in HOUSE.account_page(line().account_id("424243"))
    HOUSE.staff.fill(f"/contas/{line().account_id('424243')}/transmitir")
    expect(line().effects(), ["created"])
