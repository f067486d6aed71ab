// SPDX-License-Identifier: Apache-2.0
//
// Owns: reading a secret from its file. Must not know: what it is for. No text of it has the secret.

import Foundation

enum SecretFile {
  private static let mostBytes = 4096

  /// The secret. The service manager's copy comes first: the service may not read the file itself (systemd.exec(5),
  /// LoadCredential=).
  /// - Parameter copy: the name of that copy; nil for the file's own.
  static func read(_ path: String, credentials: String?, copy: String? = nil) throws(UploadFault) -> String {
    let name = copy ?? (path as NSString).lastPathComponent
    // The unit has an empty line where there is no file.
    let found = credentials.flatMap { FileManager.default.contents(atPath: $0 + "/" + name) }.flatMap {
      $0.isEmpty || $0 == Data("\n".utf8) ? nil : $0
    }
    guard let data = found ?? FileManager.default.contents(atPath: path) else {
      throw UploadFault(
        "\(path): cannot be read; create it for root alone, then restart the service, which gets a copy")
    }
    guard data.count <= mostBytes, let text = String(validating: data, as: UTF8.self) else {
      throw UploadFault("\(path): expected a secret on one line; it is too long, or no text")
    }
    let secret = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !secret.isEmpty, secret.allSatisfy({ $0.isASCII && !$0.isWhitespace && !$0.isNewline }) else {
      throw UploadFault("\(path): expected a secret on one line, without spaces")
    }
    return secret
  }
}
