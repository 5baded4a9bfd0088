#!/usr/bin/env python3
"""Tests of the real program from outside: commands, settings, sockets, stopping, a database that comes and goes.

tests/door.py PROGRAM DIR   with a private MariaDB (tests/mariadb) in DIR/db; prints `ok - …` and `not ok - …` lines
"""
import hashlib
import http.client
import json
import os
import pathlib
import select
import signal
import socket
import subprocess
import sys
import time

import fastcgi
from product import free_port
from sentences import Child, Sentences

PROGRAM, ROOM = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
TOP = pathlib.Path(__file__).resolve().parent.parent
MARIADB = str(pathlib.Path(__file__).with_name("mariadb"))
DATABASE = ROOM / "db"
FAST = ["--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=256M"]
test = Sentences()


# --- the program and its surroundings -------------------------------------------------------------------------------

def sql(statement, database="catraca_door"):
    done = subprocess.run(["mariadb", "--no-defaults", f"--socket={DATABASE}/mariadb.sock", "--user=catraca_migrate",
                           f"--password={(DATABASE / 'migrate.password').read_text().strip()}", "-N", "-e", statement,
                           database], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def database(*command):
    subprocess.run([MARIADB, command[0], str(DATABASE), *command[1:]], check=True)


def settings(**changes):
    values = {"database.socket": DATABASE / "mariadb.sock", "database.name": "catraca_door",
              "database.password_file": DATABASE / "app.password", "database.read_timeout_s": 20,
              "migration.password_file": DATABASE / "migrate.password", "keys_file": ROOM / "keys",
              "serve.socket": ROOM / "serve.sock", "serve.threads": 3, "serve.plain_http": "yes",
              "serve.templates": TOP / "templates", "serve.assets": TOP / "build/assets",
              "validate.socket": ROOM / "validate.sock", "metrics.token": "medidas"}
    values.update({name.replace("__", "."): value for name, value in changes.items()})
    path = ROOM / f"settings-{len(list(ROOM.glob('settings-*')))}.conf"
    path.write_text("".join(f"{name} = {value}\n" for name, value in values.items() if value is not None))
    return str(path)


def run(*arguments, stdin="", config=None, environment=None, status=None):
    done = subprocess.run([PROGRAM, *arguments], input=stdin, capture_output=True, text=True, timeout=60,
                          env={**os.environ, "CATRACA_CONFIG": config or CONFIG, **(environment or {})})
    if status is not None:
        assert done.returncode == status, f"{arguments}: status {done.returncode}, not {status}: {done.stderr}"
    return done


class Running(Child):
    """A long-running command; stopped at the end of the `with`."""

    def __init__(self, command, config=None, listener=None, how="own"):
        environment = {**os.environ, "CATRACA_CONFIG": config or CONFIG}
        descriptors = {"own": [], "systemd": [(listener, 3)], "spawn-fcgi": [(listener, 0)], "none": []}[how]
        if how == "systemd":
            environment["LISTEN_FDS"] = "1"
        self.path = str(ROOM / f"{command}.sock")
        self.log_path = ROOM / f"{command}.log"
        self.log_start = self.log_path.stat().st_size if self.log_path.exists() else 0
        super().__init__([PROGRAM, command], environment, self.log_path,
                         [(socket_.fileno(), number) for socket_, number in descriptors])
        if how == "own":
            self.wait_for_socket()

    def wait_for_socket(self):
        for _ in range(200):
            try:
                fastcgi.Connection(self.path).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("nothing listens at " + self.path + "\n" + self.lines())

    def term(self):
        self.signal(signal.SIGTERM)

    def lines(self):
        return self.log_path.read_bytes()[self.log_start:].decode()


def ask(command="serve", **how):
    return fastcgi.ask(str(ROOM / f"{command}.sock"), **how)


def wait_until(condition, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


class Held:
    """What a statement of somebody else locks, until `release`: by default the table of hosts, for which every request waits."""

    def __init__(self, statement="LOCK TABLES provider_host WRITE"):
        self.locker = subprocess.Popen(
            ["mariadb", "--no-defaults", f"--socket={DATABASE}/mariadb.sock", "--user=catraca_migrate",
             f"--password={(DATABASE / 'migrate.password').read_text().strip()}", "-N", "--unbuffered", "catraca_door"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.locker.stdin.write(statement + "; SELECT 'locked';\n")
        self.locker.stdin.flush()
        while (line := self.locker.stdout.readline().strip()) != "locked":
            assert line or self.locker.poll() is None, "the lock cannot be taken"

    def release(self):
        if self.locker.poll() is None:
            self.locker.communicate("ROLLBACK; UNLOCK TABLES;\n")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.release()


# --- commands and settings ------------------------------------------------------------------------------------------

@test
def every_command_explains_itself_and_the_program_says_its_version():
    commands = [line.split()[0] for line in run("--help", status=0).stdout.split("commands:\n")[1].split("\n\n")[0]
                .splitlines()]
    for name in ("serve", "validate", "migrate", "provider", "user", "token"):
        assert name in commands, name
    for name in commands:
        assert "--config" in run(name, "--help", status=0).stdout, name
    assert run("--version", status=0).stdout.startswith("catraca ")


@test
def an_unknown_command_or_option_ends_with_status_2():
    run("dance", status=2)
    run(status=2)
    run("serve", "--dance", status=2)
    run("user", "list", status=2)
    run("user", "add", "--provider", status=2)
    run("user", "list", "--provider", "nobody", status=2)


@test
def every_wrong_setting_is_named_in_one_go():
    wrong = settings(database__port="many", serve__plain_http="perhaps", serve__thread="4")
    done = run("serve", config=wrong, environment={"CATRACA_TYPO": "1", "CATRACA_KEYS_FILE": "/nonexistent"}, status=3)
    for name in ("database.port", "serve.plain_http", "serve.thread:", "CATRACA_TYPO", "keys_file"):
        assert name in done.stderr, name


@test
def the_environment_wins_over_the_file_and_a_secret_file_over_both():
    wrong = settings(database__name="nowhere", database__password="wrong", database__password_file=None)
    run("provider", "list", config=wrong, status=1)
    run("provider", "list", config=wrong, status=0, environment={
        "CATRACA_DATABASE_NAME": "catraca_door", "CATRACA_DATABASE_PASSWORD": "wrong too",
        "CATRACA_DATABASE_PASSWORD_FILE": str(DATABASE / "app.password")})


@test
def a_systemd_credential_is_a_secret_file():
    credentials = ROOM / "credentials"
    credentials.mkdir()
    (credentials / "database.password").write_text((DATABASE / "app.password").read_text())
    config = settings(database__password_file=None)
    run("provider", "list", config=config, status=1)
    run("provider", "list", config=config, status=0, environment={"CREDENTIALS_DIRECTORY": str(credentials)})


@test
def a_remote_database_without_verified_tls_is_refused():
    done = run("provider", "list", config=settings(database__socket=None, database__host="db.example"), status=3)
    assert "database.ssl_ca" in done.stderr


@test
def a_clock_that_stands_in_a_file_is_for_development_alone_and_is_warned_of():
    clock = ROOM / "clock"
    clock.write_text("2026-03-01 12:00:00\n")
    refused = run("work", "--once", config=settings(serve__plain_http="no", development__clock_file=clock), status=3)
    assert "development.clock_file: is for development" in refused.stderr, refused.stderr
    taken = run("work", "--once", config=settings(development__clock_file=clock), status=0)
    assert "the clock stands" in taken.stderr, taken.stderr
    assert "development.clock_file" in run("--help", status=0).stdout


@test
def a_database_that_is_away_ends_a_command_with_status_4():
    run("provider", "list", config=settings(database__socket="/nonexistent"), status=4)


@test
def a_password_comes_from_standard_input_and_a_generated_one_is_printed_once():
    who = ("--provider", "demo", "--email", "ana@exemplo.com.br")
    run("user", "add", *who, "--name", "Ana", stdin="curta\n", status=1)
    run("user", "add", *who, "--name", "Ana", stdin="uma frase bem comprida\n", status=0)
    made = run("user", "passwd", *who, "--generate", status=0).stdout.strip()
    assert len(made) >= 16
    assert made not in run("user", "list", "--provider", "demo", status=0).stdout
    assert "argon2id" in sql("SELECT password_hash FROM user WHERE email = 'ana@exemplo.com.br'")
    run("user", "disable", *who, status=1)  # the last administrator stays


@test
def an_invitation_is_printed_once_and_a_newer_one_ends_it():
    who = ("--provider", "demo", "--email", "bia@exemplo.com.br")
    run("user", "invite", *who, status=2)  # nobody of that e-mail, and no name
    links = [run("user", "invite", *who, *more, status=0).stdout.strip() for more in (("--name", "Bia"), ())]
    kept = sql("SELECT LOWER(HEX(token_hash)) FROM invitation").split()
    assert kept == [hashlib.blake2b(links[1].rpartition("/convite/")[2].encode(), digest_size=32).hexdigest()], (links, kept)


@test
def the_shell_takes_a_second_factor_away():
    who = ("--provider", "demo", "--email", "bia@exemplo.com.br")
    run("user", "reset-second-factor", *who, status=1)
    sql("UPDATE user SET totp_secret = 'x' WHERE email = 'bia@exemplo.com.br'")
    assert "two-step" in run("user", "list", "--provider", "demo", status=0).stdout
    run("user", "reset-second-factor", *who, status=0)
    assert "two-step" not in run("user", "list", "--provider", "demo", status=0).stdout
    assert sql("SELECT COUNT(*) FROM audit WHERE action = 'duas_etapas_redefinida' AND actor LIKE 'shell:%'").strip() == "1"


@test
def a_token_is_printed_once_and_revoked_for_good():
    token = run("token", "add", "--provider", "demo", "--description", "ERP", status=0).stdout.strip()
    listed = run("token", "list", "--provider", "demo", status=0).stdout
    assert token not in listed and token[-4:] in listed
    run("token", "revoke", "--provider", "demo", "--id", listed.split()[0], status=0)
    assert "revoked" in run("token", "list", "--provider", "demo", status=0).stdout


@test
def an_import_answers_every_line_and_sells_nothing_twice_under_its_key():
    lines = [{"tipo": "pacote_catalogo", "codigo": "camera", "descricao": "Câmera", "valor": "30"},
             {"tipo": "plano", "codigo": "fibra", "descricao": "Fibra"},
             {"tipo": "cliente", "codigo_cliente": "1", "nome_razaosocial": "Ana"},
             {"tipo": "cliente_servico", "id_cliente_servico": 1, "codigo_cliente": "1", "plano": "fibra",
              "status_prefixo": "servico_habilitado"},
             {"tipo": "pacote", "id_cliente_servico": 1, "codigo": "camera"}]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    load = ROOM / "load.ndjson"
    load.write_text(text)
    for source, typed in (([str(load)], ""), ([], text), (["-"], text)):
        answers = run("import", "--provider", "demo", "--key", "carga-1", *source, stdin=typed, status=0).stdout.splitlines()
        assert [json.loads(line)["status"] for line in answers] == ["success"] * 6
    assert sql("SELECT COUNT(*) FROM service_package") == "1"
    run("import", "--provider", "demo", "--key", "", str(load), status=2)


@test
def what_an_import_says_counts_as_sent_by_the_erp():
    run("import", "--provider", "demo", stdin='{"tipo":"plano","codigo":"sent","descricao":"Fibra"}\n', status=0)
    assert "Fibra" in sql("SELECT COALESCE(erp_sent, '') FROM plan WHERE code = 'sent'")


@test
def an_import_with_refused_lines_takes_the_others_and_ends_with_status_1():
    text = '{"tipo":"cliente","codigo_cliente":"2"}\n{"tipo":"cliente","codigo_cliente":"3","nome_razaosocial":"Rui"}\n'
    done = run("import", "--provider", "demo", stdin=text, status=1)
    assert "nome_razaosocial" in json.loads(done.stdout.splitlines()[0])["errors"]
    assert json.loads(done.stdout.splitlines()[-1])["sucessos"] == 1
    assert "1 of 2 lines" in done.stderr
    run("import", "--provider", "demo", str(ROOM / "nothing.ndjson"), status=2)
    run("import", stdin=text, status=2)


@test
def the_settings_of_a_provider_are_set_and_shown_by_the_table_and_the_trail_says_who():
    done = run("provider", "set", "--slug", "demo", "--guarda-minimo", "80", "--padroes-na-migracao", "mover", status=0)
    assert "guarda-minimo\t80" in done.stdout, done.stdout
    assert "padroes-na-migracao\tmover" in run("provider", "show", "--slug", "demo", status=0).stdout
    assert "de 1 a 100" in run("provider", "set", "--slug", "demo", "--guarda-percentual", "0", status=1).stderr
    run("provider", "set", "--slug", "demo", status=2)
    run("provider", "set", "--slug", "nobody", "--nome", "x", status=2)
    assert "--endereco-publico" in run("provider", "--help", status=0).stdout
    run("provider", "set", "--slug", "demo", "--guarda-minimo", "50", "--padroes-na-migracao", "encerrar", status=0)


@test
def a_provider_that_is_not_there_is_never_verified_as_clean():
    assert "demo" in run("verify", "--provider", "demo", status=0).stdout
    assert "nobody" in run("verify", "--provider", "nobody", status=2).stderr


# --- the schema -----------------------------------------------------------------------------------------------------

@test
def an_older_program_does_not_start_on_a_newer_schema():
    sql("INSERT INTO schema_migration (number, name, checksum, applied_at)"
        " VALUES (999, '0999_future', REPEAT('x', 32), NOW())")
    try:
        for command in ("serve", "validate", "migrate"):
            assert "0999_future" in run(command, status=5).stderr
    finally:
        sql("DELETE FROM schema_migration WHERE number = 999")


@test
def a_program_does_not_start_before_its_migrations_are_applied():
    last = sql("SELECT MAX(number) FROM schema_migration")
    sql(f"CREATE TABLE kept AS SELECT * FROM schema_migration WHERE number = {last};"
        f"DELETE FROM schema_migration WHERE number = {last}")
    try:
        assert "catraca migrate" in run("serve", status=5).stderr
        run("migrate", "--status", status=5)
        run("migrate", status=0)  # every statement of a migration can be run again
        run("migrate", "--status", status=0)
    finally:
        sql("DROP TABLE kept")


# --- the keys -------------------------------------------------------------------------------------------------------

def keys_in(name, text):
    (ROOM / name).write_text(text)
    return settings(keys_file=ROOM / name)


COMMANDS_WITH_KEYS = (("serve",), ("validate",), ("work", "--once"), ("verify",), ("migrate",),
                      ("user", "list", "--provider", "demo"), ("token", "list", "--provider", "demo"),
                      ("import", "--provider", "demo"), ("keys", "reseal"))


@test
def with_another_databases_keys_no_program_starts_and_each_names_the_file_and_the_way_out():
    run("user", "list", "--provider", "demo", status=0)
    other = keys_in("keys-of-another", run("keys", status=0).stdout)
    for command in COMMANDS_WITH_KEYS:
        said = run(*command, config=other, status=3).stderr
        assert "keys-of-another" in said and "backup" in said, (command, said)


@test
def a_key_file_grows_at_its_end_and_is_refused_with_its_lines_in_another_order_or_missing():
    first, second = (ROOM / "keys").read_text(), "2:" + "ab" * 32 + "\n"
    with Running("serve"):
        try:
            run("user", "list", "--provider", "demo", config=keys_in("keys-grown", first + second), status=0)
            for name, text in (("keys-reordered", second + first), ("keys-short", first),
                               ("keys-other-second", first + "2:" + "cd" * 32 + "\n")):
                for command in COMMANDS_WITH_KEYS:
                    assert name in run(*command, config=keys_in(name, text), status=3).stderr, command
            assert ask(uri="/readyz").status == 200, "it was started before the key was added"
        finally:
            sql("DELETE FROM key_check WHERE id = 2")


@test
def keys_are_noted_when_there_is_nothing_that_they_do_not_open():
    sql("DELETE FROM key_check")
    run("user", "list", "--provider", "demo", status=0)
    assert sql("SELECT COUNT(*) FROM key_check") == "2"


@test
def of_a_database_from_before_keys_were_noted_only_keys_that_open_its_secrets_are():
    run("import", "--provider", "demo", status=0,
        stdin='{"tipo":"plataforma","codigo":"neo","gateway":"neo","descricao":"NEO"}\n')
    sql("DELETE FROM key_check")
    other = keys_in("keys-of-another", run("keys", status=0).stdout)
    assert "do not open" in run("serve", config=other, status=3).stderr
    assert sql("SELECT COUNT(*) FROM key_check") == "0"
    run("user", "list", "--provider", "demo", status=0)
    assert sql("SELECT COUNT(*) FROM key_check") == "2"


@test
def a_database_that_is_found_to_have_other_keys_later_is_never_worked_with():
    sql("CREATE TABLE kept AS SELECT * FROM key_check; UPDATE key_check SET value = REPEAT('x', 32)")
    database("stop")
    try:
        with Running("serve") as process:
            database("start", *FAST)
            assert wait_until(lambda: b"keys" in ask(uri="/readyz").body, 5)
            for uri in ("/readyz", "/entrar"):
                assert ask(uri=uri).status == 503, uri
            sql("REPLACE INTO key_check SELECT * FROM kept")
            assert ask(uri="/readyz").status == 200 and ask(uri="/entrar").status == 200
            sql("UPDATE key_check SET value = REPEAT('x', 32)")  # another backup was put back under it
            assert ask(uri="/readyz").status == 503 and ask(uri="/entrar").status == 503
    finally:
        database("start", *FAST)
        sql("REPLACE INTO key_check SELECT * FROM kept; DROP TABLE kept")


# --- requests -------------------------------------------------------------------------------------------------------

@test
def probes_answer_without_a_provider_and_metrics_only_this_machine_or_the_token():
    with Running("serve"):
        assert ask(uri="/healthz", host="any.example").status == 200
        assert ask(uri="/readyz", host="any.example").status == 200
        assert b"catraca_" in ask(uri="/metrics").body or ask(uri="/metrics").status == 200
        assert b'catraca_jobs{state="falhou"}' in ask(uri="/metrics").body
        assert ask(uri="/metrics", remote="192.0.2.7").status == 403
        token = [("HTTP_AUTHORIZATION", "Bearer medidas")]
        assert ask(uri="/metrics", remote="192.0.2.7", more=token).status == 200


def probe(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@test
def validates_that_share_a_socket_answer_the_probes_each_at_its_own_address():
    (ROOM / "shared.sock").unlink(missing_ok=True)
    ports = free_port(), free_port()
    one, two = (settings(validate__address=f"127.0.0.1:{port}") for port in ports)
    with socket.socket(socket.AF_UNIX) as shared:
        shared.bind(str(ROOM / "shared.sock"))
        shared.listen()
        with Running("validate", config=one, listener=shared, how="systemd") as first:
            assert wait_until(lambda: somebody_at(ports[0])), first.lines()
            assert "validate.address: cannot listen" in run("validate", config=one, status=3).stderr
            with Running("validate", config=two, listener=shared, how="systemd") as second:
                assert wait_until(lambda: somebody_at(ports[1])), second.lines()
                for port in ports:
                    assert probe(port, "/healthz") == (200, '{"status":"ok"}') and probe(port, "/readyz")[0] == 200
                    assert wait_until(lambda: "catraca_validation_database_up 2" in probe(port, "/metrics")[1])
                    # What waits in the database is counted by others: here it would be counted once a process.
                    assert "catraca_jobs" not in probe(port, "/metrics")[1] and probe(port, "/callback/x")[0] == 404
            first.term()
            assert first.gone_within(5) and first.status == 0, "it does not stop"


@test
def work_answers_the_probes_at_its_own_address_and_nowhere_without_one():
    port = free_port()

    def get(path):
        return probe(port, path)

    config = settings(work__address=f"127.0.0.1:{port}")
    with Running("work", how="none"):
        time.sleep(0.5)
        assert not somebody_at(port), "it listens without an address"
    with Running("work", config=config, how="none") as process:
        assert wait_until(lambda: somebody_at(port)), process.lines()
        assert get("/healthz") == (200, '{"status":"ok"}') and get("/readyz")[0] == 200
        status, text = get("/metrics")
        assert status == 200 and 'catraca_jobs{state="falhou"}' in text, text
        assert get("/outra")[0] == 404 and get("/")[0] == 404
        # Who says nothing, or drips, keeps nobody from being answered.
        silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(8)]
        for each in silent[:4]:
            each.send(b"GET /healthz HTTP/1.1\r\nX-Slow: ")
        assert wait_until(lambda: get("/healthz")[0] == 200), "silent callers hold it up"
        for each in silent:
            each.close()
        taken = run("work", config=config, status=3)
        assert "work.address: cannot listen" in taken.stderr, taken.stderr
        process.term()
        assert process.gone_within(5), "it does not stop"
    # Another address of this machine stands for another machine.
    with Running("work", config=settings(work__address=f"0.0.0.0:{port}"), how="none"):
        assert wait_until(lambda: somebody_at(port))
        assert get("/metrics")[0] == 200
        outside = outside_address()
        if outside:
            assert ask_from(outside, port, "/metrics") == 403 and ask_from(outside, port, "/healthz") == 200
            assert ask_from(outside, port, "/metrics", "medidas") == 200
    assert "work.address" in run("work", config=settings(work__address="9470"), status=3).stderr


def somebody_at(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def outside_address():
    """An address of this machine that is not its loopback's; None when it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError:
            return None


def ask_from(address, port, path, token=None):
    connection = http.client.HTTPConnection(address, port, timeout=5)
    connection.request("GET", path, headers={"Authorization": f"Bearer {token}"} if token else {})
    status = connection.getresponse().status
    connection.close()
    return status


@test
def a_head_that_no_honest_client_sends_is_refused():
    with Running("serve"):
        assert ask(more=[("HTTP_X_A", "1"), ("HTTP_X_A", "2")]).status == 400
        assert ask(more=[("HTTP_X_A", "a" * 9000)]).status == 431
        assert ask(more=[(f"HTTP_X_{i}", "a" * 4000) for i in range(20)]).status == 431
        for uri in ("/../etc/passwd", "/a/./b", "/%00", "/%ff", "/%2", "x", "/%2e%2e/x"):
            assert ask(uri=uri).status == 400, uri
        assert ask(host="bad host").status == 400
        assert ask(host="").status == 400
        assert ask(uri="/healthz", more=[("HTTP_PROXY", "http://evil.example")]).status == 200


@test
def what_is_refused_for_its_head_below_api_is_told_in_json():
    with Running("serve"):
        for uri in ("/api/v1/%ff", "/api/v1/../x", "/osm/api/%2", "/api", "/api/", "/api/nada"):
            answer = ask(uri=uri)
            assert answer.headers["content-type"].startswith("application/json"), (uri, answer.headers)
            assert answer.status in (400, 404) and json.loads(answer.body)["status"] == "error", (uri, answer.status)
        assert ask(uri="/apiario").headers["content-type"].startswith("text/html")


@test
def a_host_with_the_dot_of_the_root_is_the_same_host():
    with Running("serve"):
        assert ask(uri="/entrar", host="demo.localhost.").status == 200
        assert ask(uri="/entrar", host="demo.localhost.:8080").status == 200
        assert ask(uri="/entrar", host="demo.localhost..").status == 404


@test
def head_says_no_length_that_is_not_gets():
    with Running("serve"):
        for uri in ("/entrar", "/api/openapi.json", "/nada"):
            answer = ask(method="HEAD", uri=uri)
            assert answer.body == b"" and "content-length" not in answer.headers, (uri, answer.headers)


@test
def an_escaped_slash_stays_in_its_segment_and_an_empty_key_is_seen():
    with Running("serve"):
        token = token_of("demo")

        def call(method, path, body="", more=()):
            connection = fastcgi.Connection(str(ROOM / "serve.sock"))
            connection.send(*erp(token, method, path, body, more=more))
            answer = connection.receive()
            return answer.status, json.loads(answer.body)

        status, body = call("PUT", "plano/300%2F150", json.dumps({"descricao": "300/150", "valor": "99"}))
        assert (status, body["plano"]["codigo"]) == (201, "300/150"), body
        assert call("GET", "plano/300%2f150")[0] == 200
        assert call("GET", "plano/300/150")[0] == 404
        status, body = call("POST", "pacote", "{}", more=[("HTTP_IDEMPOTENCY_KEY", "")])
        assert status == 400 and "Idempotency-Key" in body["msg"], body
        status, body = call("PUT", "plano/x", "{}", more=[("HTTP_CONTENT_ENCODING", "gzip")])
        assert status == 415 and "Content-Encoding" in body["msg"], body


@test
def a_body_beyond_its_limit_is_refused_and_the_refusal_heard():
    with Running("serve"):
        answer = ask(method="POST", uri="/entrar", body=b"x" * 3_000_000,
                     more=[("CONTENT_TYPE", "application/x-www-form-urlencoded")])
        assert answer.status == 413 and answer.ended, answer.status


@test
def without_https_people_are_sent_there_and_programs_refused():
    with Running("serve", config=settings(serve__plain_http="no")):
        answer = ask(uri="/clientes?q=1")
        assert answer.status == 303 and answer.headers["location"] == "https://demo.localhost/clientes?q=1"
        assert ask(uri="/a%2Fb%25").headers["location"] == "https://demo.localhost/a%2Fb%25"
        assert ask(uri="/api/v1/integracao/cliente").status == 403
        assert ask(method="POST", uri="/entrar").status == 403
        assert ask(uri="/entrar", more=[("HTTPS", "on")]).status in (200, 404)
    with Running("serve"):
        assert ask(uri="/entrar", remote="192.0.2.7").status == 303


@test
def an_unknown_host_is_nobodys_site():
    with Running("serve"):
        assert ask(uri="/entrar", host="stranger.example").status == 404
        assert ask(uri="/entrar", host="DEMO.localhost:8080").status != 404


@test
def a_connection_that_asks_to_be_kept_does_not_hold_a_thread():
    with Running("serve"):
        kept = []
        for _ in range(8):  # with three threads
            connection = fastcgi.Connection(str(ROOM / "serve.sock"), timeout=5)
            connection.send(fastcgi.variables(uri="/healthz"), keep=True)
            assert connection.receive().status == 200
            kept.append(connection)
        for connection in kept:
            assert connection.closed_by_peer()


@test
def every_request_leaves_a_json_line_with_its_id_and_no_query():
    with Running("serve") as process:
        request_id = "0123456789abcdef0123456789abcdef"
        ask(uri="/healthz?senha=segredo", more=[("REQUEST_ID", request_id)])
        assert wait_until(lambda: request_id in process.lines())
        lines = [json.loads(line) for line in process.lines().splitlines()]
        line = next(line for line in lines if line.get("request_id") == request_id)
        assert line["path"] == "/healthz" and line["status"] == "200"
        assert "segredo" not in process.lines()


# --- one caller and the others --------------------------------------------------------------------------------------

def token_of(provider):
    return run("token", "add", "--provider", provider, "--description", "ERP", status=0).stdout.strip()


def erp(token, method, path, body="", host="demo.localhost", more=()):
    """Variables and body of a call of the API."""
    return (fastcgi.variables(method=method, uri="/api/v1/integracao/" + path, host=host,
                              more=[("HTTP_AUTHORIZATION", "Bearer " + token), ("CONTENT_TYPE", "application/json"), *more]),
            body.encode())


def many_put_the_same_customer(token, callers=16):
    """Their connections; each changes the customer's name."""
    connections = []
    for number in range(callers):
        connections.append(fastcgi.Connection(str(ROOM / "serve.sock"), timeout=30))
        connections[-1].send(*erp(token, "PUT", "cliente/travado", json.dumps({"nome_razaosocial": f"Nome {number}"})))
    return connections


def answered(connections):
    return [each for each in connections if select.select([each.socket], [], [], 0)[0]]


def the_others_are_answered():
    for uri in ("/healthz", "/readyz", "/metrics"):
        assert ask(uri=uri).status == 200, uri
    for _ in range(20):
        assert ask(uri="/entrar", host="outro.localhost").status == 200
    asked = erp(OTHER_TOKEN, "GET", "cliente?busca=codigo_cliente&termo_busca=1", host="outro.localhost")
    assert fastcgi.ask(str(ROOM / "serve.sock"), *asked).status == 200


def callers_of_what_is_locked_leave_the_others_alone(lock):
    token = token_of("demo")
    run("import", "--provider", "demo", stdin='{"tipo":"cliente","codigo_cliente":"travado","nome_razaosocial":"Ana"}\n',
        status=0)
    with Running("serve", config=settings(serve__threads=16)):
        assert ask(uri="/entrar").status == 200
        with Held(lock):
            waiting = many_put_the_same_customer(token)
            time.sleep(0.5)
            the_others_are_answered()
            for _ in range(8):
                assert ask(uri="/entrar").status == 200
            assert not answered(waiting), "they did not wait for the lock"
            # … and whoever waits hears so long before the lock goes.
            for answer in [connection.receive() for connection in waiting]:
                assert answer.status == 503 and "retry-after" in answer.headers, answer.status
        assert many_put_the_same_customer(token, 1)[0].receive().status == 200


@test
def sixteen_callers_of_one_locked_row_leave_the_others_their_pages_api_and_probes():
    callers_of_what_is_locked_leave_the_others_alone(
        "START TRANSACTION; SELECT id FROM customer WHERE code = 'travado' FOR UPDATE")


@test
def a_backups_table_lock_stops_writers_only_and_tells_them_so():
    callers_of_what_is_locked_leave_the_others_alone("LOCK TABLES customer READ, customer_word READ, audit READ")


@test
def probes_are_answered_though_every_place_is_taken():
    with Running("serve", config=settings(serve__threads=1)), Held():
        waiting = []
        for host in ("demo.localhost", "outro.localhost", "demo.localhost"):
            waiting.append(fastcgi.Connection(str(ROOM / "serve.sock"), timeout=30))
            waiting[-1].send(fastcgi.variables(uri="/entrar", host=host))
        time.sleep(0.3)
        for uri in ("/healthz", "/readyz", "/metrics"):
            assert ask(uri=uri).status == 200, uri
        assert not answered(waiting)


@test
def bulk_loads_that_last_leave_every_thread_to_pages_and_calls():
    token = token_of("demo")
    with Running("serve", config=settings(serve__threads=1)) as process:
        # more than there are threads for them
        loads = [open_load(token, f"longa-{number}", ['{"tipo":"cliente","codigo_cliente":"longa"}\n']) for number in range(2)]
        time.sleep(0.3)
        for _ in range(4):
            assert ask(uri="/entrar").status == 200
        assert not answered(loads), "they did not last"
        for load in loads:
            load.close()
        # behind the checks of platforms and the web server: pages and calls; behind these what lasts
        assert sorted(niceness_of_threads(process.pid))[-3:] == [5, 15, 15], niceness_of_threads(process.pid)


def niceness_of_threads(pid):
    return [int(stat.read_text().rpartition(")")[2].split()[16]) for stat in pathlib.Path(f"/proc/{pid}/task").glob("*/stat")]


@test
def more_callers_than_can_wait_are_told_to_come_again():
    with Running("serve"), Held():
        waiting = []
        while not answered(waiting):
            assert len(waiting) < 400, "everybody waits"
            waiting.append(fastcgi.Connection(str(ROOM / "serve.sock"), timeout=30))
            waiting[-1].send(fastcgi.variables(uri="/entrar"))
        answer = answered(waiting)[0].receive()
        assert answer.status == 503 and "retry-after" in answer.headers and answer.ended


# --- starting and stopping ------------------------------------------------------------------------------------------

@test
def its_own_socket_is_for_owner_and_group_and_goes_with_it():
    with Running("serve") as process:
        assert os.stat(process.path).st_mode & 0o777 == 0o660
        assert "already answers" in run("serve", status=1).stderr
        process.term()
        assert process.gone_within(5)
        assert not os.path.exists(process.path)


@test
def a_socket_left_by_a_killed_process_is_replaced():
    with Running("serve") as process:
        os.kill(process.pid, signal.SIGKILL)
        assert process.gone_within(5) and os.path.exists(process.path)
    with Running("serve"):
        assert ask(uri="/healthz").status == 200


def idle_stop(command):
    with Running(command) as process:
        time.sleep(0.3)
        began = time.monotonic()
        process.term()
        assert process.gone_within(5), "still there"
        assert process.status == 0, process.status
        return time.monotonic() - began


@test
def told_to_stop_while_idle_it_is_gone_at_once():
    for command in ("serve", "validate"):
        took = idle_stop(command)
        assert took < 2, f"{command} took {took:.1f} s"  # leak checking at exit included


@test
def told_to_stop_while_busy_it_answers_first():
    with Running("serve") as process:
        held = Held()
        connection = fastcgi.Connection(process.path, timeout=20)
        connection.send(fastcgi.variables(uri="/entrar"))
        time.sleep(0.5)
        process.term()
        assert not process.gone_within(1), "it left with a request in hand"
        held.release()
        answer = connection.receive()
        assert answer.status in (200, 404) and answer.ended, answer.status
        assert process.gone_within(5) and process.status == 0


@test
def a_terminal_that_hangs_up_is_told_to_stop_like_any_other():
    for command in ("serve", "validate", "work"):
        with Running(command, how="none" if command == "work" else "own") as process:
            assert command != "work" or wait_until(lambda: "working" in process.lines())
            process.signal(signal.SIGHUP)
            assert process.gone_within(5) and process.status == 0, (command, process.status)


def listens():
    try:
        return ask(uri="/healthz").status == 200
    except OSError:
        return False


@test
def a_log_that_nobody_reads_stops_nobody():
    reader, writer = os.pipe()
    try:
        with Child([PROGRAM, "serve"], {**os.environ, "CATRACA_CONFIG": CONFIG}, ROOM / "serve.log", [(writer, 2)]) as process:
            assert wait_until(listens)
            for _ in range(600):  # more lines than a pipe holds
                assert ask(uri="/healthz").status == 200
            lines = os.read(reader, 1 << 20)
            assert b"request" in lines
            assert ask(uri="/healthz").status == 200
            assert wait_until(lambda: b"log lines were dropped" in os.read(reader, 1 << 20))
            process.signal(signal.SIGTERM)
            assert process.gone_within(5) and process.status == 0
    finally:
        os.close(reader)
        os.close(writer)


@test
def told_to_stop_with_a_silent_kept_connection_it_does_not_wait():
    with Running("serve") as process:
        connection = fastcgi.Connection(process.path)
        connection.send(fastcgi.variables(uri="/healthz"), keep=True)
        connection.receive()
        process.term()
        assert process.gone_within(5) and process.status == 0
    with Running("validate") as process:
        connection = fastcgi.Connection(process.path)
        connection.send(fastcgi.variables(uri="/healthz"), keep=True)
        connection.receive()
        process.term()
        assert process.gone_within(4) and process.status == 0


def listening_socket(name):
    path = ROOM / name
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen(128)
    return listener, str(path)


@test
def a_socket_from_systemd_or_spawn_fcgi_is_used_and_left_alone():
    for command in ("serve", "validate"):
        for how in ("systemd", "spawn-fcgi"):
            listener, path = listening_socket(f"{command}-{how}.sock")
            with listener, Running(command, listener=listener, how=how) as process:
                assert fastcgi.ask(path, uri="/healthz").status == 200, (command, how)
                process.term()
                assert process.gone_within(5) and process.status == 0
                assert os.path.exists(path)


@test
def a_restart_behind_an_inherited_socket_loses_no_request():
    listener, path = listening_socket("restart.sock")
    with listener:
        first = Running("serve", listener=listener, how="systemd")
        assert fastcgi.ask(path, uri="/healthz").status == 200
        first.term()
        waiting = []
        for _ in range(20):
            connection = fastcgi.Connection(path, timeout=20)
            connection.send(fastcgi.variables(uri="/healthz"))
            waiting.append(connection)
        assert first.gone_within(5)
        with first, Running("serve", listener=listener, how="systemd"):
            assert all(connection.receive().status == 200 for connection in waiting)


# --- a bulk load that is cut off --------------------------------------------------------------------------------------

def sales(load, customers=500, sold=40):
    """The lines of a load: customers, then services of the first of them with a sale each, without keys of their own."""
    lines = [{"tipo": "cliente", "codigo_cliente": f"{load}-{n}", "nome_razaosocial": f"Cliente {n}"} for n in range(customers)]
    for n in range(sold):
        service = int(load) * 1000 + n
        lines.append({"tipo": "cliente_servico", "id_cliente_servico": service, "codigo_cliente": f"{load}-0",
                      "plano": "fibra", "status_prefixo": "servico_habilitado"})
        lines.append({"tipo": "pacote", "id_cliente_servico": service, "codigo": "camera"})
    return [json.dumps(line) + "\n" for line in lines]


def count_sold(load):
    return int(sql(f"SELECT COUNT(*) FROM service_package sp JOIN customer c ON c.id = sp.customer_id WHERE c.code = '{load}-0'"))


def open_load(token, key, lines):
    """A connection with a load of which these lines were sent, and the end was not."""
    connection = fastcgi.Connection(str(ROOM / "serve.sock"), timeout=60)
    variables, _ = erp(token, "POST", "lote", more=[("HTTP_IDEMPOTENCY_KEY", key)])
    connection.send(variables, "".join(lines).encode(), finish=False)
    return connection


def results_of(answer):
    return [json.loads(line) for line in answer.body.decode().splitlines()]


def prepare_sales(token):
    run("import", "--provider", "demo", status=0, stdin="".join(json.dumps(line) + "\n" for line in (
        {"tipo": "pacote_catalogo", "codigo": "camera", "descricao": "Câmera", "valor": "30"},
        {"tipo": "plano", "codigo": "fibra", "descricao": "Fibra"})))
    return token


def is_stored(code):
    return sql(f"SELECT COUNT(*) FROM customer WHERE code = '{code}'") == "1"


@test
def a_load_killed_in_the_middle_and_sent_again_with_its_key_sells_nothing_twice():
    token = prepare_sales(token_of("demo"))
    first = sales("71", customers=480, sold=40)  # the first transaction ends among the sales
    with Running("serve") as process:
        connection = open_load(token, "carga-71", first[:530])
        assert wait_until(lambda: is_stored("71-479")), "nothing was stored"
        assert 0 < count_sold("71") < 40
        process.signal(signal.SIGKILL)
        assert process.gone_within(5)
    with Running("serve"):
        for _ in range(2):
            connection = open_load(token, "carga-71", first)
            connection.finish()
            totals = results_of(connection.receive())[-1]
            assert totals["sucessos"] == len(first) and totals["status"] == "success", totals
            assert count_sold("71") == 40
    assert run("verify", "--provider", "demo").returncode == 0


@test
def told_to_stop_while_a_load_is_open_it_ends_the_load_where_it_stands():
    token = prepare_sales(token_of("demo"))
    lines = sales("72", customers=480, sold=40)
    with Running("serve") as process:
        connection = open_load(token, "carga-72", lines[:530])
        assert wait_until(lambda: is_stored("72-479")), "nothing was stored"
        process.term()
        answer = connection.receive()
        assert process.gone_within(5) and process.status == 0, "it waits for the rest of the load"
        assert answer.status == 200 and answer.ended, answer.status
        totals = results_of(answer)[-1]
        assert totals["status"] == "error" and totals["retomar_na_linha"] == 501, totals
    with Running("serve"):
        connection = open_load(token, "carga-72", lines)
        connection.finish()
        assert results_of(connection.receive())[-1]["sucessos"] == len(lines)
        assert count_sold("72") == 40


@test
def a_load_that_comes_slowly_is_taken_in_as_it_comes():
    token = prepare_sales(token_of("demo"))
    lines = sales("73", customers=3, sold=1)
    with Running("serve"):
        connection = open_load(token, "carga-73", [])
        for line in lines:
            for piece in (line[:7], line[7:]):
                connection.send_body(piece.encode())
                time.sleep(0.3)
        time.sleep(1.2)
        connection.finish()
        assert results_of(connection.receive())[-1]["sucessos"] == len(lines)


# --- the database comes and goes ------------------------------------------------------------------------------------

@test
def without_a_database_it_starts_says_503_and_heals_when_the_database_comes():
    database("stop")
    try:
        with Running("serve"), Running("validate"):
            assert ask(uri="/healthz").status == 200
            assert ask("validate", uri="/healthz").status == 200
            for command, uri in (("serve", "/readyz"), ("serve", "/entrar"), ("validate", "/readyz")):
                answer = ask(command, uri=uri)
                assert answer.status == 503 and "retry-after" in answer.headers, (command, uri, answer.status)
            database("start", *FAST)
            for command in ("serve", "validate"):
                assert wait_until(lambda: ask(command, uri="/readyz").status == 200, 5), command
    finally:
        database("start", *FAST)


@test
def a_killed_database_is_a_503_and_forgotten_within_seconds():
    with Running("serve"):
        assert ask(uri="/readyz").status == 200
        usual = ask(uri="/entrar").status
        database("kill")
        assert wait_until(lambda: ask(uri="/entrar").status == 503, 5)
        assert ask(uri="/readyz").status == 503
        database("start", *FAST)
        assert wait_until(lambda: ask(uri="/entrar").status == usual, 5)


# --- running them ---------------------------------------------------------------------------------------------------

def prepare():
    (ROOM / "keys").write_text(run("keys", status=0).stdout)
    sql("CREATE DATABASE catraca_door CHARACTER SET utf8mb4", database="catraca")
    run("migrate", status=0)
    run("provider", "add", "--slug", "demo", "--name", "Provedor Demo", "--host", "demo.localhost", status=0)
    run("provider", "add", "--slug", "outro", "--name", "Outro", "--host", "outro.localhost", status=0)


CONFIG = settings()
prepare()
OTHER_TOKEN = token_of("outro")
failures = test.run(only=sys.argv[3:])
sql("DROP DATABASE catraca_door", database="catraca")
sys.exit(1 if failures else 0)
