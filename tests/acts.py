#!/usr/bin/env python3
"""Random acts of every kind, by feed and staff, at two providers, while time goes on; after every few, and wherever the
product refuses what the model takes or takes what it refuses, all answers are compared with a naive model of the rules
(tests/model). A difference is printed with the shortest sequence of acts found that shows it.

tests/acts.py PROGRAM DIR [--acts N] [--seed N] [--strict] [--keep-going]   with a private MariaDB (tests/mariadb) in DIR/db
  --strict   as if every decision of model/words.py NOT_BUILT were built
"""
import argparse
import contextlib
import datetime
import json
import os
import pathlib
import random
import sys
import time

from model import compare, platforms, words
from model.driver import Site, Unexpected
from model.generator import Generator
from model.house import House
from model.shrink import shrink
from peer import Peer
from product import Product, wait_until

ZONES = ("America/Sao_Paulo", "America/Santiago")
ROUND = 500  # acts on two new providers; then they begin anew
EACH = 25    # acts between two comparisons
# Time leaps while calls are on their way: a token or a signature does not end with it.
LONG_LIVED = {gateway: {"seconds": 30 * 86400} for gateway in ("campsoft", "outros")}


class Difference(Exception):
    """Where product and model disagree: `kind` is what a shorter sequence must show again."""

    def __init__(self, kind, text, kinds=()):
        super().__init__(text)
        self.kind, self.kinds = kind, {kind, *kinds}


class Trial:
    """Acts on a new house and on two new providers of the product."""

    def __init__(self, product, peers, start):
        self.product, self.peers, self.house = product, peers, House(ZONES, start)
        self.silence_others()
        self.set_clock()
        self.sites = [Site(product, provider, zone, peers) for provider, zone in zip(self.house.providers, ZONES)]

    def silence_others(self):
        """Nobody tells the doubles of earlier trials any more, which they have forgotten."""
        self.product.rows("UPDATE integration SET active = 0")
        self.wait_for("SELECT COUNT(*) FROM account WHERE lease IS NOT NULL")
        for peer in self.peers.values():
            peer.ask("POST", "/_/reset")

    def wait_for(self, count):
        if not wait_until(lambda: self.product.rows(count) == [["0"]], 30):
            raise Difference(("unsettled",), f"{count} is {self.product.rows(count)} for long: " + str(self.product.rows(
                "SELECT a.id, i.code, a.due_at, a.failures, a.waits_as, a.message FROM account a JOIN integration i ON i.id = a.integration_id "
                "WHERE i.active = 1 AND (a.waits_as <> '' OR a.due_at IS NOT NULL OR a.lease IS NOT NULL)")))

    def settle(self):
        """Until no job and no account is due."""
        now = f"'{self.house.now:%Y-%m-%d %H:%M:%S}'"
        self.wait_for(f"SELECT COUNT(*) FROM job WHERE status IN ('pendente', 'executando') AND not_before <= {now}")
        self.wait_for("SELECT COUNT(*) FROM account a JOIN integration i ON i.id = a.integration_id LEFT JOIN transmission_queue q ON "
                      "q.integration_id = i.id WHERE a.told = 1 AND q.paused_at IS NULL AND "
                      f"(i.active = 1 AND a.due_at <= {now} OR a.lease IS NOT NULL)")
        self.wait_for("SELECT COUNT(*) FROM integration_closing c JOIN integration i ON i.id = c.integration_id WHERE i.active = 1")
        for provider in self.house.providers:
            platforms.is_told(provider, self.house.now)

    def see(self):
        """What stands at the doubles is what the model goes on from."""
        for on, (site, provider) in enumerate(zip(self.sites, self.house.providers)):
            known = {code: site.customer(code) for code in provider.customers} if site.exists() else {}
            for key, state in compare.read_standing(site, on, provider, known).items():
                if key[0] == "standing" and state in provider.integrations[key[2]].may_stand[key[3]]:
                    platforms.see(provider, provider.integrations[key[2]], key[3], state)
            platforms.note_let_go(provider, self.house.now)

    def set_clock(self):
        clock = self.product.room / "clock"
        clock.with_suffix(".new").write_text(f"{self.house.now:%Y-%m-%d %H:%M:%S}\n")
        os.replace(clock.with_suffix(".new"), clock)

    def perform(self, act):
        if act["do"] in ("integration", "empty") and any(each.closing for each in self.house.providers[act["on"]].integrations.values()):
            self.settle()  # what is said to one that is closing depends on how far it is
        expected = self.house.perform(act)
        if expected is None:
            return
        self.set_clock()
        try:
            if act["do"] == "work":
                self.product.catraca("work", "--once")
                return
            said = self.sites[act["on"]].perform(act, expected)
            if "usuario" in act.get("set", ()):
                self.settle()
        except Unexpected as error:
            raise Difference(("unexpected", act["do"], act["by"], str(error)[:60]), str(error)) from error
        pairs = zip(act["lines"], expected, said) if act["do"] == "load" else [(act, expected, said)]
        for each, reasons, refusal in pairs:
            if reasons is not None and not agree(reasons, refusal):
                raise Difference(("act", each["do"], each["by"], tuple(sorted(reasons)), refusal),
                                 f"the model says {sorted(reasons) or 'yes'}, the product {refusal or 'yes'}")

    def compare(self, kinds=None):
        try:
            return self.compared(kinds)
        except Unexpected as error:
            raise Difference(("unexpected", "question", str(error)[:60]), str(error)) from error

    def compared(self, kinds):
        self.set_clock()  # the last act may have been none to the model, which stands at its time all the same
        self.settle()
        self.see()
        expected = compare.facts_of_model(self.house, kinds)
        found = compare.facts_of_product(self.sites, self.house, expected)
        wrong = [key for key in found if expected[key] != found[key]]
        if wrong:
            kinds = [kind_of(key, expected[key], found[key]) for key in wrong]
            raise Difference(kinds[0], "; ".join(
                f"{key}: the model says {expected[key]!r}, the product {found[key]!r}" for key in wrong[:4]), kinds)
        return len(expected)


def agree(reasons, refusal):
    if not reasons or refusal is None:
        return not reasons and refusal in (None, "redirected")
    return "any" in reasons or refusal in reasons or refusal in ("page", "redirected")


def kind_of(key, expected, found):
    """What stays the same in a shorter sequence."""
    if key[0] in ("verdict", "existence"):
        return key[0], named(expected), named(found)
    if key[0] in ("charge", "plan", "drift", "others", "violations"):
        return key[0],
    return key[0], key[2] if key[0] != "customer" else key[3]


def named(word):
    return word if isinstance(word, str) and "_" in word or word in ("liberado", "suspenso", "cancelado", "a stranger") else "somebody"


def shows(product, peers, start, acts, kind):
    """Whether these acts alone end in the same kind of difference."""
    try:
        trial = Trial(product, peers, start)
        for act in acts:
            trial.perform(act)
        if kind[0] not in ("act", "unexpected"):
            trial.compare(kind[:1])
    except Difference as difference:
        return kind in difference.kinds
    return False


def noticed(start, acts):
    """Without the acts that the model passes over, since what they name does not exist."""
    house = House(ZONES, start)
    return [act for act in acts if house.perform(act) is not None]


def report(difference, seed, start, acts):
    print(f"not ok - the product agrees with the model (seed {seed}): {difference}", flush=True)
    print(f"  {difference.kind}, shown by {len(acts)} acts from {start:%Y-%m-%d %H:%M:%S} UTC:")
    for act in acts:
        at = start + datetime.timedelta(seconds=act["at"])
        rest = {name: value for name, value in act.items() if name not in ("at", "on", "by", "do", "lines")}
        print(f"    {at:%Y-%m-%d %H:%M:%S} provider {act['on']} {act['by']} {act['do']} {json.dumps(rest, ensure_ascii=False)}", flush=True)
        for line in act.get("lines", ()):
            print(f"      {json.dumps(line, ensure_ascii=False)}")


def run_round(product, peers, seed, count):
    """`count` acts from a seed; (facts compared, the difference, start and acts) of it."""
    start = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.timezone.utc) + datetime.timedelta(
        days=random.Random(seed).randrange(365))
    trial, acts, facts = Trial(product, peers, start), [], 0
    generator = Generator(seed, trial.house)
    try:
        while len(acts) < count:
            acts.append(generator.next_act())
            trial.perform(acts[-1])
            if len(acts) % EACH == 0 or len(acts) == count:
                facts += trial.compare()
    except Difference as difference:
        return facts, len(acts), difference, start, acts
    return facts, len(acts), None, start, acts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("room", type=pathlib.Path)
    parser.add_argument("--acts", type=int, default=600)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("--keep-going", type=int, default=1, help="stop after so many differences of different kinds")
    parser.add_argument("--shrink-seconds", type=int, default=60)
    asked = parser.parse_args()
    if asked.strict:
        words.NOT_BUILT.clear()
    (asked.room / "clock").write_text("2026-01-01 12:00:00\n")
    done, facts, kinds, seed = 0, 0, set(), asked.seed
    clock = asked.room.resolve() / "clock"
    with contextlib.ExitStack() as stack:
        peers = {gateway: stack.enter_context(Peer(gateway, asked.room, clock, **LONG_LIVED.get(gateway, {}))) for gateway in words.TOLD}
        product = stack.enter_context(Product(asked.program, asked.room, "acts", **{
            "development.clock_file": clock, "outbound.private": ",".join(peer.host_port for peer in peers.values())}))
        while done < asked.acts and len(kinds) < asked.keep_going:
            compared, performed, difference, start, acts = run_round(product, peers, seed, min(ROUND, asked.acts - done))
            done, facts = done + performed, facts + compared
            if difference and difference.kind not in kinds:
                kinds.add(difference.kind)
                short = shrink(acts, lambda fewer: shows(product, peers, start, fewer, difference.kind),
                               lambda fewer: noticed(start, fewer), asked.shrink_seconds)
                report(difference, seed, start, short)
            seed += 1
    if not kinds:
        print(f"ok - {done} random acts (seeds {asked.seed} to {seed - 1}) and {facts} answers agree with the model")
    return 1 if kinds else 0


if __name__ == "__main__":
    sys.exit(main())
