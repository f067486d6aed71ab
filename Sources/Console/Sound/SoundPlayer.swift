// SPDX-License-Identifier: Apache-2.0
//
// Owns: playing a cue with a program of the system, on its own queue. Must not know: screens.

import Foundation
import Synchronization
import Words

/// Plays cues with `paplay` or `aplay`, without blocking the caller.
package final class SoundPlayer: Sendable {
  private struct State: Sendable {
    var running: Process?
    var hasFailed = false
  }

  private let program: URL
  private let arguments: [String]
  private let queue = DispatchQueue(label: "deadmill.sound")
  private let state = Mutex(State())

  private init(_ program: URL, _ arguments: [String]) {
    self.program = program
    self.arguments = arguments
  }

  /// The player of this system: a sound server's first, since it shares the device; nil if there is none.
  package static func find(path: String = ProcessInfo.processInfo.environment["PATH"] ?? "") -> SoundPlayer? {
    for (name, arguments) in [("paplay", []), ("aplay", ["-q"])] {
      for folder in path.split(separator: ":") {
        let file = "\(folder)/\(name)"
        if FileManager.default.isExecutableFile(atPath: file) {
          return SoundPlayer(URL(fileURLWithPath: file), arguments)
        }
      }
    }
    return nil
  }

  /// The program's name.
  package var name: String { program.lastPathComponent }

  /// Whether it has failed (no device, no server). It is then not used again.
  package var hasFailed: Bool { state.withLock { $0.hasFailed } }

  /// Starts playing and returns at once. A new cue replaces one that is still playing.
  package func play(_ cue: Cue) { queue.async { self.start(cue) } }

  private func start(_ cue: Cue) {
    guard !hasFailed, let file = Self.file(Tone.wave(cue)) else { return }
    let former = state.withLock { state in
      defer { state.running = nil }
      return state.running
    }
    if let former, former.isRunning { former.terminate() }
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.standardInput = file
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    process.terminationHandler = { [weak self] ended in
      // A player stopped for the next cue has not failed.
      if ended.terminationReason == .exit, ended.terminationStatus != 0 { self?.fail() }
    }
    do {
      try process.run()
      state.withLock { $0.running = process }
    } catch {
      fail()
    }
  }

  private func fail() { state.withLock { $0.hasFailed = true } }

  /// Bytes as an unlinked file: nothing is left behind, however the program ends.
  private static func file(_ bytes: [UInt8]) -> FileHandle? {
    var name = Array((NSTemporaryDirectory() + "/deadmill-" + String(repeating: "X", count: 6)).utf8CString)
    // SAFETY: the array ends with a zero, and mkstemp writes within it.
    let descriptor = unsafe name.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.map { unsafe mkstemp($0) } ?? -1
    }
    guard descriptor >= 0 else { return nil }
    // SAFETY: the same array.
    _ = unsafe name.withUnsafeBufferPointer { unsafe $0.baseAddress.map { unsafe unlink($0) } }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      try file.write(contentsOf: Data(bytes))
      try file.seek(toOffset: 0)
      return file
    } catch {
      return nil
    }
  }
}
