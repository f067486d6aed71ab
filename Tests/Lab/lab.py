#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the daemon against the GPIO of a real Linux kernel in a virtual machine, in virtual time.

    lab.py --deadmill PROGRAM --cache FOLDER [--drive PROGRAM] [--backend NAME] [--only TEXT]

Prints a line of figures a case and, last, `N passed, N failed`. Exit status 1 where a check fails, 77 with one loud
line where the virtual machine or its kernel cannot be had.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile

import cases
import guest
import kernel
import levels
import siege
from debian import Unavailable


def prepare(share, deadmill, here, environment):
    """Everything a guest finds under /lab."""
    for name in ("guest.sh", "sim.sh", "config.yaml"):
        shutil.copy(os.path.join(here, name), share)
    for program in ("drive", "besiege"):
        subprocess.run(["gcc", "-O2", "-static", "-Wall", "-Wextra", "-o", os.path.join(share, program),
                        os.path.join(here, program + ".c")], check=True)
    subprocess.run([deadmill, "simulate", "--scenario", "three-one-minute-sets", "--seed", "7",
                    "-o", os.path.join(share, "three.edges"), "--truth", os.path.join(share, "three.csv")], check=True,
                   env={**os.environ, **environment})
    levels.bouncing(os.path.join(share, "bouncing.edges"))
    levels.slots(os.path.join(share, "slots.edges"))
    with open(os.path.join(share, "three.replay.json"), "w") as file:
        subprocess.run([deadmill, "replay", os.path.join(share, "three.edges"), "--sets", "--machine",
                        os.path.join(share, "config.yaml")], check=True, stdout=file,
                       env={**os.environ, **environment})


def run_case(linux, prepared, case, environment):
    name, script, check, limit_s = case
    report = cases.Report(name)
    with tempfile.TemporaryDirectory(prefix="deadmill-lab-") as share:
        shutil.copytree(prepared, share, dirs_exist_ok=True)
        status, output, wall = guest.run(linux, share, script, limit_s, environment)
        report.check(status == 0, "the case ended with %d: %s" % (status, output.strip()[-600:]))
        check(share, report)
        if report.failures:
            for log in sorted(file for file in os.listdir(share) if file.endswith(".log")):
                report.failures.append("%s: %s" % (log, cases.text(share, log).strip()[-600:]))
    return report, wall


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--deadmill", required=True, help="the built program")
    parser.add_argument("--cache", required=True, help="folder for what is fetched")
    parser.add_argument("--gpiod1", action="store_true", help="a 6.12 kernel, where libgpiod 1.6 works")
    parser.add_argument("--library-path", help="LD_LIBRARY_PATH in the guest")
    parser.add_argument("--expect-backend", help="the back end that must have been used")
    parser.add_argument("--only", default="", help="cases whose name contains this")
    arguments = parser.parse_args()
    try:
        guest.available()
        if arguments.gpiod1:
            import gpiod1
            linux = gpiod1.kernel(arguments.cache)
        else:
            linux = kernel.get(arguments.cache)
    except Unavailable as error:
        print("LAB NOT RUN: %s" % error)
        return 77
    environment = {"DEADMILL": os.path.abspath(arguments.deadmill)}
    if arguments.library_path:
        environment["LD_LIBRARY_PATH"] = arguments.library_path
    print("lab: linux %s, plain emulation, virtual time" % linux.version)
    failed = passed = 0
    with tempfile.TemporaryDirectory(prefix="deadmill-lab-") as prepared:
        prepare(prepared, arguments.deadmill, here, environment)
        for case in cases.ALL + [siege.CASE]:
            if arguments.only not in case[0]:
                continue
            # Without sequence numbers the old interface cannot report what it lost.
            if arguments.gpiod1 and case[1] in (cases.STOPPED, cases.PAIR_STOPPED):
                continue
            report, wall = run_case(linux, prepared, case, environment)
            if arguments.expect_backend and case[1] is cases.THREE_SETS:
                report.check(any(arguments.expect_backend in figure for figure in report.figures),
                             "the back end was not " + arguments.expect_backend)
            failed += len(report.failures) > 0
            passed += len(report.failures) == 0
            print("%-4s %5.1f s  %s (%d checks): %s" % (
                "FAIL" if report.failures else "ok", wall, report.name, report.checks, "; ".join(report.figures)))
            for failure in report.failures:
                print("     " + failure.replace("\n", "\n     "))
            sys.stdout.flush()
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
