// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// What systemd does for a service: a socket that it tells how it is.
private final class NotifySocket {
  let path: String
  private let descriptor: Int32

  init(in folder: Folder) throws {
    path = folder.path + "/notify"
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let name = Array(path.utf8)
    // SAFETY: the name is shorter than the field, which is zero behind it.
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: name) }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    // SAFETY: the address outlives the call.
    let bound = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(descriptor, $0, size) }
    }
    try #require(bound == 0)
  }

  deinit { close(descriptor) }

  /// Everything that arrived so far, one message each.
  func messages() -> [String] {
    var found: [String] = []
    var bytes = [UInt8](repeating: 0, count: 4096)
    while true {
      // SAFETY: the size handed over is the array's own.
      let count = unsafe recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
      guard count > 0 else { return found }
      found += String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: "\n").map(String.init)
    }
  }
}

@Test("the service manager hears ready, a status each second, signs of life, and that it stops")
func serviceManagerIsTold() async throws {
  let folder = try Folder()
  let manager = try NotifySocket(in: folder)
  let process = Program.process(
    ["run", "--input", "simulated:three-one-minute-sets", "--state", folder.path],
    environment: ["NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "2000000"])
  process.standardError = FileHandle.nullDevice
  try process.run()
  var said: [String] = []
  for _ in 0..<100 where said.filter({ $0 == "WATCHDOG=1" }).count < 4 {
    try await Task.sleep(for: .milliseconds(100))
    said += manager.messages()
  }
  process.terminate()
  process.waitUntilExit()
  said += manager.messages()
  #expect(process.terminationStatus == 0)
  #expect(said.filter { $0 == "READY=1" }.count == 1)
  #expect(said.filter { $0 == "WATCHDOG=1" }.count >= 4)
  #expect(said.contains { $0.hasPrefix("STATUS=0.00 km/h, idle") })
  #expect(said.last { !$0.hasPrefix("STATUS=") } == "STOPPING=1")
}

@Test("a wrong configuration is reported to the service manager, and readiness is not")
func serviceManagerHearsMistakes() async throws {
  let folder = try Folder()
  let manager = try NotifySocket(in: folder)
  let file = try folder.write("machine: { magnets: many }\n", "wrong.yaml")
  let said = try Program.run(
    "run", "--config", file, "--state", folder.path, environment: ["NOTIFY_SOCKET": manager.path])
  #expect(said.status == 2)
  let told = manager.messages()
  #expect(told.count == 1 && told[0].hasPrefix("STATUS=") && told[0].contains("machine.magnets"))
}
