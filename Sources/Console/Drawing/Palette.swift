// SPDX-License-Identifier: Apache-2.0
//
// Owns: the look of each meaning. Must not know: positions.

import Words

extension ColourDepth {
  /// Its look. No meaning is expressed by colour alone: words or positions express it too.
  package func ink(_ style: Style) -> Ink {
    var ink = Ink()
    switch style {
    case .title, .active, .rest, .good, .alarm: ink.isBold = true
    case .faint, .track: ink.isFaint = self == .mono
    case .plain, .trace, .warning: break
    }
    // On a monochrome screen, urgent text is shown in reverse.
    if self == .mono {
      ink.isReverse = style == .alarm || style == .warning
      return ink
    }
    ink.foreground = colour(style)
    if style == .alarm { ink.background = pick(1, 160, 0xC8_1E1E) }
    if style == .warning { ink.background = pick(3, 214, 0xFF_B000) }
    // A bright colour instead of bold, if there are enough colours.
    if self != .sixteen { ink.isBold = style == .title || style == .alarm }
    return ink
  }

  /// White on black on every screen: a code is read by its brightness.
  package var codeInk: Ink {
    var ink = Ink()
    guard self != .mono else { return ink }
    ink.foreground = pick(7, 231, 0xFF_FFFF)
    ink.background = pick(0, 16, 0x00_0000)
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
