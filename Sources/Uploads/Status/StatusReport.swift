// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the status of the services says, for people and for programs. Must not know: where the files are.

import Foundation
import SetLog
import Text

/// A service, and what its files say.
package struct ReportedService: Sendable, Equatable {
  /// As in `deadmill-connect NAME`.
  package var name: String
  /// Whether its configuration exists.
  package var isOn: Bool
  /// What is wrong with the configuration or the files.
  package var remark: String?
  package var status: ServiceStatus?

  package init(name: String, isOn: Bool, remark: String? = nil, status: ServiceStatus? = nil) {
    self.name = name
    self.isOn = isOn
    self.remark = remark
    self.status = status
  }
}

/// Writes the report.
package enum StatusReport {
  /// Lines for people.
  package static func text(_ services: [ReportedService]) -> String {
    services.map(block).joined(separator: "\n")
  }

  private static func block(_ service: ReportedService) -> String {
    guard service.isOn else { return service.name + ": off\n" }
    var lines = [service.name + ": " + headline(service)]
    if let remark = service.remark { lines.append("  " + remark) }
    if let status = service.status {
      for item in status.progress.destinations { lines.append("  " + line(item)) }
      if status.progress.waiting > 0 {
        lines.append(
          "  waiting for their end or for the site: \(CountText.of(status.progress.waiting, "session"))")
      }
      if let fault = status.fault {
        lines.append("  since \(status.faultSince?.description ?? "?"): \(fault)")
      } else if let fault = status.lastFault {
        lines.append("  last fault, over since \(status.lastFaultUntil?.description ?? "?"): \(fault)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func headline(_ service: ReportedService) -> String {
    guard let status = service.status else { return "on, has not written a status yet" }
    let progress = status.progress
    let behind = max(0, progress.latest - progress.cursor)
    let state = status.fault == nil ? (behind == 0 ? "up to date" : "working") : "waiting"
    return
      "\(state), change \(progress.cursor) of \(max(progress.latest, progress.cursor)), \(status.writtenAt)"
  }

  private static func line(_ item: ServiceProgress.Destination) -> String {
    let who = item.walker.map { VisibleText.shown($0) } ?? "all walkers"
    let last = item.last.map { ", newest \($0)" } ?? ""
    return "\(who) -> \(item.to): \(item.count)\(last)"
  }

  /// One JSON object a service.
  package static func json(_ services: [ReportedService]) -> String {
    JSONText.array(services.map(object))
  }

  private static func object(_ service: ReportedService) -> String {
    let status = service.status
    let destinations = (status?.progress.destinations ?? []).map { item in
      "{\"walker\":\(JSONText.string(item.walker)),\"to\":\(JSONText.quoted(item.to)),\"count\":\(item.count),"
        + "\"last\":\(JSONText.string(item.last))}"
    }
    func number(_ value: (some BinaryInteger)?) -> String { value.map { "\($0)" } ?? "null" }
    let pairs: [(String, String)] = [
      ("service", JSONText.quoted(service.name)), ("on", service.isOn ? "true" : "false"),
      ("remark", JSONText.string(service.remark)), ("cursor", number(status?.progress.cursor)),
      ("latest", number(status?.progress.latest)), ("waiting", number(status?.progress.waiting)),
      ("destinations", "[" + destinations.joined(separator: ",") + "]"),
      ("fault", JSONText.string(status?.fault)),
      ("faultSince", JSONText.string(status?.faultSince?.description)),
      ("lastFault", JSONText.string(status?.lastFault)),
      ("lastFaultUntil", JSONText.string(status?.lastFaultUntil?.description)),
      ("writtenAt", JSONText.string(status?.writtenAt.description)),
    ]
    return "{" + pairs.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
  }
}
