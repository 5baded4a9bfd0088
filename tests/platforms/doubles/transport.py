"""HTTP below a double: connections that are kept, bodies that are read whole, faults that are played on the wire."""
import email.utils
import http
import http.server
import json
import select
import socket
import time
import urllib.parse

import faults
import panel
from double import Answer, Call, Refused

LARGEST, LARGEST_HEAD = 1024 * 1024, 64 * 1024
IDLE_SECONDS = 75


class Server(http.server.ThreadingHTTPServer):
    daemon_threads, allow_reuse_address, request_queue_size = True, True, 1024

    def __init__(self, address, double):
        self.double = double
        super().__init__(address, Handler)

    def handle_error(self, request, client_address):
        """A client that was killed is nothing to tell; anything else is a fault of the double itself."""
        import sys
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Unreadable(Exception):
    pass


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version, timeout, disable_nagle_algorithm = "HTTP/1.1", IDLE_SECONDS, True

    def handle_one_request(self):
        head = self.waiting_head()
        if head is None:
            self.close_connection = True
            return
        words = head.partition(b"\r\n")[0].decode("latin-1").split(" ")
        if len(words) == 3 and not controls(words[1]):
            fault = self.server.double.faults.draw(words[0], words[1], lambda name: name == "refused")
            if fault:
                self.server.double.answer(Call(words[0], words[1], {}, b""), fault)
                self.close_connection = True
                return faults.reset(self.connection)
        try:
            return super().handle_one_request()
        except (OSError, ValueError):
            self.close_connection = True

    def waiting_head(self):
        """The head of the request that waits, left unread; None when whoever sends it leaves, or sends nothing for long: a
        client that was killed has asked nothing, so it breaks no contract either."""
        end, events = time.monotonic() + IDLE_SECONDS, select.poll()
        events.register(self.connection, select.POLLIN | select.POLLRDHUP)
        while time.monotonic() < end and not self.server.double.stopping.is_set():
            happened = events.poll(500)
            if not happened:
                continue
            seen = self.connection.recv(LARGEST_HEAD, socket.MSG_PEEK)
            if b"\r\n\r\n" in seen or len(seen) == LARGEST_HEAD:
                return seen
            if not seen or happened[0][1] & (select.POLLRDHUP | select.POLLHUP | select.POLLERR):
                return None
            time.sleep(0.005)
        return None

    def serve(self):
        double, path = self.server.double, urllib.parse.urlsplit(self.path).path
        try:
            raw = self.body()
        except Unreadable as error:
            double.violation(self.command, self.path, str(error))
            self.close_connection = True
            return self.say(Answer(400, double.error(Refused(400, "corpo_invalido", str(error)))))
        if controls(self.path):
            return self.say(self.inside(path, raw))
        call = Call(self.command, self.path, self.named_headers(), raw)
        slow = double.faults.draw(call.method, call.target, lambda name: name == "slow")
        if slow:
            double.stopping.wait(slow["ms"] / 1000)
        fault = double.draw_fault(call)
        return self.play(fault, double.answer(call, fault))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = serve

    # --- in -------------------------------------------------------------------------------------------------------

    def named_headers(self):
        """Lower-case names; a header that came twice is not one value, so it fits no check."""
        return {name.lower(): ", ".join(self.headers.get_all(name)) for name in self.headers.keys()}

    def body(self):
        if self.headers.get("host") is None:
            raise Unreadable("falta Host")
        if (coding := self.headers.get("transfer-encoding")) is not None:
            if coding.lower() != "chunked" or self.headers.get("content-length") is not None:
                raise Unreadable("Transfer-Encoding não serve")
            return self.chunked_body()
        length = self.headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            raise Unreadable("Content-Length não é um número")
        if int(length) > LARGEST:
            raise Unreadable("corpo grande demais")
        return self.exactly(int(length))

    def chunked_body(self):
        raw = b""
        while True:
            try:
                size = int(self.line().split(b";")[0], 16)
            except ValueError:
                raise Unreadable("corpo em partes sem tamanho") from None
            if size == 0:
                while self.line() != b"\r\n":
                    pass
                return raw
            if size < 0 or len(raw) + size > LARGEST:
                raise Unreadable("corpo grande demais")
            raw += self.exactly(size)
            self.line()

    def line(self):
        line = self.rfile.readline(1024)
        if not line.endswith(b"\n"):
            raise ConnectionResetError("the client left within its body")
        return line

    def exactly(self, size):
        raw = self.rfile.read(size)
        if len(raw) < size:
            raise ConnectionResetError("the client left within its body")
        return raw

    def inside(self, path, raw):
        """The control area and the panel: never spoilt, never logged."""
        double = self.server.double
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
        if path == "/painel" and self.command == "GET":
            return Answer(200, double.page(), {"Content-Type": "text/html; charset=utf-8"})
        if path == "/painel/estilo.css":
            return Answer(200, panel.STYLE.encode(), {"Content-Type": "text/css; charset=utf-8"})
        if path == "/favicon.ico":
            return Answer(204)
        if path == "/painel/falhas" and self.command == "POST":
            panel.act(double, dict(urllib.parse.parse_qsl(raw.decode("utf-8", "replace"))))
            return Answer(303, None, {"Location": "../painel"})
        if not self.client_address[0].startswith("127."):
            return Answer(403, {"error": "só desta máquina"})
        status, value = double.control(self.command, path, query, raw)
        return Answer(status, value)

    # --- out ------------------------------------------------------------------------------------------------------

    def play(self, fault, answer):
        name, connection, stopping = (fault or {}).get("fault"), self.connection, self.server.double.stopping
        if name in ("hang", "reset_before", "reset_after", "drip", "huge"):
            self.close_connection = True
        if name == "hang":
            faults.hold(connection, stopping)
        if name in ("hang", "reset_before", "reset_after"):
            return faults.reset(connection)
        if name == "huge":
            return faults.huge(connection, fault)
        if name == "drip":
            return faults.drip(connection, self.bytes_of(answer), stopping)
        if name in ("bad_json", "bom") and answer.body is not None:
            whole = encoded(answer.body)
            answer = Answer(answer.status, whole[:len(whole) // 2 or 1] if name == "bad_json" else b"\xef\xbb\xbf" + whole,
                            answer.headers)
        return self.say(answer)

    def say(self, answer):
        self.wfile.write(self.bytes_of(answer))

    def bytes_of(self, answer):
        body = b"" if answer.body is None else encoded(answer.body)
        headers = {"Date": email.utils.formatdate(usegmt=True)}
        if answer.body is not None:
            headers["Content-Type"] = "application/json; charset=utf-8"
        headers.update(answer.headers)
        if answer.status != 204:
            headers["Content-Length"] = str(len(body))
        if self.close_connection:
            headers["Connection"] = "close"
        phrase = http.HTTPStatus(answer.status).phrase
        head = f"HTTP/1.1 {answer.status} {phrase}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return head.encode("latin-1") + b"\r\n" + (b"" if self.command == "HEAD" else body)

    def send_error(self, code, message=None, explain=None):
        """What http.server itself could not read."""
        self.close_connection, self.command = True, getattr(self, "command", None) or "?"
        self.server.double.violation(self.command, getattr(self, "path", "?"), message or "não é HTTP")
        self.say(Answer(int(code), {"error": message or "não é HTTP"}))

    def log_message(self, *_):
        pass


def controls(target):
    path = target.partition("?")[0]
    return path.startswith(("/_/", "/painel/")) or path in ("/painel", "/favicon.ico")


def encoded(value):
    return value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
