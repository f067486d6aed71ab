// SPDX-License-Identifier: Apache-2.0
//
// Owns: what can go wrong with an import, and what it did. Must not know: how files are read.

/// A file that cannot be imported, or not to its end.
public struct LogImportError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of error it is. Later versions may have more kinds.
  public struct Code: Sendable, Hashable {
    fileprivate enum Value {
      case unreadable, notALog, newer, damaged
    }

    fileprivate let value: Value

    /// The file cannot be read.
    public static let unreadable = Code(value: .unreadable)
    /// It is no export of a log.
    public static let notALog = Code(value: .notALog)
    /// A newer program wrote it.
    public static let newer = Code(value: .newer)
    /// It is damaged from a line on; the lines before are in the log.
    public static let damaged = Code(value: .damaged)
  }

  /// What kind of error it is.
  public let code: Code
  /// Path of the file.
  public let file: String
  /// The line that it is about, from 1; nil if it is about the whole file.
  public let line: Int?
  /// What is wrong; empty if the code says it all.
  public let reason: String

  package init(_ code: Code, file: String, line: Int? = nil, reason: String = "") {
    self.code = code
    self.file = file
    self.line = line
    self.reason = reason
  }

  /// One line, with what to do.
  public var description: String {
    let location = line.map { "\(file):\($0)" } ?? file
    return switch code.value {
    case .unreadable: "\(file): cannot be read; check the name and its permissions"
    case .notALog:
      "\(location): is not a deadmill export (\(reason)); give a file that `deadmill export --format json` has written"
    case .newer: "\(location): is of \(reason); use a newer deadmill"
    case .damaged:
      "\(location): \(reason); what comes before was imported, get the complete file and import it again"
    }
  }
}

/// What became of the sets of an archive.
public struct ImportSummary: Sendable, Equatable {
  /// Reasons that are kept in `refused`; further ones are only counted.
  static let mostReasons = 100

  /// Sets that are new in the log.
  public var added = 0
  /// Sets that were there already and were left alone.
  public var present = 0
  /// Lines that were refused.
  public var refusedLines = 0
  /// The first lines that were refused, with their number, the key, and why.
  public var refused: [String] = []
  /// Walkers that got another name, since one of the same archive has theirs but for upper and lower case.
  public var renamed: [String] = []

  /// Nothing yet.
  public init() {}

  mutating func refuse(_ line: Int, _ reason: String) {
    refusedLines += 1
    if refused.count < Self.mostReasons { refused.append("line \(line): \(reason)") }
  }
}
