// SPDX-License-Identifier: Apache-2.0
//
// Owns: who may import whom. The folder names follow the data: a stage may look upstream, never downstream.

import Testing

private let importLaw: [String: Set<String>] = [
  "Pulses": [],
  "Motion": ["Pulses"],
  "Sets": ["Pulses", "Motion"],
  // Nothing but the standard library, so that every module above the pure ones may write by its rules.
  "Text": [],
  "Waking": ["Glibc", "Synchronization"],
  "Files": ["Text", "Foundation"],
  // A protocol brings rules of sets.
  "Training": ["Pulses", "Sets", "Foundation"],
  "SetLog": ["Pulses", "Motion", "Sets", "Training", "Text", "GRDB", "Foundation"],
  // Never GRDB: formats need only the log's records.
  "SetExport": ["SetLog", "Training", "Text", "Foundation"],
  "Simulation": ["Pulses", "Motion", "Sets", "Foundation", "Synchronization"],
  // Never Hardware, never SetLog: programs without a sensor or a database read the configuration too.
  "Settings": [
    "Files", "Pulses", "Motion", "Sets", "Training", "Simulation", "Text", "Words", "Yams", "Foundation",
  ],
  "Hardware": [
    "Pulses", "Settings", "Simulation", "Waking", "CGPIO", "CLinux", "CTimex", "CUdev", "Glibc", "Foundation",
    "Synchronization",
  ],
  "SetKeeping": ["Pulses", "Motion", "Sets", "SetLog", "Settings", "Simulation", "Text", "Foundation"],
  // Never Foundation as a whole: its Thread and String(format:) would bring ICU into programs that are linked statically.
  "LiveFeed": [
    "Pulses", "Text", "Waking", "CLinux", "FoundationEssentials", "Dispatch", "Glibc", "Synchronization",
  ],
  "Words": ["LiveFeed", "Text", "Foundation"],
  "QR": ["CQrencode"],
  "Console": ["LiveFeed", "QR", "Words", "CNcurses", "Foundation", "Synchronization"],
  "Doctor": [
    "Pulses", "Motion", "Sets", "SetLog", "Settings", "SetKeeping", "Hardware", "LiveFeed", "Simulation",
    "Text", "Foundation",
  ],
  // Never Doctor: a check that needs a running daemon asks it over the socket.
  "Daemon": [
    "Pulses", "Motion", "Sets", "Training", "SetLog", "Settings", "SetKeeping", "Hardware", "Simulation",
    "LiveFeed", "Text", "Waking",
    "ServiceLifecycle", "Logging", "CSystemd", "Foundation", "Synchronization",
  ],
  // Never Foundation in the packets: they are bytes from numbers.
  "Bluetooth": [
    "LiveFeed", "Settings", "CSystemd", "Foundation", "Glibc", "Logging", "ServiceLifecycle",
    "Synchronization",
  ],
  "deadmill": [
    "Pulses", "Motion", "Sets", "Training", "SetLog", "SetExport", "Settings", "SetKeeping", "Hardware",
    "Simulation",
    "LiveFeed", "Files", "Text", "Words", "Console", "Doctor", "Daemon", "ArgumentParser", "ServiceLifecycle",
    "UnixSignals",
    "Logging",
    "Foundation", "Synchronization",
  ],
  // A wing: no Hardware, no Daemon. It reads the socket and the log, and asks for changes.
  "Web": [
    "LiveFeed", "Files", "SetLog", "SetExport", "Settings", "Training", "Words", "Text", "QR", "CCrypt",
    "Hummingbird",
    "HummingbirdCore", "HummingbirdTLS", "HTTPTypes", "NIOCore", "NIOPosix", "NIOSSL", "Crypto",
    "ServiceLifecycle", "Logging", "Foundation", "Glibc", "Synchronization",
  ],
  "deadmill-connect": [
    "Web", "Settings", "CSystemd", "ArgumentParser", "ServiceLifecycle", "UnixSignals", "Logging",
    "Foundation", "Glibc", "Bluetooth", "HomeAutomation", "SetLog", "Upstream", "Uploads",
  ],
  // Never LiveFeed: what is new is in the log's changes. Never GRDB: the log is read by its own interface.
  "Uploads": [
    "Files", "SetExport", "SetLog", "Settings", "Text", "WebClient", "Crypto", "NIOHTTP1", "ServiceLifecycle",
    "Logging", "Foundation",
  ],
  "Chain": ["Crypto", "Foundation"],
  "WebClient": ["NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL", "Foundation"],
  "Upstream": [
    "Chain", "Files", "LiveFeed", "SetLog", "Settings", "Text", "WebClient", "Crypto", "Foundation",
    "Logging",
    "NIOHTTP1", "ServiceLifecycle",
  ],
  // Never SetLog: a hub takes records of versions that it does not know.
  "Hub": [
    "CPostgres", "Chain", "Text", "Crypto", "Foundation", "HTTPTypes", "Hummingbird", "HummingbirdCore",
    "HummingbirdTLS",
    "Logging", "NIOCore", "NIOFoundationEssentialsCompat", "NIOPosix", "NIOSSL", "ServiceLifecycle",
    "Synchronization",
    "UnixSignals",
  ],
  "deadmill-hub": ["Hub", "ArgumentParser", "Foundation", "Logging"],
  // Never GRDB: the log is read by its own interface.
  "HomeAutomation": [
    "CMosquitto", "Files", "LiveFeed", "SetLog", "Settings", "Text", "Waking", "ServiceLifecycle", "Logging",
    "Dispatch", "Foundation", "Glibc", "Synchronization",
  ],
]

/// Breaches of the law in a file, as text.
private func breaches(_ file: SourceFile) -> [String] {
  guard let allowed = importLaw[file.folder] else {
    return ["\(file.path): the import law knows no \(file.folder)"]
  }
  return SwiftCode(file.text).imports.filter { !allowed.contains($0) }.map { "\(file.path) imports \($0)" }
}

@Test("every file obeys the import law")
func importsKeepTheLaw() {
  let files = Repository.files(under: "Sources", ending: [".swift"])
  #expect(files.count > 50)
  for file in files { #expect(breaches(file) == []) }
}

@Test("the law detects a breach in any form")
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
  let systemModules: Set<String> = [
    "CLinux", "CGPIO", "CGpiod", "CTimex", "CUdev", "CSystemd", "CNcurses", "CCrypt", "CQrencode",
    "CMosquitto", "CPostgres",
  ]
  let folders = Set(Repository.folders(under: "Sources"))
  #expect(folders == Set(importLaw.keys).union(systemModules))
  let manifest = try #require(Repository.text("Package.swift"))
  for folder in folders { #expect(manifest.contains("\"\(folder)\""), "\(folder) is not in the manifest") }
}

@Test("no folder of the sources has more than 20 files of its own")
func foldersAreSmall() {
  let folders = Dictionary(
    grouping: Repository.files(under: "Sources", ending: [".swift", ".c", ".h"]).map(\.path),
    by: { String($0[..<($0.lastIndex(of: "/") ?? $0.startIndex)]) })
  #expect(folders.count > 20)
  for (folder, files) in folders { #expect(files.count <= 20, "\(folder) has \(files.count)") }
}
