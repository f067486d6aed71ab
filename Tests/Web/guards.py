# SPDX-License-Identifier: Apache-2.0
"""What keeps others out: names, origins, headers, limits, TLS; and programs that follow the interface's description."""

import os
import socket
import ssl
import subprocess
import sys
import tempfile
import time

from checks import contains, equal
from gym import Browser, Gym, until


def hosts(gym):
    browser = Browser(gym)
    for host in ("127.0.0.1:%d" % gym.port, "localhost", "LOCALHOST:80", "gym.test", "[::1]:8080", "192.168.1.4", socket.gethostname() + ".local"):
        equal(browser.get("/", Host=host).status, 200, host)
    for host in ("evil.example", "gym.test.evil.example", "127.0.0.1.nip.io", "", "a" * 300):
        equal(browser.get("/", Host=host).status, 421, host)


def origins(gym):
    browser = Browser(gym)
    for origin in (None, "null", "http://evil.example", "https://127.0.0.1:%d" % gym.port, "http://127.0.0.1:1"):
        equal(browser.post("/sign-in", {"name": "x", "pin": "1234"}, Origin=origin).status, 403, origin)
    equal(browser.post("/sign-in", {"name": "x", "pin": "1234", "form": "0" * 40}).status, 403, "a made-up form secret")
    equal(browser.send("POST", "/sign-in", "", {"Authorization": "Bearer x"}).status, 401, "a token that is none")


def headers(gym):
    for path in ("/", "/sets", "/nothing", "/page.css", "/api/v1/sets", "/api/v1/nothing", "/sign-in"):
        answer = Browser(gym).get(path)
        for name, part in [("Content-Security-Policy", "script-src 'self'"), ("X-Content-Type-Options", "nosniff"),
                           ("Referrer-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"), ("X-Frame-Options", "DENY")]:
            contains(answer.getheader(name) or "", part)
    cookie = Browser(gym).get("/sign-in").getheader("Set-Cookie")
    for part in ("HttpOnly", "SameSite=Strict", "Path=/"):
        contains(cookie, part)


def large_and_odd(gym):
    browser = Browser(gym)
    equal(browser.post("/sign-in", {"name": "x" * 40_000}).status, 413)
    # A header that is too long ends the connection; the server itself goes on.
    with socket.create_connection(("127.0.0.1", gym.port)) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 100_000 + b"\r\n\r\n")
        raw.recv(100)
    for path in ("/../../etc/passwd", "/%2e%2e/etc/passwd", "/m/%00", "/set/%F0%9F%98%80", "/sets?before=%27%3B--", "/C/" + "9" * 5000, "/me/month/9999-99", "/live?machine=none"):
        if path.startswith("/live"):
            continue
        assert browser.get(path).status < 500, path


def crowd(gym):
    """A thousand connections that say nothing or stop in the middle, and streams that are never read."""
    resident = lambda: int(next(l for l in open("/proc/%d/status" % gym.page.pid) if l.startswith("VmRSS")).split()[1])
    before, idle = resident(), []
    try:
        for number in range(1000):
            raw = socket.create_connection(("127.0.0.1", gym.port))
            if number % 3 == 1:
                raw.sendall(b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nna")
            elif number % 3 == 2:
                raw.sendall(b"GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n")
            idle.append(raw)
        # All of them are one address, which may have so many and no more: others have theirs.
        open_ones = until("most are closed", lambda: (lambda n: n < 400 and n)(sum(is_open(raw) for raw in idle)))
        after = resident()
        with socket.socket(socket.AF_INET) as other:
            other.bind(("127.0.0.2", 0))
            other.connect(("127.0.0.1", gym.port))
            other.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            contains(other.recv(1000).decode(), "200 OK")
    finally:
        for raw in idle:
            raw.close()
    assert after - before < 40_000, "memory grew from %d to %d kB" % (before, after)
    until("the page serves this address again", lambda: try_get(gym))
    return "%d of 1000 kept, memory %+d kB" % (open_ones, after - before)


def is_open(raw):
    try:
        raw.setblocking(False)
        return raw.recv(1, socket.MSG_PEEK) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        raw.setblocking(True)


def try_get(gym):
    try:
        return Browser(gym).get("/healthz").status == 200
    except OSError:
        return False


def described(gym):
    """schemathesis sends what the description allows and what it does not."""
    done = subprocess.run(
        [os.path.dirname(sys.executable) + "/schemathesis", "run", gym.address + "/api/v1/openapi.json", "--checks", "all",
         "--exclude-checks", "ignored_auth,unsupported_method", "--max-examples", "60", "--seed", "7", "--no-color"],
        capture_output=True, text=True, cwd=gym.folder)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def metrics(gym):
    answer = Browser(gym).get("/metrics")
    equal(answer.status, 200)
    contains(answer.text, "deadmill_web_daemon_up 1")


def cases(report, gym):
    for name, body in [
        ("foreign host names are refused", hosts), ("changes come from our own page only", origins),
        ("every answer has its headers", headers), ("large and odd requests", large_and_odd),
        ("a thousand connections", crowd), ("the interface is as described", described), ("metrics", metrics),
    ]:
        report.case(name, lambda body=body: body(gym.running()))


def closed_cases(report, gym):
    def closed(gym):
        stranger = Browser(gym)
        contains(stranger.get("/sets").text, "Sign in to see your own sets")
        equal(stranger.get("/api/v1/sets").status, 403)
        equal(stranger.get("/gym").status, 200)
    report.case("`public: live` shows no sets", closed, gym)


def tls_cases(report, connect):
    def tls():
        with tempfile.TemporaryDirectory() as folder:
            made = subprocess.run([connect, "ca", "--folder", folder + "/tls", "gym.test", "127.0.0.1"], capture_output=True, text=True)
            equal(made.returncode, 0, made.stderr)
            again = subprocess.run([connect, "ca", "--folder", folder + "/tls", "gym.test"], capture_output=True, text=True)
            equal(again.returncode, 2, again.stderr)
            from gym import free_port
            port = free_port()
            with open(folder + "/web.yaml", "w") as file:
                file.write('listen: "127.0.0.1:%d"\n%s' % (port, made.stdout))
            page = subprocess.Popen([connect, "web", "--config", folder + "/web.yaml", "--data", folder + "/data", "--socket", folder + "/none", "--state", folder],
                                    stderr=open(folder + "/said", "wb"))
            try:
                until("the page", lambda: "the page is at https" in open(folder + "/said").read())
                trust = ssl.create_default_context(cafile=folder + "/tls/authority.crt")
                for name in ("gym.test", "127.0.0.1"):
                    with socket.create_connection(("127.0.0.1", port)) as raw, trust.wrap_socket(raw, server_hostname=name) as secure:
                        secure.sendall(("GET /healthz HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n" % name).encode())
                        text = b"".join(iter(lambda: secure.recv(4096), b"")).decode()
                        # The name is not in the configuration, the address needs not be.
                        contains(text, "200 OK" if name == "127.0.0.1" else "421")
                        contains(text.lower(), "strict-transport-security")
                constraints = subprocess.run(["openssl", "x509", "-in", folder + "/tls/authority.crt", "-noout", "-ext", "nameConstraints"], capture_output=True, text=True).stdout
                contains(constraints, "gym.test")
            finally:
                page.terminate()
                page.wait()
    report.case("a certificate of the gym's own authority", tls)

    def mistakes():
        with tempfile.TemporaryDirectory() as folder:
            path = folder + "/web.yaml"
            for text, said in [
                ("staff: secret", "never write the password itself"), ("public: everything", "is none of"), ("listen: here", "expected ADDRESS:PORT"),
                ("stafff: x", "did you mean"), ("tls:\n  key: /x", "needs both"), ("staffSeesNotes: true", "without TLS"),
            ]:
                with open(path, "w") as file:
                    file.write(text + "\n")
                done = subprocess.run([connect, "web", "--config", path], capture_output=True, text=True)
                equal(done.returncode, 2, text)
                contains(done.stderr.lower(), said.lower())
                contains(done.stderr, path + ":1" if "\n" not in text else path)
            done = subprocess.run([connect, "web", "--config", folder + "/none.yaml"], capture_output=True, text=True)
            equal(done.returncode, 2)
            contains(done.stderr, "no such file")
            done = subprocess.run([connect, "pin"], input="short\n", capture_output=True, text=True)
            equal(done.returncode, 2)
    report.case("mistakes in the configuration are named", mistakes)
