// SPDX-License-Identifier: Apache-2.0

/// The program's version: stored with every set, shown by `deadmill --version`.
package enum SoftwareVersion {
  package static let current = "0.3.0"
}
