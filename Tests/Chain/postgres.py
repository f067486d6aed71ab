# SPDX-License-Identifier: Apache-2.0
"""Debian's PostgreSQL with a folder of its own: started, stopped hard, promoted, asked."""

import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time

BIN = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Postgres:
    """A server; its user is Debian's `postgres` where this runs as root."""

    def __init__(self, name="primary"):
        self.folder = tempfile.mkdtemp(prefix="dmpg-%s-" % name)
        self.port = free_port()
        self.data = self.folder + "/data"
        self.prefix = []
        if os.getuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.prefix = ["runuser", "-u", "postgres", "--"]

    def command(self, name, *arguments, check=True):
        done = subprocess.run([*self.prefix, BIN + "/" + name, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd="/")
        assert not check or done.returncode == 0, "%s: %s" % (name, done.stdout)
        return done.stdout

    def make(self):
        self.command("initdb", "-D", self.data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C")
        return self.start()

    def copy_of(self, primary):
        """A standby that follows a primary."""
        self.command("pg_basebackup", "-h", "127.0.0.1", "-p", str(primary.port), "-U", "postgres", "-D", self.data, "-R",
                     "-C", "-S", "standby_%d" % self.port)
        return self.start()

    def start(self, *options):
        # Everything else as Debian has it: fsync and synchronous_commit are on.
        settings = "-c port=%d -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=60" % self.port
        log = self.folder + "/log"
        self.command("pg_ctl", "-D", self.data, "-l", log, "-w", "-t", "60", "-o", " ".join([settings, *options]), "start")
        return self

    def stop(self, mode="immediate"):
        self.command("pg_ctl", "-D", self.data, "-m", mode, "-w", "stop", check=False)

    def promote(self):
        self.command("pg_ctl", "-D", self.data, "-w", "promote")

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def target(self):
        return "host=127.0.0.1 port=%d user=postgres dbname=postgres" % self.port

    def ask(self, sql):
        """The rows of a statement, as lists of texts."""
        done = subprocess.run(["psql", "-X", "-A", "-t", "-F", "\x1f", "-v", "ON_ERROR_STOP=1", self.target, "-c", sql],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert done.returncode == 0, done.stderr
        return [line.split("\x1f") for line in done.stdout.splitlines()]

    def number(self, sql):
        return int(self.ask(sql)[0][0])

    def wait(self):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if subprocess.run([BIN + "/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]).returncode == 0:
                return
            time.sleep(0.1)
        raise AssertionError("the database does not come back")
