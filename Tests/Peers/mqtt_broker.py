# SPDX-License-Identifier: Apache-2.0
"""Debian's mosquitto with users, an access list and TLS, and others who speak with it."""

import collections
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

import paho.mqtt.client as paho
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "Web"))
from gym import free_port, until  # noqa: E402

PASSWORD = "geheim-7c1f-publisher"
READER_PASSWORD = "geheim-55aa-reader"
SITE = "gym1"
ACCESS = """user deadmill
topic write deadmill/gym1/#
topic read deadmill/gym1/+/set/walker
topic write homeassistant/device/+/config
topic read homeassistant/status
user reader
topic readwrite #
"""


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def make_certificates(folder, host="localhost"):
    """An authority, and a certificate of the broker for one name."""
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "2", "-subj",
            "/CN=gym authority", "-keyout", folder + "/ca.key", "-out", folder + "/ca.pem")
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "1", "-subj",
            "/CN=" + host, "-addext", "subjectAltName=DNS:" + host, "-addext", "basicConstraints=critical,CA:FALSE",
            "-CA", folder + "/ca.pem", "-CAkey", folder + "/ca.key", "-keyout", folder + "/broker.key",
            "-out", folder + "/broker.pem")


class Broker:
    """mosquitto in a folder of its own; what it keeps survives a kill."""

    all = []

    def __init__(self, certificate_host=None):
        self.folder = tempfile.mkdtemp(prefix="dmmqtt-")
        self.port = free_port()
        self.process = None
        Broker.all.append(self)
        self.write_access(ACCESS)
        passwords = self.folder + "/passwords"
        for number, (user, password) in enumerate((("deadmill", PASSWORD), ("reader", READER_PASSWORD))):
            subprocess.run(["mosquitto_passwd", "-b", *(["-c"] if number == 0 else []), passwords, user, password],
                           check=True, capture_output=True)
        lines = ["user root" if os.getuid() == 0 else "", f"listener {self.port} 127.0.0.1", f"password_file {passwords}",
                 f"acl_file {self.folder}/access", "persistence true", f"persistence_location {self.folder}/",
                 "autosave_on_changes true", "autosave_interval 1", "log_type all", f"log_dest file {self.folder}/log"]
        if certificate_host:
            make_certificates(self.folder, certificate_host)
            self.tls_port = free_port()
            lines += [f"listener {self.tls_port} 127.0.0.1", f"certfile {self.folder}/broker.pem",
                      f"keyfile {self.folder}/broker.key"]
        with open(self.folder + "/conf", "w") as file:
            file.write("\n".join(lines) + "\n")

    def write_access(self, text):
        with open(self.folder + "/access", "w") as file:
            file.write(text)

    def start(self):
        self.process = subprocess.Popen(["mosquitto", "-c", self.folder + "/conf"], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until("the broker's port", self.answers)
        return self

    def answers(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    def end(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait()

    def kill(self):
        self.end(signal.SIGKILL)

    def log(self):
        with open(self.folder + "/log", errors="replace") as file:
            return file.read()


class Reader:
    """paho-mqtt with a session that the broker keeps: what comes while it is away comes later."""

    def __init__(self, port, name="reader"):
        self.lock = threading.Lock()
        self.messages = []
        self.is_connected = threading.Event()
        self.client = paho.Client(paho.CallbackAPIVersion.VERSION2, client_id=name, protocol=paho.MQTTv5)
        self.client.username_pw_set("reader", READER_PASSWORD)
        self.client.reconnect_delay_set(1, 1)
        self.client.on_connect = self._connected
        self.client.on_disconnect = lambda *_: self.is_connected.clear()
        self.client.on_message = self._message
        session = Properties(PacketTypes.CONNECT)
        session.SessionExpiryInterval = 3600
        self.client.connect("127.0.0.1", port, clean_start=False, properties=session)
        self.client.loop_start()
        assert self.is_connected.wait(60), "the reader is not connected"

    def _connected(self, client, *_):
        client.subscribe([("deadmill/#", paho.SubscribeOptions(qos=1)), ("homeassistant/#", paho.SubscribeOptions(qos=1))])
        self.is_connected.set()

    def _message(self, _client, _data, message):
        with self.lock:
            self.messages.append((message.topic, message.payload.decode(errors="replace"), message.retain))

    def all(self, ending="", retained=None):
        with self.lock:
            return [payload for topic, payload, kept in self.messages
                    if topic.endswith(ending) and (retained is None or kept == retained)]

    def last(self, ending):
        found = self.all(ending)
        return found[-1] if found else None

    def topics(self):
        with self.lock:
            return {topic for topic, _, _ in self.messages}

    def sets(self):
        """Identifiers of finished sets as they came first, and how often each came."""
        ids = [json.loads(payload)["id"] for payload in self.all("/set")]
        return list(dict.fromkeys(ids)), collections.Counter(ids)

    def forget(self):
        with self.lock:
            self.messages = []

    def publish(self, topic, payload, retain=False):
        self.client.publish(topic, payload, qos=1, retain=retain).wait_for_publish(60)

    def end(self):
        self.client.disconnect()
        self.client.loop_stop()


class SlowWire:
    """Passes bytes on with a delay, so that there is something to interrupt."""

    def __init__(self, port, delay_s):
        self.target, self.delay_s = port, delay_s
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                near.close()
                continue
            for a, b in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=(a, b), daemon=True).start()

    def _pass(self, a, b):
        try:
            while data := a.recv(65536):
                time.sleep(self.delay_s)
                b.sendall(data)
        except OSError:
            pass
        for end in (a, b):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def end(self):
        self.listener.close()
