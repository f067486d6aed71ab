// SPDX-License-Identifier: Apache-2.0
//
// Owns: who may import whom. The folder names follow the data: a stage may look upstream, never downstream.

import Testing

private let importLaw: [String: Set<String>] = [
  "Pulses": [],
  "Motion": ["Pulses"],
  "Sets": ["Pulses", "Motion"],
  "SetLog": ["Pulses", "Motion", "Sets", "GRDB", "Foundation"],
  "Hardware": ["Pulses", "CGPIO", "CTimex", "CUdev", "Glibc", "Synchronization"],
  "Simulation": ["Pulses", "Motion", "Sets", "Foundation", "Synchronization"],
  "LiveFeed": ["Pulses", "Motion", "Sets", "Foundation", "Synchronization"],
  "Daemon": [
    "Pulses", "Motion", "Sets", "SetLog", "Hardware", "Simulation", "LiveFeed", "ServiceLifecycle", "Logging",
    "Yams",
    "Foundation", "Synchronization",
  ],
  "Console": ["Pulses", "Motion", "Sets", "LiveFeed", "CNcurses", "Foundation", "Synchronization"],
  "deadmill": [
    "Pulses", "Motion", "Sets", "SetLog", "Hardware", "Simulation", "LiveFeed", "Daemon", "Console",
    "ArgumentParser",
    "ServiceLifecycle", "UnixSignals", "Logging", "Foundation", "Synchronization",
  ],
]

/// What breaks the law in a file, as text.
private func breaches(_ file: SourceFile) -> [String] {
  guard let allowed = importLaw[file.folder] else {
    return ["\(file.path): the import law knows no \(file.folder)"]
  }
  return SwiftCode(file.text).imports.filter { !allowed.contains($0) }.map { "\(file.path) imports \($0)" }
}

@Test("every file keeps to the import law")
func importsKeepTheLaw() {
  let files = Repository.files(under: "Sources", ending: [".swift"])
  #expect(files.count > 50)
  for file in files { #expect(breaches(file) == []) }
}

@Test("the law sees a breach, however it is written")
func lawSeesBreaches() {
  func file(_ folder: String, _ text: String) -> SourceFile {
    SourceFile(path: "Sources/\(folder)/A.swift", text: text)
  }
  #expect(breaches(file("Pulses", "import Foundation")).count == 1)
  #expect(breaches(file("Motion", "import Sets")).count == 1)
  #expect(breaches(file("Motion", "package import struct Foundation.Date")).count == 1)
  #expect(breaches(file("Motion", "// import Foundation\nimport Pulses")).isEmpty)
  #expect(breaches(file("Motion", "let text = \"import Foundation\"")).isEmpty)
  #expect(breaches(file("Elsewhere", "")).count == 1)
}

@Test("every module of the manifest is in the law, and every folder is a module")
func lawIsComplete() throws {
  let systemModules: Set<String> = ["CGPIO", "CGpiod", "CTimex", "CUdev", "CNcurses"]
  let folders = Set(Repository.folders(under: "Sources"))
  #expect(folders == Set(importLaw.keys).union(systemModules))
  let manifest = try #require(Repository.text("Package.swift"))
  for folder in folders { #expect(manifest.contains("\"\(folder)\""), "\(folder) is not in the manifest") }
}
