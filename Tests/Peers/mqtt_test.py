# SPDX-License-Identifier: Apache-2.0
"""`deadmill-connect mqtt` with Debian's mosquitto: what is sent, and that nothing is lost.

    mqtt_test.py --deadmill PROGRAM --connect PROGRAM [--only WORDS]
"""

import argparse
import json
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

import mqtt_broker
from mqtt_broker import PASSWORD, READER_PASSWORD, Broker, Reader, SlowWire, until
from mqtt_site import Site

from checks import Report, equal, lacks

ROOT = "deadmill/gym1/"


def wait_for_sets(reader, wanted):
    """Until the reader has so many sets."""
    until(f"{wanted} sets at the reader", lambda: len(reader.sets()[0]) >= wanted)
    return reader.sets()


def live_and_offline(programs):
    """Three sets live, then three that were walked while the broker was away: all once and in order."""
    broker = Broker().start()
    reader = Reader(broker.port)
    with Site(programs, broker).start_daemon() as site:
        site.start_publisher()
        ids, counts = wait_for_sets(reader, 3)
        equal(ids, site.sets(), "live sets")
        speeds = [json.loads(payload)["speedKmh"] for payload in reader.all("/state")]
        assert max(speed or 0 for speed in speeds) > 1, speeds
        first = json.loads(reader.all("/set")[0])
        logged = json.loads(site.run("sets", "--json"))[0]
        equal((first["event_type"], first["id"]), ("finished", logged["id"]))
        assert abs(first["distanceM"] - logged["distanceM"]) < 0.06, (first, logged)
        until("the odometer", lambda: reader.last("/odometer"))
        site.end_daemon()
        until("no sensor", lambda: reader.last("/sensor") == "offline")

        broker.end()
        site.wait_for_line("no connection|connection ended")
        site.start_daemon("sprint")
        until("more sets in the log", lambda: len(json.loads(site.run("sets", "--json"))) > 3)
        until("the daemon to end", lambda: site.daemon.poll() is not None)
        wanted = site.sets()
        # A daemon that stays: without one there is no feed.
        site.start_daemon(speedup=0.3)
        broker.start()
        ids, counts = wait_for_sets(reader, len(wanted))
        equal(ids, site.sets()[:len(ids)], "all sets")
        equal(max(counts.values()), 1, "how often a set came")
        metres = [json.loads(payload)["metres"] for payload in reader.all("/odometer")]
        equal(metres, sorted(metres), "the odometer falls")
    reader.end()
    broker.end()
    return f"{len(ids)} sets, {len(speeds)} states"


def nothing_personal(programs):
    """With a walker on the machine and names switched off, no message has the name."""
    broker = Broker().start()
    reader = Reader(broker.port)
    with Site(programs, broker).start_daemon(speedup=10) as site:
        site.run("walkers", "add", "Adelheid", "--mass", "62")
        site.run("walkers", "use", "Adelheid", "--machine", site.name)
        site.start_publisher()
        wait_for_sets(reader, 2)
        equal(json.loads(site.run("sets", "--json"))[-1]["walker"], "Adelheid", "the log's walker")
        lacks("".join(reader.all()), "Adelheid")
        reader.publish(ROOT + "simulated-belt/set/walker", "No walker")
        site.end_publisher()
        until("offline", lambda: reader.last("/status") == "offline")
        equal(reader.all("/answer"), [], "answers")
    reader.end()
    broker.end()


def commands(programs):
    """Who walks is chosen by a message and answered; a retained one is ignored; names are published."""
    broker = Broker().start()
    reader = Reader(broker.port)
    topic = ROOT + "simulated-belt/set/walker"
    with Site(programs, broker, settings="walkers: true\n").start_daemon(speedup=1) as site:
        site.run("walkers", "add", "Ada", "--mass", "62")
        reader.publish(topic, "Ada", retain=True)
        site.start_publisher()
        until("the choice", lambda: '"options":["No walker","Ada"]' in (reader.last("/config") or ""))
        until("a state", lambda: reader.last("/state"))
        equal(json.loads(reader.last("/state"))["walker"], "No walker", "after a retained command")
        reader.publish(topic, "", retain=True)
        reader.publish(topic, "Ada")
        until("an answer", lambda: reader.all("/answer"))
        answer = json.loads(reader.last("/answer"))
        equal((answer["ok"], answer["walker"]), (True, "Ada"))
        until("Ada in the state", lambda: json.loads(reader.last("/state"))["walker"] == "Ada")
        reader.publish(topic, "Xaver")
        until("a refusal", lambda: json.loads(reader.last("/answer"))["ok"] is False)
        equal(json.loads(reader.last("/answer"))["code"], "no_such_walker")
        reader.publish(ROOT + "other/set/walker", "Ada")
        reader.publish(topic, b"\xff\xfe")
        until("a refusal of no text", lambda: "unusable_name" in reader.last("/answer"))
    reader.end()
    broker.end()


def availability(programs):
    """A goodbye is offline at once, a kill by the last will; a new start is online again."""
    broker = Broker().start()
    reader = Reader(broker.port)
    with Site(programs, broker).start_daemon(speedup=1) as site:
        for how in (signal.SIGTERM, signal.SIGKILL):
            site.start_publisher()
            until("online", lambda: reader.last("/status") == "online")
            site.end_publisher(how)
            until("offline", lambda: reader.last("/status") == "offline")
        equal(site.publisher.returncode, -signal.SIGKILL)
        lacks(site.said("publisher"), "warning")
    reader.end()
    broker.end()


def home_assistant(programs):
    """Discovery is retained, sent again on a birth, keeps its identifiers on a rename, and goes with its machine."""
    broker = Broker().start()
    reader = Reader(broker.port)
    with Site(programs, broker).start_daemon(speedup=6) as site:
        site.start_publisher()
        until("a device", lambda: reader.last("/config"))
        before = json.loads(reader.last("/config"))
        equal(len(before["components"]), 10)
        late = Reader(broker.port, "late")
        until("the kept device", lambda: late.all("/config", retained=True))
        late.end()
        count = len(reader.all("/config"))
        reader.publish("homeassistant/status", "online")
        until("the device again", lambda: len(reader.all("/config")) > count)
        site.run("machines", "rename", site.name, "Belt A")
        until("the new name", lambda: json.loads(reader.last("/config"))["device"]["name"] == "Belt A")
        after = json.loads(reader.last("/config"))
        equal(after["device"]["identifiers"], before["device"]["identifiers"])
        equal(after["components"], before["components"])

        site.end_daemon()
        site.name = "Another"
        site.start_daemon(speedup=0.3)
        until("the old device gone", lambda: "" in reader.all("simulated-belt/config"))
        until("the new device", lambda: reader.all("another/config"))
        late = Reader(broker.port, "later")
        until("what is kept", lambda: late.all("/config", retained=True))
        equal([topic for topic in late.topics() if "simulated-belt" in topic], [], "kept of the old machine")
        late.end()
    reader.end()
    broker.end()


def strange_names(programs):
    """Wildcards, slashes and quotes in a machine's name are in no topic."""
    broker = Broker().start()
    reader = Reader(broker.port)
    name = 'Süd/+/# "3" $SYS'
    with Site(programs, broker, name=name).start_daemon(speedup=20) as site:
        site.start_publisher()
        ids, _ = wait_for_sets(reader, 1)
        equal(site.words()[next(iter(site.words()))], "sud-3-sys")
        equal(json.loads(reader.last("/config"))["device"]["name"], name)
        equal({topic.split("/")[2] for topic in reader.topics() if topic.startswith("deadmill/gym1/")},
              {"status", "sud-3-sys"})
    reader.end()
    broker.end()


def wrong_password(programs):
    """A refused password is reported without it, once, and a corrected file helps without a restart."""
    broker = Broker().start()
    reader = Reader(broker.port)
    with Site(programs, broker, password="geheim-wrong-9999").start_daemon(speedup=1) as site:
        site.start_publisher()
        site.wait_for_line("refuses user or password")
        lacks(site.said("publisher"), "geheim")
        with open(site.password_file, "w") as file:
            file.write(PASSWORD)
        until("online", lambda: reader.last("/status") == "online")
        equal(site.said("publisher").count("refuses user or password"), 1)
    reader.end()
    broker.end()


def access_list(programs):
    """A topic that may not be written is reported, and its sets wait until it may."""
    broker = Broker()
    broker.write_access(mqtt_broker.ACCESS.replace("topic write deadmill/gym1/#", "topic write deadmill/gym1/status"))
    broker.start()
    reader = Reader(broker.port)
    with Site(programs, broker).start_daemon() as site:
        site.start_publisher()
        site.wait_for_line("does not take deadmill/gym1/simulated-belt/sensor")
        site.wait_for_line("finished sets are not sent: the broker does not take them")
        equal(site.cursor()["sequence"] < 3, True, "the cursor went on")
        until("the daemon to end", lambda: site.daemon.poll() is not None)
        site.start_daemon(speedup=0.3)
        broker.write_access(mqtt_broker.ACCESS)
        broker.reload()
        ids, _ = wait_for_sets(reader, 3)
        equal(ids, site.sets(), "sets after the access list was corrected")
    reader.end()
    broker.end()


def encrypted(programs):
    """TLS with an authority of the gym's own; a foreign authority, another name and the system's authorities are refused."""
    broker = Broker(certificate_host="localhost").start()
    other = Broker(certificate_host="broker.elsewhere").start()
    ca, foreign = broker.folder + "/ca.pem", other.folder + "/ca.pem"
    reader = Reader(broker.port)
    with Site(programs, broker, "mqtts", port=broker.tls_port, settings=f"ca: {ca}\n").start_daemon() as site:
        site.start_publisher()
        wait_for_sets(reader, 1)
        site.end_publisher()
        for settings, port in ((f"ca: {foreign}\n", broker.tls_port), (f"ca: {foreign}\n", other.tls_port),
                               ("", broker.tls_port)):
            open(site.folder + "/publisher", "w").close()
            reader.forget()
            site.configure(f"broker: mqtts://localhost:{port}\n{settings}")
            site.start_publisher()
            site.wait_for_line("certificate is not trusted")
            site.end_publisher()
            equal(reader.all("/status"), [], "sent to a broker that is not trusted")
    reader.end()
    broker.end()
    other.end()


def silent_broker(programs):
    """A port that accepts and never answers is reported, and does not keep the service from ending."""
    silent = socket.create_server(("127.0.0.1", 0))
    accepted = []
    threading.Thread(target=lambda: [accepted.append(silent.accept()) for _ in range(9)], daemon=True).start()
    broker = Broker()
    for scheme, settings in (("mqtt", ""), ("mqtts", "")):
        with Site(programs, broker, scheme, port=silent.getsockname()[1], settings=settings).start_daemon() as site:
            site.start_publisher()
            site.wait_for_line("accepts connections and does not answer")
            begun = time.monotonic()
            site.end_publisher()
            equal(site.publisher.returncode, 0)
    return f"ended in {time.monotonic() - begun:.1f} s"


def killed_fifty_times(programs):
    """Hundreds of sets to a broker that is killed at random while they flow: none is lost, all in order."""
    random.seed(4)
    broker = Broker().start()
    reader = Reader(broker.port)
    wire = SlowWire(broker.port, 0.05)
    with Site(programs, broker, port=wire.port) as site:
        site.fill(900)
        wanted = site.sets()
        with open(site.data + "/changes.json", "w") as file:
            json.dump({"sequence": 0}, file)
        site.start_publisher()
        kills = 0
        for kills in range(1, 51):
            had = len(reader.sets()[0])
            assert reader.is_connected.wait(60), "the reader does not come back"
            # Once they flow again.
            until("a set after a kill", lambda: len(reader.sets()[0]) > had)
            if len(reader.sets()[0]) >= len(wanted):
                raise AssertionError(f"all {len(wanted)} sets were sent after {kills} kills; copy more")
            time.sleep(random.uniform(0, 0.4))
            broker.kill()
            until("the reader noticed", lambda: not reader.is_connected.is_set())
            broker.start()
        before = len(reader.sets()[0])
        wire.delay_s = 0
        ids, counts = wait_for_sets(reader, len(wanted))
        equal(ids, wanted, "sets in order")
    reader.end()
    wire.end()
    broker.end()
    again = sum(count - 1 for count in counts.values())
    return f"{kills} kills within {before} of {len(ids)} sets, 0 lost, {again} came twice"


def publisher_killed(programs):
    """The publisher killed at random: what it had not noted comes again, nothing is missing."""
    random.seed(5)
    broker = Broker().start()
    reader = Reader(broker.port)
    wire = SlowWire(broker.port, 0.02)
    with Site(programs, broker, port=wire.port) as site:
        site.fill(200)
        wanted = site.sets()
        with open(site.data + "/changes.json", "w") as file:
            json.dump({"sequence": 0}, file)
        for _ in range(10):
            had = len(reader.sets()[0])
            site.start_publisher()
            until("a set after a kill", lambda: len(reader.sets()[0]) > had or had == len(wanted))
            time.sleep(random.uniform(0, 0.5))
            site.end_publisher(signal.SIGKILL)
        site.start_publisher()
        ids, counts = wait_for_sets(reader, len(wanted))
        equal(ids, wanted, "sets in order")
    reader.end()
    wire.end()
    broker.end()
    return f"{len(ids)} sets, {sum(count - 1 for count in counts.values())} came twice"


def no_secrets(programs):
    """No password in any line that the programs of the cases before wrote, nor in what they kept."""
    count = 0
    for folder in Site.logs:
        found = subprocess.run(["grep", "-rlE", f"{PASSWORD}|{READER_PASSWORD}|geheim", folder, "--exclude=password"],
                               capture_output=True, text=True).stdout
        equal(found, "", "files with a password")
        count += 1
    return f"{count} folders"


CASES = [live_and_offline, nothing_personal, commands, availability, home_assistant, strange_names, wrong_password,
         access_list, encrypted, silent_broker, publisher_killed, killed_fifty_times, no_secrets]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--deadmill", required=True)
    parser.add_argument("--connect", required=True)
    parser.add_argument("--only")
    options = parser.parse_args()
    report = Report(options.only)
    with tempfile.TemporaryDirectory(prefix="dmpeers-") as folder:
        tempfile.tempdir = folder
        for case in CASES:
            report.case(case.__name__.replace("_", " "), case, options)
            # One that failed may have left its broker behind.
            for broker in Broker.all:
                broker.end()
    sys.exit(report.end())


if __name__ == "__main__":
    main()
