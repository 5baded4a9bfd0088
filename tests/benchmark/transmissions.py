"""Platforms told by `work`, beside a client loop that does nothing else, on NX Play's double (tests/platforms/doubles: one
Python process, so that the bare loop says how far it goes); and how soon the first byte leaves."""
import datetime
import http.client
import json
import pathlib
import statistics
import sys
import time

import place as places
import world
from place import HERE, TOP, run, say

sys.path.insert(0, str(TOP / "tests"))
from peer import Peer  # noqa: E402

ACCOUNTS = 2000  # of a measurement
# Name -> processes, hands of each (those at one integration: four at most, and one is left to others), connections of the
# bare loop beside it.
WORKERS = {"one hand": (1, 1, 1), "one worker": (1, 8, 4), "two workers": (2, 8, 8)}
PENDING = 100_000


def lote(place, lines):
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=600)
    connection.request("POST", "/api/v1/integracao/lote", "\n".join(map(json.dumps, lines)), {
        "Host": places.HOST, "Authorization": f"Bearer {place.erp_token}", "Content-Type": "application/x-ndjson"})
    answer = connection.getresponse()
    totals = json.loads(answer.read().decode().splitlines()[-1])
    assert answer.status == 200 and totals["erros"] == 0, totals


def sell(place, numbers, prefix, plan):
    """Customers with a service each, whose plan sells what the platform is told of."""
    lines = []
    for number in numbers:
        code = f"{prefix}{number}"
        lines.append({"tipo": "cliente", "codigo_cliente": code, "nome_razaosocial": f"Cliente {code}",
                      "email_principal": f"{code}@bench.example", "cpf_cnpj": "52998224725"})
        lines.append({"tipo": "cliente_servico", "id_cliente_servico": number, "codigo_cliente": code, "plano": plan,
                      "status_prefixo": "servico_habilitado", "login_autenticacao": code})
    lote(place, lines)


def create_integration(place, code, peer, products):
    """An integration, its products, and a plan of the code with the first of them."""
    place.api("PUT", f"plataforma/{code}", {"gateway": "nxplay", "descricao": code, "ativo": True, "habilitar_suspender": True,
                                            "parametros": peer.parameters})
    for number, product in enumerate(products, 1):
        place.api("PUT", f"plataforma/{code}/produto/{product}", {"nome": product, "ativo": True})
        name = f"K{number}" if code == "neo" else f"{code}-{product}"
        place.api("PUT", f"pacote_catalogo/{name}", {"descricao": name, "valor": "19.90", "ativo": True, "plataforma": code,
                                                    "produtos": [product]})
    if code != "neo":
        place.api("PUT", f"plano/{code}", {"descricao": code, "valor": "99.90", "ativo": True, "pacotes": [
            {"codigo": f"{code}-{products[0]}", "obrigatorio": True}]})


def due(place, integration):
    return int(place.sql("SELECT COUNT(*) FROM account a JOIN integration i ON i.id = a.integration_id "
                         f"WHERE i.code = '{integration}' AND a.due_at IS NOT NULL"))


def told_per_second(place, processes, hands, numbers):
    """By so many `work`, which find them all waiting."""
    sell(place, numbers, f"r{numbers[0]}x", "nx")
    last = int(place.sql("SELECT COALESCE(MAX(id), 0) FROM attempt"))
    names = [f"work-{number}" for number in range(processes)]
    for name in names:
        place.start_catraca(name, "work", CATRACA_WORK_TRANSMITTERS=str(hands))
    try:
        while due(place, "nx"):
            time.sleep(0.1)
    finally:
        for name in names:
            place.stop(name)
    told, wrong, seconds = place.sql(
        "SELECT COUNT(*), SUM(delivery <> 'entregue'), TIMESTAMPDIFF(MICROSECOND, MIN(begun_at), MAX(ended_at)) / 1e6 "
        f"FROM attempt WHERE id > {last}").split("\t")
    assert (int(told), int(wrong)) == (len(numbers), 0), f"{told} told, {wrong} of them not delivered"
    return int(told) / float(seconds)


def bare_per_second(place, peer, connections, prefix):
    path = f"{peer.url.split(peer.host_port)[1]}/assinantes"
    line = json.loads(run(place.room / "bare_client", peer.host_port.split(":")[1], path, peer.parameters["token"], connections,
                          ACCOUNTS, prefix))
    assert line["wrong"] == 0, line
    return line["requests"] / line["seconds"]


def rates(place, peer, options):
    """{name of WORKERS: rounds of (ours, bare)}, interleaved."""
    measured, number = {name: [] for name in WORKERS}, 1_000_000
    for turn in range(options.rounds):
        for name, (processes, hands, connections) in WORKERS.items():
            bare = bare_per_second(place, peer, connections, f"b{turn}-{connections}-")
            ours = told_per_second(place, processes, hands, range(number, number + ACCOUNTS))
            number += ACCOUNTS
            measured[name].append((ours, bare))
            say(f"transmissions: {name}, {ours:,.0f}/s ÷ bare {bare:,.0f}/s = {ours / bare:.2f}")
    return measured


def first_bytes(place, peer, service, times):
    """Seconds from asking for a change to its arrival at the platform, which is later than its first byte; the call that
    ends with COMMIT is part of it. Once with a pause before each, so that the looks of the hands fall anywhere."""
    taken, last = [], (peer.log() or [{"n": 0}])[-1]["n"]
    for turn in range(times):
        time.sleep(0.2 + turn % 7 * 0.023)
        asked = time.time()
        place.api("PATCH", f"cliente_servico/{service}/status",
                  {"status_prefixo": "servico_habilitado" if turn % 2 else "suspenso_debito"})
        while not (entries := peer.log(last)):
            assert time.time() < asked + 60, "nothing came"
            time.sleep(0.01)
        last = entries[-1]["n"]
        at = datetime.datetime.fromisoformat(entries[0]["at"].replace("Z", "+00:00")).timestamp()
        taken.append(at - asked)
    return {"median_s": statistics.median(taken), "p99_s": sorted(taken)[int(len(taken) * 0.99)], "times": times}


def load_others(place, peer):
    """So many accounts of another integration, which wait for nothing yet."""
    products = [f"P{number}" for number in range(1, places.PRODUCTS + 1)]
    peer.ask("POST", "/_/seed", {"planos": [{"codigo": code, "nome": code, "ativo": True} for code in products]})
    create_integration(place, "neo", peer, products)  # the code that tables.sql knows
    place.api("PUT", "plano/PL", {"descricao": "Plano", "valor": "99.90", "ativo": True, "pacotes": []})
    world.load_customers(place, PENDING)
    place.sql("""UPDATE customer SET email = CONCAT('c', id, '@bench.example') WHERE code REGEXP '^[0-9]+$';
                 UPDATE account a JOIN integration i ON i.id = a.integration_id SET a.told = 1 WHERE i.code = 'neo'""")


def pile_up(place):
    place.sql("""UPDATE account a JOIN integration i ON i.id = a.integration_id
                 SET a.due_at = UTC_TIMESTAMP(3), a.dirty_seq = 1 WHERE i.code = 'neo'""")


def measure(program, options):
    place = places.Place(program)
    try:
        with Peer("nxplay", place.room) as peer:
            (place.room / "other").mkdir()
            with Peer("nxplay", place.room / "other") as other:
                return told(place, peer, other, options)
    finally:
        place.close()


def told(place, peer, other, options):
    place.start_database("1G")
    place.write_settings()
    with open(place.room / "catraca.conf", "a", encoding="ascii") as settings:
        settings.write(f"outbound.private = {peer.host_port} {other.host_port}\n")
    run("g++", "-std=c++20", "-O2", HERE / "bare_client.cpp", "-o", place.room / "bare_client", "-pthread")
    place.catraca("migrate")
    world.start_nginx(place, [])
    place.start_catraca("serve", "serve")
    place.wait_for("/api/")
    place.catraca("provider", "add", "--slug", "bench", "--name", "Bench", "--host", places.HOST)
    # It suspends one customer again and again: the guard against mass loss would look at that for 5 s (D70).
    place.catraca("provider", "set", "--slug", "bench", "--guarda-minimo", "1000000")
    place.erp_token = place.catraca("token", "add", "--provider", "bench", "--description", "bench")
    load_others(place, other)
    create_integration(place, "nx", peer, ["SEAC"])
    measured = rates(place, peer, options)
    sell(place, [9_000_000], "primeiro", "nx")  # services of tables.sql have other numbers
    place.start_catraca("work", "work")
    while due(place, "nx"):
        time.sleep(0.1)
    idle = first_bytes(place, peer, 9_000_000, 40)
    say(f"transmissions: first byte, idle: median {idle['median_s']:.3f} s, p99 {idle['p99_s']:.3f} s")
    pile_up(place)
    crowded = first_bytes(place, peer, 9_000_000, 40)
    crowded["still_pending"] = due(place, "neo")
    say(f"transmissions: first byte, {crowded['still_pending']:,} pending elsewhere: median {crowded['median_s']:.3f} s,"
        f" p99 {crowded['p99_s']:.3f} s")
    ratios = [{"name": f"told ÷ bare client loop, {name}", "connections": WORKERS[name][2], "bar": 0.5,
               "ratio": statistics.median(ours / bare for ours, bare in rounds),
               "told_per_second": statistics.median(ours for ours, _ in rounds),
               "bare_per_second": statistics.median(bare for _, bare in rounds)} for name, rounds in measured.items()]
    return {"ratios": ratios, "accounts": ACCOUNTS, "idle": idle, "crowded": crowded}
