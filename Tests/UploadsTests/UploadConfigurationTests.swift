// SPDX-License-Identifier: Apache-2.0
//
// Owns: proof that configurations are read, and each mistake is reported with its line.

import Settings
import Testing
import WebClient

@testable import Uploads

/// A file, and what is said of it.
private struct Mistake: Sendable {
  var kind: String
  var text: String
  var says: String
}

private let mistakes = [
  Mistake(
    kind: "files", text: "folder: /srv/fit",
    says: "a.yaml: walkers: is missing; name the walkers who agreed to it, such as [Ada, Ben]"),
  Mistake(
    kind: "files", text: "# x\nwalkers: [Ada, ada]",
    says: "a.yaml:2: walkers: \"ada\" and \"Ada\" would share the folder ada; rename one of the two walkers"),
  Mistake(
    kind: "webhook", text: "walkers: true",
    says: "a.yaml: url: is missing; give the receiver's address, such as https://example.org/deadmill"),
  Mistake(
    kind: "webhook", text: "url: https://me:geheim@example.org",
    says: "a.yaml:1: url: has a user or password in it; remove them"),
  Mistake(
    kind: "webhook", text: "url: ftp://example.org/geheim",
    says: "a.yaml:1: url: is no address; expected one such as https://example.org/deadmill"),
  Mistake(
    kind: "webhook", text: "url: http://example.org/geheim",
    says:
      "a.yaml:1: url: without TLS, figures would cross the network in clear; use https://, or allow it with insecure: true"
  ),
  Mistake(
    kind: "webhook", text: "url: http://localhost:1/\nca: /x",
    says: "a.yaml:2: ca: needs a receiver with TLS: https://"),
  Mistake(
    kind: "intervals", text: "settleMin: 30",
    says: "a.yaml: accounts: is missing; name walkers and their athlete ids, such as [\"Ada = i12345\"]"),
  Mistake(
    kind: "intervals", text: "accounts:\n  - Ada = i1\n  - Ben",
    says: "a.yaml:3: accounts: \"Ben\": expected WALKER = ATHLETE, such as \"Ada = i12345\""),
  Mistake(
    kind: "intervals", text: "accounts: ['Ada = ../x']",
    says: "a.yaml:1: accounts: \"Ada = ../x\": expected WALKER = ATHLETE, such as \"Ada = i12345\""),
  Mistake(
    kind: "intervals", text: "accounts: ['Ada = i1', 'ada = i2']",
    says: "a.yaml:1: accounts: \"ada = i2\": this walker or athlete is in the list already"),
]

private func read(_ kind: String, _ text: String) throws {
  switch kind {
  case "files": _ = try FilesConfiguration(yaml: text, source: "a.yaml")
  case "webhook": _ = try WebhookConfiguration(yaml: text, source: "a.yaml")
  default: _ = try IntervalsConfiguration(yaml: text, source: "a.yaml")
  }
}

@Test("each mistake is reported with its line and the remedy, and no secret", arguments: mistakes)
private func mistake(_ mistake: Mistake) {
  let error = #expect(throws: ConfigurationError.self) { try read(mistake.kind, mistake.text) }
  #expect(error?.description == mistake.says)
}

@Test("the configurations are read")
func configurationsAreRead() throws {
  let files = try FilesConfiguration(yaml: "folder: /srv/fit\nwalkers: [Ada, Jörg]", source: "a.yaml")
  #expect(files.folder == "/srv/fit" && files.walkers == ["Ada", "Jörg"])
  #expect(FolderName.of("Jörg") == "jorg" && FolderName.of("李") == "walker")
  let hook = try WebhookConfiguration(yaml: "url: https://example.org:8443/a?b=c", source: "a.yaml")
  #expect(hook.address?.url == "https://example.org:8443/a?b=c" && !hook.showsWalkers)
  // The path may be a secret.
  #expect(hook.address?.shown == "https://example.org:8443")
  let site = try IntervalsConfiguration(yaml: "accounts: ['Ada = B. = i12']", source: "a.yaml")
  #expect(site.accounts == [IntervalsAccount(walker: "Ada = B.", athlete: "i12")])
  #expect(site.address?.url == "https://intervals.icu" && site.settleMin == 30)
}
