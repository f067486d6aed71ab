// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether a daemon runs, and what it says of its sensors and its health. Must not know: chips, files.

import LiveFeed
import Settings

struct ServiceCheck: DoctorCheck {
  func findings(in installation: Installation) -> [Finding] {
    switch installation.daemon {
    case .success(let daemon):
      let frames = daemon.frames.values.sorted { $0.name < $1.name }
      return [Self.version(daemon.version)] + frames.flatMap(Self.health)
    case .failure(.notRunning):
      return [
        Finding(
          "service", .warning, "no daemon answers at \(installation.socketPath)",
          remedy:
            "start it: `systemctl start deadmill`, or `deadmill run`; its messages are in `journalctl -u deadmill`"
        )
      ]
    case .failure(let error):
      return [Finding("service", .fault, "\(error)", remedy: "see `systemctl status deadmill`")]
    }
  }

  private static func version(_ version: String) -> Finding {
    guard version == SoftwareVersion.current else {
      return Finding(
        "service", .warning,
        "the running daemon is deadmill \(version), this program is \(SoftwareVersion.current)",
        remedy: "restart it: `systemctl restart deadmill`")
    }
    return Finding("service", .good, "the daemon is running and answers")
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
