#!/usr/bin/env python3
"""The pages in a real browser, against a product of their own with a small realistic provider.

tests/browser.py PROGRAM DIR [SHOTS]   with a private MariaDB (tests/mariadb) in DIR/db; SHOTS: where to leave a picture of
                                       every page; prints `ok - …` and `not ok - …` lines
tests/browser.py PROGRAM DIR --hold    only starts the product, says where it is, and waits to be stopped
"""
import datetime
import json
import pathlib
import signal
import subprocess
import sys

from product import TOP, Product

CUSTOMERS = 150
HERE = TOP / "tests/browser"


def add_person(site, name, email, role):
    password = site.catraca("user", "add", "--provider", "demo", "--name", name, "--email", email, "--role", role, "--generate")
    return {"email": email, "senha": password}


def load_registry(site, token):
    lines = subprocess.run([TOP / "nginx/demo_data.py", "demo", str(CUSTOMERS), datetime.date.today().isoformat()],
                           capture_output=True, text=True, check=True).stdout
    answer = site.erp("POST", "lote", lines, token=token, headers={"Content-Type": "application/x-ndjson"})
    refused = [line for line in answer.text.splitlines() if '"status":"error"' in line]
    assert answer.status == 200 and not refused, f"{answer.status} {refused[:3]}"


def furnish(site):
    """Providers, people and a registry; what the tests must know about them."""
    for slug, name in (("demo", "Provedor Demonstração"), ("outro", "Outro Provedor")):
        site.catraca("provider", "add", "--slug", slug, "--name", name, "--host", f"{slug}.localhost")
        site.catraca("provider", "set", "--slug", slug, "--endereco-publico", f"http://{slug}.localhost:{site.port}")
    token = site.catraca("token", "add", "--provider", "demo", "--description", "ERP da demonstração")
    people = {"admin": add_person(site, "Ana Administradora", "ana@demo.example", "administrador"),
              "operador": add_person(site, "Otávio Operador", "otavio@demo.example", "operador"),
              "leitura": add_person(site, "Lúcia Leitora", "lucia@demo.example", "leitura")}
    load_registry(site, token)
    for products in (["CLUBE_RADIO"], ["CLUBE_RADIO", "CLUBE_REVISTAS"]):  # a job each
        answer = site.erp("PUT", "pacote_catalogo/clube", {"produtos": products}, token=token)
        assert answer.status == 200, answer.text
    known = site.erp("GET", "cliente?busca=codigo_cliente&termo_busca=1", token=token).json["clientes"][0]["id_cliente"]
    return {"base_url": f"http://demo.localhost:{site.port}", "port": site.port, "customer": f"/clientes/{known}", **people}


def run_all(about, shots):
    """Every script of tests/browser; true when all went well."""
    scripts = [["story.mjs", about], ["story.mjs", about, "--without-scripts"], ["keyboard.mjs", about], ["pages.mjs", about, *shots]]
    done = [subprocess.run(["node", *map(str, script)], cwd=HERE).returncode for script in scripts]
    return all(status == 0 for status in done)


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # leaves through the `with`, which stops everything
with Product(sys.argv[1], sys.argv[2], "browser") as SITE:
    about = SITE.room / "site.json"
    about.write_text(json.dumps(furnish(SITE)))
    if "--hold" in sys.argv:
        print(about.read_text(), flush=True)
        signal.pause()
    well = run_all(about, [pathlib.Path(path).resolve() for path in sys.argv[3:]])
sys.exit(0 if well else 1)
