// SPDX-License-Identifier: Apache-2.0
//
// Owns: what has to be known of earlier runs about machines. Must not know: files.

/// What is kept: without it a machine that is gone would stay at the broker for ever.
struct ReportMemory: Codable, Sendable, Equatable {
  /// The word in topics of every machine that there ever was, by its identifier.
  var words: [String: String] = [:]
  /// The machines that were there last.
  var machines: [String] = []
  /// Topics that the broker keeps for us.
  var retained: Set<String> = []
  /// Topics that the broker is to keep no more.
  var obsolete: Set<String> = []
  var odometers: [String: OdometerBook.Entry] = [:]
}
