// SPDX-License-Identifier: Apache-2.0
//
// Owns: a reader's side of the local socket. Must not know: screens.

import Foundation

/// Reads a daemon's feed.
package struct FeedClient: ~Copyable {
  package let path: String
  private let socket: UnixSocket
  private var framer = LineFramer()
  private var waiting: [FeedMessage] = []

  /// Connects to a running daemon.
  package init(path: String) throws(FeedError) {
    // The descriptor is had first and owned at once: a half-made value with an owner in it is more than every
    // compiler of the 6.2 series can take apart again.
    let descriptor = try Self.connect(path)
    self.path = path
    socket = UnixSocket(owning: descriptor)
  }

  private static func connect(_ path: String) throws(FeedError) -> Int32 {
    guard UnixSocket.address(path) != nil else { throw .pathTooLong(path: path) }
    let (descriptor, code) = UnixSocket.connected(path)
    switch code {
    case 0: return descriptor
    case EACCES, EPERM: throw .noPermission(path: path)
    default: throw .notRunning(path: path)
    }
  }

  /// The next message; nil where none came in time.
  package mutating func next(milliseconds: Int32) throws(FeedError) -> FeedMessage? {
    if waiting.isEmpty {
      var watched = [pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)]
      UnixSocket.poll(&watched, milliseconds: milliseconds)
      guard watched[0].revents != 0 else { return nil }
      guard let bytes = socket.receive() else { throw .closed(path: path) }
      waiting = framer.take(bytes).compactMap(FeedMessage.init(line:))
    }
    guard !waiting.isEmpty else { return nil }
    let message = waiting.removeFirst()
    if case .hello(let number, _, _) = message, number != FeedMessage.protocolNumber {
      throw .otherProtocol(path: path, found: number)
    }
    return message
  }
}
