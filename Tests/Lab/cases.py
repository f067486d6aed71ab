# SPDX-License-Identifier: Apache-2.0
"""The cases of the lab: what runs in the guest, and what must be true of what it left behind.

Each case is a shell script for the guest and a function that checks, on the host, the files it left in the share.
Truth comes from the simulator (its truth file, the number of edges the driver wrote), never from the daemon.
"""

import csv
import datetime
import json
import os

# 0.180 m a turn, four magnets: see config.yaml.
ARC_M = 0.180 / 4
# The kernel keeps at most this many events of one request.
KERNEL_BUFFER = 1024


class Report:
    """Gathers checks and figures of one case."""

    def __init__(self, name):
        self.name, self.figures, self.failures, self.checks = name, [], [], 0

    def check(self, holds, text):
        self.checks += 1
        if not holds:
            self.failures.append(text)

    def close_to(self, value, expected, tolerance, text):
        self.check(abs(value - expected) <= tolerance,
                   "%s: %s, expected %s within %s" % (text, value, expected, tolerance))

    def figure(self, text):
        self.figures.append(text)


def text(share, name):
    path = os.path.join(share, name)
    if not os.path.exists(path):
        return ""
    with open(path, errors="replace") as file:
        return file.read()


def sets(share, name, report):
    body = text(share, name + ".sets")
    try:
        return json.loads(body)
    except ValueError:
        report.check(False, "no JSON from `sets`: %s%s" % (body[:200], text(share, name + ".error")))
        return []


def feed(share, name):
    """The messages of the daemon's socket."""
    messages = []
    for line in text(share, name + ".feed").splitlines():
        try:
            messages.append(json.loads(line))
        except ValueError:
            messages.append({"type": "garbage"})
    return messages


def flat(message):
    """What the checks need of a frame; a part that has nothing to say is absent from it."""
    motion, health = message.get("motion", {}), message.get("health", {})
    return {
        "machine": message["name"], "phase": message["phase"], "timeNs": message["timeNs"],
        "sensor": health.get("sensor", "waiting"), "sensorText": health.get("sensorText", ""),
        "backend": health.get("backend"), "counters": {"edges": 0, "pulses": 0, **health.get("counters", {})},
        "alerts": health.get("alerts", []), "health": health.get("summary"),
        "speedMps": motion.get("speedMps", 0), "displaySpeedMps": motion.get("displaySpeedMps", 0),
        "totalDistanceM": motion.get("totalDistanceM", 0), "direction": motion.get("direction"),
        "realtime": message.get("service", {}).get("realtime", ""),
    }


def frames(share, name):
    return [flat(message) for message in feed(share, name) if message["type"] == "live"]


def driven(share, name):
    """What the driver says it wrote."""
    return json.loads(text(share, name) or "{}").get("written", 0)


def true_sets(share):
    """Start and end of the simulator's sets, seconds, from its truth file."""
    spans = {}
    with open(os.path.join(share, "three.csv")) as file:
        for row in csv.DictReader(file):
            number, at = int(row["set"]), float(row["time_s"])
            if number:
                begun, _ = spans.get(number, (at, at))
                spans[number] = (begun, at)
    return [spans[number] for number in sorted(spans)]


THREE_SETS = """
. /lab/guest.sh
plug a deadmill-sim GPIO17
daemon three ok
/run/lab/drive play /run/lab/three.edges >three.drive
sleep 12
finish three
done_here
"""


def three_sets(share, report):
    logged, truth, written = sets(share, "three", report), true_sets(share), driven(share, "three.drive")
    live = frames(share, "three")
    report.check(text(share, "three.exit").strip() == "0", "the daemon ended with " + text(share, "three.exit"))
    report.check(written > 6000, "the driver wrote %d edges" % written)
    report.check(len(logged) == len(truth), "%d sets logged, %d walked" % (len(logged), len(truth)))
    received = live[-1]["counters"]["edges"] if live else 0
    report.check(received == written, "%d edges written, %d received" % (written, received))
    report.check(live and live[-1]["counters"].get("lostEdges", 0) in (0, None), "edges lost in the kernel")
    errors = []
    for one, (begun, ended) in zip(logged, truth):
        counted = one["quality"]["pulses"] * ARC_M
        # What coasts on after the walker stepped off is in the pulses, not in the set.
        report.check(one["distanceM"] <= counted + 1e-9 and counted - one["distanceM"] < 1.5,
                     "distance %s m of %s m of pulses" % (one["distanceM"], counted))
        report.check(abs(one["distanceM"] / ARC_M - round(one["distanceM"] / ARC_M)) < 1e-6,
                     "distance %s m is not pulses times arc" % one["distanceM"])
        # The truth is sampled at 100 Hz: its span is up to 0.01 s short at either end.
        errors.append(one["durationS"] - (ended - begun + 0.01))
        # A step off the belt is found to 0.1 s (one standard deviation, 4 magnets to 0.3 % of a turn): three of them.
        report.close_to(one["durationS"], ended - begun + 0.01, 0.3, "duration of set %d" % one["indexInSession"])
    report.close_to(sum(errors) / max(1, len(errors)), 0, 0.15, "mean error of the durations")
    # The kernel's way changes stamps by what an interrupt takes, and nothing else.
    replayed = json.loads(text(share, "three.replay.json") or "[]")
    report.check(len(replayed) == len(logged), "%d sets replayed, %d logged" % (len(replayed), len(logged)))
    for one, same in zip(logged, replayed):
        report.close_to(one["durationS"], same["durationS"], 0.005, "set %d, live against replayed" % one["indexInSession"])
        report.close_to(one["distanceM"], same["distanceM"], 1e-9, "way of set %d, live against replayed" % one["indexInSession"])
    total = live[-1]["totalDistanceM"] if live else 0
    counted = live[-1]["counters"]["pulses"] if live else 0
    report.check(2 * counted == written, "%d edges are two per magnet, %d counted" % (written, counted))
    report.close_to(total, counted * ARC_M, 1e-6, "odometer against pulses times arc")
    speeds = [frame["displaySpeedMps"] for frame in live if frame["phase"] == "active"]
    report.check(speeds and 0.5 < sorted(speeds)[len(speeds) // 2] < 1.2, "no live speed while sets ran")
    report.check(live and live[-1]["speedMps"] == 0, "the belt's speed is not 0 at the end")
    messages = feed(share, "three")
    report.check(messages and messages[0]["type"] == "hello", "the feed does not begin with hello")
    report.check(len({message["id"] for message in messages if message["type"] == "change" and "set" in message}) == len(truth), "sets missing on the socket")
    backends = {frame.get("backend") for frame in live if frame["sensor"] == "ok"}
    report.figure("%d edges written, %d received; %d sets; duration errors %s s; through %s" % (
        written, received, len(logged), " ".join("%+.3f" % error for error in errors),
        ", ".join(sorted(str(name) for name in backends))))


UNPLUGGED = """
. /lab/guest.sh
plug a deadmill-sim GPIO17
daemon unplugged ok
/run/lab/drive play /run/lab/three.edges 0 36 >first.drive
unplug a
await "sensor lost" unplugged.log
sleep 1
plug a deadmill-sim GPIO17
tries=0
until [ $(grep -c "sensor ok" unplugged.log) -ge 2 ] || [ $tries -gt 300 ]; do sleep 0.1; tries=$((tries + 1)); done
/run/lab/drive play /run/lab/three.edges 120 190 >second.drive
sleep 12
finish unplugged
done_here
"""


def unplugged(share, report):
    logged, live = sets(share, "unplugged", report), frames(share, "unplugged")
    report.check(len(logged) == 2, "%d sets logged, expected one before and one after" % len(logged))
    if len(logged) == 2:
        report.check(logged[0]["quality"]["endReason"] == "sensorLost",
                     "the first set ended: " + logged[0]["quality"]["endReason"])
        report.close_to(logged[0]["durationS"], 30, 1, "the set before the unplug")
        report.close_to(logged[1]["durationS"], 60, 1.5, "the set after the re-plug")
    lost = [frame for frame in live if frame["sensor"] == "lost"]
    report.check(lost, "the state did not say that the sensor is lost")
    report.check(live and live[-1]["sensor"] == "ok", "the sensor did not come back")
    received = live[-1]["counters"]["edges"] if live else 0
    written = driven(share, "first.drive") + driven(share, "second.drive")
    report.check(received == written, "%d edges written, %d received" % (written, received))
    report.figure("%d of %d edges; said: %s" % (received, written, lost[0]["sensorText"] if lost else "nothing"))


BUSY = """
. /lab/guest.sh
plug a deadmill-sim GPIO17
/run/lab/drive hold 30 >held &
await held held
daemon busy waiting
await "sensor ok" busy.log
/run/lab/drive play /run/lab/three.edges 0 12 >busy.drive
sleep 4
finish busy
done_here
"""


def busy(share, report):
    live = frames(share, "busy")
    waiting = [frame for frame in live if frame["sensor"] == "waiting" and "other-program" in frame["sensorText"]]
    report.check(waiting, "the state did not name the program that holds the line")
    report.check("other-program" in text(share, "busy.log"), "the log did not name the program that holds the line")
    report.check(live and live[-1]["sensor"] == "ok", "the line was not taken when it became free")
    received = live[-1]["counters"]["edges"] if live else 0
    report.check(received == driven(share, "busy.drive"), "edges lost after the wait")
    report.figure("said: %s" % (waiting[0]["sensorText"] if waiting else "nothing"))


STOPPED = """
. /lab/guest.sh
plug a deadmill-sim GPIO17
daemon stopped ok
kill -STOP $daemon
/run/lab/drive burst 2000 >stopped.drive
kill -CONT $daemon
sleep 3
finish stopped
done_here
"""


def stopped(share, report):
    live, written = frames(share, "stopped"), driven(share, "stopped.drive")
    counters = live[-1]["counters"] if live else {}
    edges, lost = counters.get("edges", 0), counters.get("lostEdges", 0)
    report.check(edges + lost == written, "%d received + %d lost is not %d" % (edges, lost, written))
    report.check(lost == written - KERNEL_BUFFER, "%d lost, the kernel holds %d of %d" % (lost, KERNEL_BUFFER, written))
    report.figure("%d edges written, %d received, %d counted as lost" % (written, edges, lost))


AMBIGUOUS = """
. /lab/guest.sh
plug a deadmill-sim GPIO17
ln -s gpiochip0 /dev/gpiochip9
daemon linked ok
sleep 1
finish linked
plug b other-chip GPIO17
daemon twice waiting
await "several lines" twice.log
sleep 1
finish twice
done_here
"""


def ambiguous(share, report):
    linked, twice = frames(share, "linked"), frames(share, "twice")
    report.check(linked and linked[-1]["sensor"] == "ok", "a link to the chip made its line ambiguous: "
                 + (linked[-1]["sensorText"] if linked else text(share, "linked.log")))
    said = twice[-1]["sensorText"] if twice else text(share, "twice.log")
    report.check("deadmill-sim" in said and "other-chip" in said, "the candidates are not named: " + said)
    report.figure("said: " + said)


NOTHING = """
. /lab/guest.sh
daemon nothing waiting
await "no GPIO chip" nothing.log
sleep 1
finish nothing
plug a deadmill-sim OTHER
daemon misnamed waiting
await "no line GPIO17" misnamed.log
sleep 1
finish misnamed
done_here
"""


def nothing(share, report):
    none, wrong = frames(share, "nothing"), frames(share, "misnamed")
    report.check(none and "no GPIO chip" in none[-1]["sensorText"], "no word about the missing chip")
    report.check(wrong and "GPIO17" in wrong[-1]["sensorText"] and "OTHER" in wrong[-1]["sensorText"],
                 "the lines there are were not named")
    for name in ("nothing", "misnamed"):
        report.check(text(share, name + ".exit").strip() == "0", "SIGTERM while waiting: " + text(share, name + ".exit"))
    report.figure("said: " + (none[-1]["sensorText"] if none else ""))


UNPRIVILEGED = """
. /lab/guest.sh
plug a deadmill-sim GPIO17
chmod 0600 /dev/gpiochip0
as_user="setpriv --reuid=65534 --regid=65534 --clear-groups"
daemon refused waiting
await "no permission" refused.log
sleep 1
chgrp 4242 /dev/gpiochip0
chmod 0660 /dev/gpiochip0
kill -TERM $daemon
wait $daemon
wait $listener
as_user="setpriv --reuid=65534 --regid=65534 --groups=4242"
daemon granted ok
/run/lab/drive play /run/lab/three.edges 0 12 >granted.drive
sleep 4
finish granted
done_here
"""


def unprivileged(share, report):
    refused, granted = frames(share, "refused"), frames(share, "granted")
    said = refused[-1]["sensorText"] if refused else text(share, "refused.log")
    report.check("/dev/gpiochip0: no permission" in said and "60-deadmill.rules" in said, "said: " + said)
    received = granted[-1]["counters"]["edges"] if granted else 0
    report.check(received == driven(share, "granted.drive"), "edges lost by an unprivileged daemon")
    rights = granted[-1].get("realtime", "") if granted else ""
    report.check("no real-time priority" in rights and "LimitRTPRIO" in rights, "rights of the pulse thread: " + rights)
    report.figure("said: %s; then as a member of the group: %d edges, %s" % (said, received, rights))


BOUNCING = """
. /lab/guest.sh
plug a deadmill-sim GPIO17
daemon bouncing ok
"$DEADMILL" record --socket /run/lab/bouncing.sock -o recorded.edges 2>recorded.log &
recorder=$!
await "Recording" recorded.log
sleep 1
/run/lab/drive levels /run/lab/bouncing.edges >bouncing.drive
sleep 12
kill -INT $recorder
wait $recorder
echo $? >recorded.exit
finish bouncing
"$DEADMILL" doctor --wiring --recording recorded.edges --config /run/lab/config.yaml >bouncing.doctor 2>&1
done_here
"""


def truth(share, name):
    return json.loads(text(share, name + ".truth.json") or "{}")


def recorded(share, name):
    """Timestamps and levels of a recording's edges."""
    lines = [line.split() for line in text(share, name).splitlines() if not line.startswith("#")]
    return [(int(fields[0]), fields[2]) for fields in lines]


def bouncing(share, report):
    true, live, written = truth(share, "bouncing"), frames(share, "bouncing"), driven(share, "bouncing.drive")
    counters = live[-1]["counters"] if live else {}
    report.check(written == true["edges"], "%d edges written of %d" % (written, true["edges"]))
    report.check(counters.get("edges") == written, "%d edges written, %s received" % (written, counters.get("edges")))
    report.check(counters.get("lostEdges") in (0, None), "%s edges lost" % counters.get("lostEdges"))
    for name, key in (("magnets", "pulses"), ("closing", "bounces"), ("opening", "openingBounces")):
        report.check(counters.get(key) == true[name], "%d %s, %s %s counted" % (true[name], name, counters.get(key), key))
    logged = sets(share, "bouncing", report)
    report.check(len(logged) == 1 and abs(logged[0]["distanceM"] - true["magnets"] * ARC_M) < 0.5,
                 "sets logged: %s" % [one["distanceM"] for one in logged])
    # What was recorded over the socket is what the line did.
    edges, played = recorded(share, "recorded.edges"), recorded(share, "bouncing.edges")
    report.check([level for _, level in edges] == [level for _, level in played], "the recording has other levels")
    errors = [abs((edges[i][0] - edges[0][0]) - (played[i][0] - played[0][0])) for i in range(min(len(edges), len(played)))]
    # The kernel stamps what the driver does, which may be late itself.
    late_ns = 1000 * json.loads(text(share, "bouncing.drive") or "{}").get("latestUs", 0) + 500_000
    report.check(errors and max(errors) < late_ns, "the recording is up to %.3f ms off" % (max(errors or [0]) / 1e6))
    report.check(text(share, "recorded.exit").strip() == "0", "the recorder ended with " + text(share, "recorded.exit"))
    doctor = text(share, "bouncing.doctor")
    for words in ("closing bounce at", "opening bounce at", "long bounce at"):
        report.check(words in doctor, "`doctor --wiring` does not say \"%s\": %s" % (words, doctor[-600:]))
    report.check("calibrate" not in doctor.replace("do not calibrate", ""), "a calibration is recommended: " + doctor[-600:])
    report.figure("%d edges of %d magnets: %d bounces at closing and %d at opening, up to %.1f ms, counted by kind; %d recorded" % (
        written, true["magnets"], true["closing"], true["opening"], true["longMs"], len(edges)))


FREE_LINE = """
. /lab/guest.sh
plug a deadmill-sim GPIO17
"$DEADMILL" record --line GPIO17 -o free.edges 2>free.log &
recorder=$!
await "Recording" free.log
sleep 1
/run/lab/drive play /run/lab/three.edges 0 20 >free.drive
sleep 1
kill -INT $recorder
wait $recorder
echo $? >free.exit
"$DEADMILL" doctor --wiring --recording free.edges --config /run/lab/config.yaml >free.doctor 2>&1
done_here
"""


def free_line(share, report):
    """A line that no daemon holds, recorded by the program itself."""
    edges, written = recorded(share, "free.edges"), driven(share, "free.drive")
    report.check(text(share, "free.exit").strip() == "0", "the recorder ended with " + text(share, "free.exit"))
    report.check(written > 500 and len(edges) == written, "%d edges written, %d recorded" % (written, len(edges)))
    levels = [level for _, level in edges]
    report.check(all(one != other for one, other in zip(levels, levels[1:])), "two edges in a row have one level")
    doctor = text(share, "free.doctor")
    report.check("FAIL" not in doctor, "`doctor --wiring` of a good line: " + doctor[-600:])
    report.figure("%d edges written, %d recorded, none lost" % (written, len(edges)))


SLOTS = """
. /lab/guest.sh
plug a deadmill-sim GPIO17
export DEADMILL_MACHINE_MAGNETS=64 DEADMILL_MACHINE_ROLLER_CIRCUMFERENCE_M=0.1
daemon slots ok
/run/lab/drive levels /run/lab/slots.edges >slots.drive
sleep 12
finish slots
done_here
"""


def slots(share, report):
    true, live, written = truth(share, "slots"), frames(share, "slots"), driven(share, "slots.drive")
    counters = live[-1]["counters"] if live else {}
    report.check(written == true["edges"], "%d edges written of %d" % (written, true["edges"]))
    report.check(counters.get("edges") == written, "%d edges written, %s received" % (written, counters.get("edges")))
    report.check(counters.get("lostEdges") == 0, "%s edges lost" % counters.get("lostEdges"))
    # A driver that is late on the emulated processor brings two slots together as no belt does: such an arrival is rejected.
    rejected = sum(counters.get(kind, 0) for kind in ("bounces", "openingBounces", "impossible"))
    pulses = counters.get("pulses", 0)
    report.check(pulses + rejected == true["magnets"] and rejected <= true["magnets"] / 100,
                 "%d slots, %s counted, %d rejected" % (true["magnets"], pulses, rejected))
    flooded = [frame for frame in live for alert in frame.get("alerts", []) if alert["kind"] == "flooded"]
    report.check(not flooded, "a sprint is said to flood the line")
    report.figure("%d edges of 64 slots, up to 2048 per second: %s received, %s lost, %s slots counted; driver at most %s us late" % (
        written, counters.get("edges"), counters.get("lostEdges"), counters.get("pulses"),
        json.loads(text(share, "slots.drive") or "{}").get("latestUs")))


FLOOD = """
. /lab/guest.sh
plug a deadmill-sim GPIO17 GPIO27
config=/run/lab/two.yaml
printf 'machines: [first.yaml, second.yaml]\n' >$config
for machine in first:GPIO17 second:GPIO27; do
  printf 'gpio: { line: %s }\nmachine: { name: %s, rollerCircumferenceM: 0.18, magnets: 4 }\n' \
    "${machine#*:}" "${machine%%:*}" >/run/lab/${machine%%:*}.yaml
done
daemon flood ok
LINE=1 /run/lab/drive play /run/lab/three.edges 0 30 >second.drive &
walking=$!
sleep 12
/run/lab/drive burst 150000 >burst.drive
sleep 3
wait $walking
/run/lab/drive play /run/lab/three.edges 10 20 >after.drive
sleep 12
finish flood
done_here
"""


def flood(share, report):
    live = frames(share, "flood")
    first = [frame for frame in live if frame["machine"] == "first"]
    second = [frame for frame in live if frame["machine"] == "second"]
    alerts = [alert for frame in first for alert in frame.get("alerts", []) if alert["kind"] == "flooded"]
    report.check(alerts and "GPIO17" in alerts[0]["text"] and alerts[0].get("remedy"), "no alert names the flooded line")
    report.check(first and not any(alert["kind"] == "flooded" for alert in first[-1].get("alerts", [])), "the flood does not end")
    report.check(not any(alert["kind"] == "flooded" for frame in second for alert in frame.get("alerts", [])),
                 "the other machine is said to be flooded")
    written, burst = driven(share, "burst.drive"), json.loads(text(share, "burst.drive") or "{}")
    counters = first[-1]["counters"] if first else {}
    lost, received = counters.get("lostEdges", 0), counters.get("edges", 0)
    total = written + driven(share, "after.drive")
    # Two changes of level before the interrupt is served are one event or none for the kernel, which numbers events.
    unseen = total - received - lost
    report.check(0 <= unseen < total / 100, "%d received + %d lost is not %d written" % (received, lost, total))
    report.check(lost > received, "the flooded line was read to the end: %d of %d" % (received, total))
    walked = second[-1]["counters"] if second else {}
    report.check(walked.get("edges") == driven(share, "second.drive") and walked.get("lostEdges") == 0,
                 "the other machine: %s of %d edges, %s lost" % (
                     walked.get("edges"), driven(share, "second.drive"), walked.get("lostEdges")))
    report.check(2 * walked.get("pulses", 0) == walked.get("edges"), "the other machine: %s pulses of %s edges" % (
        walked.get("pulses"), walked.get("edges")))
    report.figure("%d edges in %s s on one line: %d read, %d counted as lost, said: %s; the other machine %s of %d edges" % (
        written, burst.get("tookS"), received, lost, alerts[0]["text"] if alerts else "nothing", walked.get("edges"),
        driven(share, "second.drive")))


QUADRATURE = """
. /lab/guest.sh
plug a deadmill-sim GPIO17 GPIO27
export DEADMILL_MACHINE_SENSOR=quadrature DEADMILL_GPIO_LINE_B=GPIO27
daemon quadrature ok
/run/lab/drive quadrature 300 200 1500 >quadrature.drive
sleep 3
finish quadrature
done_here
"""


def quadrature(share, report):
    live, written = frames(share, "quadrature"), driven(share, "quadrature.drive")
    counters = live[-1]["counters"] if live else {}
    received = counters.get("edges", 0)
    said = live[-1]["sensorText"] if live else text(share, "quadrature.log")
    report.check(written == 4 * 500, "the driver wrote %d edges" % written)
    report.check(received == written, "%d edges written on both lines, %d received" % (written, received))
    report.check(live and counters.get("lostEdges") in (0, None), "edges lost in the kernel")
    report.check(counters.get("wentBack") == 0, "%s edges out of order" % counters.get("wentBack"))
    report.check("GPIO17" in said and "GPIO27" in said, "the state does not name both lines: " + said)
    magnets = counters.get("pulses")
    report.check(magnets == 500, "500 magnets passed, %s counted" % magnets)
    seen = []
    for frame in live:
        direction = frame.get("direction")
        if direction and seen[-1:] != [direction]:
            seen.append(direction)
    report.check(seen == ["forward", "backward"], "the belt ran forward, then backward; reported were %s" % seen)
    backends = {frame.get("backend") for frame in live if frame["sensor"] == "ok"}
    report.figure("%d edges written on two lines, %d received, %d magnets forward and back, %s lost; through %s" % (
        written, received, magnets or 0, counters.get("lostEdges", "unknown"), ", ".join(sorted(str(name) for name in backends))))


PAIR_STOPPED = """
. /lab/guest.sh
plug a deadmill-sim GPIO17 GPIO27
export DEADMILL_MACHINE_SENSOR=quadrature DEADMILL_GPIO_LINE_B=GPIO27
daemon stopped ok
kill -STOP $daemon
/run/lab/drive quadrature 500 0 0 >stopped.drive
kill -CONT $daemon
sleep 3
finish stopped
done_here
"""


CLOCK = """
. /lab/guest.sh
plug a deadmill-sim GPIO17
/run/lab/drive clock unsure >/dev/null
daemon clock ok
# walk FROM TO: in the background, a third of it passes
walk() {
  /run/lab/drive play /run/lab/three.edges $1 $2 >/dev/null &
  walking=$!
  sleep 7
}
walk 10 30
/run/lab/drive clock 18000 >/dev/null
wait $walking
sleep 9
"$DEADMILL" sets --json --state /run/lab/clock >before.sets
/run/lab/drive clock -10800 >/dev/null
sleep 2
walk 130 150
/run/lab/drive clock -7200 >/dev/null
/run/lab/drive clock sure >true.clock
wait $walking
sleep 9
walk 250 270
/run/lab/drive clock 25200 >/dev/null
wait $walking
sleep 9
/run/lab/drive clock -43200 >/dev/null
sleep 2
finish clock
done_here
"""


def clock(share, report):
    before, logged, live = sets(share, "before", report), sets(share, "clock", report), frames(share, "clock")
    both = json.loads(text(share, "true.clock") or "{}")
    offset_ns = both.get("wallNs", 0) - both.get("monotonicNs", 0)
    report.check(len(logged) == 3, "%d sets logged, 3 walked" % len(logged))
    report.check([one["clock"]["quality"] for one in before] == ["unsure"],
                 "before the clock was sure: %s" % [one["clock"]["quality"] for one in before])
    worst = 0
    for one in logged:
        number = one["indexInSession"]
        report.check(one["clock"]["quality"] == "synchronised", "clock of set %d: %s" % (number, one["clock"]["quality"]))
        report.close_to(one["durationS"], 20, 0.5, "duration of set %d" % number)
        for name, ns in (("startedAt", "monotonicNs"), ("endedAt", "monotonicEndNs")):
            wall = datetime.datetime.fromisoformat(one[name].replace("Z", "+00:00")).timestamp()
            error = wall - (one["clock"][ns] + offset_ns) / 1e9
            worst = max(worst, abs(error))
            # Dated in whole milliseconds, and the clock is looked at and set within less than one.
            report.close_to(error, 0, 0.01, "%s of set %d" % (name, number))
    report.check([one["indexInSession"] for one in logged] == [1, 2, 3], "the order of the sets")
    report.check([one["startedAt"] for one in logged] == sorted(one["startedAt"] for one in logged), "dates out of order")
    if before and logged:
        report.check(before[0]["startedAt"] != logged[0]["startedAt"], "the first set's wall time was not corrected")
        report.check(before[0]["durationS"] == logged[0]["durationS"], "a corrected wall time changed a duration")
    rests = [one["restBeforeS"] for one in logged[1:]]
    report.check(all(rest is not None and 5 < rest < 40 for rest in rests), "rests between the sets: %s" % rests)
    said = {frame["health"] for frame in live if frame.get("health")}
    report.check(any("set 25200 s ahead" in one for one in said), "no word about the clock that was set ahead: %s" % said)
    report.check(any("s back" in one for one in said), "no word about the clock that was set back: %s" % said)
    report.figure("set 5 h ahead, 3 h back, 2 h back, then sure, 7 h ahead, 12 h back: durations %s s, dates within %.1f ms" % (
        " ".join("%.2f" % one["durationS"] for one in logged), 1000 * worst))


# name, script, check, longest wall time in seconds
ALL = [
    ("three one-minute sets through the kernel", THREE_SETS, three_sets, 300),
    ("chip unplugged in mid-set and plugged in again", UNPLUGGED, unplugged, 300),
    ("line held by another program", BUSY, busy, 300),
    ("daemon stopped while 2,000 edges pass", STOPPED, stopped, 300),
    ("wall clock set hours ahead and back, in sets and between", CLOCK, clock, 300),
    ("a contact that bounces at both ends, every magnet counted", BOUNCING, bouncing, 300),
    ("a line without a daemon, recorded", FREE_LINE, free_line, 300),
    ("64 slots, two thousand edges per second", SLOTS, slots, 300),
    ("a flooded line beside a walked one", FLOOD, flood, 300),
    ("two lines in quadrature", QUADRATURE, quadrature, 300),
    ("two lines, daemon stopped: losses counted once", PAIR_STOPPED, stopped, 300),
    ("linked chip counted once, same name twice refused", AMBIGUOUS, ambiguous, 300),
    ("no chip, and no line of that name", NOTHING, nothing, 300),
    ("no permission, then the chip's group, never root", UNPRIVILEGED, unprivileged, 300),
]
