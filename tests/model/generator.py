"""Acts at random, from a seed: of every kind, by feed and staff in turn, at two providers, while time goes on. The generator
keeps a house of its own so that what it names mostly exists."""
import datetime
import random

from .registry import UNSENT
from .words import ENABLED, NOT_YET, OVER, STATES, SUSPENDED, TOLD

DOCUMENTS = ("52998224725", "11144477735", "39053344705", "86288366757", None)
EMAILS = ("ana@x.com.br", "bia@x.com.br", "caio@x.com.br", "davi@x.com.br", None)
PHONES = ("37998761234", "3732221234", "11987654321", None)
LOG_INS = ("ana", "bia", "caio", "davi", "eva", "Ana", "ane\u0301", "\u00a0an\u00e9\u200b", None)
PASSWORDS = ("um", "dois", "UM", None)
SOURCES = ("login_autenticacao", "cpf_cnpj", "codigo_cliente", "email", "telefone", "id_cliente_servico")
GATEWAYS = {"neo": "neo", "uno": "neo", "camp": "campsoft", "saida": "outros", "nx": "nxplay", "click": "click_sistemas"}
# What the doubles sell, and what is made of it at the provider whose platforms are told.
SOLD_THERE = {"nx": ("SEAC", "FULL"), "click": ("7", "8"), "camp": ("CLUBE", "AUDIO"), "saida": ("TVX", "TVY")}
PACKAGES_THERE = {"nx1": ("nx", "SEAC"), "nx2": ("nx", "FULL"), "nx12": ("nx", "SEAC", "FULL"), "click7": ("click", "7"), "click8": ("click", "8"),
                  "clube": ("camp", "CLUBE"), "audio": ("camp", "AUDIO"), "tvx": ("saida", "TVX"), "tvxy": ("saida", "TVX", "TVY")}
TELLING = 1  # the provider of which people have an e-mail and a document of their own: no platform has two of one
DAY = 86400


def cpf(number):
    """A document with right check digits."""
    digits = [int(each) for each in f"{200_000_000 + number}"]
    for _ in range(2):
        total = sum(each * weight for each, weight in zip(digits, range(len(digits) + 1, 1, -1)))
        digits.append(0 if total % 11 < 2 else 11 - total % 11)
    return "".join(map(str, digits))


class Generator:
    def __init__(self, seed, house):
        self.random, self.house, self.at, self.last_sent, self.sent = random.Random(seed), house, 0, {}, {}
        self.waiting = [act for on in (0, 1) for act in self.furnish(on)]

    def next_act(self):
        """The next act; the caller performs it on the house before asking for another."""
        if self.waiting:
            act = self.waiting.pop(0)
            self.at += 1
        else:
            self.pass_time()
            act = None
            while act is None:
                act = self.any_act(self.random.randrange(2))
        act["at"] = self.at
        if act["by"] == "erp" and act["do"] in ("integration", "product", "package", "plan", "edit"):
            self.sent[act["on"], act["do"], act.get("integration"), act.get("code", act.get("row"))] = act
        return act

    # --- time -------------------------------------------------------------------------------------------------------

    def pass_time(self):
        """Mostly minutes, now and then days, and often right before or at the midnight at which something ends."""
        chance = self.random.random()
        step = self.random.randint(1, 1800)
        if chance < 0.06:
            step = self.random.randint(1, 2) * DAY + self.random.randint(0, DAY)
        elif chance < 0.07:
            step = self.random.randint(8, 20) * DAY
        elif chance < 0.13:
            step = self.to_an_end() or step
        self.at += step

    def to_an_end(self):
        now = self.house.start + datetime.timedelta(seconds=self.at)
        ends = sorted(int((provider.start_of(row.limit) - now).total_seconds()) for provider in self.house.providers
                      for row in provider.sold.values() if row.limit and not row.removed)
        ends += [int((provider.start_of(service.courtesy[0]) - now).total_seconds()) for provider in self.house.providers
                 for service in provider.services.values() if service.courtesy]
        ends.sort()
        ahead = [seconds for seconds in ends if 2 < seconds < 20 * DAY]
        return ahead[0] - self.random.randint(0, 1) if ahead else None

    # --- what is there at the beginning -----------------------------------------------------------------------------

    def furnish(self, on):
        pick = self.random
        yield self.act("integration", on, code="neo", gateway="neo", set={"habilitar_suspender": pick.random() < 0.7})
        yield self.act("integration", on, code="uno", gateway="neo", set={
            "pacote_unico": True, "habilitar_suspender": pick.random() < 0.5, "usuario": pick.choice(SOURCES)})
        yield from self.furnish_told(on)
        for code in ("camp", "saida", "nx"):
            if pick.random() < 0.6 and code not in self.told_codes(on):
                yield self.act("integration", on, code=code, gateway=GATEWAYS[code], set={"habilitar_suspender": True})
                yield self.act("product", on, integration=code, code="P1", set={"nome": "P1"})
                yield self.act("package", on, code=code, integration=code, set={"valor": 1290, "produtos": ("P1",)})
        for place in ("neo", "uno"):
            for code in ("A", "B", "C"):
                yield self.act("product", on, integration=place, code=code, set={"nome": code})
        for code, products in (("a", "A"), ("b", "B"), ("c", "C"), ("ab", "AB")):
            yield self.act("package", on, code=code, integration="neo", set={"valor": pick.choice((990, 1990, 3333)), "produtos": tuple(products)})
        for code, product in (("ua", "A"), ("ub", "B")):
            yield self.act("package", on, code=code, integration="uno", set={"valor": 700, "produtos": (product,)})
        yield self.act("package", on, code="camera", integration=None, set={"valor": 500})
        for code in ("p1", "p2", "p3", "p4"):
            yield self.act("plan", on, code=code, set={"valor": pick.choice((7990, 9990, 12990)), "travar_pacotes": code == "p4",
                                                       "pacotes": self.defaults(on, (
                "a", "b", "c", "ab", "ua", "camera", *(("nx1", "nx12", "click7", "clube", "tvx") if on == TELLING else ())))})
        for number in range(1, 4):
            yield self.act("customer", on, code=str(number), set=self.person(on, str(number), whole=True))
            if on == TELLING:
                yield self.remember(self.act("service", on, number=100 + number, status="servico_habilitado", set={
                    "codigo_cliente": str(number), "plano": "p1", "login_autenticacao": pick.choice(LOG_INS), "senha_autenticacao": "um",
                    "valor": 7990}))
                for package in pick.sample(sorted(PACKAGES_THERE), 3):
                    yield self.act("sell", on, number=100 + number, package=package)

    @staticmethod
    def told_codes(on):
        return tuple(SOLD_THERE) if on == TELLING else ()

    def furnish_told(self, on):
        for code in self.told_codes(on):
            assert GATEWAYS[code] in TOLD
            yield self.act("integration", on, code=code, gateway=GATEWAYS[code], told=True, set={"habilitar_suspender": True})
            for product in SOLD_THERE[code]:
                yield self.act("product", on, integration=code, code=product, set={"nome": product})
        if on == TELLING:
            for code, (place, *products) in PACKAGES_THERE.items():
                yield self.act("package", on, code=code, integration=place, set={"valor": 1490, "produtos": tuple(products)})

    def defaults(self, on, codes):
        chosen = self.random.sample(codes, self.random.randint(0, 3))
        return tuple((code, self.random.random() < 0.4, self.random.choice((None, None, 3, 7, 15))) for code in chosen)

    def person(self, on, code, whole=False):
        documents, emails = DOCUMENTS, EMAILS
        if on == TELLING:
            documents = (cpf(2 * int(code)), cpf(2 * int(code) + 1), cpf(2 * int(code)), None)
            emails = (f"a{code}@x.com.br", f"b{code}@x.com.br", f"a{code}@x.com.br", None)
        fields = {"nome_razaosocial": self.random.choice(("Ana", "Bia", "Caio")), "cpf_cnpj": self.random.choice(documents),
                  "email_principal": self.random.choice(emails), "telefone_primario": self.random.choice(PHONES),
                  "cidade": self.random.choice(("Formiga", "Arcos", None))}
        if whole:
            return fields
        return {name: fields[name] for name in self.random.sample(sorted(fields), self.random.randint(1, 3))}

    # --- one act ----------------------------------------------------------------------------------------------------

    def act(self, do, on, by="erp", **more):
        return {"do": do, "on": on, "by": by, **more}

    def any_act(self, on):
        kinds = {"feed_customer": 7, "feed_service": 10, "feed_new_service": 6, "feed_migration": 3, "feed_repeat": 9, "feed_again": 7,
                 "feed_status": 12, "feed_sell": 9, "feed_swap": 4, "staff_swap": 4, "feed_edit": 7, "feed_remove": 5, "feed_restore": 5, "load": 4,
                 "feed_integration": 3, "feed_product": 2, "feed_package": 2, "feed_plan": 3, "work": 4, "staff_customer": 4,
                 "staff_edit_service": 4, "staff_take_back": 4, "staff_status": 6, "staff_sell": 4, "staff_edit": 3, "staff_remove": 3,
                 "staff_restore": 3, "feed_courtesy": 3, "staff_courtesy": 4, "feed_withdraw": 1, "staff_withdraw": 1,
                 "staff_migrate": 4, "staff_padroes_na_migracao": 1, "staff_switch": 5, "staff_new_service": 2, "feed_standby": 2, "staff_standby": 3, "empty": 2}
        kind = self.random.choices(list(kinds), kinds.values())[0]
        who, _, what = kind.partition("_")
        if who in ("feed", "staff"):
            return getattr(self, what)(on, "erp" if who == "feed" else "staff")
        return getattr(self, kind)(on)

    def work(self, on):
        return {"do": "work", "on": on, "by": "erp"}

    def load(self, on):
        kinds = (self.customer, self.service, self.new_service, self.status, self.sell, self.repeat, self.product)
        lines = [self.random.choice(kinds)(on, "erp") for _ in range(self.random.randint(2, 6))]
        lines = [line for line in lines if line is not None and "old" not in line]
        return self.act("load", on, lines=lines) if lines else None

    def registry(self, on):
        return self.house.providers[on]

    def some(self, things):
        things = list(things)
        return self.random.choice(things) if things else None

    def customer(self, on, by):
        provider = self.registry(on)
        if len(provider.customers) < 7 and self.random.random() < 0.15:
            code = str(len(provider.customers) + 1)
            return self.act("customer", on, by, code=code, set=self.person(on, code, whole=True))
        known = self.some(provider.customers)
        fields = self.person(on, known)
        if by == "staff" and fields.get("cpf_cnpj", "") is None:  # the form never shows a document: empty means as it is
            fields = {"cidade": "Arcos"}
        return self.act("customer", on, by, code=known, set=fields)

    def prefix(self):
        state = self.random.choices((ENABLED, SUSPENDED, NOT_YET, OVER), (45, 30, 10, 15))[0]
        return self.random.choice(STATES[state][:1] * 2 + STATES[state])

    def new_service(self, on, by, **more):
        provider = self.registry(on)
        if len(provider.services) >= 12:
            return None
        plan = self.some(provider.plans)
        fields = {"codigo_cliente": self.some(provider.customers), "plano": plan, "login_autenticacao": self.some(LOG_INS),
                  "senha_autenticacao": self.some(PASSWORDS), "valor": self.some((7990, 8990))}
        act = self.act("service", on, by, number=max([100, *provider.services]) + 1, set=fields, **more)
        act["status"] = self.random.choices((self.prefix(), "servico_habilitado", "aguardando_instalacao"), (1, 3, 2))[0]
        while act["status"] in STATES[OVER]:
            act["status"] = self.prefix()
        self.decline(provider, act, plan)
        return self.remember(act)

    def decline(self, provider, act, plan):
        if self.random.random() < 0.3:
            held = provider.plans[plan].codes() + (["nao-existe"] if act["by"] == "erp" and self.random.random() < 0.1 else [])
            optional = [code for code, needed, _ in provider.plans[plan].pacotes if not needed]
            choice = self.some(held if act["by"] == "erp" else optional)
            if choice:
                act["declined"] = [choice]

    def remember(self, act):
        if act["by"] == "erp":
            self.last_sent[act["on"], act["number"]] = {name: act[name] for name in ("set", "status") if name in act}
        return act

    def service(self, on, by):
        """A change of some fields of a service."""
        provider = self.registry(on)
        number = self.some(provider.services)
        if number is None:
            return None
        fields = {"codigo_cliente": self.some(provider.customers), "plano": self.some(provider.plans), "valor": self.some((7990, 5000)),
                  "login_autenticacao": self.some(LOG_INS), "senha_autenticacao": self.some(PASSWORDS)}
        names = self.random.sample(("codigo_cliente", "plano", "plano", "valor", "login_autenticacao", "senha_autenticacao"), self.random.randint(1, 2))
        act = self.act("service", on, by, number=number, set={name: fields[name] for name in names})
        if self.random.random() < 0.3:
            act["status"] = self.prefix()
        if "plano" in names:
            self.decline(provider, act, fields["plano"])
        return self.remember(act)

    def migration(self, on, by):
        """A new service that replaces an old one of the same customer."""
        old = self.some(self.registry(on).services.values())
        act = old and self.new_service(on, by, old=old.number)
        if act:
            act["set"]["codigo_cliente"] = old.codigo_cliente
        return act

    def repeat(self, on, by):
        """The nightly run: what the feed sent last, once more."""
        sent = self.some(number for provider, number in self.last_sent if provider == on and number in self.registry(on).services)
        return sent and self.act("service", on, by, number=sent, **self.last_sent[on, sent])

    def again(self, on, by):
        """The same of the catalogue and of sold packages (D32)."""
        key = self.some(key for key in self.sent if key[0] == on)
        return key and dict(self.sent[key])

    def status(self, on, by):
        number = self.some(self.registry(on).services)
        return number and self.act("status", on, by, number=number, status=self.prefix())

    def courtesy(self, on, by):
        provider = self.registry(on)
        suspended = [service.number for service in provider.services.values() if service.state == SUSPENDED]
        number = self.some(suspended if self.random.random() < 0.7 else provider.services)
        last = self.day_ahead(provider, 1, 6) if self.random.random() < 0.85 else self.day_ahead(provider, -1, 32)
        return number and self.act("courtesy", on, by, number=number, last=last, free=self.random.random() < 0.4)

    def withdraw(self, on, by):
        provider = self.registry(on)
        number = self.some(service.number for service in provider.services.values() if service.courtesy or self.random.random() < 0.1)
        return number and self.act("withdraw", on, by, number=number)

    def sell(self, on, by):
        provider = self.registry(on)
        number = self.some(provider.services)
        if number is None or len(provider.sold) > 60:
            return None
        often = on == TELLING and self.random.random() < 0.5
        act = self.act("sell", on, by, number=number, package=self.some(PACKAGES_THERE if often else provider.packages))
        if self.random.random() < 0.3:
            act["value"] = self.some((1000, 1234))
        if self.random.random() < 0.3:
            act["limit"] = self.day_ahead(provider, 1, 10)
        if by == "erp" and self.random.random() < 0.25:
            act["sold"] = self.day_ahead(provider, -12, 1)
        return act

    def swap(self, on, by):
        """Trocar pacote: sold in the place of another package, nearly always of the same service."""
        provider, act = self.registry(on), self.sell(on, by)
        row = act and self.row(provider, lambda row: row.package != act["package"] and (
            row.service == act["number"] or (by == "erp" and self.random.random() < 0.02)))
        return row and {**act, "replaces": row}

    def day_ahead(self, provider, least, most):
        now = self.house.start + datetime.timedelta(seconds=self.at)
        return (provider.day_of(now) + datetime.timedelta(days=self.random.randint(least, most))).isoformat()

    def row(self, provider, fits):
        return self.some(row.key for row in provider.sold.values() if fits(row))

    def edit(self, on, by):
        provider = self.registry(on)
        often = self.random.random() < 0.8
        row = self.row(provider, lambda row: not often or not row.removed)
        act = row and self.act("edit", on, by, row=row)
        if act and self.random.random() < 0.5:
            act["value"] = self.some((1500, 2222))
        if act and ("value" not in act or self.random.random() < 0.3):
            act["limit"] = self.some((None, self.day_ahead(provider, 1, 9), self.day_ahead(provider, -4, 2)))
        if act and self.random.random() < 0.4:
            act["since"] = self.day_ahead(provider, -8, 1)
        return act

    def remove(self, on, by):
        often = self.random.random() < 0.8
        row = self.row(self.registry(on), lambda row: not often or not row.removed)
        return row and self.act("remove", on, by, row=row)

    def restore(self, on, by):
        provider = self.registry(on)
        row = self.row(provider, lambda row: row.removed or row.limit)
        act = row and self.act("restore", on, by, row=row)
        if act and (by == "staff" or self.random.random() < 0.4):  # the page always asks
            act["limit"] = self.some((None, self.day_ahead(provider, 1, 9)))
        if act and by == "erp" and self.random.random() < 0.4:
            act["since"] = self.day_ahead(provider, -8, 1)
        return act

    def edit_service(self, on, by):
        number = self.some(self.registry(on).services)
        fields = {"login_autenticacao": self.some(LOG_INS), "valor": self.some((7990, 6000)), "senha_autenticacao": self.some(PASSWORDS[:3])}
        names = self.random.sample(sorted(fields), self.random.randint(1, 2))
        return number and self.act("edit_service", on, by, number=number, set={name: fields[name] for name in names})

    def take_back(self, on, by):
        """Voltar ao do ERP, of a field that differs."""
        provider = self.registry(on)
        fields = {"cliente": tuple(self.person(on, "1")), "servico": ("valor", "login_autenticacao", "senha_autenticacao")}
        differing = [(noun, code, field) for noun, known in (("cliente", provider.customers), ("servico", provider.services))
                     for code, record in known.items() for field in fields[noun]
                     if record.said[field].sent not in (UNSENT, record.said[field].value)]
        found = self.some(differing)
        return found and self.act("take_back", on, by, noun=found[0], code=found[1], field=found[2])

    def migrate(self, on, by):
        provider = self.registry(on)
        number = self.some(provider.services)
        plan = number and self.some(code for code in provider.plans if code != provider.services[number].plano)
        act = plan and self.act("migrate", on, by, number=number, plan=plan)
        if act and self.random.random() < 0.5:
            act["kept"] = [row.key for row in provider.rows_of_service(number) if self.random.random() < 0.5]
        optional = [code for code, needed, _ in provider.plans[plan].pacotes if not needed] if act else []
        if optional and self.random.random() < 0.3:
            act["declined"] = [self.some(optional)]
        return act

    def padroes_na_migracao(self, on, by):
        return self.act("padroes_na_migracao", on, by, moves=not self.registry(on).moves_defaults)

    def integration(self, on, by):
        known = self.some(self.registry(on).integrations.values())
        change = self.some(({"ativo": not known.ativo}, {"habilitar_suspender": not known.habilitar_suspender},
                            {"suspensao_parcial": not known.suspensao_parcial}, {"pacote_unico": not known.pacote_unico},
                            {"usuario": self.some(SOURCES)}))
        if "usuario" in change and known.gateway != "neo":
            return None
        if known.told and (not known.ativo or ("ativo" in change and self.random.random() < 0.7)):
            change = {"ativo": True}  # mostly there is somebody to be told
        return self.act("integration", on, by, code=known.code, set=change)

    def told(self, on, is_active=None):
        return self.some(each for each in self.registry(on).integrations.values() if each.told and is_active in (None, each.ativo))

    def standby(self, on, by):
        """One that is told is made inactive, its accounts left there, or active again."""
        back = self.random.random() < 0.6
        known = self.told(on, not back)
        return known and self.act("integration", on, by, code=known.code, set={"ativo": back})

    def empty(self, on):
        """D3's other answer: its accounts are removed first; now and then they are kept after all."""
        known = self.told(on, True)
        return known and self.act("empty", on, "staff", code=known.code, **({"kept": True} if self.random.random() < 0.25 else {}))

    def product(self, on, by):
        place = self.some(self.registry(on).integrations.values())
        known = place and self.some(place.products.values())
        if known and place.told and known.ativo and self.random.random() < 0.7:
            return None
        return known and self.act("product", on, by, integration=place.code, code=known.code, set={"ativo": not known.ativo})

    def package(self, on, by):
        provider = self.registry(on)
        odd = [each for each in provider.packages.values() if each.integration
               and any(not provider.integrations[each.integration].products[code].ativo for code in each.produtos)]
        known = self.some(odd if odd and self.random.random() < 0.3 else provider.packages.values())
        return self.act("package", on, by, code=known.code, set=self.some(({"ativo": not known.ativo}, {"valor": self.some((1111, 2990))})))

    def plan(self, on, by):
        provider = self.registry(on)
        known = self.some(provider.plans.values())
        return self.act("plan", on, by, code=known.code, set=self.some((
            {"ativo": not known.ativo}, {"travar_pacotes": not known.travar_pacotes}, {"valor": self.some((8990, 9990))},
            {"pacotes": self.defaults(on, tuple(provider.packages))})))

    def switch(self, on, by):
        """Inactivate or activate by page."""
        act = self.some((self.integration, self.product, self.package, self.plan))(on, by)
        noun = act and {"integration": self.registry(on).integrations, "package": self.registry(on).packages,
                        "plan": self.registry(on).plans}.get(act["do"])
        if noun:
            act["set"] = {"ativo": not noun[act["code"]].ativo}
        return act


