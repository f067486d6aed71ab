// SPDX-License-Identifier: Apache-2.0
//
// Owns: keeping a folder like the log: one FIT file for each session of each walker who consented. Must not know: when.
//
// The ledger names a file before the file is written, and its digest after: a program that is killed between the two
// writes the same file again, and no file is ever without an entry.

import Files
import Foundation
import SetLog

/// A file of the folder.
package struct KeptSession: Codable, Sendable, Equatable {
  var session: String
  var walkerId: String
  /// Below the folder.
  var path: String
  /// Empty until the file is written.
  var digest: String
  /// The identifiers of the sets in it.
  var sets: [String]
}

/// Fills a folder.
package struct FolderKeeper: UploadWorker {
  private let configuration: FilesConfiguration
  private var ledger: Ledger<KeptSession>
  private var follower: LogFollower
  private var keysBySet: [String: Set<String>] = [:]
  /// Whose each path is.
  private var owners: [String: String] = [:]

  package init(_ configuration: FilesConfiguration) throws(UploadFault) {
    self.configuration = configuration
    ledger = try Ledger(configuration.dataDirectory + "/ledger.jsonl")
    follower = LogFollower(configuration.logDirectory)
    for (key, entry) in ledger.entries { index(entry, key) }
  }

  package mutating func step() throws {
    try checkFolder()
    do {
      guard let log = try follower.open() else { return }
      try catchUp(log)
    } catch {
      follower.lookAgain()
      throw error
    }
  }

  private var folder: String { configuration.folder }

  // MARK: The folder

  private mutating func checkFolder() throws {
    if configuration.chosenFolder == nil, ledger.notes["folder"] != folder { try makeDirectory(folder) }
    guard FolderMark.isThere(folder) else {
      throw UploadFault(
        "\(folder): no such folder; create it or mount its disk. The files wait in the log until then")
    }
    let word = FolderMark.read(folder)
    if ledger.notes["folder"] == folder {
      guard let word, word == ledger.notes["mark"] else {
        throw UploadFault(
          "\(folder): is not the folder that was filled before (\(FolderMark.fileName) differs or is missing); mount its "
            + "disk, or delete \(ledger.path) and restart the service to fill this one")
      }
      return
    }
    let made = try FolderMark.make(folder)
    try ledger.restart(notes: ["folder": folder, "mark": made])
    (keysBySet, owners) = ([:], [:])
  }

  private func makeDirectory(_ path: String) throws(UploadFault) {
    guard !FolderMark.isThere(path) else { return }
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o750])
    } catch {
      throw UploadFault(
        "\(path): cannot be made (\(error.localizedDescription)); free some space, or give rights")
    }
  }

  // MARK: The log

  private mutating func catchUp(_ log: SetLog) throws {
    // Fewer changes than were dealt with: it is another log, whose changes begin at the first.
    if follower.latest < ledger.cursor { try ledger.advance(to: 0) }
    try Consents.forget(except: configuration.walkers, &ledger)
    let consents = try Consents.found(configuration.walkers, log, &ledger)
    try followConsents(consents)
    while true {
      let changes = try log.changes(after: ledger.cursor, limit: 200)
      guard let last = changes.last else { return }
      for session in try Self.sessions(of: changes, log, known: sessionsBySet) {
        try refresh(session, consents, log)
      }
      try ledger.advance(to: last.number)
    }
  }

  /// Sessions of sets that are in a file, by the set.
  private func sessionsBySet(_ set: String) -> [String] {
    (keysBySet[set] ?? []).compactMap { ledger.entries[$0]?.session }
  }

  /// The sessions that changes touch, each once, in the order of the changes.
  private static func sessions(
    of changes: [LogChange], _ log: SetLog, known: (String) -> [String]
  ) throws -> [String] {
    var sessions: [String] = []
    for change in changes where change.kind == .set || change.kind == .setGone {
      // A set that was claimed or moved leaves the file that it was in.
      var touched = known(change.id)
      if change.kind == .set, let set = try log.identifiedSet(change.id) {
        touched.append(set.record.sessionId)
      }
      for session in touched where !sessions.contains(session) { sessions.append(session) }
    }
    return sessions
  }

  /// A walker who was added gets all sessions; the files of one who was taken out go.
  private mutating func followConsents(_ consents: [Consent]) throws {
    let ids = Set(consents.map(\.walkerId))
    let text = ids.sorted().joined(separator: " ")
    guard ledger.notes["consents"] != text else { return }
    for (key, entry) in ledger.entries where !ids.contains(entry.walkerId) { try remove(key) }
    try ledger.advance(to: 0)
    try ledger.note("consents", text)
  }

  private mutating func refresh(_ session: String, _ consents: [Consent], _ log: SetLog) throws {
    for consent in consents {
      let key = session + " " + consent.walkerId
      if let file = try SessionFile.of(session, consent, log) {
        try keep(file, session, consent, key)
      } else {
        try remove(key)
        try remove(Self.old(key))
      }
    }
  }

  // MARK: Files

  private mutating func keep(_ file: SessionFile, _ session: String, _ consent: Consent, _ key: String) throws
  {
    let before = ledger.entries[key]
    let digest = file.digest
    let path = freePath(file, session, consent, key)
    guard before?.digest != digest || before?.path != path else { return }
    try makeDirectory(folder + "/" + FolderName.of(consent.name))
    // Under its new name first: the old file goes only once the new one is there.
    if let before, before.path != path {
      try ledger.put(before, Self.old(key))
    }
    var entry = KeptSession(
      session: session, walkerId: consent.walkerId, path: path, digest: "", sets: file.sets.map(\.id))
    try ledger.put(entry, key)
    index(entry, key)
    try write(file.bytes, folder + "/" + path)
    entry.digest = digest
    try ledger.put(entry, key)
    try remove(Self.old(key))
  }

  private func write(_ bytes: [UInt8], _ path: String) throws(UploadFault) {
    do {
      let file = try OutputFile(path, .rewrite)
      try file.write(bytes)
      try file.finish()
    } catch {
      throw UploadFault(error)
    }
  }

  /// `ada/2026-03-01-1804-treadmill-3-1f09ac77.fit`: the end is the session's, since two machines may be called alike.
  private func freePath(_ file: SessionFile, _ session: String, _ consent: Consent, _ key: String) -> String {
    let word = FolderName.of(session)
    let stem = FolderName.of(consent.name) + "/" + file.name + "-"
    let short = stem + String(word.suffix(8)) + ".fit"
    return owners[short, default: key] == key ? short : stem + word + ".fit"
  }

  /// A file that is gone already is as good as removed.
  private mutating func remove(_ key: String) throws {
    guard let entry = ledger.entries[key] else { return }
    let path = folder + "/" + entry.path
    let isUsed = ledger.entries[Self.sibling(of: key)]?.path == entry.path
    if !isUsed, FileStatus(ofLink: path) != nil {
      do {
        try FileManager.default.removeItem(atPath: path)
      } catch {
        throw UploadFault(
          "\(path): cannot be removed (\(error.localizedDescription)); remove it, or give rights")
      }
      FilePath.synchroniseDirectory(of: path)
    }
    try ledger.put(nil, key)
    if !isUsed { owners[entry.path] = nil }
    for set in entry.sets {
      keysBySet[set]?.remove(key)
      if keysBySet[set]?.isEmpty == true { keysBySet[set] = nil }
    }
  }

  private mutating func index(_ entry: KeptSession, _ key: String) {
    for set in entry.sets { keysBySet[set, default: []].insert(key) }
    owners[entry.path] = key.hasSuffix(Self.oldMark) ? Self.sibling(of: key) : key
  }

  // The file of a session under its name before has an entry of its own until it is gone.
  private static let oldMark = " old"
  private static func old(_ key: String) -> String { key + oldMark }
  private static func sibling(of key: String) -> String {
    key.hasSuffix(oldMark) ? String(key.dropLast(oldMark.count)) : key + oldMark
  }

  package var progress: ServiceProgress {
    let names = Dictionary(
      configuration.walkers.map { (ledger.notes["walker:" + FoldedName.key($0)] ?? $0, $0) }
    ) { first, _ in first }
    let files = Dictionary(grouping: ledger.entries.values, by: \.walkerId)
    let destinations = names.sorted { $0.value < $1.value }.map { id, name in
      ServiceProgress.Destination(
        walker: name, to: folder + "/" + FolderName.of(name), count: files[id]?.count ?? 0,
        last: files[id]?.map(\.path).max())
    }
    return ServiceProgress(cursor: ledger.cursor, latest: follower.latest, destinations: destinations)
  }
}
