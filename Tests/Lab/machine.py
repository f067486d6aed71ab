# SPDX-License-Identifier: Apache-2.0
"""A whole machine under plain emulation: a disk of its own with Debian and systemd, a folder shared with the host.

Virtual time as in guest.py. The power can be cut: the emulator is killed where it stands, between two instructions.
"""

import os
import signal
import subprocess
import tempfile
import time

from guest import cpio, read

# What a case needs from the kernel before the disk's own system runs.
MODULES = ["configfs", "gpio_sim", "virtio_pci", "9p", "9pnet_virtio", "overlay", "virtio_blk", "ext4", "virtio_net"]

INIT = r"""#!/bin/busybox sh
b=/bin/busybox
$b mkdir -p /proc /sys /dev /root
$b mount -t proc proc /proc
$b mount -t sysfs sys /sys
$b mount -t devtmpfs dev /dev
for m in @MODULES@; do
  $b insmod /modules/$m.ko 2>/dev/null || [ -d /sys/module/$m ] || echo "lab: no module $m" >/dev/console
done
# The board's own chip, of its power button: the only chips here are those that a case plugs in.
for d in /sys/bus/amba/drivers/pl061_gpio/*.pl061; do [ -e "$d" ] && $b basename $d >${d%/*}/unbind; done
$b mount -t ext4 /dev/vda /root || echo "lab: no disk" >/dev/console
$b mkdir -p /root/lab
$b mount -t 9p -o trans=virtio,version=9p2000.L,cache=none,msize=262144 lab /root/lab
$b cat >/root/etc/systemd/system/lab.service <<'UNIT'
[Unit]
Description=The lab's case
After=multi-user.target
[Service]
Type=exec
WorkingDirectory=/lab
ExecStart=/bin/bash /lab/case.sh
ExecStopPost=/bin/sh -c 'echo $EXIT_STATUS >/lab/status; sync; systemctl --no-block --force poweroff'
StandardOutput=append:/lab/output
StandardError=append:/lab/output
UNIT
for d in proc sys dev; do $b mount --move /$d /root/$d; done
exec $b switch_root /root /sbin/init
"""


def initramfs(kernel, busybox):
    names = [os.path.basename(path)[:-3] for path in kernel.modules]
    entries = [
        ("bin", 0o040755, b""), ("dev", 0o040755, b""), ("modules", 0o040755, b""),
        ("dev/console", 0o020600, b""), ("bin/busybox", 0o100755, read(busybox)),
        ("init", 0o100755, INIT.replace("@MODULES@", " ".join(names)).encode())]
    entries += [("modules/%s.ko" % name, 0o100644, read(path)) for name, path in zip(names, kernel.modules)]
    return cpio(entries)


def network(port):
    """The host's `port` leads to the guest's page; nothing leads out of the guest."""
    if port is None:
        return ["-net", "none"]
    return ["-netdev", "user,id=n,restrict=on,hostfwd=tcp:127.0.0.1:%d-:8080" % port, "-device", "virtio-net-pci,netdev=n,romfile="]


def command_line(kernel, processor, initrd, disk, share, console, port):
    return [
        *processor.emulator, "-accel", "tcg,thread=single", "-smp", "1",
        "-icount", "shift=1,sleep=on", "-rtc", "base=2027-03-01T12:00:00,clock=vm", "-m", "1024", "-nodefaults",
        "-no-user-config", "-display", "none", "-no-reboot",
        *network(port), "-kernel", kernel.image,
        "-initrd", initrd, "-append",
        "console=" + processor.console + " quiet loglevel=3 panic=-1 mitigations=off nokaslr systemd.wants=lab.service"
        " systemd.show_status=no", "-serial", "file:" + console,
        "-drive", "file=%s,format=raw,if=virtio,cache=writeback" % disk,
        "-fsdev", "local,id=s,path=%s,security_model=none" % os.path.abspath(share),
        "-device", "virtio-9p-pci,fsdev=s,mount_tag=lab"]


def boot(kernel, processor, busybox, disk, share, script, limit_s, port=None):
    """Boots the disk, runs `script` in it with `share` as /lab, and returns (exit status, output, wall seconds).

    `port` of the host leads to the guest's page. Where the script writes the file `cut` into the share, the power is cut: status is then "cut".
    """
    with open(os.path.join(share, "case.sh"), "w") as file:
        file.write(script)
    for name in ("status", "output", "cut"):
        if os.path.exists(os.path.join(share, name)):
            os.remove(os.path.join(share, name))
    begun = time.monotonic()
    status = None
    with tempfile.TemporaryDirectory() as temporary:
        initrd, console = os.path.join(temporary, "initrd"), os.path.join(temporary, "console")
        with open(initrd, "wb") as file:
            file.write(initramfs(kernel, busybox))
        with open(os.path.join(temporary, "said"), "w+") as said:
            emulator = subprocess.Popen(command_line(kernel, processor, initrd, disk, share, console, port), stdin=subprocess.DEVNULL,
                                        stdout=said, stderr=subprocess.STDOUT)
            try:
                while emulator.poll() is None:
                    if os.path.exists(os.path.join(share, "cut")):
                        emulator.send_signal(signal.SIGKILL)
                        status = "cut"
                        break
                    if time.monotonic() - begun > limit_s:
                        status = "the guest did not end within %d s" % limit_s
                        break
                    time.sleep(0.01)
            finally:
                emulator.kill()
                emulator.wait()
            said.seek(0)
            words = said.read()
        boot_text = read(console).decode(errors="replace")[-3000:] if os.path.exists(console) else ""
    wall = time.monotonic() - begun
    output = os.path.join(share, "output")
    text = read(output).decode(errors="replace") if os.path.exists(output) else ""
    if status is None:
        path = os.path.join(share, "status")
        status = read(path).decode().strip() if os.path.exists(path) else "the guest died: %s %s" % (words, boot_text)
    return status, text, wall
