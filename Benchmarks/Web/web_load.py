# SPDX-License-Identifier: Apache-2.0
"""What the page costs with many who watch, beside the least that hummingbird does, in one run.

    web_load.py --deadmill PROGRAM --connect PROGRAM --reference PROGRAM [--streams 200] [--log FOLDER]

--log is a folder with a large log (`log-bench --log FOLDER` leaves one of a million sets); without it history is not measured.
"""

import argparse
import os
import re
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Tests", "Web"))
from gym import STAFF_PASSWORD, Browser, Feed, Gym, free_port, until  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")


def processor_s(pid):
    fields = open("/proc/%d/stat" % pid).read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_mb(pid):
    return int(next(l for l in open("/proc/%d/status" % pid) if l.startswith("VmRSS")).split()[1]) / 1024


class Streams:
    """Readers of live streams, all in one thread."""

    def __init__(self, port, count):
        import selectors
        self.selector = selectors.DefaultSelector()
        self.events = [0] * count
        for index in range(count):
            raw = socket.create_connection(("127.0.0.1", port))
            raw.sendall(b"GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n")
            raw.setblocking(False)
            self.selector.register(raw, 1, index)

    def read(self, seconds, seen=None):
        """Reads for a while; `seen` gets the belt time and the instant of each event of the first stream."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for key, _ in self.selector.select(0.1):
                data = key.fileobj.recv(1 << 16)
                at = time.monotonic()
                self.events[key.data] += data.count(b"event: live")
                if seen is not None and key.data == 0:
                    seen += [(int(ms), at) for ms in re.findall(rb'"timeMs":(\d+)', data)]


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def wrk(url, seconds=10, connections=50, header="Accept: */*"):
    done = subprocess.run(["wrk", "-t1", "-c%d" % connections, "-d%ds" % seconds, "--latency", "-H", header, url], capture_output=True, text=True).stdout
    found = dict(re.findall(r"(50|99)%\s+([\d.]+\w+)", done))
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done)
    return "%s requests/s, median %s, 99 %% %s" % (rate and rate.group(1), found.get("50"), found.get("99"))


def streams(options):
    settings = "public: sets\nstreams: 1000\nstreamsPerAddress: 1000\n"
    with Gym(options.deadmill, options.connect, speedup=1, settings=settings) as gym:
        feed = Feed(gym)
        until("a set", lambda: feed.frame().get("phase") == "active")
        pid = gym.page.pid
        print("page alone: %.1f MB resident" % resident_mb(pid))
        readers = Streams(gym.port, options.streams)
        readers.read(3)
        sent, seen, run = {}, [], threading.Event()

        def follow():
            while not run.is_set():
                frame = feed.frame()
                sent[frame["timeNs"] // 1_000_000] = time.monotonic()

        thread = threading.Thread(target=follow, daemon=True)
        thread.start()
        begun, used, before = time.monotonic(), processor_s(pid), sum(readers.events)
        readers.read(20, seen)
        elapsed = time.monotonic() - begun
        run.set()
        used = processor_s(pid) - used
        late = [(at - sent[ms]) * 1000 for ms, at in seen if ms in sent]
        print("%d streams: %.1f events/s each, %.1f %% of a core, %.1f MB resident" % (
            options.streams, (sum(readers.events) - before) / elapsed / options.streams, 100 * used / elapsed, resident_mb(pid)))
        print("socket to reader, beside it: median %.2f ms, 99 %% %.2f ms (%d events)" % (percentile(late, 0.5), percentile(late, 0.99), len(late)))
        print("a small page: " + wrk(gym.address + "/healthz"))
        print("the live page: " + wrk(gym.address + "/"))


def start(options):
    begun = time.monotonic()
    port = free_port()
    page = subprocess.Popen([options.connect, "web", "--demo", "--listen", "127.0.0.1:%d" % port, "--socket", "/tmp/none.sock",
                             "--state", "/tmp", "--data", "/tmp/dmweb-start"], stderr=subprocess.DEVNULL)
    try:
        until("the first byte", lambda: answers(port))
        print("start to first byte: %.0f ms" % ((time.monotonic() - begun) * 1000))
    finally:
        page.terminate()
        page.wait()


def answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port)) as raw:
            raw.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return raw.recv(1)
    except OSError:
        return False


def reference(options):
    port = free_port()
    bare = subprocess.Popen([options.reference, str(port)], stderr=subprocess.DEVNULL)
    try:
        until("the reference", lambda: answers(port))
        print("bare hummingbird: %.1f MB resident; %s" % (resident_mb(bare.pid), wrk("http://127.0.0.1:%d/" % port)))
    finally:
        bare.terminate()
        bare.wait()


class LargeLog:
    """What a browser without a screen needs to know of a page."""

    def __init__(self, port):
        self.port, self.address = port, "http://127.0.0.1:%d" % port


def history(options):
    """The newest fifty of all sets, as the staff sees them."""
    port = free_port()
    config = "/tmp/dmweb-history.yaml"
    hashed = subprocess.run([options.connect, "pin"], input=STAFF_PASSWORD + "\n", capture_output=True, text=True, check=True).stdout
    with open(config, "w") as file:
        file.write('listen: "127.0.0.1:%d"\nstreamsPerAddress: 100\n%s' % (port, hashed))
    page = subprocess.Popen([options.connect, "web", "--config", config, "--socket", "/tmp/none.sock", "--state", options.log,
                             "--data", "/tmp/dmweb-history"], stderr=subprocess.DEVNULL)
    try:
        until("the page", lambda: answers(port))
        made = Browser(LargeLog(port)).sign_in_staff().post("/staff/tokens", {"name": "bench"}).text
        header = "Authorization: Bearer " + re.search(r"<code>([0-9a-f]{40})</code>", made).group(1)
        print("history of a large log: %s; %.1f MB resident" % (wrk("http://127.0.0.1:%d/sets" % port, header=header), resident_mb(page.pid)))
    finally:
        page.terminate()
        page.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--deadmill", required=True)
    parser.add_argument("--connect", required=True)
    parser.add_argument("--reference", required=True)
    parser.add_argument("--streams", type=int, default=200)
    parser.add_argument("--log")
    options = parser.parse_args()
    reference(options)
    start(options)
    streams(options)
    if options.log:
        history(options)


if __name__ == "__main__":
    main()
