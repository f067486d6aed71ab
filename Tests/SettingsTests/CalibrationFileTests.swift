// SPDX-License-Identifier: Apache-2.0
//
// Owns: that a calibration stands beside the configuration, wins over it, and belongs to one wheel.

import Files
import Foundation
import Motion
import Pulses
import TestSupport
import Testing

@testable import Settings

private let day = Date(timeIntervalSince1970: 1_790_000_000)
private let plain = "# mine\nmachine:\n  rollerCircumferenceM: 0.18\n  magnets: 4\n"

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

private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

/// The one-line texts of everything wrong with a machine's file and its calibration.
private func mistakes(_ path: String) -> [String] {
  do {
    _ = try Configuration(file: path, needsLine: false)
    return []
  } catch {
    return error.mistakes.map(\.description)
  }
}

@Suite("calibration file")
struct CalibrationFileTests {
  private let folder: Folder
  private let machine: String
  private let file: CalibrationFile

  init() throws {
    folder = try Folder()
    machine = try folder.write(plain)
    file = CalibrationFile(beside: machine)
  }

  @Test("a drag comes back as it was written, with its covariance, and the configuration is not touched")
  func dragRoundTrip() throws {
    try file.write([.drag(drag, method: "coast-down", date: day)])
    #expect(file.path == folder.path + "/machine.calibration.yaml")
    #expect(try text(machine) == plain && folder.names == ["machine.calibration.yaml", "machine.yaml"])
    let read = try Configuration(file: machine, needsLine: false).profile.drag
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
  }

  @Test(
    "a later calibration replaces its own section and keeps the others, and the former file stays as a numbered copy"
  )
  func keepsOtherSections() throws {
    try file.write([.drag(drag, method: "coast-down", date: day)])
    let first = try text(file.path)
    try file.write([.circumference(UncertainValue(0.1803, sd: 0))])
    #expect(try text(file.path + ".before-" + KeptCopy.today) == first)
    var other = drag
    other.calibratedRange = nil
    try file.write([.drag(other, method: "a second \"time\"", date: day)])
    let configuration = try Configuration(file: machine, needsLine: false)
    #expect(configuration.profile.wheel.circumferenceM == 0.1803)
    #expect(configuration.profile.drag.isCalibrated && configuration.profile.drag.calibratedRange == nil)
    // The machine's file, its calibration, and a copy of each former one.
    #expect(folder.names.count == 4)
  }

  @Test("measured values win over the configuration's, and it is known where each one comes from")
  func origins() throws {
    let text =
      plain + "  arcs: [1, 1, 1, 2]\n"
      + "  drag: { massKg: 30, c0N: 1, c1NsPerM: 1, c2Ns2PerM2: 1, mu: 0.1, massSdKg: 2 }\n"
    let machine = try folder.write(text)
    try file.write([.drag(drag, method: "coast-down", date: day)])
    let configuration = try Configuration(file: machine, needsLine: false)
    #expect(configuration.profile.drag.massKg.value == 35 && configuration.profile.wheel.unevenness > 0.2)
    #expect(
      configuration.origins == [
        ConfigurationOrigin(name: "rollerCircumferenceM", location: machine + ":3"),
        ConfigurationOrigin(name: "arcs", location: machine + ":5"),
        ConfigurationOrigin(name: "drag", location: file.path + ":8", overlaid: machine + ":6"),
      ])
  }

  @Test(
    "a calibration of another wheel is refused, with both values and the remedy",
    arguments: [
      ("magnets: 4", "magnets: 8", "wheel.magnets: measured on a wheel with 4, but", "machine.yaml:4 has 8"),
      (
        "rollerCircumferenceM: 0.18", "rollerCircumferenceM: 0.2",
        "wheel.rollerCircumferenceM: measured on a wheel with 0.18, but", "machine.yaml:3 has 0.2"
      ),
      ("magnets: 4", "magnets: 4\n  ratio: 2", "wheel.ratio: measured on a wheel with 1, but", "has 2"),
    ])
  func otherWheel(from: String, to: String, says: String, location: String) throws {
    try file.write([.drag(drag, method: "coast-down", date: day)])
    _ = try folder.write(plain.replacing(from, with: to))
    let found = mistakes(machine)
    #expect(found.count == 1 && found[0].hasPrefix(file.path), "\(found)")
    #expect(found[0].contains(says) && found[0].contains(location) && found[0].contains("calibrate again"))
    // Who calibrates again is not stopped by it, and its values are gone.
    let again = try Configuration(file: machine, needsLine: false, ignoresOtherWheel: true)
    #expect(!again.profile.drag.isCalibrated)
    try file.write([.circumference(UncertainValue(0.19, sd: 0))])
    #expect(try !Configuration(file: machine, needsLine: false).profile.drag.isCalibrated)
  }

  @Test("what would not be valid is not written, and nothing is left behind")
  func invalidIsRefused() throws {
    for change in [
      CalibrationChange("machine.arcs", ["machine.arcs": ["1", "2"]]),
      CalibrationChange("machine.drag", ["machine.drag.massKg": ["35"]]),
      .circumference(UncertainValue(200, sd: 0)),
      CalibrationChange("machine.name", ["machine.name": ["B"]]),
    ] {
      #expect(throws: CalibrationFileError.self) { try file.write([change]) }
      #expect(folder.names == ["machine.yaml"])
    }
    _ = try folder.write("machine: { magnets: 4 }")
    let error = #expect(throws: CalibrationFileError.self) {
      try file.write([.circumference(UncertainValue(0.2, sd: 0))])
    }
    #expect(error?.description.contains("rollerCircumferenceM: missing") == true)
  }

  @Test(
    "mistakes in the file are reported with its line, and keys of the configuration are not allowed in it")
  func mistakesInTheFile() throws {
    let text = "wheel: { rollerCircumferenceM: 0.18, magnets: 4 }\nmachine:\n  arcSdM: much\n  name: B\n"
    try Data(text.utf8).write(to: URL(fileURLWithPath: file.path))
    let found = mistakes(machine)
    #expect(found.count == 2 && found[0].hasPrefix(file.path + ":3: machine.arcSdM"))
    #expect(found[1].hasPrefix(file.path + ":4: machine.name: unknown key"))
  }

  @Test("the environment wins over a calibration")
  func environmentWins() throws {
    try file.write([.circumference(UncertainValue(0.19, sd: 0))])
    var reader = ConfigurationReader()
    reader.read(machineFile: machine)
    reader.read(environment: ["DEADMILL_MACHINE_ROLLER_CIRCUMFERENCE_M": "0.2"])
    #expect(try Configuration(reader, needsLine: false).profile.wheel.circumferenceM == 0.2)
  }

  @Test("the mode of the file is kept; a new one has that of the configuration")
  func mode() throws {
    func mode() throws -> Int? {
      let found = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? NSNumber
      return found.map(\.intValue)
    }
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: machine)
    try file.write([.circumference(UncertainValue(0.19, sd: 0))])
    #expect(try mode() == 0o640)
    try FileManager.default.setAttributes([.posixPermissions: 0o604], ofItemAtPath: file.path)
    try file.write([.circumference(UncertainValue(0.2, sd: 0))])
    #expect(try mode() == 0o604)
  }

  @Test(
    "owner and group are kept when root writes", .enabled(if: getuid() == 0, "only root can give a file away")
  )
  func owner() throws {
    try file.write([.circumference(UncertainValue(0.19, sd: 0))])
    try FileManager.default.setAttributes(
      [.ownerAccountID: 65534, .groupOwnerAccountID: 65533], ofItemAtPath: file.path)
    try file.write([.circumference(UncertainValue(0.2, sd: 0))])
    let found = try FileManager.default.attributesOfItem(atPath: file.path)
    #expect((found[.ownerAccountID] as? NSNumber)?.intValue == 65534)
    #expect((found[.groupOwnerAccountID] as? NSNumber)?.intValue == 65533)
  }

  @Test("a directory that is gone is named, and so is a part of the path that is no directory")
  func unwritable() throws {
    #expect(throws: OutputFileError(path: "/nowhere/a", problem: .system(ENOENT))) {
      try OutputFile.write("", to: "/nowhere/a", .rewrite, like: "/nowhere/b")
    }
    #expect(throws: OutputFileError(path: machine + "/a", problem: .system(ENOTDIR))) {
      try OutputFile.write("", to: machine + "/a", .rewrite, like: machine)
    }
  }

  @Test("several machines have a calibration each")
  func severalMachines() throws {
    for name in ["a", "b"] {
      let text =
        "gpio: { line: GPIO\(name) }\nmachine: { name: \(name), rollerCircumferenceM: 0.18, magnets: 4 }\n"
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path + "/\(name).yaml"))
    }
    try CalibrationFile(beside: folder.path + "/b.yaml").write([.circumference(UncertainValue(0.2, sd: 0))])
    let main = try folder.write("machines: [a.yaml, b.yaml]\n")
    let service = try ServiceConfiguration(file: main, needsLine: true)
    #expect(service.machines.map(\.profile.wheel.circumferenceM) == [0.18, 0.2])
  }
}
