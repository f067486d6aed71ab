# SPDX-License-Identifier: Apache-2.0
"""`deadmill-connect files`, `webhook` and `intervals`: what arrives, and that nothing is lost or comes twice.

    uploads_test.py --deadmill PROGRAM --connect PROGRAM [--only WORDS]
"""

import argparse
import glob
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "Web"))

from checks import Report, equal, lacks  # noqa: E402
from uploads_fakes import SECRET, Intervals, Receiver  # noqa: E402
from uploads_site import Site, until  # noqa: E402


def webhook(programs, receiver, scheme="http", settings="", host="127.0.0.1"):
    site = Site(programs, [SECRET, SECRET[6:], "hidden-path"])
    secret = site.write("webhook.secret", SECRET + "\n")
    site.configure("webhook", "url: %s://%s:%d/hidden-path\nsecretFile: %s\n%s" % (scheme, host, receiver.port, secret, settings))
    site.begin()
    site.start("webhook")
    until("the first status", lambda: site.is_up_to_date("webhook"))
    return site


def in_order(programs):
    """Three sets, an edit and a deletion; what was in the log before is not sent."""
    receiver = Receiver()
    with webhook(programs, receiver) as site:
        sets = [site.walk(2, minute, "Ada") for minute in (0, 10, 20)]
        until("three sets", lambda: len(receiver.sets()) >= 3)
        site.run("note", sets[0], "--rpe", "7", "--text", "my knee")
        until("the change", lambda: len(receiver.sets()) >= 4)
        site.run("walkers", "erase", "Ada", "--with-sets", "--yes")
        until("the deletions", lambda: len(receiver.sets()) >= 7)
        equal(receiver.sets(), [("set.finished", name) for name in sets] + [("set.changed", sets[0])]
              + [("set.deleted", name) for name in receiver_order(receiver)], "messages")
        equal(sorted(receiver_order(receiver)), sorted(sets), "deleted sets")
        for _, message in receiver.messages:
            text = str(message)
            lacks(text, "Ada")
            lacks(text, "my knee")
    equal(receiver.wrong, [], "wrong requests")
    receiver.end()


def receiver_order(receiver):
    return [name for kind, name in receiver.sets() if kind == "set.deleted"]


def offline(programs):
    """A receiver that is away, refuses, redirects or is a login page: all once and in order afterwards, with kills between."""
    receiver = Receiver()
    elsewhere = Receiver()
    with webhook(programs, receiver) as site:
        port = receiver.port
        receiver.end()
        sets = [site.walk(2, 10 * number) for number in range(8)]
        site.fault("webhook", "cannot be reached")
        receiver = Receiver(port=port)
        receiver.reply = (302, "text/plain", b"", {"location": "http://127.0.0.1:%d/" % elsewhere.port})
        site.fault("webhook", "sends elsewhere")
        receiver.reply = (200, "text/html; charset=utf-8", b"<html>please sign in</html>")
        site.fault("webhook", "web page")
        receiver.reply = (503, "text/plain", b"")
        site.fault("webhook", "HTTP 503")
        site.end("webhook", signal.SIGKILL)
        receiver.reply = None
        site.start("webhook")
        until("all sets", lambda: len(receiver.sets()) >= 8)
        until("an end", lambda: site.is_up_to_date("webhook"))
        equal(receiver.sets(), [("set.finished", name) for name in sets], "messages")
        equal(elsewhere.tries, 0, "requests at the other host")
        assert "HTTP 503" in site.status("webhook")["lastFault"] or "web page" in site.status("webhook")["lastFault"]
    equal(receiver.wrong, [], "wrong requests")


def killed(programs, seed):
    """Killed forty times at random while sets come: each arrives, in order, a repeated one with the same identifier."""
    chance = random.Random(seed)
    receiver = Receiver()
    sets = []
    with webhook(programs, receiver) as site:
        for number in range(40):
            sets.append(site.walk(2 + number // 60, 10 * number))
            if chance.random() < 0.7:
                until("the next message", lambda: len(receiver.sets()) > chance.randrange(len(sets)))
            site.end("webhook", signal.SIGKILL)
            site.start("webhook")
        until("all sets", lambda: len(receiver.sets()) >= 40)
        equal(receiver.sets(), [("set.finished", name) for name in sets], "messages")
    equal(receiver.wrong, [], "wrong requests")
    return "%d messages for 40 sets, seed %d" % (len(receiver.messages), seed)


def authority(folder):
    """A certificate authority and a certificate for localhost."""
    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=folder)
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "2", "-subj", "/CN=Test",
            "-keyout", "ca.key", "-out", "ca.pem")
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "2", "-subj",
            "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE",
            "-CA", "ca.pem", "-CAkey", "ca.key", "-keyout", "page.key", "-out", "page.pem")
    return folder + "/page.pem", folder + "/page.key"


def certificates(programs):
    """TLS: an authority that is not trusted, a certificate for another host, and the right one."""
    folder = tempfile.mkdtemp(prefix="dmca-")
    receiver = Receiver(certificate=authority(folder))
    with webhook(programs, receiver, "https", host="localhost") as site:
        site.walk(2, 0)
        site.fault("webhook", "the certificate is not trusted")
    with webhook(programs, receiver, "https", "ca: %s/ca.pem" % folder) as site:
        site.walk(2, 0)
        site.fault("webhook", "certificate")
    equal(receiver.tries, 0, "requests over connections that are not trusted")
    with webhook(programs, receiver, "https", "ca: %s/ca.pem" % folder, host="localhost") as site:
        wanted = site.walk(2, 0)
        until("the set", lambda: receiver.sets() == [("set.finished", wanted)])


def silent(programs):
    """A receiver that accepts and never answers does not keep the service from ending."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        class Silent:
            port = listener.getsockname()[1]
        with webhook(programs, Silent) as site:
            site.walk(2, 0)
            connection, _ = listener.accept()
            with connection:
                process = site.end("webhook")
                equal(process.returncode, 0, "exit status")


KEYS = {"i1": "key-of-ada-1234", "i2": "key-of-ben-5678"}


def intervals(programs, fake, accounts="['Ada = i1', 'Ben = i2']", keys=None):
    site = Site(programs, KEYS.values())
    for athlete, key in (keys or KEYS).items():
        site.write("keys/%s.key" % athlete, key + "\n")
    site.configure("intervals", "accounts: %s\nkeys: %s/keys\nurl: http://127.0.0.1:%d\nsettleMin: 0" % (
        accounts, site.folder, fake.port))
    site.begin()
    site.walk(1, 0, "Ada")
    site.start("intervals")
    until("the first status", lambda: site.is_up_to_date("intervals"))
    return site


def done(site):
    def check():
        found = site.is_up_to_date("intervals")
        return found if found and found["waiting"] == 0 else None
    return until("all sessions at the site", check)


def once_each(programs):
    """Sessions of two walkers, an edit, a discarded set, a claimed one: the site has what the log has."""
    fake = Intervals(KEYS)
    with intervals(programs, fake) as site:
        first = site.walk(2, 0, "Ada")
        until("the first", lambda: len(fake.activities) == 1)
        before = dict(fake.activities)
        site.walk(2, 10, "Ada")
        until("the longer session", lambda: fake.activities and fake.activities.keys() != before.keys())
        site.walk(3, 0, "Ben")
        site.walk(3, 30)
        until("both", lambda: sorted(a["athlete"] for a in fake.activities.values()) == ["i1", "i2"])
        # What the file has no field for changes nothing.
        uploads = fake.uploads
        site.run("note", first, "--rpe", "7")
        done(site)
        equal(fake.uploads, uploads, "uploads after a note")
        site.run("discard", first, "--yes")
        until("the shorter session", lambda: fake.uploads == uploads + 1)
        done(site)
        equal(len(fake.activities), 2, "activities")
        site.run("walkers", "erase", "Ben", "--with-sets", "--yes")
        until("one activity", lambda: len(fake.activities) == 1)
        found = done(site)
        equal([item["count"] for item in found["destinations"]], [1, 0], "status")
    equal(fake.wrong, [], "wrong requests")


STEPS = ["before upload", "after upload", "before delete", "after delete", "list"]


def killed_at_each_step(programs):
    """Killed at each step of an upload, in both ways: each session is at the site once."""
    for step in STEPS:
        fake = Intervals(KEYS)
        with intervals(programs, fake) as site:
            hit = []

            def fault(name):
                if name == step and not hit:
                    hit.append(name)
                    site.end("intervals", signal.SIGKILL)
                    return None
                return "on"
            if step == "list":
                # A lookup follows an upload that was cut off.
                def fault(name):  # noqa: F811
                    if (name, len(hit)) in (("after upload", 0), ("list", 1)):
                        hit.append(name)
                        site.end("intervals", signal.SIGKILL)
                        return None
                    return "on"
            wanted = 2 if step == "list" else 1
            fake.fault = fault
            site.walk(2, 0, "Ada")
            kills = 0
            if "delete" in step:
                until("the first upload", lambda: len(fake.activities) == 1)
                done(site)
                site.walk(2, 10, "Ada")
            while kills < wanted:
                until("a kill in " + step, lambda: len(hit) > kills and "intervals" not in site.processes)
                kills += 1
                site.start("intervals")
            done(site)
            equal(len(fake.activities), 1, "activities after a kill " + step)
        equal(fake.wrong, [], "wrong requests")


def site_faults(programs):
    """A wrong key, a login page, too many requests, a fault of the site: each a clear state, and the other walker goes on."""
    fake = Intervals(KEYS)
    with intervals(programs, fake, keys={**KEYS, "i1": "an-old-key"}) as site:
        site.walk(2, 0, "Ada")
        site.walk(3, 0, "Ben")
        site.fault("intervals", "does not accept the key (HTTP 401)")
        until("the other walker's", lambda: [a["athlete"] for a in fake.activities.values()] == ["i2"])
        site.write("keys/i1.key", KEYS["i1"])
        until("both", lambda: len(fake.activities) == 2)
        for reply, words in [((200, "text/html", b"<html>"), "is there a login page in the way"),
                             ((429, "application/json", b"{}"), "fewer requests"),
                             ((500, "application/json", b"{}"), "a fault of its own"),
                             ((302, "text/plain", b"", {"location": "http://example.invalid/"}), "sends elsewhere")]:
            fake.fault = lambda name, reply=reply: reply
            site.walk(4 + len(words) % 20, 0, "Ada")
            site.fault("intervals", words)
            fake.fault = None
            done(site)
    equal(fake.wrong, [], "wrong requests")


def folder(programs):
    """The folder: filled, kept like the log, and killed at random."""
    chance = random.Random(7)
    with Site(programs) as site:
        site.begin()
        site.configure("files", "walkers: [Ada]")
        for number in range(30):
            site.start("files")
            site.walk(2 + number, 0, "Ada")
            if number % 3 == 0:
                site.walk(2 + number, 10, "Ada", 60)
            if chance.random() < 0.5:
                until("a file", lambda: glob.glob(site.folder + "/files/fit/ada/*.fit"))
            site.end("files", signal.SIGKILL)
        site.start("files")
        until("all files", lambda: len(glob.glob(site.folder + "/files/fit/ada/*.fit")) == 30)
        until("an end", lambda: site.is_up_to_date("files"))
        wanted = sorted(os.listdir(site.folder + "/files/fit/ada"))
        # The same as an export, byte by byte.
        out = site.folder + "/export"
        os.mkdir(out)
        site.run("export", "--all", "--walker", "Ada", "--format", "fit", "-o", out)
        exported = {open(path, "rb").read() for path in glob.glob(out + "/*.fit")}
        equal({open(site.folder + "/files/fit/ada/" + name, "rb").read() for name in wanted}, exported, "files")
        equal([name for name in wanted if not name.endswith(".fit")], [], "other files")


def full_disk(programs):
    """A full disk under the folder: a clear state, and all files once there is room (root, for a small file system)."""
    if os.geteuid() != 0:
        return "not tried: needs root"
    mount = tempfile.mkdtemp(prefix="dmdisk-")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", mount], capture_output=True).returncode != 0:
        return "not tried: nothing can be mounted here"
    try:
        with Site(programs) as site:
            site.begin()
            site.configure("files", "walkers: [Ada]\nfolder: " + mount)
            site.start("files")
            until("a beginning", lambda: site.is_up_to_date("files"))
            with open(mount + "/ballast", "wb") as file:
                try:
                    file.write(bytes(300_000))
                except OSError:
                    pass
            for day in range(2, 6):
                site.walk(day, 0, "Ada")
            site.fault("files", "no room left")
            os.remove(mount + "/ballast")
            until("all files", lambda: len(glob.glob(mount + "/ada/*.fit")) == 4)
    finally:
        subprocess.run(["umount", "-l", mount])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--deadmill", required=True)
    parser.add_argument("--connect", required=True)
    parser.add_argument("--only")
    parser.add_argument("--seed", type=int, default=1)
    programs = parser.parse_args()
    report = Report(programs.only)
    report.case("webhook: in order, signed, nothing personal", in_order, programs)
    report.case("webhook: offline, refused, redirected", offline, programs)
    report.case("webhook: killed at random", killed, programs, programs.seed)
    report.case("webhook: certificates", certificates, programs)
    report.case("webhook: a receiver that never answers", silent, programs)
    report.case("intervals: once each, edits replace", once_each, programs)
    report.case("intervals: killed at each step", killed_at_each_step, programs)
    report.case("intervals: faults of the site", site_faults, programs)
    report.case("files: kept like the log, killed at random", folder, programs)
    report.case("files: full disk", full_disk, programs)
    sys.exit(report.end())


if __name__ == "__main__":
    main()
