"""What acts do to the registry: a function an act, by the decision it comes from. Each returns the set of reasons for which it
must be refused, empty when it must be carried out; SKIP when what it names does not exist (in a shortened sequence)."""
import datetime

from . import platforms, rules
from .registry import UNSENT, Customer, Integration, Package, Plan, Product, Provider, Service, Sold
from .words import ENABLED, NOT_YET, ONE_PRODUCT, OVER, STATE_OF

SKIP = None
FINE = frozenset()


class House:
    """Two providers and the time. `perform` does one act."""

    def __init__(self, zones, start):
        self.start, self.now = start, start
        self.providers = [Provider(zone) for zone in zones]

    def perform(self, act):
        self.now = self.start + datetime.timedelta(seconds=act["at"])
        for each in self.providers:  # what ended by date since the last act
            platforms.may_be_told(each, self.now)
        if act["do"] == "work":
            return self.do_jobs()
        provider = self.providers[act["on"]]
        if act["do"] == "load":
            refused = [self._one(provider, line) for line in act["lines"]]
        else:
            refused = self._one(provider, act)
        settle(provider, self.now)  # once, since an act, a load too, is one transaction
        platforms.may_be_told(provider, self.now)
        return refused

    def do_jobs(self):
        """Whatever jobs do, no answer depends on it; but a new `usuario` counts once a job has built its log-ins (SPEC §2)."""
        return FINE

    def _one(self, provider, act):
        refused = ACTS[act["do"]](self, provider, act)
        activate(provider, self.now)
        return refused


def activate(provider, now):
    """D2, D4, D56: what is live on an enabled service is active from here on, and its trial begins."""
    for row in provider.sold.values():
        service = provider.services[row.service]
        if service.state == ENABLED and not row.was_active and rules.is_live(provider, row, now):
            row.was_active = True
            if row.trial_days is not None and not row.typed:  # D4: counted from enabling
                row.limit = provider.day_of(now) + datetime.timedelta(days=row.trial_days)


def settle(provider, now):
    """At the end of a transaction: who has an account, how services stand and what a day costs from here on."""
    for service in provider.services.values():
        if not service.stood or service.stood[-1][1] != rules.standing(service):
            service.stood.append((now, rules.standing(service)))
    for row in provider.sold.values():
        service, integration = provider.services[row.service], provider.integration_of(row)
        if integration is not None and not row.removed:
            provider.customers[service.codigo_cliente].accounts.add(integration.code)
        charge = rules.charge_now(provider, row)
        if not row.history or row.history[-1][1] != charge:
            row.history.append((now, charge))


def take(noun, act):
    """D10, D32."""
    noun.take(act["set"], staff=act["by"] == "staff")


def news(row, act):
    """D32, D43: the act on a sold package without what only repeats the feed."""
    repeated = what_repeats(row, act)
    note_sent(row, act)
    return {name: value for name, value in act.items() if name not in repeated}


def what_repeats(row, act):
    if act["by"] == "staff" or (act.get("since") and row.sent.get("since") != act["since"]):  # D44: an edit of its own
        return set()
    return {name for name in ("value", "limit") if name in act and row.sent.get(name, UNSENT) == act[name]}


def note_sent(row, act):
    if act["by"] != "staff":
        row.sent.update((name, act[name]) for name in ("value", "limit", "since") if name in act)


# --- the catalogue --------------------------------------------------------------------------------------------------

def integration(house, provider, act):
    known = provider.integrations.get(act["code"])
    if known is None:
        if "gateway" not in act:
            return SKIP
        known = provider.integrations[act["code"]] = Integration(act["code"], act["gateway"])
        known.told = act.get("told", False)
    take(known, act)
    if "usuario" in act["set"]:
        house.do_jobs()
    return FINE


def empty(house, provider, act):
    """D3, D58: the removal of its accounts, offered where an integration is made inactive; `kept`: and taken back at once."""
    known = provider.integrations.get(act["code"])
    if known is None or not known.ativo:
        return SKIP
    if act.get("kept"):
        return FINE if platforms.how_many_stand(provider, known)[0] else SKIP
    known.closing = True
    return FINE


def product(house, provider, act):
    place = provider.integrations.get(act["integration"])
    if place is None or (act["by"] == "staff" and act["code"] not in place.products):
        return SKIP
    take(place.products.setdefault(act["code"], Product(act["code"])), act)
    return FINE


def package(house, provider, act):
    """R7, R2, R4: one product where the integration says so; none inactive, none foreign."""
    known = provider.packages.get(act["code"])
    if known is None and (act["by"] == "staff" or "integration" not in act):
        return SKIP
    place = provider.integrations.get(known.integration if known else act["integration"])
    named = known.integration if known else act["integration"]
    if named is not None and place is None:
        return SKIP
    products = what_would_stand(known, act["set"], "produtos", act) if known else act["set"].get("produtos", ())
    if any(code not in (place.products if place else ()) for code in products):
        return SKIP
    if known and changes_nothing(known, act):  # D9, D32: a repeat is taken, whatever became of what it names
        take(known, act)
        return FINE
    active = what_would_stand(known, act["set"], "ativo", act) if known else act["set"].get("ativo", True)
    other = known is None or set(products) != set(known.produtos)  # than what stands, however it was named
    refused = set()
    if (active or other) and any(not place.products[code].ativo for code in products):
        refused.add("produto_inativo")  # what is not sold may stand with it, and be priced anew
    if place and other and len(products) > 1 and (rules.is_single(place) or place.gateway in ONE_PRODUCT):
        refused.add("um_produto_por_pacote")
    if not refused:
        take(provider.packages.setdefault(act["code"], known or Package(act["code"], named)), act)
    return refused


def plan(house, provider, act):
    """D11: no two defaults of an integration with Pacote Único. D3: inactive packages block new sales."""
    known = provider.plans.get(act["code"])
    if known is None and act["by"] == "staff":
        return SKIP
    rows = what_would_stand(known, act["set"], "pacotes", act) if known else act["set"].get("pacotes", ())
    if any(code not in provider.packages for code, _, _ in rows):
        return SKIP
    refused = set()
    if "pacotes" in act["set"] and not (known and {code for code, _, _ in rows} == set(known.codes())):
        singles = [provider.packages[code].integration for code, _, _ in rows]
        singles = [code for code in singles if code and rules.is_single(provider.integrations[code])]
        if len(singles) > len(set(singles)):
            refused.add("pacote_unico_ativo")
        held = known.codes() if known else []
        if any(not provider.packages[code].ativo and code not in held for code, _, _ in rows):
            refused.add("pacote_inativo")
    if not refused:
        take(provider.plans.setdefault(act["code"], known or Plan(act["code"])), act)
    return refused


# --- customers and services -----------------------------------------------------------------------------------------

def customer(house, provider, act):
    known = provider.customers.get(act["code"])
    if known is None:
        if "nome_razaosocial" not in act["set"]:
            return SKIP
        known = provider.customers[act["code"]] = Customer(act["code"])
    known.take(act["set"], act["by"] == "staff")
    known.documents.add(rules.digits(known.cpf_cnpj))
    return FINE


def service(house, provider, act):
    """PUT cliente_servico, or the page that creates one: creation, change, migration (D8, D9), transfer."""
    fields = dict(act["set"])
    if any(fields.get(name, name) not in ({name} | set(known)) for name, known in
           (("codigo_cliente", provider.customers), ("plano", provider.plans))):
        return SKIP
    known = provider.services.get(act["number"])
    created = known is None
    if created:
        if not {"codigo_cliente", "plano"} <= set(fields) or "status" not in act:
            return SKIP
    old = provider.services.get(act.get("old"))
    if "old" in act and (old is None or old is known or not created):
        return SKIP
    if act["by"] == "staff" and not created:
        return SKIP  # edit_service is the page
    target = known or Service(act["number"])
    before = None if created else target.plano
    after = what_would_stand(target, fields, "plano", act)
    refused = refuse_service(provider, target, after, created or after != before, act)
    if refused is SKIP or refused:
        return refused
    provider.services[act["number"]] = target
    target.take(fields, act["by"] == "staff")
    if created:
        if "valor" not in fields:
            target.said["valor"].value = provider.plans[after].valor
        set_status(target, act["status"])
    moved_from = None
    if old is not None:  # D8: all live packages move, the old service ends in the same act
        moved_from = old.plano
        move_packages(house, provider, old, target, act.get("declined", ()))
        if old.state != OVER:
            set_status(old, "cancelado")
    if not created and "status" in act:
        change_status(house, provider, target, act["status"])
    if created or after != before:
        change_plan(house, provider, target, moved_from or before, act.get("declined", ()))
    return FINE


def move_packages(house, provider, old, target, declined):
    """D8: unless declined or locked out by the new plan, or left behind with the old one (D69), which removes them."""
    chosen = provider.plans[target.plano]
    for row in provider.rows_of_service(old.number):
        if rules.is_live(provider, row, house.now):
            if stays_behind(provider, row, chosen, old.plano, declined):
                row.removed = True
            else:
                follow_plan(row, chosen, old.plano)
                row.service = target.number
    target.ever_enabled = target.ever_enabled or (old.ever_enabled and old.state != OVER)  # D8: it goes on where that one stood
    if target.state == NOT_YET and old.ever_enabled and old.state != OVER:  # D1: the service goes on under another number
        target.state, target.decided, target.ever_enabled = old.state, old.decided, True
    target.courtesy = old.courtesy  # D8, D41: what stays entitled is not touched


def stays_behind(provider, row, chosen, old_plan, declined, kept=None):
    """D8, D69: `kept` is what the browser ticked; the provider's setting else."""
    if row.package in declined or row.package in chosen.codes():
        return row.package in declined
    if chosen.travar_pacotes:
        return True
    return row.from_plan == old_plan and not (provider.moves_defaults if kept is None else row.key in kept)


def follow_plan(row, chosen, old_plan, kept=None):
    """D69: what both plans have comes from the new one from here on; what a person kept is sold apart."""
    if row.from_plan == old_plan and row.package in chosen.codes():
        row.from_plan = chosen.code
    elif row.from_plan == old_plan and kept is not None:
        row.from_plan = None


def what_would_stand(noun, fields, name, act):
    """The value of a field after the act (D10)."""
    said = noun.said[name]
    if name not in fields or (act["by"] != "staff" and said.sent == fields[name]):
        return said.value
    return fields[name]


def changes_nothing(noun, act):
    return all(what_would_stand(noun, act["set"], name, act) == noun.said[name].value for name in act["set"] if name in noun.said)


def refuse_service(provider, target, plan_code, new_plan, act):
    """D3: an inactive plan takes no new service. D9: who declines a required package is refused; fault 6: so is who
    declines one that is not known."""
    chosen = provider.plans[plan_code]
    if new_plan and excludes_itself(provider, chosen):
        return SKIP
    refused = set()
    if new_plan and not chosen.ativo:
        refused.add("plano_inativo")
    declined = act.get("declined", ())
    required = {code for code, needed, _ in chosen.pacotes if needed}
    if any(code not in provider.packages for code in declined) or (new_plan and required & set(declined)):
        refused.add("campos_invalidos")
    return refused


def excludes_itself(provider, chosen):
    """D11: two defaults of an integration that became Pacote Único afterwards."""
    singles = [code for code, _, _ in chosen.pacotes if provider.packages[code].integration]
    singles = [provider.packages[code].integration for code in singles if rules.is_single(provider.integrations[provider.packages[code].integration])]
    return len(singles) > len(set(singles))


def change_plan(house, provider, service_, old_plan, declined, kept=None):
    """D8, D9, D69: what is live moves unless declined or locked out; then the plan's defaults come on top."""
    chosen = provider.plans[service_.plano]
    for row in provider.rows_of_service(service_.number):
        if not comes_along(house, provider, row):
            continue
        if stays_behind(provider, row, chosen, old_plan, declined, kept):
            row.removed = True
        else:
            follow_plan(row, chosen, old_plan, kept)
    had = {(provider.packages[row.package].integration, item) for row in provider.rows_of(service_.codigo_cliente)
           for item in provider.packages[row.package].produtos}
    for code, required, days in chosen.pacotes:
        if code not in declined or required:
            link_default(house, provider, service_, code, days, old_plan, had)


def comes_along(house, provider, row):
    """What a change of plan finds on its service: what is live, or what comes back when a service that is over is enabled (D9),
    though it was left out the time before."""
    stays_away = row.left_out and provider.services[row.service].state != OVER
    return not row.removed and not stays_away and not rules.ended_by_date(provider, row, house.now)


def link_default(house, provider, service_, code, days, old_plan, had):
    """D9, D11, D4: a default is linked, or left out and listed; never refused."""
    if any(row.package == code and comes_along(house, provider, row) for row in provider.rows_of_service(service_.number)):
        return
    if days and any((provider.packages[code].integration, item) in had for item in provider.packages[code].produtos):
        return  # a product had before this act gets no new trial
    giving_way = gives_way(house, provider, service_, code, old_plan)
    if reasons_against(house, provider, service_, code, giving_way) - {"servico_encerrado"}:
        return
    for row in giving_way:
        row.removed = True
    row = link(house, provider, service_, code)
    row.from_plan = service_.plano
    if days:
        row.trial_days, row.limit = days, provider.day_of(house.now) + datetime.timedelta(days=days)


def gives_way(house, provider, service_, code, old_plan):
    """D42: what came from the old plan gives way to the new plan's default of the same integration with Pacote Único."""
    place = provider.integrations.get(provider.packages[code].integration)
    if place is None or not rules.is_single(place) or old_plan is None:
        return []
    return [row for row in provider.rows_of_service(service_.number)
            if comes_along(house, provider, row) and row.from_plan == old_plan
            and provider.packages[row.package].integration == place.code]


def edit_service(house, provider, act):
    """The page of a service's fields, D26."""
    known = provider.services.get(act["number"])
    if known is None:
        return SKIP
    known.take(act["set"], staff=True)
    return FINE


def take_back(house, provider, act):
    """D32: voltar ao do ERP, a button at a field that differs."""
    known = (provider.customers if act["noun"] == "cliente" else provider.services).get(act["code"])
    if known is None:
        return SKIP
    said = known.said[act["field"]]
    if said.sent is UNSENT or said.sent == said.value:
        return SKIP
    said.staff(said.sent)
    return FINE


def migrate(house, provider, act):
    """The page Migrar para Outro Serviço: another plan on the same service, for its price unless another is typed."""
    known, chosen = provider.services.get(act["number"]), provider.plans.get(act["plan"])
    if known is None or chosen is None or known.plano == act["plan"]:
        return SKIP
    if excludes_itself(provider, chosen):
        return SKIP
    if not chosen.ativo:
        return {"plano_inativo"}
    before = known.plano
    known.take({"plano": act["plan"], "valor": chosen.valor}, staff=True)
    change_plan(house, provider, known, before, act.get("declined", ()),
                act["kept"] if "kept" in act else default_ticks(house, provider, known, before))
    return FINE


def default_ticks(house, provider, service_, old_plan):
    """D69: the page begins with the provider's setting; what is ticked there is kept by a person."""
    return [row.key for row in provider.rows_of_service(service_.number) if provider.moves_defaults]


def padroes_na_migracao(house, provider, act):
    """D69: the provider's setting."""
    provider.moves_defaults = act["moves"]
    return FINE


def status(house, provider, act):
    """D31: status is the word of whoever spoke last, PATCH, PUT and page alike."""
    known = provider.services.get(act["number"])
    if known is None:
        return SKIP
    change_status(house, provider, known, act["status"])
    return FINE


def change_status(house, provider, known, prefix):
    """D9 and R7: a service that comes back brings what ended with it, except where another package of its Pacote Único stands."""
    was_over = known.state == OVER
    set_status(known, prefix)
    if not was_over or known.state == OVER:
        return
    rows = provider.rows_of_service(known.number)
    for row in rows:
        row.left_out = True  # they come back one after the other, the oldest first
    for row in rows:
        row.left_out = False
        place = provider.integration_of(row)
        row.left_out = (place is not None and rules.is_single(place) and rules.is_live(provider, row, house.now) and any(
            rules.is_live(provider, other, house.now) and other is not row
            and provider.packages[other.package].integration == place.code for other in provider.rows_of(known.codigo_cliente)))


def set_status(known, prefix):
    """D1: once enabled, a *not yet* status keeps the last state until it is enabled, suspended or over."""
    known.prefix = prefix
    state = STATE_OF[prefix]
    if state == OVER:
        known.courtesy = None  # D41
    if state == NOT_YET and known.ever_enabled:
        return
    known.state, known.decided = state, prefix
    known.ever_enabled = known.ever_enabled or state == ENABLED


def courtesy(house, provider, act):
    """D41, R16: Liberar até, 1–30 days ahead; a second one replaces the first. Nothing to keep where nothing was enabled."""
    known = provider.services.get(act["number"])
    if known is None:
        return SKIP
    last, today = datetime.date.fromisoformat(act["last"]), provider.day_of(house.now)
    refused = set()
    if not 1 <= (last - today).days <= 30:
        refused.add("campos_invalidos")
    if known.state == OVER:
        refused.add("servico_encerrado")
    if known.state == NOT_YET:
        refused.add("servico_nao_habilitado")
    if not refused:
        known.courtesy = last + datetime.timedelta(days=1), act["free"]
    return refused


def withdraw(house, provider, act):
    """D41: taken back, as often as one likes."""
    known = provider.services.get(act["number"])
    if known is None:
        return SKIP
    known.courtesy = None
    return FINE


# --- sold packages --------------------------------------------------------------------------------------------------

def reasons_against(house, provider, service_, code, giving_way=()):
    """R11, D3, D11: why a package is not offered; all reasons, since any may be named."""
    package_, place = provider.packages[code], provider.integrations.get(provider.packages[code].integration)
    chosen = provider.plans[service_.plano]
    reasons = set()
    if service_.state == OVER:
        reasons.add("servico_encerrado")
    if chosen.travar_pacotes and code not in chosen.codes():
        reasons.add("travado_pelo_plano")
    if not package_.ativo:
        reasons.add("pacote_inativo")
    if place is not None and (place.closing or not place.ativo):  # D58: no sales meanwhile
        reasons.add("integracao_inativa")
    if place is not None and any(not place.products[item].ativo for item in package_.produtos):
        reasons.add("produto_inativo")
    if place is not None and rules.is_single(place) and any(
            rules.is_live(provider, row, house.now) and provider.packages[row.package].integration == place.code
            and row not in giving_way for row in provider.rows_of(service_.codigo_cliente)):
        reasons.add("pacote_unico_ativo")
    return reasons


def link(house, provider, service_, code):
    number = sum(row.key.startswith(f"{service_.number}/{code}/") for row in provider.sold.values())
    row = Sold(key=f"{service_.number}/{code}/{number}", package=code, service=service_.number,
               value=provider.packages[code].valor, born=house.now)
    provider.sold[row.key] = row
    return row


def reasons_against_swap(house, provider, service_, replaced):
    """D42: a package of the same service that is there gives its place; D56: a removed or ended one is none."""
    if replaced.service != service_.number:
        return {"campos_invalidos"}
    return set() if rules.is_live(provider, replaced, house.now) else {"any"}


def sell(house, provider, act):
    known = provider.services.get(act["number"])
    if known is None or act["package"] not in provider.packages:
        return SKIP
    replaced = provider.sold.get(act.get("replaces"))
    if "replaces" in act and replaced is None:
        return SKIP
    refused = reasons_against(house, provider, known, act["package"], (replaced,))
    if replaced is not None:
        refused |= reasons_against_swap(house, provider, known, replaced)
    sold = datetime.date.fromisoformat(act["sold"]) if "sold" in act else None
    if sold and sold > provider.day_of(house.now):
        refused.add("campos_invalidos")
    elif sold and (not known.stood or sold < provider.day_of(known.stood[0][0])):
        return SKIP  # how it stood before it was known here is nobody's rule
    if refused:
        return refused
    if replaced is not None:  # D42: ends and links in one act
        replaced.removed = True
    row = link(house, provider, known, act["package"])
    row.value = act.get("value", row.value)
    note_sent(row, act)
    if act.get("limit"):
        row.limit, row.typed = datetime.date.fromisoformat(act["limit"]), True
    if sold:
        be_sold_on(provider, row, sold)
    return FINE


def be_sold_on(provider, row, day):
    """D44: counts from an earlier day, as its service stood then."""
    stood = provider.services[row.service].stood
    row.born = provider.start_of(day)
    first = max((place for place, (instant, _) in enumerate(stood) if instant <= row.born), default=0)
    row.history = [(max(instant, row.born), rules.charge_now(provider, row, standing)) for instant, standing in stood[first:]]


def edit(house, provider, act):
    """D56: what is removed or ended is not editable; restoring asks for the date in its act."""
    row = provider.sold.get(act["row"])
    if row is None:
        return SKIP
    if not rules.is_live(provider, row, house.now):
        return {"any"}
    change = change_of(act)
    if act.get("since"):
        since = datetime.date.fromisoformat(act["since"])
        if act["by"] == "staff":
            change = what_the_page_dates(row, change)
        repeated = what_repeats(row, act)
        change = {name: value for name, value in change.items() if name not in repeated}
        if repeated and not change:
            return FINE  # D10: a nightly repeat, whatever the month
        if not may_hold_since(house, provider, row, change, since):
            return {"campos_invalidos"}
        note_sent(row, act)
        if change and since < provider.day_of(house.now):
            hold_since(provider, row, change, since)
    else:
        change = change_of(news(row, act))
    row.typed = row.typed or change.get("limit", row.limit) != row.limit
    row.value, row.limit = change.get("value", row.value), change.get("limit", row.limit)
    return FINE


def change_of(act):
    change = {"value": act["value"]} if "value" in act else {}
    if "limit" in act:
        change["limit"] = act["limit"] and datetime.date.fromisoformat(act["limit"])
    return change


def what_the_page_dates(row, change):
    """The page has both fields: those that changed, or the value as it stands where neither did."""
    changed = {name: value for name, value in change.items() if value != getattr(row, name)}
    return changed or {"value": row.value}


def may_hold_since(house, provider, row, change, since):
    """D44: a day of this month, not ahead, for something; D39: a trial's days stay free."""
    today = provider.day_of(house.now)
    ends_otherwise = change.get("limit", row.limit) != row.limit and rules.is_free(row) and since < today
    return today.replace(day=1) <= since <= today and bool(change) and not ends_otherwise


def hold_since(provider, row, change, since):
    """D44: what the edit says holds from that day, whatever else changed since; what was free stays free."""
    start = provider.start_of(since)
    before = [charge for instant, charge in row.history if instant < start]
    later = [(instant, charge) for instant, charge in row.history if instant >= start]
    if before:
        later.insert(0, (start, before[-1]))
    nexts = [instant for instant, _ in later[1:]] + [None]
    row.history = row.history[:len(before)] + [
        (instant, held_since(row, charge._replace(**what_holds(provider, change, charge, following)), change))
        for (instant, charge), following in zip(later, nexts)]


def held_since(row, charge, change):
    """R15: what once was a trial is free again where it has an end again."""
    is_trial_again = change.get("limit") is not None and row.trial_days is not None and charge.kind in ("paid", "request")
    return charge._replace(kind="free", courtesy=None) if is_trial_again else charge


def what_holds(provider, change, charge, following):
    """Of the change on days that were charged so until `following`: an edit puts back nothing that had ended (D56)."""
    held = {name: value for name, value in change.items() if name == "value" or charge.kind != "free"}
    if "limit" in held and charge.limit and following and provider.start_of(charge.limit) < following:
        held["limit"] = min(held["limit"] or charge.limit, charge.limit)
    return held


def remove(house, provider, act):
    """D25, D43: soft and repeatable; what ended with its service does not come back with it either."""
    row = provider.sold.get(act["row"])
    if row is None:
        return SKIP
    if not rules.ended_by_date(provider, row, house.now):
        row.removed = True
    return FINE


def restore(house, provider, act):
    """D25, D56: the rules are checked again; what has ended needs a new date in the same act."""
    row = provider.sold.get(act["row"])
    if row is None:
        return SKIP
    if rules.is_live(provider, row, house.now):
        return FINE
    service_ = provider.services[row.service]
    refused = reasons_against(house, provider, service_, row.package)
    ended = row.limit is not None and house.now >= provider.start_of(row.limit)
    if ended and "limit" not in act:
        refused.add("any")
    since = datetime.date.fromisoformat(act["since"]) if "since" in act else None
    today = provider.day_of(house.now)
    if since and not today.replace(day=1) <= since <= today:
        refused.add("campos_invalidos")
    elif since and since < gone_since(provider, row):
        return SKIP  # what was there is not put back
    if refused:
        return refused
    note_sent(row, act)
    if "limit" in act:
        row.limit, row.typed = act["limit"] and datetime.date.fromisoformat(act["limit"]), True
    row.removed, row.left_out = False, False
    if since and since < provider.day_of(house.now):
        be_back_since(provider, row, since)
    return FINE


def gone_since(provider, row):
    """The day from which it was not there any more, or nothing of it was charged."""
    there = [place for place, (_, charge) in enumerate(row.history) if charge.kind != "off"]
    if not there:
        return provider.day_of(row.born)
    last = row.history[there[-1]][1]
    ends = [last.limit] if last.limit else []
    return min(ends + [provider.day_of(instant) for instant, _ in row.history[there[-1] + 1:][:1]])


def be_back_since(provider, row, since):
    """D44: it counts as there from that day, for whoever held it, as its service stood."""
    start, stood = provider.start_of(since), provider.services[row.service].stood
    instants = sorted({start, *(instant for instant, _ in row.history + stood if instant > start)})
    row.history = [entry for entry in row.history if entry[0] < start] + [
        (instant, rules.charge_now(provider, row, in_force(stood, instant))._replace(customer=in_force(row.history, instant).customer))
        for instant in instants]


def in_force(history, instant):
    return next((what for since, what in reversed(history) if since <= instant), history[0][1])


ACTS = {each.__name__: each for each in (integration, empty, product, package, plan, customer, service, edit_service, take_back, migrate,
                                         padroes_na_migracao, status,
                                         courtesy, withdraw, sell, edit, remove, restore)}
