#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Manual pages of the program and each of its commands, from what the program itself says of them.

    manual.py PROGRAM FOLDER --date DATE

Runs `PROGRAM --experimental-dump-help` and writes PROGRAM.1 and PROGRAM-COMMAND.1 (mdoc) into FOLDER.
Nothing is said twice: what a page lacks belongs into the command's own help.
"""

import argparse
import json
import os
import re
import subprocess
import textwrap

# What the commands' help cannot know: files, variables, what a command looks like in use, and neighbours.
FILES = [
    ("/etc/deadmill/deadmill.yaml", "Configuration of the service, see\n.Xr deadmill.yaml 5 ."),
    ("/etc/deadmill/deadmill.calibration.yaml", "What was measured on its machine."),
    ("/etc/deadmill/protocols", "Training protocols of your own, see\n.Xr deadmill\\-training 5 ."),
    ("/var/lib/deadmill/sets.sqlite", "The log of the service, which commands read unless\n.Fl \\-state\nnames another one."),
    ("~/.local/state/deadmill/sets.sqlite",
     "Your own log, of\n.Xr deadmill\\-demo 1\nand of simulated belts; commands read it if the service has none."),
    ("/var/backups/deadmill", "Copies of the log, one a night, see\n.Xr deadmill\\-backup 1 ."),
    ("/run/deadmill/deadmill.sock", "The live socket of the service, for the group\n.Ql deadmill ."),
    ("/run/deadmill/control.sock", "The control socket, for the group\n.Ql deadmill\\-control ."),
]
ENVIRONMENT = [
    ("DEADMILL_*", "Every key of the configuration, in capitals with underscores; see\n.Xr deadmill.yaml 5 ."),
    ("XDG_STATE_HOME", "Where your own log is, instead of\n.Pa ~/.local/state ."),
    ("HOME", "The home directory, where a configuration has\n.Ql ~ ."),
    ("TZ", "Time zone of what is printed; otherwise that of the computer."),
    ("LC_ALL , LC_MESSAGES , LANG", "Language of the console, and whether a terminal has more than ASCII."),
    ("PAGER", "What long tables go through on a terminal; empty or\n.Ql cat\nfor nothing."),
    ("NO_COLOR", "If set and not empty, nothing is coloured."),
    ("COLUMNS", "Width of tables where there is no terminal that knows it."),
    ("TERM", "The terminal; with\n.Ql dumb\nlive views are plain lines."),
]
# By command: what it is for, and the line.
EXAMPLES = {
    "": [("See a simulated walk:", "deadmill demo"), ("Set up a Pi:", "sudo deadmill setup"),
         ("Look into the log:", "deadmill sets")],
    "setup": [
        ("Answer questions:", "sudo deadmill setup"),
        ("In a script:", 'deadmill setup --config gym-1.yaml --line 17 --length "18 cm" --magnets 4 --name "Treadmill 1"'),
        ("Change the name alone:", 'sudo deadmill setup --name "Treadmill 2" </dev/null')],
    "config": [("Every mistake of a file:", "deadmill config check /etc/deadmill/deadmill.yaml"),
               ("As the service would have it, with another length:",
                "DEADMILL_MACHINE_ROLLER_CIRCUMFERENCE_M=0.2 deadmill config check deadmill.yaml")],
    "doctor": [("What is wrong:", "deadmill doctor"), ("Listen to the sensor:", "deadmill doctor --wiring"),
               ("A recording of another machine:", "deadmill doctor --wiring --recording walk.edges")],
    "backup": [("A copy now:", "deadmill backup walks.sqlite"),
               ("One a day, of which ten stay:", "deadmill backup --into /media/stick --keep 10"),
               ("Look into it:", "deadmill sets --state walks.sqlite")],
    "restore": [("A backup of the service:", "sudo systemctl stop deadmill\n"
                 "sudo deadmill restore /var/backups/deadmill/deadmill-2026-11-30.sqlite\nsudo systemctl start deadmill")],
    "export": [("A session a file, for upload:", "deadmill export --all --format fit -o files/"),
               ("A month to print:",
                "deadmill export --all --since 2026-03-01 --until 2026-04-01 --format html -o march.html")],
    "simulate": [("A walk with its truth:", "deadmill simulate --scenario sprint -o sprint.edges --truth sprint.csv")],
    "replay": [("The sets in a recording:", "deadmill replay sprint.edges --sets")],
    "record": [("A minute of the sensor:", "deadmill record --for 1m -o walk.edges")],
    "calibrate": [("The slowing down of the empty belt:",
                   "sudo deadmill calibrate coast-down --config /etc/deadmill/deadmill.yaml --write")],
    "run": [("In a terminal:", "deadmill run --config deadmill.yaml --state log --socket s.sock"),
            ("Without a sensor:", "deadmill run --config deadmill.yaml --input simulated:three-one-minute-sets")],
    "watch": [("The whole gym:", "deadmill watch --view gym"), ("Another daemon:", "deadmill watch --socket s.sock")],
    "walkers": [("A walker:", "deadmill walkers add Ada --mass 62"), ("Who walks now:", "deadmill walkers use Ada")],
    "import": [("An export of another log:", "deadmill import log.json")],
    "verify": [("Save what can be saved:", "deadmill verify --salvage saved")],
}
# The same of the program for everything that speaks to the network.
CONNECT_FILES = [
    ("/etc/deadmill/connect.d/web.yaml", "Configuration of the page, see\n.Xr deadmill\\-web.yaml 5 ."),
    ("/var/lib/deadmill-web/people.json", "Who is signed in at the page, and digests of PINs and links."),
    ("/run/deadmill/deadmill.sock", "The daemon's live socket, see\n.Xr deadmill\\-protocol 5 ."),
    ("/run/deadmill/control.sock", "The daemon's control socket."),
]
CONNECT_ENVIRONMENT = [("SWIFT_BACKTRACE", "With\n.Ql enable=no\na crash ends the program at once.")]
CONNECT_EXAMPLES = {
    "": [("Try the page beside a simulated belt:", "deadmill demo --web")],
    "web": [("Beside a running daemon, on this computer only:", "deadmill-connect web --demo")],
    "pin": [("The line with the staff's password:", "deadmill-connect pin | sudo tee -a /etc/deadmill/connect.d/web.yaml")],
    "ca": [("A certificate for two names of the page:", "sudo deadmill-connect ca deadmill.local 192.168.1.20")],
}
HUB_FILES = [("/etc/deadmill/hub.conf", "What the service is started with:\n.Ev DEADMILL_DATABASE\nand\n.Ev DEADMILL_HUB_OPTIONS .")]
HUB_ENVIRONMENT = [
    ("DEADMILL_DATABASE", "Connection string of libpq, if --database is not given."),
    ("PGPASSFILE", "File with the database's password, as libpq reads it.")]
HUB_EXAMPLES = {
    "": [("A code for a gym, good once and for a day:", "deadmill-hub enrol --gym \"Kiel 2\"")],
    "serve": [("Behind a balancer that ends TLS:", "deadmill-hub serve --listen 0.0.0.0:8443")]}
FACTS = {
    "deadmill-hub": (HUB_FILES, HUB_ENVIRONMENT, HUB_EXAMPLES, ["deadmill-upstream.yaml 5"]),
    "deadmill": (FILES, ENVIRONMENT, EXAMPLES, ["deadmill-training 5", "deadmill.yaml 5", "deadmill.service 8"]),
    "deadmill-connect": (CONNECT_FILES, CONNECT_ENVIRONMENT, CONNECT_EXAMPLES,
                         ["deadmill 1", "deadmill-protocol 5", "deadmill-upstream.yaml 5", "deadmill-web.yaml 5"]),
}
EXIT = "\n".join([
    ".Bl -tag -width Ds", ".It 0", "Done.", ".It 1", "It could not be done; the reason is on standard error.", ".It 2",
    "The command line or the configuration has to be changed,", "also where it names a set, walker, machine or file that is not there.",
    ".El"])


def escape(text):
    """Plain text as roff: no line of it is a request, no character an escape."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    lines = []
    for line in text.split("\n"):
        # A new sentence begins on a new line.
        for piece in re.split(r"(?<=[.:;])\s+(?=[A-Z`])", line.strip()):
            if piece:
                lines.append(piece)
    # What the help quotes is to be typed; long lines are broken after that, so that no quotation is.
    text = re.sub(r"`([^`\n]*)`", r"\\fB\1\\fR", "\n".join(lines))
    broken = [piece for line in text.split("\n")
              for piece in textwrap.wrap(line, 78, break_long_words=False, break_on_hyphens=False)]
    return "\n".join(("\\&" if piece[0] in ".'" else "") + piece for piece in broken)


def word(text):
    """One word as a macro's argument."""
    return text.replace("\\", "\\e").replace("-", "\\-").replace('"', '\\(dq')


def flag(argument):
    """`Fl` arguments of an option's preferred name."""
    preferred = argument["preferredName"]
    return ("Fl \\-" if preferred["kind"] == "long" else "Fl ") + word(preferred["name"])


def shown(arguments):
    return [one for one in arguments if one.get("shouldDisplay", True)]


def synopsis(arguments):
    lines = []
    for one in shown(arguments):
        if one["kind"] == "positional":
            inner = "Ar " + word(one["valueName"]) + (" ..." if one["isRepeating"] else "")
        elif one["kind"] == "option":
            inner = "%s Ar %s" % (flag(one), word(one["valueName"]))
        else:
            inner = flag(one)
        lines.append(".Op " + inner if one["isOptional"] else "." + inner)
    return "\n".join(lines)


def options(arguments):
    lines = [".Bl -tag -width Ds"]
    for one in shown(arguments):
        if one["kind"] == "positional":
            lines.append(".It Ar " + word(one["valueName"]))
        else:
            names = sorted(one["names"], key=lambda name: name["kind"] == "long")
            spelled = " , ".join(
                ("Fl \\-" if name["kind"] == "long" else "Fl ") + word(name["name"]) for name in names)
            lines.append(".It " + spelled + (" Ar " + word(one["valueName"]) if one["kind"] == "option" else ""))
        text = one.get("abstract") or ""
        if one.get("discussion"):
            text += "\n" + one["discussion"]
        said = text.lower()
        if one.get("allValues") and not all(value.lower() in said for value in one["allValues"]):
            text += "\nOne of: " + ", ".join(one["allValues"]) + "."
        if one.get("defaultValue") and "default" not in said:
            text += "\nDefault: " + one["defaultValue"] + "."
        lines.append(escape(text) or "See above.")
    return "\n".join(lines + [".El"])


def description(command):
    text = escape(command.get("abstract") or "")
    if command.get("discussion"):
        text += "\n.Pp\n" + escape(command["discussion"])
    return text


def children(command):
    return [one for one in command.get("subcommands", []) if one["commandName"] != "help" and one["shouldDisplay"]]


def entries(title, item, rows):
    lines = [".Sh " + title, ".Bl -tag -width Ds"]
    for name, text in rows:
        lines += [item + word(name), text]
    return lines + [".El"]


def examples(rows):
    """The command in use, each line to be typed as it is."""
    lines = [".Sh EXAMPLES"] if rows else []
    for text, line in rows:
        lines += [escape(text), ".Bd -literal -offset indent"]
        lines += [piece.replace("\\", "\\e").replace("-", "\\-") for piece in line.split("\n")] + [".Ed"]
    return lines


def page(names, command, date):
    """One page, for a command and what is below it."""
    title = "-".join(names)
    files, environment, used, others = FACTS[names[0]]
    if len(names) > 1:
        others = [names[0] + " 1"] + [other for other in others if other != "deadmill-training 5"]
    lines = [
        ".\\\" Made by scripts/manual.py from the program's own help.", ".Dd " + date, ".Dt %s 1" % title.upper(),
        ".Os", ".Sh NAME", ".Nm " + title,
        ".Nd " + escape((command.get("abstract") or "").rstrip(".")).replace("\n", " "), ".Sh SYNOPSIS"]
    below = children(command)
    if below:
        lines += [".Nm " + " ".join(names), ".Ar command", ".Op Ar argument ..."]
    else:
        lines += [".Nm " + " ".join(names), synopsis(command.get("arguments", []))]
    lines += [".Sh DESCRIPTION", description(command)]
    if below and len(names) == 1:
        lines += [".Pp", "The commands, each with a page of its own:", ".Bl -tag -width recompute"]
        for one in below:
            lines += [".It Xr %s 1" % "-".join(names + [one["commandName"]]), escape(one["abstract"])]
        lines.append(".El")
    lines.append(options(command.get("arguments", [])))
    if len(names) > 1:
        for one in below:
            lines += [".Ss " + " ".join(names + [one["commandName"]]), ".Nm " + " ".join(names + [one["commandName"]]),
                      synopsis(one.get("arguments", [])), ".Pp", description(one),
                      options(one.get("arguments", []))]
    else:
        lines += entries("ENVIRONMENT", ".It Ev ", environment) + entries("FILES", ".It Pa ", files)
    lines += [".Sh EXIT STATUS", EXIT] + examples(used.get(names[1] if len(names) > 1 else "", []))
    lines += [ ".Sh SEE ALSO", " ,\n".join(".Xr %s" % other for other in sorted(set(others), key=lambda other: (other.split()[1], other)))]
    text = "\n".join(line for line in lines if line)
    return title, text + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("folder")
    parser.add_argument("--date", required=True, help="of the pages, as in \"March 1, 2026\"")
    arguments = parser.parse_args()

    said = subprocess.run([arguments.program, "--experimental-dump-help"], check=True, stdout=subprocess.PIPE)
    tool = json.loads(said.stdout)["command"]
    os.makedirs(arguments.folder, exist_ok=True)
    top = tool["commandName"]
    pages = [page([top], tool, arguments.date)]
    for command in children(tool):
        pages.append(page([top, command["commandName"]], command, arguments.date))
    for title, text in pages:
        with open(os.path.join(arguments.folder, title + ".1"), "w") as file:
            file.write(text)
    print("%d manual pages in %s" % (len(pages), arguments.folder))


if __name__ == "__main__":
    main()
