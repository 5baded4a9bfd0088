"""What a contract lets a body or a query hold; everything else is named, by field."""
import json
import re
import unicodedata

MASKED = re.compile(r"^[\d.\-/() ]*\d[.\-/() ]+[\d.\-/() ]*$")


def text(pattern=r".+", most=255, what="texto"):
    """A text as it should be sent: not empty, nothing blank around it, no control characters."""
    known = re.compile(pattern, re.DOTALL)

    def check(value):
        if not isinstance(value, str):
            return f"deveria ser texto, veio {kind_of(value)}"
        if value == "":
            return "veio vazio; o que não existe não é enviado"
        if value != value.strip() or any(unicodedata.category(each) == "Cc" for each in value):
            return "tem espaços em volta ou caracteres de controle"
        if len(value) > most:
            return f"tem mais de {most} caracteres"
        if not known.fullmatch(value):
            return f"não é {what}" + (": veio com máscara" if MASKED.match(value) else "")
        return None
    return check


def secret(least=1, most=255):
    """A password goes byte for byte; only its length is looked at."""
    def check(value):
        if not isinstance(value, str):
            return f"deveria ser texto, veio {kind_of(value)}"
        return None if least <= len(value) <= most else f"deveria ter de {least} a {most} caracteres"
    return check


def one_of(*values):
    def check(value):
        # bool is an int in Python: True == 1.
        right = any(type(value) is type(each) and value == each for each in values)
        return None if right else "deveria ser um de: " + ", ".join(json.dumps(each) for each in values)
    return check


def flag(value):
    return None if isinstance(value, bool) else f"deveria ser true ou false, veio {kind_of(value)}"


def number(least=1, most=2**53):
    """A whole number, not a text of digits."""
    def check(value):
        if not isinstance(value, int) or isinstance(value, bool):
            return f"deveria ser um número inteiro, veio {kind_of(value)}"
        return None if least <= value <= most else f"deveria estar entre {least} e {most}"
    return check


def list_of(item, least=1, most=500):
    """Each once."""
    def check(value):
        if not isinstance(value, list):
            return f"deveria ser uma lista, veio {kind_of(value)}"
        if not least <= len(value) <= most:
            return f"deveria ter de {least} a {most} itens"
        wrong = [f"item {at}: {reason}" for at, each in enumerate(value) if (reason := item(each))]
        if not wrong and len({json.dumps(each, sort_keys=True) for each in value}) < len(value):
            return "tem itens repetidos"
        return "; ".join(wrong) or None
    return check


def fields(required=None, optional=None, least=1):
    """An object of exactly these fields; `least` of them at least. Its check gives {path: reason} instead of a reason."""
    required, optional = required or {}, optional or {}

    def check(value):
        if not isinstance(value, dict):
            return {"": f"deveria ser um objeto, veio {kind_of(value)}"}
        wrong = {name: "obrigatório" for name in required if name not in value}
        for name, each in value.items():
            known = required.get(name) or optional.get(name)
            reason = "campo desconhecido" if known is None else "veio null" if each is None else known(each)
            if isinstance(reason, dict):
                wrong.update({f"{name}.{inner}".rstrip("."): why for inner, why in reason.items()})
            elif reason:
                wrong[name] = reason
        if not wrong and len(value) < least:
            wrong[""] = "não pede nada"
        return wrong
    return check


def texts_by_name(value):
    """An object of texts with names of its own."""
    if not isinstance(value, dict):
        return f"deveria ser um objeto, veio {kind_of(value)}"
    wrong = {name: reason for name, each in value.items() if (reason := text(most=2000)(each))}
    return wrong or None


def kind_of(value):
    if value is None:
        return "null"
    for kind, name in ((bool, "true ou false"), (int, "número"), (float, "número"), (str, "texto"), (list, "lista")):
        if isinstance(value, kind):
            return name
    return "objeto"


def strict_json(raw):
    """The value of a JSON body; ValueError for a mark before it, doubled names, NaN or bytes that are not UTF-8."""
    def once(pairs):
        names = [name for name, _ in pairs]
        if len(set(names)) < len(names):
            raise ValueError("nome repetido no objeto")
        return dict(pairs)

    def never(word):
        raise ValueError(f"{word} não é JSON")
    return json.loads(raw.decode("utf-8"), object_pairs_hook=once, parse_constant=never)


# --- what several contracts share (D62) -----------------------------------------------------------------------------

CPF = r"\d{11}"
DOCUMENT = r"\d{11}|[0-9A-Z]{12}\d{2}"
document = text(DOCUMENT, what="CPF ou CNPJ sem máscara")
phone = text(r"\d{10,11}", what="telefone de 10 ou 11 dígitos")
email = text(r"[^@\s]+@[^@\s]+", most=254, what="e-mail")
name = text(what="nome")


def right_digits(value):
    """Whether a document's check digits are right; letters of a CNPJ count as their byte less 48."""
    if not re.fullmatch(DOCUMENT, value) or len(set(value)) == 1:
        return False
    values = [ord(each) - 48 for each in value]
    for end in (len(values) - 2, len(values) - 1):
        weights = range(end + 1, 1, -1) if len(values) == 11 else [(end - at - 1) % 8 + 2 for at in range(end)]
        rest = sum(one * weight for one, weight in zip(values, weights)) % 11
        if values[end] != (0 if rest < 2 else 11 - rest):
            return False
    return True


def checked_document(value):
    return document(value) or (None if right_digits(value) else "os dígitos verificadores não conferem")
