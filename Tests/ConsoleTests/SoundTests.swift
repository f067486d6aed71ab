// SPDX-License-Identifier: Apache-2.0
//
// Owns: that a cue becomes a sound without blocking the caller.

import Console
import Foundation
import TestSupport
import Testing
import Words

@Test("every cue is a valid and distinct WAV file, short and not too loud", arguments: Cue.allCases)
func waves(cue: Cue) throws {
  let bytes = Tone.wave(cue)
  func number(_ at: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
  }
  try #require(bytes.count > 44)
  #expect(String(decoding: bytes[0..<4], as: UTF8.self) == "RIFF")
  #expect(String(decoding: bytes[8..<16], as: UTF8.self) == "WAVEfmt ")
  #expect(number(4, 4) == bytes.count - 8 && number(40, 4) == bytes.count - 44)
  #expect(number(20, 2) == 1 && number(22, 2) == 1 && number(34, 2) == 16)
  let seconds = Double(number(40, 4)) / 2 / Double(number(24, 4))
  #expect(seconds > 0.2 && seconds < 1.2)
  let samples = stride(from: 44, to: bytes.count, by: 2).map { Int16(truncatingIfNeeded: number($0, 2)) }
  let peak = samples.map(\.magnitude).max() ?? 0
  #expect(peak > 15_000 && peak < 25_000)
  // It begins and ends softly.
  #expect(samples[0] == 0 && samples[1].magnitude < 1000 && samples[samples.count - 1] == 0)
  for other in Cue.allCases where other != cue { #expect(Tone.wave(other) != bytes) }
}

@Test("the bell rings as often as the cue requires, with a pause between")
func bell() {
  for cue in Cue.allCases {
    var sounder = Sounder(.bell)
    sounder.sound(cue)
    let struck = (0..<20).map { _ in sounder.tick() }
    #expect(struck.filter { $0 }.count == Tone.strokes(cue))
    #expect(!zip(struck, struck.dropFirst()).contains { $0 && $1 })
  }
  var silent = Sounder(.off)
  silent.sound(.done)
  #expect(tick(&silent) == false)
  var muted = Sounder(.bell)
  muted.isMuted = true
  muted.sound(.done)
  muted.isMuted = false
  #expect(tick(&muted) == false)
}

private func tick(_ sounder: inout Sounder) -> Bool { sounder.tick() }

/// A folder with our own program under a player's name; removed after the test.
private final class FakePlayer {
  let folder = "/tmp/dm-sound-\(UUID().uuidString.prefix(8))"

  init(_ name: String, _ script: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = folder + "/" + name
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Waits for a file that the program writes.
  func wait(for name: String, bytes: Int) async throws -> Data {
    let path = folder + "/" + name
    return try await onThreadOfItsOwn {
      var found = Data()
      _ = comesTrue {
        found = FileManager.default.contents(atPath: path) ?? Data()
        return found.count >= bytes
      }
      return found
    }
  }

  /// Lets a program that waits at a pipe of this name go on, once it is there.
  func release(_ name: String) async throws {
    let path = folder + "/" + name
    let isThere = try await onThreadOfItsOwn {
      comesTrue {
        let pipe = unsafe open(path, O_WRONLY | O_NONBLOCK)
        guard pipe >= 0 else { return false }
        defer { close(pipe) }
        return unsafe write(pipe, "go\n", 3) == 3
      }
    }
    #expect(isThere, "no program waits at \(name)")
  }
}

@Test(
  "a player gets the sound on its standard input, and playing does not wait for it",
  arguments: ["aplay", "paplay"])
func player(name: String) async throws {
  let fake = try FakePlayer(
    name,
    // It does not wait for the end of its input: programs that other tests start hold the pipe open as well.
    "cd \"${0%/*}\"; exec 3<&0; cat <&3 > heard.part & read line < gate; mv heard.part heard; exec sleep 5")
  try #require(unsafe mkfifo(fake.folder + "/gate", 0o600) == 0)
  let player = try #require(SoundPlayer.find(path: fake.folder + ":/nowhere"))
  player.play(.done)
  _ = try await fake.wait(for: "heard.part", bytes: Tone.wave(.done).count)
  // The player goes on only now: had `play` waited for it, this line would never be reached.
  try await fake.release("gate")
  let wave = Tone.wave(.done)
  #expect(try await fake.wait(for: "heard", bytes: wave.count) == Data(wave))
  // The next one does not wait for the first, which is still playing.
  try FileManager.default.removeItem(atPath: fake.folder + "/heard")
  player.play(.half)
  _ = try await fake.wait(for: "heard.part", bytes: Tone.wave(.half).count)
  try await fake.release("gate")
  let half = Tone.wave(.half)
  #expect(try await fake.wait(for: "heard", bytes: half.count) == Data(half))
  #expect(!player.hasFailed)
}

@Test("if the player fails, the bell takes over; without a player it is the bell at once")
func failingPlayer() async throws {
  #expect(SoundPlayer.find(path: "/nowhere") == nil)
  let fake = try FakePlayer("aplay", "echo > \"${0%/*}/called\"; exit 1")
  let player = try #require(SoundPlayer.find(path: fake.folder))
  var sounder = Sounder(.auto, player: player)
  sounder.sound(.half)
  #expect(tick(&sounder) == false)
  #expect(try await onThreadOfItsOwn { comesTrue { player.hasFailed } })
  sounder.sound(.half)
  #expect(tick(&sounder) == true)
  var without = Sounder(.auto, player: nil)
  without.sound(.half)
  #expect(tick(&without) == true)
}
