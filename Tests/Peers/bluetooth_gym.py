# SPDX-License-Identifier: Apache-2.0
"""What the peers connect to: a belt whose every number is known, bluetoothd, and the program that is tested."""

import asyncio
import json
import os
import subprocess

SOCKET = "/run/lab/deadmill.sock"
MACHINE = "01a22bb6-0000-7000-8000-000000000001"


class Belt:
    """Speaks protocol 2 of deadmill-protocol(5) as the daemon does, about one machine."""

    def __init__(self):
        self.speed = 0.795
        self.number = 1
        self.elapsed = 0.0
        self.phase = "active"
        self.server = None
        self.tasks = set()

    def frame(self):
        motion = {"speedMps": self.speed, "speedSdMps": 0.02, "displaySpeedMps": self.speed, "displaySpeedSdMps": 0.02,
                  "powerW": 110.4, "powerSdW": 5.0, "powerIsEstimated": False, "cadenceSpm": 95.2, "totalDistanceM": 0}
        of_set = {"number": self.number}
        if self.phase == "active":
            of_set.update(elapsedS=self.elapsed, distanceM=self.elapsed * self.speed)
        else:
            motion.update(speedMps=0.0, displaySpeedMps=0.0, powerW=0.0)
            of_set.update(restElapsedS=5.0)
        return {"type": "live", "machine": MACHINE, "name": "Treadmill 3", "timeNs": 1, "phase": self.phase,
                "motion": motion, "set": of_set}

    async def serve(self, reader, writer):
        self.tasks.add(asyncio.current_task())
        hello = {"type": "hello", "protocol": {"major": 2, "minor": 0}, "software": "peers", "capabilities": ["live"],
                 "machines": [{"id": MACHINE, "name": "Treadmill 3", "kind": "motorised-off"}]}
        try:
            writer.write(json.dumps(hello).encode() + b"\n")
            while True:
                writer.write(json.dumps(self.frame()).encode() + b"\n")
                await writer.drain()
                await asyncio.sleep(0.1)
                if self.phase == "active":
                    self.elapsed += 0.1
        except (ConnectionError, asyncio.CancelledError):
            writer.close()

    async def start(self):
        if os.path.exists(SOCKET):
            os.remove(SOCKET)
        self.server = await asyncio.start_unix_server(self.serve, SOCKET)
        os.chmod(SOCKET, 0o666)

    async def stop(self):
        self.server.close()
        for task in self.tasks:
            task.cancel()
        self.tasks.clear()

    def next_set(self):
        self.number += 1
        self.elapsed = 0.0


class Gym:
    """The programs of the guest."""

    def __init__(self, connect):
        self.connect = connect
        self.bluetoothd = self.program = None
        self.log = "/run/lab/packets"

    def start_bus(self):
        os.makedirs("/run/dbus", exist_ok=True)
        os.makedirs("/run/lab", exist_ok=True)
        os.chmod("/run/lab", 0o777)
        subprocess.run(["dbus-daemon", "--system", "--fork"], check=True)

    def start_bluetoothd(self):
        said = open("/run/lab/bluetoothd.log", "ab")
        self.bluetoothd = subprocess.Popen(["/usr/libexec/bluetooth/bluetoothd", "-n"], stdout=said, stderr=said)

    def stop_bluetoothd(self):
        self.bluetoothd.terminate()
        self.bluetoothd.wait()

    def start_program(self, more=""):
        """`more`: further keys of the adapter."""
        with open("/run/lab/bluetooth.yaml", "w") as file:
            file.write('socket: %s\nadapters:\n  hci0: { machine: Treadmill 3, name: "Deadmill 3"%s }\n' % (SOCKET, more))
        said = open("/run/lab/connect.log", "ab")
        # As a user without any rights, as the service is.
        self.program = subprocess.Popen(
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", self.connect, "bluetooth",
             "--config", "/run/lab/bluetooth.yaml", "--log", self.log], stdout=said, stderr=said)

    def start_daemon(self, program):
        """The real daemon with a simulated belt, on the socket of the other one."""
        if os.path.exists(SOCKET):
            os.remove(SOCKET)
        with open("/run/lab/deadmill.yaml", "w") as file:
            file.write("machine:\n  name: Treadmill 3\n  rollerCircumferenceM: 0.18\n  magnets: 4\n"
                       "  drag: { massKg: 35, c0N: 15, c1NsPerM: 4, c2Ns2PerM2: 0.5, mu: 0.17 }\n")
        said = open("/run/lab/daemon.log", "ab")
        return subprocess.Popen(
            [program, "run", "--config", "/run/lab/deadmill.yaml", "--input", "simulated:three-one-minute-sets",
             "--state", "/run/lab/state", "--socket", SOCKET], stdout=said, stderr=said)

    @staticmethod
    async def admit():
        """What the group deadmill is for: the program may read the daemon's socket."""
        while not os.path.exists(SOCKET):
            await asyncio.sleep(0.1)
        os.chmod(SOCKET, 0o666)

    def check(self):
        done = subprocess.run(
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", self.connect, "check", "bluetooth",
             "--config", "/run/lab/bluetooth.yaml"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return done.returncode, done.stdout

    def stop_program(self):
        self.program.terminate()
        return self.program.wait()

    @staticmethod
    def said(name):
        with open("/run/lab/%s.log" % name, errors="replace") as file:
            return file.read()
