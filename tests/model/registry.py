"""What a provider has, as plain values. Rules that read it are in rules.py, acts that change it in house.py."""
import dataclasses
import datetime
import unicodedata
import zoneinfo

UNSENT = object()


def tidy(text):
    """D37: NFC, no format characters, no white space around it."""
    if text is None:
        return None
    return unicodedata.normalize("NFC", "".join(c for c in text if unicodedata.category(c) != "Cf")).strip() or None


TIDY = ("nome_razaosocial", "email_principal", "login_autenticacao")


class Said:
    """D10: what staff typed stays until the ERP sends a value that differs from the one it last sent."""

    def __init__(self, value=None):
        self.value, self.sent = value, UNSENT

    def feed(self, value):
        if self.sent is UNSENT or self.sent != value:
            self.value = self.sent = value

    def staff(self, value):
        self.value = value


class Noun:
    """Fields under D10, read as attributes."""

    def __init__(self, **defaults):
        self.said = {name: Said(value) for name, value in defaults.items()}

    def __getattr__(self, name):
        said = self.__dict__.get("said", {})
        if name in said:
            return said[name].value
        raise AttributeError(name)

    def take(self, fields, staff):
        for name, value in fields.items():
            value = tidy(value) if name in TIDY else value
            if name in self.said:
                self.said[name].staff(value) if staff else self.said[name].feed(value)


class Integration(Noun):
    def __init__(self, code, gateway):
        super().__init__(descricao=code, ativo=True, pacote_unico=False, habilitar_suspender=False, suspensao_parcial=True,
                         usuario="login_autenticacao")
        self.code, self.gateway, self.products = code, gateway, {}
        self.told = False  # by a worker that runs; see platforms.py
        self.closing = False  # D58: its accounts are being removed
        self.may_stand, self.stands = {}, {}  # by customer: the states of which one is there, and the one that was seen last


class Product(Noun):
    def __init__(self, code):
        super().__init__(nome=code, ativo=True)
        self.code = code


class Package(Noun):
    def __init__(self, code, integration):
        super().__init__(valor=0, ativo=True, produtos=())
        self.code, self.integration = code, integration  # the code of an integration, or None (D12)


class Plan(Noun):
    def __init__(self, code):
        super().__init__(valor=0, ativo=True, travar_pacotes=False, pacotes=())  # pacotes: (code, required, trial days or None)
        self.code = code

    def codes(self):
        return [code for code, _, _ in self.pacotes]


class Customer(Noun):
    def __init__(self, code):
        super().__init__(nome_razaosocial=None, cpf_cnpj=None, email_principal=None, telefone_primario=None, cidade=None)
        self.code = code
        self.accounts = set()  # codes of integrations
        self.documents = set()  # every one it has ever had


class Service(Noun):
    def __init__(self, number):
        super().__init__(codigo_cliente=None, plano=None, login_autenticacao=None, senha_autenticacao=None, valor=0)
        self.number = number
        self.prefix, self.state, self.decided = None, None, None  # decided: the prefix that `state` comes from
        self.ever_enabled = False
        self.stood = []  # (instant, rules.standing) from then on
        self.courtesy = None  # (the first day behind it, free of charge) of the one granted last; None once ended by an act


@dataclasses.dataclass
class Sold:
    """A package of a service."""
    key: str
    package: str
    service: int
    value: int
    born: datetime.datetime
    limit: datetime.date | None = None
    typed: bool = False              # somebody typed the limit
    trial_days: int | None = None
    from_plan: str | None = None
    was_active: bool = False         # once live on an enabled service (D2)
    removed: bool = False            # by a person, the ERP, or a migration that left it out
    left_out: bool = False           # did not come back with its service: another of its Pacote Único was in the way
    let_go: bool = False             # its end was seen settled: no status comes back for what others hold there (D56)
    sent: dict = dataclasses.field(default_factory=dict)  # what the ERP sent last for its value and limit (D32, D43)
    history: list = dataclasses.field(default_factory=list)  # (instant, charge) from then on; see rules.charge_now


class Provider:
    def __init__(self, zone):
        self.zone = zoneinfo.ZoneInfo(zone)
        self.integrations, self.packages, self.plans = {}, {}, {}
        self.customers, self.services, self.sold = {}, {}, {}
        self.moves_defaults = False  # padroes_na_migracao = mover

    def day_of(self, instant):
        return instant.astimezone(self.zone).date()

    def start_of(self, day):
        """The first moment of a local day, where a change to summer time skips midnight too."""
        start = datetime.datetime(day.year, day.month, day.day, tzinfo=self.zone).astimezone(datetime.timezone.utc)
        while self.day_of(start) < day:
            start += datetime.timedelta(minutes=30)
        return start

    def rows_of_service(self, number):
        return [row for row in self.sold.values() if row.service == number]

    def services_of(self, customer):
        return [service for service in self.services.values() if service.codigo_cliente == customer]

    def rows_of(self, customer):
        return [row for service in self.services_of(customer) for row in self.rows_of_service(service.number)]

    def integration_of(self, row):
        """None for a package without an integration."""
        return self.integrations.get(self.packages[row.package].integration)
