#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""libgpiod 2.x from Debian's archive, unpacked beside the one that is installed: gpiod2.py CACHE

Leaves CACHE/gpiod2 with include, lib and pkgconfig, for a build with PKG_CONFIG_PATH.
"""

import glob
import os
import shutil
import sys

from debian import Suite, Unavailable, extract


def describe(folder):
    """Where the new library is, for a build. The system's own files of the others would put the system's folder, with
    the old library, first in the link line."""
    os.makedirs(os.path.join(folder, "pkgconfig"), exist_ok=True)
    for name, flags, libs in (("libudev", "", "-ludev"), ("libsystemd", "", "-lsystemd"),
                              ("libgpiod", "-I%s/include" % folder, "-L%s/lib -lgpiod" % folder)):
        with open(os.path.join(folder, "pkgconfig", name + ".pc"), "w") as file:
            file.write("Name: %s\nDescription: for the lab\nVersion: 2\nCflags: %s\nLibs: %s\n" % (name, flags, libs))


def get(cache):
    folder = os.path.join(os.path.abspath(cache), "gpiod2")
    if os.path.exists(os.path.join(folder, "lib", "libgpiod.so")):
        describe(folder)
        return folder
    # Built for the older release, so that its C library is no newer than ours.
    suite = Suite("bookworm-backports", cache)
    suite.update()
    debs = os.path.join(cache, "debs-gpiod2")
    shutil.rmtree(debs, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    unpacked = os.path.join(debs, "root")
    for deb in suite.download(["libgpiod-dev", "libgpiod3"], debs):
        extract(deb, unpacked)
    shutil.copytree(os.path.join(unpacked, "usr", "include"), os.path.join(folder, "include"))
    library = os.path.join(folder, "lib")
    os.makedirs(library)
    for path in glob.glob(os.path.join(unpacked, "usr", "lib", "*", "libgpiod.so*")):
        shutil.copy(path, library, follow_symlinks=False)
    shutil.rmtree(debs)
    describe(folder)
    return folder


if __name__ == "__main__":
    try:
        print("libgpiod 2.x in " + os.path.relpath(get(sys.argv[1])))
    except Unavailable as error:
        sys.exit("LAB NOT RUN: %s" % error)
