// SPDX-License-Identifier: Apache-2.0
//
// Owns: one reader of the local socket, as the server's thread sees it. Must not know: other readers.

import Foundation

/// Raw edges of one machine, as lines.
struct EdgeBatch {
  var machine: String
  var lines: Data
}

/// One reader, as the server's thread sees it.
final class FeedReader {
  /// A reader that is this far behind gets no more pulses until it has caught up, bytes.
  private static let pulsesBehind = 1 << 16
  /// The same for raw edges, which may be 8,000 a second.
  private static let edgesBehind = 1 << 19

  private let socket: UnixSocket
  private var unsent: Data
  private var framer = LineFramer()
  private(set) var isGone = false
  /// Whether it asked to be told of every pulse.
  private(set) var wantsPulses = false
  /// Machines whose raw edges it asked for.
  private(set) var edgesOf: Set<String> = []
  private var requests: [FeedRequest] = []

  init(_ socket: consuming UnixSocket, hello: Data) {
    self.socket = socket
    unsent = hello
    flush()
  }

  var descriptor: Int32 { socket.descriptor }
  var isBehind: Bool { !unsent.isEmpty }
  var bytesBehind: Int { unsent.count }

  func serve(
    kept: [Data], live: some Collection<Data>, pulses: [Data], edges: [EdgeBatch], streams: [EdgeStream]
  ) {
    // What was fetched before the request was read is from before it.
    let wantedPulses = wantsPulses
    let wantedEdges = edgesOf
    hear(streams)
    flush()
    for line in kept { unsent.append(line) }
    // A reader that does not keep up with the pulses misses some, and sees it by their numbers.
    if wantedPulses, unsent.count < Self.pulsesBehind { for lines in pulses { unsent.append(lines) } }
    for batch in edges where wantedEdges.contains(batch.machine) && unsent.count < Self.edgesBehind {
      unsent.append(batch.lines)
    }
    // Frames are all or none: a reader that is behind gets newer ones later.
    if unsent.isEmpty { for line in live { unsent.append(line) } }
    flush()
  }

  /// What the reader has to say; also tells that it has gone.
  private func hear(_ streams: [EdgeStream]) {
    guard let bytes = socket.receive() else {
      isGone = true
      return
    }
    guard !bytes.isEmpty else { return }
    for request in framer.take(bytes).compactMap(FeedRequest.init(line:)) {
      switch request {
      case .pulses: wantsPulses = true
      case .edges(let machine): ask(for: machine, streams)
      case .nextWalker: requests.append(request)
      }
    }
  }

  /// Begins to send a machine's edges, or says why it cannot.
  private func ask(for machine: String?, _ streams: [EdgeStream]) {
    let found = machine.map { name in streams.first { $0.machine == name } } ?? streams.first
    guard let found, machine != nil || streams.count == 1 else {
      let names = streams.map { "\"\($0.machine)\"" }.sorted().joined(separator: ", ")
      let reason =
        machine.map { "no machine \"\($0)\"; the daemon has \(names.isEmpty ? "none" : names)" }
        ?? "the daemon has several machines: \(names); name one"
      unsent.append(FeedMessage.refused(reason: reason).line)
      return
    }
    unsent.append(found.head())
    edgesOf.insert(found.machine)
  }

  /// What it asked the daemon for.
  func takeRequests() -> [FeedRequest] {
    defer { requests = [] }
    return requests
  }

  private func flush() {
    while !unsent.isEmpty, !isGone {
      guard let count = socket.send(unsent) else {
        isGone = true
        return
      }
      if count == 0 { return }
      unsent = Data(unsent.dropFirst(count))
    }
  }
}
