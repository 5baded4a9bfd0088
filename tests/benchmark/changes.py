#!/usr/bin/env python3
"""Status changes through the API at a steady rate, all services enabled again at the end; prints one line of JSON.

changes.py PORT HOST TOKEN SUBJECTS PER_SECOND SECONDS
"""
import http.client
import json
import sys
import threading
import time

port, host, token, path, rate, seconds = sys.argv[1:]
services = [line.split("\t", 1)[0] for line in open(path)]
THREADS = 4
done, seconds_taken = [0] * THREADS, [1.0] * THREADS


def work(number):
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=10)
    headers = {"Host": host, "Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    start, pause, turn = time.monotonic(), THREADS / float(rate), 0
    mine = services[number::THREADS]

    def change(service, prefix):
        connection.request("PATCH", f"/api/v1/integracao/cliente_servico/{service}/status",
                           json.dumps({"status_prefixo": prefix}), headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"a change was answered {answer.status}")

    while time.monotonic() - start < float(seconds):
        change(mine[turn % len(mine)], "suspenso_debito" if turn // len(mine) % 2 == 0 else "servico_habilitado")
        turn += 1
        done[number] = turn
        time.sleep(max(0.0, start + turn * pause - time.monotonic()))
    seconds_taken[number] = time.monotonic() - start
    for service in mine[:turn]:
        change(service, "servico_habilitado")


threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps({"changes": sum(done), "per_second": sum(done) / max(seconds_taken)}))
