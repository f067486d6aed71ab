// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill-connect ca`: a certificate authority of the gym's own, and a certificate for the page. Must not know:
// the page.
//
// openssl(1) makes both. An authority that phones trust must not be able to speak for other sites, so its certificate is
// limited to the names and addresses of this page (RFC 5280, 4.2.1.10).

import ArgumentParser
import Foundation

struct CACommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ca", abstract: "Make a certificate for the page, with an authority of the gym's own.",
    discussion: """
      Writes authority.crt (to install on the gym's own phones and screens), authority.key (keep it secret, or delete \
      it), page.crt and page.key into a folder, and prints the lines for web.yaml. Visitors' phones do not know this \
      authority: they see a warning, or use http.
      """)

  @Option(help: "Folder for the files.", completion: .directory)
  var folder = "/etc/deadmill/tls"

  @Option(help: "Years that the authority is good for, 1 to 20.")
  var years = 10

  @Argument(help: "Names and addresses of the page, such as deadmill.local 192.168.1.20.")
  var names: [String]

  /// Browsers refuse longer ones of authorities that were added by hand.
  private static let pageDays = 397
  /// A single address of IPv6.
  private static let wholeMask6 = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"

  func validate() throws {
    guard (1...20).contains(years) else { throw ValidationError("--years \(years): expected 1 to 20") }
    for name in names where name.wholeMatch(of: /[A-Za-z0-9.:-]{1,253}/) == nil {
      throw ValidationError("\(name): expected a host name or an address")
    }
  }

  func run() throws {
    let files = FileManager.default
    let taken = ["authority.crt", "authority.key", "page.crt", "page.key"].filter {
      files.fileExists(atPath: folder + "/" + $0)
    }
    if let first = taken.first {
      throw Failure("\(folder)/\(first) exists; move it away, or give another --folder", status: 2)
    }
    do {
      try files.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
    } catch {
      throw Failure("\(folder): \(error.localizedDescription)")
    }
    try makeAuthority()
    try makePage()
    ConnectLog.output(
      """
      tls:
        certificate: \(folder)/page.crt
        key: \(folder)/page.key
      """)
    ConnectLog.write(
      """
      Install \(folder)/authority.crt on the gym's own phones and screens. The certificate is good for \(Self.pageDays) days; \
      then delete page.crt and page.key, and run this again with the same folder to renew it.
      """)
  }

  private func makeAuthority() throws {
    let permitted = names.map { name in
      guard isAddress(name) else { return "permitted;DNS:\(name)" }
      let mask = name.contains(":") ? Self.wholeMask6 : "255.255.255.255"
      return "permitted;IP:\(name)/\(mask)"
    }
    try openssl([
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-sha256",
      "-days", "\(years * 365)", "-subj", "/CN=Deadmill \(names.first ?? "")",
      "-addext", "keyUsage=critical,keyCertSign", "-addext",
      "nameConstraints=critical,\(permitted.joined(separator: ","))",
      "-keyout", folder + "/authority.key", "-out", folder + "/authority.crt",
    ])
  }

  private func makePage() throws {
    let others = names.map { (isAddress($0) ? "IP:" : "DNS:") + $0 }.joined(separator: ",")
    try openssl([
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-sha256",
      "-days", "\(Self.pageDays)", "-subj", "/CN=\(names.first ?? "deadmill")", "-addext",
      "subjectAltName=\(others)",
      "-addext", "basicConstraints=critical,CA:FALSE", "-addext", "extendedKeyUsage=serverAuth",
      "-CA", folder + "/authority.crt", "-CAkey", folder + "/authority.key",
      "-keyout", folder + "/page.key", "-out", folder + "/page.crt",
    ])
  }

  private func isAddress(_ name: String) -> Bool {
    name.contains(":") || name.wholeMatch(of: /\d+(\.\d+){3}/) != nil
  }

  private func openssl(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = arguments
    let pipe = Pipe()
    process.standardError = pipe
    do {
      try process.run()
    } catch {
      throw Failure("/usr/bin/openssl cannot be run; install the package openssl")
    }
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure("openssl: \(said)") }
  }
}
