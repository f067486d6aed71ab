// SPDX-License-Identifier: Apache-2.0
//
// Owns: the tables of what people changed in sets, with what it was before. Must not know: who may take a change back.

import GRDB

extension Schema {
  static func createEdits(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE edit (
          number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, kind TEXT NOT NULL,
          -- Set when it was taken back.
          undoneAt TEXT,
          -- How the numbers of later sets in a session moved; null if they did not.
          shift TEXT
        );
        -- What people may change of a set, before and after; null where the set did not exist.
        CREATE TABLE editedSet (
          number INTEGER NOT NULL REFERENCES edit ON DELETE CASCADE, setId TEXT NOT NULL, before TEXT, after TEXT,
          PRIMARY KEY (number, setId)
        ) WITHOUT ROWID;
        CREATE INDEX editedSet_set ON editedSet (setId, number);
        """)
  }
}
