#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs in the guest of bluetooth.py: phones and watches against the program, through a real kernel and bluetoothd."""

import argparse
import asyncio
import subprocess
import sys
import time
import traceback

from bluetooth_air import Air, Client, advertised
from bluetooth_gym import MACHINE, Belt, Gym
from bluetooth_strap import Control, Strap

CASES = []


def case(name):
    def add(function):
        CASES.append((name, function))
        return function
    return add


class Room:
    """What all cases share."""

    def __init__(self, options):
        self.air, self.belt, self.gym = Air(), Belt(), Gym(options.connect)
        self.daemon = options.daemon
        self.said = []

    def note(self, text):
        self.said.append(text)

    async def open(self):
        self.gym.start_bus()
        await self.air.plug()
        self.gym.start_bluetoothd()
        await self.belt.start()
        self.gym.start_program()
        self.phone = await self.air.device("phone")
        self.watch = await self.air.device("watch")

    async def back(self, limit_s=20):
        """Waits until a phone sees the machine again; returns the seconds that took."""
        return (await advertised(self.phone, limit_s))[1]


def number(data):
    return int.from_bytes(data, "little")


def equal(found, wanted, what):
    if found != wanted:
        raise AssertionError("%s: %r, expected %r" % (what, found, wanted))


def decoded(packet):
    """Treadmill Data with force and power: (km/h, metres, seconds, newtons, watts)."""
    equal(packet[:2].hex(), "0414", "flags")
    equal(len(packet), 13, "length")
    return (number(packet[2:4]) / 100, number(packet[4:7]), number(packet[7:9]), number(packet[9:11]), number(packet[11:13]))


@case("what is advertised")
async def advertisement(room):
    data, seconds = await advertised(room.phone, 30)
    room.note("%s after %.1f s" % (data.hex(), seconds))
    fields = {}
    while data:
        length = data[0]
        fields.setdefault(data[1], data[2:length + 1])
        data = data[length + 1:]
    equal(fields.get(0x01, b"").hex(), "06", "flags")
    equal(fields.get(0x03, fields.get(0x02, b"")).hex(), "26181418", "services")
    equal(fields.get(0x16, b"").hex(), "2618010100", "service data")
    equal(fields.get(0x19, b"").hex(), "4004", "appearance")


@case("phone: values, and a packet a second")
async def phone_values(room):
    phone = room.client = await Client(room.phone).connect(mtu=185)
    equal((await phone.read(0x2ACC)).hex(), "0490000000000000", "features")
    equal((await phone.read(0x2AD3)).hex(), "000d", "training status")
    equal((await phone.read(0x2A29)).decode(), "Deadmill", "manufacturer")
    equal((await phone.read(0x2A54)).hex(), "0200", "foot pod's features")
    await phone.subscribe(0x2ACD)
    await phone.packet(0x2ACD)
    times = []
    for _ in range(10):
        at, packet = await phone.packet(0x2ACD)
        kmh, metres, seconds, newtons, watts = decoded(packet)
        times.append(at)
        equal((kmh, newtons, watts), (2.86, 139, 110), "speed, force, power")
        if abs(metres - seconds * room.belt.speed) > 2:
            raise AssertionError("%d m in %d s" % (metres, seconds))
    gaps = [b - a for a, b in zip(times, times[1:])]
    room.note("last %s; gaps %.2f to %.2f s" % (packet.hex(), min(gaps), max(gaps)))
    equal(max(gaps) < 2, True, "no packet lost")


@case("control point")
async def control(room):
    phone = room.client
    await phone.subscribe(0x2AD9)
    await phone.subscribe(0x2ADA)
    for value, wanted in (([7], "800705"), ([0], "800001"), ([7], "800701"), ([2, 0, 1], "800202"), ([8, 3], "800803"),
                          ([8, 2], "800801"), ([0x11], "801102")):
        equal(await phone.answer(value), wanted, bytes(value).hex())
    equal((await phone.packet(0x2ADA))[1].hex(), "04", "started")
    equal((await phone.packet(0x2ADA))[1].hex(), "0202", "paused")


@case("a watch beside the phone; control is each client's own")
async def two(room):
    room.note("seen after %.1f s" % (await advertised(room.watch, 20))[1])
    watch = room.second = await Client(room.watch).connect()
    await watch.subscribe(0x2A53)
    await watch.subscribe(0x2AD9)
    equal(await watch.answer([7]), "800705", "the phone's control is not the watch's")
    room.client.drain(0x2ACD)
    for _ in range(8):
        _, packet = await watch.packet(0x2A53)
        equal((packet[0], number(packet[1:3]), packet[3]), (2, 204, 95), "foot pod")
        await room.client.packet(0x2ACD)
    room.note("foot pod %s" % packet.hex())


@case("distance and time never fall, over three sets and a restart of the daemon")
async def falls(room):
    last = (0, 0)
    for step in range(16):
        if step in (4, 8):
            room.belt.next_set()
        if step == 11:
            await room.belt.stop()
            room.belt.number, room.belt.elapsed = 1, 0.0
            await room.belt.start()
        _, packet = await room.client.packet(0x2ACD, 12)
        _, metres, seconds, _, _ = decoded(packet)
        if metres < last[0] or seconds < last[1]:
            raise AssertionError("%r after %r" % ((metres, seconds), last))
        last = (metres, seconds)
    room.note("%d m, %d s at the end" % last)


@case("start and end of a set")
async def rest(room):
    await room.client.subscribe(0x2AD3)
    room.client.drain(0x2ADA)
    room.belt.phase = "idle"
    equal((await room.client.packet(0x2AD3))[1].hex(), "0005", "rest")
    equal((await room.client.packet(0x2ADA))[1].hex(), "0201", "stopped")
    room.client.drain(0x2ACD)
    await room.client.packet(0x2ACD)
    _, packet = await room.client.packet(0x2ACD)
    equal((packet[2:4].hex(), packet[9:13].hex()), ("0000", "ff7f0000"), "no speed, force unknown, no power")
    room.belt.next_set()
    room.belt.phase = "active"
    equal((await room.client.packet(0x2AD3))[1].hex(), "000d", "set")


@case("a watch pairs: Secure Connections, Just Works")
async def pairing(room):
    room.second.pair_without_keys()
    await asyncio.wait_for(room.second.connection.pair(), 60)
    equal(bool(room.second.connection.encryption), True, "encrypted")
    await room.second.packet(0x2A53)


@case("what check says")
async def check(room):
    loop = asyncio.get_running_loop()
    status, text = await loop.run_in_executor(None, room.gym.check)
    room.note("\n  " + text.strip().replace("\n", "\n  "))
    equal(status, 0, "status")
    for part in ("version 5.", '"Deadmill 3" is advertised (1826 1814)', "connected:", "Treadmill 3"):
        equal(part in text, True, part)


@case("control ends with the connection; a paired watch that returns gets packets again")
async def again(room):
    await room.client.leave()
    await room.second.leave()
    await room.back()
    watch = await Client(room.watch).connect()
    await watch.subscribe(0x2A53)
    await watch.packet(0x2A53)
    await watch.leave()
    await room.back()
    room.client = await Client(room.phone).connect(mtu=185)
    await room.client.subscribe(0x2AD9)
    equal(await room.client.answer([7]), "800705", "control is gone")
    await room.client.leave()


@case("ten connections in a row")
async def many(room):
    begun = time.monotonic()
    for _ in range(10):
        await room.back()
        client = await Client(room.phone).connect()
        await client.subscribe(0x2ACD)
        decoded((await client.packet(0x2ACD))[1])
        await client.leave()
    room.note("%.1f s each" % ((time.monotonic() - begun) / 10))


@case("bluetoothd is started again")
async def restart(room):
    room.gym.stop_bluetoothd()
    room.gym.start_bluetoothd()
    room.note("back after %.1f s" % await room.back())
    client = await Client(room.phone).connect()
    await client.subscribe(0x2ACD)
    decoded((await client.packet(0x2ACD))[1])
    await client.leave()


@case("the adapter is pulled out and plugged in again")
async def replug(room):
    await room.air.unplug()
    await room.air.plug()
    room.note("back after %.1f s" % await room.back())
    client = await Client(room.phone).connect()
    await client.subscribe(0x2ACD)
    decoded((await client.packet(0x2ACD))[1])
    await client.leave()


@case("a heart-rate strap is found, loses contact, is dropped and found again, beside a phone")
async def strap(room):
    await asyncio.get_running_loop().run_in_executor(None, room.gym.stop_program)
    control = Control()
    await control.start()
    room.gym.start_program(", heartRate: nearest")
    begun = time.monotonic()
    worn = Strap(await room.air.device("strap"))
    await worn.put_on()
    sample = await control.until(121, 90)
    room.note("heard after %.1f s" % (time.monotonic() - begun))
    equal(sample["machine"], MACHINE, "machine")
    equal(abs(time.monotonic_ns() - sample["timeNs"]) < 3_000_000_000, True, "CLOCK_MONOTONIC of this boot")
    await room.back()
    client = await Client(room.phone).connect()
    await client.subscribe(0x2ACD)
    for _ in range(3):
        decoded((await client.packet(0x2ACD, 12))[1])
    worn.bpm = 125
    await control.until(125)
    worn.has_contact = False
    await control.until(None)
    worn.has_contact = True
    await control.until(125)
    worn.bpm = 255
    await control.until(None)
    worn.bpm = 126
    await control.until(126)
    await worn.drop()
    await control.until(None)
    begun = time.monotonic()
    await worn.put_on()
    await control.until(126, 120)
    room.note("again after %.1f s" % (time.monotonic() - begun))
    await client.leave()
    await worn.drop()


@case("the daemon's own simulated walk")
async def whole(room):
    if not room.daemon:
        return room.note("not run: no --daemon")
    await room.belt.stop()
    daemon = room.gym.start_daemon(room.daemon)
    try:
        await room.gym.admit()
        client = await Client(room.phone).connect()
        await client.subscribe(0x2ACD)
        seen = []
        while len(seen) < 15 or not seen[-1][0]:
            _, packet = await client.packet(0x2ACD, 30)
            seen.append((number(packet[2:4]) / 100, number(packet[4:7]), number(packet[7:9])))
        equal(all(a[1:] <= b[1:] for a, b in zip(seen, seen[1:])), True, "distance and time never fall")
        equal(seen[-1][1] > seen[0][1], True, "the walk's metres arrive")
        room.note("%.2f km/h, %d m, %d s at the end" % seen[-1])
        await client.leave()
    finally:
        daemon.terminate()
        daemon.wait()


@case("the end of the program")
async def end(room):
    begun = time.monotonic()
    equal(await asyncio.get_running_loop().run_in_executor(None, room.gym.stop_program), 0, "status")
    room.note("%.1f s" % (time.monotonic() - begun))


def trouble(room):
    """What the programs said, after a failure."""
    for name in ("connect", "bluetoothd"):
        print("--- %s\n%s" % (name, room.gym.said(name)[-4000:]))
    print(subprocess.run(["dmesg"], stdout=subprocess.PIPE, text=True).stdout[-1500:])


async def run(options):
    room = Room(options)
    await room.open()
    passed = failed = 0
    for name, function in CASES:
        if options.only and options.only not in name:
            continue
        room.said, begun = [], time.monotonic()
        try:
            await asyncio.wait_for(function(room), 240)
            passed += 1
            verdict = "ok    "
        except Exception as error:  # noqa: BLE001: every failure of a case is reported, and the next one runs
            failed += 1
            verdict = "FAILED"
            room.note("%s: %s" % (type(error).__name__, error))
            traceback.print_exc(file=sys.stdout)
        print("%s %5.1f s  %s: %s" % (verdict, time.monotonic() - begun, name, "; ".join(room.said)))
    if failed:
        trouble(room)
    print("--- said\n" + room.gym.said("connect"))
    print("connections that were tried again: %d" % Client.retries)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--connect", required=True)
    parser.add_argument("--daemon", default="")
    parser.add_argument("--only", default="")
    sys.exit(asyncio.run(run(parser.parse_args())))


if __name__ == "__main__":
    main()
