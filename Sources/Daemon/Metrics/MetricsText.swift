// SPDX-License-Identifier: Apache-2.0
//
// Owns: the daemon's figures as text that Prometheus reads (exposition format 0.0.4). Must not know: files, sockets.

import LiveFeed
import Pulses
import SetLog
import Text

/// What is known of one machine, for monitoring.
struct MachineMetrics: Sendable {
  var frame: LiveFrame
  /// Of this run of the daemon.
  var odometer: OdometerReading
  var setsRecovered: Int
  var setsUnwritten: Int
  /// Of all runs; nil until the log has said what there was before.
  var allDistanceM: Double?
  var allMovingS: Double?
  /// Pulses that could not be handed over for the log.
  var refused: Int64 = 0
  /// Nil if timestamps are not current, as in a recording.
  var latency: LatencyCounts?

  init(frame: LiveFrame, odometer: OdometerReading, setsRecovered: Int, setsUnwritten: Int) {
    self.frame = frame
    self.odometer = odometer
    self.setsRecovered = setsRecovered
    self.setsUnwritten = setsUnwritten
  }
}

/// What is known of the service as a whole.
struct ServiceMetrics: Sendable {
  var softwareVersion: String
  var residentBytes: Int?
  /// From the start of the process until the first sensor was there.
  var readyS: Double?

  init(softwareVersion: String) { self.softwareVersion = softwareVersion }
}

/// Writes metrics.
struct MetricsText {
  private var text = ""

  /// All machines, metric by metric as the format asks for.
  static func of(_ machines: [MachineMetrics], _ service: ServiceMetrics) -> String {
    var writer = MetricsText()
    writer.service(service)
    writer.pulses(machines)
    writer.latency(machines)
    writer.belt(machines)
    writer.sets(machines)
    writer.health(machines)
    return writer.text
  }

  private mutating func service(_ service: ServiceMetrics) {
    head("deadmill_build_info", "gauge", "The program's version.")
    text += "deadmill_build_info{version=\(ExpositionText.quoted(service.softwareVersion))} 1\n"
    if let bytes = service.residentBytes {
      head("deadmill_resident_memory_bytes", "gauge", "Memory in use.")
      text += "deadmill_resident_memory_bytes \(bytes)\n"
    }
    if let readyS = service.readyS {
      head("deadmill_ready_seconds", "gauge", "From the start of the process until a sensor was there.")
      text += "deadmill_ready_seconds \(ExpositionText.number(readyS))\n"
    }
  }

  private mutating func pulses(_ machines: [MachineMetrics]) {
    add("deadmill_edges_total", "counter", "Edges that came from the sensor.", machines) {
      Double($0.frame.health.counters.edges)
    }
    add("deadmill_pulses_total", "counter", "Magnets counted.", machines) {
      Double($0.frame.health.counters.pulses)
    }
    head("deadmill_rejected_total", "counter", "Edges that were no magnet, by kind.")
    for machine in machines {
      let counters = machine.frame.health.counters
      let kinds: [(String, Int64?)] = [
        ("bounce", counters.bounces), ("opening_bounce", counters.openingBounces),
        ("impossible", counters.impossible), ("went_back", counters.wentBack),
        ("other_transition", counters.otherTransition),
        ("discarded", counters.discarded),
      ]
      for (kind, count) in kinds {
        line("deadmill_rejected_total", machine, count.map(Double.init), kind: kind)
      }
    }
    add("deadmill_implausible_total", "counter", "Pulses faster than any belt.", machines) {
      Double($0.frame.health.counters.implausible)
    }
    add("deadmill_missed_total", "counter", "Pulses that the sensor missed and that were put back.", machines)
    {
      $0.frame.health.counters.missed.map(Double.init)
    }
    add("deadmill_kernel_lost_total", "counter", "Edges lost before they were read.", machines) {
      $0.frame.health.counters.lostEdges.map(Double.init)
    }
    add(
      "deadmill_handover_refused_total", "counter", "Pulses that could not be handed over for the log.",
      machines
    ) { Double($0.refused) }
  }

  private mutating func latency(_ machines: [MachineMetrics]) {
    guard machines.contains(where: { $0.latency != nil }) else { return }
    let name = "deadmill_edge_to_estimate_seconds"
    head(name, "histogram", "From the kernel's stamp of an edge to the estimate that counts it.")
    for machine in machines {
      guard let latency = machine.latency else { continue }
      let label = "machine=\(ExpositionText.quoted(machine.frame.name))"
      var below: Int64 = 0
      for bucket in 0..<11 {
        below += latency.counts[bucket]
        let bound = ExpositionText.number(Double(LatencyCounts.boundsUs[bucket]) / 1e6)
        text += "\(name)_bucket{\(label),le=\"\(bound)\"} \(below)\n"
      }
      text += "\(name)_bucket{\(label),le=\"+Inf\"} \(latency.count)\n"
      text += "\(name)_sum{\(label)} \(ExpositionText.number(Nanoseconds(latency.sumNs).seconds))\n"
      text += "\(name)_count{\(label)} \(latency.count)\n"
    }
  }

  private mutating func belt(_ machines: [MachineMetrics]) {
    add("deadmill_belt_speed_metres_per_second", "gauge", "Belt speed.", machines) {
      $0.frame.motion.displaySpeedMps
    }
    add(
      "deadmill_belt_distance_metres_total", "counter", "Distance of the belt since the daemon started.",
      machines
    ) { $0.odometer.distanceM }
    add("deadmill_belt_moving_seconds_total", "counter", "Time in motion since the daemon started.", machines)
    { $0.odometer.movingTimeS }
    add("deadmill_odometer_metres_total", "counter", "Distance of the belt since the log began.", machines) {
      $0.allDistanceM
    }
    add("deadmill_odometer_moving_seconds_total", "counter", "Time in motion since the log began.", machines)
    { $0.allMovingS }
  }

  private mutating func sets(_ machines: [MachineMetrics]) {
    add("deadmill_sets_logged_total", "counter", "Sets logged since the daemon started.", machines) {
      Double($0.frame.service.setsLogged)
    }
    add("deadmill_sets_recovered_total", "counter", "Sets of an earlier run that were recovered.", machines) {
      Double($0.setsRecovered)
    }
    add("deadmill_sets_waiting", "gauge", "Finished sets that are not in the log yet.", machines) {
      Double($0.setsUnwritten)
    }
    add("deadmill_set_running", "gauge", "Whether a set runs.", machines) {
      $0.frame.phase == "active" || $0.frame.phase == "paused" ? 1 : 0
    }
  }

  private mutating func health(_ machines: [MachineMetrics]) {
    add("deadmill_sensor_up", "gauge", "Whether the sensor's line is listened to.", machines) {
      switch $0.frame.health.sensor {
      case .ok, .simulated, .replay: 1
      case .waiting, .lost, .ended: 0
      }
    }
    add("deadmill_healthy", "gauge", "0 where something is wrong; `deadmill doctor` says what.", machines) {
      $0.frame.health.summary == nil ? 1 : 0
    }
    head("deadmill_alert", "gauge", "1 where this is wrong, by kind.")
    for machine in machines {
      for kind in HealthKind.allCases {
        let isWrong = machine.frame.health.alerts.contains { $0.kind == kind.rawValue }
        line("deadmill_alert", machine, isWrong ? 1 : 0, kind: kind.rawValue)
      }
    }
  }

  private mutating func add(
    _ name: String, _ type: String, _ help: String, _ machines: [MachineMetrics],
    _ value: (MachineMetrics) -> Double?
  ) {
    head(name, type, help)
    for machine in machines { line(name, machine, value(machine)) }
  }

  private mutating func head(_ name: String, _ type: String, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
  }

  /// What is unknown has no line.
  private mutating func line(_ name: String, _ machine: MachineMetrics, _ value: Double?, kind: String? = nil)
  {
    guard let value else { return }
    let more = kind.map { ",kind=\(ExpositionText.quoted($0))" } ?? ""
    text +=
      "\(name){machine=\(ExpositionText.quoted(machine.frame.name))\(more)} \(ExpositionText.number(value))\n"
  }
}
