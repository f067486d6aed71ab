// SPDX-License-Identifier: Apache-2.0
//
// Owns: what each part of the hub may do in the database. Must not know: its tables' meaning.
//
// The hub signs in as the owner of its tables; for a gym's request it becomes `deadmill_gym`, which sees rows of that gym only,
// whatever a statement says, and for pages `deadmill_reader`, which changes nothing.

enum HubRoles {
  static let sql = """
    DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'deadmill_gym') THEN CREATE ROLE deadmill_gym NOLOGIN; END IF;
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'deadmill_reader') THEN CREATE ROLE deadmill_reader NOLOGIN; END IF;
      EXECUTE format('GRANT deadmill_gym, deadmill_reader TO %I', current_user);
    END $$;

    GRANT SELECT, INSERT, UPDATE ON finished_set, machine, gone_set TO deadmill_gym;
    GRANT SELECT, INSERT ON erased_walker TO deadmill_gym;
    GRANT SELECT, INSERT, UPDATE ON stale_day TO deadmill_gym;
    GRANT SELECT ON gym TO deadmill_gym;
    GRANT SELECT, UPDATE ON device TO deadmill_gym;
    GRANT SELECT, INSERT ON nonce TO deadmill_gym;
    GRANT SELECT ON gym, device, machine, finished_set, machine_day TO deadmill_reader;

    ALTER TABLE finished_set ENABLE ROW LEVEL SECURITY;
    ALTER TABLE machine ENABLE ROW LEVEL SECURITY;
    ALTER TABLE gone_set ENABLE ROW LEVEL SECURITY;
    ALTER TABLE erased_walker ENABLE ROW LEVEL SECURITY;
    ALTER TABLE device ENABLE ROW LEVEL SECURITY;
    CREATE POLICY gym ON finished_set TO deadmill_gym USING (gym_id = current_setting('deadmill.gym')::int);
    CREATE POLICY gym ON machine TO deadmill_gym USING (gym_id = current_setting('deadmill.gym')::int);
    CREATE POLICY gym ON gone_set TO deadmill_gym USING (gym_id = current_setting('deadmill.gym')::int);
    CREATE POLICY gym ON erased_walker TO deadmill_gym USING (gym_id = current_setting('deadmill.gym')::int);
    CREATE POLICY gym ON device TO deadmill_gym USING (gym_id = current_setting('deadmill.gym')::int);
    CREATE POLICY reader ON finished_set FOR SELECT TO deadmill_reader USING (true);
    CREATE POLICY reader ON machine FOR SELECT TO deadmill_reader USING (true);
    CREATE POLICY reader ON device FOR SELECT TO deadmill_reader USING (true);
    """
}
