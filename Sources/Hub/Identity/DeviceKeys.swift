// SPDX-License-Identifier: Apache-2.0
//
// Owns: which device a request is of, and whether it may send. Must not know: what it sends.

import Chain
import Foundation

/// A device that has enrolled.
struct KnownDevice: Sendable, Equatable {
  let id: String
  let gym: Int
  let publicKey: Data
  let isRevoked: Bool
}

/// Why a request is not carried out.
enum HubRefusal: Error, Equatable {
  case unsigned, unknownDevice, forged, revoked, replayed
  case clockOff
  case code(String)

  var text: String {
    switch self {
    case .unsigned: "no signature"
    case .unknownDevice: "no such device; enrol it with a new code"
    case .forged: "the signature is wrong"
    case .revoked: "this device's key was revoked; enrol it with a new code, or let it go on alone"
    case .replayed: "this request was received before"
    case .clockOff: "the clock is off by more than ten minutes"
    case .code(let reason): reason
    }
  }
}

enum DeviceKeys {
  static func device(_ id: String, _ database: PostgresConnection) throws(DatabaseFault) -> KnownDevice? {
    let rows = try database.run(
      "SELECT id, gym_id, public_key, revoked_at IS NOT NULL FROM device WHERE id = $1::uuid", [id])
    guard let row = rows.first, let id = row[0], let gym = row[1].flatMap({ Int($0) }),
      let key = row[2].flatMap({ Data(base64Encoded: $0) })
    else { return nil }
    return KnownDevice(id: id, gym: gym, publicKey: key, isRevoked: row[3] == "t")
  }

  /// The device that signed a request.
  static func signer(
    _ signature: RequestSignature?, _ method: String, _ path: String, _ body: Data, nowS: Int64,
    _ database: PostgresConnection
  ) throws -> KnownDevice {
    guard let signature else { throw HubRefusal.unsigned }
    guard let device = try device(signature.device, database) else { throw HubRefusal.unknownDevice }
    guard signature.isValid(method, path, body: body, key: device.publicKey) else { throw HubRefusal.forged }
    if device.isRevoked { throw HubRefusal.revoked }
    // After the signature: only the device itself learns the hub's time by it.
    let (offS, isTooFar) = signature.timeS.subtractingReportingOverflow(nowS)
    guard !isTooFar, offS.magnitude <= UInt64(RequestSignature.clockToleranceS) else {
      throw HubRefusal.clockOff
    }
    return device
  }

  /// Whether a request was never seen before; from now on it was.
  static func isFirstUse(
    _ signature: RequestSignature, _ database: PostgresConnection
  ) throws(DatabaseFault) -> Bool {
    let rows = try database.run(
      "INSERT INTO nonce (device_id, nonce) VALUES ($1::uuid, $2) ON CONFLICT DO NOTHING RETURNING 1",
      [signature.device, signature.nonce])
    return !rows.isEmpty
  }

  /// Notes that a device has sent; one whose former program sends again beside its present one is two computers.
  static func noteInstance(
    _ signature: RequestSignature, _ software: String?, upTo: Int64, _ database: PostgresConnection
  ) throws(DatabaseFault) {
    try database.run(
      """
      UPDATE device SET last_seen_at = now(), up_to = greatest(up_to, $3::bigint), software = coalesce($4, software),
        cloned_at = CASE WHEN former_instance = $2 AND instance <> $2 THEN now() ELSE cloned_at END,
        former_instance = CASE WHEN instance <> $2 THEN instance ELSE former_instance END, instance = $2
      WHERE id = $1::uuid
      """, [signature.device, signature.instance, "\(upTo)", software.map { String($0.prefix(40)) }])
  }
}
