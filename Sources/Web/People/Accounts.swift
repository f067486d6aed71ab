// SPDX-License-Identifier: Apache-2.0
//
// Owns: PINs, links, sign-ins and programs' tokens, in one file of the page's own. Must not know: requests, the log.
//
// Of every secret only a digest is kept. Walkers are known by their identifiers, which a new name does not change.

import Files
import Foundation
import SetLog
import Synchronization

/// Who is signed in, and how one signs in.
final class Accounts: Sendable {
  static let fileName = "people.json"
  static let walkerLifetimeS = 30.0 * 86_400
  static let staffLifetimeS = 12.0 * 3600
  static let linkLifetimeS = 86_400.0
  private static let mostSessions = 2000

  /// One who is signed in on one browser.
  struct Session: Codable, Sendable, Equatable {
    /// nil for the staff.
    var walkerId: String?
    var untilS: Double
  }

  private struct Link: Codable, Sendable {
    var walkerId: String
    var untilS: Double
  }

  struct Token: Codable, Sendable, Equatable {
    var name: String
    var madeAtS: Double
  }

  private struct Contents: Codable, Sendable {
    var pins: [String: String] = [:]
    /// By digest.
    var links: [String: Link] = [:]
    var sessions: [String: Session] = [:]
    var tokens: [String: Token] = [:]
  }

  private let path: String
  private let contents: Mutex<Contents>

  /// - Throws: what is wrong with the file; one that cannot be read is never replaced.
  init(directory: String) throws {
    path = directory + "/" + Self.fileName
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    var contents = Contents()
    if FileManager.default.fileExists(atPath: path) {
      contents = try JSONDecoder().decode(Contents.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }
    self.contents = Mutex(contents)
  }

  private static var nowS: Double { Double(WallTime.nowMs) / 1000 }

  /// Changes the contents, on the disk first.
  private func change<Result>(_ body: (inout Contents) -> Result) throws -> Result {
    try contents.withLock { contents in
      var next = contents
      let nowS = Self.nowS
      next.sessions = next.sessions.filter { $0.value.untilS > nowS }
      next.links = next.links.filter { $0.value.untilS > nowS }
      let result = body(&next)
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      try OutputFile.write(String(decoding: try encoder.encode(next), as: UTF8.self), to: path, .rewrite)
      contents = next
      return result
    }
  }

  // MARK: Signing in

  /// The session of a cookie; nil if it is not good any more.
  func session(_ cookie: String) -> (digest: String, session: Session)? {
    let digest = RandomToken.digest(cookie)
    let found = contents.withLock { $0.sessions[digest] }
    guard let found, found.untilS > Self.nowS else { return nil }
    return (digest, found)
  }

  /// Signs in. - Returns: the cookie.
  /// - Parameter walkerId: nil for the staff.
  func signIn(walkerId: String?) throws -> String {
    let cookie = RandomToken.make()
    let lifetimeS = walkerId == nil ? Self.staffLifetimeS : Self.walkerLifetimeS
    let session = Session(walkerId: walkerId, untilS: Self.nowS + lifetimeS)
    try change { contents in
      if contents.sessions.count >= Self.mostSessions {
        let oldest = contents.sessions.min { $0.value.untilS < $1.value.untilS }
        if let oldest { contents.sessions[oldest.key] = nil }
      }
      contents.sessions[RandomToken.digest(cookie)] = session
    }
    return cookie
  }

  func signOut(session digest: String) throws { try change { $0.sessions[digest] = nil } }

  /// Signs all browsers of a walker out; of all walkers and the staff for nil.
  func signOutEverywhere(walkerId: String?) throws {
    try change { contents in
      contents.sessions = contents.sessions.filter { walkerId != nil && $0.value.walkerId != walkerId }
    }
  }

  // MARK: PINs and links

  func hasPIN(_ walkerId: String) -> Bool { contents.withLock { $0.pins[walkerId] != nil } }

  /// The PIN's hash; one that nothing matches for a walker without, so that both take as long.
  func pinHash(_ walkerId: String?) -> String {
    walkerId.flatMap { id in contents.withLock { $0.pins[id] } } ?? Self.noPIN
  }

  private static let noPIN = PasswordHash.make(RandomToken.make()) ?? "$y$j9T$"

  func setPIN(_ hash: String, of walkerId: String) throws { try change { $0.pins[walkerId] = hash } }

  /// A link of a walker's own: good once, for a day.
  func makeLink(_ walkerId: String) throws -> String {
    let token = RandomToken.make()
    let link = Link(walkerId: walkerId, untilS: Self.nowS + Self.linkLifetimeS)
    try change { $0.links[RandomToken.digest(token)] = link }
    return token
  }

  func walker(ofLink token: String) -> String? {
    let link = contents.withLock { $0.links[RandomToken.digest(token)] }
    guard let link, link.untilS > Self.nowS else { return nil }
    return link.walkerId
  }

  func spendLink(_ token: String) throws { try change { $0.links[RandomToken.digest(token)] = nil } }

  /// Nothing is kept of a walker who was erased.
  func forget(_ walkerId: String) throws {
    try change { contents in
      contents.pins[walkerId] = nil
      contents.links = contents.links.filter { $0.value.walkerId != walkerId }
      contents.sessions = contents.sessions.filter { $0.value.walkerId != walkerId }
    }
  }

  // MARK: Programs

  var tokens: [(digest: String, token: Token)] {
    contents.withLock { $0.tokens.map { ($0.key, $0.value) } }.sorted { $0.1.madeAtS < $1.1.madeAtS }
  }

  func makeToken(_ name: String) throws -> String {
    let token = RandomToken.make()
    try change { $0.tokens[RandomToken.digest(token)] = Token(name: name, madeAtS: Self.nowS) }
    return token
  }

  func isGood(token: String) -> Bool { contents.withLock { $0.tokens[RandomToken.digest(token)] != nil } }

  func removeToken(_ digest: String) throws { try change { $0.tokens[digest] = nil } }
}
