# SPDX-License-Identifier: Apache-2.0
"""What must be true of the facts that the appliance's guest left, step by step, and how it is reported."""

import json
import os

import appliance_more

# 0.180 m a turn, four magnets: see config.yaml.
ARC_M = 0.180 / 4
# What the daemon may lose of a set when it is killed: less than a second, at less than 22 pulses a second.
LOSABLE_PULSES = 22
# A set ends where the driving ends: of a belt that stops dead in mid-walk, up to a second is no part of it.
COAST_PULSES = 22


class Facts:
    """The guest's facts by name, and what is not as it must be."""

    def __init__(self, share):
        self.share, self.failures, self.values = share, [], {}
        # Whether a fact was asked for that no step left.
        self.missing = False
        path = os.path.join(share, "facts")
        if os.path.exists(path):
            with open(path, errors="replace") as file:
                for line in file:
                    name, _, value = line.rstrip("\n").partition(" ")
                    self.values.setdefault(name, []).append(value)

    def all(self, name):
        self.missing |= name not in self.values
        return self.values.get(name, [])

    def text(self, name):
        self.missing |= name not in self.values
        return self.values.get(name, ["(no %s)" % name])[-1].strip()

    def number(self, name):
        try:
            return float(self.text(name).split()[0])
        except (ValueError, IndexError):
            self.failures.append("%s is no number: %s" % (name, self.text(name)))
            return -1.0

    def check(self, holds, text):
        if not holds:
            self.failures.append(text)

    def equal(self, name, expected):
        self.check(self.text(name) == expected, "%s: %s, expected %s" % (name, self.text(name), expected))

    def below(self, name, limit):
        value = self.number(name)
        self.check(0 <= value < limit, "%s: %s, expected less than %s" % (name, value, limit))
        return value

    def whole(self, name, written):
        """Checks that nothing of the newest set of a kept log is missing."""
        pulses = self.last_set(name)["quality"]["pulses"]
        # Two edges per magnet.
        magnets = written // 2
        self.check(magnets - COAST_PULSES <= pulses <= magnets, "%d pulses of %d" % (pulses, magnets))
        return pulses

    def last_set(self, name):
        """The newest set of a kept log."""
        path = os.path.join(self.share, name + ".sets")
        self.missing |= not os.path.exists(path)
        try:
            with open(path) as file:
                return json.load(file)[-1]
        except (OSError, ValueError, IndexError) as error:
            self.failures.append("no set in %s: %s" % (name, error))
            return {"quality": {"pulses": 0, "endReason": "none", "recovered": False}, "durationS": 0, "distanceM": 0}


def installed(facts):
    facts.equal("install_status", "0")
    facts.check("gpio" in facts.text("user"), "the user: " + facts.text("user"))
    return "apt done in %s s without a sensor; user: %s" % (facts.text("install_s"), facts.text("user"))


def bare(facts):
    facts.equal("bare_state", "inactive dead")
    facts.equal("bare_condition", "no")
    facts.equal("bare_failed", "0")
    facts.equal("bare_timer", "enabled active")
    return "inactive, not failed; the timer of the copies is active"


def empty(facts):
    facts.equal("empty_state", "failed failed")
    facts.equal("empty_exit", "2")
    facts.equal("empty_restarts", "0")
    facts.check("is empty" in facts.text("empty_status"), "the status does not say what is missing")
    return "ends with 2, not restarted; status: " + facts.text("empty_status")[:90] + "..."


def restored(facts):
    facts.equal("backup_result", "success")
    facts.equal("backup_copy", "deadmill:deadmill 640")
    copied, there = (facts.text("backup_sets").split() + ["", ""])[:2]
    facts.check(copied == there and there != "0", "sets in the copy and in the log: %s" % facts.text("backup_sets"))
    facts.check(facts.text("restore_running").startswith("1 ") and "stop it first" in facts.text("restore_running"),
                "while it runs: " + facts.text("restore_running"))
    facts.check(facts.text("restore_stopped").startswith("0 "), "stopped: " + facts.text("restore_stopped"))
    facts.check(facts.text("restore_owner").startswith("deadmill:deadmill"), "owner: " + facts.text("restore_owner"))
    facts.equal("restore_state", "active")
    facts.equal("restore_aside", "1")
    return "copied by the timer's service, refused while the daemon runs, restored with its owner: %s" % (
        facts.text("restore_stopped")[2:90])


def waiting(facts):
    facts.equal("waiting_state", "activating")
    facts.equal("waiting_restarts", "0")
    facts.check("no GPIO chip" in facts.text("waiting_status"), "status: " + facts.text("waiting_status"))
    return "35 s later still activating where 10 s were allowed, no restart; status: " + facts.text("waiting_status")[:70] + "..."


def plugged(facts):
    seconds = facts.below("ready_after_plug_s", 3)
    facts.equal("chip", "root:gpio 660")
    return "active %.2f s after the plug; the chip is %s" % (seconds, facts.text("chip"))


def rights(facts):
    facts.equal("process", "deadmill deadmill")
    for word in ("CapEff=0000000000000000", "CapBnd=0000000000000000", "NoNewPrivs=1", "Seccomp=2"):
        facts.check(word in facts.text("rights"), "%s is not in %s" % (word, facts.text("rights")))
    facts.equal("interfaces", "lo")
    facts.check(facts.text("thread").startswith("FF 40"), "pulse thread: " + facts.text("thread"))
    facts.check("memory locked" in facts.text("thread_said"), facts.text("thread_said"))
    facts.equal("complaints", "0")
    return "user %s, no capability, system calls filtered, network: %s; %s" % (
        facts.text("process").split()[0], facts.text("interfaces"), facts.text("thread_said"))


def people(facts):
    groups = facts.text("owner_groups").split()
    facts.check("deadmill" in groups and "deadmill-control" in groups, "groups of the owner: %s" % groups)
    for name, words in (("owner_adds", "Ada"), ("owner_claims", "Ada"), ("owner_notes", "4"), ("owner_uses", "Ada"),
                        ("owner_serves", "serviced"), ("owner_none", "no walker")):
        facts.check(words in facts.text(name), "%s: %s" % (name, facts.text(name)))
    facts.check('"rpe":4' in facts.text("ada_sets") and '"pain":1' in facts.text("ada_sets"), "noted: " + facts.text("ada_sets"))
    facts.check(facts.number("who_asked") >= 6, "changes with the name of who asked in the journal: " + facts.text("who_asked"))
    facts.equal("guest_sees", "1")
    facts.check("deadmill-control" in facts.text("guest_claims"), "a guest who claims: " + facts.text("guest_claims"))
    for name in ("stranger_sees", "stranger_claims"):
        facts.check("permission" in facts.text(name), "%s: %s" % (name, facts.text(name)))
    facts.equal("still_ada", "1")
    return "the owner claims, notes and changes walkers without sudo; a guest reads: %s" % facts.text("guest_claims")[:120]


def first(facts):
    facts.equal("first_sets", "1")
    facts.equal("first_edges", facts.text("first_written"))
    one = facts.last_set("first")
    facts.whole("first", facts.number("first_written"))
    facts.check("idle" in facts.text("active_status"), "status: " + facts.text("active_status"))
    return "%s edges written, %s received; %.1f s, %.2f m logged" % (
        facts.text("first_written"), facts.text("first_edges"), one["durationS"], one["distanceM"])


def replugged(facts):
    times = [float(value) for value in facts.all("replug_s")]
    facts.check(len(times) == 5 and max(times, default=99) < 0.9, "back after %s s" % times)
    facts.equal("replug_state", "active 0")
    return "five times; listening again after %s s; no restart" % " ".join("%.2f" % one for one in times)


def unplugged(facts):
    facts.equal("unplugged_sets", "1")
    facts.equal("unplugged_state", "active")
    facts.check("unplugged" in facts.text("unplugged_status"), "status: " + facts.text("unplugged_status"))
    one = facts.last_set("unplugged")
    facts.check(one["quality"]["endReason"] == "sensorLost", "the set ended: " + one["quality"]["endReason"])
    return "set closed and logged (%.1f s); service stays active and says so" % one["durationS"]


def recovered(facts, name, written):
    """A set that was cut off and put together again, as text."""
    facts.equal(name + "_sets", "1")
    one = facts.last_set(name)
    pulses = one["quality"]["pulses"]
    facts.check(one["quality"].get("recovered"), "the set is not marked as recovered")
    # Two edges per magnet.
    magnets = written // 2
    least = magnets - LOSABLE_PULSES - COAST_PULSES
    facts.check(least <= pulses <= magnets, "%d pulses of %d" % (pulses, magnets))
    return "set recovered with %d of %d pulses" % (pulses, magnets)


def killed(facts):
    seconds = facts.below("killed_back_s", 8)
    return "active again after %.1f s; %s" % (seconds, recovered(facts, "killed", WINDOW))


def stopped(facts):
    seconds = facts.below("stopped_back_s", 16)
    facts.check(facts.number("stopped_why") == 1, "watchdog timeouts: " + facts.text("stopped_why"))
    return "watchdog; active again after %.1f s; %s" % (seconds, recovered(facts, "stopped", WINDOW))


def frozen(facts):
    facts.equal("frozen", "frozen")
    seconds = facts.below("frozen_back_s", 16)
    facts.check(facts.number("frozen_why") == 2, "watchdog timeouts: " + facts.text("frozen_why"))
    return "watchdog; active again after %.1f s" % seconds


def full(facts):
    facts.check(facts.number("full_free") < 64, "free blocks: " + facts.text("full_free"))
    facts.equal("full_state", "active")
    # Killed, stopped and frozen: one each, and none for a full disk.
    facts.equal("full_restarts", "3")
    facts.check("no room left" in facts.text("full_status"), "status: " + facts.text("full_status"))
    facts.equal("full_sets_meanwhile", "0")
    facts.equal("full_sets", "1")
    pulses = facts.whole("full", facts.number("full_written"))
    return "says \"no room left\", keeps the set; logged whole (%d pulses) once there is room" % pulses


def jumped(facts):
    facts.equal("jumped_sets", "1")
    one = facts.last_set("jumped")
    facts.whole("jumped", facts.number("jumped_written"))
    facts.check(10 < one["durationS"] < 16, "duration %s s" % one["durationS"])
    facts.equal("jumped_state", "active 0")
    return "one set of %.1f s, %d pulses" % (one["durationS"], one["quality"]["pulses"])


def console(facts):
    facts.equal("console_state", "active inactive")
    facts.check(facts.text("console_user") not in ("root", ""), "user: " + facts.text("console_user"))
    for name, word in (("screen", "METRES"), ("screen.walking", "km/h")):
        path = os.path.join(facts.share, name)
        screen = ""
        if os.path.exists(path):
            with open(path, "rb") as file:
                screen = file.read().decode("utf-32-le", errors="replace")
        facts.check("Lab belt" in screen and word in screen, "the screen: " + screen)
        facts.check(screen.count("\N{FULL BLOCK}") > 20, "no big digits on the screen: " + screen)
    return "big digits on tty1, login prompt there stopped; user " + facts.text("console_user")


def cut(facts):
    facts.equal("cut_multi_user", "active")
    facts.equal("cut_state", "activating")
    facts.equal("cut_console", "active inactive")
    facts.equal("cut_integrity", "ok")
    before, after = facts.number("before_cut_sets"), facts.number("cut_sets")
    facts.check(after == before + 1, "%d sets before, %d after" % (before, after))
    facts.equal("cut_active", "active")
    facts.values["cut_sets"] = ["1"]
    result = recovered(facts, "cut", facts.number("cut_written"))
    return "boots to multi-user without a sensor; integrity ok; %s" % result


def upgraded(facts):
    facts.equal("upgrade_status", "0")
    facts.equal("upgrade_sets", "1")
    facts.equal("upgrade_config", "kept")
    facts.equal("upgrade_state", "active")
    one = facts.last_set("upgrade")
    facts.check(one["quality"]["endReason"] == "shutdown", "the set ended: " + one["quality"]["endReason"])
    return "%s in %s s; set closed and logged, log and configuration kept" % (
        facts.text("upgrade_version"), facts.text("upgrade_s"))


def ended(facts):
    seconds = facts.below("stop_s", 45)
    facts.equal("stop_result", "success")
    facts.equal("stop_sets", "1")
    one = facts.last_set("stop")
    facts.check(one["quality"]["endReason"] == "shutdown", "the set ended: " + one["quality"]["endReason"])
    return "set closed and logged within %.1f s" % seconds


def removed(facts):
    facts.equal("remove_status", "0")
    facts.equal("remove_running", "0")
    facts.equal("remove_console", "0")
    facts.equal("remove_sets", "0")
    facts.equal("remove_config", "kept")
    return "stopped; log and configuration stay"


def purged(facts):
    facts.equal("purge_status", "0")
    facts.equal("purge_sets", "0")
    left = facts.text("purge_left").split()
    facts.check(left == ["/var/lib/deadmill"], "left: %s" % left)
    facts.equal("again_sets", "0")
    facts.equal("purge_all_status", "0")
    facts.equal("purge_all_left", "nothing")
    return "configuration removed, log kept and used again; with the answer yes the log is removed"


# Edges of the recording's first 20 seconds: what most steps play.
WINDOW = 504

STEPS = [
    ("installed with no sensor plugged in", installed), ("nothing configured", bare),
    ("an empty configuration", empty),
    ("configured, still no sensor", waiting), ("sensor plugged in", plugged), ("who it is, what it may", rights),
    ("a set through the kernel", first), ("owner, guest and stranger", people),
    ("chip unplugged between sets", replugged),
    ("chip unplugged in a set", unplugged), ("kill -9 in a set", killed), ("SIGSTOP in a set", stopped),
    ("pulse thread alone frozen", frozen), ("disk full in a set", full),
    ("wall clock set 5 h on, then 9 h back, in a set", jumped), ("view on the first console", console),
    *appliance_more.STEPS,
    ("power cut in a set, booted without a sensor", cut), ("upgraded in a set", upgraded),
    ("stopped in a set", ended), ("copied and restored", restored), ("removed", removed), ("purged", purged)]

FIGURES = [
    ("edges lost", lambda facts: "%d of %s" % (
        facts.number("first_written") - facts.number("first_edges"), facts.text("first_written"))),
    ("ready after `systemctl restart`, sensor there", lambda facts: facts.text("start_s") + " s"),
    ("resident, locked", lambda facts: "%.1f MB, %.1f MB" % (
        facts.number("resident_kb") * 1.024e-3, facts.number("locked_kb") * 1.024e-3)),
    ("processor while idle", lambda facts: "%.1f %% of the emulated one" % (
        facts.number("idle_ticks_in_30_s") / 30)),
    ("boot to the last line of multi-user", lambda facts: "%s s bare, %s s with the service waiting" % (
        facts.text("booted_s"), facts.text("cut_booted_s"))),
    *appliance_more.FIGURES]
