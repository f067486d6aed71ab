// SPDX-License-Identifier: Apache-2.0
//
// Owns: that what the documents name exists.

import Foundation
import Testing

@Test("CONTRIBUTING names every folder of the repository")
func contributingNamesFolders() throws {
  let text = try #require(Repository.text("CONTRIBUTING.md"))
  for folder in Repository.folders(under: "Sources") { #expect(text.contains("\(folder)`"), "\(folder)") }
  for folder in ["Tests", "Benchmarks", "hardware", "udev-rules", "systemd", "debian", "docs", "scripts"] {
    #expect(text.contains("`\(folder)`"), "\(folder)")
  }
}

@Test("the README is short, and the index lists every document")
func documentsAreListed() throws {
  let readme = try #require(Repository.text("README.md"))
  #expect(readme.split(separator: "\n", omittingEmptySubsequences: false).count <= 121)
  let index = try #require(Repository.text("docs/README.md"))
  for name in Repository.folders(under: "docs") where name.hasSuffix(".md") && name != "README.md" {
    #expect(index.contains("](\(name))"), "docs/\(name)")
  }
}

@Test("every path that CONTRIBUTING names exists")
func pathsExist() throws {
  let text = try #require(Repository.text("CONTRIBUTING.md"))
  let roots = ["Sources/", "Tests/", "Benchmarks/", "docs/", "hardware/", "scripts/"]
  let paths = text.components(separatedBy: "`").filter { piece in roots.contains { piece.hasPrefix($0) } }
  #expect(paths.count > 60)
  for path in paths {
    #expect(FileManager.default.fileExists(atPath: Repository.top + "/" + path), "\(path)")
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
  let documents =
    ["README.md", "CONTRIBUTING.md"].map { SourceFile(path: $0, text: Repository.text($0) ?? "") }
    + Repository.files(under: "docs", ending: [".md"]) + Repository.files(under: "hardware", ending: [".md"])
  for file in documents {
    let named =
      file.text.components(separatedBy: "`make ").dropFirst()
      + file.text.components(separatedBy: "\nmake ").dropFirst()
    for piece in named {
      let verb = String(piece.prefix { $0.isLetter || $0.isNumber || $0 == "-" })
      #expect(verbs.contains(verb), "\(file.path): make \(verb)")
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

@Test("the files of the service exist and name the same user and group")
func serviceFiles() throws {
  let unit = try #require(Repository.text("systemd/deadmill.service"))
  let users = try #require(Repository.text("systemd/deadmill.sysusers"))
  let rules = try #require(Repository.text("udev-rules/60-deadmill.rules"))
  #expect(unit.contains("User=deadmill") && users.contains("u deadmill"))
  #expect(unit.contains("SupplementaryGroups=gpio") && rules.contains("GROUP=\"gpio\""))
  #expect(unit.contains("ExecStart=/usr/bin/deadmill run --config"))
}
