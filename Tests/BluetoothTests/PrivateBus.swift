// SPDX-License-Identifier: Apache-2.0
//
// A message bus of the tests' own, and a bluetoothd on it that answers what the real one does.

import Foundation

@testable import Bluetooth

/// A dbus-daemon that ends with the test.
final class PrivateBus {
  static let program = "/usr/bin/dbus-daemon"
  static let isAvailable = FileManager.default.isExecutableFile(atPath: program)

  let address: String
  private let process = Process()

  init() throws {
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: Self.program)
    process.arguments = [
      "--session", "--nofork", "--print-address", "--address=unix:tmpdir=\(NSTemporaryDirectory())",
    ]
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let line = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
    address = String(line.prefix { $0 != "\n" })
  }

  deinit {
    // It has nothing to save, and it may have inherited that the polite signal is blocked.
    kill(process.processIdentifier, SIGKILL)
  }
}

/// Takes registrations and remembers them.
final class FakeBluez {
  private let bus: BusConnection
  private(set) var calls: [String] = []
  private(set) var applications: [BusValue] = []
  private(set) var advertisements: [BusValue] = []
  /// Values that were sent, by the object's path.
  private(set) var sent: [(path: String, value: [UInt8])] = []
  private(set) var answers: [BusMessage] = []
  /// The program's unique name, once it has called.
  private(set) var program: String?
  /// What it has.
  var managed = managedObjects()
  private var asked: [UInt64: String] = [:]

  init(_ address: String) throws {
    bus = try BusConnection.bus(at: address)
    _ = try bus.send(DBus.match("type='signal',interface='\(DBus.properties)'"))
  }

  func come() throws {
    _ = try bus.send(
      BusCall(DBus.service, DBus.path, DBus.service, "RequestName", [.string(Bluez.service), .uint32(0)]))
  }

  func go() throws {
    _ = try bus.send(BusCall(DBus.service, DBus.path, DBus.service, "ReleaseName", [.string(Bluez.service)]))
  }

  /// Calls the program as bluetoothd does.
  func call(_ path: String, _ interface: String, _ member: String, _ arguments: [BusValue] = []) throws {
    guard let program else { return }
    asked[try bus.send(BusCall(program, path, interface, member, arguments))] = member
  }

  /// Reports values of an object that have changed.
  func say(_ path: String, _ interface: String, _ values: [String: BusValue]) throws {
    try bus.send(DBus.changed(path, interface, values))
  }

  /// Handles what has come.
  func pump() throws {
    while let message = try bus.next() {
      switch message.kind {
      case .call: try answer(message)
      case .reply, .error: take(message)
      case .signal:
        guard message.member == "PropertiesChanged", message.sender == program else { continue }
        if let value = message.argument(1)?.entries["Value"]?.byteArray { sent.append((message.path, value)) }
      }
    }
  }

  private func take(_ message: BusMessage) {
    guard let member = asked.removeValue(forKey: message.answers) else { return }
    switch (member, message.argument(0)) {
    case ("GetManagedObjects", .some(let objects)): applications.append(objects)
    case ("GetAll", .some(let properties)): advertisements.append(properties)
    default: answers.append(message)
    }
  }

  private func answer(_ message: BusMessage) throws {
    program = message.sender
    calls.append(message.member)
    let isQuestion = message.member == "GetManagedObjects"
    try bus.answer(message, isQuestion ? .values([managed]) : .done)
    let path = message.argument(0)?.text ?? ""
    if message.member == "RegisterApplication" { try call(path, DBus.objectManager, "GetManagedObjects") }
    if message.member == "RegisterAdvertisement" {
      try call(path, DBus.properties, "GetAll", [.string(Bluez.advertisement)])
    }
  }
}
