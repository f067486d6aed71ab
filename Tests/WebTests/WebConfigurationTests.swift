// SPDX-License-Identifier: Apache-2.0
//
// Owns: web.yaml: what it says, and every mistake with its place.

import Foundation
import Settings
import TestSupport
import Testing
import Words

@testable import Web

@Test("everything that can be chosen")
func everything() throws {
  let folder = try Folder()
  let hash = try #require(PasswordHash.make("correct horse"))
  let path = try folder.write(
    """
    listen: "[::]:8443"
    names: [deadmill.local, gym.example]
    public: sets
    staff: "\(hash)"
    staffSeesNotes: true
    tls: { certificate: page.crt, key: /etc/page.key }
    language: de
    units: mph
    socket: /run/other.sock
    state: /srv/log
    data: /srv/web
    metrics: /run/deadmill.prom
    proxies: [127.0.0.1]
    streams: 300
    streamsPerAddress: 20
    """)
  let settings = try WebConfiguration(file: path)
  #expect(
    settings.host == "::" && settings.port == 8443 && settings.names == ["deadmill.local", "gym.example"])
  #expect(settings.audience == .sets && settings.staffHash == hash && settings.staffSeesNotes)
  #expect(settings.tls?.certificate == folder.path + "/page.crt" && settings.tls?.key == "/etc/page.key")
  #expect(settings.language == .german && settings.unit == .milesPerHour && settings.schema == "https")
  #expect(settings.socket == "/run/other.sock" && settings.logDirectory == "/srv/log")
  #expect(settings.dataDirectory == "/srv/web" && settings.metrics == "/run/deadmill.prom")
  #expect(settings.proxies == ["127.0.0.1"] && settings.mostStreams == 300 && settings.mostStreamsOfOne == 20)
}

@Test("an empty file is a page of live figures and nothing personal")
func defaults() throws {
  let settings = try {
    let folder = try Folder()
    return try WebConfiguration(file: try folder.write("language: auto\n"))
  }()
  #expect(
    settings.audience == .live && settings.staffHash == nil && !settings.staffSeesNotes && settings.tls == nil
  )
  #expect(settings.host == "0.0.0.0" && settings.port == 8080 && settings.language == nil)
}

@Test(
  "mistakes are named with their line",
  arguments: [
    ("public: all", ":1: public", "none of: off, live, sets"),
    ("\nstaff: secret", ":2: staff", "never write the password"),
    ("listen: everywhere", ":1: listen", "expected ADDRESS:PORT"),
    ("listen: 0.0.0.0:99999", ":1: listen", "expected"),
    ("tls: { key: k }", ":1: tls", "needs both"),
    ("staffSeesNotes: true", ":1: staffSeesNotes", "without TLS"),
    ("stream: 3", ":1: stream", "did you mean"), ("names: deadmill.local", ":1: names", "expected a list"),
    ("streams: 0", ":1: streams", "not within 1 to 2000"),
  ])
func mistakes(text: String, location: String, says: String) throws {
  let folder = try Folder()
  let path = try folder.write(text + "\n")
  let error = #expect(throws: ConfigurationError.self) { try WebConfiguration(file: path) }
  #expect(error?.description.lowercased().contains(says.lowercased()) == true, "\(error?.description ?? "")")
  #expect(error?.description.contains(location) == true, "\(error?.description ?? "")")
}

@Test(
  "addresses to listen on",
  arguments: [
    ("0.0.0.0:8080", "0.0.0.0", 8080), ("[::]:80", "::", 80), (":8080", "0.0.0.0", 8080),
    ("8080", "0.0.0.0", 8080),
    ("localhost:1", "localhost", 1),
  ])
func addresses(text: String, host: String, port: Int) {
  let found = WebConfiguration.address(text)
  #expect(found?.host == host && found?.port == port)
}
