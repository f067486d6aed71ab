# SPDX-License-Identifier: Apache-2.0
"""The local sockets of a running daemon, by clients written from deadmill-protocol(5) alone."""

import json
import pathlib
import signal
import socket
import subprocess
import sys
import time

from demo import Failed, expect

ROOT = pathlib.Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs/protocol.schema.json").read_text("utf-8"))
TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "object": dict, "array": list,
         "null": type(None)}


def valid(value, schema, path="message"):
    """As much of JSON Schema as the file uses."""
    if "$ref" in schema:
        return valid(value, SCHEMA["$defs"][schema["$ref"].split("/")[-1]], path)
    if "anyOf" in schema:
        return any_of(value, schema["anyOf"], path)
    if "const" in schema:
        expect(value == schema["const"], f"{path}: {value}")
    if "enum" in schema:
        expect(value in schema["enum"], f"{path}: {value}")
    if "type" in schema:
        right = isinstance(value, TYPES[schema["type"]]) and not (isinstance(value, bool) and schema["type"] != "boolean")
        expect(right, f"{path}: {value!r} is no {schema['type']}")
    for key in schema.get("required", []):
        expect(key in value, f"{path}: no {key}")
    for key, part in schema.get("properties", {}).items():
        if key in value:
            valid(value[key], part, f"{path}.{key}")
    if isinstance(value, dict) and "properties" in schema:
        expect(set(value) <= set(schema["properties"]), f"{path}: unknown {set(value) - set(schema['properties'])}")
    for item in value if isinstance(value, list) and "items" in schema else []:
        valid(item, schema["items"], f"{path}[]")


def any_of(value, schemas, path):
    failures = []
    for schema in schemas:
        try:
            return valid(value, schema, path)
        except Failed as failure:
            failures.append(str(failure))
    raise Failed(f"{path}: {failures}")


def message(line):
    value = json.loads(line)
    valid(value, SCHEMA["$defs"][value["type"]])
    return value


class Client:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(30)
        self.socket.connect(str(path))
        self.lines = self.socket.makefile()

    def ask(self, **request):
        valid(request, SCHEMA["$defs"][request["type"]])
        self.socket.sendall((json.dumps(request) + "\n").encode())

    def until(self, wanted):
        for line in self.lines:
            value = message(line)
            if wanted(value):
                return value
        raise Failed("the daemon closed the connection")


class Daemon:
    def __init__(self, demo):
        self.folder = demo.folder / "feed"
        self.folder.mkdir(exist_ok=True)
        self.socket = self.folder / "deadmill.sock"
        self.command = [demo.program, "run", "--input", "simulated:three-one-minute-sets", "--state", str(self.folder),
                        "--socket", str(self.socket)]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        until = time.monotonic() + 30
        while not (self.folder / "control.sock").exists():
            expect(time.monotonic() < until, "no socket after 30 s")
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        _, said = self.process.communicate(timeout=60)
        expect(self.process.returncode == 0, f"the daemon ended with {self.process.returncode}: {said.decode()}")


def check_example(demo):
    with Daemon(demo) as daemon:
        said = subprocess.run([sys.executable, str(ROOT / "Examples/watch.py"), str(daemon.socket), "2"],
                              capture_output=True, text=True, timeout=60)
    expect(said.returncode == 0, said.stderr)
    lines = said.stdout.splitlines()
    expect(sum("km/h" in line for line in lines) == 2, said.stdout)
    return f"{len(lines)} lines"


def check_live_and_control(demo):
    with Daemon(demo) as daemon:
        live, control = Client(daemon.socket), Client(daemon.folder / "control.sock")
        hello = live.until(lambda value: value["type"] == "hello")
        machine = hello["machines"][0]["id"]
        live.ask(type="watch", id="1", kinds=["live", "pulses", "edges", "changes"], fromSequence=0)
        seen = {}
        live.until(lambda value: seen.setdefault(value["type"], 0) is None or {"ok", "live", "pulse", "edges", "line",
                                                                               "change"} <= set(seen))
        control.ask(type="request", id="a", do="walker-add", name="Ada", massKg=62)
        control.ask(type="request", id="b", do="walker", machine=machine, walker="Ada")
        control.ask(type="request", id="c", do="claim", set="ffff", walker=None)
        answers = [control.until(lambda value: value.get("id") == key) for key in "abc"]
        expect([answer["type"] for answer in answers] == ["ok", "ok", "error"], answers)
        expect(answers[2]["code"] == "no_such_set", answers[2])
        live.until(lambda value: value["type"] == "live" and value.get("walker") == "Ada")
        for bpm in (121, None):
            control.ask(type="request", id=f"h{bpm}", do="heart-rate", machine=machine, timeNs=time.monotonic_ns(), bpm=bpm)
            answer = control.until(lambda value: value.get("id") == f"h{bpm}")
            expect(answer["type"] == "ok", answer)
            live.until(lambda value: value["type"] == "live" and value.get("motion", {}).get("heartRateBpm") == bpm)
    live.until(lambda value: value["type"] == "bye")
    return f"{len(seen)} types of message, five answers"


def control_schema(demo):
    valid({"type": "live", "machine": "m", "name": "m", "timeNs": "late", "phase": "idle"}, SCHEMA["$defs"]["live"])


def control_unknown_key(demo):
    valid({"type": "bye", "reason": "x", "more": 1}, SCHEMA["$defs"]["bye"])
