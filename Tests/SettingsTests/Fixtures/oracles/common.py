"""What every oracle shares: the invented message, a listener that records requests, and how a fixture is written."""

import base64
import email
import email.policy
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import version
from pathlib import Path
from urllib.parse import parse_qsl

DIGITS = "5511987654321"
EMAIL = "maria@example.com"
NAME = "Maria das Dores Silva"
SENDER = "cobranca@example.com"
TEXT = "Olá, Maria"
SUBJECT = "Fatura de novembro"
HTML = "<p>Olá</p>"
KEY = "msg_42"
FILE_NAME = "boleto.pdf"
FILE_TYPE = "application/pdf"
FILE_URL = "https://isp.example/boleto.pdf"
FILE_BYTES = b"%PDF-1.4 boleto"
FILE_BASE64 = base64.b64encode(FILE_BYTES).decode()
# 2026-09-21 14:13:20 UTC: the time at which the Swift tests judge.
NOW = 1790000000


def write(preset, case, library, *, request=None, callback=None, reading=None):
    """Writes PRESET.CASE.json beside this file."""
    fixture = {"library": f"{library} {version(library)}", "preset": preset, "case": case}
    if request is not None:
        fixture["request"] = request
    if callback is not None:
        fixture["callback"] = callback
    fixture["reading"] = reading or {}
    path = Path(__file__).parent / f"{preset}.{case}.json"
    path.write_text(json.dumps(fixture, ensure_ascii=False, indent=1, sort_keys=False) + "\n")
    print(path.name)


def callback(body, content_type="application/json", headers=(), url=None):
    """A callback as it comes in: the body as text, byte for byte."""
    record = {"headers": {"Content-Type": content_type, **dict(headers)}, "body": body}
    return record | ({"url": url} if url else {})


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Recorder(BaseHTTPRequestHandler):
    """Keeps the request and answers what the client library needs to go on."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append((self.command, self.path, dict(self.headers), body))
        answer = json.dumps(self.server.answer).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        for name, value in self.server.answer_headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


@contextmanager
def recorder(answer, status=200, headers=()):
    """A listener on loopback; yields its URL and the list of what it got."""
    server = HTTPServer(("127.0.0.1", 0), Recorder)
    server.requests, server.answer, server.status, server.answer_headers = [], answer, status, headers
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.requests
    finally:
        server.shutdown()
        server.server_close()


def recorded(request, headers=()):
    """A request as a fixture has it: path, the headers that were asked for, and the body decoded by its type."""
    method, path, all_headers, body = request
    lowered = {name.lower(): value for name, value in all_headers.items()}
    record = {"method": method, "path": path, "headers": {name: lowered[name.lower()] for name in headers}}
    kind = lowered.get("content-type", "")
    if kind.startswith("application/json") or body[:1] == b"{":
        return record | {"json": json.loads(body)}
    if kind.startswith("application/x-www-form-urlencoded"):
        return record | {"form": [list(pair) for pair in parse_qsl(body.decode(), keep_blank_values=True)]}
    if kind.startswith("multipart/form-data"):
        return record | {"multipart": [field(part) for part in parts(kind, body)]}
    raise ValueError(f"no decoder for {kind}")


def parts(kind, body):
    head = f"Content-Type: {kind}\r\nMIME-Version: 1.0\r\n\r\n".encode()
    return email.message_from_bytes(head + body, policy=email.policy.HTTP).iter_parts()


def field(part):
    """A multipart field; a file with its name, type and bytes."""
    name = part.get_param("name", header="content-disposition")
    content = part.get_payload(decode=True)
    if part.get_filename() is None:
        return {"name": name, "value": content.decode()}
    return {
        "name": name,
        "filename": part.get_filename(),
        "type": part.get_content_type(),
        "base64": base64.b64encode(content).decode(),
    }
