// SPDX-License-Identifier: Apache-2.0
//
// Owns: how a sensor's GPIO line is found and set up. Must not know: chips, how a line is requested.

/// The resistor that holds an open sensor line. The raw values are those of the configuration.
package enum LineBias: String, Sendable, Equatable, CaseIterable {
  case pullUp = "pull-up"
  case pullDown = "pull-down"
  case disabled
  case asIs = "as-is"
}

/// Which interface a GPIO line is requested through. The raw values are those of the configuration.
package enum BackendChoice: String, Sendable, Equatable, CaseIterable {
  /// libgpiod; the kernel's own interface if the kernel refuses the library's.
  case auto
  case libgpiod
  /// The kernel's character device, version 2.
  case kernel
}

/// A line as a user names it.
package enum LineSelector: Sendable, Equatable {
  /// By its name on the board, e.g. `GPIO17`, over all chips.
  case name(String)
  /// By the chip's label and an offset, for lines without a name.
  case chip(label: String, offset: Int)

  package var text: String {
    switch self {
    case .name(let name): name
    case .chip(let label, let offset): "\(label) offset \(offset)"
    }
  }
}

/// How the sensor's GPIO line is found and set up.
package struct GPIOConfiguration: Sendable, Equatable {
  /// Nil if none is named: the machine plays a recording.
  package var line: LineSelector?
  /// The second line of a quadrature pair.
  package var second: LineSelector?
  package var bias = LineBias.pullUp
  package var backend = BackendChoice.auto

  package init() {}

  /// A line by its name, with the internal pull-up.
  package init(line: String) { self.line = .name(line) }
}
