// SPDX-License-Identifier: Apache-2.0
//
// Owns: how many connections one address may have. Must not know: requests.
//
// One phone that opens a thousand connections and says nothing takes no place from the others.

import NIOCore
import Synchronization

/// Counts connections by address and closes those beyond the limit at once.
final class ConnectionLimit: Sendable {
  private let mostOfOne: Int
  /// Proxies: many clients have their address.
  private let trusted: Set<String>
  private let counts = Mutex<[String: Int]>([:])

  init(mostOfOne: Int, trusted: Set<String>) {
    self.mostOfOne = mostOfOne
    self.trusted = trusted
  }

  func handler() -> Handler { Handler(self) }

  private func enter(_ address: String) -> Bool {
    counts.withLock { counts in
      guard trusted.contains(address) || counts[address, default: 0] < mostOfOne else { return false }
      counts[address, default: 0] += 1
      return true
    }
  }

  private func leave(_ address: String) {
    counts.withLock { counts in
      guard let count = counts[address] else { return }
      counts[address] = count > 1 ? count - 1 : nil
    }
  }

  /// One connection's.
  final class Handler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let limit: ConnectionLimit
    private var address: String?

    fileprivate init(_ limit: ConnectionLimit) { self.limit = limit }

    func handlerAdded(context: ChannelHandlerContext) {
      let address = context.channel.remoteAddress?.ipAddress ?? ""
      if limit.enter(address) {
        self.address = address
      } else {
        context.close(promise: nil)
      }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
      if let address { limit.leave(address) }
      address = nil
    }
  }
}
