"""What the bench asks and what the answer has to be: the same arithmetic as tables.sql. And the log-ins' secrets."""
import hashlib
import random

LINES = 200_000  # of a questions file: random over the whole key space
UNSOLD = range(14, 21)  # products nobody has


def subscriber_id(n):
    return hashlib.md5(str(n).encode()).hexdigest()[:24] + f"{n:08x}"


def products(n):
    """The customer's products, the first one on every service."""
    return [1 + n % 10] + ([11 + n % 10] if n % 10 < 3 else [])


def state(n):
    """What stands against a product the customer has; empty: nothing."""
    return {7: "suspenso", 9: "cancelado"}.get(n % 50, "")


def product_line(sid, product, error):
    body = f'{{"access":{"false" if error else "true"},"subscriber_id":"{sid}","product":"P{product}"'
    return f"subscriber_id={sid}&product=P{product}", body + (f',"error":"{error}"}}' if error else "}")


def random_product(rng, customers):
    """Four in five are allowed; the others are denied, for each of the reasons."""
    n = rng.randint(1, customers)
    if rng.random() < 0.8:
        while state(n):
            n = rng.randint(1, customers)
        return product_line(subscriber_id(n), rng.choice(products(n)), "")
    kind = rng.random()
    if kind < 0.5:
        return product_line(subscriber_id(n), rng.choice(UNSOLD), "sem_produto")
    if kind < 0.7:
        nobody = hashlib.md5(f"nobody {n}".encode()).hexdigest()
        return product_line(nobody, 1, "assinante_inexistente")
    n = n - n % 50 + (7 if kind < 0.85 else 9)
    n -= 50 if n > customers else 0
    return product_line(subscriber_id(n), products(n)[0], state(n))


def random_existence(rng, customers):
    """Four in five exist; the others have a wrong password or an unknown log-in."""
    n = rng.randint(1, customers)
    while state(n) == "cancelado":
        n = rng.randint(1, customers)
    kind = rng.random()
    if kind < 0.8:
        return f"login=login{n}&password=senha{n}", f'{{"subscriber_id":"{subscriber_id(n)}"}}'
    # Guesses at one log-in are slowed down (R28): these are for another one each time, @N@ being any number up to N.
    wrong = f"login=login@{customers}@&password=errada{n}" if kind < 0.9 else f"login=ninguem@{customers}@&password=senha{n}"
    return wrong, '{"error":"usuario_inexistente"}'


def hello_of(line):
    """What a server says that asks nobody."""
    query, _ = line
    sid, product = (part.split("=")[1] for part in query.split("&"))
    return query, f'{{"access":true,"subscriber_id":"{sid}","product":"{product}"}}'


def write(path, lines):
    path.write_text("".join(f"{query}\t{body}\n" for query, body in dict(lines).items()))


def write_all(folder, customers):
    rng = random.Random(1)
    asked = [random_product(rng, customers) for _ in range(LINES)]
    write(folder / "product.tsv", asked)
    write(folder / "hello.tsv", map(hello_of, asked))
    write(folder / "existence.tsv", (random_existence(rng, customers) for _ in range(LINES)))


class Secrets:
    """base::Keyring's digests, from its key file."""

    def __init__(self, key_file):
        key = bytes.fromhex(key_file.split(":")[1].strip())
        self.login = self._keyed(key, b"login key", 32)
        self.password = self._keyed(key, b"service password digest", 32)

    @staticmethod
    def _keyed(key, text, size):
        return hashlib.blake2b(text, key=key, digest_size=size).digest()

    def row(self, n):
        login = self._keyed(self.login, b"login%d" % n, 16)
        password = self._keyed(self.password, b"%d\0senha%d" % (n, n), 32)
        return f"{n}\t{login.hex()}\t{password.hex()}\n"


def write_secrets(path, key_file, services):
    secrets = Secrets(key_file)
    with open(path, "w") as file:
        file.writelines(secrets.row(n) for n in range(1, services + 1))
