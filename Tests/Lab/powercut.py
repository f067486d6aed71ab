#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Cuts the power of a guest in the middle of a set, and asks after the next start what is in its log.

    powercut.py --deadmill PROGRAM --cache FOLDER [--seed N] [--cuts N] [--controls N] [--at-once N]

The guest runs the daemon in real time on an ext4 file system whose disk has a volatile cache (disk.py). At a random instant
the disk loses its power and the machine with it; what was not flushed is lost in part, down to single sectors. Then the
same disk is given to a new machine, and the daemon is started twice. Truth is the recording that was walked.

The controls are the same with a disk that acknowledges flushes and does nothing: there something must get lost, or the
cut is none. Prints figures as fields parted by tabs; exit status 1 where a goal is missed, 77 with one line where there is no
virtual machine.
"""

import argparse
import bisect
import concurrent.futures
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

import guest
import kernel
from debian import Unavailable
from disk import Disk, Server

STAGE = "power cut"
IMAGE_BYTES = 32 << 20
SECOND = 1_000_000_000
# A machine that does not come so far as to begin is booted again: on a busy host emulation may fail at that.
BOOTS = 3
LONGEST_WAIT_S = 2

WALK = """
mkdir -p /run/lab /run/disk
mount -t ext4 -o errors=remount-ro /dev/vda /run/disk || exit 3
"$DEADMILL" run --input replay:/lab/walk.edges --state /run/disk/state --socket /run/lab/s >/lab/walk.log 2>&1 &
while [ ! -S /run/lab/s ] && kill -0 $!; do sleep 0.1; done
/lab/drive listen /run/lab/s /lab/walk.feed
wait
"""

AFTER = """
mkdir -p /run/lab /run/disk
mount -t ext4 -o errors=remount-ro /dev/vda /run/disk || exit 3
for start in first second; do
  "$DEADMILL" run --input replay:/lab/quiet.edges --state /run/disk/state --socket /run/lab/s >/lab/$start.log 2>&1 || exit 4
  "$DEADMILL" sets --json --state /run/disk/state >/lab/$start.sets || exit 5
done
"$DEADMILL" verify --json --state /run/disk/state >/lab/verify.json
ls /run/disk/state >/lab/left
umount /run/disk
"""


class Walk:
    """The end of one set, a short rest, and the beginning of another: 36 s."""

    def __init__(self, deadmill, folder, seed):
        source, truth = os.path.join(folder, "source.edges"), os.path.join(folder, "truth.csv")
        subprocess.run([deadmill, "simulate", "--scenario", "three-one-minute-sets", "--seed", str(seed), "-o", source,
                        "--truth", truth], check=True)
        spans = {}
        with open(truth) as file:
            next(file)
            for row in file:
                fields = row.split(",")
                number = int(fields[5])
                if number:
                    at = int(float(fields[0]) * SECOND)
                    spans[number] = (spans.get(number, (at, at))[0], at)
        (_, first_end), (second_start, _) = spans[1], spans[2]
        begin, shift = first_end - 6 * SECOND, second_start - first_end - 9 * SECOND
        header, self.edges, rows = [], [], []
        with open(source) as file:
            for line in file:
                if line.startswith("#"):
                    if not line.startswith(("# start-ns", "# end-ns")):
                        header.append(line)
                    continue
                stamp, rest = line.split(" ", 1)
                stamp = int(stamp)
                if begin <= stamp < second_start + 21 * SECOND:
                    if stamp > second_start - SECOND:
                        stamp -= shift
                    self.edges.append(stamp)
                    rows.append("%d %s" % (stamp, rest))
        self.begin, self.end = begin, self.edges[-1]
        # The second set's first edge comes after the longest silence.
        gaps = [after - before for before, after in zip(self.edges, self.edges[1:])]
        self.second = gaps.index(max(gaps)) + 1
        self.text = self.recording(header, rows, self.end + SECOND // 2)
        self.quiet = self.recording(header, rows[:1], begin + SECOND // 5)

    def recording(self, header, rows, end):
        return "".join(header + ["# start-ns: %d\n# end-ns: %d\n" % (self.begin, end)] + rows)

    def first_edge(self, at):
        """Index of the first edge of the set that goes on at a belt time."""
        return self.second if at >= self.edges[self.second] else 0


class Cut:
    """One walk that was cut short, and what became of it."""

    def __init__(self, number, seed, lies):
        self.number, self.seed, self.lies = number, seed, lies
        self.faults, self.reported, self.loss, self.disk = [], [], None, None
        self.boots = 0
        self.recovered = self.lost = self.duplicates = self.damaged = self.twice = self.leftovers = 0

    def fault(self, text):
        self.faults.append("cut %d, seed %d: %s" % (self.number, self.seed, text))


def booted(linux, share, server, script, environment):
    """A machine with the disk, as (process, folder of its boot files)."""
    folder = tempfile.mkdtemp(prefix="deadmill-cut-")
    initrd, console = os.path.join(folder, "initrd"), os.path.join(folder, "console")
    for name in ("status", "output"):
        if os.path.exists(os.path.join(share, name)):
            os.remove(os.path.join(share, name))
    with open(os.path.join(share, "case.sh"), "w") as file:
        file.write(script)
    with open(initrd, "wb") as file:
        file.write(guest.initramfs(linux, environment))
    devices = ["-drive", "if=none,id=d,format=raw,cache=none,file.driver=nbd,file.server.type=unix,file.server.path="
               + server.path, "-device", "virtio-blk-pci,drive=d,write-cache=on"]
    process = subprocess.Popen(guest.command(linux, share, initrd, console, guest.REAL_TIME, devices),
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return process, folder


def follow(share, process, disk, target, writes, limit_s):
    """Reads the daemon's feed until the belt's time is `target`, and if `writes` is not 0, for so many writes more.
    Returns belt time and the sets that were reported as finished."""
    path, reported, zero, at, rest = os.path.join(share, "walk.feed"), [], None, 0, b""
    armed = None
    until = time.monotonic() + limit_s
    while process.poll() is None and time.monotonic() < until:
        if os.path.exists(path):
            with open(path, "rb") as file:
                file.seek(at)
                new = file.read()
            at += len(new)
            *lines, rest = (rest + new).split(b"\n")
            now = time.monotonic_ns()
            for line in lines:
                try:
                    message = json.loads(line)
                except ValueError:
                    continue
                if message["type"] == "live" and message.get("health", {}).get("sensor") == "replay":
                    seen = now - message["timeNs"]
                    zero = seen if zero is None else min(zero, seen)
                elif message["type"] == "change" and "set" in message:
                    reported.append(message["id"])
        # Where nothing is written for so long, as in a rest, it is cut without.
        if not disk.has_power or armed and time.monotonic() - armed > LONGEST_WAIT_S:
            return time.monotonic_ns() - zero, reported
        if zero is not None and time.monotonic_ns() - zero >= target and disk.left is None:
            if not writes:
                return time.monotonic_ns() - zero, reported
            disk.fail_at(writes)
            armed = time.monotonic()
        time.sleep(0.01)
    return None, reported


def walk_until_cut(cut, linux, share, walk, blank, sockets, environment):
    cut.boots += 1
    chance = random.Random(cut.seed)
    target = walk.begin + int((walk.end - walk.begin) * chance.uniform(0.05, 0.99))
    cut.disk = Disk(blank, cut.seed, cut.lies)
    server = Server(cut.disk, os.path.join(sockets, "walk-%d" % cut.seed))
    process, folder = booted(linux, share, server, WALK, environment)
    # Three of four in the middle of a write: else most cuts meet a disk at rest.
    writes = chance.randint(1, 4) if cut.number % 4 else 0
    at, cut.reported = follow(share, process, cut.disk, target, writes, 150)
    medium = cut.disk.cut()
    process.kill()
    process.wait()
    server.close()
    if at is None and cut.boots < BOOTS and not has_begun(share):
        shutil.rmtree(folder)
        return walk_until_cut(cut, linux, share, walk, blank, sockets, environment)
    if at is None:
        cut.fault("the walk did not come so far: %s%s" % (
            read(share, "walk.log")[-300:], read(share, "output")[-200:] or read(folder, "console")[-300:]))
    shutil.rmtree(folder)
    return at, medium


def has_begun(share):
    """Whether a machine came so far as to run its case."""
    return os.path.exists(os.path.join(share, "output"))


def start_again(cut, linux, share, medium, sockets, environment):
    for _ in range(BOOTS):
        server = Server(Disk(medium, cut.seed), os.path.join(sockets, "after-%d" % cut.seed))
        process, folder = booted(linux, share, server, AFTER, environment)
        try:
            process.wait(timeout=180)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        server.close()
        shutil.rmtree(folder)
        if has_begun(share):
            break
    return read(share, "status").strip()


def read(folder, name):
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        return ""
    with open(path, errors="replace") as file:
        return file.read()


def compare(cut, share, walk, at):
    """What is in the log, against what was reported and what was walked."""
    sets, again = json.loads(read(share, "first.sets")), json.loads(read(share, "second.sets"))
    ids = [one["id"] for one in sets]
    cut.recovered = sum(one["quality"]["recovered"] for one in sets)
    cut.twice = len(again) - len(sets)
    cut.duplicates = len(ids) - len({one["clock"]["monotonicNs"] for one in sets})
    cut.lost = sum(one not in ids for one in cut.reported)
    cut.damaged = len(json.loads(read(share, "verify.json"))["damages"])
    cut.leftovers = read(share, "left").count(".journal")
    for name, count in (("recovered twice", cut.twice), ("twice in the log", cut.duplicates),
                        ("reported and gone", cut.lost), ("damaged: " + read(share, "verify.json"), cut.damaged),
                        ("journals left over", cut.leftovers)):
        if count:
            cut.fault("%d %s" % (count, name))
    # The set that was going on: 2.5 s of motion make one, and six of silence end it.
    first = walk.first_edge(at)
    last = bisect.bisect_right(walk.edges, at) - 1
    if first == 0:
        last = min(last, walk.second - 1)
    is_over = at - walk.edges[last] > 6.2 * SECOND
    if is_over or at - walk.edges[first] < 2.8 * SECOND:
        return
    running = [one for one in sets if abs(one["clock"]["monotonicNs"] - walk.edges[first]) < 2 * SECOND]
    kept = walk.edges[first + running[0]["quality"]["edges"] - 1] if running else walk.edges[first]
    cut.loss = max(0.0, (walk.edges[last] - kept) / SECOND)
    if cut.loss > 1:
        cut.fault("%.2f s lost of a set %.2f s old" % (cut.loss, (at - walk.edges[first]) / SECOND))


def perform(cut, linux, prepared, walk, blank, sockets, environment):
    with tempfile.TemporaryDirectory(prefix="deadmill-cut-") as share:
        shutil.copytree(prepared, share, dirs_exist_ok=True)
        at, medium = walk_until_cut(cut, linux, share, walk, blank, sockets, environment)
        if at is None:
            return cut
        status = start_again(cut, linux, share, medium, sockets, environment)
        if status != "0":
            cut.lost += 1
            cut.fault("after the cut: %s; %s%s" % (
                {"3": "the file system cannot be mounted", "4": "the daemon does not start",
                 "5": "the log cannot be read"}.get(status, "the machine ended with %s" % (status or "nothing")),
                read(share, "first.log")[-200:], read(share, "output")[-200:]))
            return cut
        compare(cut, share, walk, at)
    return cut


def figures(cuts, controls):
    """(name, value, goal's text, whether it is met or None)"""
    losses = sorted(cut.loss for cut in cuts if cut.loss is not None)

    def total(name):
        return sum(getattr(cut, name) for cut in cuts)

    def of_disk(name):
        return sum(getattr(cut.disk, name) for cut in cuts)

    worst = losses[-1] if losses else 0.0
    worst95 = losses[min(len(losses) - 1, int(0.95 * len(losses)))] if losses else 0.0
    harmed = sum(bool(cut.faults) for cut in controls)
    return [
        ("cuts", len(cuts), ">= 10", len(cuts) >= 10),
        ("writes", of_disk("writes"), "-", None),
        ("flushes", of_disk("flushes"), "-", None),
        ("writes that the cut dropped", of_disk("dropped"), ">= 1", of_disk("dropped") >= 1),
        ("writes that the cut tore", of_disk("torn"), ">= 1", of_disk("torn") >= 1),
        ("finished sets reported", sum(len(cut.reported) for cut in cuts), "-", None),
        ("finished sets lost", total("lost"), "0", total("lost") == 0),
        ("duplicates", total("duplicates"), "0", total("duplicates") == 0),
        ("databases damaged", total("damaged"), "0", total("damaged") == 0),
        ("sets recovered", total("recovered"), ">= 1", total("recovered") >= 1),
        ("recovered twice", total("twice"), "0", total("twice") == 0),
        ("cuts in a running set", len(losses), ">= 1", len(losses) >= 1),
        ("worst seconds of a running set lost", round(worst, 2), "<= 1", worst <= 1),
        ("seconds lost in 95 % of them", round(worst95, 2), "<= 1", worst95 <= 1),
        ("control: cuts of a disk that ignores flushes", len(controls), "-", None),
        ("control: of these with a loss", harmed, ">= 1", harmed >= 1 or not controls),
    ]


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--deadmill", required=True)
    parser.add_argument("--cache", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cuts", type=int, default=12)
    parser.add_argument("--controls", type=int, default=3)
    parser.add_argument("--at-once", type=int, default=3)
    arguments = parser.parse_args()
    try:
        guest.available()
        linux = kernel.get(arguments.cache, "kernel-disk", kernel.DISK_MODULES)
    except Unavailable as error:
        print("POWER CUT NOT TRIED: %s" % error, file=sys.stderr)
        return 77
    environment = {"DEADMILL": os.path.abspath(arguments.deadmill)}
    cuts = [Cut(number, arguments.seed * 1000 + number, False) for number in range(arguments.cuts)]
    cuts += [Cut(number, arguments.seed * 1000 + number, True)
             for number in range(arguments.cuts, arguments.cuts + arguments.controls)]
    with tempfile.TemporaryDirectory(prefix="deadmill-cut-") as folder:
        prepared = os.path.join(folder, "share")
        os.mkdir(prepared)
        walk = Walk(arguments.deadmill, folder, arguments.seed)
        for name, body in (("walk.edges", walk.text), ("quiet.edges", walk.quiet)):
            with open(os.path.join(prepared, name), "w") as file:
                file.write(body)
        subprocess.run(["gcc", "-O2", "-static", "-Wall", "-Wextra", "-o", os.path.join(prepared, "drive"),
                        os.path.join(here, "drive.c")], check=True)
        image = os.path.join(folder, "image")
        with open(image, "wb") as file:
            file.truncate(IMAGE_BYTES)
        subprocess.run(["mkfs.ext4", "-q", "-b", "4096", "-F", image], check=True,
                       env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"})
        with open(image, "rb") as file:
            blank = file.read()
        with concurrent.futures.ThreadPoolExecutor(arguments.at_once) as pool:
            list(pool.map(lambda cut: perform(cut, linux, prepared, walk, blank, folder, environment), cuts))
    real, controls = [cut for cut in cuts if not cut.lies], [cut for cut in cuts if cut.lies]
    rows = figures(real, controls)
    for name, value, goal, is_met in rows:
        verdict = "-" if is_met is None else "met" if is_met else "missed"
        print("\t".join([STAGE, name, "%g" % value, goal, verdict]))
    for fault in [fault for cut in real for fault in cut.faults]:
        print("%s: %s" % (STAGE, fault), file=sys.stderr)
    for fault in [fault for cut in controls for fault in cut.faults]:
        print("%s: control, as it must be: %s" % (STAGE, fault.replace("\n", " ")[:160]), file=sys.stderr)
    return 1 if any(row[3] is False for row in rows) or any(cut.faults for cut in real) else 0


if __name__ == "__main__":
    sys.exit(main())
