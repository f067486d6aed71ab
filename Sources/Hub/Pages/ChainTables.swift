// SPDX-License-Identifier: Apache-2.0
//
// Owns: the questions that the chain's pages ask. Must not know: HTML.
//
// None reads the sets of more than a day of a gym: sums of days stand in `machine_day`.

enum ChainTables {
  static let chain = [
    ChainTable(
      title: "To look at",
      heads: ["gym", "what"],
      sql: """
        SELECT g.name, 'two computers send with one key since ' || to_char(d.cloned_at, 'YYYY-MM-DD HH24:MI') FROM device d
          JOIN gym g ON g.id = d.gym_id WHERE d.cloned_at IS NOT NULL AND d.revoked_at IS NULL
        UNION ALL
        SELECT g.name, 'silent since ' || coalesce(to_char(max(d.last_seen_at), 'YYYY-MM-DD HH24:MI'), 'it enrolled')
          FROM gym g JOIN device d ON d.gym_id = g.id AND d.revoked_at IS NULL
          GROUP BY g.id HAVING coalesce(max(d.last_seen_at), max(d.enrolled_at)) < now() - interval '1 day'
        UNION ALL
        SELECT g.name, m.name || ': ' || to_char(m.since_service_m / 1000, 'FM999990.0') || ' km since the last service'
          FROM machine m JOIN gym g ON g.id = m.gym_id WHERE m.since_service_m > 500000 AND m.gone_at IS NULL
        UNION ALL
        SELECT g.name, m.name || ': ' || sum(x.suspect) || ' suspect sets in seven days; look at its sensor'
          FROM machine_day x JOIN machine m ON m.id = x.machine_id JOIN gym g ON g.id = m.gym_id
          WHERE x.day > current_date - 7 GROUP BY g.name, m.id HAVING sum(x.suspect) > 2
        ORDER BY 1, 2 LIMIT 200
        """),
    ChainTable(
      title: "Gyms, last seven days",
      heads: ["gym", "machines", "sets", "km", "hours", "suspect", "last seen"],
      sql: """
        SELECT g.id, g.name, (SELECT count(*) FROM machine m WHERE m.gym_id = g.id AND m.gone_at IS NULL),
          coalesce(x.sets, 0), to_char(coalesce(x.distance_m, 0) / 1000, 'FM999999990.0'),
          to_char(coalesce(x.moving_s, 0) / 3600, 'FM999999990.0'), coalesce(x.suspect, 0),
          (SELECT to_char(max(d.last_seen_at), 'YYYY-MM-DD HH24:MI') FROM device d WHERE d.gym_id = g.id)
        FROM gym g LEFT JOIN (
          SELECT gym_id, sum(sets) AS sets, sum(distance_m) AS distance_m, sum(moving_s) AS moving_s, sum(suspect) AS suspect
          FROM machine_day WHERE day > current_date - 7 GROUP BY gym_id) x ON x.gym_id = g.id
        ORDER BY g.name LIMIT 2000
        """, link: "/gyms/"),
    ChainTable(
      title: "Days",
      heads: ["day", "sets", "km", "hours"],
      sql: """
        SELECT day, sum(sets), to_char(sum(distance_m) / 1000, 'FM999999990.0'), to_char(sum(moving_s) / 3600, 'FM999999990.0')
        FROM machine_day WHERE day > current_date - 31 GROUP BY day ORDER BY day DESC
        """),
  ]

  static let gym = [
    ChainTable(
      title: "Machines, last seven days",
      heads: ["machine", "kind", "sets", "km", "suspect", "km in all", "km since service", "serviced"],
      sql: """
        SELECT m.name, m.kind, coalesce(x.sets, 0), to_char(coalesce(x.distance_m, 0) / 1000, 'FM999999990.0'),
          coalesce(x.suspect, 0), to_char(m.distance_m / 1000, 'FM999999990.0'),
          to_char(m.since_service_m / 1000, 'FM999999990.0'), to_char(m.serviced_at, 'YYYY-MM-DD')
        FROM machine m LEFT JOIN (
          SELECT machine_id, sum(sets) AS sets, sum(distance_m) AS distance_m, sum(suspect) AS suspect
          FROM machine_day WHERE day > current_date - 7 AND gym_id = $1::int GROUP BY machine_id) x ON x.machine_id = m.id
        WHERE m.gym_id = $1::int AND m.gone_at IS NULL ORDER BY m.name LIMIT 500
        """),
    ChainTable(
      title: "Days",
      heads: ["day", "sets", "km", "hours"],
      sql: """
        SELECT day, sum(sets), to_char(sum(distance_m) / 1000, 'FM999999990.0'), to_char(sum(moving_s) / 3600, 'FM999999990.0')
        FROM machine_day WHERE day > current_date - 31 AND gym_id = $1::int GROUP BY day ORDER BY day DESC
        """),
    ChainTable(
      title: "Newest sets",
      heads: ["began", "machine", "seconds", "metres", "watts", "suspect"],
      sql: """
        SELECT to_char(s.started_at, 'YYYY-MM-DD HH24:MI:SS'), m.name, to_char(s.duration_s, 'FM99990.0'),
          to_char(s.distance_m, 'FM999990.00'), to_char(s.mean_power_w, 'FM99990'), s.suspect
        FROM finished_set s JOIN machine m ON m.id = s.machine_id
        WHERE s.gym_id = $1::int AND s.discarded_at IS NULL AND s.started_at > now() - interval '7 days'
        ORDER BY s.started_at DESC LIMIT 50
        """),
  ]

  static let allDays = ChainTable(
    title: "", heads: ["day", "gym", "sets", "distanceM", "movingS", "suspect"],
    sql: """
      SELECT day, g.name, sum(sets), sum(distance_m), sum(moving_s), sum(suspect)
      FROM machine_day x JOIN gym g ON g.id = x.gym_id WHERE day > current_date - 366 GROUP BY day, g.name ORDER BY day, g.name
      """)
  static let gymDays = ChainTable(
    title: "", heads: ["day", "machine", "sets", "distanceM", "movingS", "suspect"],
    sql: """
      SELECT day, m.name, sets, x.distance_m, x.moving_s, suspect FROM machine_day x JOIN machine m ON m.id = x.machine_id
      WHERE x.gym_id = $1::int AND day > current_date - 366 ORDER BY day, m.name
      """)
}

enum ChainStyle {
  static let css = """
    :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
    body { max-width: 72rem; margin: 0 auto; padding: 1rem; }
    h1 { font-size: 1.75rem; margin: 0 0 1rem; } h2 { font-size: 1.25rem; margin: 2rem 0 0.5rem; }
    table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
    section { overflow-x: auto; }
    th, td { text-align: right; padding: 0.4rem 0.75rem; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
    th:first-child, td:first-child { text-align: left; }
    a { color: inherit; min-height: 44px; }
    """
}
