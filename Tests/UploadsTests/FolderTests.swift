// SPDX-License-Identifier: Apache-2.0
//
// Owns: proof that a folder is kept like the log.

import Foundation
import SetLog
import TestSupport
import Testing

@testable import Uploads

/// All FIT files below a folder, sorted.
private func fits(_ folder: String) -> [String] {
  let all = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
  return all.filter { $0.hasSuffix(".fit") }.sorted()
}

private func bytes(_ path: String) -> Data? { FileManager.default.contents(atPath: path) }

@Test("each session of a walker who consented is one file, and no other walker's")
func oneFileASession() throws {
  let site = try UploadedLog()
  try site.enter(0, 0)
  try site.enter(0, 1)
  try site.enter(0, 2, walker: "Ben")
  try site.enter(0, 4, walker: nil)
  try site.enter(1)
  var keeper = try FolderKeeper(site.files())
  try keeper.step()
  let names = fits(site.data + "/fit")
  #expect(names.count == 2 && names.allSatisfy { $0.hasPrefix("ada/") }, "\(names)")
  for name in names { #expect(bytes(site.data + "/fit/" + name)?[8..<12] == Data(".FIT".utf8)) }
  #expect(keeper.progress.destinations.map(\.count) == [2])
  #expect(keeper.progress.cursor == (try site.log.latestChange))
}

@Test("a set that is added, claimed, discarded, restored or erased changes the files")
func editsAreFollowed() throws {
  let site = try UploadedLog()
  let first = try site.enter(0, 0)
  var keeper = try FolderKeeper(site.files(["Ada", "Ben"]))
  try keeper.step()
  let one = try #require(fits(site.data + "/fit").first)
  let before = bytes(site.data + "/fit/" + one)
  let second = try site.enter(0, 1)
  try keeper.step()
  #expect(fits(site.data + "/fit") == [one] && bytes(site.data + "/fit/" + one) != before)
  // Back to what it was: the same bytes.
  try site.log.discard(set: second.id)
  try keeper.step()
  #expect(bytes(site.data + "/fit/" + one) == before)
  try site.log.addWalker(name: "Ben")
  try site.log.claim(set: first.id, for: "Ben")
  try keeper.step()
  let moved = fits(site.data + "/fit")
  #expect(moved.count == 1 && moved[0].hasPrefix("ben/"), "\(moved)")
  try site.log.restore(set: second.id)
  try keeper.step()
  #expect(fits(site.data + "/fit").map { $0.prefix(4) } == ["ada/", "ben/"])
  _ = try site.log.eraseWalker("Ben", deletingSets: true)
  _ = try site.log.eraseWalker("Ada")
  try keeper.step()
  #expect(fits(site.data + "/fit") == [])
}

@Test("a renamed walker keeps files and consent; a new walker of the old name has none")
func consentIsAPersons() throws {
  let site = try UploadedLog()
  try site.enter(0)
  var keeper = try FolderKeeper(site.files())
  try keeper.step()
  try site.log.rename(walker: "Ada", to: "Ada B.")
  try site.enter(1, walker: "Ada B.")
  try site.enter(2, walker: "Ada")
  var later = try FolderKeeper(site.files())
  try later.step()
  let names = fits(site.data + "/fit")
  #expect(names.count == 2 && !names.contains { $0.contains("2025-12-03") }, "\(names)")
}

@Test("who is added to the configuration gets the sessions of before, who is taken out loses the files")
func consentIsGivenAndTaken() throws {
  let site = try UploadedLog()
  try site.enter(0)
  try site.enter(1, walker: "Ben")
  var keeper = try FolderKeeper(site.files())
  try keeper.step()
  var both = try FolderKeeper(site.files(["Ada", "Ben"]))
  try both.step()
  #expect(fits(site.data + "/fit").map { $0.prefix(4) } == ["ada/", "ben/"])
  var one = try FolderKeeper(site.files(["Ben"]))
  try one.step()
  #expect(fits(site.data + "/fit").map { $0.prefix(4) } == ["ben/"])
}

@Test("a file that another program took away does not come back, unless its session changes")
func takenFilesStayAway() throws {
  let site = try UploadedLog()
  try site.enter(0)
  var keeper = try FolderKeeper(site.files())
  try keeper.step()
  let name = try #require(fits(site.data + "/fit").first)
  try FileManager.default.removeItem(atPath: site.data + "/fit/" + name)
  try site.enter(1)
  try keeper.step()
  #expect(!fits(site.data + "/fit").contains(name))
  try site.enter(0, 1)
  try keeper.step()
  #expect(fits(site.data + "/fit").contains(name))
}

@Test("a folder that is gone, or another one, is a state; nothing is lost and nothing is written there")
func folderIsGone() throws {
  let site = try UploadedLog()
  let chosen = site.folder.path + "/disk"
  var keeper = try FolderKeeper(site.files(in: chosen))
  let missing = #expect(throws: UploadFault.self) { try keeper.step() }
  #expect(missing?.description.hasPrefix(chosen + ": no such folder; create it or mount its disk") == true)
  try FileManager.default.createDirectory(atPath: chosen, withIntermediateDirectories: false)
  try site.enter(0)
  try keeper.step()
  #expect(fits(chosen).count == 1)
  // The disk is not mounted: an empty folder is in its place.
  try FileManager.default.moveItem(atPath: chosen, toPath: chosen + "-away")
  try FileManager.default.createDirectory(atPath: chosen, withIntermediateDirectories: false)
  try site.enter(1)
  let other = #expect(throws: UploadFault.self) { try keeper.step() }
  #expect(other?.description.contains("is not the folder that was filled before") == true)
  #expect(fits(chosen) == [])
  try FileManager.default.removeItem(atPath: chosen)
  try FileManager.default.moveItem(atPath: chosen + "-away", toPath: chosen)
  try keeper.step()
  #expect(fits(chosen).count == 2)
}

@Test("a file that cannot be written is a state; it is written later")
func unwritableFile() throws {
  let site = try UploadedLog()
  try site.enter(0)
  // A file is where the walker's folder would be.
  try FileManager.default.createDirectory(atPath: site.data + "/fit", withIntermediateDirectories: true)
  try Data().write(to: URL(fileURLWithPath: site.data + "/fit/ada"))
  var keeper = try FolderKeeper(site.files())
  #expect(throws: UploadFault.self) { try keeper.step() }
  #expect(keeper.progress.cursor == 0)
  try FileManager.default.removeItem(atPath: site.data + "/fit/ada")
  // A later start does the same.
  var later = try FolderKeeper(site.files())
  try later.step()
  #expect(fits(site.data + "/fit").count == 1)
}

@Test("a step that is repeated changes nothing, also after the cursor was lost")
func repeatedSteps() throws {
  let site = try UploadedLog()
  try site.enter(0)
  var keeper = try FolderKeeper(site.files())
  try keeper.step()
  let names = fits(site.data + "/fit")
  try FileManager.default.removeItem(atPath: site.data + "/ledger.jsonl")
  var later = try FolderKeeper(site.files())
  try later.step()
  #expect(fits(site.data + "/fit") == names)
}

@Test("no log yet is a state with what to do")
func noLogYet() throws {
  let folder = try Folder()
  var settings = FilesConfiguration()
  settings.walkers = ["Ada"]
  settings.logDirectory = folder.path + "/none"
  settings.dataDirectory = folder.path
  var keeper = try FolderKeeper(settings)
  let fault = #expect(throws: UploadFault.self) { try keeper.step() }
  #expect(fault?.description.contains("no log here yet") == true)
}

@Test("two machines of like names in one minute have two files")
func likeNames() throws {
  let site = try UploadedLog()
  try site.enter(0, machine: "Belt 1")
  try site.enter(0, machine: "Belt-1")
  var keeper = try FolderKeeper(site.files())
  try keeper.step()
  #expect(fits(site.data + "/fit").count == 2)
}
