# SPDX-License-Identifier: Apache-2.0
"""Counts what was checked, and prints one line a case."""

import time
import traceback


class Report:
    def __init__(self, only=None):
        self.passed, self.failed, self.only = 0, [], only

    def case(self, name, body, *arguments):
        """Runs a case; a failure does not keep the others from running."""
        if self.only and self.only not in name:
            return
        begun = time.monotonic()
        try:
            said = body(*arguments)
        except Exception:  # the next case is worth running
            self.failed.append(name)
            print("FAILED %6.1f s  %s" % (time.monotonic() - begun, name), flush=True)
            traceback.print_exc()
            return
        self.passed += 1
        print("ok     %6.1f s  %s%s" % (time.monotonic() - begun, name, ": " + said if said else ""), flush=True)

    def end(self):
        for name in self.failed:
            print("FAILED: " + name)
        print("%d passed, %d failed" % (self.passed, len(self.failed)))
        return 1 if self.failed else 0


def equal(found, expected, what=""):
    assert found == expected, "%s: %r, expected %r" % (what, found, expected)


def contains(text, part):
    assert part in text, "%r is not in %r" % (part, text[:2000])


def lacks(text, part):
    assert part not in text, "%r is in %r" % (part, text[:4000])
