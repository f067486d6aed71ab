# SPDX-License-Identifier: Apache-2.0
"""The archive against its published schema, as the package jsonschema reads it, and against `sets --json`.

Runs alone too, on exports that are there: check_json.py FOLDER.
"""

import base64
import json
import pathlib
import sys

import jsonschema

from demo import Failed, expect

SCHEMA = pathlib.Path(__file__).parents[2] / "docs" / "log.schema.json"


def validator():
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)


def document(path):
    """The lines by their kind; each must be as the schema says, and they must hold together."""
    log = {kind: [] for kind in ("header", "walker", "machine", "boot", "session", "calibration", "set")}
    check = validator()
    for number, text in enumerate(path.read_text("utf-8").splitlines(), 1):
        line = json.loads(text)
        own = check.evolve(schema={**check.schema, "oneOf": [{"$ref": f"#/$defs/{line['kind']}"}]})
        for error in own.iter_errors(line):
            inner = error.context[0] if error.context else error
            raise Failed(f"line {number}: {'/'.join(map(str, inner.absolute_path))}: {inner.message[:200]}")
        log[line["kind"]].append(line)
    expect(len(log["header"]) == 1, "one header")
    known = {kind: {line["id"] for line in log[kind]} for kind in ("walker", "machine", "boot", "session", "calibration")}
    names = {machine["id"]: machine["name"] for machine in log["machine"]}
    for record in log["set"]:
        expect(names.get(record["machineId"]) == record["machine"], f"{record['id']}: machine")
        expect(record["clock"]["bootId"] in known["boot"], f"{record['id']}: boot")
        expect(record["sessionId"] in known["session"], f"{record['id']}: session")
        expect(record["walkerId"] is None or record["walkerId"] in known["walker"], f"{record['id']}: walker")
        expect((record["walkerId"] is None) == (record["walker"] is None), f"{record['id']}: walker's name")
        expect(record["calibrationId"] in known["calibration"], f"{record['id']}: calibration")
        for revision in record["revisions"]:
            expect(revision["calibrationId"] in known["calibration"], f"{record['id']}: calibration of a revision")
        trace = record["trace"]
        if trace:
            lengths = {len(column) for column in trace.values() if column is not None}
            expect(len(lengths) == 1, f"{record['id']}: columns of {lengths}")
            expect(abs(trace["timeS"][-1] - record["durationS"]) <= 0.000501, f"{record['id']}: the trace's end")
            expect(abs(trace["distanceM"][-1] - record["distanceM"]) <= 0.000501, f"{record['id']}: the trace's end")
        base64.b64decode(record["rawPulses"], validate=True)
    return log


def check_schema_and_figures(demo):
    log = document(demo.export("json"))
    more = {"kind", "machineId", "walkerId", "trace", "rawPulses", "heartRate", "revisions", "contextEdges"}
    wanted = {record["id"]: record for record in demo.sets}
    for record in log["set"]:
        own = {key: value for key, value in record.items() if key not in more}
        expect(own == wanted.pop(record["id"]), f"{record['id']}: other values than `sets --json`")
        expect(list(own) == list(demo.sets[0]), f"{record['id']}: keys in another order")
    expect(not wanted, f"sets that are missing: {list(wanted)}")
    points = sum(len(record["trace"]["timeS"]) for record in log["set"] if record["trace"])
    return f"{len(log['set'])} sets, {points} points, as docs/log.schema.json says; values as in `sets --json`"


def check_import_gives_the_same_bytes(demo):
    path = demo.export("json")
    copy = str(demo.folder / "imported")
    demo.run("import", str(path), "--state", copy)
    again = demo.run("export", "--all", "--format", "json", "--state", copy)
    expect(again == path.read_bytes(), "exported again it differs")
    said = demo.run("import", str(path), "--state", copy).decode()
    expect(said.startswith("0 sets added"), said)
    return f"{len(again)} bytes"


def check_one_session_has_only_its_own(demo):
    one = demo.sessions[-1]
    log = document(demo.export("json", "--session", one[0]["sessionId"]))
    expect([record["id"] for record in log["set"]] == [record["id"] for record in one], "its sets")
    expect({row["name"] for row in log["machine"]} == {one[0]["machine"]}, "its machine")
    expect({row["name"] for row in log["walker"]} == {record["walker"] for record in one} - {None}, "its walkers")
    return f"{len(log['set'])} sets"


def check_damaged_set_is_named(demo):
    path = demo.export("json")
    record = document(path)["set"][1]
    packed = bytearray(base64.b64decode(record["rawPulses"]))
    packed[len(packed) // 2] ^= 4
    damaged = demo.damaged(path, record["rawPulses"].encode(), base64.b64encode(packed))
    copy = str(demo.folder / "imported-damaged")
    said = demo.run("import", str(damaged), "--state", copy, status=1).decode()
    expect(said.startswith(f"{len(demo.sets) - 1} sets added") and "1 line refused" in said, said)
    return said.strip()


def control_unknown_key(demo):
    document(demo.damaged(demo.export("json"), b'"durationS":', b'"luck":1,"durationS":'))


def control_missing_key(demo):
    document(demo.damaged(demo.export("json"), b'"fade":', b'"fades":'))


def control_wrong_unit(demo):
    document(demo.damaged(demo.export("json"), b'"durationS":', b'"durationS":"60 s","x":'))


def control_other_version(demo):
    document(demo.damaged(demo.export("json"), b'"version":1', b'"version":2'))


if __name__ == "__main__":
    for file in sorted(pathlib.Path(sys.argv[1]).glob("*.jsonl")):
        sys.stdout.write(f"{file}: {len(document(file)['set'])} sets, intact\n")
