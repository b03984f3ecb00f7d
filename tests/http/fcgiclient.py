# SPDX-License-Identifier: EUPL-1.2
"""A small FastCGI client that can also send what nginx never would."""
import os
import socket
import struct

BEGIN, ABORT, END, PARAMS, STDIN, STDOUT, STDERR, DATA, GET_VALUES = range(1, 10)
KEEP_CONN = 1


def record(kind, content=b"", request_id=1, padding=0):
    """One record; content over 65535 bytes must be cut by the caller (see stream)."""
    head = struct.pack(">BBHHBB", 1, kind, request_id, len(content), padding, 0)
    return head + content + b"\0" * padding


def stream(kind, content, request_id=1, piece=65535):
    """content as records of at most piece bytes, and the empty record that ends it."""
    parts = [record(kind, content[i:i + piece], request_id) for i in range(0, len(content), piece)]
    return b"".join(parts) + record(kind, b"", request_id)


def begin(request_id=1, role=1, flags=0):
    return record(BEGIN, struct.pack(">HB5x", role, flags), request_id)


def length(n):
    return bytes([n]) if n < 128 else struct.pack(">I", n | 0x80000000)


def pairs(values):
    out = b""
    for name, value in values.items():
        name, value = os.fsencode(name), os.fsencode(value)
        out += length(len(name)) + length(len(value)) + name + value
    return out


def environment(uri, method="GET", body=b"", content_type=None, extra=None):
    values = {"REQUEST_METHOD": method, "REQUEST_URI": uri, "SERVER_PROTOCOL": "HTTP/1.1",
              "HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1",
              "CONTENT_LENGTH": str(len(body)) if body else ""}
    if content_type:
        values["CONTENT_TYPE"] = content_type
    values.update(extra or {})
    return values


def request(uri, method="GET", body=b"", content_type=None, extra=None, flags=0, request_id=1):
    """A whole request as nginx sends it."""
    values = environment(uri, method, body, content_type, extra)
    return (begin(request_id, flags=flags) + stream(PARAMS, pairs(values), request_id)
            + stream(STDIN, body, request_id))


class Reply:
    """What came back: status 0 when there was no answer."""

    def __init__(self, raw):
        self.raw, self.ended, self.records = raw, False, 0
        out, at = bytearray(), 0
        while at + 8 <= len(raw):
            _, kind, _, size, padding, _ = struct.unpack(">BBHHBB", raw[at:at + 8])
            content = raw[at + 8:at + 8 + size]
            if len(content) < size:
                break
            self.records += 1
            if kind == STDOUT:
                out += content
            elif kind == END:
                self.ended = True
            at += 8 + size + padding
        head, _, self.body = bytes(out).partition(b"\r\n\r\n")
        self.headers = {}
        for line in head.decode("utf-8", "replace").split("\r\n"):
            name, _, value = line.partition(": ")
            self.headers[name.lower()] = value
        self.status = int(self.headers.get("status", "0 ").split()[0])

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")


class Connection:
    def __init__(self, path, timeout=30):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(timeout)
        try:
            self.socket.connect(path)
        except OSError:
            self.socket.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def send(self, data):
        self.socket.sendall(data)

    def reply(self):
        """Reads until the peer closes (or resets) the connection."""
        raw = bytearray()  # which grows without being copied each time: who reads slowly runs into time limits
        try:
            while True:
                piece = self.socket.recv(65536)
                if not piece:
                    break
                raw += piece
        except ConnectionError:
            pass
        return Reply(bytes(raw))

    def close(self):
        self.socket.close()


def ask(path, uri, timeout=30, **options):
    """One request on a connection of its own."""
    with Connection(path, timeout) as connection:
        connection.send(request(uri, **options))
        return connection.reply()
