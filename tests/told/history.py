"""What is kept of all that was said: every call, readable, and no secret, whole document or e-mail in it."""
from sentences import Sentences

from .house import DOCUMENTS, HOUSE, cpf, expect

step = Sentences()
# Parameters that are no secret.
OPEN = ("api_url", "url", "usuario", "id_projeto", "client_id")
PASSWORDS = {"001234", "outro-login", "mais-um"}  # of NX Play's story
TEXTS = ("char", "varchar", "tinytext", "text", "mediumtext", "longtext", "varbinary", "binary", "blob", "mediumblob")


def credentials():
    """What opens a door: of the integrations, and the tokens that the platforms gave us."""
    found = {value for line in HOUSE.lines.values() for name, value in line.peer.parameters.items() if name not in OPEN}
    for line in HOUSE.lines.values():
        found |= {entry["request"]["headers"]["authorization"].removeprefix("Bearer ") for entry in line.peer.log()
                  if "authorization" in entry.get("request", {}).get("headers", {})}
    assert all(len(each) > 5 for each in found), found
    return found


def callback_tokens():
    return {HOUSE.erp("GET", f"plataforma/{gateway}")["plataforma"]["callback_url"].rpartition("/")[2] for gateway in HOUSE.lines}


def documents():
    return {cpf(number) for number in DOCUMENTS.values()}


def e_mails():
    return {row[0] for row in HOUSE.sql("SELECT DISTINCT email FROM customer WHERE email IS NOT NULL")}


@step
def the_page_of_every_account_shows_every_exchange_and_no_secret():
    hidden, shown = credentials() | callback_tokens() | documents() | e_mails() | PASSWORDS, 0
    for account, in HOUSE.sql("SELECT id FROM account WHERE told = 1"):
        said = HOUSE.attempts_shown(account)
        calls = int(HOUSE.sql(f"SELECT COUNT(*) FROM exchange e JOIN attempt a ON a.id = e.attempt_id WHERE a.account_id = {account}")[0][0])
        expect(said.count('<section class="call"'), calls)
        expect([said[max(0, said.index(secret) - 90):said.index(secret) + 60] for secret in hidden if secret in said], [])
        shown += calls
    assert shown > 20, shown


@step
def no_column_of_the_database_holds_a_credential_and_none_of_the_history_a_person():
    own = credentials() | {"001234"}
    columns = HOUSE.sql("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND data_type IN "
                        f"({','.join(repr(each) for each in TEXTS)})")
    assert len(columns) > 100, columns
    more = {"audit": documents(), "exchange": callback_tokens() | documents() | e_mails() | PASSWORDS}
    found = [f"{table}.{column}" for table, column in columns if holds(table, column, own | more.get(table, set()))]
    expect(found, [])
    assert holds("customer", "email", e_mails())  # whoever seeks finds


def holds(table, column, secrets):
    sought = " OR ".join(f"LOCATE({each!r}, CAST(`{column}` AS BINARY)) > 0" for each in secrets)
    return HOUSE.sql(f"SELECT 1 FROM `{table}` WHERE {sought} LIMIT 1") != []


@step
def nothing_computed_differs_from_its_causes():
    said = HOUSE.product.catraca("verify")
    assert said.endswith(" 0 drifted"), said
