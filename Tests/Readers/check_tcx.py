# SPDX-License-Identifier: Apache-2.0
"""TCX, as two readers of others see it, and by a schema of our own after the public element lists.

Garmin's schemas come without a licence and are not kept here. Where TCX_SCHEMAS names a folder with
TrainingCenterDatabasev2.xsd and ActivityExtensionv2.xsd they are used as well.
"""

import os
import pathlib
import re

import tcxparser
from lxml import etree
from tcxreader.tcxreader import TCXReader

from demo import MACHINE, NOTE, NotRun, expect, near, unix

SPACE = {
    "t": "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2",
    "x": "http://www.garmin.com/xmlschemas/ActivityExtension/v2",
}


def compare_tcxreader(path, sessions, untraced):
    exercise = TCXReader().read(str(path), only_gps=False)
    records = [record for session in sessions for record in session]
    expect(len(exercise.laps) == len(records), f"{len(exercise.laps)} laps of {len(records)} sets")
    laps = iter(exercise.laps)
    for session in sessions:
        before = 0.0
        for record in session:
            lap = next(laps)
            near("distance", lap.distance, record["distanceM"], 0.0005)
            near("mean speed", lap.lx_ext["AvgSpeed"], record["meanSpeedMps"], 0.0005)
            near("mean power", lap.lx_ext.get("AvgWatts"), record["meanPowerW"], 0.5)
            near("greatest power", lap.lx_ext.get("MaxWatts"), record["maxPowerW"], 0.5)
            expect(lap.lx_ext.get("Steps") == record["steps"], f"steps: {lap.lx_ext.get('Steps')}")
            places = [point.distance for point in lap.trackpoints]
            near("first point", places[0], before, 0.0005)
            near("last point", places[-1], before + record["distanceM"], 0.0005)
            expect(places == sorted(places), "the odometer runs back")
            times = [point.time for point in lap.trackpoints]
            expect(times == sorted(set(times)), "points run back in time")
            near("time", (times[-1] - times[0]).total_seconds(), record["durationS"], 0.001)
            before += record["distanceM"]
            expect(len(places) == 2 if record["id"] in untraced else len(places) > record["durationS"], "points")
            if record["id"] not in untraced:
                speeds = [point.tpx_ext.get("Speed") for point in lap.trackpoints[1:]]
                expect(None not in speeds, "points without speed")
                near("greatest speed", max(speeds), record["maxSpeedMps"], 0.05 * record["maxSpeedMps"])
    return f"{len(exercise.laps)} laps, {len(exercise.trackpoints)} points, {exercise.distance:.2f} m"


def check_tcxreader(demo):
    return compare_tcxreader(demo.export("tcx"), demo.sessions, demo.untraced)


def check_tcxparser(demo):
    figures = []
    for path, records in zip(demo.export_folder("tcx"), demo.sessions):
        activity = tcxparser.TCXParser(str(path))
        near("duration", activity.duration, sum(record["durationS"] for record in records), 0.0005 * len(records))
        near("distance", activity.distance, sum(record["distanceM"] for record in records), 0.0005)
        near("start", unix(activity.started_at), unix(records[0]["startedAt"]), 0)
        near("end", unix(activity.completed_at), unix(records[-1]["endedAt"]), 0.0015)
        figures.append(f"{float(activity.distance):.2f} m in {float(activity.duration):.1f} s")
    return "; ".join(figures)


def check_notes_and_names_come_through(demo):
    document = etree.parse(str(demo.export("tcx")))
    notes = document.xpath("//t:Lap/t:Notes/text()", namespaces=SPACE)
    expect(len(notes) == 1 and NOTE in notes[0], f"lap's notes: {notes}")
    remark = document.xpath("//t:Activity/t:Notes/text()", namespaces=SPACE)[0]
    expect(MACHINE in remark and "@nna" in remark, f"activity's notes: {remark}")
    return repr(notes[0])


def check_schema_of_our_own(demo):
    schema = etree.RelaxNG(etree.parse(str(pathlib.Path(__file__).with_name("tcx.rng"))))
    document = etree.parse(str(demo.export("tcx")))
    expect(schema.validate(document), str(schema.error_log.last_error))
    ids = document.xpath("//t:Activity/t:Id/text()", namespaces=SPACE)
    expect(len(set(ids)) == len(demo.sessions), f"identifiers: {ids}")
    return f"{sum(1 for _ in document.iter())} elements"


def check_schemas_of_garmin(demo):
    folder = os.environ.get("TCX_SCHEMAS")
    if not folder:
        raise NotRun("TCX_SCHEMAS names no folder with them")
    both = '<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema">'
    for space, name in ((SPACE["t"], "TrainingCenterDatabasev2"), (SPACE["x"], "ActivityExtensionv2")):
        both += f'<s:import namespace="{space}" schemaLocation="{pathlib.Path(folder).resolve()}/{name}.xsd"/>'
    schema = etree.XMLSchema(etree.fromstring(both + "</s:schema>"))
    expect(schema.validate(etree.parse(str(demo.export("tcx")))), str(schema.error_log.last_error))
    return "valid"


def control_a_changed_distance_is_seen(demo):
    path = demo.export("tcx")
    old = re.search(rb"<DistanceMeters>\d+\.\d", path.read_bytes()).group()
    compare_tcxreader(demo.damaged(path, old, old[:-1] + bytes([old[-1] ^ 1])), demo.sessions, demo.untraced)


def control_elements_in_the_wrong_order_are_seen(demo):
    path = demo.damaged(
        demo.export("tcx"), b"<Intensity>Active</Intensity>\n<TriggerMethod>Manual</TriggerMethod>",
        b"<TriggerMethod>Manual</TriggerMethod>\n<Intensity>Active</Intensity>")
    schema = etree.RelaxNG(etree.parse(str(pathlib.Path(__file__).with_name("tcx.rng"))))
    expect(schema.validate(etree.parse(str(path))), str(schema.error_log.last_error))
