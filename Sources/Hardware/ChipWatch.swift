// SPDX-License-Identifier: Apache-2.0
//
// Owns: noticing that a GPIO chip was plugged in. Must not know: which one is awaited.

import CUdev
import Glibc
import Waking

/// Listens to the kernel's own messages about devices, so that it works without a device manager.
@safe package struct ChipWatch: ~Copyable {
  // SAFETY: both owned by this value alone and released in `deinit`.
  private let context: OpaquePointer?
  private let monitor: OpaquePointer?

  /// Listens from now on. Where it cannot, `wait` simply waits.
  package init() {
    guard let context = unsafe udev_new() else {
      unsafe self.context = nil
      unsafe monitor = nil
      return
    }
    let monitor = unsafe udev_monitor_new_from_netlink(context, "kernel")
    unsafe self.context = context
    if let monitor = unsafe monitor {
      unsafe udev_monitor_filter_add_match_subsystem_devtype(monitor, "gpio", nil)
      unsafe udev_monitor_enable_receiving(monitor)
    }
    unsafe self.monitor = monitor
  }

  deinit {
    if let monitor = unsafe monitor { _ = unsafe udev_monitor_unref(monitor) }
    if let context = unsafe context { _ = unsafe udev_unref(context) }
  }

  /// Waits until a chip came or went, someone woke us, or the time is over.
  /// - Returns: whether there was news of a chip.
  @discardableResult
  package func wait(milliseconds: Int32, wakePipe: WakePipe) -> Bool {
    var watched = [pollfd(fd: wakePipe.readEnd, events: Int16(POLLIN), revents: 0)]
    if let monitor = unsafe monitor {
      let descriptor = unsafe udev_monitor_get_fd(monitor)
      watched.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
    }
    // SAFETY: the count handed over is the array's own.
    _ = unsafe poll(&watched, nfds_t(watched.count), milliseconds)
    guard let monitor = unsafe monitor, watched[1].revents != 0 else { return false }
    // The messages have done their work by waking us.
    while let device = unsafe udev_monitor_receive_device(monitor) { _ = unsafe udev_device_unref(device) }
    return true
  }
}
