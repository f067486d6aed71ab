// SPDX-License-Identifier: Apache-2.0
//
// Owns: the statements that a batch is written with. Must not know: what runs them.
//
// $1 is the body, $2 the positions of the records that a statement takes (from 1), $3 the gym, $4 the device. Each returns
// position and reason of the records that it did not take. The body is `json`, which keeps its text, and a record becomes `jsonb`
// only once it is chosen: a text that jsonb cannot hold, such as \u0000, is the fault of its own record.

enum HubSQL {
  private static let records = """
    records AS MATERIALIZED (
      SELECT position, r::jsonb AS r FROM json_array_elements($1::json) WITH ORDINALITY AS all_records (r, position)
      WHERE position = ANY ($2::int[]))
    """

  /// Keys of a record that are columns of another kind, or never leave a gym: of these a set has no more than the key.
  private static let own = [
    "kind", "revision", "schemaVersion", "machine", "walker", "walkerMassKg", "rpe", "pain", "note",
  ]
  /// Not `DO NOTHING`: that a day is marked already is of use only once this transaction is over (see `DaySums`).
  private static let markAgain = "ON CONFLICT (machine_id, day) DO UPDATE SET day = excluded.day"

  /// Sets: an older revision never replaces a newer one, and a set that is gone stays gone.
  static let sets: String = {
    let columns = SetColumn.all
    let names = columns.map(\.column).joined(separator: ", ")
    let updates =
      columns.map(\.column).filter { $0 != "id" } + ["revision", "device_id", "schema_version", "extra"]
    let values = columns.map { column in
      column.column == "walker"
        ? "CASE WHEN EXISTS (SELECT FROM erased_walker e WHERE e.walker = \(column.value)) THEN NULL ELSE \(column.value) END"
        : column.value
    }
    let known = (Set(columns.map { String($0.topKey) }).union(own)).sorted()
    let array = "'{" + known.joined(separator: ",") + "}'::text[]"
    return """
      WITH \(records),
      own AS (
        SELECT position, r FROM records JOIN machine ON machine.id = (r->>'machineId')::uuid),
      written AS (
        INSERT INTO finished_set (\(names), revision, device_id, gym_id, schema_version, extra)
        SELECT \(values.joined(separator: ", ")), (r->>'revision')::bigint, $4::uuid, $3::int,
          coalesce((r->>'schemaVersion')::smallint, 1), nullif(jsonb_strip_nulls(r - \(array)), '{}'::jsonb)
        FROM own
        WHERE NOT EXISTS (SELECT FROM gone_set g WHERE g.id = (r->>'id')::uuid AND g.revision > (r->>'revision')::bigint)
        ON CONFLICT (id) DO UPDATE SET \(updates.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")), received_at = now()
        WHERE excluded.revision > finished_set.revision
        RETURNING machine_id, started_at, utc_offset_s),
      stale AS (
        INSERT INTO stale_day (machine_id, day)
        SELECT DISTINCT machine_id, (started_at AT TIME ZONE 'UTC' + make_interval(secs => coalesce(utc_offset_s, 0)))::date
        FROM written \(markAgain))
      SELECT position, 'the machine is of another gym, or not known yet' FROM records
      WHERE NOT EXISTS (SELECT FROM machine WHERE machine.id = (r->>'machineId')::uuid)
      """
  }()

  static let machines = """
    WITH \(records)
    INSERT INTO machine (
      id, gym_id, device_id, revision, name, kind, marks, retired_at, serviced_at, distance_m, moving_s, since_service_m)
    SELECT (r->>'id')::uuid, $3::int, $4::uuid, (r->>'revision')::bigint, r->>'name', r->>'machineKind', (r->>'marks')::int,
      (r->>'retiredAt')::timestamptz, (r->>'servicedAt')::timestamptz, (r->>'distanceM')::float8, (r->>'movingTimeS')::float8,
      (r->>'sinceServiceM')::float8
    FROM records
    ON CONFLICT (id) DO UPDATE SET
      device_id = excluded.device_id, revision = excluded.revision, name = excluded.name, kind = excluded.kind,
      marks = excluded.marks, retired_at = excluded.retired_at, serviced_at = excluded.serviced_at,
      distance_m = excluded.distance_m, moving_s = excluded.moving_s, since_service_m = excluded.since_service_m, gone_at = NULL
    WHERE excluded.revision > machine.revision OR excluded.device_id <> machine.device_id
    RETURNING NULL::bigint, NULL::text
    """

  static let goneSets = """
    WITH \(records),
    gone AS (
      INSERT INTO gone_set (id, gym_id, revision) SELECT (r->>'id')::uuid, $3::int, (r->>'revision')::bigint FROM records WHERE $4 <> ''
      ON CONFLICT (id) DO UPDATE SET revision = greatest(gone_set.revision, excluded.revision)
      RETURNING id, revision),
    hidden AS (
      UPDATE finished_set SET discarded_at = now(), revision = gone.revision, walker = NULL FROM gone
      WHERE finished_set.id = gone.id AND finished_set.revision < gone.revision
      RETURNING machine_id, started_at, utc_offset_s)
    INSERT INTO stale_day (machine_id, day)
    SELECT DISTINCT machine_id, (started_at AT TIME ZONE 'UTC' + make_interval(secs => coalesce(utc_offset_s, 0)))::date
    FROM hidden \(markAgain) RETURNING NULL::bigint, NULL::text
    """

  static let goneMachines = """
    WITH \(records)
    UPDATE machine SET gone_at = now() FROM records WHERE machine.id = (r->>'id')::uuid AND $3 <> '' AND $4 <> ''
    RETURNING NULL::bigint, NULL::text
    """

  static let erasedWalkers = """
    WITH \(records),
    erased AS (
      INSERT INTO erased_walker (gym_id, walker) SELECT $3::int, r->>'id' FROM records WHERE $4 <> ''
      ON CONFLICT DO NOTHING)
    UPDATE finished_set SET walker = NULL FROM records WHERE finished_set.walker = r->>'id'
    RETURNING NULL::bigint, NULL::text
    """
}
