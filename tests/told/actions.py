"""What a person asks of an account: a table gateway × action made from the contracts, every one of them pressed at the pages
against the doubles, and what a contract lacks is not shown."""
import re

from product import wait_until
from sentences import Sentences
from visitor import Refused

from .house import HOUSE, document_of, expect

# What an account that stands offers, and what one in conflict offers besides.
OFFERED = {
    "nxplay": ["senha", "recriar"],
    "click_sistemas": ["senha", "email", "recriar"],
    "campsoft": ["senha", "email", "recriar"],
    "watch_brasil": ["ativacao", "email", "recriar"],
    "playhub": ["senha", "email"],
    "celetihub": ["ativacao", "email", "recriar"],
    "outros": [],
}
IN_CONFLICT = {"nxplay": ["adotar", "separar"], "click_sistemas": ["email", "adotar"],
               "playhub": ["email", "adotar"]}
ACTIONS = ["senha", "ativacao", "email", "recriar", "adotar", "separar"]
REMADE = {"nxplay": ["removed", "created"], "click_sistemas": ["removed", "created"], "campsoft": ["removed", "created"],
          "watch_brasil": ["removed", "created"], "celetihub": ["removed", "created"]}


def seed_of_stranger(gateway, code):
    """Somebody who is in the way of a customer."""
    email, document = f"{code}@exemplo.com.br", document_of(code)
    if gateway == "nxplay":
        return {"assinantes": [{"nome": "Antigo Cadastro", "email": email, "codigo_externo": "cadastro-antigo"}]}
    if gateway == "click_sistemas":
        return {"assinantes": [{"referencia": f"antiga{document}-1", "nome": "Antigo Cadastro", "email": email, "documento": document, "senha": "x",
                                "produto_id": 7}]}
    return {"customers": [{"Username": email, "Document": document_of(f"{code}-outro"), "Password": "x", "Name": "Antigo Cadastro",
                           "Email": email, "Mobile": "34991234567"}]}


def sentences(gateway):
    """Every action of a gateway."""
    step, code = Sentences(), f"acao-{gateway.replace('_', '-')}"

    def line():
        return HOUSE.lines[gateway]

    def path(whose=code):
        return f"/contas/{line().account_id(whose)}"

    def shown(whose=code):
        page = HOUSE.staff.page(path(whose)).text
        return [each for each in ACTIONS if f'href="{path(whose)}/{each}"' in page]

    def press(action, whose=code, **fields):
        HOUSE.staff.fill(f"{path(whose)}/{action}", **fields)
        HOUSE.settled()

    def history(whose=code):
        return HOUSE.staff.page(f"{path(whose)}/historico").text

    def answers(action, whose=code):
        """The page of an action that is not shown leads back."""
        return HOUSE.staff.page(f"{path(whose)}/{action}").status

    def attempts(whose=code):
        return int(HOUSE.sql(f"SELECT COUNT(*) FROM attempt WHERE account_id = {line().account_id(whose)} AND delivery = 'entregue'")[0][0])

    def sold(whose):
        HOUSE.customer(whose)
        line().sell(HOUSE.service(whose))
        if gateway == "watch_brasil":  # its token comes by a code, which is looked for after some seconds
            wait_until(lambda: HOUSE.pass_time(seconds=6) or line().stands(whose))
        HOUSE.settled()

    def sentence(function):
        function.__name__ = f"at_{gateway}_{function.__name__}"
        return step(function)

    @sentence
    def an_account_offers_what_its_contract_has_and_nothing_else():
        sold(code)
        expect(shown(), OFFERED[gateway])
        for action in ACTIONS:
            expect(answers(action), 200 if action in OFFERED[gateway] else 303)
        line().effects()

    @sentence
    def transmitting_again_what_stands_as_it_should_sends_nothing():
        press("transmitir")
        expect(line().effects(), [])
        assert "Transmitida de novo" in history()

    if "senha" in OFFERED[gateway]:
        @sentence
        def a_new_password_is_sent_once():
            before = attempts()
            press("senha")
            expect(attempts(), before + 1)
            assert "Senha redefinida na plataforma" in history()

    if "ativacao" in OFFERED[gateway]:
        @sentence
        def the_activation_is_sent_again_by_the_platform_and_its_call_can_be_read():
            press("ativacao")
            expect([entry["effect"] for entry in line().peer.log()].count("mailed"), 1)
            page = HOUSE.account_page(line().account_id(code))
            assert "Ativação reenviada." in page and ("sendemailactivation" in page or "resend_activation_email" in page)
            assert "Ativação reenviada pela plataforma" in history()

    if "email" in OFFERED[gateway]:
        @sentence
        def a_mended_email_goes_to_the_registry_and_to_the_platform():
            line().effects()
            press("email", email=f"novo-{code}@exemplo.com.br")
            expect(line().effects(), ["changed"])
            expect(HOUSE.sql(f"SELECT email FROM customer WHERE code = '{code}'")[0][0], f"novo-{code}@exemplo.com.br")
            try:
                HOUSE.staff.fill(f"{path()}/email", email="sem arroba")
            except Refused:
                return
            raise AssertionError("an e-mail that is none was taken")

    if "recriar" in OFFERED[gateway]:
        @sentence
        def an_account_is_removed_and_created_anew_and_then_left_alone():
            line().effects()
            before = line().stands(code)
            press("recriar")
            effects = line().effects()
            expect([each for each in effects if each != "changed"], REMADE[gateway])
            expect(line().stands(code), before)
            assert "Conta recriada na plataforma" in history()
            HOUSE.pass_time(hours=7)
            press("transmitir")
            expect(line().effects(), [])

    if gateway == "nxplay":
        @sentence
        def an_account_made_anew_takes_the_email_that_was_frozen_from_the_registry_or_as_typed():
            HOUSE.customer(code, email_principal="outra@exemplo.com.br")
            HOUSE.settled()
            expect(email_there(), f"{code}@exemplo.com.br")
            assert "outra@exemplo.com.br" in HOUSE.staff.page(f"{path()}/recriar").text
            press("recriar")
            expect(email_there(), "outra@exemplo.com.br")
            press("recriar", email="so-nxplay@exemplo.com.br")
            expect(email_there(), "so-nxplay@exemplo.com.br")
            line().effects()

        def email_there(whose=code):
            owner = line().owner(whose)
            return [row["email"] for row in line().peer.table("assinantes") if row.get("codigo_externo", "").upper() == owner.upper()][0]

    if gateway in IN_CONFLICT:
        rival = f"{code}-rival"

        @sentence
        def an_account_in_conflict_offers_the_ways_out():
            line().peer.ask("POST", "/_/seed", seed_of_stranger(gateway, rival))
            sold(rival)
            expect(line().stands(rival) if gateway != "playhub" else {}, {})
            expect(shown(rival), IN_CONFLICT[gateway])
            line().effects()

        if "separar" in IN_CONFLICT[gateway]:
            @sentence
            def it_is_created_apart_with_an_email_of_its_own():
                press("separar", rival, email="a-parte@exemplo.com.br")
                expect(line().effects(), ["created"])
                expect(email_there(rival), "a-parte@exemplo.com.br")
                expect([row["email"] for row in line().peer.table("assinantes") if row.get("codigo_externo") == "cadastro-antigo"],
                       [f"{rival}@exemplo.com.br"])
                assert "Conta criada à parte" in history(rival)

        @sentence
        def what_is_in_the_way_is_taken_for_ours_by_whom_the_trail_names():
            whose = f"{code}-adota"
            line().peer.ask("POST", "/_/seed", seed_of_stranger(gateway, whose))
            sold(whose)
            page = HOUSE.staff.page(f"{path(whose)}/adotar").text
            assert "Só adote se for a mesma pessoa" in page
            line().effects()
            press("adotar", whose)
            assert "removed" not in line().effects()
            expect(HOUSE.sql(f"SELECT COUNT(*) FROM account WHERE id = {line().account_id(whose)} AND waits_as IS NOT NULL"), [["0"]])
            assert "Conta da plataforma adotada" in history(whose) and "Ana" in history(whose)
            holders(whose)

        def holders(whose):
            if gateway == "nxplay":
                expect(list(line().stands(whose).values()), ["ativo"])
                expect(email_there(whose), f"{whose}@exemplo.com.br")
            elif gateway == "click_sistemas":
                expect(len([row for row in line().peer.table("assinantes") if row["documento"] == document_of(whose)]), 1)
            else:
                expect([row["ProductId"] for row in line().peer.table("subscriptions") if row["Username"] == f"{whose}@exemplo.com.br"],
                       [line().products[0]])

        @sentence
        def an_account_of_another_customer_here_is_never_taken():
            whose = f"{code}-alheia"
            more = {"cpf_cnpj": document_of(f"{code}-adota")} if gateway == "click_sistemas" else {
                "email_principal": f"{code}-adota@exemplo.com.br"}
            HOUSE.customer(whose, **more)
            line().sell(HOUSE.service(whose))
            HOUSE.settled()
            answer = HOUSE.staff.page(f"{path(whose)}/adotar")
            expect(answer.status, 303)
            page = HOUSE.staff.page(path(whose)).text
            assert re.search("É a conta de outro cliente daqui", page), "not said"

    @sentence
    def the_doubles_saw_nothing_out_of_the_contract():
        expect(line().peer.violations(), [])

    return step
