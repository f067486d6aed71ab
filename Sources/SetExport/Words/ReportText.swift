// SPDX-License-Identifier: Apache-2.0
//
// Owns: how exports for people are worded: phrases, numbers, counts. Must not know: pages, tables.

import SetLog
import Text
import Training

/// What people read, in one language.
struct ReportText: Equatable {
  /// What is counted.
  enum Noun {
    case set
    case session
    case day
    case week
  }

  let language: ExportLanguage

  init(_ language: ExportLanguage = .english) { self.language = language }

  /// A phrase with its places filled in. What is filled in is not looked at again: a name may have a percent sign.
  func callAsFunction(_ phrase: ReportPhrase, _ values: String...) -> String {
    var text = ""
    var isPlace = false
    for character in Self.template(phrase, language) ?? phrase.rawValue {
      guard isPlace else {
        isPlace = character == "%"
        if !isPlace { text.append(character) }
        continue
      }
      isPlace = false
      if let number = character.wholeNumberValue, values.indices.contains(number - 1) {
        text += values[number - 1]
      } else {
        text += "%\(character)"
      }
    }
    return isPlace ? text + "%" : text
  }

  /// Why a set is suspect: what the log says of it, or in this language where the log's words are known.
  func reason(_ stored: String) -> String {
    guard let (reason, frequencyHz) = SuspicionReason.read(stored) else { return stored }
    let phrase: ReportPhrase =
      switch reason {
      case .mains: .suspectMains
      case .motor: .suspectMotor
      case .even: .suspectEven
      case .chatter: .suspectChatter
      case .impossible: .suspectImpossible
      }
    return self(phrase, language.decimalMark.written(frequencyHz))
  }

  /// The head of a column without its line break.
  func head(_ phrase: ReportPhrase) -> String {
    self(phrase).replacing("-<br>", with: "").replacing("<br>", with: " ")
  }

  /// A phrase with its places; nil if the language lacks it.
  static func template(_ phrase: ReportPhrase, _ language: ExportLanguage) -> String? {
    switch language {
    case .english: english[phrase]
    case .german: german[phrase]
    }
  }

  func count(_ number: Int, _ noun: Noun) -> String {
    let phrases: (one: ReportPhrase, many: ReportPhrase) =
      switch noun {
      case .set: (.oneSet, .manySets)
      case .session: (.oneSession, .manySessions)
      case .day: (.oneDay, .manyDays)
      case .week: (.oneWeek, .manyWeeks)
      }
    return number == 1 ? self(phrases.one) : self(phrases.many, "\(number)")
  }

  /// A number with so many decimals; `–` for what is no number.
  func number(_ value: Double?, _ decimals: Int) -> String {
    guard let value, value.isFinite else { return "–" }
    return language.decimalMark.written(DecimalText.fixed(value, decimals))
  }

  /// A number on a scale of halves: `7`, `6.5`.
  func short(_ value: Double) -> String { language.decimalMark.written(DecimalText.short(value, 1)) }

  /// How the last third was against the first.
  func fade(_ value: Double) -> String {
    let percent = DecimalText.fixed(100 * value.magnitude, 0)
    return percent == "0" ? self(.noChange) : self(value > 0 ? .slower : .faster, percent)
  }

  /// A protocol's title: those that come with the program have one in each language.
  func title(_ plan: TrainingProtocol) -> String {
    let phrases: [String: ReportPhrase] = [
      TrainingProtocol.deadmill3x60.name: .deadmill3x60, TrainingProtocol.retroWalk.name: .retroWalk,
      TrainingProtocol.sledPull.name: .sledPull, TrainingProtocol.free.name: .free,
    ]
    guard TrainingProtocol.builtIn.contains(plan), let phrase = phrases[plan.name] else { return plan.title }
    return self(phrase)
  }

  /// How often in a week: `3 to 4 sessions a week`.
  func often(_ aim: WeeklyAim) -> String {
    if aim.fewest == aim.most { return self(.aWeek, count(aim.most, .session)) }
    return self(.aWeek, "\(aim.fewest)–" + count(aim.most, .session))
  }

  /// What a session of a plan consists of.
  func aim(_ plan: TrainingProtocol, setDurationS: Double) -> String {
    guard let steps = plan.plan else { return often(plan.weekly) }
    let length = ClockText.minutes(setDurationS)
    var parts = [steps.sets == 1 ? self(.oneSetOf, length) : self(.setsOf, "\(steps.sets)", length)]
    if steps.sets > 1, steps.restS > 0 { parts.append(self(.restBetween, ClockText.minutes(steps.restS))) }
    return (parts + [often(plan.weekly)]).joined(separator: ", ")
  }
}

extension DecimalMark {
  /// A number's text with this mark.
  func written(_ text: String) -> String {
    self == .point ? text : text.replacing(".", with: ",")
  }
}
