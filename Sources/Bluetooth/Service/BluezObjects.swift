// SPDX-License-Identifier: Apache-2.0
//
// Owns: what bluetoothd has: adapters and devices, kept current by its signals. Must not know: what is served.

/// An adapter as BlueZ reports it.
package struct BluezAdapter: Equatable, Sendable {
  package var isPowered = false
  package var address = ""
  /// Services that are registered on it, 128-bit.
  package var uuids: [String] = []
  package var modalias = ""
  /// Whether it can serve and advertise: a controller without Low Energy cannot.
  package var canServe = false
  package var activeAdvertisements = 0
  package var freeAdvertisements = 0

  /// BlueZ's version, from the product number that its identification has: `usb:v1D6Bp0246d0542` is 5.66.
  package var version: String? {
    guard let digits = modalias.split(separator: "d").last, digits.count == 4,
      let number = Int(digits, radix: 16)
    else { return nil }
    return "\(number >> 8).\(number & 0xFF)"
  }
}

/// A phone, watch or anything else that BlueZ knows.
package struct BluezDevice: Equatable, Sendable {
  package var path: String
  package var adapter: String
  package var name: String
  package var isConnected: Bool
  package var isPaired: Bool
}

/// All objects of bluetoothd.
package struct BluezObjects: Equatable, Sendable {
  private(set) var objects: [String: [String: [String: BusValue]]] = [:]

  package init() {}

  /// Takes the answer of `GetManagedObjects`.
  package init(managed: BusValue) {
    for (path, interfaces) in managed.entries { add(path, interfaces) }
  }

  private mutating func add(_ path: String, _ interfaces: BusValue) {
    for (interface, properties) in interfaces.entries {
      objects[path, default: [:]][interface] = properties.entries
    }
  }

  /// Takes a signal of bluetoothd; returns whether it said something about objects.
  mutating func take(_ signal: BusMessage) -> Bool {
    switch (signal.interface, signal.member) {
    case (DBus.objectManager, "InterfacesAdded"):
      guard let path = signal.argument(0)?.text, let interfaces = signal.argument(1) else { return false }
      add(path, interfaces)
    case (DBus.objectManager, "InterfacesRemoved"):
      guard let path = signal.argument(0)?.text, let interfaces = signal.argument(1) else { return false }
      for interface in interfaces.texts { objects[path]?[interface] = nil }
      if objects[path]?.isEmpty == true { objects[path] = nil }
    case (DBus.properties, "PropertiesChanged"):
      guard let interface = signal.argument(0)?.text, objects[signal.path]?[interface] != nil else {
        return false
      }
      for (name, value) in signal.argument(1)?.entries ?? [:] {
        objects[signal.path]?[interface]?[name] = value
      }
      // Such as the signal strength of a device that is not heard any more.
      for name in signal.argument(2)?.texts ?? [] { objects[signal.path]?[interface]?[name] = nil }
    default: return false
    }
    return true
  }

  /// The names of all adapters, in order.
  package var adapterNames: [String] {
    objects.filter { $0.value[Bluez.adapter] != nil }.map { String($0.key.dropFirst(Bluez.path("").count)) }
      .sorted()
  }

  /// nil if there is no such adapter.
  package func adapter(_ name: String) -> BluezAdapter? {
    guard let interfaces = objects[Bluez.path(name)], let properties = interfaces[Bluez.adapter] else {
      return nil
    }
    var adapter = BluezAdapter()
    adapter.isPowered = properties["Powered"]?.flag ?? false
    adapter.address = properties["Address"]?.text ?? ""
    adapter.uuids = properties["UUIDs"]?.plain.texts ?? []
    adapter.modalias = properties["Modalias"]?.text ?? ""
    let advertising = interfaces[Bluez.advertisingManager]
    adapter.canServe = advertising != nil && interfaces[Bluez.gattManager] != nil
    adapter.activeAdvertisements = advertising?["ActiveInstances"]?.number ?? 0
    adapter.freeAdvertisements = advertising?["SupportedInstances"]?.number ?? 0
    return adapter
  }

  /// The devices of an adapter that are connected, in the order of their paths.
  package func connected(to adapter: String) -> [BluezDevice] {
    let path = Bluez.path(adapter)
    return objects.compactMap { object -> BluezDevice? in
      guard let properties = object.value[Bluez.device], properties["Adapter"]?.text == path else {
        return nil
      }
      return BluezDevice(
        path: object.key, adapter: adapter,
        name: properties["Alias"]?.text ?? properties["Address"]?.text ?? object.key,
        isConnected: properties["Connected"]?.flag ?? false, isPaired: properties["Paired"]?.flag ?? false)
    }.filter(\.isConnected).sorted { $0.path < $1.path }
  }
}
