#!/usr/bin/env python3
"""`catraca validate` from outside, when what it stands on fails: a stalled, killed or restarted database, processes killed
or stopped under load. Never a wrong verdict, never an answer cut short.

tests/turnstile.py PROGRAM DIR   with a private MariaDB (tests/mariadb) in DIR/db; prints `ok - …` and `not ok - …` lines
"""
import contextlib
import hashlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import time

import fastcgi
from sentences import Child, Sentences

PROGRAM, ROOM = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
MARIADB = str(pathlib.Path(__file__).with_name("mariadb"))
DATABASE = ROOM / "db"
NAME = "catraca_turnstile"
TOKEN = "token-of-the-turnstile"
FAST = ["--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=256M"]
SUBSCRIBERS = [hashlib.md5(str(n).encode()).hexdigest() for n in range(200)]
SOCKET = ROOM / "turnstile.sock"
test = Sentences()


def sql(statement, database=NAME):
    subprocess.run(["mariadb", "--no-defaults", f"--socket={DATABASE}/mariadb.sock", "--user=catraca_migrate",
                    f"--password={(DATABASE / 'migrate.password').read_text().strip()}", "-e", statement, database],
                   check=True, capture_output=True, text=True)


def database(*command):
    subprocess.run([MARIADB, command[0], str(DATABASE), *command[1:]], check=True)


class Turnstile(Child):
    """The process; with `listener` it inherits the socket as from systemd. Stopped at the end of the `with`."""

    def __init__(self, listener=None, answers=(200, True)):
        self.answers = answers
        environment = {**os.environ, "CATRACA_CONFIG": str(ROOM / "turnstile.conf"), **({"LISTEN_FDS": "1"} if listener else {})}
        super().__init__([PROGRAM, "validate"], environment, ROOM / "turnstile.log",
                         [(listener.fileno(), 3)] if listener else [])

    def __enter__(self):
        assert wait_until(lambda: ask(0) == self.answers, 10), "it does not answer"
        return self


def question(number, product="P1"):
    return fastcgi.variables(uri=f"/callback/{TOKEN}?id={SUBSCRIBERS[number]}&product={product}")


def verdict_of(answer):
    """(status, access): access None where there is no verdict."""
    return answer.status, json.loads(answer.body).get("access") if answer.body else None


def ask(number, product="P1"):
    try:
        connection = fastcgi.Connection(str(SOCKET), timeout=10)
        connection.send(question(number, product))
        answer = connection.receive()
        connection.close()
        return verdict_of(answer) if answer.ended else None
    except (OSError, ValueError):
        return None


@contextlib.contextmanager
def stalled_database():
    """Every thread of the server stopped; on a busy machine some go on for a while after the signal."""
    server = int((DATABASE / "mariadb.pid").read_text())
    threads = pathlib.Path(f"/proc/{server}/task")
    os.kill(server, signal.SIGSTOP)
    try:
        assert wait_until(lambda: all((each / "stat").read_text().rsplit(")", 1)[1].split()[0] == "T"
                                      for each in threads.iterdir()), 5), "the database does not stall"
        yield
    finally:
        os.kill(server, signal.SIGCONT)


def wait_until(condition, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


class Load:
    """Callers on kept connections until the end of the `with`: every answer is (200, True) for P1, or 503."""

    def __init__(self, callers=8):
        self.enough = False
        self.answers, self.unavailable, self.wrong, self.cut = 0, 0, [], 0
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.call, args=(number,)) for number in range(callers)]

    def call(self, number):
        connection = None
        while not self.enough:
            try:
                connection = connection or fastcgi.Connection(str(SOCKET), timeout=10)
                connection.send(question(number), keep=number % 4 != 0)
                answer = connection.receive()
            except OSError:  # closed before its first byte: nginx asks again
                connection = None
                time.sleep(0.01)
                continue
            self.count(answer)
            if number % 4 == 0 or not answer.ended:
                connection = None

    def count(self, answer):
        with self.lock:
            if not answer.ended:
                self.cut += answer.status != 0
            elif answer.status == 503:
                self.unavailable += 1
                if "retry-after" not in answer.headers:
                    self.wrong.append("503 without Retry-After")
            elif verdict_of(answer) == (200, True):
                self.answers += 1
            else:
                self.wrong.append((answer.status, answer.body))

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        assert wait_until(lambda: self.answers > 100, 10)
        return self

    def __exit__(self, *_):
        self.enough = True
        for thread in self.threads:
            thread.join()
        assert not self.wrong, self.wrong[:3]
        assert self.cut == 0, f"{self.cut} answers cut short"


# --- the database ---------------------------------------------------------------------------------------------------

@test
def a_stalled_database_is_a_503_within_seconds_then_at_once_and_heals():
    with Turnstile(), Load() as load:
        with stalled_database():
            assert wait_until(lambda: load.unavailable > 0, 3), "nobody was told"
            for _ in range(20):
                began = time.monotonic()
                assert ask(1)[0] == 503
                assert time.monotonic() - began < 0.2, "it waited for the database"
        assert wait_until(lambda: ask(1) == (200, True), 5), "it does not heal"


@test
def a_killed_database_is_503_only_and_forgotten_within_five_seconds_of_its_return():
    with Turnstile(), Load() as load:
        database("kill")
        assert wait_until(lambda: load.unavailable > 0, 3)
        assert ask(1)[0] == 503 and ask(1, "P2")[0] == 503
        database("start", *FAST)
        assert wait_until(lambda: ask(1) == (200, True), 5), "it does not heal"
        before = load.answers
        assert wait_until(lambda: load.answers > before + 100, 5)


@test
def a_restarted_database_is_met_again():
    with Turnstile(), Load() as load:
        database("stop")
        database("start", *FAST)
        assert wait_until(lambda: ask(1) == (200, True), 5), "it does not heal"
        assert load.answers > 0


@test
def a_database_that_closes_idle_connections_costs_nobody_a_503():
    database("stop")
    database("start", *FAST, "--wait-timeout=2")
    with Turnstile():
        for _ in range(3):
            time.sleep(3)
            assert ask(1) == (200, True)
    database("stop")
    database("start", *FAST)


@test
def the_first_question_after_a_restart_of_the_database_while_nobody_asked_is_answered():
    with Turnstile():
        for _ in range(3):
            database("stop")
            database("start", *FAST)
            time.sleep(0.5)
            assert ask(1) == (200, True)


@test
def started_while_callers_wait_it_takes_them_once_it_has_the_database():
    SOCKET.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(SOCKET))
        listener.listen(512)
        for _ in range(5):
            waiting = [fastcgi.Connection(str(SOCKET), timeout=10) for _ in range(20)]
            for number, connection in enumerate(waiting):
                connection.send(question(number))
            with Turnstile(listener):
                said = [verdict_of(connection.receive()) for connection in waiting]
                assert said == [(200, True)] * 20, said
    SOCKET.unlink()


@test
def a_database_that_comes_later_is_asked_only_once_its_schema_fits():
    sql("CREATE TABLE kept AS SELECT * FROM schema_migration ORDER BY number DESC LIMIT 1;"
        "DELETE FROM schema_migration WHERE number = (SELECT number FROM kept)")
    database("stop")
    try:
        with Turnstile(answers=(503, None)):
            database("start", *FAST)
            for _ in range(10):
                assert ask(1)[0] == 503
                time.sleep(0.1)
            sql("INSERT INTO schema_migration SELECT * FROM kept; DROP TABLE kept")
            assert wait_until(lambda: ask(1) == (200, True), 5), "it does not notice"
    finally:
        database("start", *FAST)


@test
def told_to_stop_while_the_database_is_stalled_it_does_not_wait_for_it():
    with Turnstile() as process, stalled_database():
        waiting = fastcgi.Connection(str(SOCKET))
        waiting.send(question(1))
        time.sleep(0.3)
        process.signal(signal.SIGTERM)
        status = waiting.receive().status
        assert status == 503, f"it said {status}"
        assert process.gone_within(3) and process.status == 0


@test
def with_the_keys_of_another_database_it_gives_no_verdict_whenever_the_database_comes():
    other = ROOM / "keys-of-another"
    other.write_text(catraca("keys"))
    environment = {**os.environ, "CATRACA_CONFIG": str(ROOM / "turnstile.conf"), "CATRACA_KEYS_FILE": str(other)}
    refused = subprocess.run([PROGRAM, "validate"], capture_output=True, text=True, timeout=10, env=environment)
    assert refused.returncode == 3 and str(other) in refused.stderr, refused.stderr
    database("stop")
    try:
        with Child([PROGRAM, "validate"], environment, ROOM / "turnstile.log"):
            assert wait_until(lambda: ask(0) is not None, 5)
            database("start", *FAST)
            end = time.monotonic() + 2
            while time.monotonic() < end:
                assert ask(0)[0] == 503 and ask(1, "P2")[0] == 503, "a verdict with wrong keys"
    finally:
        database("start", *FAST)
    with Turnstile():
        assert ask(0) == (200, True)


# --- its own end ----------------------------------------------------------------------------------------------------

@test
def stopped_under_load_it_cuts_no_answer_short_and_is_gone_within_two_seconds():
    with Turnstile() as process, Load():
        process.signal(signal.SIGTERM)
        assert process.gone_within(2) and process.status == 0


@test
def of_two_processes_on_one_socket_one_may_be_killed_or_stopped_under_load():
    SOCKET.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(SOCKET))
        listener.listen(512)
        with Turnstile(listener) as first, Turnstile(listener) as second, Load() as load:
            first.signal(signal.SIGKILL)
            assert first.gone_within(2)
            before = load.answers
            assert wait_until(lambda: load.answers > before + 200, 10)
            with Turnstile(listener):
                second.signal(signal.SIGTERM)
                assert second.gone_within(2) and second.status == 0
                before = load.answers
                assert wait_until(lambda: load.answers > before + 200, 10)
    SOCKET.unlink()


# --- running them ---------------------------------------------------------------------------------------------------

def catraca(*arguments):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True,
                          env={**os.environ, "CATRACA_CONFIG": str(ROOM / "turnstile.conf")})
    assert done.returncode == 0, done.stderr
    return done.stdout


def prepare():
    (ROOM / "turnstile.conf").write_text("".join(f"{name} = {value}\n" for name, value in {
        "database.socket": DATABASE / "mariadb.sock", "database.name": NAME,
        "database.password_file": DATABASE / "app.password", "migration.password_file": DATABASE / "migrate.password",
        "keys_file": ROOM / "keys", "validate.socket": SOCKET}.items()))
    (ROOM / "keys").write_text(catraca("keys"))
    sql(f"DROP DATABASE IF EXISTS {NAME}; CREATE DATABASE {NAME} CHARACTER SET utf8mb4", "catraca")
    catraca("migrate")
    token_hash = hashlib.blake2b(TOKEN.encode(), digest_size=32).hexdigest()
    now = "'2026-01-01'"
    sql(f"""INSERT INTO provider (id, slug, name, created_at) VALUES (1, 'p', 'P', {now});
            INSERT INTO provider_host (host, provider_id) VALUES ('demo.localhost', 1);
            INSERT INTO integration (id, provider_id, code, gateway, description, requests_per_second, created_at, updated_at)
              VALUES (1, 1, 'neo', 'neo', 'NEO', 1000000, {now}, {now});
            INSERT INTO integration_callback (token_hash, provider_id, integration_id, token_sealed, created_at)
              VALUES (x'{token_hash}', 1, 1, 'x', {now});
            INSERT INTO product (id, provider_id, integration_id, code, name, created_at, updated_at)
              VALUES (1, 1, 1, 'P1', 'P1', {now}, {now}), (2, 1, 1, 'P2', 'P2', {now}, {now});
            UPDATE config_version SET version = version + 1""")
    sql("".join(f"""INSERT INTO account (provider_id, integration_id, customer_id, subscriber_id, created_at)
                      VALUES (1, 1, {number}, x'{subscriber}', {now});
                    INSERT INTO entitlement VALUES (x'{subscriber}', 1, 1, 1, {number}, '9999-12-31', '9999-12-31',
                      '9999-12-31', 1);""" for number, subscriber in enumerate(SUBSCRIBERS)))


prepare()
failures = test.run(only=sys.argv[3:])
sql(f"DROP DATABASE {NAME}", "catraca")
sys.exit(1 if failures else 0)
