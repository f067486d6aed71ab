# SPDX-License-Identifier: Apache-2.0
"""A gym on this computer: a daemon on simulated belts, and the page beside it, both as their users start them."""

import http.client
import json
import os
import re
import socket
import subprocess
import tempfile
import time
from urllib.parse import urlencode

STAFF_PASSWORD = "correct horse"
# How long a busy computer may take for anything, seconds.
PATIENCE_S = 120


def until(what, condition):
    """Waits until something is so; a failure names it."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("never came true: " + what)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Feed:
    """The daemon's live socket, as any program reads it; a daemon whose walk is over begins once more."""

    def __init__(self, gym):
        self.gym = gym
        self.connect()

    def connect(self):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(self.gym.running().socket_path)
        self.lines = self.socket.makefile("r")
        self.hello = json.loads(self.lines.readline())
        self.socket.sendall(b'{"type":"watch","kinds":["live"]}\n')

    def frame(self):
        while True:
            for line in self.lines:
                message = json.loads(line)
                if message["type"] == "live":
                    return message
            self.gym.daemon.wait()
            self.connect()


class Gym:
    """Daemon and page, ended with the block."""

    def __init__(self, deadmill, connect, speedup=3, machines=1, settings=""):
        self.deadmill, self.connect, self.speedup, self.machines = deadmill, connect, speedup, machines
        self.folder = tempfile.mkdtemp(prefix="dmweb-")
        self.state = self.folder + "/s"
        self.port = free_port()
        self.settings = settings
        self.processes = []

    def __enter__(self):
        os.mkdir(self.state)
        self.start_daemon()
        self.start_page()
        return self

    def __exit__(self, *_):
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
        for process in self.processes:
            process.wait()

    @property
    def socket_path(self):
        return self.state + "/demo.sock"

    def start_daemon(self):
        """`deadmill demo` with its own page, whose socket the page under test uses as well."""
        if os.path.exists(self.folder + "/daemon"):
            os.rename(self.folder + "/daemon", self.folder + "/daemon.before")
        environment = dict(os.environ, PATH=os.path.dirname(os.path.abspath(self.connect)) + ":" + os.environ["PATH"])
        self.daemon = subprocess.Popen(
            [self.deadmill, "demo", "--web", "--speedup", str(self.speedup), "--machines", str(self.machines), "--state", self.state],
            stdin=subprocess.DEVNULL, stdout=open(self.folder + "/daemon", "ab"), stderr=subprocess.STDOUT, env=environment)
        self.processes.append(self.daemon)
        self.demo_address = until("the demo's page", lambda: self._address("/daemon"))
        return self.daemon

    def running(self):
        """The belts walk for two minutes; then they begin once more."""
        if self.daemon.poll() is not None:
            self.start_daemon()
        return self

    def _address(self, name):
        found = re.findall(r"The page for phones: (\S+)", self.said(name))
        return found[-1] if found else None

    def start_page(self):
        hashed = subprocess.run([self.connect, "pin"], input=STAFF_PASSWORD + "\n", capture_output=True, text=True, check=True).stdout
        config = self.folder + "/web.yaml"
        with open(config, "w") as file:
            file.write('listen: "127.0.0.1:%d"\n%s%s\n' % (self.port, hashed, self.settings))
        self.page = subprocess.Popen(
            [self.connect, "web", "--config", config, "--socket", self.socket_path, "--state", self.state, "--data", self.folder + "/data"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open(self.folder + "/page", "ab"))
        self.processes.append(self.page)
        until("the page", lambda: "the page is at" in self.said("/page") or self.page.poll() is not None)
        assert self.page.poll() is None, self.said("/page")
        return self.page

    def said(self, name):
        try:
            with open(self.folder + name, errors="replace") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    @property
    def address(self):
        return "http://127.0.0.1:%d" % self.port

    def run(self, *arguments):
        """A command on this gym's log."""
        return subprocess.run([self.deadmill, *arguments, "--state", self.state], capture_output=True, text=True)


class Browser:
    """A browser without a screen: cookies, and the form's secret."""

    def __init__(self, gym, headers=None):
        self.gym, self.cookies, self.headers = gym, {}, headers or {}

    def get(self, path, **headers):
        return self.send("GET", path, None, headers)

    def post(self, path, fields=None, **headers):
        """Sends a form as the page's own would: with its secret, and from our own address."""
        fields = dict(fields or {})
        if "form" not in fields:
            if "deadmill_form" not in self.cookies:
                self.get("/sign-in")
            fields["form"] = self.cookies.get("deadmill_form", "")
        headers.setdefault("Origin", self.gym.address)
        answer = self._form(path, fields, headers)
        if answer.status == 503 and self.gym.daemon.poll() is not None:
            # The walk was just over, and nothing was changed.
            self.gym.running()
            answer = self._form(path, fields, headers)
        return answer

    def _form(self, path, fields, headers):
        return self.send("POST", path, urlencode(fields), dict(headers, **{"Content-Type": "application/x-www-form-urlencoded"}))

    def send(self, method, path, body, headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.gym.port, timeout=PATIENCE_S)
        headers = dict(self.headers, **{name.replace("_", "-"): value for name, value in headers.items() if value is not None})
        if self.cookies:
            headers["Cookie"] = "; ".join("%s=%s" % pair for pair in self.cookies.items())
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.text = answer.read().decode(errors="replace")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                content = rest.split(";")[0]
                if "Max-Age=0" in value:
                    self.cookies.pop(key, None)
                else:
                    self.cookies[key] = content
        connection.close()
        return answer

    def sign_in_staff(self):
        answer = self.post("/sign-in", {"password": STAFF_PASSWORD})
        assert answer.status == 303 and answer.getheader("Location") == "/staff", (answer.status, answer.text)
        return self

    def sign_in(self, name, pin):
        return self.post("/sign-in", {"name": name, "pin": pin})
