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

  private init(path: String, socket: consuming UnixSocket) {
    self.path = path
    self.socket = socket
  }

  /// Connects to a running daemon. No initialiser, since compilers of the 6.2 series crash on one that throws a type.
  package static func connect(to path: String) throws(FeedError) -> FeedClient {
    guard UnixSocket.address(path) != nil else { throw .pathTooLong(path: path) }
    guard let socket = UnixSocket() else { throw .notRunning(path: path) }
    switch socket.attach(path, listening: false) {
    case 0: break
    case EACCES, EPERM: throw .noPermission(path: path)
    default: throw .notRunning(path: path)
    }
    socket.setNonBlocking()
    return FeedClient(path: path, socket: socket)
  }

  /// Asks the daemon for something. Lost where the daemon is so far behind that it takes nothing.
  package func ask(_ request: FeedRequest) { _ = socket.send(request.line) }

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
