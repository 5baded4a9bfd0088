#!/usr/bin/env python3
"""Platforms told, through faults too: the whole product against the doubles of tests/platforms/doubles, the clock handed in.

tests/transmissions.py PROGRAM DIR [--only SUBJECT,…] [--kills N] [--pending N] [--customers N] [SENTENCE…]
    with a private MariaDB (tests/mariadb) in DIR/db; prints `ok - …` and `not ok - …` lines. A subject is a file of tests/told,
    or `life-`, `actions-` or `closing-` and a gateway.
"""
import argparse
import contextlib
import os
import sys

from peer import Peer
from product import Product
from told import (actions, campsoft, celetihub, click, closing, deaths, faults, figures, guard, history, life, nxplay, outros, playhub,
                  watch)
from told.house import BEGIN, HOUSE

# Subject: its gateways and its sentences, in their order.
SUBJECTS = {f"life-{gateway}": ((gateway,), life.sentences(gateway)) for gateway in (
    "nxplay", "click_sistemas", "campsoft", "outros", "playhub", "celetihub", "watch_brasil")}
SUBJECTS |= {f"actions-{gateway}": ((gateway,), actions.sentences(gateway)) for gateway in actions.OFFERED}
SUBJECTS |= {"nxplay": (("nxplay",), nxplay.step), "click": (("click_sistemas",), click.step), "campsoft": (("campsoft",), campsoft.step),
             "outros": (("outros",), outros.step), "playhub": (("playhub",), playhub.step), "celetihub": (("celetihub",), celetihub.step),
             "watch": (("watch_brasil",), watch.step), "faults": (("nxplay", "click_sistemas"), faults.step),
             "figures": (("nxplay",), figures.step), "guard": (("nxplay",), guard.step),
             "deaths": (("nxplay",), deaths.step)}
SUBJECTS |= {f"closing-{gateway}": ((gateway,), closing.sentences(gateway)) for gateway in ("nxplay", "campsoft", "playhub")}
SUBJECTS |= {"history": ((), history.step)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("room")
    parser.add_argument("sentences", nargs="*")
    parser.add_argument("--only", default=",".join(SUBJECTS), help="subjects, by commas; default: %(default)s")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--pending", type=int, default=200)
    parser.add_argument("--customers", type=int, default=300, help="of the guard's")
    asked = parser.parse_args()
    deaths.ASKED.update(kills=asked.kills, pending=asked.pending)
    guard.ASKED.update(customers=asked.customers)
    subjects = [SUBJECTS[name] for name in asked.only.split(",")]
    room = os.path.realpath(asked.room)
    clock = os.path.join(room, "clock")
    with open(clock, "w", encoding="ascii") as file:
        file.write(f"{BEGIN:%Y-%m-%d %H:%M:%S}\n")
    failures = 0
    with contextlib.ExitStack() as stack:
        gateways = dict.fromkeys(gateway for needed, _ in subjects for gateway in needed)
        peers = [stack.enter_context(Peer(gateway, room, clock)) for gateway in gateways]
        product = stack.enter_context(Product(asked.program, room, "transmissions", **{
            "development.clock_file": clock, "outbound.private": ",".join(peer.host_port for peer in peers), "work.transmitters": 3}))
        HOUSE.begin(product, peers)
        for _, step in subjects:
            failures += step.run(asked.sentences)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
