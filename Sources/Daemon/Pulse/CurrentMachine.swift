// SPDX-License-Identifier: Apache-2.0
//
// Owns: a machine as it is configured now, and its walker's load. Must not know: what is computed from either.

import Motion
import Settings
import Synchronization

/// A machine's plan with a version number, by which each side notices a change.
///
/// A reload changes the plan, another walker the load. The pulse thread reads without waiting.
final class CurrentMachine: Sendable {
  /// The plan and load at one moment.
  struct Version: Sendable {
    /// The plan's version, larger with each reload.
    fileprivate(set) var number = 0
    fileprivate(set) var plan: MachinePlan
    /// The load on the belt, for live power.
    fileprivate(set) var walker: WalkerLoad
  }

  private let current: Mutex<Version>
  private let changed = Atomic<Int>(0)

  init(_ plan: MachinePlan) {
    let load = plan.walkerMassKg.map(WalkerLoad.init(statedMassKg:)) ?? WalkerLoad()
    current = Mutex(Version(plan: plan, walker: load))
  }

  /// How often anything has changed.
  var changes: Int { changed.load(ordering: .acquiring) }

  var version: Version { current.withLock { $0 } }

  /// For a thread that never waits: nil while another thread changes it.
  var versionAtOnce: Version? { current.withLockIfAvailable { $0 } }

  /// Takes a reloaded plan.
  func change(_ plan: MachinePlan) {
    current.withLock { version in
      version.plan = plan
      version.number += 1
      changed.wrappingAdd(1, ordering: .releasing)
    }
  }

  /// Another walker, or another body mass.
  func change(walker: WalkerLoad) {
    current.withLock { version in
      guard version.walker != walker else { return }
      version.walker = walker
      changed.wrappingAdd(1, ordering: .releasing)
    }
  }
}
