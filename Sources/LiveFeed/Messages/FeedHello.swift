// SPDX-License-Identifier: Apache-2.0
//
// Owns: how a daemon introduces itself. Must not know: sockets.

import Text

/// The version of the protocol. A client refuses another major number and ignores what a newer minor one adds.
package struct FeedProtocol: Codable, Sendable, Equatable {
  package static let major = 2
  package static let minor = 0

  package var major = FeedProtocol.major
  package var minor = FeedProtocol.minor

  package init() {}
}

/// One machine of the daemon.
package struct LiveMachine: Codable, Sendable, Equatable {
  /// Never changes, even if the machine is renamed.
  package var id: String
  package var name: String
  /// `motorised-off`, `slat-belt` or `sled`; nil if it is not known.
  package var kind: String?
  /// Magnets or other marks per turn of the roller; nil if it is not known.
  package var marks: Int?

  package init(id: String, name: String, kind: String? = nil, marks: Int? = nil) {
    self.id = id
    self.name = name
    self.kind = kind
    self.marks = marks
  }
}

extension LiveMachine {
  /// Whether a person or another program names this machine so: by its identifier, or by its name in any case.
  package func isCalled(_ wanted: String) -> Bool {
    id == wanted || NameFolding.folded(name) == NameFolding.folded(wanted)
  }
}

/// The first message of every connection.
package struct FeedHello: Codable, Sendable, Equatable {
  package var `protocol` = FeedProtocol()
  /// The daemon's version.
  package var software: String
  /// What the socket can do: kinds of `watch` on the live socket, requests on the control socket.
  package var capabilities: [String]
  /// In the order of the configuration.
  package var machines: [LiveMachine]

  package init(software: String, capabilities: [String], machines: [LiveMachine]) {
    self.software = software
    self.capabilities = capabilities
    self.machines = machines
  }
}
