// SPDX-License-Identifier: Apache-2.0
//
// Owns: how far long work is, on the terminal's last line. Must not know: what the work is.
//
// Drawn on standard error, only if that is a terminal, and only after half a second: short work shows
// nothing. Work of unknown length shows the time it has taken so far, and no estimate.

import Foundation
import Synchronization
import Text

/// Text for how far work is. Pure: time enters as a number.
struct ProgressModel: Equatable {
  /// What is done, as `sets`; the first word of the line is the work itself.
  var title: String
  /// Nil if the amount is unknown.
  var total: Int?

  /// Before this share is done, an estimate would jump about.
  private static let leastShare = 0.02
  /// Before this time, too.
  private static let leastS = 1.0
  private static let barColumns = 24

  /// The line.
  /// - Parameters:
  ///   - done: of `total`.
  ///   - elapsedS: since the work began.
  func text(done: Int, elapsedS: Double, _ look: TerminalLook) -> String {
    guard let total, total > 0 else {
      return fitted("\(title) ... \(ClockText.minutes(elapsedS))", look)
    }
    let share = min(1, max(0, Double(done) / Double(total)))
    let percent = Int((share * 100).rounded(.down))
    let figures = "\(percent < 10 ? "  " : percent < 100 ? " " : "")\(percent) %" + left(share, elapsedS)
    let room = min(Self.barColumns, look.columns - 1 - look.width(title) - figures.count - 4)
    guard room >= 5 else { return fitted("\(title) \(figures)", look) }
    let filled = look.bar(share * Double(room))
    let bar = filled + String(repeating: " ", count: room - filled.count)
    return "\(title) [\(look.paint(bar, .drawing))] \(figures)"
  }

  /// `, 1:05 left`; empty if it is too early for an estimate.
  private func left(_ share: Double, _ elapsedS: Double) -> String {
    guard share >= Self.leastShare, elapsedS >= Self.leastS, share < 1 else { return "" }
    let leftS = elapsedS / share * (1 - share)
    // A second that is not over yet is left.
    return ", \(ClockText.minutes(leftS.rounded(.up))) left"
  }

  private func fitted(_ text: String, _ look: TerminalLook) -> String {
    look.name(text, atMost: look.columns - 1)
  }
}

/// A line at the bottom of the terminal that shows progress. Drawn from one thread, or from its own beside another.
final class ProgressBar: Sendable {
  private struct State {
    var model: ProgressModel
    var done = 0
    var drawnAt: ContinuousClock.Instant?
    var isOver = false
  }

  private static let patience = Duration.milliseconds(500)
  private static let interval = Duration.milliseconds(100)

  private let look: TerminalLook
  private let isShown: Bool
  private let began = ContinuousClock.now
  private let state: Mutex<State>

  /// - Parameters:
  ///   - title: what is being done.
  ///   - total: how much there is; nil if unknown.
  ///   - sharesTerminal: whether what the work writes goes to the same terminal.
  init(_ title: String, total: Int? = nil, sharesTerminal: Bool = false) {
    look = .standardError
    isShown = look.isTerminal && !sharesTerminal
    state = Mutex(State(model: ProgressModel(title: title, total: total)))
  }

  deinit { end() }

  /// So much is done. Cheap enough to be called for each set.
  func show(_ done: Int, of total: Int? = nil) {
    guard isShown else { return }
    state.withLock { state in
      state.done = done
      if let total { state.model.total = total }
      draw(&state)
    }
  }

  /// Removes the line while a message is written, and draws it again.
  func aside(_ body: () -> Void) {
    guard isShown else { return body() }
    state.withLock { state in
      clear(&state)
      body()
      draw(&state)
    }
  }

  /// Takes the line away.
  func end() {
    guard isShown else { return }
    state.withLock { state in
      clear(&state)
      state.isOver = true
    }
  }

  /// Draws during work that reports no progress itself; `measure` returns how much is done, on another thread.
  func whileRunning<Result>(
    measure: (@Sendable () -> Int)? = nil, _ work: () throws -> Result
  ) rethrows -> Result {
    guard isShown else { return try work() }
    let thread = Thread { [self] in
      while !state.withLock({ $0.isOver }) {
        let measured = measure?()
        state.withLock { state in
          state.done = measured ?? state.done
          draw(&state)
        }
        Thread.sleep(forTimeInterval: 0.1)
      }
    }
    thread.start()
    defer { end() }
    return try work()
  }

  private func draw(_ state: inout State) {
    let now = ContinuousClock.now
    guard !state.isOver, now - began >= Self.patience,
      state.drawnAt.map({ now - $0 >= Self.interval }) ?? true
    else { return }
    state.drawnAt = now
    let elapsed = (now - began).components
    let elapsedS = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
    write("\r\u{1B}[K" + state.model.text(done: state.done, elapsedS: elapsedS, look))
  }

  private func clear(_ state: inout State) {
    guard state.drawnAt != nil else { return }
    state.drawnAt = nil
    write("\r\u{1B}[K")
  }

  private func write(_ text: String) { Output.draw(text) }
}
