// SPDX-License-Identifier: Apache-2.0
//
// Owns: making the client of a service, with its faults in the service's words. Must not know: what is sent.

import WebClient

extension WebClient {
  /// - Parameter authorities: certificates of authorities; nil for the system's.
  static func made(_ authorities: String?) throws(UploadFault) -> WebClient {
    do {
      return try WebClient(authorities: authorities)
    } catch {
      throw UploadFault(error.description)
    }
  }
}
