// SPDX-License-Identifier: Apache-2.0
//
// Owns: the daemon's two sockets as one thing. Must not know: belts.

import Foundation
import LiveFeed
import Logging
import SetLog
import Settings
import Waking

/// The live socket and the control socket beside it.
struct DaemonFeed: Sendable {
  private let live: FeedServer
  private let control: ControlServer
  private let stateDirectory: String

  /// Opens both, so that a fault in either is reported before anything starts.
  init(
    path: String, stateDirectory: String, log: SetLog, machines: [LiveMachine], handler: ControlHandler
  ) throws {
    let software = SoftwareVersion.current
    live = try FeedServer(path: path, software: software, machines: machines, changes: ChangeSource(log))
    do {
      control = try ControlServer(
        path: FeedPaths.control(besides: path), software: software, machines: machines,
        group: Self.group(FeedPaths.controlGroup)
      ) { request, peer throws(FeedFault) in try handler.carryOut(request, peer) }
    } catch {
      live.stop(reason: "stopped")
      throw error
    }
    self.stateDirectory = stateDirectory
    ControlLink.put(in: stateDirectory, to: control.path)
  }

  var wakePipe: WakePipe { live.wakePipe }

  var hasReaders: Bool { live.hasReaders }

  func publish(_ frame: LiveFrame) { live.publish(frame) }

  func publish(machines: [LiveMachine]) {
    live.publish(machines: machines)
    control.publish(machines: machines)
  }

  func logChanged() { live.logChanged() }

  func follow(_ streams: [FeedStream]) -> [Int] { streams.map(live.follow) }

  func unfollow(_ keys: [Int]) { for key in keys { live.unfollow(key) } }

  func stop() {
    ControlLink.remove(from: stateDirectory)
    control.stop()
    live.stop(reason: "stopped")
  }

  /// The number of a group; nil if there is none of that name.
  private static func group(_ name: String) -> UInt32? {
    // SAFETY: the result is read before anything else asks for a group; the daemon starts with one thread.
    guard let found = unsafe getgrnam(name) else { return nil }
    return unsafe found.pointee.gr_gid
  }
}
