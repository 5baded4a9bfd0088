"""What is Campsoft's own: a customer that needs a phone, contracts whose identifier and label stay, one package at a time."""
from sentences import Sentences

from .house import HOUSE, document_of, expect

step = Sentences()
CODE, STATE = "camp-1", {}


def line():
    return HOUSE.lines["campsoft"]


def there(code=CODE):
    """The customer and the contracts of a document."""
    tables = line().peer.state()["tables"]
    return tables.get("customers", {}).get(document_of(code)), [
        each for each in tables.get("contracts", {}).values() if each["document"] == document_of(code)]


def edit(sold, **parameters):
    HOUSE.pass_time(seconds=1)
    HOUSE.erp("PUT", f"pacote/{sold}", {"cliente_servico_pacote_parametro": [
        {"chave": name, "valor": value} for name, value in parameters.items()]})


@step
def a_customer_without_a_phone_waits_and_goes_by_itself_once_it_is_there():
    HOUSE.customer(CODE, telefone_primario=None)
    STATE["service"] = HOUSE.service(CODE)
    STATE["sold"] = line().sell(STATE["service"])
    expect(line().effects(), [])
    expect(HOUSE.package_status(CODE, STATE["sold"]), "pendencia_cadastro")
    assert "telefone" in HOUSE.account_page(line().account_id(CODE))
    HOUSE.customer(CODE)
    expect(line().effects(), ["created", "created"])
    person, contracts = there()
    expect({name: person[name] for name in ("name", "email", "login", "phone", "password")}, {
        "name": f"Cliente {CODE}", "email": f"{CODE}@exemplo.com.br", "login": f"{CODE}@exemplo.com.br",
        "phone": {"ddi": "55", "ddd": "34", "number": "991234567"}, "password": document_of(CODE)})
    expect(contracts, [{"document": document_of(CODE), "contract_identifier": str(STATE["service"]),
                        "label": f"campsoft-CLUBE-{STATE['sold']}", "product": "CLUBE", "status": "active"}])


@step
def the_contract_identifier_survives_a_migration_and_a_swap():
    STATE["migrated"] = HOUSE.service(CODE, plan="fibra-2", id_cliente_servico_antigo=STATE["service"])
    expect(line().effects(), [])
    before = there()[1][0]
    STATE["sold"] = line().sell(STATE["migrated"], 1, substitui=STATE["sold"])
    expect(line().effects(), ["changed"])
    expect(there()[1], [{**before, "product": "AUDIO"}])


@step
def a_second_package_is_refused_and_the_one_in_the_way_named():
    said = line().sell(STATE["migrated"], status=409)
    expect(said["codigo"], "pacote_unico_ativo")
    assert "campsoft-AUDIO" in said["msg"], said


@step
def a_change_of_name_phone_and_e_mail_follows_the_registry_and_sends_no_password():
    HOUSE.customer(CODE, nome_razaosocial="Outro Nome", telefone_primario="3732221234", email_principal="novo-camp@exemplo.com.br")
    expect(line().effects(), ["changed"])
    expect(line().last("changed"), {"name": "Outro Nome", "email": "novo-camp@exemplo.com.br", "login": "novo-camp@exemplo.com.br",
                                    "phone": {"ddi": "55", "ddd": "37", "number": "32221234"}})


@step
def another_source_of_the_password_sends_it_with_the_customer():
    edit(STATE["sold"], senha="codigo_cliente")
    expect(line().effects(), ["changed"])
    expect(line().last("changed")["password"], CODE)


@step
def the_identifier_and_the_label_that_were_typed_are_told_and_then_stay():
    HOUSE.customer("camp-2")
    number = HOUSE.service("camp-2")
    typed = [{"chave": "id_contrato", "valor": "CT-9"}, {"chave": "label", "valor": "clube-da-casa"}]
    sold = line().sell(number, cliente_servico_pacote_parametro=typed)
    expect(line().effects(), ["created", "created"])
    contract = there("camp-2")[1][0]
    expect((contract["contract_identifier"], contract["label"]), ("CT-9", "clube-da-casa"))
    HOUSE.status(number, "suspenso_debito")
    expect(line().effects(), ["suspended"])
    expect(there("camp-2")[1], [{**contract, "status": "suspended"}])
    HOUSE.remove(sold)
    expect(line().effects(), ["removed"])
    person, contracts = there("camp-2")
    assert person and not contracts, (person, contracts)


@step
def a_token_that_ended_is_renewed_once_and_the_call_repeated():
    line().peer.fault("token_expired", times=1)
    HOUSE.status(STATE["migrated"], "suspenso_debito")
    expect(line().effects(), ["suspended"])
    HOUSE.status(STATE["migrated"], "servico_habilitado")
    expect(line().effects(), ["enabled"])
    expect(HOUSE.sql("SELECT COUNT(*) FROM transmission_queue WHERE paused_at IS NOT NULL"), [["0"]])
