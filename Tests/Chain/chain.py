# SPDX-License-Identifier: Apache-2.0
"""Gyms, hubs and PostgreSQL under kills and cuts: what was walked is what the chain has, once and to the digit.

    chain.py --deadmill PROGRAM --connect PROGRAM --hub PROGRAM [--kills N] [--gyms N] [--days N] [--only WORDS] [--seed N]
"""

import argparse
import base64
import hashlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Web"))
from checks import Report, contains, equal, lacks  # noqa: E402
from gyms import Gym, Hub, Programs, until  # noqa: E402
from postgres import Postgres, free_port  # noqa: E402

# A set's figures, as the log has them, and the columns that they must be in.
FIGURES = [("durationS", "duration_s"), ("movingTimeS", "moving_s"), ("distanceM", "distance_m"), ("distanceSdM", "distance_sd_m"),
           ("meanSpeedMps", "mean_speed_mps"), ("maxSpeedMps", "max_speed_mps"), ("meanPowerW", "mean_power_w"), ("workJ", "work_j"),
           ("fade", "fade"), ("cadenceSpm", "cadence_spm")]


class Chain:
    def __init__(self, options):
        self.programs = Programs(options.deadmill, options.connect, options.hub)
        self.options = options
        self.folder = tempfile.mkdtemp(prefix="dmchain-")
        self.random = random.Random(options.seed)
        self.gyms, self.hubs = [], []
        self._first = None

    def __enter__(self):
        self.database = Postgres().make()
        done = subprocess.run([self.programs.hub, "migrate", "--database", self.database.target], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        self.hubs = [Hub(self.programs, self.database.target, self.folder).start() for _ in range(2)]
        for hub in self.hubs:
            until("a hub", lambda: answers(hub.address + "/v1/health"))
        self.balancer_port = free_port()
        self.balance()
        return self

    @property
    def first(self):
        """A gym whose sets have all arrived."""
        if self._first is None:
            self._first = self.gym("Kiel 2")
            self._first.sender.start()
            until("all sets at the hub", lambda: is_through(self._first))
        return self._first

    def balance(self):
        """HAProxy before both hubs, as a chain has it."""
        config = self.folder + "/haproxy.cfg"
        with open(config, "w") as file:
            file.write("global\n  maxconn 500\ndefaults\n  mode http\n  timeout connect 2s\n  timeout client 30s\n  timeout server 30s\n"
                       "  option redispatch\n  retries 1\nfrontend gyms\n  bind 127.0.0.1:%d\n  default_backend hubs\n"
                       "backend hubs\n  option httpchk GET /v1/health\n" % self.balancer_port)
            for index, hub in enumerate(self.hubs):
                file.write("  server hub%d 127.0.0.1:%d check inter 500ms\n" % (index, hub.port))
        self.balancer = subprocess.Popen(["haproxy", "-q", "-db", "-f", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until("the balancer", lambda: answers(self.address + "/v1/health"))

    @property
    def address(self):
        return "http://127.0.0.1:%d" % self.balancer_port

    def __exit__(self, *_):
        for gym in self.gyms:
            gym.sender.end()
        self.balancer.kill()
        for hub in self.hubs:
            hub.end()
        self.database.remove()
        for folder in [self.folder] + [gym.folder for gym in self.gyms]:
            shutil.rmtree(folder, ignore_errors=True)

    def gym(self, name, settings="", days=None):
        gym = Gym(self.programs, name, self.address, days or self.options.days, self.random.randrange(10 ** 6), settings)
        gym.enrol(self.hubs[0], self.database.target)
        self.gyms.append(gym)
        return gym


def answers(address):
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status == 200
    except (OSError, urllib.error.URLError):
        return False


def is_through(gym):
    cursor = gym.cursor()
    return "fault" not in cursor and cursor.get("upTo", 0) >= latest(gym)


def latest(gym):
    log = sqlite3.connect("file:%s/sets.sqlite?mode=ro" % gym.state, uri=True)
    try:
        return log.execute("SELECT coalesce(max(number), 0) FROM change").fetchone()[0]
    finally:
        log.close()


def compare(chain, gym):
    """Every set of the log is a row, once, with its figures to the digit; none has a walker, a note or pain."""
    sets = {one["id"]: one for one in gym.sets()}
    columns = ", ".join(column for _, column in FIGURES)
    rows = chain.database.ask("SELECT s.id, machine_id, session_id, index_in_session, %s, walker, extra FROM finished_set s JOIN gym g ON g.id = s.gym_id "
                              "WHERE g.name = '%s' AND discarded_at IS NULL" % (columns, gym.name))
    equal(sorted(row[0] for row in rows), sorted(sets), "identifiers")
    for row in rows:
        one = sets[row[0]]
        equal((row[2], int(row[3])), (one["sessionId"], one["indexInSession"]), row[0])
        for index, (key, _) in enumerate(FIGURES):
            found = float(row[4 + index]) if row[4 + index] else None
            equal(found, one[key], "%s of %s" % (key, row[0]))
        for word in ("note", "pain", "rpe", "walkerMassKg"):
            lacks(row[-1], '"%s"' % word)
    return len(rows)


def arrives(chain):
    count = compare(chain, chain.first)
    equal(chain.database.number("SELECT count(walker) FROM finished_set"), 0, "walkers")
    return "%d sets of %d days, to the digit, no walker" % (count, chain.options.days)


def edits(chain):
    gym = chain.first
    one = gym.sets()[-1]["id"]
    gym.run("discard", one, "--yes")
    until("the change", lambda: is_through(gym))
    equal(chain.database.ask("SELECT discarded_at IS NOT NULL FROM finished_set WHERE id = '%s'" % one), [["t"]])
    gym.run("restore", one)
    until("the change", lambda: is_through(gym))
    compare(chain, gym)


def pseudonyms(chain):
    gym = chain.gym("Kiel 3", "walkers: pseudonym", days=6)
    gym.sender.start()
    until("all sets", lambda: is_through(gym))
    compare(chain, gym)
    names = chain.database.ask("SELECT DISTINCT walker FROM finished_set s JOIN gym g ON g.id = s.gym_id WHERE g.name = 'Kiel 3' AND walker IS NOT NULL")
    assert names, "no pseudonym came"
    walkers = [walker["name"] for walker in json.loads(gym.run("walkers", "list", "--json"))]
    for name in walkers:
        assert name not in str(names), names
    gym.run("walkers", "erase", walkers[0], "--yes")
    until("the erasure", lambda: is_through(gym))
    left = chain.database.ask("SELECT DISTINCT walker FROM finished_set s JOIN gym g ON g.id = s.gym_id WHERE g.name = 'Kiel 3' AND walker IS NOT NULL")
    equal(len(left), len(names) - 1, "pseudonyms after an erasure")
    return "%d pseudonyms, one erased" % len(names)


def signed(gym, body, *, device=None, key=None, ts=None, nonce=None, path="/v1/changes"):
    key = key or Ed25519PrivateKey.from_private_bytes(base64.b64decode(gym.private_key()))
    ts, nonce, instance = ts or int(time.time()), nonce or os.urandom(16).hex(), "ab" * 16
    text = "\n".join(["POST", path, str(ts), nonce, instance, hashlib.sha256(body).hexdigest()])
    signature = base64.b64encode(key.sign(text.encode())).decode()
    return {"Deadmill-Signature": "device=%s, ts=%d, nonce=%s, instance=%s, sig=%s" % (device or gym.device(), ts, nonce, instance, signature)}


def post(chain, body, headers, hub=0):
    request = urllib.request.Request(chain.hubs[hub].address + "/v1/changes", data=body, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")


def strangers(chain):
    gym = chain.first
    gym.sender.end()
    equal(post(chain, b"[]", {})[0], 401, "without a signature")
    equal(post(chain, b"[]", signed(gym, b"[]", key=Ed25519PrivateKey.generate()))[0], 401, "another key")
    equal(post(chain, b"[ ]", signed(gym, b"[]"))[0], 401, "another body")
    equal(post(chain, b"[]", signed(gym, b"[]", device="00000000-0000-4000-8000-000000000000"))[0], 401, "another device")
    equal(post(chain, b"[]", signed(gym, b"[]", ts=int(time.time()) - 3600))[0], 409, "an hour ago")
    once = signed(gym, b"[]")
    equal(post(chain, b"[]", once)[0], 200)
    equal(post(chain, b"[]", once)[0], 401, "the same once more")
    equal(post(chain, b"[]", once, hub=1)[0], 401, "the same at the other hub")
    other = chain.gyms[1]
    machine = chain.database.ask("SELECT machine_id FROM finished_set s JOIN gym g ON g.id = s.gym_id WHERE g.name = 'Kiel 3' LIMIT 1")[0][0]
    row = chain.database.ask("SELECT s.id FROM finished_set s JOIN gym g ON g.id = s.gym_id WHERE g.name = 'Kiel 3' LIMIT 1")[0][0]
    foreign = {"kind": "set", "revision": 10 ** 9, "id": row, "machineId": machine, "sessionId": "s", "indexInSession": 1,
               "startedAt": "2026-01-01T00:00:00Z", "endedAt": "2026-01-01T00:01:00Z", "durationS": 60, "movingTimeS": 60, "distanceM": 1}
    body = json.dumps([foreign]).encode()
    status, answer = post(chain, body, signed(gym, body))
    equal((status, len(answer["refused"])), (200, 1), "a machine of another gym")
    own = chain.database.ask("SELECT m.id FROM machine m JOIN gym g ON g.id = m.gym_id WHERE g.name = 'Kiel 2' LIMIT 1")[0][0]
    body = json.dumps([dict(foreign, machineId=own)]).encode()
    status, answer = post(chain, body, signed(gym, body))
    equal((status, len(answer["refused"])), (200, 1), "a set of another gym")
    compare(chain, other)


def bad_bodies(chain):
    gym = chain.first
    own = chain.database.ask("SELECT m.id FROM machine m JOIN gym g ON g.id = m.gym_id WHERE g.name = 'Kiel 2' LIMIT 1")[0][0]
    good = {"kind": "set", "revision": 10 ** 6, "machineId": own, "sessionId": "s", "indexInSession": 1, "startedAt": "2026-01-01T00:00:00Z",
            "endedAt": "2026-01-01T00:01:00Z", "durationS": 60, "movingTimeS": 60, "distanceM": 1}
    ids = ["019b0000-0000-7000-8000-00000000000%d" % n for n in range(6)]

    def send(value):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        return post(chain, body, signed(gym, body))

    for wrong in (b"", b"[", b"{}", b"[1]", b'[{"kind":"set"}]', b"\xff\xfe", b"[" * 5000):
        equal(send(wrong)[0], 400, repr(wrong[:20]))
    equal(send([dict(good, id=ids[0], schemaVersion=99)])[0], 426, "a newer version")
    status, answer = send([
        dict(good, id=ids[1]), dict(good, id="no-uuid", revision=2), dict(good, id=ids[2], distanceM="far", revision=3),
        dict(good, id=ids[3], startedAt="2026-02-31T00:00:00Z", revision=4), dict(good, id=ids[4], sessionId="a\u0000b", revision=5),
        dict(good, id=ids[5], somethingNew={"a": [1, 2]}, revision=6), {"kind": "weather", "revision": 7}])
    equal(status, 200, answer)
    equal(sorted(record["revision"] for record in answer["refused"]), [2, 3, 4, 5, 7], answer)
    equal(chain.database.ask("SELECT extra FROM finished_set WHERE id = '%s'" % ids[5]), [['{"somethingNew": {"a": [1, 2]}}']])
    # An older revision does not replace a newer one.
    send([dict(good, id=ids[1], distanceM=5, revision=3)])
    equal(chain.database.ask("SELECT distance_m FROM finished_set WHERE id = '%s'" % ids[1]), [["1"]])
    equal(send(b" " * (3 << 20))[0], 413, "three megabytes")
    chain.database.ask("DELETE FROM finished_set WHERE session_id = 's'")


def revoked(chain):
    gym = chain.gym("Kiel 4", days=3)
    gym.sender.start()
    until("all sets", lambda: is_through(gym))
    subprocess.run([chain.programs.hub, "revoke", gym.device(), "--database", chain.database.target], check=True, stdout=subprocess.DEVNULL)
    gym.run("discard", gym.sets()[-1]["id"], "--yes")
    until("the refusal", lambda: "revoked" in gym.cursor().get("fault", ""))
    assert gym.sender.process.poll() is None
    return "it says so, and goes on alone"


def cloned(chain):
    gym = chain.gym("Kiel 5", days=3)
    for instance in ("aa" * 16, "bb" * 16, "aa" * 16):
        key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(gym.private_key()))
        ts, nonce = int(time.time()), os.urandom(16).hex()
        text = "\n".join(["POST", "/v1/changes", str(ts), nonce, instance, hashlib.sha256(b"[]").hexdigest()])
        sig = base64.b64encode(key.sign(text.encode())).decode()
        equal(post(chain, b"[]", {"Deadmill-Signature": "device=%s, ts=%d, nonce=%s, instance=%s, sig=%s" % (gym.device(), ts, nonce, instance, sig)})[0], 200)
    listed = subprocess.run([chain.programs.hub, "devices", "--database", chain.database.target], capture_output=True, text=True).stdout
    contains(listed, "two computers with one key")


def kills(chain):
    """Senders, hubs and the database are killed at random while a month of each gym is on its way."""
    gyms = [chain.gym("Gym %d" % number, "kilobytesPerSecond: 40") for number in range(chain.options.gyms)]
    for gym in gyms:
        gym.sender.start()
    counts = {"sender": 0, "hub": 0, "database": 0}
    for _ in range(chain.options.kills):
        time.sleep(chain.random.uniform(0.2, 1.5))
        what = chain.random.choice(list(counts))
        counts[what] += 1
        if what == "sender":
            gym = chain.random.choice(gyms)
            gym.sender.kill()
            gym.sender.start()
        elif what == "hub":
            hub = chain.random.choice(chain.hubs)
            hub.kill()
            hub.start()
        else:
            chain.database.stop("immediate")
            chain.database.start()
    for gym in gyms:
        # Without the pause after a failure, and at full speed.
        gym.sender.kill()
        with open(gym.config, "w") as file:
            file.write("hub: %s\n" % chain.address)
        gym.sender.start()
    sets = 0
    for gym in gyms:
        until("all sets of " + gym.name, lambda: is_through(gym))
        sets += compare(chain, gym)
    return "%s: %d sets, %d rows, none twice" % (counts, sets, sets)


def page(chain):
    until("the sums of days", lambda: chain.database.number("SELECT count(*) FROM stale_day") == 0)
    with urllib.request.urlopen(chain.hubs[0].page + "/") as answer:
        text = answer.read().decode()
        contains(answer.headers["Content-Security-Policy"], "default-src 'none'")
    for name in ("Kiel 2", "Gyms, last seven days", "two computers send with one key"):
        contains(text, name)
    number = chain.database.number("SELECT id FROM gym WHERE name = 'Kiel 2'")
    with urllib.request.urlopen("%s/gyms/%d" % (chain.hubs[0].page, number)) as answer:
        contains(answer.read().decode(), "Machines, last seven days")
    with urllib.request.urlopen(chain.hubs[0].page + "/days.csv") as answer:
        lines = answer.read().decode().splitlines()
    total = sum(int(line.split(",")[2]) for line in lines[1:])
    counted = chain.database.number("SELECT count(*) FROM finished_set WHERE discarded_at IS NULL AND suspect IS NULL AND started_at > now() - interval '360 days'")
    equal(total, counted, "sets of all days")


def dump(chain):
    """pg_dump and pg_restore keep rows, tombstones and rights."""
    def facts(database):
        return [database.ask("SELECT count(*), sum(distance_m) FROM finished_set"), database.ask("SELECT gym_id, walker FROM erased_walker ORDER BY 1, 2"),
                database.ask("SELECT polname FROM pg_policy ORDER BY 1")]
    file = chain.database.folder + "/dump"
    chain.database.command("pg_dump", "-Fc", "-f", file, chain.database.target)
    other = Postgres("restored").make()
    try:
        other.ask("CREATE ROLE deadmill_gym NOLOGIN; CREATE ROLE deadmill_reader NOLOGIN;")
        shutil.copy(file, other.folder + "/dump")
        os.chmod(other.folder + "/dump", 0o644)
        other.command("pg_restore", "-d", other.target, other.folder + "/dump")
        equal(facts(other), facts(chain.database))
    finally:
        other.remove()


CASES = [("sets arrive to the digit, without names", arrives), ("a change of a set arrives", edits),
         ("pseudonyms, and an erasure at the gym", pseudonyms), ("forged, replayed, late and foreign requests", strangers),
         ("bodies that are wrong, and records that are", bad_bodies), ("a revoked key", revoked), ("a card that was copied", cloned),
         ("kills at random", kills), ("the chain's page and its sums", page), ("dump and restore", dump)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name in ("deadmill", "connect", "hub"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--gyms", type=int, default=3)
    parser.add_argument("--days", type=int, default=8)
    parser.add_argument("--seed", type=int, default=random.randrange(10 ** 9))
    parser.add_argument("--only")
    options = parser.parse_args()
    print("seed %d" % options.seed, flush=True)
    report = Report(options.only)
    with Chain(options) as chain:
        for name, body in CASES:
            report.case(name, body, chain)
    sys.exit(report.end())


if __name__ == "__main__":
    main()
