"""What stands at platforms that are told, from the causes alone (SPEC §5, CONTRACTS §2–§5, D3, D13–D15, D46–D58). Between two
comparisons a worker may have looked after every act or only after the last, so what may stand there is a set of states; once
nothing is due, what the double shows must be one of them.

An account's state: NX Play's is None or one subscriber, Click's a set of subscriptions by product, Campsoft's a person and a set
of contracts, that of *Outros* a set of packages."""
import re
import typing

from . import rules
from .words import ENABLED


class Subscriber(typing.NamedTuple):
    """NX Play: one with all plans (D49); e-mail, document and password stay as transmitted (D51, D53)."""
    planos: tuple
    status: str
    nome: str
    email: str
    cpf: str | None
    senha: str


class Subscription(typing.NamedTuple):
    """Click: one a product; its e-mail follows, name, document and password are those of the creation (D53)."""
    produto_id: str
    situacao: str
    email: str
    nome: str
    documento: str
    senha: str


class Person(typing.NamedTuple):
    """Campsoft's customer, never deleted (D49); name, e-mail and phone follow, document and password stay (D51, D53)."""
    document: str
    name: str
    email: str
    phone: str
    password: str


class Contract(typing.NamedTuple):
    """Campsoft's, one a product (D15). A label is its package's code and the key of its sold package."""
    identifier: str
    label: str
    product: str
    status: str


class Held(typing.NamedTuple):
    """What *Outros* was told of a sold package; whose it is, as the last notice said (D49)."""
    row: str
    situacao: str
    pacote: str
    nome: str
    documento: str | None
    email: str | None


class OneOf(frozenset):
    """Equal to each of its members."""

    def __eq__(self, other):
        return other in self

    def __ne__(self, other):
        return other not in self

    __hash__ = frozenset.__hash__


# --- what is wanted -------------------------------------------------------------------------------------------------

def wanted_rows(provider, customer, integration, now):
    """D2: live and once enabled; oldest first."""
    return [row for row in provider.rows_of(customer.code) if row.was_active and rules.is_live(provider, row, now)
            and provider.packages[row.package].integration == integration.code]


def is_suspended(provider, row, integration, now):
    state = rules.state_for(provider, provider.services[row.service], integration, now)
    return state != ENABLED and integration.habilitar_suspender


def wanted(provider, customer, integration, now):
    """D13: {product: suspended}; a product is suspended where every package of it is."""
    found = {}
    for row in wanted_rows(provider, customer, integration, now):
        for product in provider.packages[row.package].produtos:
            found[product] = found.get(product, True) and is_suspended(provider, row, integration, now)
    return found


# --- what a worker makes of a state ---------------------------------------------------------------------------------

def nxplay(provider, customer, integration, state, now):
    products = wanted(provider, customer, integration, now)
    if not products:
        return None
    suspended = all(products.values())
    plans = tuple(sorted(code for code, off in products.items() if suspended or not off))
    status = "suspenso" if suspended else "ativo"
    if state is not None:
        return state._replace(planos=plans, status=status, nome=customer.nome_razaosocial)
    password = login_of_oldest(provider, customer, integration, now)
    if suspended or not customer.email_principal or not password:  # D50: never sent and suspended; D13: pendência
        return None
    document = rules.digits(customer.cpf_cnpj)
    return Subscriber(plans, status, customer.nome_razaosocial, customer.email_principal, document if len(document) == 11 else None,
                      password.rjust(6, "0"))


def login_of_oldest(provider, customer, integration, now):
    """D52: of the service of the oldest package that is there."""
    return provider.services[oldest_first(provider, customer, integration, now)[0].service].login_autenticacao


def oldest_first(provider, customer, integration, now):
    return sorted(wanted_rows(provider, customer, integration, now), key=list(provider.sold.values()).index)


def click_sistemas(provider, customer, integration, state, now):
    products, there = wanted(provider, customer, integration, now), {each.produto_id: each for each in state}
    email, document = customer.email_principal, rules.digits(customer.cpf_cnpj)
    complete = bool(email and document)
    leaving = [code for code in sorted(there) if code not in products]
    coming = [code for code in sorted(products) if code not in there and not products[code] and complete]
    for code in coming:  # D50: a leaving and a coming one are one swap; the rest is created
        if leaving:
            there[code] = there.pop(leaving.pop(0))._replace(produto_id=code)
        else:
            there[code] = Subscription(code, "ativo", email, customer.nome_razaosocial, document, document)
    for code in leaving:
        del there[code]
    return frozenset(each._replace(situacao="bloqueado" if products[code] else "ativo", email=email or each.email)
                     for code, each in there.items())


def campsoft(provider, customer, integration, state, now):
    """R13, D15: who lacks an e-mail, a phone or a document waits; who is there is kept without a contract too."""
    person, contracts = state
    products = wanted(provider, customer, integration, now)
    if not products:
        return person, frozenset()
    email, phone, document = customer.email_principal, rules.digits(customer.telefone_primario), rules.digits(customer.cpf_cnpj)
    if person is not None:
        person = person._replace(name=customer.nome_razaosocial, email=email or person.email, phone=phone or person.phone)
    elif all(products.values()) or not (email and phone and document):
        return state
    else:
        person = Person(document, customer.nome_razaosocial, email, phone, document)
    return person, contracts_of(provider, customer, integration, contracts, products, now)


def contracts_of(provider, customer, integration, contracts, products, now):
    """D15, D49, D50, D54: the identifier is that of the service at first transmission; it and the label stay over a swap."""
    there = {each.product: each for each in contracts}
    leaving = [each for each in sorted(contracts) if each.product not in products]
    for code in sorted(products):
        if code in there or products[code]:
            continue
        if leaving:
            there[code] = leaving.pop(0)._replace(product=code)
            continue
        row = next(row for row in oldest_first(provider, customer, integration, now) if code in provider.packages[row.package].produtos)
        there[code] = Contract(untaken(str(row.service), {each.identifier for each in there.values()}),
                               untaken(f"{row.package}-{row.key}", {each.label for each in there.values()}), code, "active")
    return frozenset(there[code]._replace(status="suspended" if products[code] else "active") for code in products if code in there)


def untaken(text, taken):
    """D54."""
    return next(each for each in (text, *(f"{text}-{n}" for n in range(2, 99))) if each not in taken)


def outros(provider, customer, integration, state, now):
    """D15, D49: a sold package each, without a union; an edit sends nothing, and the next notice says whose it is by then."""
    there, found = {each.row: each for each in state}, set()
    for row in wanted_rows(provider, customer, integration, now):
        wish = "suspenso" if is_suspended(provider, row, integration, now) else "ativo"
        if row.key in there and there[row.key].situacao == wish:
            found.add(there[row.key])
        elif row.key in there or wish == "ativo":  # D50
            found.add(Held(row.key, wish, row.package, customer.nome_razaosocial, rules.digits(customer.cpf_cnpj) or None,
                           customer.email_principal))
    return frozenset(found)


RULES = {"nxplay": nxplay, "click_sistemas": click_sistemas, "campsoft": campsoft, "outros": outros}
NOTHING = {"nxplay": None, "click_sistemas": frozenset(), "campsoft": (None, frozenset()), "outros": frozenset()}


def emptied(gateway, state):
    """D58, D49: nothing is wanted there; Campsoft's customer is never deleted."""
    return (state[0], frozenset()) if gateway == "campsoft" else NOTHING[gateway]


def is_there(gateway, state):
    """Whether an account is: something that could be removed."""
    return state != emptied(gateway, state)


def accounts(provider):
    return [(customer, integration) for customer in provider.customers.values()
            for integration in provider.integrations.values() if integration.told]


def may_be_told(provider, now):
    """A worker may come now, or later."""
    for customer, integration in accounts(provider):
        states = integration.may_stand.setdefault(customer.code, {NOTHING[integration.gateway]})
        states |= {after(provider, customer, integration, state, now) for state in states}


def is_told(provider, now):
    """Every worker has been here."""
    for customer, integration in accounts(provider):
        states = integration.may_stand.setdefault(customer.code, {NOTHING[integration.gateway]})
        integration.may_stand[customer.code] = {after(provider, customer, integration, state, now) for state in states}
    for integration in provider.integrations.values():
        if integration.closing:  # D58: with the last object gone it is inactive
            integration.closing = False
            integration.said["ativo"].staff(False)


def after(provider, customer, integration, state, now):
    """What a worker leaves there."""
    if not integration.ativo:
        return state  # D3: an inactive one transmits nothing; D58: what changes is told on its return
    if integration.closing:
        return emptied(integration.gateway, state)
    return RULES[integration.gateway](provider, customer, integration, state, now)


def see(provider, integration, customer, state):
    """What the double shows is what stands from here on."""
    integration.stands[customer] = state
    integration.may_stand[customer] = {state}


def note_let_go(provider, now):
    """What is removed by now stays so, until it is live again."""
    for row in provider.sold.values():
        integration = provider.integration_of(row)
        if integration is not None and integration.told:
            row.let_go = not rules.is_live(provider, row, now) and package_status(provider, row, integration, now) == "removido"


def how_many_stand(provider, integration):
    """D3: (at least, at most) so many accounts stay there; D15: a package of *Outros* is with who holds it now."""
    if integration.gateway == "outros":
        rows = [[{each.row for each in state} for state in states] for states in integration.may_stand.values()]
        surely, maybe = set().union(*(set.intersection(*each) for each in rows)), set().union(*(set.union(*each) for each in rows))
        return tuple(len({provider.services[provider.sold[row].service].codigo_cliente for row in found}) for found in (surely, maybe))
    seen = [[is_there(integration.gateway, state) for state in states] for states in integration.may_stand.values()]
    return sum(all(each) for each in seen), sum(any(each) for each in seen)


# --- how a package stands (D55) -------------------------------------------------------------------------------------

def package_status(provider, row, integration, now):
    return standing(provider, row, integration, now)[1]


def standing(provider, row, integration, now):
    """(place in D55's order, status), once every worker has been here: what an inactive integration was not told is awaited."""
    customer = provider.customers[provider.services[row.service].codigo_cliente]
    products = wanted(provider, customer, integration, now)
    there = stands(provider, integration, customer, row)
    if not rules.is_live(provider, row, now):
        waits = there and not row.let_go and is_left(provider, integration, customer, row, products)
        return (7, "aguardando_exclusao") if waits else (8, "removido")
    if not there and lacks(provider, customer, integration, row, now):
        return 0, "pendencia_cadastro"
    if not row.was_active:
        return 1, "aguardando_habilitacao"
    own = is_suspended(provider, row, integration, now)
    if not there:
        return (3, "suspenso") if own else (4, "aguardando_cadastro")
    off = there in ("suspenso", "bloqueado", "suspended")
    if own and off:
        return 2, "suspenso"  # whatever another package still waits for there
    wish = should_be_suspended(provider, row, integration, products, own)
    if wish != off:
        return (5, "aguardando_suspensao") if wish else (1, "aguardando_habilitacao")
    return (2, "suspenso") if own else (2, "ativo")


def should_be_suspended(provider, row, integration, products, own):
    """D13: what stands for a package there, be it for others too."""
    if integration.gateway == "outros":
        return own
    held = products.values() if integration.gateway == "nxplay" else [products[code] for code in provider.packages[row.package].produtos]
    return all(held)


def stands(provider, integration, customer, row):
    """How the package's product is there; None: it is not."""
    state, products = integration.stands.get(customer.code, NOTHING[integration.gateway]), provider.packages[row.package].produtos
    if integration.gateway == "nxplay":
        return state and state.status
    if integration.gateway == "click_sistemas":
        return next((each.situacao for each in state if each.produto_id in products), None)
    if integration.gateway == "campsoft":
        return next((each.status for each in state[1] if each.product in products), None)
    return next((each.situacao for each in told_of(integration) if each.row == row.key), None)


def told_of(integration):
    """D15: what *Outros* was told of a sold package holds for it, whoever holds it."""
    return [each for state in integration.stands.values() for each in state]


def stays_without_package(integration, customer):
    """Whether something of the customer's stands there, as far as it is no package's."""
    return integration.gateway != "outros" and is_there(integration.gateway, integration.stands.get(customer.code, NOTHING[integration.gateway]))


def is_left(provider, integration, customer, row, products):
    """Whether a product of a package that is there stands for no other package."""
    codes = set(provider.packages[row.package].produtos)
    if integration.gateway == "nxplay":
        codes &= set(integration.stands[customer.code].planos)
    return integration.gateway == "outros" or not codes <= set(products)


def lacks(provider, customer, integration, row, now):
    """R13, D13, D53; who is at Campsoft already lacks nothing."""
    if integration.gateway == "outros":
        return False
    if integration.gateway == "campsoft":
        return integration.stands.get(customer.code, NOTHING["campsoft"])[0] is None and rules.lacks_registry_data(provider, row, integration, now)
    if not customer.email_principal:
        return True
    if integration.gateway == "click_sistemas":
        return not rules.digits(customer.cpf_cnpj)
    return row.was_active and not login_of_oldest(provider, customer, integration, now)


# --- the doubles ----------------------------------------------------------------------------------------------------

def states_of(gateway, tables, key_of_row):
    """{owner: state} of all that stands there. An owner is a subscriber_id, of Campsoft a document, of *Outros* a customer's code;
    `key_of_row` knows a sold package by the product's number."""
    if gateway == "campsoft":
        return {document: (Person(document, row["name"], row["email"], "".join(row["phone"][each] for each in ("ddd", "number")),
                                  row["password"]), contracts_there(document, tables, key_of_row))
                for document, row in tables.get("customers", {}).items()}
    found = {}
    for row in tables.get("pacotes", {}).values():
        whose = row["cliente"]
        assert not row["parametros"]
        found.setdefault(str(whose["codigo_cliente"]), set()).add(Held(
            key_of_row(row["id_cliente_servico_pacote"]), row["situacao"], row["pacote"], whose["nome_razaosocial"],
            whose.get("cpf_cnpj"), whose.get("email_principal")))
    for row in tables.get("assinantes", {}).values():
        if gateway == "nxplay":
            owner = row["codigo_externo"]
            assert owner not in found, f"{owner} stands there twice"
            found[owner] = Subscriber(tuple(sorted(row["planos"])), row["status"], row["nome"], row["email"], row.get("cpf"), row["senha"])
        else:
            owner = row["referencia"].rpartition("-")[0]
            found.setdefault(owner, set()).add(Subscription(
                str(row["produto_id"]), row["situacao"], row["email"], row["nome"], row["documento"], row["senha"]))
    return {owner: frozenset(state) if isinstance(state, set) else state for owner, state in found.items()}


def contracts_there(document, tables, key_of_row):
    return frozenset(
        Contract(row["contract_identifier"], re.sub(r"^([^-]+)-(\d+)", lambda label: f"{label[1]}-{key_of_row(int(label[2]))}", row["label"]),
                 row["product"], row["status"])
        for row in tables.get("contracts", {}).values() if row["document"] == document)


def owners(gateway, provider, known):
    """{owner: the code of the customer}."""
    if gateway == "campsoft":
        return {document: customer.code for customer in provider.customers.values() for document in customer.documents}
    if gateway == "outros":
        return {code: code for code in provider.customers}
    return {account["subscriber_id"]: code for code, customer in known.items() for account in (customer or {"contas": []})["contas"]}
