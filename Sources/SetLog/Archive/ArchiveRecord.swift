// SPDX-License-Identifier: Apache-2.0
//
// Owns: a line of an archive, decoded and checked, and what is wrong with one in words. Must not know: files, databases.

import Foundation

/// What a line holds.
enum ArchiveRecord {
  case walker(LogArchive.Walker)
  case machine(LogArchive.Machine)
  case boot(LogArchive.Boot)
  case session(LogArchive.Session)
  case calibration(LogArchive.Calibration)
  case set(ArchivedSet)

  init(_ line: Data) throws {
    let decoder = JSONDecoder()
    let name = try decoder.decode(LogArchive.Line.self, from: line).kind
    switch LogArchive.Kind(rawValue: name) {
    case .walker: self = .walker(try Self.walker(decoder.decode(LogArchive.Walker.self, from: line)))
    case .machine: self = .machine(try Self.machine(decoder.decode(LogArchive.Machine.self, from: line)))
    case .boot: self = .boot(try decoder.decode(LogArchive.Boot.self, from: line))
    case .session: self = .session(try decoder.decode(LogArchive.Session.self, from: line))
    case .calibration:
      let calibration = try decoder.decode(LogArchive.Calibration.self, from: line)
      guard CalibrationRecord(json: calibration.json).id == calibration.id else {
        throw ArchiveMistake(
          description: "json: it is not the calibration \(calibration.id), whose identifier is its hash")
      }
      self = .calibration(calibration)
    case .set: self = .set(try decoder.decode(ArchivedSet.self, from: line))
    case .header: throw ArchiveMistake(description: "kind: a second header")
    case nil: throw ArchiveMistake(description: "kind: \"\(name)\" is not known")
    }
  }

  private static func walker(_ walker: LogArchive.Walker) throws -> LogArchive.Walker {
    guard try SetLog.checked(name: walker.name) == walker.name else {
      throw ArchiveMistake(description: "name: it begins or ends with a space")
    }
    return walker
  }

  private static func machine(_ machine: LogArchive.Machine) throws -> LogArchive.Machine {
    // `*` is all machines in the totals.
    _ = try MachineName.checked(machine.name)
    guard machine.id.count > 1 else { throw ArchiveMistake(description: "id: it is too short") }
    let numbers = machine.odometer.flatMap { [$0.distanceM, $0.movingTimeS, Double($0.pulses)] }
    guard numbers.allSatisfy({ $0 >= 0 }) else {
      throw ArchiveMistake(description: "odometer: a value is below 0")
    }
    return machine
  }
}

enum ArchiveText {
  /// What is wrong, with the key that it is about.
  static func reason(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, let context):
      "\(path(context.codingPath + [key])) is missing"
    case DecodingError.valueNotFound(_, let context): "\(path(context.codingPath)) is null"
    case DecodingError.typeMismatch(_, let context), DecodingError.dataCorrupted(let context):
      // Errors of invalid JSON, or of a number out of range, have no key.
      context.codingPath.isEmpty
        ? "it is no JSON object, or a number in it does not fit"
        : "\(path(context.codingPath)): \(context.debugDescription)"
    case let error as SetLogError: "name: \(error.reason)"
    default: "\(error)"
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.reduce("") { text, key in
      if let index = key.intValue { return "\(text)[\(index)]" }
      return text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)"
    }
  }
}
