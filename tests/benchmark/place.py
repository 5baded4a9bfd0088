"""A private place to measure in: MariaDB, nginx, our processes and the peers, gone at the end."""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
HOST = "bench.localhost"
PRODUCTS = 20


def say(text):
    print(f"==> {text}", file=sys.stderr, flush=True)


def run(*command, timeout=None, **options):
    """What a command prints; RuntimeError when it fails, or has not ended after `timeout` seconds."""
    try:
        done = subprocess.run([str(part) for part in command], text=True, capture_output=True, timeout=timeout, **options)
    except subprocess.TimeoutExpired as hung:
        raise RuntimeError(f"{' '.join(map(str, command))[:300]}\nstill at it after {timeout} s, ended") from hung
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))[:300]}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Place:
    """`program`: a build of catraca; `keep`: a directory to work in and to leave."""

    def __init__(self, program, keep=None):
        self.program = program
        self.room = pathlib.Path(keep or tempfile.mkdtemp(prefix="catraca-bench."))
        self.keep = keep is not None
        (self.room / "tmp").mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.processes = {}
        self.token = self.erp_token = None

    # --- the database ---

    def start_database(self, buffer_pool):
        run(TOP / "tests/mariadb", "start", self.room / "db", f"--innodb-buffer-pool-size={buffer_pool}",
            "--innodb-log-file-size=512M", "--max-connections=400", "--local-infile=1")

    def password(self, user):
        return (self.room / f"db/{user}.password").read_text().strip()

    def sql(self, text, *options):
        return run("mariadb", "--no-defaults", f"--socket={self.room}/db/mariadb.sock", "--user=catraca_migrate",
                   f"--password={self.password('migrate')}", "--local-infile=1", "-N", *options, "catraca", input=text)

    def database_pid(self):
        return int((self.room / "db/mariadb.pid").read_text())

    # --- our program ---

    def write_settings(self):
        keys = self.room / "keys"
        if not keys.exists():
            keys.write_text(run(self.program, "keys"))
        (self.room / "catraca.conf").write_text("".join(f"{name} = {value}\n" for name, value in {
            "database.socket": self.room / "db/mariadb.sock", "database.password_file": self.room / "db/app.password",
            "migration.password_file": self.room / "db/migrate.password", "keys_file": keys,
            "serve.socket": self.room / "serve.sock", "serve.plain_http": "yes", "serve.templates": TOP / "templates",
            "serve.assets": TOP / "build/assets", "validate.socket": self.room / "validate.sock"}.items()))

    def catraca(self, *arguments):
        return run(self.program, *arguments, env={**os.environ, "CATRACA_CONFIG": str(self.room / "catraca.conf")}).strip()

    def start_catraca(self, name, *arguments, **settings):
        environment = {**os.environ, "CATRACA_CONFIG": str(self.room / "catraca.conf"), **settings}
        self.start(name, self.program, *arguments, env=environment)

    # --- processes ---

    def start(self, name, *command, **options):
        log = open(self.room / f"{name}.log", "ab")
        self.processes[name] = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=log,
                                                stderr=log, start_new_session=True, **options)

    def stop(self, name):
        process = self.processes.pop(name)
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def close(self):
        for name in list(self.processes):
            self.stop(name)
        subprocess.run([str(TOP / "tests/mariadb"), "stop", str(self.room / "db")], check=False)
        if not self.keep:
            shutil.rmtree(self.room, ignore_errors=True)

    # --- the API ---

    def api(self, method, path, body):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1/integracao/{path}", method=method, data=json.dumps(body).encode(),
            headers={"Host": HOST, "Authorization": f"Bearer {self.erp_token}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def get(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def wait_for(self, path, limit=30):
        for _ in range(limit * 10):
            try:
                status, _ = self.get(path)
                if status not in (502, 503, 504):
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise RuntimeError(f"{path} does not answer; see {self.room}")


def rss_kib(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def stop_on_signals():
    def leave(number, _):
        raise SystemExit(128 + number)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)
