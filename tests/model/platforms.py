"""What stands at platforms that are told, from the causes alone (SPEC §5, CONTRACTS §2 and §5, D13, D46–D56). Between two
comparisons a worker may have looked after every act or only after the last, so what may stand there is a set of states; once
nothing is due, what the double shows must be one of them.

An account's state: NX Play's is None or one subscriber, Click's a set of subscriptions by product."""
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
    rows = sorted(wanted_rows(provider, customer, integration, now), key=list(provider.sold.values()).index)
    return provider.services[rows[0].service].login_autenticacao


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


RULES = {"nxplay": nxplay, "click_sistemas": click_sistemas}
NOTHING = {"nxplay": None, "click_sistemas": frozenset()}


def accounts(provider):
    return [(customer, integration) for customer in provider.customers.values()
            for integration in provider.integrations.values() if integration.told]


def may_be_told(provider, now):
    """A worker may come now, or later."""
    for customer, integration in accounts(provider):
        if integration.ativo:  # D3: an inactive one tells nothing
            states = integration.may_stand.setdefault(customer.code, {NOTHING[integration.gateway]})
            states |= {RULES[integration.gateway](provider, customer, integration, state, now) for state in states}


def is_told(provider, now):
    """Every worker has been here."""
    for customer, integration in accounts(provider):
        states = integration.may_stand.setdefault(customer.code, {NOTHING[integration.gateway]})
        if integration.ativo:
            integration.may_stand[customer.code] = {
                RULES[integration.gateway](provider, customer, integration, state, now) for state in states}


def see(provider, integration, customer, state):
    """What the double shows is what stands from here on."""
    integration.stands[customer] = state
    integration.may_stand[customer] = {state}


# --- how a package stands (D55) -------------------------------------------------------------------------------------

def package_status(provider, row, integration, now):
    """Once every worker has been here."""
    customer = provider.customers[provider.services[row.service].codigo_cliente]
    there = stands(integration, customer, provider.packages[row.package])
    if not rules.is_live(provider, row, now):
        return "removido"
    if not there and lacks(provider, customer, integration, row, now):
        return "pendencia_cadastro"
    if not row.was_active:
        return "aguardando_habilitacao"
    if is_suspended(provider, row, integration, now):
        return "suspenso"
    return "ativo" if there else "aguardando_cadastro"


def stands(integration, customer, package):
    """Whether the package's product is there."""
    state = integration.stands.get(customer.code, NOTHING[integration.gateway])
    if integration.gateway == "nxplay":
        return state is not None
    return any(each.produto_id in package.produtos for each in state)


def lacks(provider, customer, integration, row, now):
    """D13, D53."""
    if not customer.email_principal:
        return True
    if integration.gateway == "click_sistemas":
        return not rules.digits(customer.cpf_cnpj)
    return row.was_active and not login_of_oldest(provider, customer, integration, now)


# --- the doubles ----------------------------------------------------------------------------------------------------

def states_of(gateway, tables):
    """{subscriber_id: state} of all that stands there."""
    found = {}
    for row in tables.get("assinantes", {}).values():
        if gateway == "nxplay":
            owner = row["codigo_externo"]
            assert owner not in found, f"{owner} stands there twice"
            found[owner] = Subscriber(tuple(sorted(row["planos"])), row["status"], row["nome"], row["email"], row.get("cpf"), row["senha"])
        else:
            owner = row["referencia"].rpartition("-")[0]
            found[owner] = found.get(owner, frozenset()) | {Subscription(
                str(row["produto_id"]), row["situacao"], row["email"], row["nome"], row["documento"], row["senha"])}
    return found
