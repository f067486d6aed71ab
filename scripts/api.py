#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The library's public interface as text, one declaration a line, compared with what was published.

    api.py SYMBOLS.json PUBLISHED.txt [--record]

A line that is gone or changed breaks programs that use the library: exit status 1. A new line is no break, but has to be
published with --record, so that the next change is judged against it.
"""
import json
import sys


def declarations(path):
    """Every public symbol: its path and how it is declared."""
    with open(path) as file:
        graph = json.load(file)
    lines = set()
    for symbol in graph["symbols"]:
        # What the compiler makes up (==, encode, hash) follows from the conformances, which are listed below.
        if "::SYNTHESIZED::" in symbol["identifier"]["precise"]:
            continue
        text = "".join(part["spelling"] for part in symbol["declarationFragments"])
        lines.add(".".join(symbol["pathComponents"]) + " | " + " ".join(text.split()))
    names = {symbol["identifier"]["precise"]: ".".join(symbol["pathComponents"]) for symbol in graph["symbols"]}
    for relation in graph["relationships"]:
        if relation["kind"] == "conformsTo" and relation["source"] in names:
            target = names.get(relation["target"]) or relation.get("targetFallback", relation["target"])
            lines.add(f"{names[relation['source']]} : {target}")
    return lines


def main():
    symbols, published_path = sys.argv[1:3]
    now = declarations(symbols)
    if "--record" in sys.argv:
        with open(published_path, "w") as file:
            file.writelines(line + "\n" for line in sorted(now))
        print(f"published: {len(now)} declarations in {published_path}")
        return 0
    with open(published_path) as file:
        published = set(file.read().splitlines())
    gone, new = sorted(published - now), sorted(now - published)
    for line in gone:
        print(f"api: breaks programs: {line}", file=sys.stderr)
    for line in new:
        print(f"api: not published yet: {line}", file=sys.stderr)
    if gone or new:
        print("api: where this is meant: make api-record, commit the difference, and say it in the CHANGELOG", file=sys.stderr)
        return 1
    print(f"api: {len(now)} declarations as published")
    return 0


sys.exit(main())
