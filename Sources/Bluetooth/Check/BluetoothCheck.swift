// SPDX-License-Identifier: Apache-2.0
//
// Owns: what `deadmill-connect check bluetooth` finds: bus, bluetoothd, adapters, clients, the daemon.
// Must not know: how it is shown.

import LiveFeed

/// One finding.
package struct BluetoothFinding: Equatable, Sendable {
  package enum Verdict: String, Sendable {
    case ok
    case warn
    case fault
  }

  package var verdict: Verdict
  package var text: String

  package init(_ verdict: Verdict, _ text: String) {
    self.verdict = verdict
    self.text = text
  }
}

/// Looks at everything that Bluetooth needs, and changes nothing.
package enum BluetoothCheck {
  /// How long bluetoothd may take to answer.
  private static let patience = Duration.seconds(10)

  package static func findings(_ settings: BluetoothConfiguration) -> [BluetoothFinding] {
    var findings: [BluetoothFinding] = []
    do {
      let bus = try BusConnection.system()
      let answer = try objects(bus)
      if let failure = answer.failure {
        findings.append(fault(failure))
      } else {
        findings += self.findings(settings, BluezObjects(managed: answer.argument(0) ?? .properties([:])))
      }
    } catch {
      findings.append(BluetoothFinding(.fault, "\(error); is the package dbus installed?"))
    }
    return findings + daemon(settings)
  }

  /// Asks bluetoothd for all it has.
  private static func objects(_ bus: BusConnection) throws(BusError) -> BusMessage {
    let number = try bus.send(BusCall(Bluez.service, "/", DBus.objectManager, "GetManagedObjects"))
    let until = ContinuousClock.now + patience
    while ContinuousClock.now < until {
      while let message = try bus.next() {
        if message.answers == number { return message }
      }
      bus.wait(milliseconds: 200)
    }
    var silence = BusMessage(.error)
    silence.failure = BusFailure(
      name: "org.freedesktop.DBus.Error.NoReply", text: "bluetoothd did not answer")
    return silence
  }

  static func fault(_ failure: BusFailure) -> BluetoothFinding {
    switch failure.name {
    case "org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner":
      BluetoothFinding(
        .fault, "bluetoothd: does not run; install the package bluez, and `systemctl start bluetooth`")
    case "org.freedesktop.DBus.Error.AccessDenied":
      BluetoothFinding(
        .fault,
        "bluetoothd: no permission for this user; its policy is in /usr/share/dbus-1/system.d/bluetooth.conf")
    default: BluetoothFinding(.fault, "bluetoothd: \(failure)")
    }
  }

  /// What is found of the adapters.
  static func findings(_ settings: BluetoothConfiguration, _ bluez: BluezObjects) -> [BluetoothFinding] {
    let names = bluez.adapterNames
    guard !names.isEmpty else {
      return [
        BluetoothFinding(.ok, "bluetoothd: runs, and may be used"),
        BluetoothFinding(.fault, "no Bluetooth adapter; on a Pi see `dmesg`, elsewhere plug one in"),
      ]
    }
    let version = names.compactMap { bluez.adapter($0)?.version }.first
    var findings = [
      BluetoothFinding(
        .ok, "bluetoothd: \(version.map { "version \($0)" } ?? "unknown version"), may be used")
    ]
    for one in settings.adapters { findings += adapter(one, settings, bluez) }
    return findings
  }

  private static func adapter(
    _ one: AdapterConfiguration, _ settings: BluetoothConfiguration, _ bluez: BluezObjects
  ) -> [BluetoothFinding] {
    guard let adapter = bluez.adapter(one.adapter) else {
      let others = bluez.adapterNames.joined(separator: ", ")
      return [BluetoothFinding(.fault, "\(one.adapter): no such adapter; there is \(others)")]
    }
    guard adapter.isPowered else {
      return [
        BluetoothFinding(
          .warn,
          "\(one.adapter): \(adapter.address), off; the service switches it on, unless `rfkill` blocks it")
      ]
    }
    guard adapter.canServe else {
      return [BluetoothFinding(.fault, "\(one.adapter): \(adapter.address) has no Bluetooth Low Energy")]
    }
    let objects = PeripheralObjects(adapter: one.adapter, settings: settings)
    return [
      BluetoothFinding(.ok, "\(one.adapter): \(adapter.address), on"),
      served(one, adapter, objects.tree.advertised),
      clients(one, bluez.connected(to: one.adapter)),
    ] + strap(one, bluez)
  }

  private static func strap(_ one: AdapterConfiguration, _ bluez: BluezObjects) -> [BluetoothFinding] {
    guard one.heartRate != nil else { return [] }
    let isHeard = bluez.straps(of: one.adapter).contains { $0.isConnected && $0.hasHeartRate }
    return [
      isHeard
        ? BluetoothFinding(.ok, "\(one.adapter): a heart-rate strap is connected")
        : BluetoothFinding(
          .warn,
          "\(one.adapter): no heart-rate strap is connected; put it on, moistened, and close other apps that use it"
        )
    ]
  }

  private static func served(
    _ one: AdapterConfiguration, _ adapter: BluezAdapter, _ wanted: [AssignedNumber]
  ) -> BluetoothFinding {
    let list = wanted.map(\.short).joined(separator: " ")
    let isRegistered = wanted.allSatisfy { number in adapter.uuids.contains(number.uuid) }
    guard isRegistered else {
      return BluetoothFinding(
        .warn,
        "\(one.adapter): \"\(one.name)\" (\(list)) is not served; is deadmill-bluetooth.service running?")
    }
    guard adapter.activeAdvertisements > 0 else {
      return BluetoothFinding(
        .warn, "\(one.adapter): \"\(one.name)\" (\(list)) is served, but not advertised")
    }
    return BluetoothFinding(.ok, "\(one.adapter): \"\(one.name)\" is advertised (\(list))")
  }

  private static func clients(_ one: AdapterConfiguration, _ devices: [BluezDevice]) -> BluetoothFinding {
    guard !devices.isEmpty else { return BluetoothFinding(.ok, "\(one.adapter): no client is connected") }
    let names = devices.map { $0.name + ($0.isPaired ? " (paired)" : "") }.joined(separator: ", ")
    return BluetoothFinding(.ok, "\(one.adapter): connected: \(names)")
  }

  // MARK: The daemon

  private static func daemon(_ settings: BluetoothConfiguration) -> [BluetoothFinding] {
    do {
      let client = try FeedClient.connect(to: settings.socket)
      // Straps are sent to the other socket.
      if settings.adapters.contains(where: { $0.heartRate != nil }) {
        _ = try ControlClient.connect(to: FeedPaths.control(besides: settings.socket))
      }
      return machines(settings, client.hello.machines)
    } catch {
      return [BluetoothFinding(.fault, "\(error)")]
    }
  }

  static func machines(_ settings: BluetoothConfiguration, _ machines: [LiveMachine]) -> [BluetoothFinding] {
    settings.adapters.map { one in
      var peripheral = Peripheral(one, settings)
      peripheral.take(machines)
      if let problem = peripheral.machineProblem(machines) {
        return BluetoothFinding(.fault, "\(one.adapter): \(problem)")
      }
      guard let name = peripheral.machineName else {
        return BluetoothFinding(.fault, "\(one.adapter): the daemon has no machine yet")
      }
      return BluetoothFinding(.ok, "\(one.adapter): shows \"\(name)\"")
    }
  }
}
