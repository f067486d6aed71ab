# SPDX-License-Identifier: Apache-2.0
"""A Linux kernel with a simulated GPIO chip (gpio-sim), fetched from Debian's archive and cached.

Debian ships gpio-sim with its 7.2 kernels. Mirrors drop old versions, so whatever the suite holds is taken and its
version is printed with the results.
"""

import lzma
import os
import re
import shutil

from debian import Suite, Unavailable, members

# What the guest needs: the chip, the folders shared with it, and a writable layer over its root.
MODULES = ["configfs", "gpio_sim", "9p", "9pnet_virtio", "overlay"]
SUITES = ["trixie-backports", "sid"]


class Kernel:
    """A cached kernel: its image and the modules in load order."""

    def __init__(self, folder):
        self.folder = folder
        self.image = os.path.join(folder, "vmlinuz")
        with open(os.path.join(folder, "version")) as file:
            self.version = file.read().strip()
        with open(os.path.join(folder, "order")) as file:
            self.modules = [os.path.join(folder, name + ".ko") for name in file.read().split()]


# For a guest with a disk of its own.
DISK_MODULES = MODULES + ["ext4", "virtio_blk"]


def get(cache, name="kernel", modules=MODULES, arch="amd64"):
    """The kernel with gpio-sim; fetched when it is not in the cache."""
    folder = os.path.join(cache, name)
    if not os.path.exists(os.path.join(folder, "order")):
        reasons = []
        for suite in SUITES:
            try:
                fetch(suite, cache, folder, modules, arch=arch)
                break
            except Unavailable as error:
                reasons.append(str(error))
        else:
            raise Unavailable("; ".join(reasons))
    return Kernel(folder)


def fetch(suite_name, cache, folder, modules=MODULES, extra=(), arch="amd64"):
    """Fetches the newest kernel of a suite and keeps its image and the modules wanted.

    `extra` are modules built elsewhere, as (name, bytes).
    """
    suite = Suite(suite_name, cache, arch)
    suite.update()
    found = re.search(r"linux-image-(\d[\w.+-]*)", suite.show("linux-image-" + arch))
    if not found:
        raise Unavailable("%s: linux-image-%s names no image" % (suite_name, arch))
    version = found.group(1)
    debs = os.path.join(cache, "debs-" + suite_name)
    shutil.rmtree(debs, ignore_errors=True)
    try:
        # From 7.x on a kernel comes in three packages, before that in one.
        files = suite.download([kind + version for kind in ("linux-base-", "linux-binary-", "linux-modules-")], debs)
    except Unavailable:
        files = suite.download(["linux-image-" + version], debs)
    keep(version, files, folder, modules, extra)
    shutil.rmtree(debs)


def keep(version, debs, folder, modules, extra):
    image, packed = None, {}
    for deb in debs:
        for name, data in members(deb):
            base = os.path.basename(name)
            if base.startswith("vmlinuz"):
                image = data
            elif base.endswith((".ko", ".ko.xz")):
                packed[re.sub(r"\.ko(\.xz)?$", "", base).replace("-", "_")] = (base, data)
    for name, data in extra:
        packed[name] = (name + ".ko", data)
    if image is None:
        raise Unavailable("no kernel image in linux-image-" + version)
    order, unpacked = [], {}

    def visit(name):
        name = name.replace("-", "_")
        if name in unpacked or name not in packed:
            return
        base, data = packed[name]
        unpacked[name] = lzma.decompress(data) if base.endswith(".xz") else data
        needs = re.search(rb"\0depends=([^\0]*)\0", unpacked[name])
        for need in (needs.group(1).decode().split(",") if needs else []):
            if need:
                visit(need)
        order.append(name)

    for name in modules:
        visit(name)
    if "gpio_sim" not in unpacked:
        raise Unavailable("linux %s has no gpio-sim" % version)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for name in order:
        with open(os.path.join(folder, name + ".ko"), "wb") as file:
            file.write(unpacked[name])
    with open(os.path.join(folder, "vmlinuz"), "wb") as file:
        file.write(image)
    with open(os.path.join(folder, "version"), "w") as file:
        file.write(version + "\n")
    # Last, so that a fetch that was cut off is done again.
    with open(os.path.join(folder, "order"), "w") as file:
        file.write(" ".join(order) + "\n")
