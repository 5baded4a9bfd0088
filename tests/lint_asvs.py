#!/usr/bin/env python3
"""Holds tests/asvs.md: every item of OWASP ASVS 5.0 at levels 1 and 2 is there once, with a test that exists or a stated exception.

tests/lint_asvs.py [FILE]       checks that table (default: tests/asvs.md); status 1 and a line a finding
tests/lint_asvs.py --self-test  checks that each rule catches an offender; prints `ok - …` or `not ok - …` lines
"""
import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent

# Section -> the numbers of its items at level 1 or 2; sections with none are left out.
ITEMS = {section: [*range(1, last + 1)] for section, last in (pair.split(":") for pair in (
    "1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4 5.1:1 5.2:3 5.3:2 5.4:3 "
    "6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 "
    "10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 "
    "14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2").split())
         for last in [int(last)]}

ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (.*?) \| (.*?) \|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[^`:]+)(?:::([^`]+))?`")


def is_there(path, name):
    """A test of that name in that file, or without a name the file."""
    file = TOP / path
    if not file.is_file():
        return False
    if name is None:
        return True
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".cpp":
        return re.search(rf"BOOST_AUTO_TEST_CASE\(\s*{re.escape(name)}\b", text) is not None
    if file.suffix == ".py" and name.isidentifier():
        return re.search(rf"^def {name}\(", text, re.MULTILINE) is not None
    if path == "tests/run":
        return re.search(rf"^{name}\(\)", text, re.MULTILINE) is not None
    return name in text


def findings(text):
    rows = ROW.findall(text)
    seen = [item for item, _, _ in rows]
    wanted = [f"{section}.{number}" for section, numbers in ITEMS.items() for number in numbers]
    yield from (f"{item} is missing" for item in wanted if item not in seen)
    yield from (f"{item} is none of levels 1 and 2, or there twice" for item in sorted(set(seen))
                if item not in wanted or seen.count(item) > 1)
    for item, asks, held in rows:
        named = NAMED.findall(held)
        if not asks.strip() or not (named or re.search(r"exception: \w", held)):
            yield f"{item} has neither a test nor a stated exception"
        yield from (f"{item}: there is no {path}{'::' + name if name else ''}" for path, name in named if not is_there(path, name or None))


def self_test():
    table = "".join(f"| {section}.{number} | asks | exception: none here |\n" for section, numbers in ITEMS.items() for number in numbers)
    bad = {"an item left out": table.replace("| 1.1.1 | asks | exception: none here |\n", ""),
           "an item there twice": table + "| 1.1.1 | asks | exception: none here |\n",
           "an item of level 3": table + "| 1.5.3 | asks | exception: none here |\n",
           "a blank": table.replace("| 2.2.1 | asks | exception: none here |", "| 2.2.1 | asks | – |"),
           "a test that is not there": table.replace("| 2.2.1 | asks | exception: none here |",
                                                     "| 2.2.1 | asks | `tests/web/app_test.cpp::nothing_of_the_kind` |")}
    clean = not list(findings(table)) and sum(map(len, ITEMS.values())) == 253
    print(f"{'ok' if clean else 'not ok'} - a whole table of 253 items passes")
    for what, text in bad.items():
        print(f"{'ok' if list(findings(text)) else 'not ok'} - the lint of the security table finds {what}")


def main():
    if "--self-test" in sys.argv:
        self_test()
        return
    file = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else TOP / "tests/asvs.md"
    found = list(findings(file.read_text(encoding="utf-8")))
    for line in found:
        print("not ok -", line)
    if found:
        sys.exit(1)
    print("ok - every item of ASVS 5.0 level 2 has a test that exists or a stated exception")


if __name__ == "__main__":
    main()
