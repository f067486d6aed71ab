# SPDX-License-Identifier: Apache-2.0
"""A receiver of webhooks, and a strict fake of the part of intervals.icu's published interface that deadmill uses."""

import base64
import email.parser
import email.policy
import hashlib
import hmac
import http.server
import json
import re
import ssl
import threading
import time
import urllib.parse

SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes 1234").decode()


class Fake:
    """An HTTP server on a port of its own; `answer` may be changed between requests."""

    def __init__(self, port=0, certificate=None):
        fake = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                with fake.lock:
                    reply = fake.handle(self.command, self.path, self.headers, body)
                if reply is None:  # no answer at all
                    self.close_connection = True
                    return
                status, kind, text, more = (*reply, {})[:4]
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(text)))
                for name, value in more.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text)

            do_GET = do_POST = do_PUT = do_DELETE = handle_any

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):  # a client that was killed
                pass

        self.lock = threading.RLock()
        self.server = Server(("127.0.0.1", port), Handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def end(self):
        self.server.shutdown()
        self.server.server_close()


class Receiver(Fake):
    """Takes signed messages. What is not signed right is an error of the test."""

    def __init__(self, *arguments, **named):
        self.messages, self.wrong, self.reply, self.tries = [], [], None, 0
        super().__init__(*arguments, **named)

    def handle(self, method, path, headers, body):
        self.tries += 1
        name = headers.get("webhook-id", "")
        signed = ("%s.%s." % (name, headers.get("webhook-timestamp"))).encode() + body
        key = base64.b64decode(SECRET[6:])
        wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        if method != "POST" or headers.get("webhook-signature") != wanted:
            self.wrong.append((method, path, dict(headers)))
            return 400, "text/plain", b"wrong"
        if abs(time.time() - int(headers["webhook-timestamp"])) > 120:
            self.wrong.append("old timestamp")
        if self.reply:
            return self.reply
        self.messages.append((name, json.loads(body)))
        return 204, "text/plain", b""

    def sets(self):
        """(type, id) of each message, a repeated one once."""
        seen, sets = set(), []
        for name, message in self.messages:
            if name not in seen:
                seen.add(name)
                sets.append((message["type"], message["set"]["id"]))
        return sets


class Intervals(Fake):
    """Upload, list and delete as https://intervals.icu/api/v1/docs has them. A request outside that is an error of the test."""

    def __init__(self, keys, **named):
        self.keys = keys  # athlete -> key
        self.activities = {}  # id -> dict
        self.wrong, self.uploads, self.number = [], 0, 100
        self.fault = None  # called with the step's name; may return a reply
        super().__init__(**named)

    def handle(self, method, target, headers, body):
        parts = urllib.parse.urlsplit(target)
        query = dict(urllib.parse.parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        login = headers.get("authorization", "")
        user, _, key = base64.b64decode(login.removeprefix("Basic ")).decode().partition(":")
        owners = [athlete for athlete, its in self.keys.items() if its == key]
        if not login.startswith("Basic ") or user != "API_KEY" or not owners:
            return self.json(401, {"status": 401, "error": "Unauthorized"})
        found = re.fullmatch(r"/api/v1/athlete/(i?\d+)/activities", parts.path)
        if found and found[1] not in owners:
            return self.json(403, {"status": 403, "error": "Access denied"})
        if found and method == "POST":
            return self.upload(found[1], query, headers, body)
        if found and method == "GET":
            return self.list(found[1], query)
        found = re.fullmatch(r"/api/v1/activity/([a-z]?\d+)", parts.path)
        if found and method == "DELETE":
            return self.delete(found[1], owners)
        self.wrong.append((method, target))
        return self.json(404, {"status": 404, "error": "Not found"})

    @staticmethod
    def json(status, value):
        return status, "application/json", json.dumps(value).encode()

    def step(self, name):
        return self.fault(name) if self.fault else "on"

    def upload(self, athlete, query, headers, body):
        reply = self.step("before upload")
        if reply != "on":
            return reply
        kind = headers.get("content-type", "")
        message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(
            b"content-type: " + kind.encode() + b"\r\n\r\n" + body)
        files = [part for part in message.iter_parts() if part.get_param("name", header="content-disposition") == "file"]
        data = files[0].get_payload(decode=True) if files else b""
        unknown = set(query) - {"name", "description", "device_name", "external_id", "paired_event_id"}
        if not kind.startswith("multipart/form-data") or len(files) != 1 or data[8:12] != b".FIT" or unknown:
            self.wrong.append(("upload", kind, query, data[:16]))
            return self.json(422, {"status": 422, "error": "not a file"})
        self.uploads += 1
        same = [name for name, activity in self.activities.items()
                if activity["athlete"] == athlete and activity["data"] == data]
        if not same:
            self.number += 1
            self.activities["i%d" % self.number] = {
                "athlete": athlete, "data": data, "external_id": query.get("external_id"), "name": query.get("name")}
        name = same[0] if same else "i%d" % self.number
        reply = self.step("after upload")
        if reply != "on":
            return reply
        return self.json(200 if same else 201,
                         {"icu_athlete_id": athlete, "id": name, "activities": [{"icu_athlete_id": athlete, "id": name}]})

    def list(self, athlete, query):
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", query.get("oldest", "")) or set(query) - {"oldest", "newest", "limit", "fields"}:
            self.wrong.append(("list", query))
            return self.json(422, {"status": 422, "error": "oldest"})
        reply = self.step("list")
        if reply != "on":
            return reply
        return self.json(200, [{"id": name, "external_id": activity["external_id"], "icu_athlete_id": athlete}
                               for name, activity in self.activities.items() if activity["athlete"] == athlete])

    def delete(self, name, owners):
        reply = self.step("before delete")
        if reply != "on":
            return reply
        if name not in self.activities:
            return self.json(404, {"status": 404, "error": "Not found"})
        if self.activities[name]["athlete"] not in owners:
            return self.json(403, {"status": 403, "error": "Access denied"})
        del self.activities[name]
        reply = self.step("after delete")
        return self.json(200, {"id": name}) if reply == "on" else reply
