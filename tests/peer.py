"""A platform's double (tests/platforms/doubles) as a test starts and asks it."""
import json
import pathlib
import subprocess
import sys
import urllib.parse
import urllib.request

DOUBLES = pathlib.Path(__file__).resolve().parent / "platforms/doubles"
EFFECTS = ("created", "changed", "suspended", "enabled", "removed")


class Peer:
    """Used in a `with`; `url` and `parameters` are what an integration is given."""

    def __init__(self, gateway, room, clock=None, **credentials):
        """`clock`: a file in which the time stands."""
        self.gateway, self.room, self.seen = gateway, pathlib.Path(room), 0
        self.told = {"clock": clock, **credentials} if clock else credentials

    def __enter__(self):
        self.process = subprocess.Popen(
            [sys.executable, DOUBLES / f"{self.gateway}.py", "--log", self.room / f"{self.gateway}.log", "--while-stdin",
             *(f"--{name}={value}" for name, value in self.told.items())],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        said = json.loads(self.process.stdout.readline())
        self.url, self.parameters = said["url"], said["parametros"]
        address = urllib.parse.urlsplit(self.url)
        self.base, self.host_port = f"http://{address.netloc}", address.netloc
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(self.base + path, data, method=method,
                                                           headers={"Content-Type": "application/json"}), timeout=20) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def state(self):
        return self.ask("GET", "/_/state")

    def table(self, name):
        return list(self.state()["tables"].get(name, {}).values())

    def fault(self, name, **more):
        return self.ask("POST", "/_/faults", {"fault": name, **more})

    def well(self):
        self.ask("DELETE", "/_/faults")

    def log(self, after=0):
        """Every entry behind `after`."""
        entries = []
        while True:
            page = self.ask("GET", f"/_/log?after={after}&limit=1000")["entries"]
            entries += page
            if not page:
                return entries
            after = page[-1]["n"]

    def news(self):
        """(effect, key) of what has really changed since this was asked last."""
        entries = self.log(self.seen)
        if entries:
            self.seen = entries[-1]["n"]
        return [(entry["effect"], entry.get("key")) for entry in entries if entry["effect"] in EFFECTS]

    def violations(self):
        return [entry for entry in self.log() if entry["effect"] == "violation"]
