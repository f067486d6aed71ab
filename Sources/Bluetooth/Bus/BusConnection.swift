// SPDX-License-Identifier: Apache-2.0
//
// Owns: the connection to a bus: messages in, messages out. Must not know: BlueZ.
//
// No callback is registered with sd-bus: it hands every message that no callback wants to the one who calls
// sd_bus_process(3). So one loop pulls messages and answers them, and no pointer to a Swift object is kept by C.

import CSystemd
import Glibc

/// A connection to a message bus; for one thread.
@safe package final class BusConnection {
  private let bus: OpaquePointer

  private init(_ bus: OpaquePointer) { unsafe self.bus = bus }

  // SAFETY: the only reference is given back once, here; what was queued is sent before.
  deinit { _ = unsafe sd_bus_flush_close_unref(bus) }

  /// Connects to the system bus, or to the one that DBUS_SYSTEM_BUS_ADDRESS names.
  package static func system() throws(BusError) -> BusConnection {
    var bus: OpaquePointer?
    // SAFETY: sd-bus fills the pointer, and the connection takes the reference over.
    try BusError.check(unsafe sd_bus_open_system(&bus), "connect to the system bus")
    guard let bus = unsafe bus else { throw BusError(operation: "connect to the system bus", code: ENOMEM) }
    return unsafe BusConnection(bus)
  }

  /// Connects to the bus at an address, such as `unix:path=/run/dbus/system_bus_socket`.
  package static func bus(at address: String) throws(BusError) -> BusConnection {
    var bus: OpaquePointer?
    // SAFETY: sd-bus fills the pointer, and the connection takes the reference over; the address is copied.
    try BusError.check(unsafe sd_bus_new(&bus), "make a connection")
    guard let bus = unsafe bus else { throw BusError(operation: "make a connection", code: ENOMEM) }
    let connection = unsafe BusConnection(bus)
    try BusError.check(unsafe sd_bus_set_address(bus, address), "use the address \(address)")
    try BusError.check(unsafe sd_bus_set_bus_client(bus, 1), "make a connection")
    try BusError.check(unsafe sd_bus_start(bus), "connect to \(address)")
    return connection
  }

  // SAFETY: all calls below are on the connection that this object holds a reference of.

  /// Waits until there is something to read, or something queued can be sent.
  package func wait(milliseconds: Int32) {
    let descriptor = unsafe sd_bus_get_fd(bus)
    let events = unsafe sd_bus_get_events(bus)
    var watched = pollfd(fd: descriptor, events: Int16(truncatingIfNeeded: max(0, events)), revents: 0)
    unsafe poll(&watched, 1, milliseconds)
  }

  /// The next message; nil if none is there.
  package func next() throws(BusError) -> BusMessage? {
    while true {
      var pointer: OpaquePointer?
      let code = unsafe sd_bus_process(bus, &pointer)
      try BusError.check(code, "read")
      if let pointer = unsafe pointer { return try Self.decoded(unsafe BusHandle(pointer)) }
      if code == 0 { return nil }
    }
  }

  /// Sends a call and returns its number, by which its answer is recognised.
  package func send(_ call: BusCall) throws(BusError) -> UInt64 {
    var pointer: OpaquePointer?
    let code = unsafe sd_bus_message_new_method_call(
      bus, &pointer, call.destination, call.path, call.interface, call.member)
    try BusError.check(code, "make a call")
    let message = try unsafe handle(pointer)
    try message.append(call.arguments)
    var number: UInt64 = 0
    try BusError.check(unsafe sd_bus_send(bus, message.pointer, &number), "send a call")
    return number
  }

  /// Sends a signal to all who listen.
  package func send(_ signal: BusSignal) throws(BusError) {
    var pointer: OpaquePointer?
    let code = unsafe sd_bus_message_new_signal(bus, &pointer, signal.path, signal.interface, signal.member)
    try BusError.check(code, "make a signal")
    let message = try unsafe handle(pointer)
    try message.append(signal.arguments)
    try BusError.check(unsafe sd_bus_send(bus, message.pointer, nil), "send a signal")
  }

  /// Answers a call of another program. One that waits for no answer gets none.
  package func answer(_ call: BusMessage, _ reply: BusReply) throws(BusError) {
    guard let handle = call.handle, unsafe sd_bus_message_get_expect_reply(handle.pointer) > 0 else { return }
    switch reply {
    case .values(let values):
      var pointer: OpaquePointer?
      try BusError.check(
        unsafe sd_bus_message_new_method_return(handle.pointer, &pointer), "make an answer")
      let message = try unsafe self.handle(pointer)
      try message.append(values)
      try BusError.check(unsafe sd_bus_send(bus, message.pointer, nil), "send an answer")
    case .failure(let failure):
      try Self.refuse(handle, failure)
    }
  }

  private static func refuse(_ call: BusHandle, _ failure: BusFailure) throws(BusError) {
    let code = unsafe failure.name.withCString { name in
      unsafe failure.text.withCString { text in
        var error = unsafe sd_bus_error(name: name, message: text, _need_free: 0)
        return unsafe sd_bus_reply_method_error(call.pointer, &error)
      }
    }
    try BusError.check(code, "refuse a call")
  }

  private func handle(_ pointer: OpaquePointer?) throws(BusError) -> BusHandle {
    guard let pointer = unsafe pointer else { throw BusError(operation: "make a message", code: ENOMEM) }
    return unsafe BusHandle(pointer)
  }

  private static func decoded(_ handle: BusHandle) throws(BusError) -> BusMessage? {
    var type: UInt8 = 0
    try BusError.check(unsafe sd_bus_message_get_type(handle.pointer, &type), "read a message")
    guard let kind = BusMessage.Kind(rawValue: type) else { return nil }
    var message = BusMessage(kind)
    message.sender = unsafe text(sd_bus_message_get_sender(handle.pointer))
    message.path = unsafe text(sd_bus_message_get_path(handle.pointer)) ?? ""
    message.interface = unsafe text(sd_bus_message_get_interface(handle.pointer)) ?? ""
    message.member = unsafe text(sd_bus_message_get_member(handle.pointer)) ?? ""
    _ = unsafe sd_bus_message_get_reply_cookie(handle.pointer, &message.answers)
    if kind == .error, let error = unsafe sd_bus_message_get_error(handle.pointer) {
      let name = unsafe text(error.pointee.name)
      let reason = unsafe text(error.pointee.message)
      message.failure = BusFailure(name: name ?? "", text: reason ?? "")
    }
    message.arguments = try handle.values()
    message.handle = handle
    return message
  }

  /// A copy of a text that belongs to a message.
  private static func text(_ pointer: UnsafePointer<CChar>?) -> String? {
    unsafe pointer.map { unsafe String(cString: $0) }
  }
}
