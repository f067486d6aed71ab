// SPDX-License-Identifier: Apache-2.0
//
// Owns: what can be wrong with a local socket. Must not know: messages.

import Glibc

/// What can be wrong with a local socket.
package enum FeedError: Error, Sendable, Equatable, CustomStringConvertible {
  case pathTooLong(path: String)
  case alreadyRunning(path: String)
  case noSocket(path: String)
  case cannotListen(path: String, code: Int32)
  case notRunning(path: String)
  case noPermission(path: String)
  /// The control socket exists, and this user is not in its group.
  case noControlPermission(path: String)
  case otherProtocol(path: String, found: Int)
  /// Something answers there that does not greet as a daemon does.
  case noGreeting(path: String)
  case closed(path: String)

  /// Whether there is simply no daemon (yet, or any more).
  package var isAbsence: Bool {
    switch self {
    case .notRunning, .closed: true
    case .pathTooLong, .alreadyRunning, .noSocket, .cannotListen, .noPermission, .noControlPermission,
      .otherProtocol, .noGreeting:
      false
    }
  }

  /// One line, with what to do.
  package var description: String {
    switch self {
    case .pathTooLong(let path):
      "\(path): too long for a socket (107 bytes at most); choose a shorter --socket"
    case .alreadyRunning(let path):
      "\(path): another daemon is running there; stop it, or choose another --socket"
    case .noSocket(let path): "\(path): is a file, not a socket; move it away, or choose another --socket"
    case .cannotListen(let path, let code):
      "\(path): cannot listen (\(Self.reason(code))); choose another --socket or fix the permissions of its folder"
    case .notRunning(let path): "\(path): no daemon answers; start it with `deadmill run`"
    case .noPermission(let path):
      "\(path): no permission; `sudo usermod -aG \(FeedPaths.readingGroup) $USER`, then log in again"
    case .noControlPermission(let path):
      """
      \(path): no permission to change anything; `sudo usermod -aG \(FeedPaths.controlGroup) $USER`, then log in again
      """
    case .otherProtocol(let path, let found):
      "\(path): the daemon speaks protocol \(found), this program \(FeedProtocol.major); use the same version"
    case .noGreeting(let path): "\(path): does not answer as a deadmill daemon; restart it"
    case .closed(let path): "\(path): the daemon closed the connection"
    }
  }

  private static func reason(_ code: Int32) -> String {
    switch code {
    case ENOENT: "no such folder"
    case EACCES, EPERM: "no permission"
    case EROFS: "read-only"
    case EMFILE, ENFILE: "too many open files"
    default: "error \(code)"
    }
  }
}

/// Where the sockets are, and who may use them.
package enum FeedPaths {
  /// Its members may look.
  package static let readingGroup = "deadmill"
  /// Its members may change what the log says.
  package static let controlGroup = "deadmill-control"

  /// The control socket beside a live socket: `control.sock` beside `deadmill.sock`, `NAME-control.sock` beside
  /// another `NAME.sock`.
  package static func control(besides socket: String) -> String {
    let slash = socket.lastIndex(of: "/")
    let folder = slash.map { String(socket[...$0]) } ?? ""
    var name = slash.map { String(socket[socket.index(after: $0)...]) } ?? socket
    if name.hasSuffix(".sock") { name.removeLast(5) }
    return folder + (name == "deadmill" ? "control.sock" : name + "-control.sock")
  }
}
