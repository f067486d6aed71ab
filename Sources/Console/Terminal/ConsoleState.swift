// SPDX-License-Identifier: Apache-2.0
//
// Owns: the state that keys change. Must not know: terminals.

import LiveFeed
import Words

/// The options of the command line, and their changes by keys.
package struct ConsoleState: Sendable, Equatable {
  /// How long the message of a key stays on the screen, in redraws of a tenth of a second.
  private static let noticeTicks = 25
  /// The message of a change that others see too stays longer.
  private static let longNoticeTicks = 50
  /// A set that ended longer ago is not asked about, seconds.
  private static let newsS = 20.0

  package var mode: ViewMode
  package var unit: SpeedUnit
  package private(set) var isMuted = false
  package private(set) var showsKeys = false
  package private(set) var showsClaim = false
  package private(set) var notice: Notice?
  package private(set) var picker: WalkerPicker?
  package private(set) var rating: RatingPrompt?
  private var ticksLeft = 0
  private let hasSound: Bool
  /// The set that was asked about last.
  private var askedAbout: String?

  /// What the loop has to do for a key.
  package enum Action: Sendable, Equatable {
    case nothing, quit, redraw, nextMachine
    /// Ask the daemon who can be chosen.
    case listWalkers
    /// Put a walker on a machine; nil for no walker.
    case use(walker: String?, machine: String)
    /// Note how a set was.
    case rate(set: String, RatingPrompt.Answers)
  }

  package init(mode: ViewMode, unit: SpeedUnit, hasSound: Bool) {
    self.mode = mode
    self.unit = unit
    self.hasSound = hasSound
  }

  /// A key was pressed.
  /// - Parameter frame: of the machine that keys act on; nil if there is none.
  package mutating func press(_ key: Key, frame: LiveFrame?) -> Action {
    if picker != nil { return pick(key) }
    if rating != nil, let action = rate(key) { return action }
    switch key {
    case .character("q"), .character("Q"): return .quit
    case .character("\u{0C}"): return .redraw
    case .character("?"): showsKeys.toggle()
    case .character("c"): showsClaim.toggle()
    case .character("\u{1B}"): (showsKeys, showsClaim) = (false, false)
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
      rating = nil
      return .nextMachine
    case .character("w"):
      guard let frame else { break }
      showsKeys = false
      picker = WalkerPicker(machine: frame.machine, machineName: frame.name, present: frame.walker)
      return .listWalkers
    case .character("r"):
      guard let last = frame?.set.last, frame?.set.elapsedS == nil else { break }
      askedAbout = last.id
      rating = RatingPrompt(set: last.id)
    case .character, .other: break
    }
    return .nothing
  }

  private mutating func pick(_ key: Key) -> Action {
    guard var open = picker else { return .nothing }
    switch open.press(key) {
    case .stays: picker = open
    case .closed: picker = nil
    case .chosen(let walker):
      picker = nil
      return .use(walker: walker, machine: open.machine)
    }
    return .nothing
  }

  /// nil if the key is not one of the question.
  private mutating func rate(_ key: Key) -> Action? {
    guard var open = rating else { return nil }
    switch open.press(key) {
    case .ignored: return nil
    case .stays:
      rating = open
      return .nothing
    case .closed(let answers): return close(open, answers)
    }
  }

  private mutating func close(_ prompt: RatingPrompt, _ answers: RatingPrompt.Answers) -> Action {
    rating = nil
    return answers.isEmpty ? .nothing : .rate(set: prompt.set, answers)
  }

  private mutating func show(_ mode: ViewMode) {
    self.mode = mode
    showsKeys = false
    say(.view(mode))
  }

  package mutating func say(_ notice: Notice) {
    self.notice = notice
    let isLong =
      switch notice {
      case .walker, .rated, .refused: true
      case .view, .unit, .sound, .noSound: false
      }
    ticksLeft = isLong ? Self.longNoticeTicks : Self.noticeTicks
  }

  /// The daemon's answer about who can be chosen.
  package mutating func list(_ walkers: [LiveWalker]) { picker?.list(walkers) }

  /// The daemon does not say who can be chosen.
  package mutating func cannotList() { picker = nil }

  /// A tenth of a second has passed.
  /// - Parameter frame: of the machine that keys act on.
  package mutating func tick(_ frame: LiveFrame? = nil) -> Action {
    ticksLeft = max(0, ticksLeft - 1)
    if ticksLeft == 0 { notice = nil }
    // A walker who walks again wants to see figures.
    if frame?.set.elapsedS != nil { showsClaim = false }
    if let frame { look(frame) }
    guard var open = rating else { return .nothing }
    // A walker who walks on has answered what they wanted to.
    if frame?.set.elapsedS != nil { return close(open, open.finished) }
    let outcome = open.tick()
    rating = open
    if case .closed(let answers) = outcome { return close(open, answers) }
    return .nothing
  }

  /// Asks about a set that has just ended.
  private mutating func look(_ frame: LiveFrame) {
    guard let last = frame.set.last, last.id != askedAbout, frame.set.elapsedS == nil else { return }
    askedAbout = last.id
    guard let restS = frame.set.restElapsedS, restS < Self.newsS, last.discardedAt == nil, last.suspect == nil
    else { return }
    rating = RatingPrompt(set: last.id)
  }
}
