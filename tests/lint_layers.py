#!/usr/bin/env python3
"""Refuses an #include against the arrows between the rooms, or of a library outside its room.

tests/lint_layers.py [ROOT]       checks src/ and fcgi/ under ROOT (default: this checkout); status 1 and a line a finding
tests/lint_layers.py --self-test  checks that each rule catches an offender; prints `ok - …` or `not ok - …` lines
"""
import pathlib
import re
import sys
import tempfile

# room -> the rooms whose headers it may include, besides its own.
ARROWS = {
    "base": set(),
    "domain": {"base"},
    "storage": {"base", "domain"},
    "platforms": {"base", "domain"},
    "operations": {"base", "domain", "storage", "platforms"},
    "validation": {"base", "domain", "storage"},
    "jobs": {"base", "domain", "storage", "platforms", "operations"},
    "osm": {"base", "domain", "storage"},
    "web": {"base", "domain", "storage", "platforms", "operations", "jobs"},
    "fcgi": {"base", "domain", "storage", "platforms", "operations", "validation", "jobs", "osm", "web"},
}
OUTER_ROOMS = {"storage", "platforms", "operations", "validation", "jobs", "osm", "web", "fcgi"}
# What an include begins with -> the rooms that may have it.
LIBRARIES = {
    "nlohmann/": OUTER_ROOMS | {"base"},
    "Poco/": {"platforms", "osm", "web", "fcgi"},
    "cppconn/": {"storage"},
    "mysql": {"storage"},
    "ctemplate/": {"osm", "web"},
    "sodium": {"base"},
    "liboath/": {"base"},
    "qrencode": {"web"},
    "date/": {"base"},
    "boost/": set(),
}
OUT_OF_HEADERS = ("nlohmann/", "Poco/")
FASTCGI = ("fcgiapp.h", "fcgi_stdio.h", "fcgios.h", "fcgimisc.h", "fastcgi.h")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def room_of(path):
    return path.parts[1] if path.parts[0] == "src" else "fcgi"


def complaint(path, quote, target):
    """Why this include may not stand, or None."""
    room, first = room_of(path), target.split("/")[0]
    if room not in ARROWS:
        return f"src/{room} is not a room; name it and its arrows in tests/lint_layers.py"
    if "/" in target and first in ARROWS:
        if first != room and first not in ARROWS[room]:
            return f'"{target}": {room} may not see {first}'
        return None
    if target in FASTCGI:
        return None if room in ("fcgi", "validation") else f"<{target}> belongs to the door"
    for prefix, rooms in LIBRARIES.items():
        if target.startswith(prefix):
            if room not in rooms:
                return f"<{target}> does not belong in {room}"
            if path.suffix == ".h" and prefix in OUT_OF_HEADERS and target != "nlohmann/json_fwd.hpp":
                return f"<{target}> in a header: include it in the .cpp"
    if quote == '"' and not (room == "fcgi" and "/" not in target):
        return f'"{target}": own headers are included as "room/file.h", others in angle brackets'
    return None


def findings(root):
    fastcgi_users, read = [], 0
    for top in ("src", "fcgi"):
        for file in sorted((root / top).rglob("*")):
            if file.suffix not in (".h", ".cpp"):
                continue
            read += 1
            path = file.relative_to(root)
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                match = INCLUDE.match(line)
                if not match:
                    continue
                why = complaint(path, *match.groups())
                if why:
                    yield f"{path}:{number}: {why}"
                if match.group(2) in FASTCGI and room_of(path) == "validation":
                    fastcgi_users.append(path)
    if len(set(fastcgi_users)) > 1:
        yield f"{', '.join(map(str, sorted(set(fastcgi_users))))}: only one file of validation may know libfcgi"
    if not read:
        yield f"{root}: no source was read"


def self_test():
    """Each line: file, its text, and whether it must be refused."""
    cases = [
        ("src/domain/a.cpp", '#include "storage/db.h"', True),
        ("src/domain/a.cpp", '#include "base/clock.h"', False),
        ("src/validation/a.cpp", '#include "web/app.h"', True),
        ("src/validation/a.cpp", '#  include <operations/packages.h>', True),
        ("src/operations/a.cpp", '#include "storage/db.h"', False),
        ("src/platforms/a.cpp", '#include "storage/db.h"', True),
        ("src/base/a.h", "#include <nlohmann/json.hpp>", True),
        ("src/base/a.cpp", "#include <nlohmann/json.hpp>", False),
        ("src/base/a.h", "#include <nlohmann/json_fwd.hpp>", False),
        ("src/domain/a.cpp", "#include <nlohmann/json.hpp>", True),
        ("fcgi/a.h", "#include <Poco/Util/Application.h>", True),
        ("fcgi/a.cpp", '#include <Poco/Util/Application.h>\n#include "a.h"\n#include <fcgiapp.h>', False),
        ("src/web/a.cpp", "#include <fcgiapp.h>", True),
        ("src/web/a.cpp", '#include "app.h"', True),
        ("src/jobs/a.cpp", "#include <cppconn/driver.h>", True),
        ("src/osm/storage/a.cpp", '#include "storage/db.h"\n#include "osm/domain/subscriber.h"', False),
        ("src/osm/operations/a.cpp", '#include "operations/customers.h"', True),
        ("src/osm/a.cpp", '#include "platforms/platform.h"', True),
        ("src/operations/a.cpp", '#include "osm/operations/subscribers.h"', True),
        ("src/utils/a.cpp", "#include <string>\n#include <vector>", True),
    ]
    for name, text, refused in cases:
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, name)
            file.parent.mkdir(parents=True)
            file.write_text(text + "\n")
            right = bool(list(findings(pathlib.Path(folder)))) == refused
            print(f"{'ok' if right else 'not ok'} - {name}: {text.splitlines()[0]} is {'refused' if refused else 'allowed'}")
            yield right
    with tempfile.TemporaryDirectory() as folder:
        room = pathlib.Path(folder, "src/validation")
        room.mkdir(parents=True)
        for name in ("a.cpp", "b.cpp"):
            (room / name).write_text("#include <fcgiapp.h>\n")
        right = bool(list(findings(pathlib.Path(folder))))
        print(f"{'ok' if right else 'not ok'} - a second file of validation with libfcgi is refused")
        yield right
    with tempfile.TemporaryDirectory() as folder:
        right = bool(list(findings(pathlib.Path(folder))))
        print(f"{'ok' if right else 'not ok'} - where no source is read something is amiss")
        yield right


def main():
    if sys.argv[1:] == ["--self-test"]:
        return 0 if all(list(self_test())) else 1
    root = pathlib.Path(sys.argv[1]) if sys.argv[1:] else pathlib.Path(__file__).resolve().parent.parent
    found = list(findings(root))
    print("\n".join(found) if found else "ok - every #include follows the arrows")
    return 1 if found else 0


sys.exit(main())
