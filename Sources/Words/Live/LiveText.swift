// SPDX-License-Identifier: Apache-2.0
//
// Owns: everything that a display says about a machine, the same on every display. Must not know: positions, colours.

import LiveFeed

/// What there is to say about a machine at one instant, in a language and a unit.
///
///     let live = LiveText(frame, figures: figures)
///     live.setLabel     // SET 2 OF 3
///     live.largeSpeed   // 2.9
package struct LiveText: Sendable {
  /// Before the first frame one without values.
  package let frame: LiveFrame
  package let now: Situation
  package let figures: Figures
  package let words: Words
  /// What a set in progress is compared with.
  package let comparison: Comparison
  /// The speed to walk at for a comparison with a target, metres per second.
  package let targetMps: Double?
  /// Where a display waits for a daemon; nil if there is one.
  package let waitsFor: String?
  let hasFrame: Bool

  package init(
    _ frame: LiveFrame?, figures: Figures, comparison: Comparison = .best, targetMps: Double? = nil,
    waitsFor: String? = nil
  ) {
    self.frame = frame ?? LiveFrame()
    hasFrame = frame != nil
    now = Situation(frame, isConnected: waitsFor == nil)
    self.figures = figures
    words = Words(figures.language)
    self.comparison = comparison
    self.targetMps = targetMps
    self.waitsFor = waitsFor
  }

  package func text(_ phrase: Phrase, _ first: String = "", _ second: String = "") -> String {
    words.text(phrase, first, second)
  }

  /// The belt's speed as shown in large digits: without a sensor it is unknown, not 0.
  package var largeSpeed: String {
    now.isBlind ? Figures.unknown : figures.speed(frame.motion.displaySpeedMps)
  }

  /// The style of the figures for what goes on.
  package var activityStyle: Style {
    if now.isBlind { return .plain }
    switch now.activity {
    case .idle: return .plain
    case .set(_, let isPaused):
      if frame.isCoasting { return .faint }
      return isPaused ? .plain : (now.share ?? 0) >= 1 ? .good : .active
    case .rest: return (now.share ?? 0) >= 1 ? .good : .rest
    }
  }
}
