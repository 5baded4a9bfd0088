#!/usr/bin/env python3
"""A provider's database saved while it works, lost, and restored by the commands that the help names; its keys renewed; and the
operator's help held against the program.

tests/restore.py PROGRAM DIR   with a private MariaDB (tests/mariadb) in DIR/db; prints `ok - …` and `not ok - …` lines
"""
import datetime
import html
import os
import pathlib
import re
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request

from product import TOP, Product, free_port, wait_until
from sentences import Sentences
from visitor import Visitor

CUSTOMERS = 200
step = Sentences()


class Restored(Product):
    """A second machine: what it knows comes from a copy. `work` does not run there, so that no platform is told anything."""

    def __init__(self, program, room, copy):
        room = pathlib.Path(room)
        room.mkdir()
        (room / "db").symlink_to("../db")
        super().__init__(program, room, "restored")
        self.copy = copy
        (self.room / "keys").unlink()

    def __enter__(self):
        self._sql("DROP DATABASE IF EXISTS catraca_restored")
        try:
            done = restore(self)
            assert done.returncode == 0 and "0 drifted" in done.stdout, (done.returncode, done.stdout, done.stderr)
            self.said = done.stdout
            self._open(("serve", "validate"))
        except BaseException:
            self.__exit__()
            raise
        return self


def tool(name, *arguments):
    return subprocess.run([str(TOP / "nginx" / name), *map(str, arguments)], capture_output=True, text=True, timeout=60)


def unit_command(unit):
    """What a unit that is shipped starts, split."""
    text = (TOP / "nginx/systemd" / unit).read_text()
    return re.search(r"^ExecStart=(.+)$", text, re.M)[1].split()


def backup(*more):
    """The nightly unit's command, on this room."""
    program, *arguments = unit_command("catraca-backup.service")
    arguments[-1] = COPIES
    return tool(pathlib.Path(program).name, "--defaults", DEFAULTS, "--database", "catraca_restore", "--keys", SITE.room / "keys",
                *more, *arguments)


def restore(into, *more):
    return tool("catraca-restore", "--defaults", DEFAULTS, "--database", f"catraca_{into.name}", "--keys", into.room / "keys",
                "--config", into.room / "catraca.conf", "--program", into.program, *more, into.copy)


def run(site, *arguments):
    return subprocess.run([site.program, *arguments], capture_output=True, text=True, timeout=120, env=site.environment)


def questions():
    """What NEO asks of some of the customers: log-ins with their passwords, then each product of each."""
    path = urllib.parse.urlsplit(CALLBACK).path
    for login, password in LOGINS:
        yield path + "?" + urllib.parse.urlencode({"login": login, "senha": password})
    for (subscriber,) in SITE.rows("SELECT LOWER(HEX(subscriber_id)) FROM account ORDER BY id LIMIT 40"):
        for product in ("PLANO_BASICO", "CINEMA"):
            yield path + "?" + urllib.parse.urlencode({"id": subscriber, "product": product})


def answers(site):
    return {path: (answer.status, answer.json) for path in questions() for answer in [site.call("GET", path)]}


def sums(site):
    """What each table holds, as one number; where columns are generated MariaDB's differs from call to call."""
    tables = [table for (table,) in site.rows("SHOW TABLES") if table not in GENERATED]
    return {table.split(".")[1]: number for table, number in site.rows("CHECKSUM TABLE " + ", ".join(tables))}


def rows_apart(table):
    """How many rows are in one of the two databases and not in the other."""
    one, two = (f"SELECT * FROM catraca_{name}.{table}" for name in ("restore", "restored"))
    return int(SITE.rows(f"SELECT COUNT(*) FROM (({one} EXCEPT ALL {two}) UNION ALL ({two} EXCEPT ALL {one})) d")[0][0])


def probe(address):
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=5) as answer:
        return answer.read().decode()


# --- the copy and what becomes of it --------------------------------------------------------------------------------

@step
def the_nightly_command_saves_database_and_keys_while_changes_go_on():
    stop, changes = threading.Event(), []

    def change():
        while not stop.is_set():
            for status in ("suspenso_debito", "servico_habilitado"):
                assert SITE.erp("PATCH", f"cliente_servico/{SERVICES[len(changes) % len(SERVICES)]}/status",
                                {"status_prefixo": status}, token=TOKEN).status == 200
                changes.append(status)

    writer = threading.Thread(target=change)
    writer.start()
    try:
        assert wait_until(lambda: len(changes) > 3)
        before = len(changes)
        done = backup()
        assert done.returncode == 0, done.stderr
        assert len(changes) > before, "nobody could change anything meanwhile"
    finally:
        stop.set()
        writer.join()
    STATE["busy"] = pathlib.Path(done.stdout.strip())
    assert sorted(file.name for file in STATE["busy"].iterdir()) == ["SHA256SUMS", "database.sql.gz", "keys"]
    assert all(file.stat().st_mode & 0o077 == 0 for file in [STATE["busy"], *STATE["busy"].iterdir()]), "others may read it"
    assert (STATE["busy"] / "keys").read_text() == (SITE.room / "keys").read_text()


@step
def a_copy_of_a_moment_of_many_changes_is_whole():
    # The first one was taken among changes: what is computed in it fits its causes.
    with Restored(SITE.program, SITE.room / "busy", STATE["busy"]) as other:
        known = SITE.rows("SELECT COUNT(*) FROM customer")[0][0]
        assert int(known) > CUSTOMERS and f"demo: {known} customers, 0 pending, 0 drifted" in other.said, other.said


@step
def only_as_many_copies_stay_as_are_to_be_kept():
    time.sleep(1)  # a copy is named by its second
    assert backup("--keep", "1").returncode == 0  # the unit's own comes behind it and holds
    assert len(list(COPIES.iterdir())) == 2
    (COPIES / "of-somebody-else").mkdir()
    time.sleep(1)
    done = tool("catraca-backup", "--defaults", DEFAULTS, "--database", "catraca_restore", "--keys", SITE.room / "keys", "--keep", "2",
                COPIES)
    assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in COPIES.iterdir())
    assert len(names) == 3 and done.stdout.strip().endswith(names[1]) and names[2] == "of-somebody-else", names


@step
def a_copy_that_fails_leaves_nothing_that_looks_like_one():
    before = sorted(COPIES.iterdir())
    for wrong in (("--database", "catraca_nobody"), ("--keys", SITE.room / "nobody")):
        done = backup(*wrong)
        assert done.returncode == 1 and "catraca-backup: " in done.stderr, (done.returncode, done.stderr)
    assert sorted(COPIES.iterdir()) == before, list(COPIES.iterdir())


@step
def restored_into_a_new_database_every_table_is_as_it_was_and_the_answers_are_the_same():
    SITE.stop("work")  # it would go on changing what is compared
    wanted = answers(SITE)
    assert {True, False} <= {body.get("access") for _, body in wanted.values()}, "all answers are alike"
    copied = sums(SITE)
    time.sleep(1)
    done = backup()
    assert done.returncode == 0, done.stderr
    with Restored(SITE.program, SITE.room / "second", pathlib.Path(done.stdout.strip())) as other:
        found = sums(other)
        # What the questions themselves leave: the log of decisions.
        differ = [table for table in copied.keys() | found.keys()
                  if copied.get(table) != found.get(table) and not table.startswith("decision")]
        assert not differ, differ
        assert GENERATED and not any(rows_apart(table) for table in GENERATED), GENERATED
        assert answers(other) == wanted
        assert other.erp("GET", "plataforma/neo", token=TOKEN).json["plataforma"]["callback_url"].endswith(
            urllib.parse.urlsplit(CALLBACK).path)
        visitor = Visitor(other, "demo")
        visitor.person = PERSON
        assert visitor.page("/clientes").status == 200, "who could sign in cannot"
        assert "secrets: 0 open" not in other.said and " 0 do not open" in other.said, other.said
        the_restored_refuses(other)


def the_restored_refuses(other):
    """Other keys, none, a database with something in it, a damaged copy: each by name, and nothing is touched."""
    keys = other.room / "keys"
    own = keys.read_text()
    try:
        keys.write_text(SITE.catraca("keys") + "\n")
        done = run(other, "verify")
        assert done.returncode == 3 and "are not those of database" in done.stderr and "backup" in done.stderr, done.stderr
        done = restore(other)
        assert done.returncode == 1 and "holds other keys than the copy" in done.stderr, done.stderr
        keys.unlink()
        for command in ("verify", "serve", "validate", "work"):
            done = run(other, command)
            assert done.returncode == 3 and str(keys) in done.stderr, (command, done.stderr)
    finally:
        keys.write_text(own)
    before = sums(other)
    done = restore(other)
    assert done.returncode == 1 and "catraca_restored is not empty" in done.stderr, done.stderr
    assert sums(other) == before
    dump = other.copy / "database.sql.gz"
    dump.write_bytes(dump.read_bytes()[:-100])
    done = restore(other, "--database", "catraca_restored_new")
    assert done.returncode == 1 and "is damaged" in done.stderr, done.stderr
    assert run(other, "verify").returncode == 0


# --- the keys -------------------------------------------------------------------------------------------------------

@step
def a_new_key_seals_all_that_lay_under_the_old_one_though_it_was_killed_in_the_middle():
    # As many callback URLs as years of rotations would leave; a secret is bound to its integration, not to its token.
    SITE.rows("INSERT INTO integration_callback (token_hash, provider_id, integration_id, token_sealed, created_at, expires_at)"
              " SELECT UNHEX(SHA2(s.seq, 256)), c.provider_id, c.integration_id, c.token_sealed, c.created_at, NOW()"
              " FROM (SELECT * FROM integration_callback WHERE expires_at IS NULL LIMIT 1) c, seq_1_to_20000 s")
    line = SITE.catraca("keys", "next")
    assert re.fullmatch(r"2:[0-9a-f]{64}", line), line
    with (SITE.room / "keys").open("a") as keys:
        keys.write(line + "\n")

    def older():
        return int(SITE.rows("SELECT COUNT(*) FROM integration_callback WHERE LEFT(token_sealed, 2) <> X'0002'")[0][0])

    assert older() > 20000
    process = subprocess.Popen([SITE.program, "keys", "reseal"], env=SITE.environment, stdout=subprocess.DEVNULL)
    assert wait_until(lambda: older() < 20000 or process.poll() is not None)
    process.kill()
    process.wait()
    assert 0 < older() < 20000, f"it was not killed in the middle: {older()}"
    assert " 0 do not open" in SITE.catraca("verify"), "half of them are sealed anew, and all open"
    said = SITE.catraca("keys", "reseal")
    assert older() == 0 and "still older" in said, said
    again = SITE.catraca("keys", "reseal")
    assert re.search(r"integration_callback.token_sealed: 0 sealed again, \d{5} were current, 0 still older, 0 do not open", again), again
    SITE.stop("serve")
    SITE.start("serve")
    assert wait_until(lambda: SITE.call("GET", "/readyz").status == 200)
    assert SITE.erp("GET", "plataforma/neo", token=TOKEN).json["plataforma"]["callback_url"] == CALLBACK


@step
def a_secret_that_no_key_opens_is_named_and_is_no_success():
    SITE.rows("UPDATE integration_callback SET token_sealed = REPEAT('x', 80) WHERE expires_at IS NULL LIMIT 1")
    done = run(SITE, "keys", "reseal")
    assert done.returncode == 1 and "integration_callback:" in done.stdout and "1 secrets" in done.stderr, (done.stdout, done.stderr)
    done = run(SITE, "verify")
    assert done.returncode == 6 and "secrets: " in done.stdout and "1 do not open" in done.stdout, done.stdout
    assert run(SITE, "keys", "other").returncode == 2


# --- the help -------------------------------------------------------------------------------------------------------

@step
def the_operators_help_names_every_figure_that_the_programs_tell():
    SITE.start("work")
    assert wait_until(lambda: probe(WORK))
    page = VISITOR.page("/ajuda/metricas-e-codigos").text
    named = set(re.findall(r"<code>(catraca_\w+)</code>", page))
    told = set()
    for text in (SITE.call("GET", "/metrics").text, probe(VALIDATE), probe(WORK)):
        told |= set(re.findall(r"^# TYPE (catraca_\w+) ", text, re.M))
    assert len(told) > 10, told
    assert told <= named, told - named


@step
def the_operators_help_names_every_exit_status_as_the_program_does():
    page = VISITOR.page("/ajuda/metricas-e-codigos").text
    listed = SITE.catraca("--help").split("exit status\n")[1]
    statuses = re.findall(r"^ +(\d+)  ", listed, re.M)
    assert len(statuses) == 7 and statuses == re.findall(r"<dt><code>(\d+)</code></dt>", page), (statuses, page)


@step
def every_command_that_the_help_names_is_there():
    commands = set(re.findall(r"^  (\w+) ", SITE.catraca("--help").split("commands:\n")[1].split("\n\n")[0], re.M))
    units = {file.name for file in (TOP / "nginx/systemd").iterdir()}
    seen = set()
    for slug in ("copia-e-restauracao", "atualizacao", "banco-de-dados", "registros", "metricas-e-codigos"):
        for code in re.findall(r"<(?:code|kbd|pre)[^>]*>(.*?)</(?:code|kbd|pre)>", VISITOR.page(f"/ajuda/{slug}").text, re.S):
            code = html.unescape(code)
            for word in re.findall(r"(?<!/)\bcatraca ([a-z]+)\b", code):
                assert word in commands, (slug, code)
                seen.add(word)
            for script in re.findall(r"\b(catraca-(?:backup|restore)) (?=[/-])", code):
                assert os.access(TOP / "nginx" / script, os.X_OK), script
                seen.add(script)
            for option in re.findall(r"--[a-z]+", code) if "catraca-" in code else ():
                assert option == "--now" or any(option in (TOP / "nginx" / script).read_text() for script in ("catraca-backup", "catraca-restore")), option
            for unit in re.findall(r"\bcatraca-[a-z]+(?:@\d?)?\.(?:service|socket|timer)\b", code):
                assert re.sub(r"@\d", "@", unit) in units, unit
    assert {"migrate", "verify", "keys", "catraca-backup", "catraca-restore"} <= seen, seen


# --- running it -----------------------------------------------------------------------------------------------------

STATE = {}
VALIDATE, WORK = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
with Product(sys.argv[1], sys.argv[2], "restore", **{"validate.address": VALIDATE, "work.address": WORK}) as SITE:
    COPIES, DEFAULTS = SITE.room / "copies", SITE.room / "client.cnf"
    DEFAULTS.write_text(f"[client]\nsocket={SITE.room}/db/mariadb.sock\nuser=catraca_migrate\n"
                        f"password={(SITE.room / 'db/migrate.password').read_text().strip()}\n")
    SITE.catraca("provider", "add", "--slug", "demo", "--name", "Provedor Demo", "--host", "demo.localhost")
    TOKEN = SITE.catraca("token", "add", "--provider", "demo", "--description", "ERP")
    LINES = subprocess.run([TOP / "nginx/demo_data.py", "demo", str(CUSTOMERS), datetime.date.today().isoformat()],
                           capture_output=True, text=True, check=True).stdout
    LOADED = SITE.erp("POST", "lote", LINES, token=TOKEN, headers={"Content-Type": "application/x-ndjson"})
    assert LOADED.status == 200 and '"status":"error"' not in LOADED.text, LOADED.text[-2000:]
    CALLBACK = SITE.erp("GET", "plataforma/neo", token=TOKEN).json["plataforma"]["callback_url"]
    GENERATED = {table for (table,) in SITE.rows("SELECT DISTINCT table_name FROM information_schema.columns"
                                                 " WHERE table_schema = DATABASE() AND is_generated = 'ALWAYS'")}
    SERVICES = [code for (code,) in SITE.rows("SELECT external_id FROM customer_service WHERE status_prefix = 'servico_habilitado' LIMIT 5")]
    LOGINS = [("maria.silva", "catraca-2026"), ("maria.silva", "outra"), ("ninguem", "x")]
    VISITOR = Visitor(SITE, "demo")
    VISITOR.page("/clientes")
    PERSON = VISITOR.person
    failures = step.run()
sys.exit(1 if failures else 0)
