// SPDX-License-Identifier: Apache-2.0
//
// Owns: which heart-rate straps BlueZ knows, and where their values come. Must not know: which one is wanted.

/// Something that BlueZ has heard or is connected to; a strap if it has the Heart Rate Service.
struct BluezStrap: Equatable, Sendable {
  var path: String
  var address: String
  var name: String
  /// How strong its signal is, dBm; nil if it was not heard lately.
  var signalDbm: Int?
  var isConnected: Bool
  /// Whether its services are known.
  var isResolved: Bool
  var hasHeartRate: Bool
}

extension BluezObjects {
  /// All devices of an adapter, in the order of their paths.
  func straps(of adapter: String) -> [BluezStrap] {
    let path = Bluez.path(adapter)
    return objects.compactMap { object -> BluezStrap? in
      guard let device = object.value[Bluez.device], device["Adapter"]?.text == path else { return nil }
      let services = device["UUIDs"]?.plain.texts ?? []
      return BluezStrap(
        path: object.key, address: device["Address"]?.text?.uppercased() ?? "",
        name: device["Name"]?.text ?? device["Alias"]?.text ?? "", signalDbm: device["RSSI"]?.number,
        isConnected: device["Connected"]?.flag ?? false,
        isResolved: device["ServicesResolved"]?.flag ?? false,
        hasHeartRate: services.contains { $0.lowercased() == AssignedNumber.heartRate.uuid })
    }.sorted { $0.path < $1.path }
  }

  /// The path of the characteristic that sends a device's heart rate; nil if there is none.
  func heartRateMeasurement(of device: String) -> String? {
    objects.filter { path, interfaces in
      path.hasPrefix(device + "/")
        && interfaces[Bluez.gattCharacteristic]?["UUID"]?.text?.lowercased()
          == AssignedNumber.heartRateMeasurement.uuid
    }.keys.min()
  }
}
