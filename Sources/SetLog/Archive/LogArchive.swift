// SPDX-License-Identifier: Apache-2.0
//
// Owns: the archive's name and version, and its small records as lines. Must not know: files, sets.
//
// JSON Lines: a header, then one record a line with its kind, what sets refer to before the sets. docs/log.schema.json
// describes a line. An archive has no date of its own: the same log gives the same bytes.

import Foundation
import GRDB

/// The archive's name and version.
enum LogArchive {
  static let format = "deadmill-log"
  static let version = 1

  /// What a line holds.
  enum Kind: String, CaseIterable, Decodable {
    case header = "header"
    case walker = "walker"
    case machine = "machine"
    case boot = "boot"
    case session = "session"
    case calibration = "calibration"
    case set = "set"
  }

  /// Any line, for its kind.
  struct Line: Decodable {
    var kind: String
  }

  /// The first line.
  struct Header: Decodable {
    var format: String
    var version: Int
    var writtenBy: String
  }

  struct Walker: Decodable {
    var id: String
    var name: String
    var massKg: Double?
    var createdAt: Instant
  }

  struct Machine: Decodable {
    var id: String
    var name: String
    var machineKind: String?
    var marks: Int?
    var walkerId: String?
    var walkerSince: Instant?
    var servicedAt: Instant?
    var servicedDistanceM: Double
    var servicedMovingTimeS: Double
    var odometer: [Reading]
  }

  struct Reading: Decodable {
    var runId: String
    var distanceM: Double
    var movingTimeS: Double
    var pulses: Int64
    var updatedAt: Instant
  }

  struct Boot: Decodable {
    var id: String
    var offsetNs: Int64?
    var isSynchronised: Bool
  }

  struct Session: Decodable {
    var id: String
    var machineId: String
    var note: String?
  }

  struct Calibration: Decodable {
    var id: String
    var json: String
  }
}
