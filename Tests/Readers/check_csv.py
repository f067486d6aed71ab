# SPDX-License-Identifier: Apache-2.0
"""The three tables, as Python's csv module reads them."""

import csv
import datetime

from check_html import fixed
from demo import MACHINE, NOTE, READER_S, expect, near, unix


def rows(path, delimiter=","):
    with open(path, newline="", encoding="utf-8") as file:
        text = file.read()
    for line in csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True):
        expect(len(line) > 1, f"no cells: {line}")
    lines = list(csv.DictReader(text.splitlines(keepends=True), delimiter=delimiter, strict=True))
    expect(lines and None not in lines[0] and not any(None in line.values() for line in lines), "lines of other length")
    return lines


def flat(record):
    """A record of `sets --json` as the table names its fields."""
    fields = dict(record)
    clock, quality = dict(fields.pop("clock")), fields.pop("quality")
    # A table has no discarded set, and of an acceptance only its time.
    fields.pop("discardedAt")
    fields["acceptedAt"] = (fields.pop("accepted") or {}).get("at")
    return fields | {"clockQuality": clock.pop("quality")} | clock | quality


def agrees(cell, value):
    if value is None:
        return cell == ""
    if isinstance(value, bool):
        return cell == str(value).lower()
    if isinstance(value, (int, float)):
        return float(cell) == value
    return cell == value or cell == "'" + value and value[0] in "=+-@\t\r"


def compare_table(path, sessions):
    lines = rows(path)
    records = [record for session in sessions for record in session]
    expect(len(lines) == len(records), f"{len(lines)} lines of {len(records)} sets")
    cells = 0
    for line, record in zip(lines, records):
        fields = flat(record)
        expect(set(line) == set(fields), f"columns: {set(line) ^ set(fields)}")
        for name, value in fields.items():
            expect(agrees(line[name], value), f"{name}: {line[name]!r}, wanted {value!r}")
            cells += 1
    return f"{len(lines)} sets, {cells} cells as in `sets --json`, to the last bit"


def check_table_of_sets(demo):
    path = demo.export("csv")
    expect(path.read_bytes().endswith(b"\r\n"), "lines end with CRLF")
    marked = [line for line in rows(path) if line["note"]]
    expect(marked[0]["note"] == "'" + NOTE and marked[0]["walker"] == "'@nna", f"{marked[0]}: a formula")
    expect(marked[0]["machine"] == MACHINE, marked[0]["machine"])
    return compare_table(path, demo.sessions)


def control_a_changed_digit_is_seen(demo):
    value = f",{demo.sessions[0][0]['distanceM']}".encode()
    at = value.index(b".") + 3
    changed = value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :]
    compare_table(demo.damaged(demo.export("csv"), value, changed), demo.sessions)


def check_table_of_traces(demo):
    lines = rows(demo.export("csv-trace"))
    names = ["setId", "time_s", "distance_m", "speed_mps", "power_w", "work_j", "smoothed_speed_mps",
             "heart_rate_bpm"]
    expect(list(lines[0]) == names, f"{list(lines[0])}")
    sets = {}
    for line in lines:
        sets.setdefault(line["setId"], []).append(line)
    records = {record["id"]: record for record in demo.sets if record["id"] not in demo.untraced}
    expect(set(sets) == set(records), "sets that have a trace")
    for key, mine in sets.items():
        record = records[key]
        for name in ("time_s", "distance_m"):
            values = [float(line[name]) for line in mine]
            expect(values == sorted(values) and values[0] == 0, f"{name} runs back")
        expect(float(mine[-1]["time_s"]) == record["durationS"], "the last time is the set's")
        expect(float(mine[-1]["distance_m"]) == record["distanceM"], "the last distance is the set's")
        expect(float(mine[-1]["work_j"]) == record["workJ"], "the last work is the set's")
        expect(mine[0]["power_w"] == "" and mine[0]["speed_mps"] == "", "nothing is known before the first point")
        for a, b in zip(mine, mine[1:]):
            travel = float(b["distance_m"]) - float(a["distance_m"])
            length = float(b["time_s"]) - float(a["time_s"])
            near("speed by the distance", float(b["speed_mps"]) * length, travel, 0.0006 * length)
        work = sum(
            float(b["power_w"]) * (float(b["time_s"]) - float(a["time_s"])) for a, b in zip(mine, mine[1:]))
        near("power over time", work, record["workJ"], 0.005 * record["durationS"] + 0.01)
    return f"{len(lines)} points of {len(sets)} sets; {len(demo.untraced)} set has none"


def check_table_for_spreadsheets(demo):
    said = []
    for language, decimal, delimiter in (("de", "comma", ";"), ("en", "point", ",")):
        path = demo.export("csv-excel", "--all", "--language", language, "--decimal", decimal)
        data = path.read_bytes()
        note = NOTE.replace('"', '""').encode()
        expect(data.startswith(b"\xef\xbb\xbf") and b"\n" not in data.replace(b"\r\n", b"").replace(note, b""), "marks")
        with open(path, newline="", encoding="utf-8-sig") as file:
            lines = list(csv.reader(file, delimiter=delimiter, strict=True))
        heads, lines = lines[0], lines[1:]
        distance = heads.index({"de": "Strecke, m", "en": "Distance, m"}[language])
        records = [record for session in demo.sessions for record in session]
        for line, record in zip(lines, records, strict=True):
            expect(len(line) == len(heads) and line[-1] == record["id"], f"{line}")
            near("distance", float(line[distance].replace(",", ".")), float(fixed(record["distanceM"], 2)), 0)
            expect(("," in line[distance]) == (decimal == "comma") or line[distance].isdigit(), line[distance])
            at = datetime.datetime.strptime(" ".join(line[:2]), "%Y-%m-%d %H:%M:%S").replace(tzinfo=datetime.timezone.utc)
            near("local time", at.timestamp(), int(unix(record["startedAt"])) + READER_S, 0)
        expect("'" + NOTE in lines[0], f"{lines[0]}")
        said.append(f"{language}: {len(lines)} sets of {len(heads)} columns")
    return "; ".join(said)


def check_strong(demo):
    lines = rows(demo.export("strong"), delimiter=";")
    wanted = (
        "Workout #;Date;Workout Name;Duration (sec);Exercise Name;Set Order;Weight (kg);Reps;RPE;Distance (meters);Seconds;"
        "Notes;Workout Notes")
    expect(";".join(lines[0]) == wanted, f"columns: {list(lines[0])}")
    records = [record for session in demo.sessions for record in session]
    for line, record in zip(lines, records, strict=True):
        near("distance", float(line["Distance (meters)"]), float(fixed(record["distanceM"], 2)), 0)
        expect(line["Seconds"] == fixed(record["durationS"], 0), f"seconds: {line['Seconds']}")
        expect(line["RPE"] == ("" if record["rpe"] is None else f"{record['rpe']:g}"), f"exertion: {line['RPE']}")
        expect((line["Weight (kg)"], line["Reps"]) == ("0", "0"), f"{line}")
    expect(lines[0]["Notes"] == "'" + NOTE and lines[1]["Notes"] == "", lines[0]["Notes"])
    numbers = [int(line["Workout #"]) for line in lines]
    expect(numbers == sorted(numbers) and max(numbers) == len(demo.sessions), f"workouts: {numbers}")
    return f"{len(lines)} sets, {max(numbers)} workouts"


def check_old_strong(demo):
    lines = rows(demo.export("strong-old"), delimiter=";")
    wanted = (
        "Date;Workout Name;Exercise Name;Set Order;Weight;Weight Unit;Reps;RPE;Distance;Distance Unit;Seconds;Notes;"
        "Workout Notes;Workout Duration")
    expect(";".join(lines[0]) == wanted, f"columns: {list(lines[0])}")
    records = [(session, record) for session in demo.sessions for record in session]
    for line, (session, record) in zip(lines, records, strict=True):
        for name in ("Notes", "Workout Notes", "Seconds", "Workout Duration"):
            expect(line[name] != "", f"{name} is empty")
        at = datetime.datetime.strptime(line["Date"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=datetime.timezone.utc)
        local = int(unix(session[0]["startedAt"])) + READER_S
        near("local time", at.timestamp(), local, 0)
        expect(line["Distance Unit"] == "km" and line["Reps"] == "0", f"{line}")
        near("distance", float(line["Distance"]) * 1000, float(fixed(record["distanceM"], 2)), 0.000001)
        near("seconds", int(line["Seconds"]), record["durationS"], 0.5)
        expect(line["RPE"] == ("" if record["rpe"] is None else f"{record['rpe']:g}"), f"exertion: {line['RPE']}")
        expect(line["Set Order"] == str(record["indexInSession"]), f"{line['Set Order']}")
    expect(lines[0]["Notes"] == "'" + NOTE, lines[0]["Notes"])
    return f"{len(lines)} sets, {len({line['Date'] for line in lines})} workouts"
