// SPDX-License-Identifier: Apache-2.0
//
// Owns: services and characteristics as D-Bus objects. Must not know: their values.

/// The objects of one adapter's services, as GattManager1 wants them. The descriptors that switch notifications are made by
/// BlueZ.
struct GattTree: Equatable, Sendable {
  struct Characteristic: Equatable, Sendable {
    var number: AssignedNumber
    var path: String
    var service: String
    var flags: [String]
  }

  struct Service: Equatable, Sendable {
    var number: AssignedNumber
    var path: String
    var characteristics: [Characteristic]
  }

  let root: String
  let services: [Service]

  init(root: String, hasFitnessMachine: Bool, hasRunningSpeed: Bool) {
    self.root = root
    var layout: [(AssignedNumber, [(AssignedNumber, [String])])] = []
    if hasFitnessMachine { layout.append((.fitnessMachine, Self.fitnessMachine)) }
    if hasRunningSpeed { layout.append((.runningSpeedAndCadence, Self.runningSpeed)) }
    layout.append((.deviceInformation, Self.deviceInformation))
    services = layout.enumerated().map { index, entry in
      let path = "\(root)/s\(index)"
      let characteristics = entry.1.enumerated().map { index, part in
        Characteristic(number: part.0, path: "\(path)/c\(index)", service: path, flags: part.1)
      }
      return Service(number: entry.0, path: path, characteristics: characteristics)
    }
  }

  /// FTMS 1.0, table 4.1. The control point is optional there, but most apps expect one.
  private static let fitnessMachine: [(AssignedNumber, [String])] = [
    (.fitnessMachineFeature, ["read"]),
    (.treadmillData, ["notify"]),
    (.trainingStatus, ["read", "notify"]),
    (.fitnessMachineStatus, ["notify"]),
    (.fitnessMachineControlPoint, ["write", "indicate"]),
  ]

  /// RSCS 1.0, 3.
  private static let runningSpeed: [(AssignedNumber, [String])] = [
    (.rscFeature, ["read"]),
    (.rscMeasurement, ["notify"]),
    (.sensorLocation, ["read"]),
    (.scControlPoint, ["write", "indicate"]),
  ]

  /// DIS 1.1, 3.
  private static let deviceInformation: [(AssignedNumber, [String])] = [
    (.manufacturerName, ["read"]),
    (.modelNumber, ["read"]),
    (.firmwareRevision, ["read"]),
  ]

  /// What is advertised: the services that have measurements.
  var advertised: [AssignedNumber] { services.map(\.number).filter { $0 != .deviceInformation } }

  func characteristic(at path: String) -> Characteristic? {
    services.lazy.flatMap(\.characteristics).first { $0.path == path }
  }

  func path(of number: AssignedNumber) -> String? {
    services.lazy.flatMap(\.characteristics).first { $0.number == number }?.path
  }

  /// The properties of an object's one interface; nil if there is no such object or interface.
  func properties(of path: String, _ interface: String) -> BusValue? {
    if interface == Bluez.gattService, let service = services.first(where: { $0.path == path }) {
      return Self.properties(service)
    }
    if interface == Bluez.gattCharacteristic, let characteristic = characteristic(at: path) {
      return Self.properties(characteristic)
    }
    return nil
  }

  private static func properties(_ service: Service) -> BusValue {
    .properties(["UUID": .string(service.number.uuid), "Primary": .boolean(true)])
  }

  private static func properties(_ characteristic: Characteristic) -> BusValue {
    .properties([
      "UUID": .string(characteristic.number.uuid), "Service": .path(characteristic.service),
      "Flags": .strings(characteristic.flags),
    ])
  }

  /// The answer of `GetManagedObjects`: `a{oa{sa{sv}}}`.
  var managedObjects: BusValue {
    var entries: [BusEntry] = []
    for service in services {
      entries.append(Self.object(service.path, Bluez.gattService, Self.properties(service)))
      for characteristic in service.characteristics {
        entries.append(
          Self.object(characteristic.path, Bluez.gattCharacteristic, Self.properties(characteristic)))
      }
    }
    return .dictionary(key: "o", value: "a{sa{sv}}", entries)
  }

  private static func object(_ path: String, _ interface: String, _ properties: BusValue) -> BusEntry {
    BusEntry(
      key: .path(path),
      value: .dictionary(
        key: "s", value: "a{sv}", [BusEntry(key: .string(interface), value: properties)]))
  }
}
