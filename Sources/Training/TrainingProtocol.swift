// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a training protocol asks for, and those that are built in. Must not know: sets, files.
//
// These are plans, no medical advice: they say what is counted, not what is good for anyone.

/// How often in a week.
public struct WeeklyAim: Sendable, Equatable {
  /// Sessions that a week must have to meet the aim, 1 to 7.
  public var fewest: Int
  /// Sessions that are meant at most; more are counted all the same.
  public var most: Int

  /// - Parameters:
  ///   - fewest: 1 or more.
  ///   - most: `fewest` or more.
  public init(fewest: Int, most: Int) {
    self.fewest = fewest
    self.most = most
  }
}

/// A step on the way up to a protocol's full length.
public struct BuildUpStep: Sendable, Equatable {
  /// Weeks that must have met the aim before this step.
  public var afterWeeks: Int
  /// How long a set lasts at this step, seconds.
  public var setDurationS: Double

  /// All fields.
  public init(afterWeeks: Int, setDurationS: Double) {
    self.afterWeeks = afterWeeks
    self.setDurationS = setDurationS
  }
}

/// The sets that a protocol asks for in one session.
public struct ProtocolPlan: Sendable, Equatable {
  /// How long a set lasts, seconds, once it is built up.
  public var setDurationS: Double
  /// Sets of a session.
  public var sets: Int
  /// Rest between sets, seconds.
  public var restS: Double
  /// How much shorter or longer a set may be, seconds.
  public var toleranceS: Double
  /// How much shorter or longer a rest may be, seconds.
  public var restToleranceS: Double
  /// Steps on the way up, the first after 0 weeks and the last with the full length; empty for none.
  public var buildUp: [BuildUpStep] = []

  /// A plan without build-up.
  public init(setDurationS: Double, sets: Int, restS: Double, toleranceS: Double, restToleranceS: Double) {
    self.setDurationS = setDurationS
    self.sets = sets
    self.restS = restS
    self.toleranceS = toleranceS
    self.restToleranceS = restToleranceS
  }

  /// How long a set lasts after a number of weeks that met the aim.
  public func setDurationS(afterWeeks weeks: Int) -> Double {
    buildUp.last { $0.afterWeeks <= weeks }?.setDurationS ?? buildUp.first?.setDurationS ?? setDurationS
  }
}

/// A training protocol: how many sets of which length, with how much rest, how often in a week.
///
///     let plan = ProtocolPlan(setDurationS: 60, sets: 3, restS: 60, toleranceS: 5, restToleranceS: 15)
///     let own = TrainingProtocol(
///       name: "mine", title: "Three minutes", plan: plan, weekly: WeeklyAim(fewest: 2, most: 3))
///
/// `builtIn` has those that come with the program. A protocol without a plan counts any set.
public struct TrainingProtocol: Sendable, Equatable {
  /// Its name in commands and records.
  public var name: String
  /// Its name for people.
  public var title: String
  /// What a session consists of; nil if any set will do.
  public var plan: ProtocolPlan?
  /// How often in a week.
  public var weekly: WeeklyAim
  /// How sets are found if the machine's configuration does not say it.
  public var setRules = SetRuleSettings()

  /// A protocol with the usual rules of sets.
  public init(name: String, title: String, plan: ProtocolPlan?, weekly: WeeklyAim) {
    self.name = name
    self.title = title
    self.plan = plan
    self.weekly = weekly
  }

  /// What anybody should keep in mind, whatever the protocol.
  public static let advice = [
    "Start slowly and hold the rails.",
    "Build up over weeks; stop on pain.",
  ]
}

extension TrainingProtocol {
  /// Three sets of a minute.
  public static let deadmill3x60 = TrainingProtocol(
    name: "deadmill-3x60", title: "Three sets of a minute",
    plan: ProtocolPlan(setDurationS: 60, sets: 3, restS: 60, toleranceS: 5, restToleranceS: 15),
    weekly: WeeklyAim(fewest: 3, most: 4))

  /// Walking backwards, from five minutes up to ten.
  public static let retroWalk: TrainingProtocol = {
    var plan = ProtocolPlan(setDurationS: 600, sets: 1, restS: 0, toleranceS: 15, restToleranceS: 15)
    plan.buildUp = (0...5).map { BuildUpStep(afterWeeks: 2 * $0, setDurationS: 300 + 60 * Double($0)) }
    var retroWalk = TrainingProtocol(
      name: "retro-walk-10min", title: "Walk backwards, up to ten minutes", plan: plan,
      weekly: WeeklyAim(fewest: 3, most: 4))
    // In the first weeks of physiotherapy people rest for ten seconds and more without ending the exercise.
    retroWalk.setRules.pauseS = 12
    return retroWalk
  }()

  /// Six hard pulls of half a minute.
  public static let sledPull = TrainingProtocol(
    name: "sled-pull-intervals", title: "Six sled pulls of 30 seconds",
    plan: ProtocolPlan(setDurationS: 30, sets: 6, restS: 90, toleranceS: 4, restToleranceS: 20),
    weekly: WeeklyAim(fewest: 2, most: 3))

  /// No plan: every day with a set counts.
  public static let free = TrainingProtocol(
    name: "free", title: "No plan: any set counts", plan: nil, weekly: WeeklyAim(fewest: 3, most: 7))

  /// The protocols that are always there.
  public static let builtIn = [deadmill3x60, retroWalk, sledPull, free]
}
