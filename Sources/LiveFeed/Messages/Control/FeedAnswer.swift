// SPDX-License-Identifier: Apache-2.0
//
// Owns: how a daemon answers. Must not know: sockets.

/// A request that was carried out, or a `watch` that was understood.
package struct FeedAnswer: Codable, Sendable, Equatable {
  package var id: String
  /// The set that the request was about, in full.
  package var set: String?
  /// Who walks on the machine, or whose set it is; absent for none.
  package var walker: String?
  /// The machine that the request was about.
  package var machine: String?
  /// Whether the request changed anything; absent if that does not apply.
  package var changed: Bool?
  /// How many sets an erased walker had.
  package var sets: Int?
  /// Whether nothing of an erased walker is left in the file.
  package var isFinal: Bool?
  /// Sets that the request made.
  package var made: [String]?
  /// The change of sets that the request was, or that it took back: `undo` takes it.
  package var number: Int64?
  /// From when on another walker counts: `this-set` (the set in progress goes along) or `next-set`.
  package var from: String?
  /// Another machine that the same walker is on.
  package var elsewhere: String?
  /// All walkers by name.
  package var walkers: [LiveWalker]?

  package init(id: String) { self.id = id }
}

/// A walker to choose.
package struct LiveWalker: Codable, Sendable, Equatable {
  package var name: String
  /// The machine that the walker is on; absent for none.
  package var machine: String?

  package init(name: String, machine: String? = nil) {
    self.name = name
    self.machine = machine
  }
}

/// Something that was not done, or not understood.
package struct FeedFault: Codable, Sendable, Equatable, Error, CustomStringConvertible {
  /// Raw values are stable; a later version may have more.
  package enum Code: String, Sendable, CaseIterable {
    /// A line that is no message: no JSON, or without what its type needs.
    case badMessage = "bad_message"
    /// A line longer than 65536 bytes.
    case lineTooLong = "line_too_long"
    /// A type of message that a client may not send, or not here.
    case unknownType = "unknown_type"
    /// A kind of `watch`, or a request, that this daemon does not know.
    case unknownKind = "unknown_kind"
    /// A value that is missing or out of range.
    case badValue = "bad_value"
    case noSuchMachine = "no_such_machine"
    case noSuchSet = "no_such_set"
    /// The beginning of an identifier that several sets share.
    case ambiguousSet = "ambiguous_set"
    case noSuchWalker = "no_such_walker"
    case unusableName = "unusable_name"
    case unusableNote = "unusable_note"
    /// The set is another walker's already; only a request without a token changes that.
    case taken
    /// What was asked for contradicts what is in the log; the text says how.
    case refused
    case tokenExpired = "token_expired"
    case tokenUsed = "token_used"
    /// `fromSequence` is above every number in the log: it is another log.
    case noSuchSequence = "no_such_sequence"
    /// More than 16 requests within a second.
    case tooMany = "too_many"
    /// More clients than the socket serves.
    case tooManyClients = "too_many_clients"
    /// Not done within five seconds.
    case busy
    /// No room on the disk.
    case full
    /// Anything else; the text says what.
    case failed
  }

  package var code: String
  package var text: String
  /// Of the request; absent if there was none to be read.
  package var id: String?

  package init(_ code: Code, _ text: String, id: String? = nil) {
    self.code = code.rawValue
    self.text = text
    self.id = id
  }

  package var description: String { text }
}
