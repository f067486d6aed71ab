// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a thing on the screen means -> how it looks. Must not know: where it stands.

/// What something on the screen is.
package enum Style: UInt8, Sendable, Equatable, CaseIterable {
  case plain
  /// Labels and what matters least.
  case faint
  case title
  /// Figures of a set that runs.
  case active
  /// Figures of a rest.
  case rest
  /// Something reached: a target, a set done, better than before.
  case good
  case trace
  /// The part of a bar that is not reached yet.
  case track
  case warning
  case alarm
}

extension ColourDepth {
  /// How it looks. No meaning hangs on colour alone: words or places say the same.
  package func ink(_ style: Style) -> Ink {
    var ink = Ink()
    switch style {
    case .title, .active, .rest, .good, .alarm: ink.isBold = true
    case .faint, .track: ink.isFaint = self == .mono
    case .plain, .trace, .warning: break
    }
    // On a screen of one colour, what is urgent stands out by being dark on light.
    if self == .mono {
      ink.isReverse = style == .alarm || style == .warning
      return ink
    }
    ink.foreground = colour(style)
    if style == .alarm { ink.background = pick(1, 160, 0xC8_1E1E) }
    if style == .warning { ink.background = pick(3, 214, 0xFF_B000) }
    // A bright colour in place of a bold one, where there are enough of them.
    if self != .sixteen { ink.isBold = style == .title || style == .alarm }
    return ink
  }

  private func colour(_ style: Style) -> Colour? {
    switch style {
    case .plain, .title: nil
    case .faint: pick(7, 249, 0xB0_B0B0)
    case .active: pick(2, 46, 0x30_F060)
    case .rest: pick(6, 51, 0x40_D8FF)
    case .good: pick(3, 226, 0xFF_E030)
    case .trace: pick(2, 34, 0x1C_A040)
    case .track: pick(4, 240, 0x58_5858)
    case .warning: pick(0, 16, 0x00_0000)
    case .alarm: pick(7, 231, 0xFF_FFFF)
    }
  }

  private func pick(_ eight: UInt8, _ palette: UInt8, _ direct: UInt32) -> Colour {
    switch self {
    case .mono, .sixteen: .indexed(eight)
    case .palette: .indexed(palette)
    case .direct: .direct(direct)
    }
  }
}
