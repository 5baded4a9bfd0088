"""A FastCGI client for tests: speaks to a responder's socket as nginx would, or as nginx never would."""
import socket
import struct

BEGIN, END, PARAMS, STDIN, STDOUT = 1, 3, 4, 5, 6


def record(kind, content=b"", request_id=1):
    return struct.pack(">BBHHBB", 1, kind, request_id, len(content), 0, 0) + content


def length(value):
    return struct.pack(">B", value) if value < 128 else struct.pack(">I", value | 0x80000000)


def params(pairs):
    data = b""
    for name, value in pairs:
        name, value = name.encode(), value.encode("utf-8", "surrogateescape")
        data += length(len(name)) + length(len(value)) + name + value
    # A record holds at most 65,535 bytes.
    return b"".join(record(PARAMS, data[i:i + 65535]) for i in range(0, len(data), 65535)) + record(PARAMS)


def variables(method="GET", uri="/", host="demo.localhost", remote="127.0.0.1", more=()):
    return [("REQUEST_METHOD", method), ("REQUEST_URI", uri), ("HTTP_HOST", host), ("REMOTE_ADDR", remote),
            ("DOCUMENT_URI", uri.split("?")[0]), ("QUERY_STRING", uri.partition("?")[2]), *more]


class Answer:
    def __init__(self, raw, ended):
        head, _, self.body = raw.partition(b"\r\n\r\n")
        self.headers = {}
        for line in head.decode().split("\r\n"):
            name, _, value = line.partition(":")
            self.headers[name.lower()] = value.strip()
        self.status = int(self.headers.get("status", "0 ").split()[0] or 0)
        self.ended = ended  # the end record came: nginx would call the answer whole


class Connection:
    def __init__(self, path, timeout=10):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(timeout)
        self.socket.connect(path)

    def send(self, pairs, body=b"", keep=False, finish=True):
        self.socket.sendall(record(BEGIN, struct.pack(">HB5x", 1, 1 if keep else 0)) + params(pairs))
        for i in range(0, len(body), 32768):
            self.socket.sendall(record(STDIN, body[i:i + 32768]))
        if finish:
            self.finish()

    def send_body(self, piece):
        self.socket.sendall(record(STDIN, piece))

    def finish(self):
        self.socket.sendall(record(STDIN))

    def read_exactly(self, count):
        data = b""
        while len(data) < count:
            piece = self.socket.recv(count - len(data))
            if not piece:
                return None
            data += piece
        return data

    def receive(self):
        raw = b""
        while True:
            head = self.read_exactly(8)
            if head is None:
                return Answer(raw, False)
            _, kind, _, size, padding, _ = struct.unpack(">BBHHBB", head)
            content = self.read_exactly(size + padding)
            if kind == STDOUT:
                raw += content[:size]
            if kind == END:
                return Answer(raw, True)

    def closed_by_peer(self):
        try:
            return self.socket.recv(1) == b""
        except ConnectionResetError:
            return True

    def close(self):
        self.socket.close()


def ask(path, pairs=None, body=b"", **how):
    connection = Connection(path)
    connection.send(pairs or variables(**how), body)
    answer = connection.receive()
    connection.close()
    return answer
