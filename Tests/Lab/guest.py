# SPDX-License-Identifier: Apache-2.0
"""A throw-away Linux guest under plain emulation, in virtual time.

The guest's root is this machine's own root, read-only under a layer in memory: every program installed here runs there
as it is, wherever it lies. /run is the guest's own; the cases work in /run/lab. Its clock counts instructions and jumps over idle time, so minutes of belt time pass in seconds, and a busy
host changes nothing. One processor on purpose: the simulated chip drops edges when a second one writes while the first
handles the interrupt.
"""

import io
import os
import shutil
import subprocess
import tempfile
import time

from debian import Unavailable

INIT = r"""#!/bin/busybox sh
b=/bin/busybox
$b mkdir -p /proc /sys /dev /lower /layer /root
$b mount -t proc proc /proc
$b mount -t sysfs sys /sys
$b mount -t devtmpfs dev /dev
for m in @MODULES@; do
  $b insmod /modules/$m.ko 2>/dev/null || [ -d /sys/module/$m ] || echo "lab: no module $m" >/dev/console
done
$b mount -t configfs configfs /sys/kernel/config
$b mount -t 9p -o trans=virtio,version=9p2000.L,ro,cache=loose,msize=262144 hostroot /lower
$b mount -t tmpfs layer /layer
$b mkdir /layer/upper /layer/work
$b mount -t overlay -o lowerdir=/lower,upperdir=/layer/upper,workdir=/layer/work root /root
for d in proc sys dev; do $b mount --move /$d /root/$d; done
$b mount -t tmpfs run /root/run
$b mkdir -p /root/lab /root/run/lab /root/dev/shm
$b mount -t tmpfs shm /root/dev/shm
$b mount -t 9p -o trans=virtio,version=9p2000.L,cache=none,msize=262144 lab /root/lab
$b ln -s /proc/self/fd /root/dev/fd 2>/dev/null
$b ip link set lo up
cd /root
$b env -i PATH="@PATH@" HOME=/run/lab TERM=dumb @ENVIRONMENT@ $b chroot /root /bin/sh -c 'cd /lab && exec /bin/sh ./case.sh' \
  </dev/null >/root/lab/output 2>&1
echo $? >/root/lab/status
$b sync
$b poweroff -f
"""


def cpio(entries):
    """A newc archive of (name, mode, bytes)."""
    out = io.BytesIO()
    for inode, (name, mode, data) in enumerate(entries + [("TRAILER!!!", 0, b"")], 1):
        path = name.encode() + b"\0"
        major, minor = (5, 1) if name == "dev/console" else (0, 0)
        fields = [inode, mode, 0, 0, 1, 0, len(data), 0, 0, major, minor, len(path), 0]
        out.write(b"070701" + b"".join(b"%08X" % field for field in fields) + path)
        out.write(b"\0" * (-out.tell() % 4))
        out.write(data)
        out.write(b"\0" * (-out.tell() % 4))
    return out.getvalue()


def read(path):
    with open(path, "rb") as file:
        return file.read()


def initramfs(kernel, environment):
    names = [os.path.basename(path)[:-3] for path in kernel.modules]
    words = " ".join("%s=%s" % pair for pair in sorted(environment.items()))
    init = INIT.replace("@MODULES@", " ".join(names)).replace("@PATH@", os.environ["PATH"])
    entries = [
        ("bin", 0o040755, b""), ("dev", 0o040755, b""), ("modules", 0o040755, b""),
        ("dev/console", 0o020600, b""), ("bin/busybox", 0o100755, read("/bin/busybox")),
        ("init", 0o100755, init.replace("@ENVIRONMENT@", words).encode())]
    entries += [("modules/%s.ko" % name, 0o100644, read(path)) for name, path in zip(names, kernel.modules)]
    return cpio(entries)


def available():
    """Raises where the guest cannot be booted."""
    if not shutil.which("qemu-system-x86_64"):
        raise Unavailable("qemu-system-x86_64 is not installed (package qemu-system-x86)")
    if not os.path.exists("/bin/busybox"):
        raise Unavailable("/bin/busybox is not installed (package busybox-static)")


VIRTUAL_TIME = ["-accel", "tcg,thread=single", "-icount", "shift=1,sleep=off"]
# For what must be measured in seconds of a disk that answers from outside.
REAL_TIME = ["-accel", "tcg"]


def command(kernel, share, initrd, console, clock=VIRTUAL_TIME, devices=()):
    """The emulator's command line."""
    return [
        "qemu-system-x86_64", "-M", "q35", "-cpu", "max", *clock, "-smp", "1",
        "-m", "1024", "-nodefaults", "-no-user-config", "-display", "none",
        "-no-reboot", "-net", "none", "-kernel", kernel.image, "-initrd", initrd, "-append",
        # Without a timer check: a busy host makes the kernel believe that its timer does not work.
        "console=ttyS0 quiet loglevel=3 panic=-1 mitigations=off nokaslr no_timer_check", "-serial", "file:" + console,
        "-fsdev", "local,id=r,path=/,security_model=none,readonly=on,multidevs=remap",
        "-device", "virtio-9p-pci,fsdev=r,mount_tag=hostroot",
        "-fsdev", "local,id=s,path=%s,security_model=none" % os.path.abspath(share),
        "-device", "virtio-9p-pci,fsdev=s,mount_tag=lab", *devices]


def run(kernel, share, script, limit_s, environment=None):
    """Boots, runs `script` in the guest with `share` as /lab, and returns (exit status, output, wall seconds)."""
    with open(os.path.join(share, "case.sh"), "w") as file:
        file.write(script)
    for name in ("status", "output"):
        if os.path.exists(os.path.join(share, name)):
            os.remove(os.path.join(share, name))
    with tempfile.TemporaryDirectory() as temporary:
        initrd, console = os.path.join(temporary, "initrd"), os.path.join(temporary, "console")
        with open(initrd, "wb") as file:
            file.write(initramfs(kernel, environment or {}))
        begun = time.monotonic()
        try:
            done = subprocess.run(command(kernel, share, initrd, console), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, timeout=limit_s, text=True)
            said = done.stdout
        except subprocess.TimeoutExpired:
            said = "the guest did not end within %d s" % limit_s
        wall = time.monotonic() - begun
        boot = read(console).decode(errors="replace")[-2000:] if os.path.exists(console) else ""
    output_path = os.path.join(share, "output")
    output = read(output_path).decode(errors="replace") if os.path.exists(output_path) else ""
    status_path = os.path.join(share, "status")
    if not os.path.exists(status_path):
        return 125, output + "\n" + said + "\n" + boot, wall
    return int(read(status_path)), output, wall
