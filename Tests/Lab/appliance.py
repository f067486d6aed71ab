#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The package on a Debian with systemd, in a virtual machine: installed, plugged, broken in every way, removed.

    appliance.py --deb FILE --newer FILE --connect FILE --deadmill PROGRAM --cache FOLDER [--suite RELEASE]
        [--processor NAME] [--browser PYTHON]

Prints a table of what was done to it and what came of it, figures, and, last, `N passed, N failed`. Exit status 1
where something is not as it must be, 77 with one loud line where the virtual machine cannot be had.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor

import guest
import image
import kernel
import machine
import processor
from appliance_cases import FIGURES, STEPS, Facts
from debian import Unavailable

# What each machine does, a boot an entry: the script, and how it must end. Two at a time: most of the time they wait.
MACHINES = [[("only reload renumber silent doctor full_at_start several latency page", "0")],
            [("install_to_cut", "cut"), ("cut_to_purge", "0")]]
# A busy machine is some times slower than a quiet one, on which a boot takes ten minutes.
LIMIT_S = 2400


def prepare(share, arguments, cpu, here):
    for name in ("sim.sh", "appliance.sh", "appliance_more.sh", "appliance_page.sh", "config.yaml"):
        shutil.copy(os.path.join(here, name), share)
    for program in ("drive", "latency"):
        cpu.compile(os.path.join(here, program + ".c"), os.path.join(share, program))
    subprocess.run([arguments.deadmill, "simulate", "--scenario", "three-one-minute-sets", "--seed", "7",
                    "-o", os.path.join(share, "three.edges")], check=True)
    shutil.copy(arguments.deb, os.path.join(share, "deadmill.deb"))
    shutil.copy(arguments.newer, os.path.join(share, "newer.deb"))
    shutil.copy(arguments.connect, os.path.join(share, "connect.deb"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def watch_page(python, port, share, ended):
    """Looks at the guest's page with a browser once it is there."""
    here = os.path.dirname(os.path.abspath(__file__))
    while not os.path.exists(os.path.join(share, "page_ready")):
        if ended.wait(0.2):
            return
    done = subprocess.run([python, os.path.join(here, "appliance_page.py"), "--port", str(port), "--share", share],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        print("the browser: " + done.stdout[-2000:])
    with open(os.path.join(share, "page_seen"), "w"):
        pass


def run_machine(boots, hardware, disk_image, share, browser):
    """Boots a machine with a disk of its own, once or more often; what was not as it must be."""
    disk = os.path.join(share, "disk")
    shutil.copy(disk_image, disk)
    troubles = []
    port, ended = free_port(), threading.Event()
    watcher = threading.Thread(target=watch_page, args=(browser, port, share, ended))
    watcher.start()
    for script, expected in boots:
        status, output, wall = machine.boot(*hardware, disk, share, ". /lab/appliance.sh\n%s\n" % script, LIMIT_S, port)
        print("boot: %s, %.0f s" % (script, wall))
        sys.stdout.flush()
        if status != expected:
            troubles.append("%s ended with %s instead of %s: %s" % (script, status, expected, output[-2000:]))
            break
        if output.strip():
            troubles.append("%s: %s" % (script, output.strip()[-2000:]))
    ended.set()
    watcher.join()
    os.remove(disk)
    return troubles


def gather(shares, folder):
    """Puts together what the machines left; of two files or facts of one name the later machine's holds."""
    with open(os.path.join(folder, "facts"), "w") as facts:
        for share in shares:
            for name in sorted(os.listdir(share)):
                path = os.path.join(share, name)
                if name in ("facts", "page_facts"):
                    with open(path, errors="replace") as file:
                        facts.write(file.read())
                else:
                    shutil.copy(path, folder)


def report(facts, is_part):
    """Prints the table; how many steps were as they must be, and how many not.

    Of a part of the steps only those are judged that left all their facts: what was not done can not be wrong.
    """
    passed = failed = 0
    for title, judge in STEPS:
        facts.failures, facts.missing = [], False
        outcome = judge(facts)
        if is_part and facts.missing:
            continue
        good = not facts.failures
        passed += good
        failed += not good
        print("%-4s %-47s %s" % ("ok" if good else "FAIL", title, outcome))
        for failure in facts.failures:
            print("     " + failure)
    for title, figure in FIGURES:
        facts.missing = False
        result = figure(facts)
        if not (is_part and facts.missing):
            print("     %-47s %s" % (title, result))
    return passed, failed


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--deb", required=True, help="the package")
    parser.add_argument("--newer", required=True, help="the same under a higher version")
    parser.add_argument("--connect", required=True, help="the package with the page")
    parser.add_argument("--browser", default=sys.executable, help="a Python that has playwright")
    parser.add_argument("--deadmill", required=True, help="the program, to make a recording with")
    parser.add_argument("--cache", required=True, help="folder for what is fetched")
    parser.add_argument("--only", metavar="STEPS", help="work on a step: its functions in the guest alone, e.g. \"reload silent\"")
    parser.add_argument("--suite", choices=sorted(image.LIBGPIOD), default=image.own_suite(),
                        help="the Debian release that the packages are for")
    parser.add_argument("--processor", choices=sorted(processor.ALL), default="amd64", help="what they are for")
    parser.add_argument("--keep", help="folder to leave the facts in")
    arguments = parser.parse_args()
    cpu = processor.ALL[arguments.processor]
    try:
        guest.available()
        cpu.check()
        linux = kernel.get(arguments.cache, cpu.folder("kernel-appliance"), machine.MODULES, cpu.name)
        busybox = cpu.busybox(arguments.cache)
        disk_image = image.get(arguments.cache, arguments.suite, cpu)
    except Unavailable as error:
        print("LAB NOT RUN: %s" % error)
        return 77
    print("appliance: Debian %s for %s, linux %s, plain emulation, one processor" % (
        arguments.suite, cpu.name, linux.version))
    sys.stdout.flush()
    machines = [[("only " + arguments.only, "0")]] if arguments.only else MACHINES
    with tempfile.TemporaryDirectory(prefix="deadmill-lab-") as folder:
        shares = [os.path.join(folder, str(number)) for number in range(len(machines))]
        for share in shares:
            os.mkdir(share)
            prepare(share, arguments, cpu, here)
        with ThreadPoolExecutor(len(machines)) as pool:
            runs = [pool.submit(run_machine, boots, (linux, cpu, busybox), disk_image, share, arguments.browser)
                    for boots, share in zip(machines, shares)]
            troubles = [trouble for run in runs for trouble in run.result()]
        gather(shares, folder)
        passed, failed = report(Facts(folder), is_part=bool(arguments.only))
        for trouble in troubles:
            print("FAIL " + trouble)
        failed += len(troubles)
        if arguments.keep:
            shutil.copytree(folder, arguments.keep, dirs_exist_ok=True)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
