# SPDX-License-Identifier: Apache-2.0
"""The processors that the appliance's machine can have: what differs between an amd64 and an arm64."""

import os
import shutil
import subprocess

from debian import Suite, Unavailable, members

REGISTER = "/proc/sys/fs/binfmt_misc/qemu-aarch64"


class Processor:
    """`name` is Debian's; `emulator` is qemu's command line up to the processor, `console` the serial line in Linux."""

    def __init__(self, name, compiler, emulator, console):
        self.name, self.compiler, self.emulator, self.console = name, compiler, emulator, console

    def check(self):
        """Raises where its machine cannot be had here."""
        for tool, package in ((self.emulator[0], "qemu-system-x86" if self.is_own else "qemu-system-arm"),
                              (self.compiler, "gcc" if self.is_own else "gcc-aarch64-linux-gnu")):
            if not shutil.which(tool):
                raise Unavailable("%s is not installed (package %s)" % (tool, package))
        if not self.is_own and not os.path.exists(REGISTER):
            raise Unavailable("programs for %s do not run here (package qemu-user-static)" % self.name)

    @property
    def is_own(self):
        """Whether it is this machine's."""
        return self is AMD64

    def folder(self, name):
        """A name in the cache that no other processor takes."""
        return name if self.is_own else "%s-%s" % (name, self.name)

    def compile(self, source, program):
        subprocess.run([self.compiler, "-O2", "-static", "-Wall", "-Wextra", "-o", program, source], check=True)

    def busybox(self, cache):
        """The path of a busybox that needs nothing else."""
        if self.is_own:
            return "/bin/busybox"
        path = os.path.join(cache, "busybox-" + self.name)
        if not os.path.exists(path):
            suite = Suite("trixie", cache, self.name)
            suite.update()
            for deb in suite.download(["busybox-static"], os.path.join(cache, "debs-busybox")):
                for name, data in members(deb):
                    if name.endswith("bin/busybox"):
                        with open(path, "wb") as file:
                            file.write(data)
            if not os.path.exists(path):
                raise Unavailable("busybox-static of %s holds no busybox" % self.name)
        return path


AMD64 = Processor("amd64", "gcc", ["qemu-system-x86_64", "-M", "q35", "-vga", "std", "-cpu", "max"], "ttyS0")
# The processor of a Pi 4.
ARM64 = Processor("arm64", "aarch64-linux-gnu-gcc", ["qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a72"], "ttyAMA0")
ALL = {processor.name: processor for processor in (AMD64, ARM64)}
