# SPDX-License-Identifier: Apache-2.0
"""A disk with a volatile cache, served to a guest, whose power can be cut.

An NBD server (newstyle handshake, simple replies; the protocol is the NetworkBlockDevice project's doc/proto.md) on a
Unix socket. Writes stay in a cache until the guest sends a flush, as in a drive or an SD card with its write cache on. When
the power is cut, what was flushed is there; of what was not, any part may be: each 512-byte sector of each write is there
or not, as the seed says.
"""

import os
import random
import socket
import struct
import threading

SECTOR = 512

MAGIC, OPTION_MAGIC, OPTION_REPLY = 0x4E42444D41474943, 0x49484156454F5054, 0x3E889045565A9
REQUEST, REPLY = 0x25609513, 0x67446698
OPTION_EXPORT_NAME, OPTION_ABORT, OPTION_INFO, OPTION_GO = 1, 2, 6, 7
REP_ACK, REP_INFO, REP_ERR_UNSUP = 1, 3, 0x80000001
READ, WRITE, DISCONNECT, FLUSH = 0, 1, 2, 3
FLAG_FUA = 1
# Has flags, knows flush, knows forced unit access.
FLAGS = 1 | 1 << 2 | 1 << 3
EINVAL = 22


class PowerCut(Exception):
    """Raised in the server's own thread when it has no power any more."""


class Disk:
    """The medium and its cache. `lies`: a flush is acknowledged and does nothing, as some cheap cards do."""

    def __init__(self, image, seed, lies=False):
        self.medium = bytearray(image)
        self.seen = bytearray(image)
        self.lies = lies
        self.random = random.Random(seed)
        self.cache = []
        self.writes = self.flushes = self.dropped = self.torn = self.written_bytes = 0
        self.has_power = True
        self.left = None
        self.lock = threading.Lock()

    def read(self, offset, length):
        with self.lock:
            self.check()
            return bytes(self.seen[offset:offset + length])

    def write(self, offset, data, is_forced):
        with self.lock:
            self.check()
            self.writes += 1
            self.written_bytes += len(data)
            self.seen[offset:offset + len(data)] = data
            self.cache.append((offset, data))
            if is_forced:
                self.empty()
            if self.left is not None:
                self.left -= 1
                if self.left <= 0:
                    self.has_power = False
                    raise PowerCut()

    def fail_at(self, writes):
        """The power is cut at that write: it is in the cache and no flush was requested."""
        with self.lock:
            self.left = writes

    def flush(self):
        with self.lock:
            self.check()
            self.flushes += 1
            self.empty()

    def empty(self):
        if self.lies:
            return
        for offset, data in self.cache:
            self.medium[offset:offset + len(data)] = data
        self.cache = []

    def check(self):
        if not self.has_power:
            raise PowerCut()

    def cut(self):
        """No more power. Returns the medium as the next start finds it."""
        with self.lock:
            self.has_power = False
            if self.lies:
                # The cache is lost from some point on, whatever was said about it.
                del self.cache[int(len(self.cache) * self.random.uniform(0.2, 0.8)):]
            for offset, data in self.cache:
                fate = 0 if self.lies else self.random.random()
                sectors = range(0, len(data), SECTOR)
                kept = list(sectors) if fate < 0.25 else [at for at in sectors if fate < 0.5 and self.random.random() < 0.5]
                self.dropped += not kept
                self.torn += 0 < len(kept) < len(sectors)
                for at in kept:
                    self.medium[offset + at:offset + at + SECTOR] = data[at:at + SECTOR]
            self.cache = []
            return bytes(self.medium)


class Server:
    """Serves a disk on a Unix socket, in threads of its own, until it is closed."""

    def __init__(self, disk, path):
        self.disk, self.path = disk, path
        if os.path.exists(path):
            os.remove(path)
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(path)
        self.listener.listen(4)
        threading.Thread(target=self.accept, daemon=True).start()

    def close(self):
        self.listener.close()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            if self.handshake(connection):
                while self.answer(connection):
                    pass
        except (OSError, PowerCut, struct.error):
            pass
        finally:
            connection.close()

    def receive(self, connection, length):
        data = bytearray()
        while len(data) < length:
            piece = connection.recv(length - len(data))
            if not piece:
                raise OSError("closed")
            data += piece
        return bytes(data)

    def handshake(self, connection):
        connection.sendall(struct.pack(">QQH", MAGIC, OPTION_MAGIC, 1 | 2))
        self.receive(connection, 4)
        while True:
            magic, option, length = struct.unpack(">QII", self.receive(connection, 16))
            if magic != OPTION_MAGIC or length > 4096:
                return False
            self.receive(connection, length)

            def reply(kind, body=b""):
                connection.sendall(struct.pack(">QIII", OPTION_REPLY, option, kind, len(body)) + body)

            if option == OPTION_EXPORT_NAME:
                connection.sendall(struct.pack(">QH", len(self.disk.medium), FLAGS))
                return True
            if option in (OPTION_INFO, OPTION_GO):
                reply(REP_INFO, struct.pack(">HQH", 0, len(self.disk.medium), FLAGS))
                reply(REP_ACK)
                if option == OPTION_GO:
                    return True
            elif option == OPTION_ABORT:
                reply(REP_ACK)
                return False
            else:
                reply(REP_ERR_UNSUP)

    def answer(self, connection):
        magic, flags, kind, handle, offset, length = struct.unpack(">IHHQQI", self.receive(connection, 28))
        if magic != REQUEST or kind == DISCONNECT:
            return False
        data, error = b"", 0
        if kind == WRITE:
            self.disk.write(offset, self.receive(connection, length), flags & FLAG_FUA)
        elif kind == READ:
            data = self.disk.read(offset, length)
        elif kind == FLUSH:
            self.disk.flush()
        else:
            error = EINVAL
        connection.sendall(struct.pack(">IIQ", REPLY, error, handle) + data)
        return True
