"""A provider's registry through `lote`, beside LOAD DATA INFILE of the very rows it made."""
import getpass
import http.client
import json
import subprocess
import sys
import threading
import time

from place import TOP, rss_kib, run, say

BY_PROVIDER = ["customer", "customer_word", "customer_service", "service_package", "account", "entitlement", "credential",
               "audit"]


def sql(place, text):
    """As the server's owner, who may read and write files."""
    return run("mariadb", "--no-defaults", f"--socket={place.room}/db/mariadb.sock", f"--user={getpass.getuser()}", "-N",
               "catraca", input=text).strip()


class Memory:
    """The most a process holds, looked at ten times a second."""

    def __init__(self, pid):
        self.pid, self.seen, self.enough = pid, [], threading.Event()
        self.thread = threading.Thread(target=self.look)
        self.thread.start()

    def look(self):
        while not self.enough.wait(0.1):
            self.seen.append(rss_kib(self.pid))

    def growth(self):
        """The most of the last tenth over the most of the second tenth: the first one fills what is kept."""
        self.enough.set()
        self.thread.join()
        tenth = max(1, len(self.seen) // 10)
        return max(self.seen[-tenth:]) / max(self.seen[tenth:2 * tenth] or self.seen)


def send(place, host, token, file):
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=7200)
    with open(file, "rb") as body:
        connection.request("POST", "/api/v1/integracao/lote", body, {
            "Host": host, "Authorization": f"Bearer {token}", "Content-Type": "application/x-ndjson",
            "Content-Length": str(file.stat().st_size)})
        answer = connection.getresponse()
        lines = answer.read().decode().splitlines()
    assert answer.status == 200, f"lote was answered {answer.status}: {lines[:3]}"
    totals = json.loads(lines[-1])
    assert totals["erros"] == 0 and totals["status"] == "success", totals
    return totals["total"]


def load_again(place, provider):
    """Seconds that LOAD DATA INFILE takes for the same rows, in tables with the same indexes, and how many they are."""
    seconds = rows = 0
    for table in [*BY_PROVIDER, "service_status"]:
        source = f"{table} WHERE provider_id = {provider}"
        if table == "service_status":
            source = (f"{table} WHERE service_id IN (SELECT id FROM customer_service WHERE provider_id = {provider})")
        file = place.room / f"{table}.rows"
        file.unlink(missing_ok=True)
        sql(place, f"SELECT * FROM {source} INTO OUTFILE '{file}' CHARACTER SET binary; CREATE TABLE loaded LIKE {table}")
        began = time.perf_counter()
        sql(place, f"LOAD DATA INFILE '{file}' INTO TABLE loaded CHARACTER SET binary")
        seconds += time.perf_counter() - began
        made, loaded = (int(sql(place, f"SELECT COUNT(*) FROM {each}")) for each in (source, "loaded"))
        assert made == loaded, f"{table}: {made} rows, {loaded} loaded"
        rows += loaded
        sql(place, "DROP TABLE loaded")
        file.unlink()
    return seconds, rows


def measure(place, customers):
    slug = f"carga{time.time_ns() % 10**9}"
    host = f"{slug}.localhost"
    place.catraca("provider", "add", "--slug", slug, "--name", "Carga", "--host", host)
    token = place.catraca("token", "add", "--provider", slug, "--description", "carga")
    file = place.room / "carga.ndjson"
    with open(file, "wb") as lines:
        subprocess.run([sys.executable, TOP / "nginx/demo_data.py", "demo", str(customers), time.strftime("%F")],
                       stdout=lines, check=True)
    memory = Memory(place.processes["serve"].pid)
    began = time.perf_counter()
    lines = send(place, host, token, file)
    seconds = time.perf_counter() - began
    growth = memory.growth()
    file.unlink()
    provider = sql(place, f"SELECT id FROM provider WHERE slug = '{slug}'")
    loading, rows = load_again(place, provider)
    say(f"lote: {lines:,} lines in {seconds:.0f} s ({lines / seconds:,.0f}/s), {rows:,} rows; LOAD DATA took {loading:.1f} s")
    return {"customers": customers, "lines": lines, "rows": rows, "lines_per_second": lines / seconds,
            "rows_per_second": rows / seconds, "load_data_rows_per_second": rows / loading, "ratio": loading / seconds,
            "bar": 0.1, "memory_growth": growth, "drifted": "0 drifted" not in place.catraca("verify", "--provider", slug)}
