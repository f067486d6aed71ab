# SPDX-License-Identifier: Apache-2.0
"""A heart-rate strap, played by bumble, and the daemon's control socket, which notes what arrives from it."""

import asyncio
import contextlib
import json
import os

from bumble.core import AdvertisingData
from bumble.gatt import GATT_HEART_RATE_MEASUREMENT_CHARACTERISTIC, GATT_HEART_RATE_SERVICE, Characteristic, Service

from bluetooth_gym import MACHINE

CONTROL = "/run/lab/control.sock"


class Strap:
    """Advertises itself while no one is connected, and sends a packet a second to who has subscribed."""

    def __init__(self, device):
        self.device = device
        self.bpm = 121
        self.has_contact = True
        self.sending = None
        self.measurement = Characteristic(
            GATT_HEART_RATE_MEASUREMENT_CHARACTERISTIC, Characteristic.Properties.NOTIFY, Characteristic.Permissions(0), b"")
        device.add_service(Service(GATT_HEART_RATE_SERVICE, [self.measurement]))

    def packet(self):
        """Flags: contact is known; the value has eight bits."""
        return bytes([0x06 if self.has_contact else 0x04, self.bpm])

    async def put_on(self):
        data = AdvertisingData([
            (AdvertisingData.FLAGS, bytes([0x06])),
            (AdvertisingData.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS, bytes(GATT_HEART_RATE_SERVICE)),
            (AdvertisingData.COMPLETE_LOCAL_NAME, b"Strap 1234"),
        ])
        await self.device.start_advertising(advertising_data=bytes(data), auto_restart=True)
        self.sending = asyncio.create_task(self.send())

    async def send(self):
        while True:
            await self.device.notify_subscribers(self.measurement, self.packet())
            await asyncio.sleep(1)

    async def drop(self):
        """Out of reach for a while: connections end, and it is not heard."""
        self.sending.cancel()
        await self.device.stop_advertising()
        for connection in list(self.device.connections.values()):
            await connection.disconnect()


class Control:
    """Answers requests as the daemon does."""

    def __init__(self):
        self.samples = asyncio.Queue()
        self.server = None

    async def start(self):
        if os.path.exists(CONTROL):
            os.remove(CONTROL)
        self.server = await asyncio.start_unix_server(self.serve, CONTROL)
        os.chmod(CONTROL, 0o666)

    async def serve(self, reader, writer):
        hello = {"type": "hello", "protocol": {"major": 2, "minor": 0}, "software": "peers", "capabilities": ["heart-rate"],
                 "machines": [{"id": MACHINE, "name": "Treadmill 3", "kind": "motorised-off"}]}
        writer.write(json.dumps(hello).encode() + b"\n")
        # Cancelled when the case is over.
        with contextlib.suppress(asyncio.CancelledError):
            async for line in reader:
                request = json.loads(line)
                if request.get("do") == "heart-rate":
                    self.samples.put_nowait(request)
                answer = {"type": "ok", "id": request["id"], "machine": request.get("machine"), "changed": True}
                writer.write(json.dumps(answer).encode() + b"\n")
                await writer.drain()

    async def until(self, bpm, limit_s=60):
        """The next sample with this value; None is unknown."""
        async def wanted():
            while True:
                sample = await self.samples.get()
                if sample.get("bpm") == bpm:
                    return sample
        return await asyncio.wait_for(wanted(), limit_s)
