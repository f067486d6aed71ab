// SPDX-License-Identifier: Apache-2.0
//
// Owns: how long a code is good, and for what.

import LiveFeed
import Testing

@testable import Daemon

private func code(_ check: () throws -> Void) -> String? {
  do {
    try check()
    return nil
  } catch {
    return (error as? FeedFault)?.code
  }
}

@Test("a code is good for its set, once, for a quarter of an hour, and until the next set ends")
func lifetime() throws {
  let tokens = ClaimTokens()
  let now = ContinuousClock.now
  tokens.setEnded("a", machine: "m", hasWalker: false, at: now)
  tokens.setEnded("b", machine: "n", hasWalker: false, at: now)
  let claim = try #require(tokens.claim(machine: "m", at: now))
  #expect(claim.set == "a" && claim.leftS == 900 && claim.token.count == 12)
  #expect(claim.token.allSatisfy { "0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains($0) })
  #expect(code { try tokens.check(claim.token, set: "a", at: now + .seconds(899)) } == nil)
  #expect(code { try tokens.check(claim.token, set: "b", at: now) } == "token_expired")
  #expect(code { try tokens.check("000000000000", set: "a", at: now) } == "token_expired")
  #expect(code { try tokens.check(claim.token, set: "a", at: now + .seconds(900)) } == "token_expired")
  #expect(tokens.claim(machine: "m", at: now + .seconds(900)) == nil)
  tokens.spend(set: "a")
  #expect(code { try tokens.check(claim.token, set: "a", at: now) } == "token_used")
  #expect(tokens.claim(machine: "m", at: now) == nil && tokens.claim(machine: "n", at: now)?.set == "b")
  // The next set on that machine ends; it has a walker, so there is no code.
  let other = try #require(tokens.claim(machine: "n", at: now))
  tokens.setEnded("c", machine: "n", hasWalker: true, at: now)
  #expect(tokens.claim(machine: "n", at: now) == nil)
  #expect(code { try tokens.check(other.token, set: "b", at: now) } == "token_expired")
}

@Test("a code may be typed in small letters, in groups, and with letters for digits")
func typedCodes() throws {
  let tokens = ClaimTokens()
  // Until one with the digits that are mistaken for letters.
  for _ in 0..<10_000 {
    tokens.setEnded("a", machine: "m", hasWalker: false)
    guard let token = tokens.claim(machine: "m")?.token, token.contains("0"), token.contains("1") else {
      continue
    }
    var typed = token.lowercased().map { $0 == "0" ? "o" : $0 == "1" ? "l" : String($0) }
    typed.insert("-", at: 4)
    typed.insert(" ", at: 9)
    #expect(code { try tokens.check(typed.joined(), set: "a") } == nil)
    return
  }
  Issue.record("no code with both digits")
}

@Test("no two codes are the same")
func codesDiffer() {
  let tokens = ClaimTokens()
  let made = (0..<2000).compactMap { number in
    tokens.setEnded("\(number)", machine: "m", hasWalker: false)
    return tokens.claim(machine: "m")?.token
  }
  #expect(Set(made).count == 2000)
}
