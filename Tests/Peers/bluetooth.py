#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Boots a guest with the kernel's own Bluetooth and runs the peers of bluetooth_peers.py in it.

    bluetooth.py --connect PROGRAM --python PROGRAM --cache FOLDER [--only WORDS]

The guest's root is this machine's root, read-only under a layer in memory. Its one or two controllers are vhci devices
that bumble plays, with phones and watches on the same emulated air. Real time: the link drops in virtual time.
Exit status 77 where no virtual machine can be had.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Lab"))

import guest  # noqa: E402
import kernel  # noqa: E402
from debian import Unavailable  # noqa: E402

# What BlueZ needs beside the lab's own; cmac and the sockets of the kernel's ciphers are for pairing.
MODULES = kernel.MODULES + ["hci_vhci", "bluetooth", "ecdh_generic", "cmac", "ccm", "algif_hash", "algif_skcipher", "uhid"]
LIMIT_S = 900


def command(found, share, initrd, console):
    """The lab's command line on two processors, in real time."""
    words = guest.command(found, share, initrd, console, clock=guest.REAL_TIME)
    words[words.index("-smp") + 1] = "2"
    return words


def boot(found, share, script):
    """Runs `script` in the guest, and shows what it says as it comes; returns its exit status."""
    with open(os.path.join(share, "case.sh"), "w") as file:
        file.write(script)
    output = os.path.join(share, "output")
    open(output, "w").close()
    with tempfile.TemporaryDirectory() as temporary, open(output) as said:
        initrd, console = os.path.join(temporary, "initrd"), os.path.join(temporary, "console")
        with open(initrd, "wb") as file:
            file.write(guest.initramfs(found, {"SWIFT_BACKTRACE": "enable=no"}))
        emulator = subprocess.Popen(command(found, share, initrd, console), stdin=subprocess.DEVNULL)
        until = time.monotonic() + LIMIT_S
        while emulator.poll() is None and time.monotonic() < until:
            print(said.read(), end="", flush=True)
            time.sleep(0.2)
        emulator.kill()
        emulator.wait()
        print(said.read(), end="", flush=True)
        status = os.path.join(share, "status")
        if not os.path.exists(status):
            print(guest.read(console).decode(errors="replace")[-2000:] if os.path.exists(console) else "the guest died")
            return 1
        return int(guest.read(status))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--connect", required=True)
    parser.add_argument("--python", required=True)
    parser.add_argument("--cache", required=True)
    parser.add_argument("--daemon", default="", help="deadmill: its simulated walk is shown as well")
    parser.add_argument("--only", default="")
    parser.add_argument("--keep", help="a folder for the guest's files")
    options = parser.parse_args()
    try:
        guest.available()
        if not os.path.exists("/usr/libexec/bluetooth/bluetoothd"):
            raise Unavailable("bluetoothd is not installed (package bluez)")
        found = kernel.get(options.cache, "kernel-bluetooth", MODULES)
    except Unavailable as error:
        print("PEERS NOT RUN: %s" % error)
        return 77
    here = os.path.dirname(os.path.abspath(__file__))
    script = "exec %s -u %s/bluetooth_peers.py --connect %s --daemon '%s' --only '%s'\n" % (
        os.path.abspath(options.python), here, os.path.abspath(options.connect),
        os.path.abspath(options.daemon) if options.daemon else "", options.only)
    print("peers: linux %s, plain emulation, real time" % found.version, flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        share = options.keep or temporary
        os.makedirs(share, exist_ok=True)
        return boot(found, share, script)


if __name__ == "__main__":
    sys.exit(main())
