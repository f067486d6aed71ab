// SPDX-License-Identifier: Apache-2.0
//
// Owns: what bluetoothd asks about one adapter's objects, and the answers. Must not know: sockets, the daemon.

/// A call of bluetoothd, answered.
struct PeripheralAnswer: Equatable {
  var reply: BusReply
  /// What is sent after the answer.
  var packets: [Packet] = []
  /// Whether the advertisement was dropped.
  var isReleased = false
}

/// The D-Bus face of a machine.
struct PeripheralObjects: Sendable {
  let tree: GattTree
  let advertisementPath: String

  init(adapter: String, settings: BluetoothConfiguration) {
    tree = GattTree(
      root: "/org/deadmill/ble/\(adapter)", hasFitnessMachine: settings.hasFitnessMachine,
      hasRunningSpeed: settings.hasRunningSpeed)
    advertisementPath = "/org/deadmill/advertisement/\(adapter)"
  }

  /// Whether an object is one of these.
  func contains(_ path: String) -> Bool {
    path == advertisementPath || path == tree.root || path.hasPrefix(tree.root + "/")
  }

  /// Answers a call.
  func answer(_ message: BusMessage, _ service: inout MachineService, _ advertisement: Advertisement)
    -> PeripheralAnswer
  {
    switch (message.interface, message.member) {
    case (DBus.objectManager, "GetManagedObjects") where message.path == tree.root:
      return PeripheralAnswer(reply: .values([tree.managedObjects]))
    case (DBus.properties, "GetAll"), (DBus.properties, "Get"):
      return PeripheralAnswer(reply: property(message, advertisement))
    case (Bluez.advertisement, "Release") where message.path == advertisementPath:
      return PeripheralAnswer(reply: .done, isReleased: true)
    case (Bluez.gattCharacteristic, _):
      guard let characteristic = tree.characteristic(at: message.path) else { break }
      return answer(message, characteristic, &service)
    default: break
    }
    return PeripheralAnswer(reply: .unknown(message))
  }

  private func property(_ message: BusMessage, _ advertisement: Advertisement) -> BusReply {
    let interface = message.argument(0)?.text ?? ""
    let isAdvertisement = message.path == advertisementPath && interface == Bluez.advertisement
    guard let all = isAdvertisement ? advertisement.properties : tree.properties(of: message.path, interface)
    else {
      return .unknown(message)
    }
    guard message.member == "Get" else { return .values([all]) }
    guard let one = message.argument(1)?.text.flatMap({ all.entries[$0] }) else {
      return .failure(
        BusFailure(name: "org.freedesktop.DBus.Error.UnknownProperty", text: "no such property"))
    }
    return .values([one])
  }

  private func answer(
    _ message: BusMessage, _ characteristic: GattTree.Characteristic, _ service: inout MachineService
  ) -> PeripheralAnswer {
    let number = characteristic.number
    let options = message.argument(message.member == "WriteValue" ? 1 : 0)?.entries ?? [:]
    let client = options["device"]?.text
    if let client { service.visit(client) }
    switch message.member {
    case "ReadValue" where characteristic.flags.contains("read"):
      return PeripheralAnswer(reply: Self.read(service.read(number) ?? [], options))
    case "WriteValue" where characteristic.flags.contains("write"):
      guard let value = message.argument(0)?.byteArray,
        let packets = service.write(number, value, by: client ?? "")
      else { return Self.refused("InvalidValueLength") }
      return PeripheralAnswer(reply: .done, packets: packets)
    case "StartNotify", "StopNotify":
      service.subscribe(number, message.member == "StartNotify")
      return PeripheralAnswer(reply: .done)
    // The client has received an indication.
    case "Confirm": return PeripheralAnswer(reply: .done)
    default: return Self.refused("NotSupported")
    }
  }

  /// A long value is read in parts.
  private static func read(_ bytes: [UInt8], _ options: [String: BusValue]) -> BusReply {
    let offset = options["offset"]?.number ?? 0
    guard (0...bytes.count).contains(offset) else {
      return .failure(BusFailure(name: "org.bluez.Error.InvalidOffset", text: "beyond the end"))
    }
    return .values([.bytes(Array(bytes[offset...]))])
  }

  private static func refused(_ name: String) -> PeripheralAnswer {
    PeripheralAnswer(reply: .failure(BusFailure(name: "org.bluez.Error." + name, text: "")))
  }

  /// The signal that makes BlueZ send a packet to all who have subscribed.
  func signal(_ packet: Packet) -> BusSignal? {
    tree.path(of: packet.number).map { path in
      DBus.changed(path, Bluez.gattCharacteristic, ["Value": .bytes(packet.bytes)])
    }
  }
}
