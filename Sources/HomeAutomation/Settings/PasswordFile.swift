// SPDX-License-Identifier: Apache-2.0
//
// Owns: reading the password from its file. Must not know: connections. No text of it has the password.

import Foundation

enum PasswordFile {
  private static let mostBytes = 4096

  /// The password. The service manager's copy comes first: the service may not read the file itself (systemd.exec(5),
  /// LoadCredential=).
  static func read(_ path: String, credentials: String?) throws(BrokerFault) -> String {
    let name = (path as NSString).lastPathComponent
    let copy = credentials.map { $0 + "/" + name }
    // The unit has an empty line where there is no file.
    let found = copy.flatMap { FileManager.default.contents(atPath: $0) }.flatMap {
      $0.isEmpty || $0 == Data("\n".utf8) ? nil : $0
    }
    guard let data = found ?? FileManager.default.contents(atPath: path) else {
      throw BrokerFault(
        "\(path): the password cannot be read; create the file, for root alone or for the user of this service"
      )
    }
    guard data.count <= mostBytes, let text = String(validating: data, as: UTF8.self) else {
      throw BrokerFault("\(path): is no password: it is too long, or no text")
    }
    let password = text.hasSuffix("\n") ? String(text.dropLast()) : text
    guard !password.isEmpty, !password.contains("\n") else {
      throw BrokerFault("\(path): expected the password on one line")
    }
    return password
  }
}
