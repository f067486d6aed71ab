// SPDX-License-Identifier: Apache-2.0
//
// Owns: the means by which cues are played. Must not know: when they are due.

import Words

/// Plays cues. The drawing thread rings the bell, since it goes through the same terminal.
package struct Sounder: Sendable {
  package let mode: SoundMode
  package var isMuted = false
  private let player: SoundPlayer?
  private var strokes = 0
  private var ticksToStroke = 0
  private var last: Cue?

  package init(_ mode: SoundMode, player: @autoclosure () -> SoundPlayer? = SoundPlayer.find()) {
    self.mode = mode
    self.player = mode == .player || mode == .auto ? player() : nil
  }

  /// Whether only the bell is left.
  private var usesBell: Bool {
    switch mode {
    case .off: false
    case .bell: true
    case .player, .auto: player?.hasFailed ?? true
    }
  }

  package mutating func sound(_ cue: Cue) {
    guard mode != .off, !isMuted else { return }
    last = cue
    if usesBell {
      strokes = Tone.strokes(cue)
      ticksToStroke = 0
    } else {
      player?.play(cue)
    }
  }

  /// Called ten times per second; returns whether to ring the bell now.
  package mutating func tick() -> Bool {
    guard strokes > 0, !isMuted else { return false }
    if ticksToStroke > 0 {
      ticksToStroke -= 1
      return false
    }
    strokes -= 1
    ticksToStroke = 2
    return true
  }
}
