#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Recordings as a C header of constant tables, for `make identity`.

    identity_tables.py FILE.edges... > recordings.h

A recording is a row of 64-bit words: start, end, the roller's way in nanometres, magnets, number of edges; then for
each edge its gap to the one before (to the start, for the first), sequence, line, and 1 where the line went high.
"""

import pathlib
import sys
from decimal import Decimal


def words(path: pathlib.Path) -> list[int]:
    head: dict[str, str] = {}
    edges: list[list[str]] = []
    for line in path.read_text().splitlines():
        if line.startswith("#"):
            key, _, value = line.lstrip("# ").partition(":")
            head[key] = value.strip()
        elif line.strip():
            edges.append(line.split())
    start = int(head["start-ns"])
    nanometres = Decimal(head["circumference-m"]) * 10**9
    if nanometres != int(nanometres):
        sys.exit(f"{path}: circumference-m is finer than a nanometre")
    table = [start, int(head["end-ns"]), int(nanometres), int(head["magnets"]), len(edges)]
    before = start
    for edge in edges:
        stamp = int(edge[0])
        table += [stamp - before, int(edge[3]) if len(edge) > 3 else 0, int(edge[1]), int(edge[2] == "R")]
        before = stamp
    return table


def main() -> None:
    paths = [pathlib.Path(name) for name in sys.argv[1:]]
    if not paths:
        sys.exit("identity_tables.py: name the recordings")
    for index, path in enumerate(paths):
        table = words(path)
        print(f"static const int64_t recording_{index}[] = {{")
        for at in range(0, len(table), 8):
            print("  " + " ".join(f"INT64_C({word})," for word in table[at : at + 8]))
        print("};")
    print(f"enum {{ RECORDINGS = {len(paths)} }};")
    print("static const struct { const char *name; const int64_t *words; } recordings[RECORDINGS] = {")
    for index, path in enumerate(paths):
        print(f'  {{"{path.stem}", recording_{index}}},')
    print("};")


main()
