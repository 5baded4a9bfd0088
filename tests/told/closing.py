"""An integration whose accounts are removed, kept after all, or left where they are while it is inactive (D58): it finds them
again, none twice and none lost."""
from product import wait_until
from sentences import Sentences

from .house import HOUSE, expect


def sentences(gateway):
    step, code = Sentences(), f"fim-{gateway.replace('_', '-')}"
    state = {}

    def line():
        return HOUSE.lines[gateway]

    def path(action=""):
        return f"/plataformas/{HOUSE.id_of('integration', f'code = {gateway!r}')}{action}"

    def is_active():
        return HOUSE.erp("GET", f"plataforma/{gateway}")["plataforma"]["ativo"]

    def ours():
        return {each: line().stands(each) for each in (f"{code}-1", f"{code}-2", f"{code}-3")}

    def sentence(function):
        function.__name__ = f"at_{gateway}_{function.__name__}"
        return step(function)

    @sentence
    def inactive_it_keeps_what_changes_and_tells_it_when_it_is_back():
        for number in (1, 2, 3):
            HOUSE.customer(f"{code}-{number}")
            state[number] = HOUSE.service(f"{code}-{number}")
            line().sell(state[number])
        HOUSE.settled()
        state["standing"] = ours()
        line().effects()
        page = HOUSE.staff.page(path("/inativar")).text
        assert f'href="{path("/remover-contas")}"' in page and "Remover as contas antes" in page, "not offered first"
        HOUSE.staff.fill(path("/inativar"))
        expect(is_active(), False)
        HOUSE.status(state[1], "suspenso_debito")
        expect([effect for effect, _ in line().peer.news()], [])
        HOUSE.staff.fill(path("/ativar"))
        wait_until(lambda: HOUSE.pending() == 0)
        assert line().effects() in (["suspended"], ["removed"]), "a suspension was lost"
        HOUSE.status(state[1], "servico_habilitado")
        HOUSE.settled()
        line().effects()
        expect(ours(), state["standing"])

    @sentence
    def all_of_its_accounts_go_nothing_is_sold_meanwhile_and_then_it_is_inactive():
        line().peer.fault("refused")
        HOUSE.staff.fill(path("/remover-contas"))
        said = line().sell(state[1], 1, status=409)
        expect(said["codigo"], "integracao_inativa")
        assert "Removendo as contas" in HOUSE.staff.page(path("/transmissoes")).text
        assert "Encerrando" in HOUSE.staff.page("/plataformas").text
        expect(is_active(), True)
        line().peer.well()
        assert wait_until(lambda: HOUSE.pass_time(minutes=11) or not is_active(), 40), "it never became inactive"
        expect([each for each in ours().values() if each], [])
        history = HOUSE.staff.page(path("/historico")).text
        assert "Remoção das contas pedida" in history and "Contas removidas da plataforma" in history

    @sentence
    def active_again_it_has_each_account_once():
        line().effects()
        HOUSE.staff.fill(path("/ativar"))
        assert wait_until(lambda: HOUSE.pass_time(minutes=11) or ours() == state["standing"]), (ours(), state["standing"])
        HOUSE.settled()
        expect(ours(), state["standing"])

    @sentence
    def kept_after_all_what_had_gone_is_created_again():
        HOUSE.staff.fill(path("/pausar"))
        HOUSE.staff.fill(path("/remover-contas"))
        HOUSE.staff.fill(path("/manter-contas"))
        HOUSE.staff.fill(path("/retomar"))
        wait_until(lambda: HOUSE.pending() == 0)
        expect(ours(), state["standing"])
        expect(is_active(), True)

    @sentence
    def no_call_was_out_of_the_contract():
        expect(line().peer.violations(), [])

    return step
