# SPDX-License-Identifier: Apache-2.0
"""What must be true of reloads, chips that change places, full disks, the doctor, and many machines: the judges of
appliance_more.sh."""

import os

# What the reload makes of the lab's machine: 0.198 m a turn, four magnets.
NEW_ARC_M = 0.198 / 4

# What the doctor looks at, in which state of the machine, with which exit status, and what it must say.
DOCTOR = [
    ("healthy", "all is well", 0, ["No faults, no warnings."]),
    ("nochip", "no chip", 2, ["FAIL  line: ", "no GPIO chip"]),
    ("permission", "asked by a user without rights", 2, ["no permission", "group gpio"]),
    ("held", "line held by another program", 2, ['held by "other-program"', "stop that program"]),
    ("twice", "two lines of the same name", 2, ["several lines", "give `chip:` and `offset:`"]),
    ("full", "disk full", 2, ["FAIL  disk: ", "free some space"]),
    ("unsure", "clock not confirmed", 1, ["warn  clock: ", "timedatectl"]),
    ("damaged", "log damaged", 2, ["FAIL  log: "]),
    ("stopped", "service stopped", 1, ["warn  service: no daemon answers", "systemctl start deadmill"]),
    ("stuck", "line that stays at the level of a magnet", 2, ["every sample of the line read"]),
    ("noturn", "no turn of the belt (--wiring)", 2, ["FAIL  wiring: ", "no edges while"]),
    ("turn", "belt turned (--wiring)", 1, ["ok    wiring: ", "spacing of 4 magnets"]),
    ("wrong", "mistake in the configuration", 2, ["FAIL  configuration: ", "magnets"])]


def said(facts, name):
    path = os.path.join(facts.share, "doctor." + name)
    if not os.path.exists(path):
        return ""
    with open(path, errors="replace") as file:
        return file.read()


def complaint(text):
    """The worst of what the doctor said, with what to do, in one line."""
    lines = text.splitlines()
    for mark in ("FAIL", "warn"):
        for number, line in enumerate(lines):
            if line.startswith(mark):
                finding = line[6:].strip()
                if number + 1 < len(lines) and lines[number + 1].lstrip().startswith("->"):
                    finding += " " + lines[number + 1].strip()
                return finding
    return lines[-1] if lines else "(nothing)"


def examined(name, status, words):
    def judge(facts):
        facts.equal("doctor_" + name, str(status))
        text = said(facts, name)
        for word in words:
            facts.check(word in text, "the doctor does not say \"%s\":\n%s" % (word, text))
        return "exit %s; %s" % (facts.text("doctor_" + name), complaint(text))
    return judge


def reloaded(facts):
    facts.equal("reload_status", "0")
    facts.equal("reload_edges", facts.text("reload_written"))
    # Both sets end after the reload, so both are logged with the new length.
    per_pulse = []
    for name in ("reload_first", "reload_second"):
        facts.whole(name, facts.number("reload_written"))
        one = facts.last_set(name)
        per_pulse.append(one["distanceM"] / max(1, one["quality"]["pulses"]))
        facts.check(abs(per_pulse[-1] / NEW_ARC_M - 1) < 0.02, "metres a pulse: %.4f" % per_pulse[-1])
    return "a length 10 %% longer, during the set: %s of %s edges; that set and the next are logged with it (%.4f m a pulse)" % (
        facts.text("reload_edges"), facts.text("reload_written"), per_pulse[0])


def refused(facts):
    facts.equal("reload_broken_edges", facts.text("reload_broken_written"))
    facts.equal("reload_state", "active same")
    facts.check("keeping the old one" in facts.text("reload_refused"), facts.text("reload_refused"))
    return "same process, %s of %s edges; journal: %s..." % (
        facts.text("reload_broken_edges"), facts.text("reload_broken_written"), facts.text("reload_refused")[:90])


def renumbered(facts):
    before, after = facts.text("renumber_before"), facts.text("renumber_after")
    facts.check(before.split() == after.split()[::-1] and before != after, "chips: %s, then %s" % (before, after))
    facts.equal("renumber_edges", facts.text("renumber_written"))
    return "the sensor's chip was %s, is %s; found by name, %s of %s edges" % (
        before.split()[0], after.split()[0], facts.text("renumber_edges"), facts.text("renumber_written"))


def twice(facts):
    facts.check("several lines" in facts.text("twice_status"), facts.text("twice_status"))
    facts.check(facts.text("twice_state").startswith("active "), facts.text("twice_state"))
    facts.equal("twice_after", "active")
    return "not guessed; status: %s...; goes on when the other chip has gone" % facts.text("twice_status")[:100]


def held(facts):
    facts.equal("held_after", "active")
    return "the service waits and takes the line when it is free"


def silent(facts):
    facts.check("line_stuck" not in facts.text("silent_before"), "reported before: " + facts.text("silent_before"))
    facts.equal("silent_stuck", '"kind":"line_stuck"')
    facts.equal("silent_rest", '"kind":"belt_silent"')
    facts.equal("silent_after", "")
    facts.check(facts.number("silent_said") > 0, "the journal does not say it")
    return "reported as stuck, then as silent once the level changed; cleared once the belt turned (ten seconds instead of days)"


def full_at_start(facts):
    facts.check(facts.text("fullstart_state").split()[0] in ("active", "activating"), facts.text("fullstart_state"))
    facts.check("disk full" in facts.text("fullstart_status"), "status: " + facts.text("fullstart_status"))
    facts.equal("fullstart_after", "active")
    return "30 s later %s, %s restarts; status: %s; active %s s after there was room" % (
        facts.text("fullstart_state").split()[0], facts.text("fullstart_restarts"), facts.text("fullstart_status")[:90],
        facts.text("fullstart_back_s"))


def several(facts):
    machines, edges, lost = (facts.text("fan_edges").split() + ["0", "0", "0"])[:3]
    facts.check(machines == "16" and lost == "0", "machines, edges, lost: " + facts.text("fan_edges"))
    facts.check(edges == facts.text("fan_written"), "%s edges of %s" % (edges, facts.text("fan_written")))
    facts.equal("fan_stop", "success")
    took = max(facts.number("fan_took_s"), 1)
    return "16 lines together, %.0f edges/s each (200 where the emulated processor is fast enough) for %.1f s: " \
        "%s edges written, %s received, %s lost in the kernel" % (
            facts.number("fan_written") / 16 / took, took, facts.text("fan_written"), edges, lost)


def paced(rate):
    def judge(facts):
        written, received = (facts.text("paced_%d" % rate).split() + ["-1"])[:2]
        facts.check(written == received, "%s edges of %s" % (received, written))
        pulses, missed, p50, p99, most = (facts.text("latency_%d" % rate).split() + ["-1"] * 5)[:5]
        facts.check(pulses not in ("0", "(no") and missed == "0", "pulses sent, missed: %s %s" % (pulses, missed))
        return "%s of %s edges; %s pulses sent; edge to reader of the socket %s us (median), %s us (99 %%), %s us (most)" % (
            received, written, pulses, p50, p99, most)
    return judge


def page(facts):
    facts.equal("page_install", "0")
    facts.equal("page_off", "inactive inactive inactive")
    status, seconds = (facts.text("page_start").split() + ["-1"])[:2]
    facts.check(status == "0", "start: " + status)
    facts.equal("page_user", "deadmill-web")
    facts.check("CapEff=0000000000000000" in facts.text("page_rights"), facts.text("page_rights"))
    facts.check("default-src 'none'" in facts.text("page_policy"), facts.text("page_policy"))
    facts.equal("page_faults", "none")
    speeds = facts.text("page_seen").split()
    facts.check(len(speeds) >= 3, "speeds that the browser showed: " + facts.text("page_seen"))
    facts.equal("page_again", "active active")
    facts.equal("page_purge", "0 active")
    return "off until switched on, then active after %s s of an emulated processor; %d speeds in a browser on the host, no " \
        "complaint; killed, it is back; purged, the daemon goes on" % (seconds, len(speeds))


STEPS = [
    ("the page, in a browser on the host", page),
    ("reloaded in a set", reloaded), ("reloaded with a broken file", refused),
    ("chips plugged in again in the other order", renumbered), ("a second line of the same name", twice),
    ("line held by another program", held),
    ("line kept at a magnet's level, then at rest", silent), ("disk full when it starts", full_at_start),
    ("sixteen machines", several), ("20 edges per second, sent one by one", paced(20)),
    ("200 edges per second, sent one by one", paced(200)), ("2,000 edges per second, sent one by one", paced(2000))]
STEPS += [("doctor: " + title, examined(name, status, words)) for name, title, status, words in DOCTOR]


def share(facts, ticks, seconds):
    return "%.1f %%" % (facts.number(ticks) / seconds)


FIGURES = [
    ("ready after the program's start", lambda facts: "%.0f ms" % (facts.number("ready_us") / 1000)),
    ("processor at 20, 200, 2,000 edges/s", lambda facts: ", ".join(
        share(facts, "paced_%d_ticks" % rate, 5) for rate in (20, 200, 2000)) + " of the emulated one"),
    ("16 machines at that rate", lambda facts: "%s of the emulated processor, %s threads, resident and maximum: %s MB" % (
        share(facts, "fan_ticks", max(facts.number("fan_took_s"), 1)), facts.text("fan_threads"),
        " ".join("%.1f" % (float(kb) * 1.024e-3) for kb in facts.text("fan_memory").split() if kb.isdigit())))]
