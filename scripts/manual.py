#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Manual pages of the program and each of its commands, from what the program itself says of them.

    manual.py PROGRAM FOLDER --date DATE

Runs `PROGRAM --experimental-dump-help` and writes deadmill.1 and deadmill-COMMAND.1 (mdoc) into FOLDER.
Nothing is said twice: what a page lacks belongs into the command's own help.
"""

import argparse
import json
import os
import re
import subprocess
import textwrap

# What the commands' help cannot know: files and neighbours.
FILES = [
    ("/etc/deadmill/deadmill.yaml", "Configuration, see\n.Xr deadmill.yaml 5 ."),
    ("/var/lib/deadmill/sets.sqlite", "The log of the service."),
    ("/run/deadmill/deadmill.sock", "The local socket of the service."),
]
EXIT = "\n".join([
    ".Bl -tag -width Ds", ".It 0", "Done.", ".It 1", "It could not be done; the reason is on standard error.", ".It 2",
    "The command line or the configuration has to be changed, also where it names a set, walker, machine or file that is not there.",
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


def page(names, command, date, others):
    """One page, for a command and what is below it."""
    title = "-".join(names)
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
        lines += [".Sh FILES", ".Bl -tag -width Ds"]
        for path, text in FILES:
            lines += [".It Pa " + path, text]
        lines.append(".El")
    lines += [".Sh EXIT STATUS", EXIT, ".Sh SEE ALSO", " ,\n".join(".Xr %s" % other for other in others)]
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
    pages = [page([top], tool, arguments.date,
                  ["deadmill.yaml 5", "deadmill.service 8"])]
    for command in children(tool):
        pages.append(page([top, command["commandName"]], command, arguments.date,
                          ["deadmill 1", "deadmill.yaml 5", "deadmill.service 8"]))
    for title, text in pages:
        with open(os.path.join(arguments.folder, title + ".1"), "w") as file:
            file.write(text)
    print("%d manual pages in %s" % (len(pages), arguments.folder))


if __name__ == "__main__":
    main()
