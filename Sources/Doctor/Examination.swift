// SPDX-License-Identifier: Apache-2.0
//
// Owns: everything that is looked at, in the order in which one would. Must not know: terminals.

import Foundation
import Hardware
import LiveFeed
import SetKeeping
import SetLog
import Settings

/// Looks at a whole installation without changing anything.
package struct Examination {
  package var configurationPath: String
  package var stateDirectory: String?
  package var socketPath: String?

  package init(configurationPath: String, stateDirectory: String?, socketPath: String?) {
    self.configurationPath = configurationPath
    self.stateDirectory = stateDirectory
    self.socketPath = socketPath
  }

  /// All findings; the good ones as well.
  package func findings() -> [Finding] {
    var findings = [versions()]
    let service = readConfiguration(&findings)
    let frames = running(socketPath ?? service?.socketPath ?? Configuration.defaultSocketPath, &findings)
    if let service {
      for machine in service.machines {
        findings += LineExamination(machine, frame: frames[machine.machineName]).findings
      }
    } else {
      findings += LineExamination.chips().findings
    }
    findings += SystemExamination.clock()
    let directory = stateDirectory ?? service?.stateDirectory ?? Configuration.defaultStateDirectory
    findings += LogExamination(directory: directory).findings
    findings += SystemExamination.power()
    return findings
  }

  private func versions() -> Finding {
    let system = ProcessInfo.processInfo.operatingSystemVersionString
    let kernel = SystemFile.text("/proc/sys/kernel/osrelease") ?? "unknown kernel"
    let model = SystemFile.text("/proc/device-tree/model").map { ", \($0)" } ?? ""
    return Finding(
      "versions", .good, "deadmill \(SoftwareVersion.current), \(system), Linux \(kernel)\(model)")
  }

  private func readConfiguration(_ findings: inout [Finding]) -> ServiceConfiguration? {
    do {
      let service = try ServiceConfiguration(
        file: configurationPath, environment: ProcessInfo.processInfo.environment, needsLine: true)
      let names = service.machines.map(\.machineName).joined(separator: ", ")
      findings.append(Finding("configuration", .good, "\(configurationPath): good; \(names)"))
      return service
    } catch {
      findings += error.mistakes.map {
        Finding(
          "configuration", .fault, $0.description,
          remedy: "mend that line, then `deadmill config check \(configurationPath)`")
      }
      return nil
    }
  }

  /// What the running daemon says of each machine.
  private func running(_ path: String, _ findings: inout [Finding]) -> [String: LiveFrame] {
    do {
      var client = try FeedClient.connect(to: path)
      try client.watch(FeedWatch([.live]))
      var frames: [String: LiveFrame] = [:]
      let until = ContinuousClock.now + .milliseconds(500)
      while ContinuousClock.now < until {
        if case .live(let frame) = try client.next(milliseconds: 100) { frames[frame.name] = frame }
      }
      findings.append(Self.service(client.hello.software))
      for frame in frames.values.sorted(by: { $0.name < $1.name }) { findings += Self.health(frame) }
      return frames
    } catch .notRunning {
      findings.append(
        Finding(
          "service", .warning, "no daemon answers at \(path)",
          remedy:
            "start it: `systemctl start deadmill`, or `deadmill run`; what it says is in `journalctl -u deadmill`"
        ))
    } catch {
      findings.append(Finding("service", .fault, "\(error)", remedy: "see `systemctl status deadmill`"))
    }
    return [:]
  }

  private static func service(_ version: String) -> Finding {
    guard version == SoftwareVersion.current else {
      return Finding(
        "service", .warning,
        "the daemon that runs is deadmill \(version), this program \(SoftwareVersion.current)",
        remedy: "restart it: `systemctl restart deadmill`")
    }
    return Finding("service", .good, "the daemon runs and answers")
  }

  static func health(_ frame: LiveFrame) -> [Finding] {
    var findings = frame.health.alerts.map { alert in
      let since = alert.since.map { " (since \($0))" } ?? ""
      return Finding(
        "health", Severity(rawValue: alert.severity) ?? .fault, alert.text + since,
        remedy: alert.remedy ?? "see `journalctl -u deadmill`", machine: frame.name)
    }
    let state: Severity =
      switch frame.health.sensor {
      case .ok, .simulated, .replay: .good
      case .waiting, .lost: .fault
      case .ended: .warning
      }
    findings.append(
      Finding(
        "service", state, "sensor \(frame.health.sensor.rawValue): \(frame.health.sensorText)",
        machine: frame.name))
    if let realtime = frame.service.realtime {
      findings.append(Finding("service", .good, realtime, machine: frame.name))
    }
    return findings
  }
}
