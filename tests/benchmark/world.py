"""What the bench measures: a provider with its customers, our processes and the peers."""
import json
import os
import shutil

import questions
from place import HERE, HOST, PRODUCTS, TOP, run, say


def build():
    """The optimised program."""
    say("building (build/release)")
    run(TOP / "nginx/packages", "build", "run", "assets")
    run("cmake", "--preset", "release", cwd=TOP)
    run("cmake", "--build", "--preset", "release", "--target", "catraca", cwd=TOP)
    run(TOP / "templates/build", cwd=TOP)
    return TOP / "build/release/catraca"


def compile_clients(place, with_peers):
    """Without peers: only what asks our own processes."""
    clients = {"asker": []}
    if with_peers:
        run(TOP / "nginx/packages", "bench")
        clients.update({"lookups": ["-lmariadb"], "updates": ["-lmariadb"], "hello_threads": ["-lfcgi"]})
    for name, libraries in clients.items():
        run("g++", "-std=c++20", "-O2", "-I/usr/include/mariadb", HERE / f"{name}.cpp", "-o", place.room / name,
            "-pthread", *libraries)


def create_catalogue(place):
    """The provider and all that is configured, through the program itself."""
    place.catraca("provider", "add", "--slug", "bench", "--name", "Bench", "--host", HOST)
    place.erp_token = place.catraca("token", "add", "--provider", "bench", "--description", "bench")
    neo = place.api("PUT", "plataforma/neo", {"gateway": "neo", "descricao": "NEO", "ativo": True})
    place.token = neo["plataforma"]["callback_url"].rsplit("/", 1)[1]
    for number in range(1, PRODUCTS + 1):
        place.api("PUT", f"plataforma/neo/produto/P{number}", {"nome": f"Produto {number}", "ativo": True})
        place.api("PUT", f"pacote_catalogo/K{number}", {"descricao": f"Pacote {number}", "valor": "19.90", "ativo": True,
                                                       "plataforma": "neo", "produtos": [f"P{number}"]})
    place.api("PUT", "plano/PL", {"descricao": "Plano", "valor": "99.90", "ativo": True, "pacotes": []})
    # The ceiling of R28 would be what is measured.
    place.sql("UPDATE integration SET requests_per_second = 4000000000; UPDATE config_version SET version = version + 1")


def load_customers(place, customers):
    services = customers + customers // 5
    say(f"loading {customers:,} customers, {services:,} services")
    secrets = place.room / "secrets.tsv"
    questions.write_secrets(secrets, (place.room / "keys").read_text(), services)
    place.sql(f"""CREATE TABLE bench_secret (n INT UNSIGNED PRIMARY KEY, login_key BINARY(16) NOT NULL,
                    password_digest BINARY(32) NOT NULL);
                  LOAD DATA LOCAL INFILE '{secrets}' INTO TABLE bench_secret (n, @login, @password)
                    SET login_key = UNHEX(@login), password_digest = UNHEX(@password)""")
    head = f"""SET @customers = {customers}, @provider = (SELECT id FROM provider WHERE slug = 'bench'),
               @integration = (SELECT id FROM integration WHERE code = 'neo');\n"""
    place.sql(head + (HERE / "tables.sql").read_text())
    place.sql("DROP TABLE bench_secret")
    secrets.unlink()


def fill_in(text, values):
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def start_ours(place):
    place.start_catraca("serve", "serve")
    place.start_catraca("validate", "validate")


LUA = {
    "lua_modules": "load_module /usr/lib/nginx/modules/ndk_http_module.so; load_module /usr/lib/nginx/modules/ngx_http_lua_module.so;",
    "lua_paths": 'lua_package_path "/usr/share/lua/5.1/?.lua;;"; lua_package_cpath "/usr/lib/x86_64-linux-gnu/lua/5.1/?.so;;";',
    "lua_location": "location = /lua {{ default_type application/json; content_by_lua_file {room}/check.lua; }}",
}


def start_nginx(place, peers):
    values = {"user": "user root;" if os.getuid() == 0 else "", "room": place.room, "port": place.port}
    for name, text in LUA.items():
        values[name] = text.format(room=place.room) if "lua" in peers else ""
    (place.room / "nginx.conf").write_text((HERE / "nginx.conf").read_text().format(**values))
    place.start("nginx", "nginx", "-e", place.room / "nginx.log", "-p", place.room, "-c", place.room / "nginx.conf",
                "-g", "daemon off;")


def start_peers(place):
    integration = place.sql("SELECT id FROM integration WHERE code = 'neo'").strip()
    products = dict(line.split("\t") for line in place.sql("SELECT code, id FROM product").splitlines())
    values = {"socket": place.room / "db/mariadb.sock", "database": "catraca", "password": place.password("app"),
              "integration": integration}
    php = ", ".join(f"'{code}' => {number}" for code, number in products.items())
    for name in ("check.php", "join.php"):
        (place.room / name).write_text(fill_in((HERE / name).read_text(), {**values, "products": php}))
    lua = "{" + ", ".join(f"{code} = {number}" for code, number in products.items()) + "}"
    (place.room / "check.lua").write_text(fill_in((HERE / "check.lua").read_text(), {**values, "{products}": lua}))
    start_php(place)
    start_node(place, {**values, "socket": str(values["socket"]), "listen": str(place.room / "node.sock"),
                       "integration": int(integration), "products": {k: int(v) for k, v in products.items()}})
    # Asks nobody, so that it learns nothing of what is configured later.
    place.start_catraca("hello", "validate", "--hello", CATRACA_VALIDATE_SOCKET=str(place.room / "hello.sock"))
    place.start("threads", place.room / "hello_threads", place.room / "threads.sock", 16)


def start_php(place):
    user = "user = root\ngroup = root" if os.getuid() == 0 else ""
    (place.room / "php-fpm.conf").write_text(f"""[global]
error_log = {place.room}/php.log
daemonize = no
[www]
{user}
listen = {place.room}/php.sock
listen.mode = 0666
pm = static
pm.max_children = 16
php_admin_value[opcache.enable] = 1
php_admin_value[opcache.validate_timestamps] = 0
""")
    program = sorted(shutil.which(f"php-fpm8.{minor}") or "" for minor in range(5))[-1]
    root = ["--allow-to-run-as-root"] if os.getuid() == 0 else []
    place.start("php", program, "--nodaemonize", "--fpm-config", place.room / "php-fpm.conf", *root)


def start_node(place, settings):
    shutil.copy(HERE / "check.mjs", place.room)
    if not (place.room / "node_modules/mysql2").exists():
        run("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", place.room, "mysql2@3.24.6")
    (place.room / "node.sock").unlink(missing_ok=True)  # a kept room's
    place.start("node", "node", place.room / "check.mjs", json.dumps(settings), cwd=place.room)
