// SPDX-License-Identifier: Apache-2.0
//
// Owns: what to do about a line that cannot be used. Must not know: who found it.

import Hardware

extension HardwareError {
  /// One remedy for one error, whichever check met it.
  package var remedy: String {
    switch self {
    case .noChip: "on a Pi: `ls /dev/gpiochip*`; with a USB adapter: plug it in and look at `dmesg`"
    case .noPermission:
      "`sudo usermod -aG gpio $USER`, then log in again; the service's own user is in that group already"
    case .notFound: "`gpioinfo` lists all lines (package gpiod); on a Pi the names are GPIO2 to GPIO27"
    case .ambiguous: "give `chip:` and `offset:` under `gpio:`"
    case .noLineNamed, .twoChips, .busy, .unplugged, .interfaceRefused, .unsupported, .system:
      "see /usr/share/doc/deadmill/hardware/wiring.md"
    }
  }
}
