#!/usr/bin/env python3
"""Every double on a free port of its own, each a process; what a demonstration or a test of the whole starts.

    tests/platforms/doubles/all.py --dir DIR [--only nxplay,campsoft] [--host H] [--first-port N]

writes `{"nxplay":{"url":…,"painel":…,"parametros":{…},"titulo":…},…}` to DIR/platforms.json and prints it on one line once all listen,
then waits; they end on SIGTERM, and with it however it ends. DIR keeps each one's log of effects (NAME.log) and its records
(NAME.state), so that a new start goes on where the last one ended. With --first-port they take N, N+1, … in the order of the
contracts.
"""
import argparse
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading

import campsoft
import celetihub
import click_sistemas
import nxplay
import outros
import playhub
import watch_brasil

# In the order of CONTRACTS; NEO asks us, so it has no double.
ALL = {kind.NAME: kind for kind in (nxplay.NxPlay, outros.Outros, campsoft.Campsoft, click_sistemas.ClickSistemas, watch_brasil.WatchBrasil,
                                    playhub.PlayHub, celetihub.CeletiHub)}
HERE = pathlib.Path(__file__).resolve().parent


def start(name, folder, host, port):
    return subprocess.Popen([sys.executable, HERE / f"{name}.py", "--host", host, "--port", str(port), "--log", folder / f"{name}.log",
                             "--state", folder / f"{name}.state", "--while-stdin"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def where(name, program):
    line = program.stdout.readline()
    if not line:
        raise SystemExit(f"all.py: {name} did not start")
    return {**json.loads(line), "titulo": ALL[name].TITLE}


def end(programs):
    for each in programs.values():
        each.terminate()
    for each in programs.values():
        try:
            each.wait(5)
        except subprocess.TimeoutExpired:
            each.kill()


def watch(name, program, stop, lost):
    """A double that ends by itself ends them all, so that nobody waits for it in vain."""
    program.wait()
    if not stop.is_set():
        lost.append(name)
        stop.set()


def main():
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("--dir", type=pathlib.Path, required=True)
    parser.add_argument("--only", default=",".join(ALL), help="names, by commas; default: %(default)s")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--first-port", type=int, default=0, help="0: free ones")
    asked = parser.parse_args()
    names = asked.only.split(",")
    if unknown := [each for each in names if each not in ALL]:
        parser.error("no double of " + ", ".join(unknown))
    stop, lost = threading.Event(), []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    asked.dir.mkdir(parents=True, exist_ok=True)
    programs = {}
    try:
        for at, name in enumerate(names):
            programs[name] = start(name, asked.dir, asked.host, asked.first_port and asked.first_port + at)
        found = json.dumps({name: where(name, each) for name, each in programs.items()}, ensure_ascii=False)
        (asked.dir / "platforms.json.new").write_text(found + "\n", encoding="utf-8")
        os.replace(asked.dir / "platforms.json.new", asked.dir / "platforms.json")
        print(found, flush=True)
        for name, each in programs.items():
            threading.Thread(target=watch, args=(name, each, stop, lost), daemon=True).start()
        stop.wait()
    finally:
        stop.set()
        end(programs)
    if lost:
        raise SystemExit(f"all.py: {lost[0]} ended by itself")


if __name__ == "__main__":
    main()
