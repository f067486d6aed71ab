// SPDX-License-Identifier: Apache-2.0
//
// Owns: one client of the control socket, as the server's thread sees it. Must not know: other clients, the log.

import FoundationEssentials
import Glibc

/// One client of the control socket.
final class ControlPeer {
  /// A client that asks and does not read the answers is disconnected.
  private static let furthestBehind = 1 << 16

  let key: Int
  let peer: FeedPeer
  private let socket: UnixSocket
  private var unsent = OutgoingLines()
  private var framer = LineFramer()
  private var isClosed = false

  init(_ socket: consuming UnixSocket, key: Int, hello: Data) {
    peer = socket.peer ?? FeedPeer(uid: .max, pid: 0)
    self.socket = socket
    self.key = key
    unsent.append(hello)
    unsent.flush(self.socket)
  }

  var watched: pollfd {
    let wants = unsent.isEmpty ? Int16(POLLIN) : Int16(POLLIN) | Int16(POLLOUT)
    return pollfd(fd: socket.descriptor, events: wants, revents: 0)
  }

  var bytesHeld: Int { unsent.count + framer.bytesHeld }

  var isGone: Bool { isClosed || unsent.isBroken || unsent.count > Self.furthestBehind }

  func say(_ message: FeedMessage) {
    unsent.append(message.line)
    unsent.flush(socket)
  }

  /// Sends what waits, and reads what came.
  /// - Parameter mayAsk: asked once for each message.
  func requests(_ mayAsk: () -> Bool) -> [ControlRequest] {
    unsent.flush(socket)
    guard let bytes = socket.receive() else {
      isClosed = true
      return []
    }
    var requests: [ControlRequest] = []
    for line in framer.take(bytes) {
      do throws(FeedFault) {
        requests.append(try request(line, mayAsk))
      } catch {
        say(.error(error))
      }
    }
    for _ in 0..<framer.takeDiscarded() {
      say(.error(FeedFault(.lineTooLong, "longer than \(LineFramer.longestLine) bytes")))
    }
    return requests
  }

  private func request(_ line: Data, _ mayAsk: () -> Bool) throws(FeedFault) -> ControlRequest {
    let isAllowed = mayAsk()
    switch try FeedRequest.read(line) {
    case .watch(let watch):
      throw FeedFault(
        .unknownType, "`watch` belongs on the live socket; see deadmill-protocol(5)", id: watch.id)
    case .request(let request):
      guard request.id.count <= 64 else { throw FeedFault(.badValue, "id: longer than 64 characters") }
      guard isAllowed else {
        throw FeedFault(
          .tooMany, "more than \(RequestRate.mostPerSecond) requests within a second; slow down",
          id: request.id)
      }
      return request
    }
  }
}
