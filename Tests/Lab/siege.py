# SPDX-License-Identifier: Apache-2.0
"""The case in which clients do everything they should not while pulses arrive at 2,000 per second."""

import json

from cases import driven, frames, text

# What besieges takes its time from the same emulated processor: in larger bursts it would starve every client by itself.
AT_ONCE = 16
# How long pulses arrive, seconds, and how many per second.
WALK_S, RATE = 2, 2000

SCRIPT = """
. /lab/guest.sh
plug a deadmill-sim GPIO17
export DEADMILL_MACHINE_MAGNETS=64 DEADMILL_MACHINE_ROLLER_CIRCUMFERENCE_M=0.1
daemon siege ok
size() { sed -n 's/^VmRSS:[^0-9]*\\([0-9]*\\) kB/\\1/p' /proc/$daemon/status; }
/lab/besiege "$socket" 1 %d >/dev/null
size >siege.before
PRIORITY=30 /run/lab/drive fan 1 %d %d >siege.drive &
walking=$!
/lab/besiege "$socket" %d %d >siege.done
wait $walking
size >siege.after
sleep 3
finish siege
done_here
""" % (AT_ONCE, RATE, WALK_S, WALK_S, AT_ONCE)


def check(share, report):
    live, written = frames(share, "siege"), driven(share, "siege.drive")
    took_s = json.loads(text(share, "siege.drive") or "{}").get("tookS", 99)
    counters = live[-1]["counters"] if live else {}
    done = json.loads(text(share, "siege.done") or "{}")
    report.check(written == 2 * RATE * WALK_S, "%d edges written" % written)
    report.check(counters.get("edges") == written, "%d edges written, %s received" % (written, counters.get("edges")))
    report.check(counters.get("lostEdges") == 0, "%s edges lost" % counters.get("lostEdges"))
    report.check(done.get("opened", 0) >= 32, "only %s connections were opened" % done.get("opened"))
    report.check(text(share, "siege.exit").strip() == "0", "the daemon ended with " + text(share, "siege.exit"))
    # How late frames come is a matter of the emulated processor, which the belt and the siege share; that they come again is not.
    # Before the first pulse a belt has no time.
    times = [frame["timeNs"] for frame in live if frame["timeNs"]]
    worst = max([(b - a) / 1e9 for a, b in zip(times, times[1:])] or [99])
    last = [b - a for a, b in zip(times[-11:], times[-10:])]
    report.check(len(last) == 10 and max(last) < 0.5e9, "the well-behaved client was not served again after the siege")
    before, after = (int(text(share, "siege." + name).strip() or 0) for name in ("before", "after"))
    report.check(before and after - before < 4096, "memory grew from %d to %d kB" % (before, after))
    report.figure("%s edges at %.0f per second, %s lost, beside %s connections and %.0f MB of nonsense; longest wait for a frame %.2f s; "
                  "memory %+d kB" % (written, written / took_s, counters.get("lostEdges"), done.get("opened"),
                                     done.get("bytes", 0) / 1e6, worst, after - before))


CASE = ("a besieged socket beside two thousand pulses per second", SCRIPT, check, 600)
