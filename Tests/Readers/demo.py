# SPDX-License-Identifier: Apache-2.0
"""What the checks have at hand: a log that the built program made, what it says of its sets, and its exports."""

import collections
import datetime
import functools
import json
import os
import pathlib
import sqlite3
import subprocess


class Failed(Exception):
    """An export that does not say what the log says."""


class NotRun(Exception):
    """A check that needs what is not here."""


def expect(condition, text):
    if not condition:
        raise Failed(text)


def near(what, found, wanted, tolerance):
    if wanted is None:
        expect(found is None, f"{what}: {found}, though it is unknown")
        return
    expect(found is not None, f"{what}: not there, wanted {wanted}")
    # A little more than the format's last digit: halves are rounded either way.
    expect(abs(float(found) - wanted) <= tolerance * (1 + 1e-6), f"{what}: {found}, wanted {wanted} +- {tolerance}")


def unix(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


# Exports show the reader's wall clock, wherever the machine was: two hours ahead of UTC.
READER_S = 7200
os.environ["TZ"] = "<+02>-2"

# Everything that a name or a note can do to a format.
NOTE = '=1+1 "tired" <b>&amp; 3 > 2; knee, left\nsecond line ü \U0001F600'
MACHINE = 'Laufband "Süd" <3> & Co.'
# Machines as names of files say them.
SLUGS = {MACHINE: "laufband-sud-3-co", "Simulated belt": "simulated-belt", "Bahn 2": "bahn-2"}


class Demo:
    """A folder with a log; exports are made once and kept."""

    def __init__(self, program, folder):
        self.program = program
        self.folder = pathlib.Path(folder)
        self.state = self.folder / "state"

    def run(self, *arguments, status=0):
        done = subprocess.run([self.program, *arguments], capture_output=True, stdin=subprocess.DEVNULL, timeout=120)
        expect(done.returncode == status, f"{' '.join(arguments)}: {done.returncode}, {done.stderr.decode()}")
        return done.stdout

    def make(self):
        for scenario, seed in (("three-one-minute-sets", 7), ("two-walkers", 3), ("sprint", 2)):
            self.run(
                "demo", "--scenario", scenario, "--seed", str(seed), "--speedup", "60", "--state", str(self.state))
        self._mark()

    def _mark(self):
        """Makes of one session what a demo has none of: a walker, notes, another machine and hour, a set without trace."""
        log = sqlite3.connect(self.state / "sets.sqlite")
        sets = log.execute("SELECT id, sessionId FROM finishedSet ORDER BY startedAt").fetchall()
        session = sets[0][1]
        first = [row[0] for row in sets if row[1] == session]
        log.execute(
            "INSERT INTO walker (id, name, folded, createdAt) VALUES ('w', '@nna', '@nna', '2026-01-01T00:00:00.000Z')")
        first_machine, second_machine = ("01a22bb6-0000-7000-8000-00000000000%d" % number for number in (1, 2))
        log.executemany("INSERT INTO machine (id, name, folded) VALUES (?, ?, ?)", [
            (first_machine, MACHINE, MACHINE.casefold()), (second_machine, "Bahn 2", "bahn 2")])
        log.execute(
            "UPDATE finishedSet SET machineId = ?, utcOffsetS = 32400, walkerId = 'w' WHERE sessionId = ?",
            (first_machine, session))
        # Sessions of demos may begin in the same minute.
        log.execute("UPDATE finishedSet SET machineId = ? WHERE sessionId = ?", (second_machine, sets[-1][1]))
        log.execute("UPDATE finishedSet SET note = ?, rpe = 7, pain = 0 WHERE id = ?", (NOTE, first[0]))
        log.execute("DELETE FROM speedTrace WHERE setId = ?", (first[1],))
        log.commit()
        log.close()
        self.untraced = {first[1]}

    @functools.cached_property
    def sets(self):
        return json.loads(self.run("sets", "--json", "--state", str(self.state)))

    @functools.cached_property
    def sessions(self):
        """Sets by session, the sessions in the order of their first set."""
        sessions = collections.OrderedDict()
        for record in self.sets:
            sessions.setdefault(record["sessionId"], []).append(record)
        return list(sessions.values())

    @functools.lru_cache(maxsize=None)
    def export(self, format, *arguments):
        """The file of `export --all` unless other arguments choose."""
        path = self.folder / f"export-{len(list(self.folder.iterdir()))}"
        self.run("export", *(arguments or ("--all",)), "--format", format, "--state", str(self.state), "-o", str(path))
        return path

    @functools.lru_cache(maxsize=None)
    def export_folder(self, format):
        """One file a session, in the order of `sessions`."""
        folder = self.folder / f"{format}-files"
        self.run("export", "--all", "--format", format, "--state", str(self.state), "-o", f"{folder}/")
        files = sorted(folder.iterdir())
        expect(len(files) == len(self.sessions), f"{len(files)} files of {len(self.sessions)} sessions")
        return [self.export_of(files, session) for session in self.sessions]

    @staticmethod
    def export_of(files, session):
        local = datetime.datetime.fromtimestamp(unix(session[0]["startedAt"]) + READER_S, datetime.timezone.utc)
        walker = session[0]["walker"]
        name = f"{local:%Y-%m-%d-%H%M}-{SLUGS[session[0]['machine']]}" + (f"-{walker.lower().strip('@')}" if walker else "")
        named = [file for file in files if file.stem == name]
        expect(len(named) == 1, f"no file {name}: {[file.name for file in files]}")
        return named[0]

    def damaged(self, path, old, new):
        """A copy with one piece replaced."""
        data = path.read_bytes()
        expect(data.count(old) >= 1, f"{path}: no {old!r} to damage")
        copy = self.folder / f"damaged-{len(list(self.folder.iterdir()))}{path.suffix}"
        copy.write_bytes(data.replace(old, new, 1))
        return copy
