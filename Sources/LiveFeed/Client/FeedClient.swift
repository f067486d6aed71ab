// SPDX-License-Identifier: Apache-2.0
//
// Owns: a client's side of a local socket. Must not know: screens.

import FoundationEssentials
import Glibc

/// A connection to a daemon, for a thread that may wait. `FeedMessages` is the same for structured concurrency.
package struct FeedClient: ~Copyable, Sendable {
  /// How long a daemon may take to greet.
  private static let patience = Duration.seconds(5)

  package let path: String
  /// How the daemon introduced itself.
  package private(set) var hello: FeedHello
  private let socket: UnixSocket
  private var framer = LineFramer()
  private var waiting: [FeedMessage] = []
  private var isGreeted = false

  private init(path: String, socket: consuming UnixSocket, hello: FeedHello) {
    self.path = path
    self.socket = socket
    self.hello = hello
  }

  /// Connects to a running daemon and reads its greeting. No initialiser, since compilers of the 6.2 series crash on one
  /// that throws a type.
  package static func connect(to path: String) throws(FeedError) -> FeedClient {
    guard UnixSocket.address(path) != nil else { throw .pathTooLong(path: path) }
    guard let socket = UnixSocket() else { throw .notRunning(path: path) }
    switch socket.attach(path, listening: false) {
    case 0: break
    case EACCES, EPERM: throw .noPermission(path: path)
    default: throw .notRunning(path: path)
    }
    socket.setNonBlocking()
    var client = FeedClient(
      path: path, socket: socket, hello: FeedHello(software: "", capabilities: [], machines: []))
    try client.readHello()
    return client
  }

  private mutating func readHello() throws(FeedError) {
    let until = ContinuousClock.now + Self.patience
    while ContinuousClock.now < until {
      try read(milliseconds: 100)
      guard !waiting.isEmpty else { continue }
      guard case .hello(let hello) = waiting.removeFirst() else { throw .noGreeting(path: path) }
      guard hello.protocol.major == FeedProtocol.major else {
        throw .otherProtocol(path: path, found: hello.protocol.major)
      }
      self.hello = hello
      isGreeted = true
      return
    }
    throw .noGreeting(path: path)
  }

  /// Asks for what is to be seen.
  package func watch(_ watch: FeedWatch) throws(FeedError) { try send(.watch(watch)) }

  package func send(_ request: FeedRequest) throws(FeedError) {
    var rest = request.line
    while !rest.isEmpty {
      guard let count = socket.send(rest) else { throw .closed(path: path) }
      rest = Data(rest.dropFirst(count))
      if count == 0 {
        var watched = [pollfd(fd: socket.descriptor, events: Int16(POLLOUT), revents: 0)]
        UnixSocket.poll(&watched, milliseconds: 1000)
      }
    }
  }

  /// The next message that this version knows; nil if none came in time.
  package mutating func next(milliseconds: Int32) throws(FeedError) -> FeedMessage? {
    if waiting.isEmpty { try read(milliseconds: milliseconds) }
    guard !waiting.isEmpty else { return nil }
    let message = waiting.removeFirst()
    if case .machines(let machines) = message { hello.machines = machines }
    return message
  }

  private mutating func read(milliseconds: Int32) throws(FeedError) {
    var watched = [pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)]
    UnixSocket.poll(&watched, milliseconds: milliseconds)
    guard watched[0].revents != 0 else { return }
    guard let bytes = socket.receive() else { throw .closed(path: path) }
    for line in framer.take(bytes) {
      // The number decides before the rest is read: another protocol may greet in another shape.
      if !isGreeted, let found = Self.otherProtocol(line) {
        throw .otherProtocol(path: path, found: found)
      }
      if let message = FeedMessage(line: line) { waiting.append(message) }
    }
  }

  /// The major number of a greeting in another protocol.
  private static func otherProtocol(_ line: Data) -> Int? {
    struct Greeting: Decodable {
      struct Version: Decodable { var major: Int }

      var type: String
      var major: Int

      enum Key: String, CodingKey { case type, `protocol` }

      init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        type = try container.decode(String.self, forKey: .type)
        major =
          try (try? container.decode(Int.self, forKey: .protocol))
          ?? container.decode(Version.self, forKey: .protocol).major
      }
    }
    let greeting = try? JSONDecoder().decode(Greeting.self, from: line)
    guard let greeting, greeting.type == "hello", greeting.major != FeedProtocol.major else { return nil }
    return greeting.major
  }
}
