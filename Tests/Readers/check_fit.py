# SPDX-License-Identifier: Apache-2.0
"""FIT, as Garmin's own decoder and two others read it."""

import math

import fitdecode
import fitparse
from garmin_fit_sdk import Decoder, Stream

from check_html import fixed
from demo import READER_S, Failed, expect, near, unix


def garmin(path):
    """Messages by kind, as Garmin's decoder gives them. A decoder that has checked a file reads nothing: it needs a new one."""
    expect(Decoder(Stream.from_file(str(path))).is_fit(), f"{path.name}: no FIT file")
    expect(Decoder(Stream.from_file(str(path))).check_integrity(), f"{path.name}: not whole")
    messages, errors = Decoder(Stream.from_file(str(path))).read()
    expect(not errors, f"{path.name}: {errors}")
    return messages


def named(messages, message):
    """Developer fields by the names that the file itself gives."""
    names = {d["field_definition_number"]: d["field_name"] for d in messages["field_description_mesgs"]}
    return {names[number]: value for number, value in message.get("developer_fields", {}).items()}


def seconds(record):
    """The whole seconds that hold a set."""
    begin = unix(record["startedAt"])
    end = round(begin * 1000) + round(record["durationS"] * 1000)
    return math.floor(begin), math.ceil(end / 1000)


def compare_lap(messages, lap, record):
    what = f"set {record['id'][:13]}"
    near(f"{what} distance", lap["total_distance"], float(fixed(record["distanceM"], 2)), 0.0001)
    near(f"{what} elapsed time", lap["total_elapsed_time"], record["durationS"], 0.0005)
    near(f"{what} timer time", lap["total_timer_time"], record["durationS"], 0.0005)
    near(f"{what} moving time", lap["total_moving_time"], record["movingTimeS"], 0.0005)
    near(f"{what} mean speed", lap["enhanced_avg_speed"], record["meanSpeedMps"], 0.0005)
    near(f"{what} greatest speed", lap["enhanced_max_speed"], record["maxSpeedMps"], 0.0005)
    near(f"{what} mean power", lap.get("avg_power"), record["meanPowerW"], 0.5)
    near(f"{what} greatest power", lap.get("max_power"), record["maxPowerW"], 0.5)
    near(f"{what} work", lap.get("total_work"), record["workJ"], 0.5)
    cadence = record["cadenceSpm"] and record["cadenceSpm"] / 2
    strides = lap["avg_cadence"] + lap["avg_fractional_cadence"] if "avg_cadence" in lap else None
    near(f"{what} strides a minute", strides, cadence, 1 / 128)
    near(f"{what} start", lap["start_time"].timestamp(), seconds(record)[0], 0)
    expect("total_calories" not in lap, f"{what}: calories that were not measured")
    own = named(messages, lap)
    for name, key in (("mean_force", "meanForceN"), ("work", "workJ"), ("distance_uncertainty", "distanceSdM")):
        near(f"{what} {name}", own.get(name), record[key], abs(record[key] or 0) * 1e-6)


def compare_session(messages, records, untraced):
    session = messages["session_mesgs"][0]
    laps = messages["lap_mesgs"]
    expect(len(laps) == len(records) == session["num_laps"], f"{len(laps)} laps of {len(records)} sets")
    for lap, record in zip(laps, records):
        compare_lap(messages, lap, record)
    total = sum(record["distanceM"] for record in records)
    near("session's distance", session["total_distance"], total, 0.005)
    near("session's timer time", session["total_timer_time"], sum(r["durationS"] for r in records), 0.0005)
    near("session's work", session["total_work"], sum(r["workJ"] for r in records), 0.5)
    span = unix(records[-1]["startedAt"]) + records[-1]["durationS"] - unix(records[0]["startedAt"])
    near("session's elapsed time", session["total_elapsed_time"], span, 0.002)
    near("laps' and session's distance", sum(lap["total_distance"] for lap in laps), total, 0.005 * len(laps))
    expect("total_calories" not in session, "calories that were not measured")
    expect((session["sport"], session["sub_sport"]) == ("running", "treadmill"), "no treadmill")
    last = messages["record_mesgs"][-1]
    near("last record's distance", last["distance"], session["total_distance"], 0)
    # Garmin's decoder leaves local time in FIT's seconds since 1989-12-31.
    activity = messages["activity_mesgs"][0]
    offset = activity["local_timestamp"] + 631_065_600 - activity["timestamp"].timestamp()
    near("hours from UTC", offset, READER_S, 0)
    compare_sets(messages["set_mesgs"], records)
    return compare_records(messages, records, untraced)


def compare_sets(sets, records):
    active = [message for message in sets if message["set_type"] == "active"]
    rests = [message for message in sets if message["set_type"] == "rest"]
    expect(len(active) == len(records) and len(rests) == len(records) - 1, f"{len(active)} sets, {len(rests)} rests")
    for message, record in zip(active, records):
        expect(message["category"] == "sled" and message["category_subtype"] == 0, f"{message}: no backward drag")
        near("set's duration", message["duration"], record["durationS"], 0.0005)
    for message, record in zip(rests, records[1:]):
        expect("category" not in message, f"{message}: a rest is no exercise")
        near("rest", message["duration"], record["restBeforeS"], 0.0005)
    expect([message["message_index"] for message in sets] == list(range(len(sets))), "sets are numbered")


def compare_records(messages, records, untraced):
    points = messages["record_mesgs"]
    wanted = 0
    for record in records:
        begin, end = seconds(record)
        wanted += 2 if record["id"] in untraced else end - begin + 1
    expect(len(points) == wanted, f"{len(points)} records, wanted {wanted}")
    stamps = [point["timestamp"].timestamp() for point in points]
    expect(stamps == sorted(set(stamps)), "records run back in time")
    places = [point["distance"] for point in points]
    expect(places == sorted(places) and places[0] == 0, "the odometer runs back")
    for record in records:
        begin, end = seconds(record)
        mine = [point for point, stamp in zip(points, stamps) if begin <= stamp <= end]
        near("a set's way by records", mine[-1]["distance"] - mine[0]["distance"], record["distanceM"], 0.01)
        if record["id"] in untraced:
            expect(not any("enhanced_speed" in point or "power" in point for point in mine), "invented speed or power")
            continue
        expect(record["cadenceSpm"] is not None or not any("cadence" in p for p in mine), "invented cadence")
        near("speed over time", sum(p["enhanced_speed"] for p in mine), record["distanceM"], 0.01 * record["distanceM"])
        near("power over time", sum(p["power"] for p in mine), record["workJ"], 0.01 * record["workJ"])
        expect(max(p["enhanced_speed"] for p in mine) <= record["maxSpeedMps"] + 0.0005, "faster than the fastest")
        expect(max(p["power"] for p in mine) <= record["maxPowerW"] + 0.5, "stronger than the strongest")
        expect(any(named(messages, p).get("force", 0) > 0 for p in mine), "no force by name")
    return f"{len(points)} records, {len(records)} laps"


def check_garmin_sdk(demo):
    figures = []
    for path, records in zip(demo.export_folder("fit"), demo.sessions):
        figures.append(f"{path.name}: {compare_session(garmin(path), records, demo.untraced)}")
    return "; ".join(figures)


def check_garmin_sdk_reads_chained_files(demo):
    messages = garmin(demo.export("fit"))
    expect(len(messages["file_id_mesgs"]) == len(demo.sessions), "not a file a session")
    expect(len(messages["lap_mesgs"]) == len(demo.sets), "not a lap a set")
    return f"{len(messages['file_id_mesgs'])} files in one, {len(messages['lap_mesgs'])} laps"


def check_exercise_is_as_told(demo):
    for name, number in (("forward-drag", 2), ("push", 4)):
        path = demo.export("fit", demo.sets[0]["id"], "--exercise", name)
        message = garmin(path)["set_mesgs"][0]
        expect((message["category"], message["category_subtype"]) == ("sled", number), f"{message}: no {name}")
    return "forward-drag, push"


def check_fitdecode(demo):
    files, laps = 0, []
    with fitdecode.FitReader(str(demo.export("fit")), check_crc=fitdecode.CrcCheck.RAISE) as reader:
        for frame in reader:
            files += frame.frame_type == fitdecode.FIT_FRAME_HEADER
            if frame.frame_type == fitdecode.FIT_FRAME_DATA and frame.name == "lap":
                laps.append(frame)
    expect(files == len(demo.sessions), f"{files} files")
    records = [record for session in demo.sessions for record in session]
    for lap, record in zip(laps, records, strict=True):
        near("lap's distance", lap.get_value("total_distance"), record["distanceM"], 0.005)
        near("lap's duration", lap.get_value("total_timer_time"), record["durationS"], 0.0005)
        near("lap's power", lap.get_value("avg_power"), record["meanPowerW"], 0.5)
        near("lap's force", lap.get_value("mean_force"), record["meanForceN"], record["meanForceN"] * 1e-6)
    return f"{files} files, {len(laps)} laps"


def check_fitparse(demo):
    laps = points = 0
    for path, records in zip(demo.export_folder("fit"), demo.sessions):
        file = fitparse.FitFile(str(path), check_crc=True)
        values = [message.get_values() for message in file.get_messages("lap")]
        for lap, record in zip(values, records, strict=True):
            near("lap's distance", lap["total_distance"], record["distanceM"], 0.005)
            near("lap's duration", lap["total_elapsed_time"], record["durationS"], 0.0005)
            near("lap's uncertainty", lap["distance_uncertainty"], record["distanceSdM"], record["distanceSdM"] * 1e-6)
        points += sum(1 for _ in file.get_messages("record"))
        laps += len(values)
    return f"{laps} laps, {points} records"


def flipped(demo, bit):
    """One bit of the last message's last field: nothing but the checksum can tell."""
    path = demo.export_folder("fit")[0]
    data = bytearray(path.read_bytes())
    data[-4] ^= 1 << bit
    copy = demo.folder / f"flipped-{bit}.fit"
    copy.write_bytes(data)
    return copy


def control_garmin_sdk_sees_a_flipped_bit(demo):
    garmin(flipped(demo, 3))


def control_fitdecode_sees_a_flipped_bit(demo):
    try:
        with fitdecode.FitReader(str(flipped(demo, 5)), check_crc=fitdecode.CrcCheck.RAISE) as reader:
            list(reader)
    except fitdecode.FitCRCError as error:
        raise Failed(error) from error


def control_a_centimetre_is_seen(demo):
    records = [dict(record) for record in demo.sessions[0]]
    records[0]["distanceM"] += 0.01
    compare_session(garmin(demo.export_folder("fit")[0]), records, demo.untraced)


def control_a_missing_set_is_seen(demo):
    compare_session(garmin(demo.export_folder("fit")[0]), demo.sessions[0][1:], demo.untraced)
