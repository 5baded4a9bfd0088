#!/usr/bin/env python3
"""Holds the walls of the house: what has one home stays there (README, "How it is built").

tests/lint_house.py [ROOT]       checks src/ under ROOT (default: this checkout); status 1 and a line a finding
tests/lint_house.py --self-test  checks that each rule catches an offender; prints `ok - …` or `not ok - …` lines
"""
import pathlib
import re
import sys
import tempfile

SQL_CONSTANT = re.compile(r"^(?:constexpr std::string_view|const std::string) (k_\w+)\b")
SQL_WORD = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO|WHERE|FROM|JOIN)\b")
MOST_LINES_TO_USE = 15

# Functions of storage that are given a connection and no tenant, and why they may.
WITHOUT_TENANT = {
    "audit_seals.h": "the installation's trail, whosever the lines are",
    "check_config.h": "validation asks for all providers at once",
    "checks.h": "validation asks for all providers at once",
    "db.h": "the connection itself",
    "decision_log.h": "validation's rows of all providers in one statement",
    "grants.h": "the installation's",
    "jobs.h": "the worker claims jobs of any provider; a job names its own",
    "kept_answers.h": "the purge goes over all providers",
    "key_checks.h": "the installation's",
    "login_attempts.h": "guesses are counted before it is known whose they are",
    "many.h": "rows that carry their provider",
    "migrations.h": "the installation's",
    "named_lock.h": "the installation's",
    "paging.h": "statements that carry their provider",
    "providers.h": "the providers themselves",
    "sealed_values.h": "the installation's secrets, whosever they are",
    "queue_figures.h": "metrics are the installation's; a figure names its provider",
    "callers.h": "who asks, before it is known which provider it is",
    "sessions.h": "the purge goes over all providers",
    "integrations.h": "the version of the whole configuration",
    "tenant.h": "the tenant itself",
    "transmissions.h": "the worker looks for what is due of any provider; a queue names its own",
}


# Where statements stand.
STORAGE = ("src/storage", "src/osm/storage")


def storage_files(root, pattern):
    return sorted(file for folder in STORAGE for file in (root / folder).glob(pattern))


def lines_of(file):
    return file.read_text(encoding="utf-8").splitlines()


def sql_constants(lines):
    """Each (name, first line, last line) of a constant that holds SQL."""
    for number, line in enumerate(lines):
        match = SQL_CONSTANT.match(line)
        if not match:
            continue
        end = number
        while not lines[end].rstrip().endswith(";"):
            end += 1
        if SQL_WORD.search(" ".join(lines[number:end + 1])):
            yield match[1], number, end


def sql_away_from_use(root):
    """SQL stands directly above the function that binds it."""
    for file in storage_files(root, "*.cpp"):
        lines = lines_of(file)
        constants = list(sql_constants(lines))
        sql = {at for _, first, last in constants for at in range(first, last + 1)}
        for name, first, last in constants:
            uses = [at for at in range(last + 1, len(lines)) if re.search(rf"\b{name}\b", lines[at])]
            # Statements of one function stand one above the other.
            apart = sum(1 for at in range(last + 1, uses[0]) if at not in sql and lines[at]) if uses else MOST_LINES_TO_USE + 1
            if apart > MOST_LINES_TO_USE:
                yield f"{file.relative_to(root)}:{first + 1}: {name} stands {apart} lines above its use"


def without_tenant(root):
    """A statement on a provider's rows is given the tenant."""
    for file in storage_files(root, "*.h"):
        if file.name in WITHOUT_TENANT and file.parent == root / STORAGE[0]:
            continue
        for number, line in enumerate(lines_of(file), 1):
            if re.search(r"\bDb& \w+", line):
                yield f"{file.relative_to(root)}:{number}: takes a Db where it needs a Tenant"
    for file in sorted((root / "src").rglob("*.[hc]*")):
        for number, line in enumerate(lines_of(file), 1):
            if re.search(r"Db& db, (const )?std::uint32_t provider_id", line):
                yield f"{file.relative_to(root)}:{number}: the pair (db, provider_id) is a storage::Tenant"


NOUNS = "Customer|Service|ServicePackage|Account|Integration|Package|Plan|Product|CompositionPart"


def nouns_of_storage(root):
    """The nouns are domain's, so that platforms can speak of a customer."""
    for file in sorted((root / "src").rglob("*.[hc]*")):
        for number, line in enumerate(lines_of(file), 1):
            if re.search(rf"\bstorage::({NOUNS})\b|^struct ({NOUNS}) ", line) and file.parent.name != "domain":
                yield f"{file.relative_to(root)}:{number}: {line.strip()}"


# What only the end of a transaction does, and the files that may.
ENDS = {
    r"(?<![:\w])recompute\(": {"act.cpp", "recompute.cpp", "recompute.h"},
    r"\binsert_audit\(": {"act.cpp"},
    r"\block_customer\(": {"act.cpp"},
    r"catch \(const storage::DuplicateKey": {"act.h", "people.cpp", "once.cpp"},
}


def other_ends(root):
    """A transaction of changes has one end: operations/act.h locks, recomputes and writes the trail."""
    for room in ("operations", "jobs", "osm", "web"):
        for file in sorted((root / "src" / room).rglob("*.[hc]*")):
            for number, line in enumerate(lines_of(file), 1):
                for pattern, allowed in ENDS.items():
                    if file.name not in allowed and not line.lstrip().startswith("//") and re.search(pattern, line):
                        yield f"{file.relative_to(root)}:{number}: {line.strip()}"


# The words of D17 that mean nothing else; "ativo", "suspenso" and "removido" are also switches and acts.
TRANSMISSION = ("aguardando_cadastro", "aguardando_habilitacao", "aguardando_suspensao", "aguardando_exclusao",
                "pendencia_cadastro")


def states_as_texts(root):
    """The words of a transmission's state (D17) stand in domain alone."""
    for file in sorted((root / "src").rglob("*.[hc]*")):
        if file.parent.name == "domain":
            continue
        for number, line in enumerate(lines_of(file), 1):
            if any(f'"{word}"' in line for word in TRANSMISSION):
                yield f"{file.relative_to(root)}:{number}: {line.strip()}"


def live_told_twice(root):
    """What makes a sold package live stands in one file of storage (k_live, the twin of domain::is_live)."""
    for file in sorted((root / "src/storage").glob("*.cpp")):
        text = file.read_text(encoding="utf-8")
        for match in re.finditer(r"removed_at IS NULL[\s\"]*AND[\s\"]*\(?(sp\.)?limit_on IS NULL OR|removed_at IS NULL AND \w+\.state", text):
            yield f"{file.relative_to(root)}:{text[:match.start()].count(chr(10)) + 1}: {match.group()}"


def entities_as_texts(root):
    """Kinds of records and of jobs are types, not texts."""
    for file in sorted((root / "src").rglob("*.[hc]*")):
        for number, line in enumerate(lines_of(file), 1):
            if re.search(r"\.(entity|kind) = \"|string(_view)? entity\b", line):
                yield f"{file.relative_to(root)}:{number}: {line.strip()}"


MOST_LINES_OF_A_SOURCE = 400


def long_sources(root):
    """A source is no longer than 400 lines."""
    for room in ("src", "fcgi"):
        for file in sorted((root / room).rglob("*.[hc]*")):
            if file.suffix in (".h", ".cpp") and len(lines_of(file)) > MOST_LINES_OF_A_SOURCE:
                yield f"{file.relative_to(root)}: {len(lines_of(file))} lines; split it along its subjects"


EXPLAINED = "src/web/metric_words.cpp"


def metrics_unexplained(root):
    """A figure of /metrics is explained to whom runs it, and what is explained is a figure."""
    told, explained = {}, set()
    for room in ("src", "fcgi"):
        for file in sorted((root / room).rglob("*.cpp")):
            name = str(file.relative_to(root))
            if name == "fcgi/settings.cpp":
                continue  # accounts of the database
            for metric in re.findall(r'"(catraca_[a-z_]+)"', file.read_text(encoding="utf-8")):
                explained.add(metric) if name == EXPLAINED else told.setdefault(metric, name)
    for metric in sorted(told.keys() ^ explained):
        yield f"{told.get(metric, EXPLAINED)}: {metric}"


RULES = {
    metrics_unexplained: [
        ("src/jobs/a.cpp", 'metrics.counter("catraca_new_total", "New").Increment();\n', True),
        (EXPLAINED, '{"catraca_gone_total", "serve", "Nada."},\n', True),
        ("fcgi/settings.cpp", '{"database.user", "catraca_app", ""},\n', False),
    ],
    long_sources: [
        ("src/web/a.cpp", "// one more\n" * 401, True),
        ("fcgi/a.h", "// one more\n" * 401, True),
        ("src/web/a.cpp", "// enough\n" * 400, False),
    ],
    other_ends: [
        ("src/operations/a.cpp", "void f() { storage::lock_customer(tenant, 1); }\n", True),
        ("src/operations/a.cpp", "void f() { recompute(context, {1}); }\n", True),
        ("src/web/a.cpp", "void f() { storage::lock_customer(tenant, 1); }\n", True),
        ("src/jobs/a.cpp", "void f() { storage::insert_audit(tenant, at, who, entry); }\n", True),
        ("src/operations/a.cpp", "} catch (const storage::DuplicateKey&) {\n", True),
        ("src/operations/a.cpp", "void f(Act& act) { act.lock(1); act.concerns(1); }\n", False),
        ("src/osm/operations/a.cpp", "} catch (const storage::DuplicateKey&) {\n", True),
        ("src/osm/operations/act.cpp", "void f() { storage::insert_audit(tenant, at, who, entry); }\n", False),
    ],
    states_as_texts: [
        ("src/web/a.cpp", 'if (status == "aguardando_suspensao") return 1;\n', True),
        ("src/domain/a.cpp", 'return {"aguardando_suspensao", "Aguardando Suspensão"};\n', False),
    ],
    nouns_of_storage: [
        ("src/storage/a.h", "struct Customer {\n};\n", True),
        ("src/web/a.cpp", "void f(const storage::Plan& plan);\n", True),
        ("src/web/a.cpp", "void f(const domain::Plan& plan, const storage::PlanLine& line);\n", False),
        ("src/domain/a.h", "struct Customer {\n};\n", False),
    ],
    sql_away_from_use: [
        ("src/storage/a.cpp", 'constexpr std::string_view k_a = "SELECT 1 FROM a";\n' + "// so far\n" * 16 + "int f() { return ask(k_a); }\n", True),
        ("src/storage/a.cpp", 'constexpr std::string_view k_a = "SELECT 1 FROM a";\n\nint f() { return ask(k_a); }\n', False),
        ("src/storage/a.cpp", 'constexpr std::string_view k_a = "SELECT 1 FROM a";\n', True),
        ("src/osm/storage/a.cpp", 'constexpr std::string_view k_a = "SELECT 1 FROM a";\n', True),
    ],
    without_tenant: [
        ("src/storage/a.h", "int find_a(Db& db, std::uint64_t id);\n", True),
        ("src/storage/a.h", "int find_a(const Tenant& tenant, std::uint64_t id);\n", False),
        ("src/osm/storage/jobs.h", "int find_a(storage::Db& db, std::uint64_t id);\n", True),
        ("src/web/a.cpp", "int f(storage::Db& db, std::uint32_t provider_id);\n", True),
    ],
    live_told_twice: [
        ("src/storage/a.cpp", 'k_a = "WHERE sp.removed_at IS NULL AND (sp.limit_on IS NULL OR sp.limit_on > ?)";\n', True),
        ("src/storage/a.cpp", 'k_a = "WHERE sp.removed_at IS NULL AND s.state < 4";\n', True),
        ("src/storage/a.cpp", 'k_a = "WHERE " + std::string(k_live);\n', False),
    ],
    entities_as_texts: [
        ("src/operations/a.cpp", 'act.note({.entity = "cliente"});\n', True),
        ("src/operations/a.cpp", "act.note({.entity = domain::Entity::customer});\n", False),
        ("src/web/a.h", "void f(std::string_view entity);\n", True),
        ("src/jobs/a.cpp", 'storage::insert_job(db, {.kind = "credenciais"});\n', True),
    ],
}


def self_test():
    """Each case: a rule, a file, its text, and whether it must be refused."""
    for rule, cases in RULES.items():
        for name, text, refused in cases:
            with tempfile.TemporaryDirectory() as folder:
                file = pathlib.Path(folder, name)
                file.parent.mkdir(parents=True)
                file.write_text(text)
                right = bool(list(rule(pathlib.Path(folder)))) == refused
            print(f"{'ok' if right else 'not ok'} - {rule.__doc__[:-1]}: {text.strip().splitlines()[0]!r} is "
                  f"{'refused' if refused else 'allowed'}")
            yield right


def main():
    if sys.argv[1:] == ["--self-test"]:
        return 0 if all(list(self_test())) else 1
    root = pathlib.Path(sys.argv[1]) if sys.argv[1:] else pathlib.Path(__file__).resolve().parent.parent
    if not list((root / "src/storage").glob("*.cpp")) or not list((root / "src/operations").glob("*.cpp")):
        print("not ok - there is nothing to read under src/storage")
        return 1
    bad = False
    for rule in RULES:
        found = list(rule(root))
        bad = bad or bool(found)
        for each in found:
            print(each)
        print(f"{'not ok' if found else 'ok'} - {rule.__doc__[:-1]}")
    return 1 if bad else 0


sys.exit(main())
