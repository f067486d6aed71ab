# SPDX-License-Identifier: Apache-2.0
"""The metrics of a running daemon, as the package prometheus_client reads them from the file."""

import json
import signal
import subprocess
import time

from prometheus_client.parser import text_string_to_metric_families

from demo import MACHINE, Failed, expect, near

CONFIGURATION = """
gpio: {{ line: GPIO17 }}
machine: {{ name: {name}, rollerCircumferenceM: 0.18, magnets: 4 }}
state: {folder}/state
socket: {folder}/s
metrics: {folder}/{metrics}
"""
KINDS = {
    "log", "journal", "handover", "magnet_lost", "line_stuck", "switch_silent", "noise", "edges_lost", "bouncing",
    "belt_silent", "clock", "flooded", "mains_hum", "chatter", "impossible_motion", "bounce_ambiguous"}


class Daemon:
    """A daemon on a simulated belt, until the block is left."""

    def __init__(self, demo, metrics):
        self.folder = demo.folder / "metrics"
        self.folder.mkdir(exist_ok=True)
        self.metrics = self.folder / metrics
        path = self.folder / "deadmill.yaml"
        path.write_text(CONFIGURATION.format(name=json.dumps(MACHINE), folder=self.folder, metrics=metrics))
        self.command = [demo.program, "run", "--config", str(path), "--input", "simulated:three-one-minute-sets"]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        _, said = self.process.communicate(timeout=60)
        expect(self.process.returncode == 0, f"the daemon ended with {self.process.returncode}: {said.decode()}")

    def wait(self, seconds):
        until = time.monotonic() + 30
        while not self.metrics.exists():
            expect(time.monotonic() < until, f"no {self.metrics.name} after 30 s")
            time.sleep(0.1)
        time.sleep(seconds)


def series(text):
    """Values by name and labels, which must be as the format asks for."""
    values = {}
    try:
        for family in text_string_to_metric_families(text):
            expect(family.documentation and family.type != "unknown", f"{family.name}: no help or no type")
            for sample in family.samples:
                key = (sample.name, tuple(sorted(sample.labels.items())))
                expect(key not in values, f"twice: {key}")
                expect(sample.name.endswith("_total") == (family.type == "counter"), f"{sample.name}: {family.type}")
                expect(sample.timestamp is None, f"{sample.name}: a time stamp, which the file's collector refuses")
                values[key] = sample.value
    except ValueError as error:
        raise Failed(f"not readable: {error}") from error
    expect(text.endswith("\n"), "the last line does not end")
    return values


def value(values, name, **labels):
    key = (name, tuple(sorted({"machine": MACHINE, **labels}.items())))
    expect(key in values, f"no {key}")
    return values[key]


def check_series(demo):
    with Daemon(demo, "first.prom") as daemon:
        daemon.wait(9)
        first = series(daemon.metrics.read_text("utf-8"))
    second = series(daemon.metrics.read_text("utf-8"))
    expect(set(first) <= set(second), "series vanish")
    for (name, labels), before in first.items():
        expect(not name.endswith("_total") or second[name, labels] >= before, f"{name} runs back")
    pulses = value(second, "deadmill_pulses_total")
    expect(pulses > value(first, "deadmill_pulses_total"), "no pulses")
    near("distance", value(second, "deadmill_belt_distance_metres_total"), pulses * 0.045, 0.1)
    kinds = {dict(labels)["kind"] for name, labels in second if name == "deadmill_alert"}
    expect(kinds == KINDS, f"kinds: {kinds ^ KINDS}")
    return f"{len(second)} series, {pulses:.0f} pulses"


def check_file_and_odometer(demo):
    with Daemon(demo, "m.prom") as daemon:
        daemon.wait(9)
        early = series(daemon.metrics.read_text("utf-8"))
    late = series(daemon.metrics.read_text("utf-8"))
    expect(value(late, "deadmill_pulses_total") > value(early, "deadmill_pulses_total"), "not written at the end")
    log = json.loads(demo.run("machines", "--json", "--state", str(daemon.folder / "state")))
    record = [machine for machine in log if machine["name"] == MACHINE][0]
    near("odometer", value(late, "deadmill_odometer_metres_total"), record["distanceM"], 0.01)
    near("hours", value(late, "deadmill_odometer_moving_seconds_total"), record["movingTimeS"], 0.05)
    expect(record["distanceM"] > value(late, "deadmill_belt_distance_metres_total") > 1, "the run before is not in it")
    return f"{len(late)} series; {record['distanceM']:.2f} m in two runs, as the log says"


def text(demo):
    return (demo.folder / "metrics" / "m.prom").read_text("utf-8")


def control_quote(demo):
    series(text(demo).replace('kind="bounce"', "kind=bounce", 1))


def control_value(demo):
    series(text(demo).replace("} 0\n", "} none\n", 1))


def control_twice(demo):
    line = next(line for line in text(demo).splitlines() if line.startswith("deadmill_pulses_total"))
    series(text(demo).replace(line, f"{line}\n{line}", 1))


def control_without_type(demo):
    series(text(demo).replace("# TYPE deadmill_pulses_total counter\n", "", 1))


def control_cut(demo):
    series(text(demo)[:-1])
