// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a gym and its chain say to each other, apart from the records themselves. Must not know: transports, databases.

/// Addresses of the hub that gyms use.
package enum ChainPath {
  package static let enrol = "/v1/enrol"
  package static let changes = "/v1/changes"
  package static let health = "/v1/health"
}

/// The version of the records: a hub that does not know it yet answers 426, and the gym keeps them.
package enum ChainVersion {
  /// What this version writes.
  package static let current = 1
  /// What a hub of this version takes.
  package static let known = 1...1
}

/// What a gym sends once, to become known.
package struct EnrolmentRequest: Codable, Sendable, Equatable {
  /// The code that the chain gave out, used once.
  package var code: String
  /// Ed25519, base64. The private key never leaves the gym.
  package var publicKey: String
  package var software: String

  package init(code: String, publicKey: String, software: String) {
    self.code = code
    self.publicKey = publicKey
    self.software = software
  }
}

/// What it is answered.
package struct EnrolmentAnswer: Codable, Sendable, Equatable {
  /// The device's identifier, a UUID.
  package var device: String
  package var gym: String

  package init(device: String, gym: String) {
    self.device = device
    self.gym = gym
  }
}

/// A record that the hub does not take.
package struct RefusedRecord: Codable, Sendable, Equatable {
  package var revision: Int64
  package var reason: String

  package init(revision: Int64, reason: String) {
    self.revision = revision
    self.reason = reason
  }
}

/// The answer to a batch, after its transaction is committed.
package struct ChangesAnswer: Codable, Sendable, Equatable {
  /// Every record up to here is in the database or refused.
  package var upTo: Int64
  package var refused: [RefusedRecord]
  /// Pseudonyms that the chain has erased since `eraseFrom` of the request.
  package var erase: [String]
  package var eraseUpTo: Int64

  package init(upTo: Int64, refused: [RefusedRecord] = [], erase: [String] = [], eraseUpTo: Int64 = 0) {
    self.upTo = upTo
    self.refused = refused
    self.erase = erase
    self.eraseUpTo = eraseUpTo
  }
}

/// Why a request has failed, and what to do.
package struct ChainRefusal: Codable, Sendable, Equatable {
  package var error: String
  /// The hub's clock, seconds since 1970: a gym whose clock is off sees by how much.
  package var nowS: Int64

  package init(error: String, nowS: Int64) {
    self.error = error
    self.nowS = nowS
  }
}
