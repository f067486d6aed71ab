// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether a daemon runs, and what it says of its sensors and its health. Must not know: chips, files.

import LiveFeed
import Settings

struct ServiceCheck: DoctorCheck {
  func findings(in installation: Installation) -> [Finding] {
    switch installation.daemon {
    case .success(let daemon):
      let frames = daemon.frames.values.sorted { $0.machine < $1.machine }
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
    var findings = (frame.alerts ?? []).map { alert in
      let since = alert.since.map { " (since \($0))" } ?? ""
      return Finding(
        "health", Severity(rawValue: alert.severity) ?? .fault, alert.text + since,
        remedy: alert.remedy ?? "see `journalctl -u deadmill`", machine: frame.machine)
    }
    if let health = frame.health, frame.alerts == nil {
      findings.append(
        Finding("service", .fault, health, remedy: "see `journalctl -u deadmill`", machine: frame.machine))
    }
    let state: Severity =
      switch frame.sensor {
      case .ok, .simulated, .replay: .good
      case .waiting, .lost: .fault
      case .ended: .warning
      }
    findings.append(
      Finding(
        "service", state, "sensor \(frame.sensor.rawValue): \(frame.sensorText)", machine: frame.machine))
    if let realtime = frame.realtime {
      findings.append(Finding("service", .good, realtime, machine: frame.machine))
    }
    return findings
  }
}
