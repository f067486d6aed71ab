// SPDX-License-Identifier: Apache-2.0
//
// The steps until a machine is advertised, and after every kind of trouble. Time is handed in, so no test waits.

import Testing

@testable import Bluetooth

private let begin = ContinuousClock.now

private func adapter(isPowered: Bool = true, canServe: Bool = true) -> BluezAdapter {
  var adapter = BluezAdapter()
  adapter.isPowered = isPowered
  adapter.canServe = canServe
  return adapter
}

/// One that is advertised.
private func serving(at now: ContinuousClock.Instant = begin) -> Registration {
  var registration = Registration()
  for _ in 0..<2 {
    if let step = registration.next(adapter(), now: now) { registration.done(step, failure: nil, now: now) }
  }
  return registration
}

@Test("power, services, advertisement, one after the other")
func order() {
  var registration = Registration()
  #expect(registration.next(adapter(isPowered: false), now: begin) == .powerOn)
  #expect(registration.next(adapter(isPowered: false), now: begin) == nil, "one step at a time")
  registration.done(.powerOn, failure: nil, now: begin)
  #expect(registration.next(adapter(), now: begin) == .registerServices)
  registration.done(.registerServices, failure: nil, now: begin)
  #expect(registration.next(adapter(), now: begin) == .advertise)
  #expect(!registration.isServing)
  registration.done(.advertise, failure: nil, now: begin)
  #expect(registration.isServing && registration.next(adapter(), now: begin) == nil)
}

@Test("waiting times double up to half a minute, and begin again after a success")
func backOff() {
  var backOff = BackOff()
  #expect((0..<7).map { _ in backOff.failed() } == [1, 2, 4, 8, 16, 30, 30].map { .seconds($0) })
  backOff.succeeded()
  #expect(backOff.failed() == .seconds(1))
}

@Test("a step that fails is reported, and asked for again later")
func failure() {
  var registration = Registration()
  #expect(registration.next(adapter(), now: begin) == .registerServices)
  registration.done(.registerServices, failure: "refused", now: begin)
  #expect(registration.problem == "refused" && registration.dueAt == begin + .seconds(1))
  #expect(registration.next(adapter(), now: begin + .milliseconds(999)) == nil)
  #expect(registration.next(adapter(), now: begin + .seconds(1)) == .registerServices)
}

@Test("a step without an answer counts as failed")
func silence() {
  var registration = Registration()
  #expect(registration.next(adapter(), now: begin) == .registerServices)
  #expect(registration.next(adapter(), now: begin + .seconds(29)) == nil)
  #expect(registration.next(adapter(), now: begin + .seconds(30)) == nil)
  #expect(registration.problem?.contains("did not answer") == true)
  #expect(registration.next(adapter(), now: begin + .seconds(31)) == .registerServices)
}

@Test("after a client has connected or left, the advertisement is registered again")
func advertiseAgain() {
  var registration = serving()
  registration.advertiseAgain(now: begin)
  #expect(registration.next(adapter(), now: begin) == nil, "the signals of a connection settle first")
  let later = begin + .milliseconds(500)
  #expect(registration.next(adapter(), now: later) == .stopAdvertising)
  registration.done(.stopAdvertising, failure: nil, now: later)
  #expect(registration.next(adapter(), now: later) == .advertise)
  registration.done(.advertise, failure: nil, now: later)
  #expect(registration.isServing && registration.dueAt == nil)
}

@Test("an advertisement that cannot be stopped is gone, and made again")
func stopFails() {
  var registration = serving()
  registration.advertiseAgain(now: begin)
  let later = begin + .seconds(1)
  #expect(registration.next(adapter(), now: later) == .stopAdvertising)
  registration.done(.stopAdvertising, failure: "does not exist", now: later)
  #expect(registration.next(adapter(), now: later + .seconds(1)) == .advertise)
}

@Test("an adapter that goes takes everything along, one without Low Energy is reported")
func adapterGoes() {
  var registration = serving()
  #expect(registration.next(nil, now: begin) == nil && !registration.hasServices)
  #expect(registration.problem == "there is no such adapter")
  #expect(registration.next(adapter(), now: begin) == .registerServices)
  var old = Registration()
  #expect(old.next(adapter(canServe: false), now: begin) == nil)
  #expect(old.problem?.contains("Low Energy") == true)
}

@Test("an adapter that is switched off is switched on, and advertises again")
func switchedOff() {
  var registration = serving()
  #expect(registration.next(adapter(isPowered: false), now: begin) == .powerOn)
  registration.done(.powerOn, failure: nil, now: begin)
  #expect(registration.next(adapter(), now: begin) == .advertise)
}

@Test("an advertisement that BlueZ drops is made again")
func released() {
  var registration = serving()
  registration.advertisementReleased()
  #expect(registration.next(adapter(), now: begin) == .advertise)
}

@Test("an answer to an earlier step changes nothing")
func lateAnswer() {
  var registration = Registration()
  registration.done(.advertise, failure: nil, now: begin)
  #expect(!registration.isAdvertising)
}
