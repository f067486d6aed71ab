# SPDX-License-Identifier: Apache-2.0
"""A session that Ada and Bob shared: each one's exports, as programs of others read them, have nothing of the other."""

import csv
import json
import shutil

from lxml import etree

from check_fhir import bundle
from check_fit import compare_session, garmin
from check_html import read, text
from check_tcx import SPACE
from demo import expect, near

NAMES = ("Ada", "Bob")
STRONG = ("strong", "strong-old")


def shared(demo):
    """A copy of the demo's log in which the longest session is Ada's and Bob's by turns; made once.

    Returns its folder and the records of each, with the rest between one's own sets.
    """
    state = demo.folder / "shared"
    session = max(demo.sessions, key=len)
    if not state.exists():
        shutil.copytree(demo.state, state)
        for name, mass in zip(NAMES, ("61.5", "93.5")):
            demo.run("walkers", "add", name, "--mass", mass, "--state", str(state))
        for number, record in enumerate(session):
            name = NAMES[number % 2]
            demo.run("claim", record["id"], name, "--state", str(state))
            demo.run("note", record["id"], "--pain", str(number), "--text", f"only {name} {number}", "--state", str(state))
    records = json.loads(demo.run("sets", "--json", "--state", str(state)))
    parts = {name: [r for r in records if r["sessionId"] == session[0]["sessionId"] and r["walker"] == name] for name in NAMES}
    expect(all(parts.values()) and sum(map(len, parts.values())) == len(session), "both have sets of the session")
    for part in parts.values():
        part[0]["restBeforeS"] = None
        for before, record in zip(part, part[1:]):
            rest = record["clock"]["monotonicNs"] - before["clock"]["monotonicEndNs"]
            record["restBeforeS"] = rest / 1e9
    return state, parts


def exported(demo, state, format, name):
    """The file of one walker's sets."""
    path = state / f"{name}.{format}"
    if not path.exists():
        demo.run("export", "--all", "--walker", name.upper(), "--format", format, "--state", str(state), "-o", str(path))
    return path


def folder(demo, state, format):
    path = state / f"{format}-files"
    if not path.exists():
        demo.run("export", "--all", "--format", format, "--state", str(state), "-o", f"{path}/")
    return path


def nothing_of_the_other(what, content, name):
    other = NAMES[1 - NAMES.index(name)]
    # "Ada" is no part of "Bob", nor of any word of a format.
    expect(f"only {other}" not in content, f"{what}: a note of {other} in {name}'s")
    expect(other not in content, f"{what}: {other} in {name}'s")


def check_fit_of_each_walker(demo):
    state, parts = shared(demo)
    said = []
    for name, records in parts.items():
        files = [file for file in folder(demo, state, "fit").iterdir() if file.stem.endswith("-" + name.lower())]
        expect(len(files) == 1, f"files of {name}: {files}")
        for path in (files[0], exported(demo, state, "fit", name)):
            said.append(f"{name}: {compare_session(garmin(path), records, demo.untraced)}")
            nothing_of_the_other(path.name, path.read_bytes().decode("latin-1"), name)
    return "; ".join(said)


def check_tcx_of_each_walker(demo):
    state, parts = shared(demo)
    for name, records in parts.items():
        document = etree.parse(str(exported(demo, state, "tcx", name)))
        expect(len(document.xpath("//t:Activity", namespaces=SPACE)) == 1, "one activity")
        distances = document.xpath("//t:Lap/t:DistanceMeters/text()", namespaces=SPACE)
        for distance, record in zip(distances, records, strict=True):
            near("lap's distance", float(distance), record["distanceM"], 1e-9)
        nothing_of_the_other("tcx", etree.tostring(document, encoding="unicode"), name)
    whole = demo.run("export", "--all", "--format", "tcx", "--state", str(state))
    ids = etree.fromstring(whole).xpath("//t:Activity/t:Id/text()", namespaces=SPACE)
    expect(len(ids) == len(set(ids)) == len(demo.sessions) + 1, f"an activity for each walker: {ids}")
    return f"{len(ids)} activities of {len(demo.sessions)} sessions"


def check_strong_of_each_walker(demo):
    state, parts = shared(demo)
    for format in STRONG:
        for name, records in parts.items():
            path = exported(demo, state, format, name)
            with open(path, newline="", encoding="utf-8") as file:
                lines = list(csv.DictReader(file, delimiter=";", strict=True))
            expect([line["Set Order"] for line in lines] == [str(n + 1) for n in range(len(records))], f"{lines}")
            expect(len({line["Date"] for line in lines}) == 1, "one workout")
            for line, record in zip(lines, records, strict=True):
                expect(record["note"] in line["Notes"], f"{line}")
            nothing_of_the_other(format, path.read_text("utf-8"), name)
    return ", ".join(STRONG)


def check_fhir_of_each_walker(demo):
    state, parts = shared(demo)
    for name, records in parts.items():
        path = exported(demo, state, "fhir", name)
        resources = [entry.resource for entry in bundle(path).entry]
        subjects = {getattr(r, "subject", None) and r.subject.display for r in resources if r.get_resource_type() == "Observation"}
        expect(subjects == {name}, f"{subjects}")
        nothing_of_the_other("fhir", path.read_text("utf-8"), name)
        expect(all(record["id"] in path.read_text("utf-8") for record in records), "all of the walker's sets")
    return "a bundle for each"


def check_report_and_archive_of_each_walker(demo):
    state, parts = shared(demo)
    for name, records in parts.items():
        page = text(read(exported(demo, state, "html", name)))
        expect(all(record["note"] in page for record in records), f"notes of {name}")
        nothing_of_the_other("html", page, name)
        lines = exported(demo, state, "json", name).read_text("utf-8").splitlines()
        sets = [json.loads(line)["id"] for line in lines if json.loads(line)["kind"] == "set"]
        expect(sets == [record["id"] for record in records], f"{sets}")
        nothing_of_the_other("json", "\n".join(lines), name)
    return "a page and an archive for each"


def control_a_set_of_the_other_is_seen(demo):
    state, parts = shared(demo)
    whole = sorted(parts["Ada"] + parts["Bob"], key=lambda record: record["startedAt"])
    compare_session(garmin(exported(demo, state, "fit", "Ada")), whole, demo.untraced)


def control_a_note_of_the_other_is_seen(demo):
    state, _ = shared(demo)
    nothing_of_the_other("tcx", exported(demo, state, "tcx", "Bob").read_text("utf-8"), "Ada")
