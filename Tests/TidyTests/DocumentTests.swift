// SPDX-License-Identifier: Apache-2.0
//
// Owns: that what the documents say is there.

import Foundation
import Testing

@Test("the README names every folder of the house")
func readmeNamesFolders() throws {
  let readme = try #require(Repository.text("README.md"))
  for folder in Repository.folders(under: "Sources") { #expect(readme.contains("\(folder)"), "\(folder)") }
  for folder in ["Tests", "hardware", "udev-rules", "systemd", "docs"] {
    #expect(readme.contains(folder), "\(folder)")
  }
}

@Test("every `make` verb that a document names is in the Makefile")
func verbsExist() throws {
  let makefile = try #require(Repository.text("Makefile"))
  let verbs = Set(
    makefile.split(separator: "\n").compactMap { line -> String? in
      guard let colon = line.firstIndex(of: ":"), line.first?.isLetter == true else { return nil }
      return String(line[..<colon])
    })
  #expect(verbs.isSuperset(of: ["run", "test", "purity", "lab"]))
  for name in ["README.md", "CONTRIBUTING.md"] {
    let text = try #require(Repository.text(name))
    for piece in text.components(separatedBy: "`make ").dropFirst() {
      let verb = String(piece.prefix { $0.isLetter || $0.isNumber || $0 == "-" })
      #expect(verbs.contains(verb), "\(name): make \(verb)")
    }
  }
}

@Test("links in the documents lead somewhere")
func linksResolve() {
  let names = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
  var files = names.compactMap { name in Repository.text(name).map { SourceFile(path: name, text: $0) } }
  files += ["docs", "hardware", "Tests"].flatMap { Repository.files(under: $0, ending: [".md"]) }
  #expect(files.count >= 4)
  for file in files {
    let folder =
      file.path.contains("/")
      ? String(file.path[..<(file.path.lastIndex(of: "/") ?? file.path.startIndex)]) : ""
    for piece in file.text.components(separatedBy: "](").dropFirst() {
      let link = String(piece.prefix { $0 != ")" && $0 != "#" })
      if link.isEmpty || link.contains("://") { continue }
      let path = [Repository.top, folder, link].filter { !$0.isEmpty }.joined(separator: "/")
      #expect(FileManager.default.fileExists(atPath: path), "\(file.path) links to \(link)")
    }
  }
}

@Test("the files of the service are there and name the same user and group")
func serviceFiles() throws {
  let unit = try #require(Repository.text("systemd/deadmill.service"))
  let users = try #require(Repository.text("systemd/deadmill.sysusers"))
  let rules = try #require(Repository.text("udev-rules/60-deadmill.rules"))
  #expect(unit.contains("User=deadmill") && users.contains("u deadmill"))
  #expect(unit.contains("SupplementaryGroups=gpio") && rules.contains("GROUP=\"gpio\""))
  #expect(unit.contains("ExecStart=/usr/bin/deadmill run --config"))
}
