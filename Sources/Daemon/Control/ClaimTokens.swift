// SPDX-License-Identifier: Apache-2.0
//
// Owns: the codes by which a walker claims the set that has just ended. Must not know: sockets, the log.
//
// A code is kept in memory only and checked by the process that made it, so there is no key to keep, rotate or lose. It is
// good for one claim, for a quarter of an hour, until the next set on its machine ends, and no longer than the daemon runs.

import LiveFeed
import Synchronization

/// The codes that are good at present.
final class ClaimTokens: Sendable {
  static let lifetime = Duration.seconds(15 * 60)
  static let length = 12
  /// Codes that are no longer good, kept to say why.
  private static let mostSpent = 64
  /// Crockford's base 32: no I, L, O and U.
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

  private struct Offer: Sendable {
    var set: String
    var token: String
    var until: ContinuousClock.Instant
  }

  private struct State: Sendable {
    /// By machine.
    var offers: [String: Offer] = [:]
    var used: [String] = []
  }

  private let state = Mutex(State())

  /// A set has ended; the code of the one before on that machine is no longer good.
  func setEnded(_ set: String, machine: String, hasWalker: Bool, at now: ContinuousClock.Instant = .now) {
    let offer = hasWalker ? nil : Offer(set: set, token: Self.make(), until: now + Self.lifetime)
    state.withLock { $0.offers[machine] = offer }
  }

  /// What the screens show; nil if no code is good.
  func claim(machine: String, at now: ContinuousClock.Instant = .now) -> LiveClaim? {
    guard let offer = state.withLock({ $0.offers[machine] }), now < offer.until else { return nil }
    return LiveClaim(set: offer.set, token: offer.token, leftS: ((offer.until - now) / .seconds(1)).rounded())
  }

  /// Checks a code for a set.
  func check(_ token: String, set: String, at now: ContinuousClock.Instant = .now) throws(FeedFault) {
    let token = Self.normal(token)
    let (offer, isUsed) = state.withLock { state in
      (state.offers.values.first { $0.token == token }, state.used.contains(token))
    }
    if isUsed {
      throw FeedFault(.tokenUsed, "this code was used already; the owner can still assign the set")
    }
    guard let offer, offer.set == set, now < offer.until else {
      throw FeedFault(.tokenExpired, "this code is not valid any more; the owner can still assign the set")
    }
  }

  /// A set has a walker now; its code is spent.
  func spend(set: String) {
    state.withLock { state in
      for (machine, offer) in state.offers where offer.set == set {
        state.offers[machine] = nil
        state.used = (state.used + [offer.token]).suffix(Self.mostSpent)
      }
    }
  }

  private static func make() -> String {
    String((0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] })
  }

  /// As people type it: in any case, in groups, with letters for the digits that they look like.
  private static func normal(_ token: String) -> String {
    String(
      token.uppercased().filter { $0 != "-" && $0 != " " }.map { character in
        switch character {
        case "O": "0"
        case "I", "L": "1"
        default: character
        }
      })
  }
}
