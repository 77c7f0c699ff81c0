"""A portal of a few lines for the tests: it can be down, refuse, forget its answer, and it remembers what it was sent."""

import gzip
import http.server
import json
import threading


class Portal:
    def __init__(self):
        self.decisions = {}
        self.sent = 0
        self.requests = []
        self.answers = {}  # "METHOD path" → list of (status, body, headers), the last one stays
        self.down = False
        self.lose = 0  # answers that are stored and then lost
        self.known = {("m", "1")}
        self.gate = threading.Lock()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                status, said, headers = outer.answer(self.command, self.path, dict(self.headers), body)
                if status is None:
                    self.close_connection = True
                    return
                data = said if isinstance(said, bytes) else json.dumps(said).encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = do

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, method, path, headers, body):
        with self.gate:
            if self.down:
                return 503, {}, {}
            if method == "POST" and path == "/api/v1/decisions":
                return self.store(headers, body)
            self.requests.append((method, path, headers, body))
            queued = self.answers.get(f"{method} {path.split('?')[0]}", [(200, {}, {})])
            return queued.pop(0) if len(queued) > 1 else queued[0]

    def store(self, headers, body):
        if headers.get("Authorization") != "Bearer key":
            return 401, {"detail": "Who are you?", "code": "key.unknown"}, {}
        lines = gzip.decompress(body).splitlines()
        errors = {}
        for number, line in enumerate(lines, 1):
            said = json.loads(line)
            if (said["model"], said["version"]) not in self.known:
                errors[f"lines[{number}].version"] = ["Not registered."]
            elif said["output"] == "refuse me":
                errors[f"lines[{number}].output"] = ["No."]
        if errors:
            some = dict(list(errors.items())[:50])
            return 422, {"detail": "Nothing was stored.", "code": "decision.lines", "errors": some}, {}
        self.sent += 1
        accepted = 0
        for line in lines:
            name = json.loads(line)["decisionId"]
            if name in self.decisions and self.decisions[name] != line:
                raise AssertionError(f"{name} came with other content")
            accepted += name not in self.decisions
            self.decisions[name] = line
        if self.lose:
            self.lose -= 1
            return None, {}, {}
        return 202, {"batch": "BAT-0001", "accepted": accepted, "duplicates": len(lines) - accepted}, {}
