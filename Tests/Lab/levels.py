# SPDX-License-Identifier: Apache-2.0
"""Recordings of both transitions for the lab, with what really passed: a contact that bounces, and a disc of slots."""

import json
import math
import random

# An edge of its own needs this long in the simulated chip and its driver.
LEAST_NS = 60_000


class Line:
    """A line that is high without a magnet."""

    def __init__(self):
        self.changes = []

    def change(self, at_s, is_on):
        at_ns = int(at_s * 1e9)
        if self.changes:
            at_ns = max(at_ns, self.changes[-1][0] + LEAST_NS)
        self.changes.append((at_ns, is_on))

    def write(self, path, truth):
        with open(path, "w") as file:
            file.write("# deadmill-edges: 1\n")
            for number, (at_ns, is_on) in enumerate(self.changes):
                file.write("%d 0 %s %d\n" % (1_000_000_000 + at_ns, "F" if is_on else "R", number + 1))
        with open(path.replace(".edges", ".truth.json"), "w") as file:
            json.dump(dict(truth, edges=len(self.changes)), file)


def passes(travel_m, arc_m, dwell):
    """When each magnet comes and goes, seconds, of a belt whose travel over time is given in steps of a millisecond."""
    marks = sorted([(k * arc_m + 1e-4, True) for k in range(int(travel_m[-1] / arc_m))]
                   + [((k + dwell) * arc_m + 1e-4, False) for k in range(int(travel_m[-1] / arc_m))])
    step = 0
    for mark, is_on in marks:
        while travel_m[step + 1] < mark:
            step += 1
        share = (mark - travel_m[step]) / max(1e-12, travel_m[step + 1] - travel_m[step])
        yield (step + share) * 1e-3, is_on


def travelled(speed, seconds):
    travel = [0.0]
    for step in range(int(seconds * 1000)):
        travel.append(travel[-1] + speed(step * 1e-3) * 1e-3)
    return travel


def bouncing(path):
    """A minute of a walk on four magnets; the contact bounces at both ends of two passes of three, some of it long."""
    chance, line = random.Random(12), Line()
    truth = {"magnets": 0, "closing": 0, "opening": 0, "longMs": 0.0}
    swing = 2 * math.pi * 1.5

    def speed(t):
        return 0.8 * min(1, t / 2) * min(1, max(0, 60 - t)) * (1 + 0.08 * math.sin(swing * t))

    for at, is_on in passes(travelled(speed, 60), 0.045, 0.3):
        line.change(at, is_on)
        truth["magnets"] += is_on
        # At walking speed only: where the belt starts and stops a long bounce is as long as what it belongs to.
        if chance.random() < 1 / 3 or not 3 < at < 57:
            continue
        length = chance.uniform(0.004, 0.012) if not is_on and chance.random() < 0.1 else chance.uniform(0.0002, 0.0009)
        for _ in range(chance.randint(1, 2)):
            at += length * chance.uniform(0.2, 0.5)
            line.change(at, not is_on)
            at += length * chance.uniform(0.2, 0.5)
            line.change(at, is_on)
            truth["closing" if is_on else "opening"] += 1
        truth["longMs"] = max(truth["longMs"], 1000 * length)
    line.write(path, truth)


def slots(path):
    """A walk on a disc of 64 slots, one turn a tenth of a metre: 1.6 m/s are 2,048 edges per second.

    An emulated processor drives no more without being late; a sprint of 6 m/s would have 7,680.
    """
    line, truth = Line(), {"magnets": 0}

    def speed(t):
        return 1.6 * min(1, t / 2) * min(1, max(0, 10 - t) / 2)

    for at, is_on in passes(travelled(speed, 10), 0.1 / 64, 0.5):
        line.change(at, is_on)
        truth["magnets"] += is_on
    line.write(path, truth)
