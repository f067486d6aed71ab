// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the figures of sets rest on, said once in a report. Must not know: sessions, the page.

import SetLog
import Text

/// What the figures of a set rest on.
struct HTMLBasis: Equatable {
  private static let idLength = 8

  private let calibrationId: String
  private let softwareVersion: String
  private let massKg: Double?
  private let isEstimated: Bool
  private let isSimulated: Bool

  init(_ record: SetRecord) {
    calibrationId = record.calibrationId
    softwareVersion = record.softwareVersion
    massKg = record.walkerMassKg
    isEstimated = record.quality.powerIsEstimated
    isSimulated = SimulatedMachine.isSimulated(record.machine)
  }

  /// The end of a calibration's identifier is what distinguishes it: its beginning is the same in all.
  func text(_ text: ReportText) -> String {
    text(
      .basisText, String(calibrationId.suffix(Self.idLength)),
      text(isEstimated ? .dragEstimated : .dragMeasured),
      massKg.map { text(.bodyMass, text.number($0, 1)) } ?? "", softwareVersion,
      isSimulated ? ", " + text(.simulated) : "")
  }
}

/// The bases of a report, numbered as they come.
struct HTMLBases {
  private(set) var all: [HTMLBasis] = []
  private var last: Int?

  /// What a session must say: nothing if it rests on the same as the one before.
  mutating func remarks(_ records: [SetRecord], _ text: ReportText) -> [String] {
    var remarks: [String] = []
    for record in records where !record.isEntered {
      let number = numbered(HTMLBasis(record))
      let isNew = last.map { $0 != number } ?? false
      last = number
      guard isNew else { continue }
      remarks.append(
        records.first?.id == record.id
          ? text(.basisFromHere, "\(number)") : text(.basisOfSet, "\(record.indexInSession)", "\(number)"))
    }
    return remarks
  }

  private mutating func numbered(_ basis: HTMLBasis) -> Int {
    if let index = all.firstIndex(of: basis) { return index + 1 }
    all.append(basis)
    return all.count
  }

  /// For the foot.
  func list(_ text: ReportText) -> [String] {
    if let only = all.first, all.count == 1 { return [text(.basisOfAll, only.text(text))] }
    return all.enumerated().map { text(.basisNumber, "\($0 + 1)", $1.text(text)) }
  }
}
