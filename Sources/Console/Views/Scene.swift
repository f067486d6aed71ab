// SPDX-License-Identifier: Apache-2.0
//
// Owns: all that a picture depends on. Must not know: how it is drawn.

import LiveFeed
import Words

/// A way to look at the belt.
package enum ViewKind: String, Sendable, Equatable, CaseIterable {
  case big, detail, gym, coach
  /// What was done, after a set; shown by itself only.
  case summary
}

/// What the console says to someone who pressed a key, for a moment.
package enum Notice: Sendable, Equatable {
  case view(ViewMode)
  case unit(SpeedUnit)
  case sound(isOn: Bool)
  case noSound
  case walker(String?)
  /// The daemon refused what a key asked for; why.
  case refused(String)
}

/// What is shown.
package struct Scene: Sendable, Equatable {
  /// nil before the first.
  package var frame: LiveFrame?
  /// All machines of the daemon in the order of its configuration; empty while they are not known.
  package var machines: [MachineStatus] = []
  package var history = SpeedHistory()
  package var view = ViewKind.big
  /// Where a daemon is waited for; nil while there is one.
  package var waitsFor: String?
  package var notice: Notice?
  package var showsKeys = false

  package init() {}
}

/// What it is shown with.
package struct Look: Sendable, Equatable {
  package var glyphs: GlyphSet
  package var depth: ColourDepth
  package var figures: Figures
  package var words: Words

  package init(
    glyphs: GlyphSet = .unicode, depth: ColourDepth = .sixteen, language: Language = .english,
    unit: SpeedUnit = .kilometresPerHour
  ) {
    self.glyphs = glyphs
    self.depth = depth
    figures = Figures(language: language, unit: unit)
    words = Words(language)
  }
}

/// What goes on, as every view asks it of a frame.
package struct Situation: Sendable, Equatable {
  /// What the walker does.
  package enum Activity: Sendable, Equatable {
    /// Nothing yet.
    case idle
    case set(elapsedS: Double, isPaused: Bool)
    case rest(elapsedS: Double)
  }

  package let activity: Activity
  /// Whether nothing is known of the belt at present.
  package let isBlind: Bool
  /// nil where the protocol has none for what is done now.
  package let targetS: Double?

  package init(_ scene: Scene) {
    let frame = scene.frame ?? LiveFrame()
    isBlind =
      scene.waitsFor != nil || scene.frame == nil || frame.health.sensor == .lost
      || frame.health.sensor == .waiting
    if scene.waitsFor != nil {
      // What was true when the daemon went is not true for long.
      activity = .idle
      targetS = nil
    } else if let elapsedS = frame.set.elapsedS {
      activity = .set(elapsedS: elapsedS, isPaused: frame.phase == "paused")
      targetS = Self.positive(frame.training?.setTargetS)
    } else if let elapsedS = frame.set.restElapsedS, frame.set.number > 0 {
      activity = .rest(elapsedS: elapsedS)
      targetS = frame.training?.isDone == true ? nil : Self.positive(frame.training?.restTargetS)
    } else {
      activity = .idle
      targetS = Self.positive(frame.training?.setTargetS)
    }
  }

  /// A target that is one.
  private static func positive(_ seconds: Double?) -> Double? {
    guard let seconds, seconds.isFinite, seconds > 0 else { return nil }
    return seconds
  }

  package var elapsedS: Double? {
    switch activity {
    case .idle: nil
    case .set(let elapsedS, _), .rest(let elapsedS): elapsedS
    }
  }

  /// How much of the target is done, 0 to 1; nil without one.
  package var share: Double? {
    guard activity != .idle, let targetS, let elapsedS, elapsedS.isFinite else { return nil }
    return max(0, min(1, elapsedS / targetS))
  }

  /// What is left; nil without a target.
  package var remainingS: Double? {
    guard activity != .idle, let targetS, let elapsedS, elapsedS.isFinite else { return nil }
    return max(0, targetS - elapsedS)
  }
}
