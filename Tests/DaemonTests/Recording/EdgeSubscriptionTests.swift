// SPDX-License-Identifier: Apache-2.0

import Foundation
import Motion
import Pulses
import Testing
import Waking

@testable import Daemon
@testable import LiveFeed

private func messages(_ lines: Data) throws -> [LiveEdges] {
  try lines.split(separator: 0x0A).map { line in
    guard case .edges(let edges) = FeedMessage(line: Data(line)) else {
      throw FeedFault(.failed, "no edges: \(String(decoding: line, as: UTF8.self))")
    }
    return edges
  }
}

@Test("every edge is delivered once, in order, with all that is known of it")
func everyEdge() throws {
  let wakePipe = try #require(WakePipe())
  let edgeSubscription = EdgeSubscription(machine: "Treadmill \"3\"", wakePipe: wakePipe)
  let edges = (0..<1000).map { number in
    Edge(
      timestampNs: Int64(number) * 125_000 - 5_000, sequence: number == 7 ? 0 : Int64(number + 1),
      line: number % 2,
      transition: number % 3 == 0 ? .rising : .falling)
  }
  for edge in edges { edgeSubscription.publish(edge) }
  let found = try messages(edgeSubscription.lines())
  #expect(found.flatMap(\.all) == edges)
  #expect(found.allSatisfy { $0.machine == "Treadmill \"3\"" })
  var next: Int64 = 1
  for message in found {
    #expect(message.first == next)
    next += Int64(message.count)
  }
  #expect(edgeSubscription.lines().isEmpty)
}

@Test("edges that find no room are missing by their number")
func missingEdges() throws {
  let wakePipe = try #require(WakePipe())
  let edgeSubscription = EdgeSubscription(machine: "m", wakePipe: wakePipe)
  for number in 0..<(EdgeSubscription.capacity + 100) {
    edgeSubscription.publish(Edge(timestampNs: Int64(number)))
  }
  #expect(try messages(edgeSubscription.lines()).reduce(0) { $0 + $1.count } == EdgeSubscription.capacity)
  edgeSubscription.publish(Edge(timestampNs: 7))
  let late = try messages(edgeSubscription.lines())
  #expect(late.map(\.first) == [Int64(EdgeSubscription.capacity + 101)])
}

@Test("a message of edges stays below the longest line that readers take")
func messageLength() throws {
  let wakePipe = try #require(WakePipe())
  let edgeSubscription = EdgeSubscription(machine: String(repeating: "ü", count: 100), wakePipe: wakePipe)
  for _ in 0..<2000 {
    edgeSubscription.publish(Edge(timestampNs: .min, sequence: .max, line: 1, transition: .rising))
  }
  let lines = edgeSubscription.lines().split(separator: 0x0A)
  #expect(lines.allSatisfy { $0.count < LineFramer.longestLine / 2 })
}

@Test("what is no message of edges is passed over, and fields of later versions are")
func oddEdgeMessages() {
  let odd = [
    #"{"type":"edges"}"#, #"{"type":"edges","machine":"m","first":"a","edges":[]}"#,
    #"{"type":"edges","machine":"m","first":1,"edges":[[1,2.5]]}"#,
  ]
  for text in odd { #expect(FeedMessage(line: Data(text.utf8)) == nil) }
  let text = #"{"type":"edges","machine":"m","first":1,"new":{},"edges":[[5,0,1,9,77],[1],[6,3,0,1]]}"#
  guard case .edges(let edges) = FeedMessage(line: Data(text.utf8)) else {
    Issue.record("not read")
    return
  }
  #expect(edges.all == [Edge(timestampNs: 5, sequence: 9, transition: .rising)])
}
