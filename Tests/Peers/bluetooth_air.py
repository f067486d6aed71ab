# SPDX-License-Identifier: Apache-2.0
"""The emulated air: the adapter that the kernel sees, and the phones and watches around it. bumble plays all of them."""

import asyncio
import glob
import os

from bumble.controller import Controller
from bumble.core import PhysicalTransport, UUID
from bumble.core import TimeoutError as BumbleTimeout
from bumble.device import Device, Peer
from bumble.hci import Address
from bumble.host import Host
from bumble.keys import MemoryKeyStore
from bumble.link import LocalLink
from bumble.pairing import PairingConfig, PairingDelegate
from bumble.transport import open_transport
from bumble.transport.common import AsyncPipeSink

ADAPTER = "C0:FF:EE:00:00:01"


class Link(LocalLink):
    """Names the sender of data by the address it has connected with: bumble 0.0.236 takes its random one for all."""

    def send_acl_data(self, sender_controller, destination_address, transport, data):
        connection = sender_controller.le_connections.get(destination_address)
        receiver = self.find_le_controller(destination_address)
        if transport != PhysicalTransport.LE or connection is None or receiver is None:
            return super().send_acl_data(sender_controller, destination_address, transport, data)
        asyncio.get_running_loop().call_soon(
            lambda: receiver.on_link_acl_data(connection.self_address, transport, data))


class Air:
    """One link that all controllers share."""

    def __init__(self):
        self.link = Link()
        self.transport = self.adapter = None
        self.phones = 0

    async def plug(self):
        """Plugs the kernel's adapter in: hci0."""
        self.transport = await open_transport("vhci")
        self.adapter = Controller("adapter", host_source=self.transport.source, host_sink=self.transport.sink,
                                  link=self.link, public_address=ADAPTER)
        while not glob.glob("/sys/class/bluetooth/hci[0-9]"):
            await asyncio.sleep(0.05)

    async def unplug(self):
        """Pulls it out; its clients have to find it again."""
        self.link.remove_controller(self.adapter)
        await self.transport.close()
        while glob.glob("/sys/class/bluetooth/hci[0-9]"):
            await asyncio.sleep(0.05)

    async def device(self, name):
        """A phone or a watch, switched on."""
        self.phones += 1
        controller = Controller(name, link=self.link, public_address="F0:F0:F0:00:00:%02X" % self.phones)
        device = Device(name=name, address=Address("F1:F1:F1:00:00:%02X" % self.phones),
                        host=Host(controller, AsyncPipeSink(controller)))
        device.keystore = MemoryKeyStore()
        await device.power_on()
        return device


class Client:
    """An app that has connected."""

    def __init__(self, device):
        self.device = device
        self.connection = self.peer = None
        self.packets = {}
        self.left = asyncio.Event()

    # Connections that had to be tried again.
    retries = 0

    async def connect(self, mtu=None):
        """Connects, again if need be, as a phone does.

        An adapter takes no connection while its advertisement is renewed. On a radio that fails at once; bumble's central
        believes that it is connected.
        """
        for _ in range(3):
            try:
                return await asyncio.wait_for(self.connect_once(mtu), 25)
            except (asyncio.TimeoutError, BumbleTimeout):
                Client.retries += 1
                if self.connection:
                    await asyncio.wait_for(self.connection.disconnect(), 5)
        return await self.connect_once(mtu)

    async def connect_once(self, mtu):
        self.connection = await self.device.connect(Address(ADAPTER, Address.PUBLIC_DEVICE_ADDRESS), timeout=20)
        self.left.clear()
        self.connection.on("disconnection", lambda _: self.left.set())
        self.peer = Peer(self.connection)
        # The kernel waits for the encryption of a paired one before it serves anything.
        if await self.device.keystore.get(str(self.connection.peer_address)):
            await self.connection.encrypt()
        if mtu:
            await self.peer.request_mtu(mtu)
        await self.peer.discover_services()
        for service in self.peer.services:
            await service.discover_characteristics()
        return self

    def characteristic(self, number):
        found = self.peer.get_characteristics_by_uuid(UUID.from_16_bits(number))
        if not found:
            raise AssertionError("no characteristic %04X" % number)
        return found[0]

    async def read(self, number):
        return bytes(await self.characteristic(number).read_value())

    async def subscribe(self, number):
        queue = self.packets[number] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        await self.peer.subscribe(
            self.characteristic(number), lambda value: queue.put_nowait((loop.time(), bytes(value))))

    async def write(self, number, value):
        await self.peer.write_value(self.characteristic(number), bytes(value), with_response=True)

    def drain(self, number):
        """Drops what has come so far."""
        while not self.packets[number].empty():
            self.packets[number].get_nowait()

    async def packet(self, number, limit_s=6):
        """The next packet as (time, bytes)."""
        return await asyncio.wait_for(self.packets[number].get(), limit_s)

    async def answer(self, value):
        """What the fitness machine's control point answers."""
        self.drain(0x2AD9)
        await self.write(0x2AD9, value)
        return (await self.packet(0x2AD9))[1].hex()

    async def leave(self):
        await self.connection.disconnect()

    def pair_without_keys(self):
        """As a watch does: Secure Connections, no display, bonding."""
        self.device.pairing_config_factory = lambda _: PairingConfig(
            sc=True, mitm=False, bonding=True,
            delegate=PairingDelegate(PairingDelegate.IoCapability.NO_OUTPUT_NO_INPUT))


async def advertised(device, limit_s=15):
    """What a phone that looks for treadmills sees: (advertisement, scan response, seconds)."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    found = loop.create_future()

    def see(advertisement):
        if str(advertisement.address).startswith(ADAPTER) and not found.done():
            found.set_result(bytes(advertisement.data_bytes))

    device.on("advertisement", see)
    await device.start_scanning(active=True, filter_duplicates=False)
    try:
        return await asyncio.wait_for(found, limit_s), loop.time() - begun
    finally:
        await device.stop_scanning()
        device.remove_listener("advertisement", see)
