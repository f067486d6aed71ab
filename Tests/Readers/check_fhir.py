# SPDX-License-Identifier: Apache-2.0
"""The FHIR bundle as the package fhir.resources reads it, and against `sets --json`.

The bundle says that it is FHIR R4 (4.0.1). The package has no R4; it is read with R4B (4.3.0), in which Bundle, Device and
Observation have the elements of R4. Runs alone too, on exports that are there: check_fhir.py FOLDER.
"""

import json
import pathlib
import sys

from fhir.resources.R4B.bundle import Bundle
from pydantic import ValidationError

from demo import Failed, expect

UNITS = {
    "durationS": "s", "movingTimeS": "s", "restBeforeS": "s", "distanceM": "m", "meanSpeedMps": "m/s",
    "maxSpeedMps": "m/s", "workJ": "J", "meanPowerW": "W", "maxPowerW": "W", "meanForceN": "N", "cadenceSpm": "/min",
    "steps": "{steps}",
}
UNCERTAIN = {"distanceM": "distanceSdM", "meanPowerW": "powerSdW"}
LOINC = {"durationS": "55411-3", "pain": "72514-3"}


def bundle(path):
    try:
        return Bundle.model_validate_json(path.read_text("utf-8"))
    except ValidationError as error:
        raise Failed(str(error)[:300]) from error


def own_code(concept):
    codes = {coding.system: coding.code for coding in concept.coding}
    own = codes.pop("urn:uuid:0b7f1d52-6d0e-4a3c-9d5e-5f2a6c1e8b47")
    expect(codes == ({"http://loinc.org": LOINC[own]} if own in LOINC else {}), f"{own}: {codes}")
    return own


def quantity(found, wanted, unit):
    expect(found.system == "http://unitsofmeasure.org" and found.code == unit, f"{found.code}, wanted {unit}")
    expect(float(found.value) == wanted, f"{found.value}, wanted {wanted}")


def compare_components(observation, record):
    left = {key for key in UNITS if record[key] is not None}
    for component in observation.component:
        key = own_code(component.code)
        if key in UNITS:
            quantity(component.valueQuantity, record[key], UNITS[key])
            extensions = component.valueQuantity.extension or []
            sds = [float(extension.valueDecimal) for extension in extensions]
            expect(sds == ([record[UNCERTAIN[key]]] if key in UNCERTAIN else []), f"{key}: uncertainty {sds}")
            left.remove(key)
        elif key == "direction":
            expect(component.valueString == record["direction"], "direction")
        elif key == "clock.quality":
            expect(component.valueString == record["clock"]["quality"], "clock")
        else:
            expect(key == "quality.powerIsEstimated", f"{key} is not known")
            expect(component.valueBoolean == record["quality"]["powerIsEstimated"], "estimated")
    expect(not left, f"missing: {left}")


def compare(path, sets):
    read = bundle(path)
    expect(read.type == "collection" and read.meta.profile[0].endswith("|4.0.1"), "a collection of R4")
    by_url = {entry.fullUrl: entry.resource for entry in read.entry}
    expect(len(by_url) == len(read.entry), "two entries have one address")
    text = path.read_text("utf-8")
    for record in sets:
        observation = by_url.pop(f"urn:uuid:{record['id']}")
        begun = observation.effectivePeriod
        for name, at in (("startedAt", begun.start), ("endedAt", begun.end)):
            expect(at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z" == record[name], name)
        expect((observation.subject.display if observation.subject else None) == record["walker"], "walker")
        device = next(entry.resource for entry in read.entry if entry.fullUrl == observation.device.reference)
        expect(device.deviceName[0].name == record["machine"], f"machine: {device.deviceName[0].name}")
        compare_components(observation, record)
        notes = " ".join(note.text for note in observation.note or [])
        expect(("estimated" in notes) == record["quality"]["powerIsEstimated"], "power that is estimated says so")
        expect(record["note"] is None or record["note"] in notes, "note")
        answers = [by_url.pop(member.reference) for member in observation.hasMember or []]
        said = {own_code(answer.code): answer.valueQuantity for answer in answers}
        expect(set(said) == {key for key in ("rpe", "pain") if record[key] is not None}, f"answers: {set(said)}")
        for key, value in said.items():
            quantity(value, record[key], "{score}")
    kinds = {resource.get_resource_type() for resource in by_url.values()}
    expect(kinds == {"Device"}, f"left over: {kinds}")
    expect("Patient" not in text, "a patient")
    return f"{len(read.entry)} entries, {len(sets)} sets: read as R4B, figures as in `sets --json`"


def check_figures(demo):
    return compare(demo.export("fhir"), demo.sets)


def control_changed_value(demo):
    value = str(demo.sets[0]["distanceM"]).encode()
    compare(demo.damaged(demo.export("fhir"), b'"value":' + value, b'"value":1' + value), demo.sets)


def control_missing_status(demo):
    compare(demo.damaged(demo.export("fhir"), b'"status":"final",', b""), demo.sets)


def control_unknown_element(demo):
    compare(demo.damaged(demo.export("fhir"), b'"status":"final"', b'"status":"final","luck":1'), demo.sets)


if __name__ == "__main__":
    for file in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
        if json.loads(file.read_text("utf-8")).get("resourceType") == "Bundle":
            sys.stdout.write(f"{file}: {len(bundle(file).entry)} entries, sound\n")
