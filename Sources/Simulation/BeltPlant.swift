// SPDX-License-Identifier: Apache-2.0
//
// Owns: a belt's response to a force. Must not know: who pushes, what measures.

import Motion

/// A belt with drag and inertia: m dv/dt = F - s(v)(c0 + mu N) - c1 v - c2 v|v|, with a stick state at rest.
package struct BeltPlant: Sendable {
  /// Seconds. At 4 m/s2 the speed changes by 2 mm/s within it.
  package static let stepS = 0.0005

  package let drag: DragModel
  package private(set) var positionM = 0.0
  package private(set) var speedMps = 0.0

  package init(drag: DragModel) { self.drag = drag }

  /// Advances by `stepS` under a force and a load.
  package mutating func step(forceN: Double, normalN: Double) {
    let dryN = drag.c0N.value + drag.mu.value * normalN
    let before = speedMps
    if before == 0, forceN <= dryN { return }
    // Heun's method: a plain Euler step would make every coast-down a little too short.
    let early = acceleration(forceN - dryN, atMps: before)
    let late = acceleration(forceN - dryN, atMps: max(0, before + early * Self.stepS))
    // Drag brings the belt to rest; it never reverses it.
    speedMps = max(0, before + 0.5 * (early + late) * Self.stepS)
    positionM += 0.5 * (before + speedMps) * Self.stepS
  }

  /// Moves with a person standing on it, in either direction, for `stepS`.
  package mutating func carry(byM travelM: Double) {
    positionM += travelM
    speedMps = travelM / Self.stepS
  }

  /// Comes to rest at its position.
  package mutating func stop() { speedMps = 0 }

  private func acceleration(_ drivingN: Double, atMps speedMps: Double) -> Double {
    let viscousN = (drag.c1NsPerM.value + drag.c2Ns2PerM2.value * speedMps) * speedMps
    return (drivingN - viscousN) / drag.massKg.value
  }
}
