# SPDX-License-Identifier: Apache-2.0
"""Gyms with logs, their senders, and hubs, all as their owners start them."""

import json
import os
import signal
import subprocess
import tempfile
import time

from postgres import free_port

PATIENCE_S = 240


def until(what, condition):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError("never came true: " + what)


class Programs:
    def __init__(self, deadmill, connect, hub):
        self.deadmill, self.connect, self.hub = deadmill, connect, hub


class Process:
    """A program that can be killed and started again."""

    def __init__(self, arguments, log):
        self.arguments, self.log = arguments, log
        self.process = None

    def start(self):
        self.process = subprocess.Popen(self.arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open(self.log, "ab"))
        return self

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def end(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()

    def said(self):
        with open(self.log, errors="replace") as file:
            return file.read()


class Hub(Process):
    def __init__(self, programs, database, folder):
        self.port, self.page_port = free_port(), free_port()
        super().__init__([programs.hub, "serve", "--database", database, "--listen", "127.0.0.1:%d" % self.port,
                          "--page", "127.0.0.1:%d" % self.page_port], "%s/hub-%d.log" % (folder, self.port))

    @property
    def address(self):
        return "http://127.0.0.1:%d" % self.port

    @property
    def page(self):
        return "http://127.0.0.1:%d" % self.page_port


class Gym:
    """A log with a month of people, and what sends it."""

    def __init__(self, programs, name, hub_address, days, seed, settings=""):
        self.programs, self.name = programs, name
        self.folder = tempfile.mkdtemp(prefix="dmgym-")
        self.state, self.data = self.folder + "/log", self.folder + "/data"
        self.run("simulate", "--days", str(days), "--seed", str(seed))
        self.config = self.folder + "/upstream.yaml"
        self.hub_address = hub_address
        with open(self.config, "w") as file:
            file.write("hub: %s\n%s\n" % (hub_address, settings))
        self.sender = Process([programs.connect, "upstream", "--config", self.config, "--state", self.state, "--data", self.data],
                              self.folder + "/sender.log")

    def run(self, *arguments):
        done = subprocess.run([self.programs.deadmill, *arguments, "--state", self.state], capture_output=True, text=True)
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        return done.stdout

    def enrol(self, hub, database):
        code = subprocess.run([self.programs.hub, "enrol", "--gym", self.name, "--database", database], capture_output=True, text=True, check=True).stdout.strip()
        done = subprocess.run([self.programs.connect, "enrol", code, "--hub", self.hub_address, "--data", self.data], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return code

    def sets(self):
        return json.loads(self.run("sets", "--json", "--all"))

    def cursor(self):
        try:
            with open(self.data + "/cursor.json") as file:
                return json.load(file)
        except (OSError, ValueError):
            return {}

    def private_key(self):
        with open(self.data + "/device.key") as file:
            return file.read().strip()

    def device(self):
        with open(self.data + "/device.json") as file:
            return json.load(file)["device"]
