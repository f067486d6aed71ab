#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Owns: which drawings there are, and whether they are up to date. Must not know: what is on them.
"""Draws the SVG files beside this script, and checks them and the tables of the documents.

    draw.py            writes every drawing
    draw.py --check    fails where a drawing or a table of a document is not what this script makes
    draw.py --tables   prints the tables that the documents quote
"""

import pathlib
import sys

# Nothing but drawings is left behind.
sys.dont_write_bytecode = True
import circuits
import figures
import treadmill
import wheels

HERE = pathlib.Path(__file__).resolve().parent

DRAWINGS = {
    "header": circuits.header,
    "open-collector": circuits.open_collector,
    "latch": circuits.latch,
    "reed": circuits.reed,
    "opto": circuits.opto,
    "five-volt": circuits.five_volt,
    "filter": circuits.rc_filter,
    "own-sensor": treadmill.own_sensor,
    "magnets": wheels.magnets,
    "quadrature": wheels.quadrature,
    "template-even": wheels.template_even,
    "template-chiral": wheels.template_chiral,
    "template-strips": wheels.template_strips,
}


def differences():
    """What is not as this script makes it, one line each."""
    for name, draw in DRAWINGS.items():
        path = HERE / f"{name}.svg"
        if not path.exists() or path.read_bytes() != draw().finish().encode():
            yield f"{path.name} differs; run draw.py"
    for path in sorted(HERE.glob("*.svg")):
        if path.stem not in DRAWINGS:
            yield f"{path.name} is drawn by nothing"
    for document, table in figures.TABLES:
        if "\n".join(table()) not in (HERE.parent / document).read_text(encoding="utf-8"):
            yield f"{document} lacks a table as draw.py --tables prints it"


def main(arguments):
    if arguments == ["--tables"]:
        for document, table in figures.TABLES:
            print(f"{document}:", *table(), "", sep="\n")
        return 0
    if arguments == ["--check"]:
        found = list(differences())
        print(*(found or [f"{len(DRAWINGS)} drawings and {len(figures.TABLES)} tables are as they should be"]), sep="\n")
        return 1 if found else 0
    if arguments:
        print(__doc__, file=sys.stderr)
        return 2
    for name, draw in DRAWINGS.items():
        (HERE / f"{name}.svg").write_bytes(draw().finish().encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
