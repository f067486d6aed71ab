// SPDX-License-Identifier: Apache-2.0
//
// Owns: a socket's descriptor and the few calls on it. Must not know: messages.

import CLinux
import FoundationEssentials
import Glibc

/// A unix stream socket; closed when it goes out of scope.
struct UnixSocket: ~Copyable {
  let descriptor: Int32

  init?() {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    if descriptor < 0 { return nil }
  }

  init(owning descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  func setNonBlocking() {
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
  }

  /// bind or connect; returns 0 or an errno.
  func attach(_ path: String, listening: Bool) -> Int32 {
    guard let address = Self.address(path) else { return ENAMETOOLONG }
    let result = unsafe withUnsafePointer(to: address) { pointer in
      // SAFETY: every socket address begins as `sockaddr`, and the length is that of the real one.
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        return listening
          ? unsafe bind(descriptor, address, length) : unsafe connect(descriptor, address, length)
      }
    }
    return result == 0 ? 0 : errno
  }

  /// The address of a path; nil if the path is too long.
  static func address(_ path: String) -> sockaddr_un? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard !bytes.isEmpty, bytes.count < room else { return nil }
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
    return address
  }

  /// Sends without waiting; returns the count, 0 if the socket is full, nil if the peer has disconnected.
  func send(_ data: Data) -> Int? {
    let count = unsafe data.withUnsafeBytes { bytes in
      // SAFETY: the length handed over is the buffer's own.
      unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
    }
    if count >= 0 { return count }
    return errno == EAGAIN || errno == EINTR ? 0 : nil
  }

  /// Receives without waiting; empty if there is nothing, nil if the peer has disconnected.
  func receive() -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    // SAFETY: the length handed over is the array's own.
    let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
    if count > 0 { return Array(bytes.prefix(count)) }
    if count < 0, errno == EAGAIN || errno == EINTR { return [] }
    return nil
  }

  /// The process at the other end, as the kernel vouches for it; nil if it does not.
  var peer: FeedPeer? {
    var peer = FeedPeer(uid: 0, pid: 0)
    // SAFETY: the kernel's answer goes into two variables of its own types.
    return unsafe dm_sys_peer(descriptor, &peer.uid, &peer.pid) == 0 ? peer : nil
  }

  /// poll(2) on several descriptors; returns the events of each, empty if there are none.
  static func poll(_ watched: inout [pollfd], milliseconds: Int32) {
    // SAFETY: the count handed over is the array's own.
    let result = unsafe Glibc.poll(&watched, nfds_t(watched.count), milliseconds)
    if result <= 0 { for index in watched.indices { watched[index].revents = 0 } }
  }
}

/// A process at the other end of a socket.
package struct FeedPeer: Sendable, Hashable, CustomStringConvertible {
  package var uid: UInt32
  package var pid: Int32

  package init(uid: UInt32, pid: Int32) {
    self.uid = uid
    self.pid = pid
  }

  package var description: String { "uid \(uid), pid \(pid)" }
}
