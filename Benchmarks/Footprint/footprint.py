#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the daemon costs on this machine, and how soon a pulse reaches a reader of its socket.

    footprint.py --deadmill PROGRAM

The program is the packaged one; its sockets and waits are the kernel's; its GPIO chip is simulated: fakechip.c creates
the edges on a thread in the same process, whose processor time is not counted. For comparison there are relay.c, a minimal
program that does the same, and bare.c, which only wakes as often. Prints one line per figure with its target; the exit
status is 1 if an edge is lost or an idle daemon needs more memory than its target. Figures that depend on the machine's load
(processor, latency, start) are printed and not judged. The maximum is what the start needs for a moment; a daemon without
the right to lock memory, such as the one of the simulated walk, keeps that.
"""

import argparse
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
LAB = os.path.join(HERE, "..", "..", "Tests", "Lab")
MACHINE = "machine: { name: \"Belt %d\", rollerCircumferenceM: 0.6, magnets: 16 }\n"
STARTS = 7
WATCH = b'{"type":"watch","kinds":["live"]}\n'
# By then memory that only the start needed is released; no walk begins sooner after a boot.
REST_S = 6


class Daemon:
    """A running daemon, ready."""

    def __init__(self, program, folder, input_words, chip):
        self.folder = tempfile.mkdtemp(dir=folder)
        self.path = os.path.join(self.folder, "s")
        self.report = os.path.join(self.folder, "report")
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        listener.bind(os.path.join(self.folder, "notify"))
        listener.settimeout(30)
        environment = {**os.environ, **chip, "NOTIFY_SOCKET": os.path.join(self.folder, "notify"),
                       "SWIFT_BACKTRACE": "enable=no", "FAKECHIP_REPORT": self.report}
        words = [program, "run", "--state", self.folder, "--socket", self.path, *input_words(self.folder)]
        begun = time.monotonic()
        self.process = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while b"READY=1" not in listener.recv(65536):
            pass
        self.ready_ms = 1000 * (time.monotonic() - begun)
        listener.close()

    def used_s(self):
        """Processor seconds of all its threads but the one that makes the edges."""
        total = 0
        folder = "/proc/%d/task" % self.process.pid
        for thread in os.listdir(folder):
            with open("%s/%s/comm" % (folder, thread)) as file:
                if file.read().strip() == "fakechip":
                    continue
            with open("%s/%s/stat" % (folder, thread)) as file:
                fields = file.read().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total / os.sysconf("SC_CLK_TCK")

    def wakes(self):
        """How often its threads have waited so far."""
        total = 0
        folder = "/proc/%d/task" % self.process.pid
        for thread in os.listdir(folder):
            with open("%s/%s/status" % (folder, thread)) as file:
                total += int(re.search(r"^voluntary_ctxt_switches:\s*(\d+)", file.read(), re.M)[1])
        return total

    def memory_mb(self):
        """Resident now, and at most so far; millions of bytes."""
        with open("/proc/%d/status" % self.process.pid) as file:
            found = dict(re.findall(r"^(VmRSS|VmHWM):\s*(\d+)", file.read(), re.M))
        return int(found["VmRSS"]) * 1024 / 1e6, int(found["VmHWM"]) * 1024 / 1e6

    def frames(self):
        """The newest frame of each machine."""
        newest = {}
        with socket.socket(socket.AF_UNIX) as reader:
            reader.connect(self.path)
            reader.sendall(WATCH)
            text, until = b"", time.monotonic() + 1
            while time.monotonic() < until:
                text += reader.recv(65536)
        for line in text.split(b"\n")[:-1]:
            message = json.loads(line)
            if message["type"] == "live":
                newest[message["name"]] = message
        return newest

    def made(self):
        """Edges made, and edges that found no room."""
        until = time.monotonic() + 30
        while not os.path.exists(self.report) and time.monotonic() < until:
            time.sleep(0.1)
        with open(self.report) as file:
            return [int(word) for word in file.read().split()]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


class Bench:
    def __init__(self, program, folder):
        self.program, self.folder, self.bad = program, folder, 0
        for source, output, words in (
                (os.path.join(HERE, "fakechip.c"), "fakechip.so", ["-shared", "-fPIC", "-ldl", "-lpthread"]),
                (os.path.join(HERE, "relay.c"), "relay", ["-lpthread"]), (os.path.join(HERE, "bare.c"), "bare", []),
                (os.path.join(LAB, "latency.c"), "latency", [])):
            subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", source, "-o", os.path.join(folder, output), *words],
                           check=True)

    def report(self, name, value, target="-", is_met=None, counts=False):
        verdict = "-" if is_met is None else "met" if is_met else "missed"
        print("%-62s %-34s %-10s %s" % (name, value, target, verdict))
        sys.stdout.flush()
        if counts and not is_met:
            self.bad += 1

    def daemon(self, lines=1, rate=0, after=0, seconds=0):
        return Daemon(self.program, self.folder, lambda folder: ["--config", self.configuration(folder, lines)],
                      self.chip(lines, rate, after, seconds))

    def chip(self, lines, rate, after, seconds):
        return {"LD_PRELOAD": os.path.join(self.folder, "fakechip.so"), "FAKECHIP_LINES": str(lines),
                "FAKECHIP_RATE": str(rate), "FAKECHIP_AFTER": str(after), "FAKECHIP_SECONDS": str(seconds)}

    def listen(self, path, seconds):
        listening = subprocess.run([os.path.join(self.folder, "latency"), path, str(seconds)],
                                   check=True, stdout=subprocess.PIPE)
        return json.loads(listening.stdout)

    def relayed(self, rate, seconds):
        """The latencies of the minimal program, with the same edges."""
        path = os.path.join(tempfile.mkdtemp(dir=self.folder), "s")
        relay = subprocess.Popen([os.path.join(self.folder, "relay"), path],
                                 env={**os.environ, **self.chip(1, rate, 2, seconds)})
        until = time.monotonic() + 10
        while not os.path.exists(path) and time.monotonic() < until:
            time.sleep(0.05)
        heard = self.listen(path, seconds + 3)
        relay.kill()
        relay.wait()
        return heard

    @staticmethod
    def configuration(folder, lines):
        names = []
        for line in range(lines):
            names.append(os.path.join(folder, "%d.yaml" % line))
            with open(names[-1], "w") as file:
                file.write("gpio: { line: BELT%d, backend: kernel }\n" % line + MACHINE % line)
        if lines == 1:
            return names[0]
        main = os.path.join(folder, "main.yaml")
        with open(main, "w") as file:
            file.write("machines: [%s]\n" % ", ".join(names))
        return main

    def start(self):
        times = []
        for _ in range(STARTS):
            daemon = self.daemon()
            times.append(daemon.ready_ms)
            daemon.stop()
        middle = statistics.median(times)
        self.report("start to ready, with the line (median of %d, maximum)" % STARTS, "%.0f ms, %.0f ms" % (middle, max(times)),
                  "300 ms", middle <= 300)

    def idle(self, seconds=30):
        daemon = self.daemon()
        time.sleep(3)
        used, wakes = daemon.used_s(), daemon.wakes()
        time.sleep(seconds)
        share, rate = 100 * (daemon.used_s() - used) / seconds, (daemon.wakes() - wakes) / seconds
        self.report("idle, no reader: processor", "%.2f %% of one" % share, "0.5 %", share <= 0.5)
        bare = subprocess.run([os.path.join(self.folder, "bare"), "%.1f" % rate, "10"], check=True, stdout=subprocess.PIPE)
        self.report("a program that only wakes as often, %.0f times per second" % rate,
                  "%.2f %% of one" % float(bare.stdout))
        resident, most = daemon.memory_mb()
        self.report("idle: resident, maximum", "%.1f MB, %.1f MB" % (resident, most), "30 MB", resident <= 30, counts=True)
        with socket.socket(socket.AF_UNIX) as reader:
            reader.connect(daemon.path)
            reader.sendall(WATCH)
            used, until = daemon.used_s(), time.monotonic() + seconds / 2
            while time.monotonic() < until:
                reader.recv(65536)
            share = 100 * (daemon.used_s() - used) / (seconds / 2)
        self.report("idle, one reader: processor", "%.2f %% of one" % share)
        daemon.stop()

    def paced(self, rate, seconds=10):
        daemon = self.daemon(rate=rate, after=REST_S, seconds=seconds)
        time.sleep(REST_S - 2)
        used, begun = daemon.used_s(), time.monotonic()
        heard = self.listen(daemon.path, seconds + 3)
        share = 100 * (daemon.used_s() - used) / (time.monotonic() - begun)
        made, without_room = daemon.made()
        counters = daemon.frames()["Belt 0"]["health"]["counters"]
        name = "{:,} edges/s: ".format(rate)
        lost = made - counters["edges"]
        self.report(name + "edges created, lost", "%d, %d" % (made, lost), "0", lost == 0 == without_room, counts=True)
        self.report(name + "pulses, not sent one by one", "%d, %d" % (counters["pulses"], counters["pulses"] - heard["pulses"]),
                  "0", counters["pulses"] == heard["pulses"])
        self.report(name + "edge to reader of the socket, median", "%.0f us" % heard["p50Us"])
        self.report(name + "the same, 99 %, maximum", "%.0f us, %.0f us" % (heard["p99Us"], heard["maxUs"]), "2000 us",
                  heard["p99Us"] <= 2000)
        least = self.relayed(rate, seconds)
        self.report(name + "the minimal C program: median, 99 %, maximum",
                  "%.0f us, %.0f us, %.0f us" % (least["p50Us"], least["p99Us"], least["maxUs"]))
        if least["p50Us"] and least["p99Us"]:
            self.report(name + "daemon / minimal program: median, 99 %",
                      "%.2f, %.2f" % (heard["p50Us"] / least["p50Us"], heard["p99Us"] / least["p99Us"]))
        self.report(name + "processor while sending each", "%.1f %% of one" % share)
        resident, most = daemon.memory_mb()
        self.report(name + "resident, maximum", "%.1f MB, %.1f MB" % (resident, most), "30 MB", resident <= 30)
        daemon.stop()

    def many(self, machines=16, rate=200, seconds=10):
        daemon = self.daemon(lines=machines, rate=rate, after=REST_S, seconds=seconds)
        time.sleep(REST_S)
        used, begun = daemon.used_s(), time.monotonic()
        made, without_room = daemon.made()
        share = 100 * (daemon.used_s() - used) / (time.monotonic() - begun)
        time.sleep(0.5)
        frames = daemon.frames()
        lost = made - sum(frame["health"]["counters"]["edges"] for frame in frames.values())
        name = "%d machines, %d edges/s each: " % (machines, rate)
        self.report(name + "edges created, lost", "%d, %d" % (made, lost), "0", lost == 0 == without_room, counts=True)
        self.report(name + "processor", "%.1f %% of one" % share)
        resident, most = daemon.memory_mb()
        self.report(name + "resident, maximum", "%.1f MB, %.1f MB" % (resident, most))
        daemon.stop()

    def simulated(self, seconds=60):
        """A minute of a walk, with nothing of the chip's in the process."""
        words = ["--input", "simulated:three-one-minute-sets"]
        daemon = Daemon(self.program, self.folder, lambda folder: words, {})
        used = daemon.used_s()
        time.sleep(seconds)
        share = 100 * (daemon.used_s() - used) / seconds
        resident, most = daemon.memory_mb()
        self.report("simulated walk: start to ready", "%.0f ms" % daemon.ready_ms)
        self.report("simulated walk: processor", "%.2f %% of one" % share)
        self.report("simulated walk: resident, maximum", "%.1f MB, %.1f MB" % (resident, most))
        daemon.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--deadmill", required=True, help="the program")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="footprint-") as folder:
        bench = Bench(os.path.abspath(arguments.deadmill), folder)
        bench.start()
        bench.idle()
        for rate in (20, 200, 2000, 8000):
            bench.paced(rate)
        bench.many()
        bench.simulated()
    print("load of this machine during the run: %.1f on %d processors" % (os.getloadavg()[0], os.cpu_count()))
    return 1 if bench.bad else 0


if __name__ == "__main__":
    sys.exit(main())
