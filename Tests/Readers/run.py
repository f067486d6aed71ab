# SPDX-License-Identifier: Apache-2.0
"""Runs every function check_* and control_* of every check_*.py beside it, on a log that the built program makes.

A check takes the demo and returns its figures as text; it raises Failed where an export does not say what the log says.
A control takes the demo and runs a check on something damaged: it must raise Failed, or the check proves nothing.
"""

import collections
import importlib
import pathlib
import sys
import tempfile
import time
import traceback

import demo as demos


def attempt(function, demo):
    """How it went (`ok`, `FAILED` or `not run`), and what the function said."""
    is_control = function.__name__.startswith("control_")
    try:
        figures = function(demo)
    except demos.NotRun as reason:
        return "not run", reason
    except demos.Failed as failure:
        return ("ok", f"refused as it should be: {failure}") if is_control else ("FAILED", failure)
    except Exception:
        return "FAILED", traceback.format_exc(limit=4)
    return ("FAILED", "damage went unnoticed") if is_control else ("ok", figures)


def main(program):
    here = pathlib.Path(__file__).parent
    begun = time.monotonic()
    counts = collections.Counter()
    with tempfile.TemporaryDirectory(prefix="deadmill-readers-") as folder:
        demo = demos.Demo(program, folder)
        demo.make()
        print(f"log: {len(demo.sets)} sets in {len(demo.sessions)} sessions, {time.monotonic() - begun:.1f} s")
        for path in sorted(here.glob("check_*.py")):
            module = importlib.import_module(path.stem)
            for name, function in vars(module).items():
                if not name.startswith(("check_", "control_")) or function.__module__ != path.stem:
                    continue
                outcome, text = attempt(function, demo)
                counts[outcome] += 1
                print(f"{outcome:7} {path.stem[6:]}: {name.replace('_', ' ')}: {text}", flush=True)
    print(", ".join(f"{count} {outcome}" for outcome, count in counts.items()), f"in {time.monotonic() - begun:.1f} s")
    return 0 if counts["ok"] and not counts["FAILED"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
