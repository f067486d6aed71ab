// SPDX-License-Identifier: Apache-2.0
//
// Owns: proof of the names of topics, and of the words in them that stand for machines.

import Testing

@testable import HomeAutomation

/// A machine's name and its word.
private let slugs: [(name: String, word: String)] = [
  ("Treadmill 3", "treadmill-3"),
  ("Laufband \"Süd\" <3> & Co.", "laufband-sud-3-co"),
  ("a/b+c#d", "a-b-c-d"),
  ("+", "machine"),
  ("#", "machine"),
  ("", "machine"),
  ("Straße", "strasse"),
  ("  --x--  ", "x"),
  ("беговая", "machine"),
  ("$SYS/broker", "sys-broker"),
  (String(repeating: "ab", count: 40), String(repeating: "ab", count: 20)),
]

@Test("a machine's word has nothing that means something in a topic", arguments: slugs)
func machineSlugs(_ name: String, _ word: String) {
  #expect(MachineWords.slug(name) == word)
}

@Test("a word stays with its machine, and with no other")
func wordsStay() {
  var words = MachineWords()
  #expect(words.word("a", name: "Belt") == "belt")
  #expect(words.word("b", name: "BELT!") == "belt-2")
  #expect(words.word("c", name: "status") == "status-2")
  #expect(words.word("a", name: "Renamed") == "belt")
  #expect(MachineWords(words.words).machine("belt-2") == "b")
  #expect(words.machine("other") == nil)
}

@Test("the topics are those of the documents")
func topicNames() {
  let topics = Topics(site: "7f3a", discovery: "homeassistant")
  let machine = topics.machine("treadmill-3")
  #expect(topics.status == "deadmill/7f3a/status")
  #expect(topics.birth == "homeassistant/status")
  #expect(topics.commands == "deadmill/7f3a/+/set/walker")
  #expect(topics.config("treadmill-3") == "homeassistant/device/deadmill_7f3a_treadmill-3/config")
  #expect(machine.set == "deadmill/7f3a/treadmill-3/set")
  #expect(machine.answer == "deadmill/7f3a/treadmill-3/set/walker/answer")
  #expect(Topics(site: "7f3a").config("treadmill-3") == nil)
}

@Test(
  "only a command's own topic is a command",
  arguments: [
    ("deadmill/7f3a/belt/set/walker", "belt"), ("deadmill/other/belt/set/walker", nil),
    ("deadmill/7f3a/belt/set/walker/answer", nil), ("deadmill/7f3a/belt/set", nil), ("", nil),
    ("deadmill/7f3a//set/walker", ""),
  ] as [(String, String?)])
func commandTopics(_ topic: String, _ word: String?) {
  #expect(Topics(site: "7f3a").commanded(topic) == word)
}

@Test(
  "a broker's address is read, and what is none is not",
  arguments: [
    ("mqtts://broker.local:8883", "mqtts://broker.local:8883"), ("mqtt://localhost", "mqtt://localhost:1883"),
    ("mqtts://[fd00::1]", "mqtts://[fd00::1]:8883"), ("mqtts://a:0", nil), ("mqtts://a:70000", nil),
    ("http://a", nil), ("mqtts://user:secret@a", nil), ("broker.local", nil), ("mqtts://", nil),
    ("mqtts://a b", nil),
  ] as [(String, String?)])
func brokerAddresses(_ text: String, _ shown: String?) {
  #expect(BrokerAddress(text)?.description == shown)
}

@Test("only this computer is local")
func localBrokers() {
  #expect(BrokerAddress("mqtt://127.0.0.1")?.isLocal == true)
  #expect(BrokerAddress("mqtt://[::1]")?.isLocal == true)
  #expect(BrokerAddress("mqtt://broker.local")?.isLocal == false)
}

@Test("a site is made of the computer's identifier, which cannot be read from it")
func madeSites() {
  let site = SiteName.made(of: "0123456789abcdef0123456789abcdef")
  #expect(site.count == 8 && site.allSatisfy(\.isHexDigit))
  #expect(site == SiteName.made(of: "0123456789abcdef0123456789abcdef"))
  #expect(site != SiteName.made(of: "0123456789abcdef0123456789abcdee"))
}

@Test("waits grow to a minute, and begin again after success")
func waits() {
  var backoff = Backoff()
  let waits = (0..<8).map { _ in backoff.next(share: 1) }
  #expect(waits == [1, 2, 4, 8, 16, 32, 60, 60].map { Duration.seconds($0) })
  backoff.reset()
  #expect(backoff.next(share: 0) == .seconds(0.75))
}
