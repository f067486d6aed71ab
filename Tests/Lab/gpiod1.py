# SPDX-License-Identifier: Apache-2.0
"""A 6.12 kernel with gpio-sim, for libgpiod 1.6: Debian's 6.12 has the old GPIO interface but not the simulated chip.

Two source files of that kernel are built as one module against its own headers, outside of any tree. Nothing is
installed. Fetches about 290 MB once.
"""

import glob
import os
import re
import shutil
import subprocess
import tarfile

import kernel as modern
from debian import Suite, Unavailable, extract

SUITE = "bookworm-backports"
MAKEFILE = "obj-m := gpio-sim.o\ngpio-sim-y := chip.o interrupts.o\n"


def kernel(cache):
    folder = os.path.join(cache, "kernel-6.12")
    if not os.path.exists(os.path.join(folder, "order")):
        build(cache, folder)
    return modern.Kernel(folder)


def build(cache, folder):
    suite = Suite(SUITE, cache)
    suite.update()
    found = re.search(r"linux-image-(6\.12[\w.+-]*)", suite.show("linux-image-amd64"))
    if not found:
        raise Unavailable("%s has no linux 6.12" % SUITE)
    version = found.group(1)
    debs = os.path.join(os.path.abspath(cache), "debs-6.12")
    shutil.rmtree(debs, ignore_errors=True)
    headers = re.search(r"^Depends: (.*)$", suite.show("linux-headers-" + version), re.M)
    needs = re.findall(r"(linux-(?:headers|kbuild)-[\w.+-]+)", headers.group(1) if headers else "")
    files = suite.download(["linux-source-6.12", "linux-headers-" + version] + needs, debs)
    tree = os.path.join(debs, "tree")
    for deb in files:
        extract(deb, tree)
    module = os.path.join(debs, "module")
    sources(tree, module)
    compile_module(tree, version, module)
    image = suite.download(["linux-image-" + version], os.path.join(debs, "image"))
    with open(os.path.join(module, "gpio-sim.ko"), "rb") as file:
        modern.keep(version, image, folder, modern.MODULES, [("gpio_sim", file.read())])
    shutil.rmtree(debs)


def sources(tree, module):
    """The two source files, with what a module may not use taken out."""
    os.makedirs(module)
    archive = glob.glob(os.path.join(tree, "usr", "src", "linux-source-6.12.tar.*"))[0]
    wanted = {"drivers/gpio/gpio-sim.c": "chip.c", "kernel/irq/irq_sim.c": "interrupts.c",
              "drivers/gpio/dev-sync-probe.h": "dev-sync-probe.h", "drivers/gpio/dev-sync-probe.c": "probe.c"}
    with tarfile.open(archive) as packed:
        for member in packed:
            name = member.name.split("/", 1)[-1]
            if name in wanted:
                with open(os.path.join(module, wanted[name]), "wb") as file:
                    file.write(packed.extractfile(member).read())
    path = os.path.join(module, "interrupts.c")
    with open(path) as file:
        text = file.read()
    # The descriptor behind a number is not for modules; handling it by its number does the same.
    text = re.sub(r"handle_simple_irq\(irq_to_desc\((\w+)\)\)", r"generic_handle_irq(\1)", text)
    text = re.sub(r"^EXPORT_SYMBOL.*$", "", text, flags=re.M)
    with open(path, "w") as file:
        file.write(text)
    makefile = MAKEFILE
    if os.path.exists(os.path.join(module, "probe.c")):
        makefile = makefile.replace("chip.o", "chip.o probe.o")
        path = os.path.join(module, "probe.c")
        with open(path) as file:
            text = re.sub(r"^EXPORT_SYMBOL.*$", "", file.read(), flags=re.M)
        with open(path, "w") as file:
            file.write(text)
    with open(os.path.join(module, "Makefile"), "w") as file:
        file.write(makefile)


def compile_module(tree, version, module):
    headers = os.path.join(tree, "usr", "src", "linux-headers-" + version)
    # The packages expect to lie under /usr; they lie under `tree`.
    for path in glob.glob(os.path.join(tree, "usr", "src", "linux-headers-*", "Makefile")):
        with open(path) as file:
            text = file.read()
        with open(path, "w") as file:
            file.write(text.replace("/usr/src/", tree + "/usr/src/"))
    for link in glob.glob(os.path.join(tree, "usr", "src", "linux-headers-*", "*")):
        if os.path.islink(link) and os.readlink(link).startswith("/usr/"):
            target = tree + os.readlink(link)
            os.remove(link)
            os.symlink(target, link)
    # Only for type information of a running kernel, which would need another tool.
    for path in glob.glob(os.path.join(tree, "usr", "src", "linux-headers-*", "vmlinux")):
        os.remove(path)
    done = subprocess.run(["make", "-C", headers, "M=" + module, "modules"], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode or not os.path.exists(os.path.join(module, "gpio-sim.ko")):
        raise Unavailable("gpio-sim for %s does not build: %s" % (version, done.stdout.strip()[-800:]))
