// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill setup`: a configuration from a few questions, or a change of the one that is there.
// Must not know: what is asked, and how answers are understood.

import ArgumentParser
import Daemon
import Files
import Foundation
import Settings

struct SetupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "setup", abstract: "Create or change a configuration by answering a few questions.",
    discussion: """
      Values given as options are not asked for; without a terminal they must all be given, or be in the file already. An \
      existing configuration is changed and not replaced: everything that was not asked for stays as it is, comments \
      included, and a copy is kept as FILE.before-DATE.

      Lengths may have a unit (18 cm, 180 mm, 7 in), and lines may be named as 17, GPIO17 or "pin 11".
      """)

  @Option(help: "Configuration file to write.", completion: Completions.configurations)
  var config = RunCommand.defaultConfigPath

  @Option(help: "Line of the sensor: GPIO17, 17 or \"pin 11\".")
  var line: String?

  @Option(help: "Sensor: single, or quadrature for two switches, which know the direction.")
  var sensor: String?

  @Option(help: "Line of the second switch, with --sensor quadrature.")
  var secondLine: String?

  @Option(help: "Kind of machine: motorised-off, slat-belt or sled.")
  var kind: String?

  @Option(help: "Belt travel per turn of the roller with the magnets: 0.18, 18 cm, 180 mm, 7 in.")
  var length: String?

  @Option(
    name: [.customLong("magnets"), .customLong("marks")],
    help: "Number of magnets on that roller, or of marks on the disc.")
  var magnets: String?

  @Option(
    help:
      "Turns of the disc with the marks per turn of the roller, if it is on the motor's side; not asked for."
  )
  var ratio: String?

  @Option(help: "Name of the machine.")
  var name: String?

  @Option(name: .customLong("protocol"), help: "Training protocol.", completion: Completions.protocols)
  var protocolName: String?

  @Option(
    help:
      "Body mass of the only walker, for power: 80, 80 kg, 176 lb; - for several people, which removes one that is there."
  )
  var mass: String?

  @Flag(help: "Print what would be written, and write nothing.")
  var dryRun = false

  func run() throws {
    let draft = try SetupDraft(config)
    if draft.text != nil {
      Output.error("\(config) is there already: what you do not change stays as it is.")
    }
    let answers = try questions(draft).answers()
    let text = try draft.newText(answers)
    if dryRun { return Output.text(text) }
    guard text != draft.text else {
      return Output.line("\(config) says all that already; nothing was changed.")
    }
    let calibration = try put(text, isNew: draft.text == nil, changesWheel: draft.changesWheel(answers))
    report(draft, answers, calibration)
  }

  private func questions(_ draft: SetupDraft) -> SetupQuestions {
    var questions = SetupQuestions(present: draft.present, isNew: draft.text == nil)
    let options: [(String, String, String?)] = [
      ("gpio.line", "--line", line), ("machine.sensor", "--sensor", sensor),
      ("gpio.lineB", "--second-line", secondLine), ("machine.kind", "--kind", kind),
      ("machine.rollerCircumferenceM", "--length", length), ("machine.magnets", "--magnets", magnets),
      ("machine.ratio", "--ratio", ratio), ("machine.name", "--name", name),
      ("training.protocol", "--protocol", protocolName), ("walker.massKg", "--mass", mass),
    ]
    for (path, option, value) in options { questions.give(path, option, value) }
    return questions
  }

  /// Writes the file; a calibration of another wheel is put aside with it.
  /// - Returns: where the calibration went; nil if it stays or there is none.
  private func put(_ text: String, isNew: Bool, changesWheel: Bool) throws -> String? {
    let directory = FilePath.directory(of: config)
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw failure(OutputFileError(path: directory, problem: .system(Self.number(error))))
    }
    do throws(OutputFileError) {
      let file = try OutputFile(config, isNew ? .new : .rewrite)
      try file.write(Array(text.utf8))
      if !isNew { _ = try KeptCopy.keep(FilePath.resolved(config) ?? config) }
      try file.finish()
      return try changesWheel ? asideCalibration() : nil
    } catch {
      throw failure(error)
    }
  }

  private func asideCalibration() throws(OutputFileError) -> String? {
    let path = CalibrationFile(beside: config).path
    guard FileStatus(path) != nil else { return nil }
    let aside = KeptCopy.name(of: path, day: KeptCopy.today)
    // SAFETY: rename(2) reads both paths within the call.
    guard unsafe rename(path, aside) == 0 else { throw OutputFileError(path: path, problem: .system(errno)) }
    return aside
  }

  /// The system's number within one of Foundation's errors.
  private static func number(_ error: any Error) -> Int32 {
    let error = error as NSError
    let below = error.userInfo[NSUnderlyingErrorKey] as? NSError
    if let below, below.domain == NSPOSIXErrorDomain { return Int32(below.code) }
    switch CocoaError.Code(rawValue: error.code) {
    case .fileWriteNoPermission: return EACCES
    case .fileWriteOutOfSpace: return ENOSPC
    case .fileWriteVolumeReadOnly: return EROFS
    case .fileWriteFileExists: return ENOTDIR
    case .fileNoSuchFile: return ENOENT
    default: return EIO
    }
  }

  /// Of a file that cannot be written; as root is the usual remedy, where that is what is missing.
  private func failure(_ error: OutputFileError) -> UsageError {
    guard [EACCES, EPERM].contains(error.number) else { return UsageError("\(error)") }
    return UsageError(
      "\(error.path): cannot be written (no permission); run this as root (`sudo deadmill setup`), or choose another "
        + "file with --config")
  }

  private func report(_ draft: SetupDraft, _ answers: SetupAnswers, _ calibration: String?) {
    let changes = draft.changes(answers)
    if draft.text == nil {
      Output.line("Wrote \(config).")
    } else {
      Output.line("Changed in \(config), with a copy of what was there beside it:")
      for (path, value) in changes.sorted(by: { $0.key < $1.key }) {
        Output.line("  \(path): \(value)" + (draft.present[path].map { " (was \($0))" } ?? ""))
      }
      for path in draft.removals(answers) {
        Output.line("  \(path): removed" + (draft.present[path].map { " (was \($0))" } ?? ""))
      }
    }
    if let calibration {
      Output.line(
        "The wheel is another one now: its calibration was moved to \(calibration); calibrate again.")
    }
    let isDefault = config == RunCommand.defaultConfigPath
    let option = isDefault ? "" : " --config \(ShellWord.quoted(config))"
    Output.line("Next: `deadmill doctor --wiring\(option)`, and turn the belt.")
    Output.line(
      isDefault
        ? "Then `sudo systemctl restart deadmill`: it counts from then on, after every boot."
        : "Then `deadmill run\(option)`.")
    Output.line(
      "To measure power instead of estimating it: `deadmill calibrate coast-down --config \(ShellWord.quoted(config)) --write`."
    )
  }
}

/// A word as a shell takes it.
enum ShellWord {
  static func quoted(_ word: String) -> String {
    let isPlain = !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || "-_./~:@%+".contains($0) }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
