// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a page shows of a machine at one instant: finished texts, the same as on the console. Must not know: HTML,
// connections.

import LiveFeed
import Words

/// One machine at one instant, in words and figures.
struct LiveView: Encodable, Sendable, Equatable {
  /// A figure with its label.
  struct Slot: Encodable, Sendable, Equatable {
    var label: String
    var value: String
    var unit: String?
  }

  /// Something that is wrong or unusual.
  struct Notice: Encodable, Sendable, Equatable {
    var word: String
    var text: String?
    var isAlarm: Bool
  }

  var machine: String
  var name: String
  /// The belt's clock, milliseconds: how old a picture is can be told from it.
  var timeMs: Int64
  /// `Style` by its name: what the colour of the first figure means.
  var style: String
  /// The largest figure, and the two beside it.
  var figures: [Slot]
  /// What to do, or what goes on.
  var headline: String
  /// Ahead or behind, why a set is asked for again, or the result.
  var line: String?
  /// Whether `line` is good news.
  var isGood: Bool?
  /// What comes after this.
  var next: String?
  /// The share of the target that is done, 0 to 1.
  var share: Double?
  var target: String?
  /// Sets done and to do.
  var done: Int?
  var count: Int?
  var week: String?
  var heartRate: String?
  var walker: String?
  var notice: Notice?
  /// SIMULATED: figures of no real belt.
  var badge: String?
  /// Whether the figures are those of now.
  var isLive: Bool
  /// What is to be heard.
  var cue: String?
  /// The set that has just ended, while its walker may say how it was.
  var rate: String?
  /// The code to claim the last set with.
  var claim: String?
}

extension LiveView {
  /// How long after a set its walker is asked how it was, seconds.
  private static let askedForS = 120.0

  /// - Parameters:
  ///   - waitsFor: where the page waits for a daemon; nil if there is one.
  ///   - cue: what is to be heard at this instant.
  init(_ frame: LiveFrame, for viewer: LiveViewer, waitsFor: String? = nil, cue: Cue? = nil) {
    let live = LiveText(frame, figures: viewer.figures, waitsFor: waitsFor)
    machine = frame.machine
    name = frame.name
    timeMs = frame.timeNs / 1_000_000
    style = live.activityStyle.word
    figures = Self.figures(live)
    headline = Self.headline(live)
    (line, isGood) = Self.line(live)
    next = frame.training?.nextStep.flatMap { live.text($0) }
    share = live.now.share
    target = live.now.targetS.map {
      live.text(live.isInSet ? .target : .restTarget, viewer.figures.clock($0))
    }
    done = frame.training?.setsDone
    count = frame.training?.setCount
    week = live.weekTexts.joined(separator: ", ")
    let shown = frame.shownWalker
    walker = viewer.names.shows(shown) ? shown : nil
    // A body's figure of a person who is known is for those who may see who it is.
    heartRate =
      shown == nil || walker != nil
      ? frame.motion.heartRateBpm.map { "\(live.text(.rowHeartRate)) \($0)/min" } : nil
    notice = live.trouble.map {
      Notice(word: $0.word, text: $0.text.isEmpty ? nil : $0.text, isAlarm: $0.style == .alarm)
    }
    badge = frame.service.isSimulated ? live.text(.simulated) : nil
    isLive = waitsFor == nil
    self.cue = cue?.rawValue
    rate = Self.rate(frame, viewer.names)
    claim = frame.set.elapsedS == nil ? frame.set.claim?.token : nil
  }

  private static func figures(_ live: LiveText) -> [Slot] {
    let (frame, figures) = (live.frame, live.figures)
    let speed = Slot(label: live.text(.speed), value: live.largeSpeed, unit: figures.unit.rawValue)
    switch live.now.activity {
    case .set(let elapsedS, _):
      // Whole metres, as in the console's large view: a walker sees them from afar.
      let distance = figures.distance(frame.set.distanceM, digits: 0)
      return [
        speed, Slot(label: live.setLabel, value: figures.clock(elapsedS)),
        Slot(label: live.distanceLabel, value: distance.text),
      ]
    case .rest(let elapsedS):
      let rest = Slot(label: live.restLabel, value: live.restFigure(elapsedS))
      let last = frame.set.last.map {
        Slot(label: live.summaryLabel($0), value: figures.distance($0.distanceM).text)
      }
      return frame.phase == "candidate"
        ? [speed, rest] + (last.map { [$0] } ?? []) : [rest, speed] + (last.map { [$0] } ?? [])
    case .idle:
      guard let targetS = live.now.targetS else { return [speed] }
      return [speed, Slot(label: live.text(.set, "1"), value: figures.clock(targetS))]
    }
  }

  private static func headline(_ live: LiveText) -> String {
    if live.now.isBlind { return live.trouble?.word ?? Figures.unknown }
    if live.frame.phase == "candidate", !live.isInSet { return live.text(.starting) }
    if case .idle = live.now.activity, live.frame.training?.isBeginner == true {
      return live.text(.holdRails)
    }
    return live.coachWord
  }

  /// The second line: what compares, else what became of the last set, else what to do.
  private static func line(_ live: LiveText) -> (String?, Bool?) {
    if live.now.isBlind { return (nil, nil) }
    if let ahead = live.ahead { return (ahead.text, ahead.metres >= Ahead.levelM) }
    if case .rest = live.now.activity, let last = live.frame.set.last {
      let verdict = live.verdict(last)
      if !verdict.parts.isEmpty { return (verdict.parts.joined(separator: ", "), verdict.style == .good) }
    }
    if live.isInSet { return (nil, nil) }
    return (live.frame.training == nil ? live.idleHint : live.coachSentence, nil)
  }

  /// Only the walker themself is asked.
  private static func rate(_ frame: LiveFrame, _ names: LiveViewer.Names) -> String? {
    guard case .own(let own) = names, let last = frame.set.last, last.walker == own,
      frame.set.elapsedS == nil,
      let restS = frame.set.restElapsedS, restS < askedForS
    else { return nil }
    return last.id
  }
}

extension Style {
  /// Its name in a page's style sheet.
  var word: String {
    switch self {
    case .plain: "plain"
    case .faint: "faint"
    case .title: "title"
    case .active: "active"
    case .rest: "rest"
    case .good: "good"
    case .trace: "trace"
    case .track: "track"
    case .warning: "warning"
    case .alarm: "alarm"
    }
  }
}
