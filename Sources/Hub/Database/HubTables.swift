// SPDX-License-Identifier: Apache-2.0
//
// Owns: the tables of the chain's database. Must not know: who fills them.

enum HubTables {
  static let sql = """
    CREATE TABLE gym (
      id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE, created_at timestamptz NOT NULL DEFAULT now());

    CREATE TABLE enrolment (
      -- SHA-256 of the code: who reads the table cannot enrol.
      code_digest text PRIMARY KEY, gym_id int NOT NULL REFERENCES gym, expires_at timestamptz NOT NULL, used_at timestamptz);

    CREATE TABLE device (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(), gym_id int NOT NULL REFERENCES gym, public_key text NOT NULL UNIQUE,
      enrolled_at timestamptz NOT NULL DEFAULT now(), revoked_at timestamptz, software text, last_seen_at timestamptz,
      -- The last change of its log that is here.
      up_to bigint NOT NULL DEFAULT 0,
      -- Of the sender's running program, and the one before: where both send, a card was copied.
      instance text, former_instance text, cloned_at timestamptz);

    CREATE TABLE nonce (
      device_id uuid NOT NULL REFERENCES device, nonce text NOT NULL, at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (device_id, nonce));
    CREATE INDEX nonce_at ON nonce (at);

    CREATE TABLE machine (
      id uuid PRIMARY KEY, gym_id int NOT NULL REFERENCES gym, device_id uuid NOT NULL REFERENCES device, revision bigint NOT NULL,
      name text NOT NULL, kind text, marks int, retired_at timestamptz, serviced_at timestamptz, distance_m float8 NOT NULL,
      moving_s float8 NOT NULL, since_service_m float8 NOT NULL, gone_at timestamptz);
    CREATE INDEX machine_gym ON machine (gym_id);

    -- Pseudonyms that were erased, at a gym or by the chain: an older copy of a set cannot bring one back.
    CREATE TABLE erased_walker (
      gym_id int NOT NULL REFERENCES gym, walker text NOT NULL, number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
      at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (gym_id, walker));

    -- Sets that were deleted at their gym.
    CREATE TABLE gone_set (id uuid PRIMARY KEY, gym_id int NOT NULL REFERENCES gym, revision bigint NOT NULL);

    -- The identifier is UUID version 7, which begins with the time: partitions by it are months, and it stays unique over all.
    CREATE TABLE finished_set (
      id uuid PRIMARY KEY, revision bigint NOT NULL, device_id uuid NOT NULL, gym_id int NOT NULL, machine_id uuid NOT NULL,
      session_id text NOT NULL, index_in_session int NOT NULL, started_at timestamptz NOT NULL, ended_at timestamptz NOT NULL,
      utc_offset_s int, clock_quality text, duration_s float8 NOT NULL, moving_s float8 NOT NULL, distance_m float8 NOT NULL,
      distance_sd_m float8, mean_speed_mps float8, max_speed_mps float8, mean_power_w float8, power_sd_w float8, work_j float8,
      fade float8, steps int, cadence_spm float8, direction text, protocol text, walker text, suspect text,
      discarded_at timestamptz, calibration_id text, software text, schema_version smallint NOT NULL, quality jsonb,
      -- What this version does not know, as it came.
      extra jsonb, received_at timestamptz NOT NULL DEFAULT now()
    ) PARTITION BY RANGE (id);
    CREATE TABLE finished_set_other PARTITION OF finished_set DEFAULT;
    CREATE INDEX finished_set_gym ON finished_set (gym_id, started_at);
    CREATE INDEX finished_set_machine ON finished_set (machine_id, started_at);
    CREATE INDEX finished_set_walker ON finished_set (gym_id, walker) WHERE walker IS NOT NULL;

    -- Sums by day, local time of the gym; days in `stale_day` are to be added up again.
    CREATE TABLE machine_day (
      machine_id uuid NOT NULL, day date NOT NULL, gym_id int NOT NULL, sets int NOT NULL, suspect int NOT NULL,
      distance_m float8 NOT NULL, moving_s float8 NOT NULL, PRIMARY KEY (machine_id, day));
    CREATE INDEX machine_day_day ON machine_day (day, gym_id);
    CREATE TABLE stale_day (machine_id uuid NOT NULL, day date NOT NULL, PRIMARY KEY (machine_id, day));
    """
}
