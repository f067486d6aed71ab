// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether a machine's line is there, may be used, and who has it. Must not know: edges.

import Hardware
import LiveFeed
import Motion
import Pulses
import Settings

/// Looks at the chips and at the line of one machine.
struct LineExamination {
  private(set) var findings: [Finding] = []

  /// - Parameter frame: what the running daemon says of this machine; nil where none runs.
  init(_ machine: Configuration, frame: LiveFrame?) {
    let catalogue = ChipCatalogue(backend: machine.gpio.backend)
    do {
      let chips = try catalogue.chips()
      findings.append(Self.chipList(chips))
      let second = machine.profile.sensor == .quadrature ? machine.gpio.second : nil
      for selector in [machine.gpio.line, second].compactMap({ $0 }) {
        look(
          try selector.resolve(in: chips), catalogue, machine.machineName,
          isRunning: frame?.health.sensor == .ok)
      }
    } catch {
      findings.append(
        Finding("line", .fault, "\(error)", remedy: Self.remedy(error), machine: machine.machineName))
    }
  }

  private init() {}

  /// The chips alone, where no configuration says which line is meant.
  static func chips() -> LineExamination {
    var examination = LineExamination()
    do {
      examination.findings.append(chipList(try ChipCatalogue().chips()))
    } catch {
      examination.findings.append(Finding("chips", .fault, "\(error)", remedy: remedy(error)))
    }
    return examination
  }

  private static func chipList(_ chips: [FoundChip]) -> Finding {
    let list = chips.map { "\($0.path) (\($0.label), \($0.lineNames.count) lines)" }.joined(separator: ", ")
    return Finding("chips", .good, list)
  }

  private mutating func look(
    _ line: FoundLine, _ catalogue: ChipCatalogue, _ machine: String, isRunning: Bool
  ) {
    let holder = (try? catalogue.line(line.chipPath, UInt32(line.offset)).consumer) ?? ""
    switch (holder, isRunning) {
    case ("", false):
      findings.append(Finding("line", .good, "\(line.text) is there and free", machine: machine))
    case ("", true):
      findings.append(
        Finding(
          "line", .warning, "the daemon says it listens, but nobody holds \(line.text)",
          remedy: "the daemon may run with another configuration: `systemctl restart deadmill`",
          machine: machine))
    case ("deadmill", true):
      findings.append(Finding("line", .good, "\(line.text) is held by the daemon", machine: machine))
    default:
      findings.append(
        Finding(
          "line", .fault, "\(line.text) is held by \"\(holder)\"",
          remedy:
            "stop that program, or use another line (an overlay in /boot/firmware/config.txt holds its lines too)",
          machine: machine))
    }
  }

  private static func remedy(_ error: HardwareError) -> String {
    switch error {
    case .noChip: "on a Pi: `ls /dev/gpiochip*`; with a USB adapter: plug it in and look at `dmesg`"
    case .noPermission:
      "`sudo usermod -aG gpio $USER`, log in again; the service's own user is in that group already"
    case .notFound: "`gpioinfo` lists all lines (package gpiod); on a Pi the names are GPIO2 to GPIO27"
    case .ambiguous: "give `chip:` and `offset:` under `gpio:`"
    default: "see hardware/wiring.md"
    }
  }
}
