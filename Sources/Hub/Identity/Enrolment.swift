// SPDX-License-Identifier: Apache-2.0
//
// Owns: how a gym's computer becomes known: a code that the chain gives out, used once within a day. Must not know: HTTP.

import Chain
import Crypto
import Foundation

package enum Enrolment {
  /// Digits and letters that are not taken for each other.
  private static let letters = Array("23456789ABCDEFGHJKMNPQRSTUVWXYZ")

  /// Makes a code for a gym, which is made as well if it is new.
  package static func code(for gym: String, hours: Int, _ database: PostgresConnection) throws(DatabaseFault)
    -> String
  {
    var generator = SystemRandomNumberGenerator()
    // 12 letters of 31: 59 bits.
    let plain = (0..<12).map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] }
    try database.transaction { (database) throws(DatabaseFault) in
      try database.run("INSERT INTO gym (name) VALUES ($1) ON CONFLICT (name) DO NOTHING", [gym])
      try database.run(
        """
        INSERT INTO enrolment (code_digest, gym_id, expires_at)
        SELECT $1, id, now() + make_interval(hours => $2::int) FROM gym WHERE name = $3
        """, [digest(String(plain)), "\(hours)", gym])
    }
    return [plain[0..<4], plain[4..<8], plain[8..<12]].map { String($0) }.joined(separator: "-")
  }

  /// Takes a code; the device is known from then on.
  static func enrol(_ request: EnrolmentRequest, _ database: PostgresConnection) throws -> EnrolmentAnswer {
    guard let key = Data(base64Encoded: request.publicKey),
      (try? Curve25519.Signing.PublicKey(rawRepresentation: key)) != nil
    else { throw HubRefusal.code("publicKey: expected an Ed25519 key, base64") }
    var answer: EnrolmentAnswer?
    try database.transaction { (database) throws(DatabaseFault) in
      let taken = try database.run(
        "UPDATE enrolment SET used_at = now() WHERE code_digest = $1 AND used_at IS NULL AND expires_at > now() RETURNING gym_id",
        [digest(request.code)])
      guard let gym = taken.first?.first.flatMap({ $0 }) else { return }
      let made = try database.run(
        """
        INSERT INTO device (gym_id, public_key, software) VALUES ($1::int, $2, $3)
        ON CONFLICT (public_key) DO NOTHING RETURNING id, (SELECT name FROM gym WHERE id = $1::int)
        """, [gym, key.base64EncodedString(), String(request.software.prefix(40))])
      guard let row = made.first, let device = row[0], let name = row[1] else { return }
      answer = EnrolmentAnswer(device: device, gym: name)
    }
    guard let answer else {
      throw HubRefusal.code("this code is unknown, used or expired; ask the chain for a new one")
    }
    return answer
  }

  /// Without hyphens and blanks, in capitals.
  private static func digest(_ code: String) -> String {
    let plain = code.uppercased().filter { $0.isLetter || $0.isNumber }
    return RequestSignature.hex(SHA256.hash(data: Data(plain.utf8)))
  }
}
