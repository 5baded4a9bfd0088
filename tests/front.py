#!/usr/bin/env python3
"""The nginx files that are shipped, example site included, tried by the real nginx before the whole product.

tests/front.py PROGRAM DIR   with a private MariaDB (tests/mariadb) in DIR/db; prints `ok - …` and `not ok - …` lines
"""
import json
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.parse
import warnings

from product import TOP, Product, free_port, wait_until
from sentences import Sentences

step = Sentences()


class Front(Product):
    """Behind the example site: its ports, names, certificate and logs are this room's."""

    def _write_nginx(self):
        super()._write_nginx()
        site = self.room / "nginx"
        self.plain, self.tls, self.own = free_port(), free_port(), free_port()
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                        "-subj", "/CN=demo.localhost", "-keyout", site / "key.pem", "-out", site / "cert.pem"], check=True,
                       capture_output=True)
        example = (TOP / "nginx/example-site.conf").read_text()
        example = re.sub(r" *listen \[::\].*\n", "", example)
        for ours, theirs in ((self.plain, "80"), (self.tls, "443"), (self.own, "8443")):
            example = re.sub(rf"listen {theirs}\b", f"listen 127.0.0.1:{ours}", example)
        example = example.replace("plataformas.exemplo.com.br;", "demo.localhost outro.localhost;").replace(
            "/var/log/nginx/", f"{site}/")
        example = re.sub(r"/etc/letsencrypt/live/\S+/(fullchain|privkey)\.pem",
                         lambda file: f"{site}/{'cert' if file[1] == 'fullchain' else 'key'}.pem", example)
        conf = (site / "nginx.conf").read_text()
        (site / "nginx.conf").write_text(conf[:conf.rindex("}")] + example + "}\n")

    def socket_to(self, port, name="demo.localhost"):
        raw = socket.create_connection(("127.0.0.1", port), timeout=20)
        if port == self.plain:
            return raw
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context.wrap_socket(raw, server_hostname=name)

    def say(self, port, *lines, body="", name="demo.localhost"):
        """Sends these lines of a head as they are; all that is answered until the connection ends."""
        with self.socket_to(port, name) as to:
            to.sendall(("\r\n".join([*lines, "Connection: close", "", ""]) + body).encode())
            return heard(to)


def heard(connection):
    text = b""
    try:
        while piece := connection.recv(65536):
            text += piece
    except (ConnectionResetError, ssl.SSLError):
        pass
    return text.decode(errors="replace")


def status(text):
    return int(text.split(" ", 2)[1]) if text.startswith("HTTP/") else None


def callback():
    return urllib.parse.urlsplit(CALLBACK).path


def log():
    return (SITE.room / "nginx/catraca.log").read_text()


# --- the steps ------------------------------------------------------------------------------------------------------

@step
def pages_and_callbacks_are_answered_over_https_and_none_of_them_is_sniffed_at():
    page = SITE.say(SITE.tls, "GET /entrar HTTP/1.1", "Host: demo.localhost")
    assert status(page) == 200, page
    for port in (SITE.tls, SITE.own):
        for path in (callback() + "?login=x&senha=y", callback() + "?login=x", "/callback/none", "/callback"):
            answer = SITE.say(port, f"GET {path} HTTP/1.1", "Host: demo.localhost")
            assert status(answer) in (400, 403, 404), answer
            assert "x-content-type-options: nosniff" in answer.lower(), answer
    assert status(SITE.say(SITE.own, "GET /entrar HTTP/1.1", "Host: demo.localhost")) == 404


@step
def what_nginx_answers_by_itself_has_the_security_headers_too():
    here = "Host: demo.localhost"
    asset = next(iter(json.loads((TOP / "build/assets/manifest.json").read_text()).values()))
    for wanted, lines in ((413, ("PUT /api/v1/integracao/cliente/1 HTTP/1.1", here, "Content-Length: 99999999")),
                          (413, ("POST /entrar HTTP/1.1", here, "Content-Length: 99999999")),
                          (405, ("TRACE /entrar HTTP/1.1", here)), (414, (f"GET /{'x' * 9000} HTTP/1.1", here)),
                          (403, ("GET /assets/ HTTP/1.1", here)), (404, ("GET /assets/none.js HTTP/1.1", here)),
                          (200, (f"GET /assets/{asset} HTTP/1.1", here))):
        answer = SITE.say(SITE.tls, *lines)
        assert status(answer) == wanted, (lines[0][:80], answer[:300])
        head = answer.split("\r\n\r\n", 1)[0].lower()
        assert "x-content-type-options: nosniff" in head, answer[:600]
        assert "strict-transport-security: max-age=31536000; includesubdomains" in head, answer[:600]
    assert "strict-transport-security" not in SITE.say(SITE.plain, "GET /entrar HTTP/1.1", here).lower()


@step
def nothing_older_than_tls_1_2_is_spoken():
    def speaks(version):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = version
        try:
            with socket.create_connection(("127.0.0.1", SITE.tls), timeout=20) as raw:
                context.wrap_socket(raw, server_hostname="demo.localhost").close()
            return True
        except (ssl.SSLError, ConnectionResetError):
            return False

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        versions = ssl.TLSVersion
        spoken = [version.name for version in (versions.TLSv1, versions.TLSv1_1, versions.TLSv1_2, versions.TLSv1_3) if speaks(version)]
    assert spoken == ["TLSv1_2", "TLSv1_3"], spoken


@step
def no_log_tells_a_callbacks_token_whatever_refuses_the_request():
    token = callback().rsplit("/", 1)[1]
    here = "Host: demo.localhost"
    for port in (SITE.plain, SITE.tls, SITE.own):
        for lines in ((f"GET {callback()} HTTP/1.1", here, here), (f"TRACE {callback()} HTTP/1.1", here),
                      (f"GET {callback()} HTTP/1.1",), (f"POST {callback()} HTTP/1.1", here, "Content-Length: -1"),
                      (f"POST {callback()} HTTP/1.1", here, "Content-Length: 99999999"),
                      (f"GET {callback().replace('callback', 'CallBack')} HTTP/1.1", here),
                      (f"GET {callback().replace('callback', '%63allback')} HTTP/1.1", here, here),
                      (f"GET /{callback()} HTTP/1.1", here, here), (f"GET /x/..{callback()} HTTP/1.1", here, here),
                      (f"GET http://demo.localhost{callback()} HTTP/1.1", "Host: outro.localhost"),
                      (f"GET /callbak/{token} HTTP/1.1", here), (f"GET {callback()} HTTP/9.9", here),
                      (f"BREW {callback()} HTTP/1.1", here), (f"GET {callback()} HTTP/1.1", "Host: nobody.localhost"),
                      (f"GET {callback()} HTTP/1.1", here, "Transfer-Encoding: none"), (f"GET {callback()}",)):
            SITE.say(port, *lines)
    assert re.search(r'"TRACE /callback/\*\*\* ', log()) and re.search(r'"GET /\*\*\* ', log()), log()[-2000:]
    for file in [*SITE.room.glob("*.log"), *(SITE.room / "nginx").glob("*.log")]:
        told = [line for line in file.read_text(errors="replace").splitlines() if token in line]
        assert not told, (file.name, told)


@step
def no_log_tells_a_document_that_is_a_customers_code():
    for code in ("52998224725", "529.982.247-25", "11222333000181"):
        SITE.say(SITE.tls, f"GET /api/v1/integracao/cliente/{code} HTTP/1.1", "Host: demo.localhost")
        SITE.say(SITE.tls, f"GET /api/v1/integracao/cliente/{code}/contas HTTP/1.1", "Host: demo.localhost")
    assert "/api/v1/integracao/cliente/*** " in log() and "/api/v1/integracao/cliente/***/contas " in log(), log()[-2000:]
    for code in ("52998224725", "529.982.247-25", "11222333000181"):
        assert code not in log()


@step
def on_port_80_a_page_is_led_to_https_and_a_callback_is_refused():
    page = SITE.say(SITE.plain, "GET /clientes?busca=x HTTP/1.1", "Host: demo.localhost")
    assert status(page) == 301 and "Location: https://demo.localhost/clientes?busca=x\r\n" in page, page
    for path in (callback() + "?login=x&senha=y", callback().replace("callback", "CALLBACK")):
        answer = SITE.say(SITE.plain, f"GET {path} HTTP/1.1", "Host: demo.localhost")
        assert status(answer) == 403 and "Location" not in answer and "https_obrigatorio" in answer, answer


@step
def a_name_that_is_not_ours_hears_nothing():
    assert SITE.say(SITE.plain, "GET /entrar HTTP/1.1", "Host: nobody.localhost") == ""
    try:
        answer = SITE.say(SITE.tls, "GET /entrar HTTP/1.1", "Host: nobody.localhost", name="nobody.localhost")
        raise AssertionError(answer)
    except ssl.SSLError:
        pass


@step
def the_name_in_an_absolute_request_line_is_the_one_that_all_go_by():
    def title(*lines):
        answer = SITE.say(SITE.tls, *lines)
        return "Provedor Outro" in answer, "Provedor Demo" in answer

    assert title("GET /entrar HTTP/1.1", "Host: demo.localhost") == (False, True)
    assert title("GET https://outro.localhost/entrar HTTP/1.1", "Host: demo.localhost") == (True, False)
    assert SITE.say(SITE.plain, "GET http://nobody.localhost/ HTTP/1.1", "Host: demo.localhost") == ""


@step
def one_address_takes_a_hundred_requests_at_a_time_and_platforms_are_answered_beside_them():
    held = []
    try:
        for _ in range(100):
            held.append(SITE.socket_to(SITE.tls))
            held[-1].sendall(b"POST /entrar HTTP/1.1\r\nHost: demo.localhost\r\nContent-Length: 10\r\n\r\n")
        ask = ("GET /entrar HTTP/1.1", "Host: demo.localhost")
        assert wait_until(lambda: status(SITE.say(SITE.tls, *ask)) == 429), "not held back"
        assert status(SITE.say(SITE.tls, f"GET {callback()}?id=x HTTP/1.1", "Host: demo.localhost")) in (400, 403)
    finally:
        for each in held:
            each.close()
    assert wait_until(lambda: status(SITE.say(SITE.tls, *ask)) == 200)


@step
def callbacks_of_a_frozen_validate_are_503_within_three_seconds_and_answered_once_it_thaws():
    ask = (f"GET {callback()}?login=x&senha=y HTTP/1.1", "Host: demo.localhost")
    assert status(SITE.say(SITE.own, *ask)) in (400, 403, 404)
    process = SITE.running["validate"]
    process.send_signal(signal.SIGSTOP)
    try:
        for port in (SITE.tls, SITE.own):
            began = time.monotonic()
            answer = SITE.say(port, *ask)
            took = time.monotonic() - began
            assert status(answer) == 503 and "indisponivel" in answer and "Retry-After" in answer, answer
            assert took < 3.5, took
    finally:
        process.send_signal(signal.SIGCONT)
    assert wait_until(lambda: status(SITE.say(SITE.own, *ask)) in (400, 403, 404))


@step
def no_unit_that_is_shipped_dumps_its_memory():
    units = list((TOP / "nginx/systemd").glob("*.service"))
    assert len(units) >= 4, units
    for unit in units:
        assert "LimitCORE=0" in unit.read_text().splitlines(), unit.name


@step
def a_head_sent_byte_by_byte_holds_a_connection_for_seconds_only():
    slow = [SITE.socket_to(port) for port in (SITE.plain, SITE.own, SITE.tls)]
    for connection in slow:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: demo.loc")
    for connection in slow:
        connection.settimeout(30)  # by default nginx waits a minute
        assert status(heard(connection)) in (None, 400, 408)
        connection.close()


# --- running it -----------------------------------------------------------------------------------------------------

with Front(sys.argv[1], sys.argv[2], "front") as SITE:
    for slug in ("demo", "outro"):
        SITE.catraca("provider", "add", "--slug", slug, "--name", f"Provedor {slug.title()}", "--host", f"{slug}.localhost")
    TOKEN = SITE.catraca("token", "add", "--provider", "demo", "--description", "ERP")
    SITE.erp("PUT", "plataforma/neo", {"gateway": "neo", "descricao": "NEO", "parametros": {"usuario": "login_autenticacao"}},
             token=TOKEN)
    CALLBACK = SITE.erp("GET", "plataforma/neo", token=TOKEN).json["plataforma"]["callback_url"]
    failures = step.run()
sys.exit(1 if failures else 0)
