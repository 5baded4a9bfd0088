"""A customer's life at every platform alike: sold, suspended, enabled, swapped, removed, by the ERP and by a person at the pages;
and what must not be told. What is one gateway's own stands in its file."""
import time

from sentences import Sentences
from visitor import Refused

from .house import HOUSE, expect

# What a platform says to have done. PlayHub has no suspension: what is suspended is not there (D49).
DONE = {
    "nxplay": {"swap": ["changed"]},
    "click_sistemas": {"swap": ["changed"]},
    "campsoft": {"sale": ["created", "created"], "swap": ["changed"]},
    "watch_brasil": {},
    "playhub": {"sale": ["created", "created"], "suspension": ["removed"], "enabling": ["created"]},
    "celetihub": {"sale": ["created", "created"]},
    "outros": {},
}
USUAL = {"sale": ["created"], "suspension": ["suspended"], "enabling": ["enabled"], "swap": ["removed", "created"], "removal": ["removed"]}


def sentences(gateway):
    """The whole life at a gateway."""
    step, told = Sentences(), {**USUAL, **DONE[gateway]}
    code, state = f"vida-{gateway.replace('_', '-')}", {}

    def line():
        return HOUSE.lines[gateway]

    def tells(*acts):
        """Each act's effects, and nothing else."""
        expect(line().effects(), [effect for act in acts for effect in told[act]])

    def has(which, situation="ativo", whose=code):
        """One of the products alone stands there; which=None: nothing."""
        standing = line().stands(whose)
        if gateway == "outros":  # a service package each; its package is the product's
            standing = {key.split(" ")[0].removeprefix("outros-"): value for key, value in standing.items()}
        there = situation == "ativo" or gateway != "playhub"
        expect(standing, {line().products[which]: situation} if which is not None and there else {})

    def sentence(function):
        function.__name__ = f"at_{gateway}_{function.__name__}"
        return step(function)

    @sentence
    def a_sale_creates_what_was_sold():
        line().open_door()
        HOUSE.customer(code)
        state["service"] = HOUSE.service(code)
        state["sold"] = line().sell(state["service"])
        tells("sale")
        has(0)
        expect(HOUSE.package_status(code, state["sold"]), "ativo")

    if gateway != "playhub":  # nothing can be asked of it without an effect
        @sentence
        def testing_says_that_the_credential_is_accepted_and_what_is_sold():
            said = line().tested()
            assert "A plataforma aceitou a credencial e listou" in said, said

    @sentence
    def a_suspension_suspends_and_a_payment_enables():
        HOUSE.status(state["service"], "suspenso_debito")
        tells("suspension")
        has(0, "suspenso")
        expect(HOUSE.package_status(code, state["sold"]), "suspenso")
        HOUSE.status(state["service"], "servico_habilitado")
        tells("enabling")
        has(0)

    @sentence
    def a_suspension_and_an_enabling_within_a_second_send_nothing_or_end_right():
        HOUSE.status(state["service"], "suspenso_debito")
        HOUSE.status(state["service"], "servico_habilitado")
        assert line().effects() in ([], told["suspension"] + told["enabling"])
        has(0)

    @sentence
    def a_payment_lifts_a_suspension_of_which_nobody_knows_whether_it_arrived():
        line().peer.fault("reset_after", times=1)
        HOUSE.status(state["service"], "suspenso_debito")
        HOUSE.settled()
        HOUSE.status(state["service"], "servico_habilitado")
        for _ in range(3):
            HOUSE.settled()
            HOUSE.pass_time(minutes=2)
        line().peer.well()
        HOUSE.settled()
        has(0)
        line().effects()

    @sentence
    def an_e_mail_changed_in_the_erp_makes_no_cancellation_miss():
        HOUSE.customer(code, email_principal=f"novo-{code}@exemplo.com.br")
        assert line().effects() in ([], ["changed"])
        HOUSE.remove(state["sold"])
        tells("removal")
        has(None)

    @sentence
    def a_restoration_creates_again_under_the_same_subscriber_id():
        before = line().account(code)["subscriber_id"]
        HOUSE.erp("PATCH", f"pacote/ativar/{state['sold']}", {})
        expect(line().effects(), ["created"])
        has(0)
        expect(line().account(code)["subscriber_id"], before)

    @sentence
    def a_migration_that_keeps_the_product_sends_nothing():
        state["service"] = HOUSE.service(code, plan="fibra-2", id_cliente_servico_antigo=state["service"])
        expect(line().effects(), [])
        has(0)

    @sentence
    def a_migration_to_another_plan_of_the_same_service_sends_nothing():
        HOUSE.erp("PUT", f"cliente_servico/{state['service']}", {"plano": "fibra"})
        expect(line().effects(), [])
        has(0)

    if gateway not in ("outros", "campsoft"):  # D15: one is told of each package of a service; the other sells one at a time (D11)
        @sentence
        def a_second_service_with_the_same_product_sends_nothing_when_it_is_removed_or_suspended():
            second = HOUSE.service(code)
            sold = line().sell(second)
            expect(line().effects(), [])
            HOUSE.status(second, "suspenso_debito")
            expect(line().effects(), [])
            has(0)
            HOUSE.remove(sold)
            expect(line().effects(), [])
            has(0)

    @sentence
    def a_swap_leaves_the_other_product_alone_there():
        state["sold"] = line().sell(state["service"], 1, substitui=state["sold"])
        tells("swap")
        has(1)

    @sentence
    def a_service_that_is_over_removes_and_enabled_again_creates():
        HOUSE.status(state["service"], "cancelado")
        tells("removal")
        has(None)
        HOUSE.status(state["service"], "servico_habilitado")
        expect(line().effects(), ["created"])
        has(1)

    @sentence
    def a_removal_while_suspended_removes():
        HOUSE.status(state["service"], "suspenso_debito")
        tells("suspension")
        HOUSE.remove(state["sold"])
        expect(line().effects(), [] if gateway == "playhub" else told["removal"])
        has(None)
        expect(HOUSE.package_status(code, state["sold"]), None)

    @sentence
    def what_was_never_enabled_is_not_sent_and_goes_with_the_first_enabling():
        HOUSE.customer(f"{code}-2")
        number = HOUSE.service(f"{code}-2", status_prefixo="aguardando_instalacao")
        sold = line().sell(number)
        expect(line().effects(), [])
        expect(HOUSE.package_status(f"{code}-2", sold), "aguardando_habilitacao")
        HOUSE.status(number, "servico_habilitado")
        tells("sale")
        has(0, whose=f"{code}-2")

    @sentence
    def a_whole_life_goes_through_the_pages():
        whose = f"{code}-3"
        HOUSE.customer(whose)
        number = HOUSE.service(whose)
        path = HOUSE.service_path(number)
        HOUSE.staff.fill(f"{path}/pacotes/novo?pacote={package_id(0)}")
        tells("sale")
        has(0, whose=whose)
        HOUSE.staff.fill(f"{path}/status", status_prefixo="suspenso_debito")
        tells("suspension")
        HOUSE.staff.fill(f"{path}/status", status_prefixo="servico_habilitado")
        tells("enabling")
        HOUSE.staff.fill(f"{path}/pacotes/{sold_id(number)}/trocar?pacote={package_id(1)}")
        tells("swap")
        has(1, whose=whose)
        HOUSE.staff.fill(f"{path}/pacotes/{sold_id(number)}/remover")
        tells("removal")
        has(None, whose=whose)

    def package_id(which):
        return HOUSE.id_of("package", f"code = '{line().package(line().products[which])}'")

    def sold_id(number):
        return HOUSE.id_of("service_package", "removed_at IS NULL AND service_id = "
                                              f"(SELECT id FROM customer_service WHERE external_id = {number})")

    if gateway in ("click_sistemas", "campsoft"):
        @sentence
        def a_package_of_two_products_is_refused():
            said = HOUSE.erp("PUT", f"pacote_catalogo/{gateway}-dois", line().package_body(list(line().products)), 409)
            expect(said["codigo"], "um_produto_por_pacote")

    @sentence
    def no_call_was_out_of_the_contract():
        expect(line().peer.violations(), [])

    return step
