# SPDX-License-Identifier: Apache-2.0
"""Debian packages of any suite, fetched and unpacked without installing anything: a private apt state, no root."""

import os
import subprocess
import tarfile


class Unavailable(Exception):
    """Something the lab needs cannot be had here; the text says what."""


def mirror():
    """The Debian mirror that this machine's own apt uses."""
    try:
        listed = subprocess.run(
            ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True).stdout.split()
    except (OSError, subprocess.CalledProcessError) as error:
        raise Unavailable("apt-get does not work here: %s" % error) from error
    found = [uri.rstrip("/") for uri in listed if uri.rstrip("/").endswith("/debian")]
    if not found:
        raise Unavailable("apt knows no Debian mirror")
    return found[0]


class Suite:
    """One suite of the archive, e.g. trixie-backports."""

    def __init__(self, name, cache, arch="amd64"):
        self.name = name
        base = os.path.join(os.path.abspath(cache), "apt", name if arch == "amd64" else "%s-%s" % (name, arch))
        for folder in ("lists/partial", "cache/archives/partial", "parts"):
            os.makedirs(os.path.join(base, folder), exist_ok=True)
        open(os.path.join(base, "status"), "a").close()
        with open(os.path.join(base, "sources.list"), "w") as sources:
            sources.write(
                "deb [arch=%s signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n"
                % (arch, mirror(), name))
        settings = {
            "Dir::Etc::sourcelist": base + "/sources.list", "Dir::Etc::sourceparts": base + "/parts",
            "Dir::State::lists": base + "/lists", "Dir::State::status": base + "/status",
            "Dir::Cache": base + "/cache", "APT::Architecture": arch, "APT::Architectures": arch,
            "Acquire::Languages": "none", "APT::Sandbox::User": "root"}
        self.options = [word for key, value in settings.items() for word in ("-o", "%s=%s" % (key, value))]

    def apt(self, tool, *words, cwd=None):
        done = subprocess.run([tool, *self.options, *words], cwd=cwd, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise Unavailable("%s %s from %s: %s" % (tool, words[0], self.name, reason))
        return done.stdout

    def update(self):
        self.apt("apt-get", "-qq", "update")

    def show(self, package):
        return self.apt("apt-cache", "show", package)

    def download(self, packages, folder):
        """Downloads packages; returns the .deb files in the order of their names."""
        os.makedirs(folder, exist_ok=True)
        self.apt("apt-get", "-qq", "download", *packages, cwd=folder)
        return [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(".deb")]


def members(deb):
    """Every regular file of a .deb as (name, bytes)."""
    unpack = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE)
    with tarfile.open(fileobj=unpack.stdout, mode="r|") as archive:
        for member in archive:
            if member.isfile():
                yield member.name.lstrip("./"), archive.extractfile(member).read()
    unpack.stdout.close()
    unpack.wait()


def extract(deb, folder):
    """Unpacks a .deb into a folder."""
    subprocess.run(["dpkg-deb", "-x", deb, folder], check=True)
