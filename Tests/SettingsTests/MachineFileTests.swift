// SPDX-License-Identifier: Apache-2.0
//
// Owns: that writing a calibration changes what it must and nothing else.

import Foundation
import Motion
import Pulses
import Settings
import TestSupport
import Testing

private let day = Date(timeIntervalSince1970: 1_790_000_000)

private func configuration(_ path: String) throws -> Configuration {
  var reader = ConfigurationReader()
  reader.read(file: path)
  return try Configuration(reader, needsLine: false)
}

private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

private let drag: DragModel = {
  var curve = DecelerationCurve(a0Mps2: 0.43, a1PerS: 0.11, a2PerM: 0.0143)
  for (row, column, value) in [(0, 0, 1e-6), (1, 1, 4e-6), (1, 0, -1.9e-6), (2, 2, 1e-7), (2, 0, 1e-8)] {
    curve.covariance.set(row, column, value)
  }
  var drag = MassMethod.drag(
    massKg: UncertainValue(35, sd: 14), curve: curve, mu: UncertainValue(0.17, sd: 0.06))
  drag.calibratedRange = CalibratedSpeedRange(slowestMps: 0.1, fastestMps: 2.5)
  return drag
}()

@Test("a drag comes back as it was written, with its covariance")
func dragRoundTrip() throws {
  let folder = try Folder()
  let path = try folder.write("machine:\n  rollerCircumferenceM: 0.18\n  magnets: 4\n")
  let kept = try MachineFile(path: path).write(
    [CalibrationOutcome.drag(drag, method: "coast-down", date: day)], date: day)
  let read = try configuration(path).profile.drag
  #expect(read.isCalibrated && read.calibratedRange == drag.calibratedRange)
  for row in 0..<4 {
    for column in 0...row {
      let (a, b) = (read.covariance[row, column], drag.covariance[row, column])
      #expect((a - b).magnitude <= 1e-9 * (1e-12 + b.magnitude), "\(row), \(column)")
    }
  }
  // The curve comes out of the covariance again, though the mass is known to 40 % only.
  for v in [0.2, 0.8, 2.0] {
    let (a, b) = (read.curve.decelerationMps2(atMps: v), drag.curve.decelerationMps2(atMps: v))
    #expect((a.value / b.value - 1).magnitude < 1e-5 && (a.sd / b.sd - 1).magnitude < 0.01)
  }
  #expect(kept.hasSuffix("machine.yaml.before-2026-09-21"))
  #expect(try text(kept) == "machine:\n  rollerCircumferenceM: 0.18\n  magnets: 4\n")
}

struct FileRow: Sendable, CustomTestStringConvertible {
  var before: String
  var after: String
  var testDescription: String { before.replacingOccurrences(of: "\n", with: "|") }
}

@Test(
  "everything else in the file stays, comments too",
  arguments: [
    FileRow(
      before:
        "# mine\nmachine:\n  magnets: 4 # glued\n  rollerCircumferenceM: 0.18\n\n# who\nwalker: { massKg: 80 }\n",
      after:
        "# mine\nmachine:\n  magnets: 4 # glued\n  rollerCircumferenceM: 0.2\n  arcSdM: 0.0002\n\n# who\nwalker: { massKg: 80 }\n"
    ),
    FileRow(
      before: "machine: { rollerCircumferenceM: 0.18, magnets: 4 }\nwalker: { massKg: 80 } # me\n",
      after:
        "machine:\n  rollerCircumferenceM: 0.2\n  magnets: 4\n  arcSdM: 0.0002\nwalker: { massKg: 80 } # me\n"
    ),
    FileRow(
      before:
        "machine:\n    arcSdM:\n        0.001\n    # deep\n    rollerCircumferenceM: 0.18\n    magnets: 4",
      after: "machine:\n    arcSdM: 0.0002\n    # deep\n    rollerCircumferenceM: 0.2\n    magnets: 4"),
  ])
func otherLinesStay(_ row: FileRow) throws {
  let folder = try Folder()
  let path = try folder.write(row.before)
  _ = try MachineFile(path: path).write(
    [
      CalibrationOutcome.circumference(UncertainValue(0.2, sd: 0)),
      MachineFile.Change(key: "arcSdM", lines: ["arcSdM: 0.0002"]),
    ], date: day)
  #expect(try text(path) == row.after)
  let twice = try MachineFile(path: path).write(
    [CalibrationOutcome.circumference(UncertainValue(0.2, sd: 0))], date: day)
  #expect(try text(path) == row.after)
  #expect(twice.hasSuffix("-2") && folder.names.count == 3)
}

@Test("what would make the file invalid is not written, and nothing is left behind")
func invalidIsRefused() throws {
  let folder = try Folder()
  let before = "machine:\n  rollerCircumferenceM: 0.18\n  magnets: 4\n"
  let path = try folder.write(before)
  for change in [
    MachineFile.Change(key: "arcs", lines: ["arcs: [1, 2]"]),
    MachineFile.Change(key: "drag", lines: ["drag: { massKg: 35 }"]),
    CalibrationOutcome.circumference(UncertainValue(200, sd: 0)),
  ] {
    #expect(throws: MachineFileError.self) { try MachineFile(path: path).write([change], date: day) }
    #expect(try text(path) == before)
    #expect(folder.names == ["machine.yaml"])
  }
}

@Test("a covariance that cannot be, or a second uncertainty beside it, is told")
func covarianceMistakes() throws {
  func mistakes(_ extra: String) -> [String] {
    var reader = ConfigurationReader()
    reader.read(
      yaml: "machine: { rollerCircumferenceM: 0.18, magnets: 4, drag: "
        + "{ massKg: 35, c0N: 15, c1NsPerM: 4, c2Ns2PerM2: 0.5, mu: 0.17, \(extra) } }", source: "m.yaml")
    do {
      _ = try Configuration(reader, needsLine: false)
      return []
    } catch {
      return error.mistakes.map(\.description)
    }
  }
  #expect(mistakes("covariance: [4, 0, 1, 0, 0, 1, 0, 0, 0, 1], date: \"2026-01-02\", method: tape") == [])
  #expect(
    mistakes("covariance: [4, 3, 1, 0, 0, 1, 0, 0, 0, 1]").first?.contains("no measurement has such") == true)
  #expect(mistakes("covariance: [4, 0, 1]").first?.contains("expected 10 to 10 numbers") == true)
  #expect(
    mistakes("c0SdN: 1, covariance: [4, 0, 1, 0, 0, 1, 0, 0, 0, 1]").first?.contains(
      "in the covariance already")
      == true)
  #expect(mistakes("spunRangeMps: [2, 1]").first?.contains("the slowest speed, then the fastest") == true)
}

@Test("learnt arcs and how well they are known reach the stages")
func learntArcs() throws {
  let folder = try Folder()
  let path = try folder.write(
    "machine:\n  rollerCircumferenceM: 0.18\n  magnets: 4\n  arcs: [0.97, 1.02, 0.99, 1.02]\n  arcSdM: 0.0002\n"
  )
  let profile = try configuration(path).profile
  #expect(profile.magnetPlacementSdM == 0.0002)
  #expect((profile.wheel.arcM(0) - 0.97 / 4 * 0.18).magnitude < 1e-12)
}
