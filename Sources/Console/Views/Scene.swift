// SPDX-License-Identifier: Apache-2.0
//
// Owns: everything that a picture depends on. Must not know: how it is drawn.

import LiveFeed
import Words

/// A view of the belt.
package enum ViewKind: String, Sendable, Equatable, CaseIterable {
  case big, detail, gym, coach
  /// The result after a set; only shown automatically.
  case summary
}

/// The console's short message after a key.
package enum Notice: Sendable, Equatable {
  case view(ViewMode)
  case unit(SpeedUnit)
  case sound(isOn: Bool)
  case noSound
  /// Who walks now, and from when on that counts; `elsewhere` is another machine that the same walker is on.
  case walker(String?, isThisSet: Bool, elsewhere: String?)
  /// What was noted about the last set.
  case rated(rpe: Double?, pain: Double?)
  /// The daemon refused what a key asked for; why.
  case refused(String)
}

/// The content of the screen.
package struct Scene: Sendable, Equatable {
  /// nil before the first frame.
  package var frame: LiveFrame?
  /// All machines of the daemon in the order of its configuration; empty while they are not known.
  package var machines: [MachineStatus] = []
  package var history = SpeedHistory()
  package var view = ViewKind.big
  /// Where the console waits for a daemon; nil if there is one.
  package var waitsFor: String?
  package var notice: Notice?
  package var showsKeys = false
  /// The list of walkers, while one is chosen.
  package var picker: WalkerPicker?
  /// The question about the last set, while it is asked.
  package var rating: RatingPrompt?
  /// What a set in progress is compared with.
  package var comparison = Comparison.best
  /// The speed to walk at for `comparison` with a target, metres per second.
  package var targetMps: Double?
  /// The machine that keys act on, of several; its place in `machines`.
  package var chosen: Int?

  package init() {}
}

/// The display options.
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

/// The current activity, in the form that all views need.
package struct Situation: Sendable, Equatable {
  /// The walker's activity.
  package enum Activity: Sendable, Equatable {
    /// Nothing yet.
    case idle
    case set(elapsedS: Double, isPaused: Bool)
    case rest(elapsedS: Double)
  }

  package let activity: Activity
  /// Whether nothing is known about the belt at present.
  package let isBlind: Bool
  /// nil if the protocol has none for the current activity.
  package let targetS: Double?

  package init(_ scene: Scene) {
    let frame = scene.frame ?? LiveFrame()
    isBlind =
      scene.waitsFor != nil || scene.frame == nil || frame.health.sensor == .lost
      || frame.health.sensor == .waiting
    if scene.waitsFor != nil {
      // The state at the time when the daemon disappeared is soon outdated.
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

  /// A usable target.
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

  /// The share of the target that is done, 0 to 1; nil without a target.
  package var share: Double? {
    guard activity != .idle, let targetS, let elapsedS, elapsedS.isFinite else { return nil }
    return max(0, min(1, elapsedS / targetS))
  }

  /// The rest of the target; nil without a target.
  package var remainingS: Double? {
    guard activity != .idle, let targetS, let elapsedS, elapsedS.isFinite else { return nil }
    return max(0, targetS - elapsedS)
  }
}
