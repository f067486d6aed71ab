// SPDX-License-Identifier: Apache-2.0
//
// Owns: a text for whoever asks for it, by HTTP over a unix socket. Must not know: what is in the text.
//
//     curl --unix-socket /run/deadmill/metrics.sock http://localhost/metrics
//
// Whatever is asked for, the answer is that text: HTTP/1.0, one answer a connection. One thread of its own; who asks
// slowly, or does not read, waits for nobody but itself, and is let go after a while.

import Foundation
import Synchronization

/// Serves one text, made anew for each reader.
package final class TextServer: Sendable {
  private static let mostReaders = 16
  /// Who has not asked and read everything in this time is let go.
  static let patience = Duration.seconds(5)

  private let listener: UnixListener
  private let contentType: String
  private let text: @Sendable () -> String
  private let isStopping = Atomic<Bool>(false)
  private let finished = DispatchSemaphore(value: 0)

  /// Listens on a path. A socket file that nobody answers on is left from a crash and is replaced.
  /// - Parameter text: asked for on a thread of the server's own, once a reader.
  package init(path: String, contentType: String, text: @escaping @Sendable () -> String) throws(FeedError) {
    listener = try UnixListener(path: path)
    self.contentType = contentType
    self.text = text
    let thread = Thread { @Sendable in self.serve() }
    thread.name = "deadmill-text"
    thread.start()
  }

  /// Closes everything and removes the socket file. Returns when it is done; the second time at once.
  package func stop() {
    guard !isStopping.exchange(true, ordering: .acquiringAndReleasing) else { return }
    listener.bell.ring()
    finished.wait()
  }

  private func serve() {
    var readers: [TextReader] = []
    while !isStopping.load(ordering: .acquiring) {
      if let reader = listener.wait(
        readers.map(\.watched), mayAccept: readers.count < Self.mostReaders,
        milliseconds: readers.isEmpty ? -1 : 1000)
      {
        readers.append(TextReader(reader))
      }
      for reader in readers { reader.serve(answer) }
      readers.removeAll { $0.isDone || ContinuousClock.now - $0.since > Self.patience }
    }
    listener.remove()
    finished.signal()
  }

  private func answer() -> Data {
    let body = Data(text().utf8)
    let head =
      "HTTP/1.0 200 OK\r\nContent-Type: \(contentType)\r\nContent-Length: \(body.count)\r\nConnection: close\r\n\r\n"
    return Data(head.utf8) + body
  }
}

/// One reader, as the server's thread sees it.
private final class TextReader {
  private static let longestRequest = 8192

  let since = ContinuousClock.now
  private let socket: UnixSocket
  /// What came of the request; nil once it is answered.
  private var request: [UInt8]? = []
  private var unsent = Data()
  private(set) var isDone = false

  init(_ socket: consuming UnixSocket) { self.socket = socket }

  var watched: pollfd {
    // Who has asked is only written to: its end may be closed already, and would keep the thread awake.
    pollfd(fd: socket.descriptor, events: Int16(request == nil ? POLLOUT : POLLIN), revents: 0)
  }

  func serve(_ answer: () -> Data) {
    if request != nil, hasAsked() {
      request = nil
      unsent = answer()
    }
    while request == nil, !isDone {
      guard let count = socket.send(unsent) else {
        isDone = true
        return
      }
      if count == 0 { return }
      unsent = Data(unsent.dropFirst(count))
      isDone = unsent.isEmpty
    }
  }

  /// Whether the whole request is there: up to an empty line, or the end of what the other side has to say.
  private func hasAsked() -> Bool {
    while var asked = request {
      guard let bytes = socket.receive() else { return true }
      guard !bytes.isEmpty else { return false }
      asked += bytes
      request = asked
      if asked.count > Self.longestRequest {
        isDone = true
        return false
      }
      if Self.endsHead(asked) { return true }
    }
    return false
  }

  /// Whether an empty line is in it.
  private static func endsHead(_ bytes: [UInt8]) -> Bool {
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
    return lines.contains { $0.isEmpty || $0.elementsEqual([0x0D]) }
  }
}
