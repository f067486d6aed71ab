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
  /// Whether the code to claim the last set with is shown over the view.
  package var showsClaim = false
  /// The address of the page that phones open, with a slash at its end; nil if there is none.
  package var page: String?
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
