"""A person at the pages of one provider, and their forms, as a browser without scripts sends them."""
import html.parser
import http.client
import urllib.parse


class Refused(Exception):
    """The product's no, with the machine's word for it, or "page" where only a page said so."""


class Unexpected(Exception):
    """Neither yes nor no: a 500, a page that does not exist."""


class Form(html.parser.HTMLParser):
    """The first form of a page that posts, as a browser would send it."""

    def __init__(self, text):
        super().__init__()
        self.action, self.fields, self._open, self._select = None, {}, False, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if tag == "form":
            self._open = self.action is None and a.get("method") == "post" and a.get("action") not in ("/sair", None)
            self.action = a["action"] if self._open else self.action
        if not self._open:
            return
        if tag == "input" and a.get("name") and (a.get("type") not in ("checkbox", "radio") or "checked" in a):
            self.fields[a["name"]] = a.get("value") or ""
        elif tag == "textarea":
            self.fields[a["name"]] = ""
        elif tag == "select":
            self._select = a.get("name")
        elif tag == "option" and (self._select not in self.fields or "selected" in a):
            self.fields[self._select] = a.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self._open = False


class Visitor:
    """An administrator of a provider, who logs in where a page asks for it."""

    def __init__(self, product, slug):
        self.product, self.slug, self.host = product, slug, f"{slug}.localhost"
        self.person, self.cookies, self.connection = None, {}, None

    def call(self, method, path, data=None, headers=None):
        for attempt in (1, 2):
            try:
                self.connection = self.connection or http.client.HTTPConnection("127.0.0.1", self.product.port, timeout=60)
                self.connection.request(method, path, data, {"Host": f"{self.host}:{self.product.port}", **(headers or {})})
                answer = self.connection.getresponse()
                answer.text = answer.read().decode()
                return answer
            except (http.client.HTTPException, OSError):
                self.connection = None
                if attempt == 2:
                    raise

    def page(self, path, fields=None):
        """A page, logging in where needed; 303 is left to the caller."""
        for _ in (1, 2):
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            if fields is not None:
                headers |= {"Origin": f"http://{self.host}:{self.product.port}", "Content-Type": "application/x-www-form-urlencoded"}
            answer = self.call("GET" if fields is None else "POST", path,
                               None if fields is None else urllib.parse.urlencode(fields).encode(), headers)
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    cookie, value = value.split(";")[0].split("=", 1)
                    self.cookies[cookie] = value
            if answer.status >= 500:
                raise Unexpected(f"page {path}: {answer.status}")
            if fields is None and answer.status == 303 and answer.getheader("Location", "").startswith("/entrar"):
                self._log_in()
                continue
            return answer
        raise Unexpected(f"page {path}: not logged in")

    def _log_in(self):
        if self.person is None:
            email = f"ana@{self.slug}.example"
            self.person = {"email": email, "senha": self.product.catraca(
                "user", "add", "--provider", self.slug, "--name", "Ana", "--email", email, "--role", "administrador", "--generate")}
        self.cookies = {}
        first = self.page("/entrar")
        answer = self.page("/entrar", Form(first.text).fields | self.person)
        if answer.status != 303:
            raise Unexpected(f"log-in: {answer.status}")

    def fill(self, path, **changes):
        """A form opened, changed, sent, and confirmed where a page asks; Refused where a page says no."""
        page = self.page(path)
        if page.status == 303:
            raise Refused("redirected")
        if page.status != 200:
            raise Unexpected(f"page {path}: {page.status}")
        for _ in range(3):
            form = Form(page.text)
            if form.action is None:
                raise Refused("page")
            page = self.page(form.action, form.fields | {name: value for name, value in changes.items() if value is not None})
            if page.status == 303:
                return
            if page.status >= 400:
                raise Refused("page")
            changes = {}
        raise Unexpected(f"page {path}: it asks without end")
