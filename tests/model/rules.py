"""The rules that answer, each a function named after what it tells, with the decision it comes from. Nothing is computed
ahead: everything is read from the causes at the moment of the question."""
import calendar
import datetime
import typing

from . import platforms
from .words import (ALLOWED, BEST_FIRST, BY_REQUEST, CANCELLED, ENABLED, NOT_YET, NOTHING, OVER, PARTLY, PASSIVE, SINGLE,
                    SUSPENDED, SUSPENDED_WORD, TRIAL_OVER)


# --- what a sold package is worth now -------------------------------------------------------------------------------

def is_single(integration):
    """D11: Campsoft implies Pacote Único."""
    return integration.pacote_unico or integration.gateway in SINGLE


def ended_by_date(provider, row, now):
    """D4: at 00:00 of its limit, in the provider's zone; a trial that waits for the first enabling has not begun."""
    return row.limit is not None and not waits_for_enabling(row) and now >= provider.start_of(row.limit)


def is_live(provider, row, now):
    """D56: a removed or ended package is none, whether a job ran or not; nor is one whose service is over."""
    return not (row.removed or row.left_out) and provider.services[row.service].state != OVER and not ended_by_date(provider, row, now)


def courtesy_of(provider, service, now):
    """D41: it ends by date; (the first day behind it, free of charge), None without one in force."""
    return service.courtesy if service.courtesy and now < provider.start_of(service.courtesy[0]) else None


def state_for(provider, service, integration, now):
    """D1: suspenso_parcialmente suspends, or leaves as it is, per integration. D41: under a courtesy a suspension counts as
    enabled."""
    if service.state == SUSPENDED and courtesy_of(provider, service, now):
        return ENABLED
    if integration is None:
        return service.state
    if service.state == SUSPENDED and service.decided == PARTLY and service.ever_enabled and not integration.suspensao_parcial:
        return ENABLED
    return service.state


def word_of(provider, row, integration, now):
    """D2, D5, D9: what one sold package says about its products."""
    service = provider.services[row.service]
    if row.removed:
        return NOTHING
    if service.state == OVER or row.left_out:
        return CANCELLED if row.was_active else NOTHING
    if not row.was_active or service.state == NOT_YET:
        return NOTHING
    if ended_by_date(provider, row, now):
        return TRIAL_OVER
    state = state_for(provider, service, integration, now)
    if state == ENABLED or (state == SUSPENDED and not integration.habilitar_suspender):
        return ALLOWED
    return SUSPENDED_WORD


def has(provider, row, product, integration):
    package = provider.packages[row.package]
    return package.integration == integration.code and product in package.produtos


# --- what a platform hears ------------------------------------------------------------------------------------------

def verdict(provider, integration, customer, product, now):
    """D5: integracao_inativa, then produto_desconhecido, then the best of all services. `customer` has an account."""
    if not integration.ativo:
        return "integracao_inativa"
    if product not in integration.products:
        return "produto_desconhecido"
    words = {word_of(provider, row, integration, now) for row in provider.rows_of(customer) if has(provider, row, product, integration)}
    return next((word for word in BEST_FIRST if word in words), NOTHING)


def holds_a_package(provider, customer, integration):
    """D6 and D33: on any service not over, a package of the integration, or one that ended there by its date."""
    return any(not row.removed and not row.left_out and provider.services[row.service].state != OVER
               and provider.packages[row.package].integration == integration.code for row in provider.rows_of(customer))


def digits(text):
    return "".join(c for c in text or "" if c.isdigit())


def log_in_of(provider, service, integration):
    """D7: (login, password) of a service at an integration, None where the source is empty."""
    customer = provider.customers[service.codigo_cliente]
    source = integration.usuario
    if source == "login_autenticacao":
        own = service.login_autenticacao, service.senha_autenticacao
        return (own[0].strip().lower(), own[1]) if all(own) else None
    value = {"codigo_cliente": customer.code, "cpf_cnpj": digits(customer.cpf_cnpj), "telefone": digits(customer.telefone_primario),
             "email": (customer.email_principal or "").strip().lower(), "id_cliente_servico": str(service.number)}[source]
    return (value, value) if value else None


def log_ins(provider, integration):
    """Every log-in somebody might try, living or not."""
    return sorted({log_in for service in provider.services.values()
                   if (log_in := log_in_of(provider, service, integration)) is not None})


def existence(provider, integration, log_in):
    """D6, D7, D33, D45: the code of the customer who is it, or why nobody is."""
    if not integration.ativo:
        return "integracao_inativa"
    who = {service.codigo_cliente for service in provider.services.values()
           if service.state != OVER and log_in_of(provider, service, integration) == log_in
           and holds_a_package(provider, service.codigo_cliente, integration)}
    if integration.gateway not in PASSIVE or len(who) != 1:
        return "usuario_inexistente"
    return who.pop()


# --- money ----------------------------------------------------------------------------------------------------------

class Charge(typing.NamedTuple):
    kind: str
    value: int
    limit: datetime.date | None
    customer: str
    service: int
    courtesy: tuple | None  # its end and whether it is free of charge, where one counts that day


def is_free(row):
    """R15: a trial is, while it has an end."""
    return row.trial_days is not None and row.limit is not None


def packages_value(provider, service, now):
    """R15, D56: what is live and charged."""
    return sum(row.value for row in provider.rows_of_service(service.number) if is_live(provider, row, now) and not is_free(row))


def plan_packages_value(provider, plan):
    """What the plan's own packages come to a month for a new service: trials are free, inactive ones are left out."""
    return sum(provider.packages[code].valor for code, _, days in plan.pacotes if not days and provider.packages[code].ativo)


def plan_quantity(provider, plan):
    """D24: services not over."""
    return sum(service.plano == plan.code and service.state != OVER for service in provider.services.values())


def standing(service):
    """What of a service decides the money of its packages."""
    return service.state, service.decided, service.courtesy


def charge_now(provider, row, stood=None):
    """What a day costs that ends like this, and whose it is; kind ∈ paid, free, request (suspended by request), off."""
    service = provider.services[row.service]
    state, decided, courtesy = stood or standing(service)
    kind = "paid"
    if row.removed or row.left_out or state in (OVER, NOT_YET):
        kind = "off"
    elif is_free(row):
        kind = "free"
    elif state == SUSPENDED and decided == BY_REQUEST:
        kind = "request"
    courtesy = courtesy if kind in ("paid", "request") else None
    return Charge(kind, row.value, row.limit, service.codigo_cliente, service.number, courtesy)


def day_charge(provider, row, day):
    """D23, D39: first day in, removal day out — so a day is charged as it ended; None before the sale."""
    end = provider.start_of(day + datetime.timedelta(days=1))
    found = None
    for instant, charge in row.history:
        if instant < end:
            found = charge
    if found and found.courtesy and day < found.courtesy[0]:  # D41: counts as enabled; D23: free only where it says so
        found = found._replace(kind="courtesy" if found.courtesy[1] else "paid")
    return found._replace(kind="off") if found and found.limit is not None and day >= found.limit else found


def waits_for_enabling(row):
    return row.trial_days is not None and not row.was_active and not row.typed


def charges(provider, row, year, month):
    """D23, D39: for each customer whose it was, {(customer, the service it stood on last): (cents, days, reason of a zero)};
    nothing where no day of the month counts."""
    length = calendar.monthrange(year, month)[1]
    days = [day_charge(provider, row, datetime.date(year, month, number)) for number in range(1, length + 1)]
    days = [day for day in days if day is not None]
    lines = {}
    for customer in {day.customer for day in days}:
        theirs = [day for day in days if day.customer == customer]
        paid = [day.value for day in theirs if day.kind == "paid"]
        kinds = {day.kind for day in theirs}
        reasons = (("free", "degustacao"), ("courtesy", "cortesia"), ("request", "suspenso"))
        reason = next((why for kind, why in reasons if kind in kinds), None)
        if paid:
            line = (2 * sum(paid) + length) // (2 * length), len(paid), None
        elif reason:
            line = 0, None, reason  # how many days were free is nobody's money
        else:
            continue
        lines[customer, theirs[-1].service] = line
    return lines


# --- states ---------------------------------------------------------------------------------------------------------

def lacks_registry_data(provider, row, integration, now):
    """R13, D13, D53: what the platform cannot do without."""
    customer = provider.customers[provider.services[row.service].codigo_cliente]
    if integration.gateway == "campsoft":
        return not (customer.email_principal and customer.telefone_primario and customer.cpf_cnpj)
    if integration.gateway == "nxplay":  # D51, D52: of the oldest one's service comes the password
        return not customer.email_principal or row.was_active and not platforms.login_of_oldest(provider, customer, integration, now)
    return False


def package_status(provider, row, now):
    """D17, D55; of what nobody tells, as long as nothing is transmitted."""
    integration = provider.integration_of(row)
    if integration is not None and integration.told:
        return platforms.package_status(provider, row, integration, now)
    if not is_live(provider, row, now):
        return "removido"
    lacks = integration is not None and lacks_registry_data(provider, row, integration, now)
    if lacks:
        return "pendencia_cadastro"
    if not row.was_active:
        return "aguardando_habilitacao"
    service = provider.services[row.service]
    state = state_for(provider, service, integration, now)
    if state != ENABLED and (integration is None or integration.habilitar_suspender):
        return "suspenso"
    return "ativo" if integration is None or integration.gateway in PASSIVE else "aguardando_cadastro"


STATUS_ORDER = ("pendencia_cadastro", "aguardando_habilitacao", "ativo", "suspenso", "aguardando_cadastro", "removido")


def account_status(provider, customer, integration, now):
    """D55: the first of its packages' in that order."""
    rows = [row for row in provider.rows_of(customer.code) if provider.packages[row.package].integration == integration.code]
    if integration.told:
        found = [platforms.standing(provider, row, integration, now) for row in rows]
        alone = not found and platforms.stays_without_package(integration, customer)
        return min(found + [(7, "aguardando_exclusao") if alone else (8, "removido")])[1]
    found = {package_status(provider, row, now) for row in rows}
    return next((status for status in STATUS_ORDER if status in found), "removido")


def account_products(provider, customer, integration, now):
    """What the customer has now, suspended or not."""
    words = {product: {word_of(provider, row, integration, now) for row in provider.rows_of(customer.code)
                       if has(provider, row, product, integration)} for product in integration.products}
    return sorted(product for product, found in words.items() if found & {ALLOWED, SUSPENDED_WORD})


