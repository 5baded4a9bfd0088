"""The whole product as tests start it: settings, the program's processes and nginx with the files of a production site, on a
port of its own, in a directory that already holds a private MariaDB (tests/mariadb)."""
import http.client
import json
import os
import pathlib
import socket
import subprocess
import time

TOP = pathlib.Path(__file__).resolve().parent.parent
COMMANDS = ("serve", "validate", "work")


def wait_until(condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if condition():
                return True
        except OSError:
            pass
        time.sleep(0.05)
    return False


class Product:
    """Used in a `with`: fresh at its beginning, stopped and its database dropped at its end."""

    def __init__(self, program, room, name, **settings):
        self.program, self.room, self.name = os.path.abspath(program), pathlib.Path(room).resolve(), name
        self.port = free_port()
        self.running = {}
        self.environment = {**os.environ, "CATRACA_CONFIG": str(self.room / "catraca.conf")}
        self._write_settings(settings)
        self._write_nginx()

    def __enter__(self):
        self._sql(f"DROP DATABASE IF EXISTS catraca_{self.name}; CREATE DATABASE catraca_{self.name} CHARACTER SET utf8mb4")
        try:
            (self.room / "keys").write_text(self.catraca("keys") + "\n")
            self.catraca("migrate")
            self._open(COMMANDS)
        except BaseException:
            self.__exit__()
            raise
        return self

    def _open(self, commands):
        for command in commands:
            self.start(command)
        site = self.room / "nginx"
        self._launch("nginx", "nginx", "-e", str(site / "error.log"), "-p", str(site), "-c", str(site / "nginx.conf"))
        # Health needs no provider; there may be none yet.
        assert wait_until(lambda: self.call("GET", "/readyz").status == 200), "it does not become ready"

    def __exit__(self, *_):
        for name in list(self.running):
            self.stop(name)
        self._sql(f"DROP DATABASE IF EXISTS catraca_{self.name}")

    def catraca(self, *arguments):
        done = subprocess.run([self.program, *arguments], capture_output=True, text=True, timeout=120, env=self.environment)
        assert done.returncode == 0, f"{arguments}: {done.returncode} {done.stdout}{done.stderr}"
        return done.stdout.strip()

    def start(self, command, name=None, **settings):
        """`name`: of one of several that run the same command; `settings` are this process's own."""
        own = {"CATRACA_" + setting.replace(".", "_").upper(): value for setting, value in settings.items()}
        self._launch(name or command, self.program, command, own=own)

    def stop(self, name):
        process = self.running.pop(name)
        process.terminate()
        process.wait(30)
        return process.returncode

    def call(self, method, path, body=None, token=None, host="demo.localhost", headers=None):
        """An exchange through nginx; the answer with its `text` and, where it is JSON, `json`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode() if body is not None else None
        send = {"Host": f"{host}:{self.port}", **(headers or {})}
        if token:
            send["Authorization"] = f"Bearer {token}"
        if data is not None:
            send.setdefault("Content-Type", "application/json")
        connection.request(method, path, data, send)
        answer = connection.getresponse()
        text = answer.read().decode()
        kind = answer.getheader("Content-Type", "")
        answer.text = text
        answer.json = json.loads(text) if "json" in kind and "ndjson" not in kind and text else None
        connection.close()
        return answer

    def erp(self, method, path, body=None, **how):
        """A call of the ERP API; `token` says whose."""
        return self.call(method, "/api/v1/integracao/" + path, body, **how)

    def _launch(self, name, *command, own=()):
        log = open(self.room / f"{name}.log", "ab")
        self.running[name] = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                              env={**self.environment, **dict(own)})

    def _write_settings(self, more):
        database = self.room / "db"
        settings = {"database.socket": database / "mariadb.sock", "database.name": f"catraca_{self.name}",
                    "database.password_file": database / "app.password",
                    "migration.password_file": database / "migrate.password", "keys_file": self.room / "keys",
                    "serve.socket": self.room / "serve.sock", "serve.plain_http": "yes", "serve.threads": 4,
                    "serve.templates": TOP / "templates", "serve.assets": TOP / "build/assets",
                    "validate.socket": self.room / "validate.sock", "work.interval_s": 1, **more}
        (self.room / "keys").write_text("")
        (self.room / "catraca.conf").write_text("".join(f"{name} = {value}\n" for name, value in settings.items()))

    def _write_nginx(self):
        """The files of a production site, with this room's paths."""
        site = self.room / "nginx"
        (site / "catraca").mkdir(parents=True, exist_ok=True)
        for file in (TOP / "nginx").glob("catraca-*.conf"):
            text = file.read_text().replace("/run/catraca/", f"{self.room}/").replace("/usr/share/catraca/assets/",
                                                                                    f"{TOP}/build/assets/")
            (site / "catraca" / file.name).write_text(text.replace("/var/log/nginx/", f"{site}/"))
        user = "user root;" if os.getuid() == 0 else ""
        temporary = "\n".join(f"{kind}_temp_path {site}/{kind};" for kind in ("client_body", "fastcgi", "proxy", "uwsgi", "scgi"))
        (site / "nginx.conf").write_text(f"""
            {user} worker_processes 1; pid {site}/nginx.pid; error_log {site}/error.log; daemon off;
            events {{ worker_connections 512; }}
            http {{
                {temporary}
                include /etc/nginx/mime.types;
                gzip on; gzip_types text/css text/javascript application/javascript application/json image/svg+xml;
                include catraca/catraca-upstreams.conf;
                server {{
                    listen 127.0.0.1:{self.port};
                    access_log {site}/access.log catraca;
                    include catraca/catraca-callback.conf;
                    include catraca/catraca-site.conf;
                }}
            }}""")

    def rows(self, statement):
        """What a SELECT on the product's database gives, every value as text."""
        return [line.split("\t") for line in self._sql(f"USE catraca_{self.name}; {statement}").splitlines()]

    def _sql(self, statements):
        database = self.room / "db"
        return subprocess.run(["mariadb", "--no-defaults", "--skip-column-names", "--batch",
                               f"--socket={database}/mariadb.sock", "--user=catraca_migrate",
                               f"--password={(database / 'migrate.password').read_text().strip()}"],
                              input=statements, check=True, capture_output=True, text=True).stdout


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
