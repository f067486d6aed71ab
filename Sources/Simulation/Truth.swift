// SPDX-License-Identifier: Apache-2.0
//
// Owns: the ground truth of a simulated belt. Must not know: what any stage makes of it.

import Motion
import Pulses

/// The truth about a set. Times are nanoseconds of the recording's clock.
package struct TrueSet: Sendable, Equatable {
  /// The belt's first motion.
  package var startNs: Int64
  /// Where the walker stepped off, or where the belt stopped.
  package var endNs: Int64
  package var distanceM: Double
  /// Work of the walker on the belt, J.
  package var workJ: Double
  package var steps: Int
  package var ending: SetEnding

  package var durationS: Double { Nanoseconds(from: startNs, to: endNs).seconds }
}

/// The belt at one instant.
package struct TruthSample: Sendable, Equatable {
  package var timeNs: Int64
  package var positionM: Double
  package var speedMps: Double
  package var forceN: Double
  package var powerW: Double
  /// From 1; 0 outside a set.
  package var set: Int
  /// Steps since the set began, including the fraction of the current one; 0 outside a set.
  package var steps: Double
}

/// The ground truth.
package struct Truth: Sendable, Equatable {
  /// 100 per second.
  package var samples: [TruthSample] = []
  package var sets: [TrueSet] = []
  /// Magnets that passed the sensor, detected or not; one that goes to and fro counts once.
  package var magnetsPassed = 0
  /// When the sensor's line showed something other than a walk.
  package var disturbances: [Disturbance] = []

  /// The belt's travel from beginning to end, metres: motion to and fro adds nothing.
  package var distanceM: Double { samples.last?.positionM ?? 0 }

  /// As CSV: `time_s,position_m,speed_mps,force_n,power_w,set,steps`, time on the recording's clock.
  package func csv() -> String {
    var text = "time_s,position_m,speed_mps,force_n,power_w,set,steps\n"
    for sample in samples {
      text += "\(Nanoseconds(sample.timeNs).seconds),\(sample.positionM),\(sample.speedMps),"
      text += "\(sample.forceN),\(sample.powerW),\(sample.set),\(sample.steps)\n"
    }
    return text
  }
}
