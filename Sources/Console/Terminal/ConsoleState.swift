// SPDX-License-Identifier: Apache-2.0
//
// Owns: the state that keys change. Must not know: terminals.

import Words

/// The options of the command line, and their changes by keys.
package struct ConsoleState: Sendable, Equatable {
  /// How long the message of a key stays on the screen, in redraws of a tenth of a second.
  private static let noticeTicks = 25

  package var mode: ViewMode
  package var unit: SpeedUnit
  package private(set) var isMuted = false
  package private(set) var showsKeys = false
  package private(set) var notice: Notice?
  private var ticksLeft = 0
  private let hasSound: Bool

  /// What the loop has to do for a key.
  package enum Action: Sendable, Equatable {
    case nothing, quit, redraw, nextMachine, nextWalker
  }

  package init(mode: ViewMode, unit: SpeedUnit, hasSound: Bool) {
    self.mode = mode
    self.unit = unit
    self.hasSound = hasSound
  }

  /// A key was pressed.
  package mutating func press(_ key: Key, walker: String?) -> Action {
    switch key {
    case .character("q"), .character("Q"): return .quit
    case .character("\u{0C}"): return .redraw
    case .character("?"): showsKeys.toggle()
    case .character("\u{1B}"): showsKeys = false
    case .character("1"): show(.big)
    case .character("2"): show(.detail)
    case .character("3"): show(.gym)
    case .character("4"): show(.coach)
    case .character("0"), .character("a"): show(.auto)
    case .character("v"), .right, .down: show(mode.next(by: 1))
    case .character("V"), .left, .up: show(mode.next(by: -1))
    case .character("u"):
      unit = unit.next
      say(.unit(unit))
    case .character("m"):
      if hasSound { isMuted.toggle() }
      say(hasSound ? .sound(isOn: !isMuted) : .noSound)
    case .character("n"), .character("\t"):
      showsKeys = false
      return .nextMachine
    case .character("w"):
      // The first press shows the walker; a second press switches to the next one.
      let isAgain = if case .walker = notice { true } else { false }
      say(.walker(walker))
      if isAgain { return .nextWalker }
    case .character, .other: break
    }
    return .nothing
  }

  private mutating func show(_ mode: ViewMode) {
    self.mode = mode
    showsKeys = false
    say(.view(mode))
  }

  package mutating func say(_ notice: Notice) {
    self.notice = notice
    ticksLeft = Self.noticeTicks
  }

  /// A tenth of a second has passed.
  /// - Parameter walker: the current walker.
  package mutating func tick(walker: String? = nil) {
    if case .walker = notice { notice = .walker(walker) }
    ticksLeft = max(0, ticksLeft - 1)
    if ticksLeft == 0 { notice = nil }
  }
}
