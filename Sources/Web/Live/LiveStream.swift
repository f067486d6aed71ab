// SPDX-License-Identifier: Apache-2.0
//
// Owns: a live stream of events to one browser (server-sent events, HTML standard 9.2). Must not know: frames.

import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

struct LiveStream: Sendable {
  /// What a client does not read for so long ends its stream, milliseconds: it has gone, or has stopped.
  private static let patienceMs = 20_000
  /// TCP_USER_TIMEOUT of tcp(7), which the C library imports for C only.
  private static let userTimeout = ChannelOptions.Types.SocketOption(
    level: .tcp, name: NIOBSDSocket.Option(rawValue: 18))
  /// A browser looks for us again after that, milliseconds.
  private static let retryMs = 1000

  let hub: LiveHub
  let limit: StreamLimit

  /// The answer to a request for a stream.
  func response(_ machine: String?, _ context: WebContext) async throws -> Response {
    guard limit.hasRoom(context.address) else {
      throw HTTPError(.serviceUnavailable, headers: [.retryAfter: "10"], message: "too many live streams")
    }
    let (hub, limit, address) = (hub, limit, context.address)
    // Without this a client that stopped reading would keep its buffers for a quarter of an hour (tcp(7)).
    try? await context.channel.setOption(Self.userTimeout, value: Self.patienceMs).get()
    let viewer = context.viewer
    let body = ResponseBody { writer in
      // Only now is it sure that there is a connection which will end.
      guard limit.enter(address) else { return try await writer.finish(nil) }
      let (id, pictures) = hub.watch(machine, viewer)
      defer {
        hub.leave(id)
        limit.leave(address)
      }
      try await writer.write(ByteBuffer(string: "retry: \(Self.retryMs)\n\n"))
      // A browser that is not sent away would keep the program from ending.
      for await picture in pictures.cancelOnGracefulShutdown() { try await writer.write(picture) }
      try await writer.write(ByteBuffer(string: "event: bye\ndata: {}\n\n"))
      try await writer.finish(nil)
    }
    return Response(
      status: .ok,
      headers: [.contentType: "text/event-stream", .cacheControl: "no-store", .xAccelBuffering: "no"],
      body: body)
  }
}

extension HTTPField.Name {
  /// Tells a proxy to pass each event on at once.
  static let xAccelBuffering = HTTPField.Name("X-Accel-Buffering") ?? .cacheControl
}
