"""What a double remembers: its records (journalled to a file, so that they outlive a kill) and its log of effects."""
import collections
import datetime
import json
import os

EFFECTS = ("created", "changed", "suspended", "enabled", "removed")


class Records:
    """Tables of records by key. A change is a line in the journal before it is answered; a file is replayed at start."""

    def __init__(self, path=None):
        self.tables, self.indexes, self.path, self.journal = {}, {}, path, None
        if path:
            self._replay()
            self._rewrite()

    def table(self, name):
        return self.tables.setdefault(name, {})

    def get(self, table, key):
        return self.table(table).get(key)

    def put(self, table, key, record):
        self._index(table, key, self.get(table, key), record)
        self.table(table)[key] = record
        self._note(table, key, record)

    def drop(self, table, key):
        record = self.table(table).pop(key, None)
        if record is not None:
            self._index(table, key, record, None)
            self._note(table, key, None)

    def having(self, table, field, value):
        """The records with that value, without reading the others; e-mails in any case."""
        if (table, field) not in self.indexes:
            index = self.indexes[table, field] = {}
            for key, record in self.table(table).items():
                index.setdefault(folded(field, record.get(field)), {})[key] = None
        return [self.table(table)[key] for key in self.indexes[table, field].get(folded(field, value), ())]

    def next_id(self, table, first=1):
        """Numbers are never given twice, not even after their record has gone."""
        number = self.get("numbers", table) or first
        self.put("numbers", table, number + 1)
        return number

    def clear(self):
        self.tables, self.indexes = {}, {}
        if self.path:
            self._rewrite()

    def _index(self, table, key, before, after):
        for (indexed, field), index in self.indexes.items():
            if indexed != table:
                continue
            old, new = folded(field, (before or {}).get(field)), folded(field, (after or {}).get(field))
            if before is not None and (after is None or old != new):
                index[old].pop(key)
                if not index[old]:
                    del index[old]
            if after is not None:
                index.setdefault(new, {})[key] = None

    def _note(self, table, key, record):
        if self.journal:
            self.journal.write(json.dumps([table, key, record]) + "\n")
            self.journal.flush()

    def _replay(self):
        if not os.path.exists(self.path):
            return
        with open(self.path, encoding="utf-8") as journal:
            for line in journal:
                try:
                    table, key, record = json.loads(line)
                except ValueError:
                    continue  # the last line of a program that was killed
                if record is None:
                    self.table(table).pop(key, None)
                else:
                    self.table(table)[key] = record

    def _rewrite(self):
        """The same records without their history, swapped in at once."""
        if self.journal:
            self.journal.close()
        with open(self.path + ".new", "w", encoding="utf-8") as fresh:
            for table, records in self.tables.items():
                fresh.writelines(json.dumps([table, key, record]) + "\n" for key, record in records.items())
        os.replace(self.path + ".new", self.path)
        self.journal = open(self.path, "a", encoding="utf-8")


class Log:
    """Appended only: in memory, and in a file as JSON lines; a file's lines since its last reset count on after a restart."""

    def __init__(self, path=None):
        self.last, self.calls, self.file, self.missing_end = 0, 0, None, ""
        self._forget()
        if path:
            self._read(path)
            self.file = open(path, "a", encoding="utf-8")
            self.file.write(self.missing_end)

    def add(self, entry):
        self.last += 1
        entry = {"n": self.last, "at": now(), **entry}
        line = json.dumps(entry, ensure_ascii=False)
        self._keep(entry, line)
        if self.file:
            self.file.write(line + "\n")
            self.file.flush()

    def next_call(self):
        self.calls += 1
        return self.calls

    def reset(self):
        self._forget()
        self.add({"effect": "reset", "key": None})

    def since(self, after=0, effect=None, most=None):
        """JSON texts of what came after number `after`."""
        found = [line for n, kind, line in self.entries[max(0, after - self.last + len(self.entries)):]
                 if n > after and (effect is None or kind == effect)]
        return found[:most]

    def _forget(self):
        self.entries, self.recent, self.counts = [], collections.deque(maxlen=40), collections.Counter()

    def _keep(self, entry, line):
        self.entries.append((entry["n"], entry["effect"], line))
        self.recent.append(entry)
        self.counts[entry["effect"]] += 1

    def _read(self, path):
        if not os.path.exists(path):
            return
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                self.missing_end = "" if line.endswith("\n") else "\n"
                try:
                    entry = json.loads(line)
                except ValueError:
                    continue  # the last line of a program that was killed
                if entry["effect"] == "reset":
                    self._forget()
                self.last, self.calls = entry["n"], max(self.calls, entry.get("call", 0))
                self._keep(entry, line.rstrip("\n"))


def folded(field, value):
    return value.casefold() if field in ("email", "EmailUsuario", "Email") and value is not None else value


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
