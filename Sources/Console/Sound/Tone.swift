// SPDX-License-Identifier: Apache-2.0
//
// Owns: the sound of a cue, as a WAV file in memory and as rings of a bell. Must not know: who plays it.

import Foundation
import Words

/// The sound of a cue.
package enum Tone {
  private static let rateHz = 22_050

  /// A tone and the silence after it.
  private struct Note {
    var hz: Double
    var seconds: Double
    var silence = 0.06
  }

  /// Rising means begin, falling means stop, one tone is for information.
  private static func notes(_ cue: Cue) -> [Note] {
    switch cue {
    case .setBegins: [Note(hz: 660, seconds: 0.12), Note(hz: 880, seconds: 0.2)]
    case .half: [Note(hz: 880, seconds: 0.25)]
    case .tenSecondsLeft: [Note(hz: 1175, seconds: 0.1), Note(hz: 1175, seconds: 0.1)]
    case .done: [Note(hz: 1047, seconds: 0.15), Note(hz: 784, seconds: 0.15), Note(hz: 523, seconds: 0.4)]
    case .doneAgain: [Note(hz: 784, seconds: 0.15), Note(hz: 523, seconds: 0.3)]
    case .tooShort: [Note(hz: 392, seconds: 0.25), Note(hz: 330, seconds: 0.45)]
    case .ahead: [Note(hz: 784, seconds: 0.1, silence: 0.02), Note(hz: 1175, seconds: 0.15)]
    case .behind: [Note(hz: 587, seconds: 0.1, silence: 0.02), Note(hz: 392, seconds: 0.15)]
    case .restIsOver:
      [Note(hz: 523, seconds: 0.12), Note(hz: 659, seconds: 0.12), Note(hz: 784, seconds: 0.3)]
    }
  }

  /// Rings of the terminal's bell.
  package static func strokes(_ cue: Cue) -> Int {
    switch cue {
    case .setBegins, .half, .ahead: 1
    case .tenSecondsLeft, .restIsOver, .behind, .doneAgain: 2
    case .done: 3
    case .tooShort: 4
    }
  }

  /// A cue as a WAV file: 16 bits, one channel.
  package static func wave(_ cue: Cue) -> [UInt8] {
    var samples: [Int16] = []
    for note in notes(cue) {
      let count = Int(note.seconds * Double(rateHz))
      // Faded in and out within a few milliseconds, so that it does not click.
      let fade = Double(rateHz) * 0.008
      for index in 0..<count {
        let edge = min(1, Double(min(index, count - 1 - index)) / fade)
        let phase = 2 * Double.pi * note.hz * Double(index) / Double(rateHz)
        samples.append(Int16(sin(phase) * edge * 0.7 * 32_767))
      }
      samples.append(contentsOf: [Int16](repeating: 0, count: Int(note.silence * Double(rateHz))))
    }
    return header(samples.count) + samples.flatMap { bytes(UInt32(UInt16(bitPattern: $0)), 2) }
  }

  private static func header(_ samples: Int) -> [UInt8] {
    let size = UInt32(samples * 2)
    return Array("RIFF".utf8) + bytes(36 + size, 4) + Array("WAVEfmt ".utf8) + bytes(16, 4) + bytes(1, 2)
      + bytes(1, 2) + bytes(UInt32(rateHz), 4) + bytes(UInt32(rateHz * 2), 4) + bytes(2, 2) + bytes(16, 2)
      + Array("data".utf8) + bytes(size, 4)
  }

  /// Little-endian.
  private static func bytes(_ value: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
  }
}
