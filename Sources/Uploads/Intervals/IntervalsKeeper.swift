// SPDX-License-Identifier: Apache-2.0
//
// Owns: that the site has each session of each walker with an account once, as the log has it. Must not know: requests.
//
// A change of the log marks its session in the ledger, and is done with. A marked session is sent once it is over. Before
// an upload the ledger has its external identifier; after a crash the site is asked for that one first. An edited session
// replaces the activity: the old one is deleted, then the new one uploaded.

import Foundation
import SetLog
import WebClient

/// Sends sessions.
package struct IntervalsKeeper: UploadWorker {
  private static let mostSessions = 200

  private let configuration: IntervalsConfiguration
  private let base: WebAddress
  private let client: WebClient
  private let credentials: String?
  private let now: @Sendable () -> Instant
  private var ledger: Ledger<SiteSession>
  private var follower: LogFollower
  private var consents: [Consent] = []
  private var keysBySet: [String: Set<String>] = [:]

  /// - Parameter credentials: the service manager's folder of secrets.
  package init(
    _ configuration: IntervalsConfiguration, credentials: String?,
    now: @escaping @Sendable () -> Instant = { .now }
  ) throws(UploadFault) {
    guard let base = configuration.address else { throw UploadFault("url: is no address; correct it") }
    self.configuration = configuration
    self.base = base
    self.credentials = credentials
    self.now = now
    ledger = try Ledger(configuration.dataDirectory + "/ledger.jsonl")
    follower = LogFollower(configuration.logDirectory)
    for (key, entry) in ledger.entries {
      for set in entry.sets { keysBySet[set, default: []].insert(key) }
    }
    client = try .made(configuration.authorities)
  }

  package mutating func step() async throws {
    do {
      if let log = try follower.open() { try notice(log) }
    } catch {
      follower.lookAgain()
      throw error
    }
    try await send()
  }

  // MARK: What is new

  private mutating func notice(_ log: SetLog) throws {
    if follower.latest < ledger.cursor { try ledger.advance(to: 0) }
    let names = configuration.accounts.map(\.walker)
    try Consents.forget(except: names, &ledger)
    consents = try Consents.found(names, log, &ledger)
    for name in names where ledger.notes[Consents.note("begun", of: name)] == nil {
      // All sets of a walker whom the log does not know yet will be new.
      if let consent = consents.first(where: { $0.name == name }) { try begin(consent, log) }
      try ledger.note(Consents.note("begun", of: name), now().description)
    }
    while true {
      let changes = try log.changes(after: ledger.cursor, limit: 200)
      guard let last = changes.last else { return }
      var marked: [String: SiteSession] = [:]
      for change in changes { try mark(change, log, &marked) }
      try ledger.put(marked, cursor: last.number)
    }
  }

  /// What was over before the account was configured is not sent: the site may have it by hand already.
  private mutating func begin(_ consent: Consent, _ log: SetLog) throws {
    guard let walker = consent.walker else { return }
    var filter = SetFilter()
    filter.walker = walker.name
    var earlier: [String: SiteSession] = [:]
    var page = try log.sessions(filter, limit: Self.mostSessions)
    while true {
      for session in page.sessions {
        let key = Self.key(session.sessionId, consent)
        if ledger.entries[key] != nil { continue }
        var entry = SiteSession(session: session.sessionId, walkerId: consent.walkerId)
        // One that goes on is sent as a whole; its changes may have been dealt with before the account was added.
        if isOver(session.endedAt) { entry.isEarlier = true } else { entry.noticedAt = now() }
        earlier[key] = entry
      }
      guard let next = page.next else { break }
      page = try log.sessions(filter, before: next, limit: Self.mostSessions)
    }
    try ledger.put(earlier)
  }

  private static func key(_ session: String, _ consent: Consent) -> String {
    session + " " + consent.walkerId
  }

  private func isOver(_ end: Instant) -> Bool {
    now().unixMs - end.unixMs >= Int64(configuration.settleMin * 60_000)
  }

  private func mark(_ change: LogChange, _ log: SetLog, _ marked: inout [String: SiteSession]) throws {
    guard change.kind == .set || change.kind == .setGone else { return }
    // A set that was claimed, moved or deleted leaves the session that it was in.
    var touched: [String: SiteSession] = [:]
    for key in keysBySet[change.id] ?? [] { touched[key] = ledger.entries[key] }
    if change.kind == .set, let set = try log.identifiedSet(change.id),
      let consent = consents.first(where: { $0.walkerId == set.walkerId })
    {
      let session = set.record.sessionId
      let key = Self.key(session, consent)
      touched[key] =
        ledger.entries[key] ?? SiteSession(session: session, walkerId: consent.walkerId)
    }
    for (key, entry) in touched where !entry.isEarlier {
      var entry = entry
      entry.noticedAt = entry.noticedAt ?? now()
      marked[key] = entry
    }
  }

  // MARK: Sending

  private mutating func send() async throws {
    let waiting = ledger.entries.filter { $0.value.noticedAt != nil }
    guard !waiting.isEmpty else { return }
    let log = try follower.opened()
    var faults: [String: UploadFault] = [:]
    for key in waiting.keys.sorted() {
      guard let entry = ledger.entries[key],
        let consent = consents.first(where: { $0.walkerId == entry.walkerId }),
        faults[consent.walkerId] == nil
      else { continue }
      do {
        try await send(key, consent, log)
      } catch let error as CancellationError {
        throw error
      } catch {
        // One athlete's wrong key is no reason to keep the others waiting.
        faults[consent.walkerId] = UploadFault(error)
      }
    }
    guard faults.isEmpty else {
      throw UploadFault(faults.values.map(\.description).sorted().joined(separator: "; "))
    }
  }

  private func site(_ consent: Consent) throws(UploadFault) -> IntervalsSite? {
    guard let account = configuration.accounts.first(where: { $0.walker == consent.name }) else { return nil }
    let name = account.athlete + ".key"
    let secret = try SecretFile.read(
      configuration.keys + "/" + name, credentials: credentials, copy: "intervals_" + name)
    return IntervalsSite(client: client, base: base, athlete: account.athlete, key: secret)
  }

  private mutating func send(_ key: String, _ consent: Consent, _ log: SetLog) async throws {
    guard var entry = ledger.entries[key] else { return }
    let file = try SessionFile.of(entry.session, consent, log)
    if let file, !isDue(file, entry) { return }
    guard let site = try site(consent) else { return }
    if let attempt = entry.attempt {
      if let found = try await site.find(attempt.externalId, around: attempt.around) {
        (entry.activity, entry.digest) = (found, attempt.digest)
      }
      entry.attempt = nil
      try ledger.put(entry, key)
    }
    guard let file else { return try await withdraw(entry, key, site) }
    if entry.activity == nil || entry.digest != file.digest {
      try await upload(file, &entry, key, site)
    }
    entry.noticedAt = nil
    try ledger.put(entry, key)
  }

  /// A session may go on until half an hour after its last set. A set that seems to end in the future is waited for as long
  /// from when it was seen.
  private func isDue(_ file: SessionFile, _ entry: SiteSession) -> Bool {
    guard let noticed = entry.noticedAt else { return false }
    return isOver(min(file.endedAt ?? noticed, noticed))
  }

  /// No set of the session is left for the site: they were discarded, deleted, or are another walker's.
  private mutating func withdraw(_ entry: SiteSession, _ key: String, _ site: IntervalsSite) async throws {
    if let activity = entry.activity { try await site.delete(activity) }
    try ledger.put(nil, key)
  }

  private mutating func upload(
    _ file: SessionFile, _ entry: inout SiteSession, _ key: String, _ site: IntervalsSite
  ) async throws {
    if let activity = entry.activity {
      try await site.delete(activity)
      (entry.activity, entry.digest) = (nil, nil)
    }
    entry.attempts += 1
    let attempt = SiteSession.Attempt(
      externalId: entry.externalId(entry.attempts), digest: file.digest, around: file.startedAt ?? now())
    entry.attempt = attempt
    entry.sets = file.sets.map(\.id)
    for set in entry.sets { keysBySet[set, default: []].insert(key) }
    entry.startedAt = file.startedAt
    try ledger.put(entry, key)
    entry.activity = try await site.upload(file.bytes, name: file.name, externalId: attempt.externalId)
    entry.digest = attempt.digest
    entry.attempt = nil
    try ledger.put(entry, key)
  }

  package var progress: ServiceProgress {
    let sent = ledger.entries.values.filter { $0.activity != nil }
    let destinations = configuration.accounts.map { account in
      let id = ledger.notes["walker:" + FoldedName.key(account.walker)]
      let own = sent.filter { $0.walkerId == id }
      let last = own.max { ($0.startedAt ?? Instant(unixMs: 0)) < ($1.startedAt ?? Instant(unixMs: 0)) }
      return ServiceProgress.Destination(
        walker: account.walker, to: "\(base.shown), athlete \(account.athlete)", count: own.count,
        last: last?.startedAt?.description)
    }
    return ServiceProgress(
      cursor: ledger.cursor, latest: follower.latest,
      waiting: ledger.entries.values.count { $0.noticedAt != nil },
      destinations: destinations)
  }
}
