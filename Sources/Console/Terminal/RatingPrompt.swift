// SPDX-License-Identifier: Apache-2.0
//
// Owns: the questions after a set, exertion and pain, answered with single keys. Must not know: terminals, logs.
//
//     exertion: 0 to 9, 1 then 0 for ten, a point for a half ──next digit, Enter, or a moment──▶ pain ──▶ noted

import LiveFeed

/// The questions about a set while they are asked. Time is counted in redraws of a tenth of a second.
package struct RatingPrompt: Sendable, Equatable {
  package enum Question: Sendable, Equatable { case exertion, pain }

  /// What was answered.
  package struct Answers: Sendable, Equatable {
    package var rpe: Double?
    package var pain: Double?

    package init(rpe: Double? = nil, pain: Double? = nil) {
      self.rpe = rpe
      self.pain = pain
    }
  }

  package enum Outcome: Sendable, Equatable {
    /// The key is not one of the questions.
    case ignored
    case stays
    case closed(Answers)
  }

  /// How long each question is asked, and how long a digit waits for what may follow it.
  package static let askTicks = 200
  package static let settleTicks = 15
  private static let most = 10.0

  /// The set's identifier.
  package let set: String
  package private(set) var question = Question.exertion
  /// What is being typed.
  package private(set) var value: Double?
  package private(set) var answers = Answers()
  private var ticksLeft = Self.askTicks
  private var settling = 0

  package init(set: String) { self.set = set }

  package mutating func press(_ key: Key) -> Outcome {
    guard case .character(let character) = key else { return .ignored }
    switch character {
    case "0"..."9": return type(Double(character.wholeNumberValue ?? 0))
    case ".", ",":
      // Pain is a whole number on its scale.
      guard question == .exertion, let half = value.map({ $0 + 0.5 }), half <= Self.most else {
        return .stays
      }
      if value?.rounded() == value { value = half }
      return wait()
    case "\r", "\n", " ": return next()
    case "\u{7F}", "\u{08}":
      value = nil
      return wait()
    case "\u{1B}": return .closed(answers)
    default: return .ignored
    }
  }

  private mutating func type(_ digit: Double) -> Outcome {
    if value == 1, digit == 0 {
      value = Self.most
      return wait()
    }
    if value != nil {
      // A second digit answers the next question.
      let outcome = next()
      guard case .stays = outcome else { return outcome }
    }
    value = digit
    return wait()
  }

  private mutating func wait() -> Outcome {
    settling = Self.settleTicks
    ticksLeft = max(ticksLeft, Self.askTicks / 2)
    return .stays
  }

  /// The next question, or the end.
  private mutating func next() -> Outcome {
    switch question {
    case .exertion:
      answers.rpe = value
      question = .pain
      value = nil
      ticksLeft = max(ticksLeft, Self.askTicks / 2)
      return .stays
    case .pain:
      answers.pain = value
      return .closed(answers)
    }
  }

  /// A tenth of a second has passed.
  package mutating func tick() -> Outcome {
    if settling > 0 {
      settling -= 1
      if settling == 0, value != nil { return next() }
    }
    ticksLeft -= 1
    guard ticksLeft <= 0 else { return .stays }
    return .closed(finished)
  }

  /// What was answered so far, with what is being typed.
  package var finished: Answers {
    var answers = answers
    if let value {
      switch question {
      case .exertion: answers.rpe = value
      case .pain: answers.pain = value
      }
    }
    return answers
  }
}

extension RatingPrompt.Answers {
  /// Whether nothing was answered.
  package var isEmpty: Bool { rpe == nil && pain == nil }
}
