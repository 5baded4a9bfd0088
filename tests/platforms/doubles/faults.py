"""Faults that are switched on and off while a double runs, and how each spoils an answer on the wire."""
import random
import select
import socket
import struct
import threading
import time

# Name: what the panel says. Those in BEFORE leave nothing done; the others come after the effect.
KNOWN = {
    "refused": "Recusa a conexão antes de ler",
    "hang": "Aceita e nunca responde (nada é feito)",
    "reset_before": "Lê, não faz nada e fecha",
    "rate_limited": "Responde 429, com Retry-After (nada é feito)",
    "error_500": "Responde 500 (nada é feito)",
    "error_503": "Responde 503 (nada é feito)",
    "redirect": "Responde 302 para outro endereço (nada é feito)",
    "token_expired": "Responde 401: a sessão ou o token não vale mais",
    "forbidden": "Responde 403: sem permissão",
    "reset_after": "Faz e fecha sem responder (desfecho desconhecido)",
    "drip": "Faz e responde um byte por segundo",
    "bad_json": "Faz e responde JSON cortado",
    "bom": "Faz e responde com BOM antes do JSON",
    "huge": "Faz e responde 200 MiB",
    "slow": "Espera um segundo, depois faz",
}
BEFORE = {"refused", "hang", "reset_before", "rate_limited", "error_500", "error_503", "redirect", "token_expired",
          "forbidden"}
# What a fault may carry besides its name, times, probability, path and method.
SETTINGS = {"rate_limited": {"retry_after": 30}, "error_500": {"after": False}, "error_503": {"after": False, "retry_after": None},
            "slow": {"ms": 1000}, "huge": {"bytes": 200 * 2**20, "chunked": False}, "redirect": {"location": None}}
PART = 64 * 1024


class Faults:
    """Those switched on, in the order in which they came; the first that fits a call spoils it, each `slow` adds to it."""

    def __init__(self, more=None):
        """`more`: faults of one contract, name: (what the panel says, its settings with their defaults)."""
        more = more or {}
        self.known = KNOWN | {name: says for name, (says, _) in more.items()}
        self.settings = SETTINGS | {name: settings for name, (_, settings) in more.items()}
        self.active, self.lock = [], threading.Lock()

    def wrong(self, asked):
        """Why it cannot be switched on; None when it can."""
        if not isinstance(asked, dict) or asked.get("fault") not in self.known:
            return "fault deveria ser um de: " + ", ".join(self.known)
        allowed = {"fault", "times", "probability", "path", "method", *self.settings.get(asked["fault"], {})}
        if unknown := sorted(set(asked) - allowed):
            return "desconhecido: " + ", ".join(unknown)
        times, probability = asked.get("times"), asked.get("probability", 1)
        if times is not None and (type(times) is not int or times < 1):
            return "times deveria ser um número a partir de 1, ou null"
        if isinstance(probability, bool) or not isinstance(probability, (int, float)) or not 0 <= probability <= 1:
            return "probability deveria estar entre 0 e 1"
        if any(not isinstance(asked.get(name), (str, type(None))) for name in ("path", "method")):
            return "path e method deveriam ser texto ou null"
        return None

    def switch_on(self, asked):
        fault = {"times": None, "probability": 1, "path": None, "method": None,
                 **self.settings.get(asked["fault"], {}), **asked, "used": 0}
        with self.lock:
            self.active.append(fault)
        return fault

    def switch_off(self, name=None):
        with self.lock:
            self.active = [] if name is None else [each for each in self.active if each["fault"] != name]

    def list(self):
        with self.lock:
            return [dict(each) for each in self.active]

    def draw(self, method, path, fits=lambda fault: True):
        """The fault that spoils this call, or None."""
        with self.lock:
            for fault in self.active:
                if fits(fault["fault"]) and self._meets(fault, method, path):
                    fault["used"] += 1
                    if fault["times"] is not None:
                        fault["times"] -= 1
                        self.active = [each for each in self.active if each["times"] != 0]
                    return dict(fault)
        return None

    @staticmethod
    def _meets(fault, method, path):
        return ((fault["method"] or method) == method and (fault["path"] or "") in path
                and random.random() < fault["probability"])


# --- on the wire ----------------------------------------------------------------------------------------------------

def reset(connection):
    """Closes so that the other side hears a reset instead of an orderly end."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def hold(connection, stopping, seconds=600):
    """Says nothing until the other side leaves, the double stops, or `seconds` are over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and not stopping.is_set():
        readable, _, _ = select.select([connection], [], [], 0.2)
        if readable and not connection.recv(PART):
            return


def drip(connection, raw, stopping):
    for at in range(len(raw)):
        connection.sendall(raw[at:at + 1])
        if stopping.wait(1):
            return


def huge(connection, fault):
    """A JSON text that goes on for long; the other side should hang up."""
    length, chunked = fault["bytes"], fault["chunked"]
    size = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {length}"
    connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{size}\r\nConnection: close\r\n\r\n".encode())
    left, part = length, b'{"x":"' + b"a" * (PART - 6)
    while left > 0:
        piece = part[:left]
        connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
        left, part = left - len(piece), b"a" * PART
    if chunked:
        connection.sendall(b"0\r\n\r\n")
