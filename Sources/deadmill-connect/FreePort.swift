// SPDX-License-Identifier: Apache-2.0
//
// Owns: a port that is free on this computer. Must not know: what listens there.

import Glibc

enum FreePort {
  /// The port that is wished for if it is free, else 0: the system then chooses one.
  static func wished(_ port: UInt16) -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return 0 }
    defer { close(descriptor) }
    var yes: Int32 = 1
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
    // SAFETY: both calls read structures of the size that they are given, within the call.
    let isFree = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
      return unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    return isFree ? Int(port) : 0
  }
}
