# SPDX-License-Identifier: Apache-2.0
"""A computer with a daemon on simulated belts and `deadmill-connect mqtt` beside it, as systemd starts them."""

import contextlib
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import tempfile

from mqtt_broker import PASSWORD, SITE, until


class Site:
    """Daemon and publisher, ended with the block."""

    logs = []

    def __init__(self, programs, broker, scheme="mqtt", host="localhost", port=None, settings="", name="Simulated belt",
                 password=PASSWORD):
        self.programs, self.name = programs, name
        self.folder = tempfile.mkdtemp(prefix="dmsite-")
        self.state, self.data, self.socket = (self.folder + part for part in ("/state", "/data", "/state/d.sock"))
        for folder in (self.state, self.data):
            os.mkdir(folder)
        self.password_file = self.folder + "/password"
        with open(self.password_file, "w") as file:
            file.write(password + "\n")
        os.chmod(self.password_file, 0o600)
        self.configure(f"broker: {scheme}://{host}:{port or broker.port}\n{settings}")
        self.daemon = self.publisher = None
        Site.logs.append(self.folder)

    def configure(self, text):
        with open(self.folder + "/mqtt.yaml", "w") as file:
            file.write(f"user: deadmill\npasswordFile: {self.password_file}\nsite: {SITE}\n{text}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end_publisher()
        self.end_daemon()

    def start_daemon(self, scenario="three-one-minute-sets", speedup=20):
        config = self.folder + "/deadmill.yaml"
        with open(config, "w") as file:
            file.write(f"machine:\n  name: {json.dumps(self.name)}\n  rollerCircumferenceM: 0.18\n  magnets: 4\n")
        self.daemon = self._start("daemon", self.programs.deadmill, "run", "--config", config, "--input",
                                  "simulated:" + scenario, "--speedup", str(speedup), "--state", self.state, "--socket",
                                  self.socket, "--protocol", "deadmill-3x60")
        until("the daemon's socket", self._answers)
        return self

    def _answers(self):
        assert self.daemon.poll() is None, self.said("daemon")
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(self.socket) == 0

    def start_publisher(self):
        self.publisher = self._start("publisher", self.programs.connect, "mqtt", "--config", self.folder + "/mqtt.yaml",
                                     "--socket", self.socket, "--state", self.state, "--data", self.data)
        return self

    def _start(self, name, *command):
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=open(f"{self.folder}/{name}", "ab"))

    def end_publisher(self, how=signal.SIGTERM):
        self._end(self.publisher, how)

    def end_daemon(self):
        self._end(self.daemon, signal.SIGTERM)

    @staticmethod
    def _end(process, how):
        if process and process.poll() is None:
            process.send_signal(how)
            process.wait(60)

    def said(self, name):
        with open(f"{self.folder}/{name}", errors="replace") as file:
            return file.read()

    def run(self, *arguments):
        done = subprocess.run([self.programs.deadmill, *arguments, "--state", self.state], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def sets(self):
        """Sets in the order of the log's changes."""
        with contextlib.closing(sqlite3.connect(f"file:{self.state}/sets.sqlite?mode=ro", uri=True)) as log:
            return [row[0] for row in log.execute("SELECT id FROM change WHERE kind = 'set' ORDER BY number")]

    def fill(self, copies):
        """A log of many sets: three that were walked, and copies of them under other identifiers."""
        self.start_daemon(speedup=60)
        self.daemon.wait(120)
        with contextlib.closing(sqlite3.connect(self.state + "/sets.sqlite")) as log:
            # Without those that are computed.
            columns = [row[1] for row in log.execute("PRAGMA table_info(finishedSet)")]
            others = ", ".join(name for name in columns if name != "id")
            for number in range(1, copies + 1):
                log.execute(f"INSERT INTO finishedSet (id, {others}) SELECT substr(id, 1, 24) || printf('%012x', ?), {others}"
                            " FROM finishedSet LIMIT 1 OFFSET ?", (number, number % 3))
            log.commit()
        self.start_daemon(speedup=0.1)

    def cursor(self):
        with open(self.data + "/changes.json") as file:
            return json.load(file)

    def words(self):
        with open(self.data + "/machines.json") as file:
            return json.load(file)["words"]

    def wait_for_line(self, pattern):
        until(f"a line {pattern!r} of the publisher", lambda: re.search(pattern, self.said("publisher")))
