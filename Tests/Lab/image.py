# SPDX-License-Identifier: Apache-2.0
"""A small Debian with systemd on a disk, made from Debian's packages and cached: what a Pi's card would hold.

Nothing of the project is in it; the package is installed in the guest, as its owner would.
"""

import os
import shutil
import subprocess

from debian import Unavailable, mirror

# The releases, and what libgpiod is called there: the package's one dependency whose name differs.
LIBGPIOD = {"bookworm": "libgpiod2", "trixie": "libgpiod3"}
# Debian's own dependencies of the package, since the guest has no network; and what the cases look with.
PACKAGES = ["systemd", "systemd-sysv", "udev", "dbus", "kmod", "procps", "debconf", "sqlite3", "init-system-helpers",
            "libncursesw6", "libsqlite3-0", "libstdc++6", "libsystemd0", "libudev1", "libcrypt1", "libmosquitto1", "libqrencode4",
            "openssl"]
SIZE = 1 << 30


def need(tool, package):
    if not shutil.which(tool):
        raise Unavailable("%s is not installed (package %s)" % (tool, package))


def own_suite():
    """This machine's release: a package that was built here is for that one."""
    with open("/etc/os-release") as file:
        for line in file:
            name, _, value = line.strip().partition("=")
            if name == "VERSION_CODENAME" and value in LIBGPIOD:
                return value
    return "bookworm"


def get(cache, suite, processor):
    """The path of an image with a release; it is never written to, each run takes a copy."""
    image = os.path.join(cache, "appliance", processor.folder(suite) + ".ext4")
    packages = [*PACKAGES, LIBGPIOD[suite]]
    wanted = " ".join([suite, *packages])
    stamp = image + ".packages"
    if os.path.exists(stamp):
        with open(stamp) as file:
            if file.read() == wanted:
                return image
    for tool, package in (("mmdebstrap", "mmdebstrap"), ("genext2fs", "genext2fs"), ("resize2fs", "e2fsprogs")):
        need(tool, package)
    os.makedirs(os.path.dirname(image), exist_ok=True)
    for old in (image, stamp):
        if os.path.exists(old):
            os.remove(old)
    made = subprocess.run(
        ["mmdebstrap", "--quiet", "--variant=minbase", "--format=ext2", "--architectures=" + processor.name,
         "--include=" + ",".join(packages), suite, image, mirror()], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if made.returncode:
        raise Unavailable("mmdebstrap: " + (made.stdout.strip().splitlines() or ["no reason given"])[-1])
    os.truncate(image, SIZE)
    # A journal, as on a real card: what a power cut meets.
    for command in (["e2fsck", "-fy"], ["resize2fs"], ["tune2fs", "-j", "-O", "extent,uninit_bg,dir_index"],
                    ["e2fsck", "-fy"]):
        done = subprocess.run([*command, image], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode > 1:
            raise Unavailable("%s: %s" % (command[0], done.stdout.strip()[-200:]))
    with open(stamp, "w") as file:
        file.write(wanted)
    return image
