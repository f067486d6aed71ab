# SPDX-License-Identifier: Apache-2.0
"""A daemon's feed without a daemon: a simulated walk, sent over a local socket as `deadmill run` sends it.

The figures are the program's own (`simulate`, `replay`); protocol, week, earlier sets and neighbours are made up here,
always the same. By hand:  python3 scripts/feed.py .build/debug/deadmill /tmp/feed.sock
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

TARGET_S, REST_S, SETS = 60.0, 60.0, 3
MACHINES = ["Treadmill 3", "Treadmill 4", "Treadmill 5", "Sled lane"]


def run(program, *arguments):
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout


def walk(program, scenario="three-one-minute-sets"):
    """Rows at 10 Hz and the finished sets of a simulated walk."""
    with tempfile.TemporaryDirectory() as folder:
        edges = os.path.join(folder, "walk.edges")
        run(program, "simulate", "--scenario", scenario, "--seed", "1", "-o", edges)
        rows = [json.loads(line) for line in
                run(program, "replay", edges, "--rate", "10", "--format", "json").splitlines()]
        sets = json.loads(run(program, "replay", edges, "--sets", "--format", "json"))
    for record in sets:
        record["speedVariation"] = variation(rows, record)
    return rows, sets


def summary(record, **changes):
    keys = ["id", "indexInSession", "durationS", "distanceM", "meanSpeedMps", "maxSpeedMps", "meanPowerW",
            "powerSdW", "workJ", "fade", "cadenceSpm", "speedVariation"]
    text = {key: record[key] for key in keys if record[key] is not None}
    text["powerIsEstimated"] = record["quality"]["powerIsEstimated"]
    text.update(changes)
    return text


def earlier(index):
    """What the same set was the last time, and at its best."""
    distance = [47.1, 50.2, 44.8][min(index, 3) - 1]
    common = dict(indexInSession=index, durationS=60.4, meanPowerW=107.2, powerSdW=38.1, workJ=6475.0,
                  powerIsEstimated=True, cadenceSpm=93.0, speedVariation=0.04)
    previous = dict(common, id=f"previous-{index}", distanceM=distance, meanSpeedMps=distance / 60.4,
                    maxSpeedMps=0.91, fade=0.06)
    best = dict(common, id=f"best-{index}", distanceM=51.9, meanSpeedMps=0.86, maxSpeedMps=0.99, fade=0.02)
    return previous, best


def health(sensor="ok", text="listening on GPIO17 (pinctrl-rp1)", pulses=0, summary=None):
    counters = dict(edges=0, pulses=pulses, bounces=2, implausible=0, wentBack=0, otherTransition=0, lostEdges=0,
                    missed=1, discarded=0)
    state = dict(sensor=sensor, sensorText=text, backend="kernel v2", counters=counters, alerts=[])
    return dict(state, summary=summary) if summary else state


def motion(speed):
    return dict(speedMps=speed, speedSdMps=0.04, displaySpeedMps=speed, displaySpeedSdMps=0.047,
                powerIsEstimated=True, totalDistanceM=0.0)


def neighbours(frame):
    """The frames of the machines beside it at the same moment."""
    common = dict(timeNs=frame["timeNs"], service=frame["service"])
    return [
        dict(common, machine="Treadmill 4", name="Treadmill 4", phase="active", motion=motion(0.58),
             set=dict(number=1, elapsedS=312.4, distanceM=183.2), health=health()),
        dict(common, machine="Treadmill 5", name="Treadmill 5", phase="idle", motion=motion(0.0),
             set=dict(number=3, restElapsedS=21.0), health=health()),
        dict(common, machine="Sled lane", name="Sled lane", phase="idle",
             health=health("lost", "GPIO22 is gone", summary="GPIO22 is gone: plug it in again")),
    ]


def time_of(frame):
    return (frame[0] if isinstance(frame, list) else frame)["timeNs"]


def training(frame, done, in_set):
    """Three one-minute sets, as reported by a daemon."""
    state = dict(title="Three minutes backward", setIndex=min(done + 1, SETS), setsDone=done, setCount=SETS,
                 setTargetS=TARGET_S, restTargetS=REST_S, isDone=done >= SETS and not in_set, streakWeeks=4,
                 week=dict(sessionsDone=1 if done == 0 else 2, aimMin=3, aimMax=3))
    if in_set:
        state["nextStep"] = dict(kind="rest", targetS=REST_S) if done + 1 < SETS else dict(kind="finished")
    elif done >= SETS:
        state["nextStep"] = dict(kind="longerSets", targetS=TARGET_S + 10)
    elif done > 0:
        state["restRemainingS"] = max(0.0, REST_S - frame["set"].get("restElapsedS", 0.0))
        state["nextStep"] = dict(kind="walk", set=done + 1, targetS=TARGET_S)
    else:
        state["nextStep"] = dict(kind="rest", targetS=REST_S)
    return state


def variation(rows, record):
    """How evenly it was walked: spread over mean of the calm speed, first and last five seconds left out."""
    begin, end = (record["clock"][key] / 1e9 for key in ["monotonicNs", "monotonicEndNs"])
    speeds = [row["display_speed_mps"] for row in rows if begin + 5 < row["time_s"] < end - 5]
    return statistics.pstdev(speeds) / statistics.fmean(speeds) if speeds else None


def frame_of(row, sets, began, plain):
    """A row of the recording as a live frame. `began` holds where the set that runs began."""
    now = row["time_s"]
    in_set = row["phase"] in ("active", "paused")
    over = [record for record in sets if record["clock"]["monotonicEndNs"] / 1e9 + 6 < now]
    number = len(over) + (1 if in_set else 0)
    moving = dict(speedMps=row["speed_mps"], speedSdMps=row["speed_sd_mps"], displaySpeedMps=row["display_speed_mps"],
                  displaySpeedSdMps=0.047, powerIsEstimated=True, totalDistanceM=row["distance_m"])
    for name, key in [("power_w", "powerW"), ("power_sd_w", "powerSdW"), ("cadence_spm", "cadenceSpm"),
                      ("direction", "direction")]:
        if row[name] is not None:
            moving[key] = row[name]
    walked = dict(number=number)
    frame = dict(
        machine="Treadmill 3", name="Treadmill 3", timeNs=round(now * 1e9), phase=row["phase"], motion=moving, set=walked,
        health=health(pulses=round(row["distance_m"] / 0.045)), service=dict(isSimulated=True, setsLogged=len(over)))
    if in_set:
        began.setdefault(number, (now, row["distance_m"]))
        walked["elapsedS"] = now - began[number][0]
        walked["distanceM"] = row["distance_m"] - began[number][1]
    elif over:
        walked["restElapsedS"] = now - over[-1]["clock"]["monotonicEndNs"] / 1e9
    if over:
        walked["last"] = summary(over[-1])
    if plain:
        return frame
    frame["walker"] = "Anna"
    frame["service"]["clockIsSynchronised"] = True
    moving["direction"] = "backward"
    walked["previous"], walked["best"] = earlier(max(1, number))
    frame["training"] = training(frame, len(over), in_set)
    return [frame] + neighbours(frame)


def frames(program, plain=False, scenario="three-one-minute-sets"):
    rows, sets = walk(program, scenario)
    began = {}
    return [frame_of(row, sets, began, plain) for row in rows]


class Feed(threading.Thread):
    """Serves frames to every reader: all of them at once, or at their pace where there is one."""

    def __init__(self, path, told, pace=None, protocol=2):
        super().__init__(daemon=True)
        self.told, self.pace, self.protocol = told, pace, protocol
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(8)

    def run(self):
        while True:
            try:
                reader, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.tell, args=(reader,), daemon=True).start()

    def tell(self, reader):
        hello = dict(type="hello", protocol=dict(major=self.protocol, minor=0), software="0.4.0", capabilities=["live"],
                     machines=[dict(id=name, name=name) for name in MACHINES])
        try:
            reader.sendall((json.dumps(hello) + "\n").encode())
            before = None
            for frame in self.told:
                if self.pace and before is not None:
                    time.sleep((time_of(frame) - before) / 1e9 / self.pace)
                before = time_of(frame)
                for part in frame if isinstance(frame, list) else [frame]:
                    reader.sendall((json.dumps(dict(part, type="live")) + "\n").encode())
            while reader.recv(64):
                pass
        except OSError:
            pass


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: feed.py PROGRAM SOCKET [SPEEDUP]")
    server = Feed(sys.argv[2], frames(sys.argv[1]), float(sys.argv[3]) if len(sys.argv) > 3 else 1.0)
    try:
        server.run()
    finally:
        os.unlink(sys.argv[2])
