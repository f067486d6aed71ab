# SPDX-License-Identifier: Apache-2.0
"""A log with sets that were entered by hand, and `deadmill-connect` services beside it."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import tempfile
import time


def until(what, is_so, patience=300):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = is_so()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("waited in vain for " + what)


class Site:
    """A folder with a log; services end with the block."""

    def __init__(self, programs, secrets=()):
        self.programs, self.secrets = programs, list(secrets)
        self.folder = tempfile.mkdtemp(prefix="dmup-")
        self.state = self.folder + "/state"
        os.makedirs(self.folder + "/connect.d")
        self.processes = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for name in list(self.processes):
            self.end(name)
        for name in os.listdir(self.folder):
            if name.endswith(".log"):
                for secret in self.secrets:
                    assert secret not in self.said(name[:-4]), "a secret is in the log lines of " + name

    def run(self, *command):
        done = subprocess.run([self.programs.deadmill, *command, "--state", self.state], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, env={**os.environ, "TZ": "UTC"})
        assert done.returncode == 0, (command, done.stderr)
        return done.stdout

    def walk(self, day, minute, walker=None, metres=50):
        """A set of a minute; its identifier."""
        at = "2026-03-%02d %02d:%02d" % (day, 8 + minute // 60, minute % 60)
        if walker:
            self.run("walkers", "add", walker)
        command = ["enter", "--at", at, "--duration", "60", "--distance", str(metres), "--json"]
        return json.loads(self.run(*command, *(["--walker", walker] if walker else [])))["id"]

    def begin(self):
        """A log with sets of before, and a machine, which a service finds at its first start."""
        self.run("simulate", "--days", "7", "--until", "2026-01-31", "--walkers", "1")

    def write(self, name, text, mode=0o600):
        path = self.folder + "/" + name
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def configure(self, name, text):
        data = self.folder + "/" + name
        os.makedirs(data, exist_ok=True)
        self.write("connect.d/%s.yaml" % name, "%s\nstate: %s\ndata: %s\n" % (text, self.state, data))

    def start(self, name):
        self.processes[name] = subprocess.Popen(
            [self.programs.connect, name, "--config", "%s/connect.d/%s.yaml" % (self.folder, name), "--first-retry-s", "0.1"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open("%s/%s.log" % (self.folder, name), "ab"))

    def end(self, name, how=signal.SIGTERM):
        process = self.processes.pop(name, None)
        if process and process.poll() is None:
            process.send_signal(how)
            process.wait(30)
        return process

    def said(self, name):
        with contextlib.suppress(FileNotFoundError), open("%s/%s.log" % (self.folder, name)) as file:
            return file.read()
        return ""

    def status(self, name):
        done = subprocess.run([self.programs.connect, "status", "--json", "--config", self.folder + "/connect.d"],
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        for secret in self.secrets:
            assert secret not in done.stdout, "a secret is in the status"
        return [service for service in json.loads(done.stdout) if service["service"] == name][0]

    def fault(self, name, words):
        """Until the status has a fault with these words."""
        return until("the fault %r" % words, lambda: words in (self.status(name)["fault"] or ""))

    def is_up_to_date(self, name):
        found = self.status(name)
        return found["cursor"] == self.latest_change() and not found["fault"] and found

    def latest_change(self):
        """As the log has it now: a status may be of before."""
        with contextlib.closing(sqlite3.connect("file:%s/sets.sqlite?mode=ro" % self.state, uri=True)) as log:
            return log.execute("SELECT max(number) FROM change").fetchone()[0]
