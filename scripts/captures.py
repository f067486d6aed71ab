# SPDX-License-Identifier: Apache-2.0
"""Writes docs/captures: the console as a terminal shows it.

The real program in a real terminal emulator (tmux), fed with a simulated walk that is always the same.
    captures.py PROGRAM FOLDER [NAME...]
"""

import os
import subprocess
import sys
import tempfile
import time

import feed

MIDDLE_OF_SET = 170.0
AFTER_SET = 196.0
IN_REST = 218.0
BEFORE = 3.0

SIZES = {"80x24": (80, 24), "120x40": (120, 40), "200x60": (200, 60)}
# Name: view, moment, more options, more environment.
MOMENTS = {
    "big": ("auto", MIDDLE_OF_SET, [], {}),
    "summary": ("auto", AFTER_SET, [], {}),
    "coach": ("auto", IN_REST, [], {}),
    "coach-set": ("coach", MIDDLE_OF_SET, [], {}),
    "big-rest": ("big", IN_REST, [], {}),
    "detail": ("detail", MIDDLE_OF_SET, [], {}),
    "detail-rest": ("detail", IN_REST, [], {}),
    "gym": ("gym", MIDDLE_OF_SET, [], {}),
}
MORE = {
    "idle-80x24": ("auto", BEFORE, (80, 24), [], {}),
    "big-20x5": ("auto", MIDDLE_OF_SET, (20, 5), [], {}),
    "big-40x12": ("auto", MIDDLE_OF_SET, (40, 12), [], {}),
    "detail-german-80x24": ("detail", MIDDLE_OF_SET, (80, 24), ["--language", "de"], {}),
    "big-pace-80x24": ("auto", MIDDLE_OF_SET, (80, 24), ["--units", "min/km"], {}),
    "detail-ascii-80x24": ("detail", MIDDLE_OF_SET, (80, 24), [], {"LC_ALL": "C"}),
    "big-ascii-80x24": ("auto", MIDDLE_OF_SET, (80, 24), [], {"LC_ALL": "C"}),
}


def shots():
    for name, (view, moment, options, environment) in MOMENTS.items():
        for size, columns_rows in SIZES.items():
            yield f"{name}-{size}", view, moment, columns_rows, options, environment
        yield f"{name}-linux-80x24", view, moment, (80, 24), options, {"TERM": "linux"}
    for name, shot in MORE.items():
        yield (name, *shot)


def up_to(told, moment):
    """What a screen needs to know at a moment: the minutes before, four times a second."""
    until = moment * 1e9
    recent = [frame for frame in told if until - 100e9 <= frame["timeNs"] <= until]
    return [frame for index, frame in enumerate(reversed(recent)) if index % 2 == 0][::-1]


class Terminal:
    """One tmux server of our own, without a user's configuration."""

    def __init__(self, folder):
        self.base = ["tmux", "-u", "-S", os.path.join(folder, "tmux"), "-f", "/dev/null"]
        # Its server ends with its last session; this one stays to the end.
        self.tmux("new-session", "-d", "-s", "stays", "sleep", "3600")
        self.tmux("set", "-g", "status", "off")

    def tmux(self, *arguments):
        return subprocess.run([*self.base, *arguments], check=True, capture_output=True, text=True).stdout

    def show(self, command, columns, rows, environment):
        settings = {"LC_ALL": "C.UTF-8", "TERM": "xterm-256color", **environment}
        prefix = ["env"] + [f"{key}={value}" for key, value in settings.items()]
        self.tmux("new-session", "-d", "-s", "shot", "-x", str(columns), "-y", str(rows), *prefix, *command)
        self.tmux("resize-window", "-t", "shot", "-x", str(columns), "-y", str(rows))

    def settled(self):
        """The screen once it has stopped changing."""
        before, same = None, 0
        for _ in range(200):
            time.sleep(0.1)
            now = self.tmux("capture-pane", "-p", "-t", "shot")
            same = same + 1 if now == before and now.strip() else 0
            before = now
            if same >= 10:
                return now
        raise SystemExit("captures.py: a screen never settled")

    def close(self):
        self.tmux("kill-session", "-t", "shot")

    def end(self):
        self.tmux("kill-server")


def main():
    program, target, wanted = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3:]
    os.makedirs(target, exist_ok=True)
    told = feed.frames(program)
    with tempfile.TemporaryDirectory() as folder:
        terminal = Terminal(folder)
        for name, view, moment, (columns, rows), options, environment in shots():
            if wanted and not any(part in name for part in wanted):
                continue
            path = os.path.join(folder, name + ".sock")
            feed.Feed(path, up_to(told, moment)).start()
            command = [program, "watch", "--socket", path, "--view", view, "--sound", "off", *options]
            terminal.show(command, columns, rows, environment)
            text = terminal.settled()
            terminal.close()
            lines = [line.rstrip() for line in text.split("\n")][:rows]
            with open(os.path.join(target, name + ".txt"), "w") as file:
                file.write("\n".join(lines).rstrip("\n") + "\n")
        terminal.end()


main()
