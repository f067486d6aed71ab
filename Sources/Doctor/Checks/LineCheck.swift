// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether each machine's line is there, may be used, and who has it. Must not know: edges.

import Hardware
import LiveFeed
import Settings

/// Looks at the chips, and at the line of each machine.
struct LineCheck: DoctorCheck {
  func findings(in installation: Installation) -> [Finding] {
    let machines = installation.machines
    guard !machines.isEmpty else { return Self.chips() }
    return machines.flatMap { machine in
      let frame = installation.frame(of: machine.machineName)
      if let sensor = frame?.health.sensor, [.simulated, .replay].contains(sensor) {
        let belt = sensor == .simulated ? "a simulated belt" : "a recording"
        return [
          Finding(
            "line", .good, "not looked at: the daemon runs on \(belt)", machine: machine.machineName)
        ]
      }
      let isListening = frame?.health.sensor == .ok
      return Self.lines(machine.gpio, machine: machine.machineName, isListening: isListening)
    }
  }

  /// The chips alone, if no configuration says which line is meant.
  private static func chips() -> [Finding] {
    do {
      return [chipList(try ChipCatalogue().chips())]
    } catch {
      return [Finding("chips", .fault, "\(error)", remedy: error.remedy)]
    }
  }

  /// - Parameter isListening: whether a running daemon says that it listens to this machine.
  private static func lines(_ gpio: GPIOConfiguration, machine: String, isListening: Bool) -> [Finding] {
    let catalogue = ChipCatalogue(backend: gpio.backend)
    var findings: [Finding] = []
    do {
      let chips = try catalogue.chips()
      findings.append(chipList(chips))
      for selector in [gpio.line, gpio.second].compactMap({ $0 }) {
        let line = try selector.resolve(in: chips)
        let holder = (try? catalogue.line(line.chipPath, UInt32(line.offset)).consumer) ?? ""
        findings.append(judge(line.text, holder: holder, machine: machine, isListening: isListening))
      }
    } catch {
      findings.append(Finding("line", .fault, "\(error)", remedy: error.remedy, machine: machine))
    }
    return findings
  }

  private static func chipList(_ chips: [FoundChip]) -> Finding {
    let list = chips.map { "\($0.path) (\($0.label), \($0.lineNames.count) lines)" }.joined(separator: ", ")
    return Finding("chips", .good, list)
  }

  /// - Parameter holder: what the kernel names as the line's consumer; empty if it is free.
  static func judge(_ line: String, holder: String, machine: String, isListening: Bool) -> Finding {
    switch (holder, isListening) {
    case ("", false): Finding("line", .good, "\(line) exists and is free", machine: machine)
    case ("deadmill", true): Finding("line", .good, "\(line) is held by the daemon", machine: machine)
    case ("", true):
      Finding(
        "line", .warning, "the daemon says it is listening, but no program holds \(line)",
        remedy: "the daemon may be running with another configuration: `systemctl restart deadmill`",
        machine: machine)
    default:
      Finding(
        "line", .fault, "\(line) is held by \"\(holder)\"",
        remedy:
          "stop that program, or use another line (an overlay in /boot/firmware/config.txt holds its lines too)",
        machine: machine)
    }
  }
}
