// SPDX-License-Identifier: Apache-2.0
//
// Owns: what phones and watches see before they connect. Must not know: adapters, packets after that.

/// One advertisement, as LEAdvertisingManager1 wants it.
struct Advertisement: Equatable, Sendable {
  var path: String
  var name: String
  var services: [AssignedNumber]
  /// Whether the belt is measured at present.
  var isAvailable: Bool

  /// Milliseconds. A phone that looks for it finds it within half a second; with BlueZ's own 1280 it needs one or two.
  private static let intervalMs = (least: UInt32(100), most: UInt32(150))

  var properties: BusValue {
    var values: [String: BusValue] = [
      "Type": .string("peripheral"),
      "ServiceUUIDs": .strings(services.map(\.uuid)),
      "LocalName": .string(name),
      "Appearance": .uint16(AssignedNumber.appearance),
      // Without it the flags lack "general discoverable", and phones list only what has it.
      "Discoverable": .boolean(true),
      // bluetoothd 5.66 reads these only with its option -E.
      "MinInterval": .uint32(Self.intervalMs.least),
      "MaxInterval": .uint32(Self.intervalMs.most),
    ]
    if services.contains(.fitnessMachine) {
      let data = BusEntry(
        key: .string(AssignedNumber.fitnessMachine.uuid),
        value: .variant(.bytes(ServiceData.bytes(isAvailable: isAvailable))))
      values["ServiceData"] = .dictionary(key: "s", value: "v", [data])
    }
    return .properties(values)
  }
}
