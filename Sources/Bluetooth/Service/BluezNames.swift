// SPDX-License-Identifier: Apache-2.0
//
// Owns: the names of BlueZ's and D-Bus' interfaces. Must not know: what is called on them.

/// Names on the bus.
enum Bluez {
  static let service = "org.bluez"
  static let adapter = "org.bluez.Adapter1"
  static let device = "org.bluez.Device1"
  static let gattManager = "org.bluez.GattManager1"
  static let gattService = "org.bluez.GattService1"
  static let gattCharacteristic = "org.bluez.GattCharacteristic1"
  static let advertisingManager = "org.bluez.LEAdvertisingManager1"
  static let advertisement = "org.bluez.LEAdvertisement1"
  static let agentManager = "org.bluez.AgentManager1"
  static let agent = "org.bluez.Agent1"

  static func path(_ adapter: String) -> String { "/org/bluez/" + adapter }
}

/// Names of D-Bus itself.
enum DBus {
  static let service = "org.freedesktop.DBus"
  static let path = "/org/freedesktop/DBus"
  static let properties = "org.freedesktop.DBus.Properties"
  static let objectManager = "org.freedesktop.DBus.ObjectManager"

  static func set(
    _ destination: String, _ path: String, _ interface: String, _ name: String, _ value: BusValue
  )
    -> BusCall
  {
    BusCall(destination, path, properties, "Set", [.string(interface), .string(name), .variant(value)])
  }

  /// Asks for signals of a kind.
  static func match(_ rule: String) -> BusCall {
    BusCall(service, path, service, "AddMatch", [.string(rule)])
  }

  static func changed(_ path: String, _ interface: String, _ values: [String: BusValue]) -> BusSignal {
    BusSignal(
      path: path, interface: properties, member: "PropertiesChanged",
      arguments: [.string(interface), .properties(values), .strings([])])
  }
}
