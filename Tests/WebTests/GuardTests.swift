// SPDX-License-Identifier: Apache-2.0
//
// Owns: what keeps others out, without a network: names, hashes, limits, languages, escaping.

import SetLog
import Testing
import Words

@testable import Web

@Test(
  "the page answers under its own names and under addresses",
  arguments: [
    ("127.0.0.1", true), ("127.0.0.1:8080", true), ("[::1]:8080", true), ("[fe80::1]", true),
    ("192.168.178.31:80", true),
    ("localhost", true), ("LocalHost:8080", true), ("localhost.", true), ("gym.test", true),
    ("GYM.test:8080", true),
    ("evil.example", false), ("gym.test.evil.example", false), ("127.0.0.1.nip.io", false), ("", false),
    ("1.2.3", false), ("0x7f.1", false), ("[evil]", false), ("a:b:c", false),
    ("gym.test@evil.example", false),
  ])
func hostNames(host: String, isOwn: Bool) {
  #expect(HostNames(["gym.test"]).answers(host) == isOwn)
}

@Test("a password matches its own hash only, and no two hashes are the same")
func passwords() throws {
  let hash = try #require(PasswordHash.make("correct horse"))
  #expect(hash.hasPrefix("$y$") && PasswordHash.isUsable(hash))
  #expect(PasswordHash.matches("correct horse", hash))
  for wrong in [
    "", "correct hors", "correct horse ", "Correct horse", String(repeating: "x", count: 600),
    "correct horse\0",
  ] {
    #expect(!PasswordHash.matches(wrong, hash))
  }
  #expect(PasswordHash.make("correct horse") != hash)
  for unusable in ["", "secret", "$", "$y$", "$9$abc", String(repeating: "$", count: 500)] {
    #expect(!PasswordHash.isUsable(unusable), "\(unusable)")
    #expect(!PasswordHash.matches("secret", unusable))
  }
}

@Test("after a few wrong guesses each one doubles the wait, of the address and of the one who is asked for")
func attempts() {
  let limit = AttemptLimit()
  var now = ContinuousClock.now
  var looked = 0
  for _ in 0..<100 {
    if limit.waitS(["phone", "ada"], at: now) == nil {
      looked += 1
      limit.fail(["phone", "ada"], at: now)
    }
    now += .seconds(1)
  }
  #expect(looked <= 10)
  // Another phone does not help, another person is not locked out.
  #expect(limit.waitS(["tablet", "ada"], at: now) != nil && limit.waitS(["tablet", "ben"], at: now) == nil)
  limit.succeed(["phone", "ada"])
  #expect(limit.waitS(["phone", "ada"], at: now) == nil)
}

@Test("many phones that guess do not fill the memory")
func manyAttempts() {
  let limit = AttemptLimit()
  let now = ContinuousClock.now
  for number in 0..<20_000 { limit.fail(["phone \(number)"], at: now) }
  #expect(limit.waitS(["phone 1"], at: now) == nil)
}

@Test(
  "the browser's language",
  arguments: [
    (nil, Language.english), ("de", .german), ("de-AT,de;q=0.9,en;q=0.5", .german),
    ("en-US,de;q=0.9", .english),
    ("fr,de;q=0.2", .german), ("fr", .english), ("", .english), ("de;q=0", .english),
    ("en;q=0.1, de;q=0.3", .german),
    (";;;,,,q=", .english),
  ] as [(String?, Language)])
func languages(header: String?, language: Language) { #expect(AcceptLanguage.best(of: header) == language) }

@Test("what is put into a page is text, whatever it looks like")
func escaping() {
  let name = "<script>\"'&"
  #expect(
    ("<td title=\"\(name)\">\(name)</td>" as HTML).text
      == "<td title=\"&lt;script&gt;&quot;&#39;&amp;\">&lt;script&gt;&quot;&#39;&amp;</td>")
  let cells = ["a", "<"].map { "<td>\($0)</td>" as HTML }
  #expect(("<tr>\(cells)\(nil as HTML?)\(3)</tr>" as HTML).text == "<tr><td>a</td><td>&lt;</td>3</tr>")
}

@Test(
  "a code as people type it",
  arguments: [("7qk3-m9xw-t2pd", "7QK3M9XWT2PD"), ("7 O I L", "7011"), ("<b>", "B"), ("", "")])
func codes(typed: String, code: String) { #expect(ClaimPages.normal(typed) == code) }

@Test("one address has so many streams, and all have so many")
func streams() {
  let limit = StreamLimit(most: 3, mostOfOne: 2)
  #expect(limit.enter("a") && limit.enter("a") && !limit.hasRoom("a") && !limit.enter("a"))
  #expect(limit.enter("b") && !limit.enter("c"))
  limit.leave("a")
  #expect(limit.enter("c") && !limit.enter("a"))
  limit.leave("d")
}

@Test("every phrase of the page is there in every language, with the same placeholders")
func phrases() {
  for phrase in WebPhrase.allCases {
    let texts = WebWords.table[phrase]
    #expect(texts != nil, "\(phrase)")
    guard let texts else { continue }
    for mark in ["%1", "%2"] {
      #expect(texts.english.contains(mark) == texts.german.contains(mark), "\(phrase)")
    }
    #expect(!texts.english.isEmpty && !texts.german.isEmpty)
  }
  #expect(WebWords.table.count == WebPhrase.allCases.count)
}
