"""The frame of a double: an outside platform that answers by its contract, remembers what was done to it and can be spoiled.

A double is a file beside this one: a class of routes, each with the exact shape of what it takes. What a contract does not
allow is answered in the contract's own words and logged as a `violation`; tests assert that there are none.

    PLATFORM.py [--port N] [--host H] [--log FILE] [--state FILE] [--clock FILE] [--while-stdin] [what the platform is told, see --help]

prints `{"url":…,"painel":…,"parametros":{what a person types into the integration}}` once it listens and serves until SIGTERM.
The control area, for this machine only:

    GET /_/log?after=N[&effect=E][&limit=N]   {"entries":[…],"last":N}
    GET /_/state                              {"platform":…,"tables":{…},"counts":{effect:how many}}
    GET, POST, DELETE /_/faults[?fault=F]     faults.py; POST {"fault":F,"times":N|null,"probability":0..1,"path":P,"method":M,…}
    POST /_/seed {…}                          records that were there before, by the platform's own tables
    POST /_/reset                             forgets records, log and faults
"""
import argparse
import datetime
import json
import os
import secrets
import signal
import sys
import threading
import time
import urllib.parse

import panel
import shape
from faults import BEFORE, Faults
from ledger import EFFECTS, Log, Records


class Refused(Exception):
    """An answer that changes nothing. `violation`: the contract does not allow such a call; else the platform says no."""

    def __init__(self, status, code, message, fields=None, violation=False, key=None, headers=None, **more):
        super().__init__(message)
        self.status, self.code, self.message, self.fields = status, code, message, fields or {}
        self.violation, self.key, self.headers, self.more = violation, key, headers or {}, more


class Answer:
    def __init__(self, status, body=None, headers=None):
        """`body`: a value for JSON, None for none."""
        self.status, self.body, self.headers = status, body, headers or {}


class Call:
    """One request: as it came, as its route understood it, and what it did."""

    def __init__(self, method, target, headers, raw):
        self.method, self.target, self.headers, self.raw = method, target, headers, raw
        self.path, _, self.query_text = target.partition("?")
        self.query, self.body, self.effects, self.fault = {}, None, [], None

    def effect(self, kind, key, **more):
        """What happened, in order: created, changed, suspended, enabled, removed; or one that is none, as `repeat`."""
        self.effects.append((kind, key, more))

    def changed(self):
        return any(kind in EFFECTS for kind, _, _ in self.effects)

    def shown(self):
        """What the log keeps of the request."""
        kept = {name: value for name, value in self.headers.items()
                if name in ("authorization", "content-type", "idempotency-key", "user-agent") or name.startswith("webhook-")}
        body = self.body if self.body is not None else self.raw.decode("utf-8", "replace") or None
        return {"method": self.method, "path": self.target, "headers": kept, "body": body}


class Sessions:
    """Access tokens that end by time; a restarted double knows none, as after an outage. The oldest go above a thousand."""
    MOST = 1000

    def __init__(self, seconds, now):
        self.seconds, self.now, self.ends = seconds, now, {}

    def issue(self):
        token = secrets.token_hex(16)
        self.ends[token] = self.now() + self.seconds
        if len(self.ends) > self.MOST:
            del self.ends[next(iter(self.ends))]
        return token

    def is_valid(self, token):
        return self.ends.get(token, 0) > self.now()

    def revoke(self, token):
        self.ends.pop(token, None)


def route(method, path, body=None, query=None, headers=None, form=None, open_door=False):
    """Serves `path` below the contract's base; {name} is a segment handed over. `body`: the shape of the JSON object that
    must come, `form`: of a form; without either there must be none. `open_door`: before anyone has a token."""
    def mark(function):
        function.route = {"method": method, "segments": path.strip("/").split("/"), "body": body, "form": form,
                          "query": query or shape.fields(least=0), "headers": headers or {}, "open_door": open_door}
        return function
    return mark


class Double:
    NAME = TITLE = BASE = ""
    ADDRESS = "api_url"  # the name of the integration's parameter for the platform's address
    ENTRY = None       # what a person types as the platform's address, where it is not BASE
    TABLES = {}        # of the panel: table: (heading, columns)
    STATES = {}        # value of a column: tone on the panel (good, still, bad)
    MORE_FAULTS = {}   # faults of this contract, see Faults
    CREDENTIALS = {"token": "token-do-duplo"}

    def __init__(self, log=None, state=None, clock=None, **credentials):
        self.credentials = {**self.CREDENTIALS, **{name: value for name, value in credentials.items() if value}}
        self.records, self.log, self.faults = Records(state), Log(log), Faults(self.MORE_FAULTS)
        self.lock, self.stopping, self.url, self.clock = threading.RLock(), threading.Event(), "", clock
        self.routes = [getattr(self, name) for name in dir(type(self)) if hasattr(getattr(type(self), name), "route")]
        self.begin()

    def now(self):
        """Seconds since 1970, of a clock that was handed in where there is one."""
        if self.clock is None:
            return time.time()
        with open(self.clock, encoding="ascii") as file:
            return datetime.datetime.strptime(file.read().strip(), "%Y-%m-%d %H:%M:%S").replace(tzinfo=datetime.timezone.utc).timestamp()

    # --- what a contract says -------------------------------------------------------------------------------------

    def begin(self):
        """Puts what is there from the start, unless it came from the state's file."""

    def error(self, refusal):
        """The body in the contract's own form."""
        raise NotImplementedError

    def authorise(self, call):
        """Refuses whoever may not; by default a bearer that never ends."""
        if self.bearer(call) != self.credentials["token"]:
            raise Refused(401, "nao_autorizado", "Token inválido.")

    def expire(self, call):
        """What `token_expired` does besides answering 401."""

    def signs_in(self, handler):
        """Whether a route is where tokens come from: `token_expired` does not touch it."""
        return handler is not None and handler.route["open_door"]

    def seed(self, data):
        """Records that were there before; each double names its own."""
        raise Refused(422, "campos_invalidos", "Este duplo não aceita sementes.")

    def spoil(self, fault, call):
        """The answer under a fault of MORE_FAULTS; it says what happened by call.effect, or by `do`."""
        raise NotImplementedError

    def parameters(self):
        """What a person types into the integration of this platform; `url` is known once the double listens."""
        return {self.ADDRESS: self.url, **{name: value for name, value in self.credentials.items() if name != "seconds"}}

    def bearer(self, call):
        kind, _, token = call.headers.get("authorization", "").partition(" ")
        if kind != "Bearer" or not token or token != token.strip():
            raise Refused(401, "nao_autorizado", "Falta o cabeçalho Authorization: Bearer.", violation=True)
        return token

    # --- a call ---------------------------------------------------------------------------------------------------

    def answer(self, call, fault=None):
        """Does what the call asks, once at a time, and logs it; `fault` spoils it before or after."""
        call.fault = fault["fault"] if fault else None
        with self.lock:
            if call.fault in self.MORE_FAULTS:
                answer = self.spoil(fault, call)
            elif fault and self._comes_before(fault):
                answer = self._spoilt_before(call, fault)
            else:
                answer = self.do(call)
            if fault and fault.get("after"):
                answer = self._refusal_answer(self._fault_refusal(fault))
            self._note(call, answer)
        return answer

    def draw_fault(self, call):
        handler = self._find(call.method, call.path)
        return self.faults.draw(call.method, call.target, lambda name: name not in ("slow", "refused")
                                and not (name == "token_expired" and self.signs_in(handler)))

    def _comes_before(self, fault):
        return fault["fault"] in BEFORE and not fault.get("after")

    def _spoilt_before(self, call, fault):
        call.effect("fault", None)
        if fault["fault"] == "token_expired":
            self.expire(call)
        if fault["fault"] in ("hang", "reset_before", "refused"):
            return Answer(0)
        if fault["fault"] == "redirect":
            return Answer(302, None, {"Location": fault["location"] or f"http://{call.headers.get('host', '127.0.0.1')}/_/elsewhere"})
        return self._refusal_answer(self._fault_refusal(fault))

    @staticmethod
    def _fault_refusal(fault):
        status, code, message = {"rate_limited": (429, "muitas_chamadas", "Chamadas demais."),
                                 "error_500": (500, "erro_interno", "Erro interno."),
                                 "error_503": (503, "indisponivel", "Serviço indisponível."),
                                 "token_expired": (401, "nao_autorizado", "Token expirado."),
                                 "forbidden": (403, "proibido", "Sem permissão.")}[fault["fault"]]
        wait = fault.get("retry_after")
        return Refused(status, code, message, headers={"Retry-After": str(wait)} if wait is not None else {})

    def do(self, call):
        """The answer of the contract itself."""
        try:
            handler, values = self._understood(call)
            answer = handler(call, *values)
            if not call.effects:
                call.effect("read" if call.method == "GET" else "repeat", values[0] if values else None)
            return answer
        except Refused as refusal:
            assert not call.changed(), "a refused call changed something"
            call.effects = [("violation" if refusal.violation else "refused", refusal.key,
                             {"reason": f"{refusal.code}: {refusal.message}", **({"fields": refusal.fields} if refusal.fields else {})})]
            return self._refusal_answer(refusal)

    def _refusal_answer(self, refusal):
        return Answer(refusal.status, self.error(refusal), refusal.headers)

    def _note(self, call, answer):
        number, request = self.log.next_call(), call.shown()
        for kind, key, more in call.effects:
            self.log.add({"effect": kind, "key": key, "call": number, **({"fault": call.fault} if call.fault else {}), **more,
                          "request": request, "status": answer.status})

    # --- strictness -----------------------------------------------------------------------------------------------

    def _find(self, method, path):
        for handler in self.routes:
            if handler.route["method"] == method and self._values(handler, path) is not None:
                return handler
        return None

    def _values(self, handler, path):
        """The {name} segments of a path that is this route's; None when it is not."""
        if not path.startswith(self.BASE + "/"):
            return None
        segments, values = path[len(self.BASE) + 1:].split("/"), []
        if len(segments) != len(handler.route["segments"]):
            return None
        for mine, theirs in zip(handler.route["segments"], segments):
            theirs = urllib.parse.unquote(theirs)
            if mine.startswith("{") and theirs:
                values.append(theirs)
            elif mine != theirs:
                return None
        return values

    def _understood(self, call):
        handler = self._find(call.method, call.path)
        if handler is None:
            methods = sorted({each.route["method"] for each in self.routes if self._values(each, call.path) is not None})
            if methods:
                raise Refused(405, "metodo_invalido", "Método não aceito aqui.", violation=True, headers={"Allow": ", ".join(methods)})
            raise Refused(404, "caminho_desconhecido", "Este caminho não existe.", violation=True)
        if not handler.route["open_door"]:
            self.authorise(call)
        self._look_at_headers(call, handler.route["headers"])
        call.query = self._pairs(call.query_text, handler.route["query"])
        self._look_at_body(call, handler.route)
        return handler, self._values(handler, call.path)

    def _look_at_headers(self, call, wanted):
        wrong = {name: reason for name, check in wanted.items()
                 if (reason := check(call.headers[name]) if name in call.headers else "obrigatório")}
        if wrong:
            raise Refused(400, "cabecalho_invalido", "Falta um cabeçalho, ou não serve.", wrong, violation=True)

    def _look_at_body(self, call, wanted):
        if wanted["form"]:
            self._content_type(call, "application/x-www-form-urlencoded")
            try:
                call.body = self._pairs(call.raw.decode("ascii"), wanted["form"])
            except UnicodeDecodeError:
                raise Refused(400, "corpo_invalido", "O formulário não está codificado.", violation=True) from None
        elif wanted["body"]:
            self._content_type(call, "application/json")
            try:
                call.body = shape.strict_json(call.raw)
            except ValueError as error:
                raise Refused(400, "corpo_invalido", f"O corpo não é JSON: {error}.", violation=True) from None
            self._hold(wanted["body"], call.body)
        elif call.raw:
            raise Refused(400, "corpo_invalido", "Esta chamada não leva corpo.", violation=True)

    @staticmethod
    def _content_type(call, wanted):
        kind, _, parameters = call.headers.get("content-type", "").partition(";")
        if kind.strip().lower() != wanted or parameters.strip().lower().replace('"', "") not in ("", "charset=utf-8"):
            raise Refused(400, "tipo_de_conteudo", f"Content-Type deveria ser {wanted}.", violation=True)

    def _pairs(self, encoded, check):
        try:
            pairs = urllib.parse.parse_qsl(encoded, keep_blank_values=True, strict_parsing=True, errors="strict") if encoded else []
        except ValueError:
            raise Refused(400, "consulta_invalida", "A consulta não está codificada.", violation=True) from None
        if len({name for name, _ in pairs}) < len(pairs):
            raise Refused(400, "consulta_invalida", "Um nome veio mais de uma vez.", violation=True)
        self._hold(check, dict(pairs))
        return dict(pairs)

    @staticmethod
    def _hold(check, value):
        wrong = check(value)
        if wrong:
            raise Refused(422, "campos_invalidos", "Há campos errados.", wrong, violation=True)

    # --- the control area -----------------------------------------------------------------------------------------

    def control(self, method, path, query, body):
        """Status and value of /_/…; `body` is the raw one."""
        try:
            match method, path:
                case "GET", "/_/log":
                    return 200, self._log(query)
                case "GET", "/_/state":
                    with self.lock:
                        return 200, {"platform": self.NAME, "tables": {name: {str(key): each for key, each in records.items()}
                                                                       for name, records in self.records.tables.items()},
                                     "counts": dict(self.log.counts), "last": self.log.last}
                case "GET", "/_/faults":
                    return 200, {"faults": self.faults.list(), "known": self.faults.known}
                case "POST", "/_/faults":
                    asked = json.loads(body)
                    wrong = self.faults.wrong(asked)
                    return (422, {"error": wrong}) if wrong else (201, self.faults.switch_on(asked))
                case "DELETE", "/_/faults":
                    self.faults.switch_off(query.get("fault"))
                    return 204, None
                case "POST", "/_/seed":
                    return self._seed(json.loads(body))
                case "POST", "/_/reset":
                    self.reset()
                    return 204, None
                case _, "/_/elsewhere":
                    self.violation(method, path, "seguiu um redirecionamento")
                    return 200, {}
        except ValueError as error:
            return 400, {"error": str(error)}
        return 404, {"error": "caminho desconhecido"}

    def violation(self, method, target, reason):
        """What is not even a call: bytes that are not HTTP, a redirect that was followed."""
        with self.lock:
            self.log.add({"effect": "violation", "key": None, "call": self.log.next_call(), "reason": reason,
                          "request": {"method": method, "path": target, "headers": {}, "body": None}, "status": None})

    def reset(self):
        with self.lock:
            self.faults.switch_off()
            self.records.clear()
            self.log.reset()
            self.begin()

    def _log(self, query):
        with self.lock:
            lines = self.log.since(int(query.get("after", 0)), query.get("effect"),
                                   int(query["limit"]) if "limit" in query else None)
            last = self.log.last
        return f'{{"entries":[{",".join(lines)}],"last":{last}}}'.encode()

    def _seed(self, data):
        try:
            with self.lock:
                made = self.seed(data)
            return 201, {"seeded": made}
        except Refused as refusal:
            return refusal.status, {"error": str(refusal), "fields": refusal.fields}

    def seed_rows(self, data, rows):
        """Each list of `data` by its own function, `rows` = {name: function of one record}; what each returned."""
        if not isinstance(data, dict) or set(data) - set(rows):
            raise Refused(422, "campos_invalidos", "A semente leva " + ", ".join(rows))
        made = {}
        for name, records in data.items():
            made[name] = [rows[name](dict(each)) for each in records]
            for each in records:
                self.log.add({"effect": "seeded", "key": name, "record": each})
        return made

    def page(self):
        with self.lock:
            return panel.page(self)


class SignedInDouble(Double):
    """A platform whose bearer comes from a call of its own and ends by time; credential `seconds` says how long it lives."""
    SECONDS = 3600

    def __init__(self, **how):
        super().__init__(**how)
        self.sessions = Sessions(int(self.credentials.get("seconds", self.SECONDS)), self.now)

    def sign_in(self, call, **sent):
        """A new token for the right credentials."""
        if any(self.credentials[name] != value for name, value in sent.items()):
            raise Refused(401, "credenciais", "Credenciais inválidas.")
        call.effect("session", None)
        return self.sessions.issue()

    def authorise(self, call):
        if not self.sessions.is_valid(self.bearer(call)):
            raise Refused(401, "nao_autorizado", "Token expirado.")

    def expire(self, call):
        self.sessions.revoke(call.headers.get("authorization", "").partition(" ")[2])


# --- running ----------------------------------------------------------------------------------------------------------

def options(kind, arguments=None):
    parser = argparse.ArgumentParser(description=(kind.__doc__ or "").strip().splitlines()[0] if kind.__doc__ else None)
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--log", metavar="FILE", help="the log of effects, JSON lines, appended")
    parser.add_argument("--state", metavar="FILE", help="keeps the records over a restart")
    parser.add_argument("--clock", metavar="FILE", help="the time in UTC stands in it: tokens and signatures go by it")
    parser.add_argument("--while-stdin", action="store_true", help="end when standard input does, as with whoever started it")
    for name, value in kind.CREDENTIALS.items():
        parser.add_argument("--" + name.replace("_", "-"), dest=name, default=value, help="default: %(default)s")
    return vars(parser.parse_args(arguments))


def started(double, host="127.0.0.1", port=0):
    """The server, listening and served by a thread of its own, and the line that says where."""
    import transport
    server = transport.Server((host, port), double)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    root = f"http://{host}:{server.server_address[1]}"
    double.url = root + (double.ENTRY or double.BASE)
    return server, {"url": double.url, "painel": root + "/painel", "parametros": double.parameters()}


def main(kind):
    asked = options(kind)
    host, port, while_stdin = asked.pop("host"), asked.pop("port"), asked.pop("while_stdin")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    double = kind(**asked)
    _, where = started(double, host, port)
    print(json.dumps(where), flush=True)
    if while_stdin:
        threading.Thread(target=lambda: (sys.stdin.buffer.read(), stop.set()), daemon=True).start()
    stop.wait()
    double.stopping.set()
    with double.lock:  # nothing is done by half; threads that still answer end with the process
        os._exit(0)
