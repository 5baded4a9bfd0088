"""Tests whose names are sentences, and the child processes they watch."""
import os
import signal
import sys
import time
import traceback


class Sentences:
    """A decorator that collects tests in their order. `run` prints `ok - …` or `not ok - …` for each."""

    def __init__(self):
        self.tests = []

    def __call__(self, function):
        self.tests.append(function)
        return function

    def run(self, only=()):
        """How many failed; `only` names functions, none: all."""
        failures = 0
        for each in self.tests:
            if only and each.__name__ not in only:
                continue
            try:
                each()
                print("ok -", each.__name__.replace("_", " "), flush=True)
            except Exception:
                failures += 1
                print("not ok -", each.__name__.replace("_", " "), flush=True)
                traceback.print_exc(limit=4, file=sys.stdout)
        return failures


class Child:
    """A process of ours, its standard error at the end of a file; told to stop at the end of the `with`."""

    def __init__(self, command, environment, log, descriptors=()):
        """`descriptors`: (of ours, its number in the child); LISTEN_PID is the child's own where LISTEN_FDS is set."""
        self.status, self.log = None, open(log, "ab")
        self.pid = os.fork()
        if self.pid == 0:
            for ours, number in [(self.log.fileno(), 2), *descriptors]:
                os.dup2(ours, number)
                os.set_inheritable(number, True)  # dup2 of 3 to 3 changes nothing
            if "LISTEN_FDS" in environment:
                environment = {**environment, "LISTEN_PID": str(os.getpid())}
            os.execve(command[0], command, environment)

    def signal(self, number):
        os.kill(self.pid, number)

    def gone_within(self, seconds):
        end = time.monotonic() + seconds
        while self.status is None and time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
            else:
                time.sleep(0.01)
        return self.status is not None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if not self.gone_within(0):
            self.signal(signal.SIGTERM)
            if not self.gone_within(30):
                self.signal(signal.SIGKILL)
                self.gone_within(5)
                raise AssertionError("it had to be killed")
        self.log.close()
