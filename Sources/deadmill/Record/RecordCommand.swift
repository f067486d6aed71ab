// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill record`: every edge of a sensor line into a file.

import ArgumentParser
import Daemon
import Doctor
import Files
import Foundation
import Hardware
import LiveFeed
import Logging
import ServiceLifecycle
import Settings
import Simulation
import Synchronization
import Text

struct RecordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record", abstract: "Write every edge of a sensor line to a file.",
    discussion: """
      Records from the running daemon, which keeps counting, or from the line itself if no daemon answers. Both \
      transitions are recorded with the kernel's timestamps. Ends after --for, or with Ctrl-C. `deadmill replay` and \
      `deadmill doctor --wiring --recording` read the file.
      """)

  @Option(
    name: .shortAndLong, help: "Recording to write (.edges); - for standard output.",
    completion: .file())
  var output: String

  @Option(name: .customLong("for"), help: "Time to record: 90, 60s, 2m or 1h. Default: until Ctrl-C.")
  var length: String?

  @Option(help: "Line to record, such as GPIO17; needs no configuration.")
  var line: String?

  @Option(
    help: "Configuration file. Default: \(RunCommand.defaultConfigPath)",
    completion: Completions.configurations)
  var config: String?

  @Option(help: "Machine to record, if there are several.", completion: Completions.machines)
  var machine: String?

  @Option(help: "The daemon's local socket. Default: as configured, else \(Configuration.defaultSocketPath)")
  var socket: String?

  @Flag(help: "Overwrite an existing file.")
  var force = false

  func validate() throws {
    if line != nil, socket != nil { throw ValidationError("--line and --socket exclude each other") }
    _ = try length.map(RecordingLength.seconds)
  }

  func run() async throws {
    let target = try output == "-" ? "-" : OutputTarget(output, OutputRights(force: force)).path
    let isStopping = StopFlag()
    let recorder = EdgeRecorder(seconds: try length.map(RecordingLength.seconds)) { isStopping.isStopped }
    let source = try RecordingChoice.choose(line: line, config: config, machine: machine, socket: socket)
    let service = RecordingService(isStopping) { try record(source, recorder, to: target) }
    try await ServiceRunner.run([service], logger: ServiceRunner.logger(level: .error))
  }

  /// On a thread of its own; returns when the recording is complete.
  private func record(_ source: RecordingChoice, _ recorder: EdgeRecorder, to target: String) throws {
    let summary: RecordingSummary
    switch source {
    case .daemon(let path, let machine):
      let feed = try FeedEdges.ask(try FeedClient.connect(to: path), machine: machine)
      var writer = try EdgesWriter.open(target, overwrites: force)
      Output.error("Recording \"\(feed.name)\" from the running daemon; Ctrl-C ends it.")
      summary = try recorder.record(feed, into: &writer)
    case .line(let gpio, var header):
      let line = try SourceOpener().open(.line(gpio))
      var writer = try EdgesWriter.open(target, overwrites: force)
      Output.error("Recording \(line.text); Ctrl-C ends it.")
      header.date = Date.now.formatted(.iso8601)
      summary = try recorder.record(line, header, into: &writer)
    }
    Output.error(Self.text(summary))
  }

  static func text(_ summary: RecordingSummary) -> String {
    var text = "\(CountText.of(summary.edges, "edge")) in \(DecimalText.fixed(summary.seconds, 1)) s."
    if summary.missing > 0 { text += " \(summary.missing) more were not read in time and are missing." }
    if let ended = summary.ended { text += " Ended early: \(ended)." }
    return text
  }
}

/// Lengths as people write them.
enum RecordingLength {
  /// Seconds of `90`, `60s`, `2m`, `1h`.
  static func seconds(_ text: String) throws -> Double {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    let unit = text.last.flatMap { units[$0] }
    guard let value = Double(unit == nil ? text : String(text.dropLast())), value > 0,
      value * (unit ?? 1) <= 604_800
    else {
      throw ValidationError("--for \(text): expected a length such as 90, 60s, 2m or 1h, at most a week")
    }
    return value * (unit ?? 1)
  }
}

/// Runs a recording on a thread of its own, since its source is waited for with poll(2).
final class RecordingService: Service {
  private let isStopping: StopFlag
  private let work: @Sendable () throws -> Void

  init(_ isStopping: StopFlag, _ work: @escaping @Sendable () throws -> Void) {
    self.isStopping = isStopping
    self.work = work
  }

  func run() async throws {
    try await withGracefulShutdownHandler {
      try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
        let thread = Thread { @Sendable in done.resume(with: Result { try self.work() }) }
        thread.start()
      }
    } onGracefulShutdown: {
      self.isStopping.stop()
    }
  }
}
