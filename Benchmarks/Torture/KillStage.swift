// SPDX-License-Identifier: Apache-2.0
//
// Owns: the stage that kills processes at work on a log. Must not know: what each trial does.

import Foundation

enum KillStage {
  static func run(_ options: Options) throws -> Never {
    let folder = try Folder(options.work + "/kills")
    let stockPath = folder.path + "/stock"
    try Stock(seed: options.seed).write(to: stockPath)
    let stock = try Stock(from: stockPath)
    var campaign = Campaign(seed: options.seed)
    var tallies: [(String, Tally)] = []
    func run(_ trial: some Trial, _ kills: Int) {
      var trial = trial
      let begun = ContinuousClock.now
      let tally = campaign.run(&trial, kills: options.count(kills))
      let seconds = (ContinuousClock.now - begun) / .seconds(1)
      Out.note("kills: \(trial.name): \(tally.kills) kills in \(Int(seconds)) s")
      tallies.append((trial.name, tally))
    }
    run(try InsertTrial(stock: stock, stockPath: stockPath, in: folder.path), 180)
    run(try JournalTrial(seed: options.seed, in: folder.path), 180)
    run(try RecomputeTrial(stock: stock, in: folder.path), 40)
    run(try BackupTrial(stock: stock, in: folder.path), 50)
    run(try ClockTrial(stock: stock, in: folder.path), 40)
    run(try EraseTrial(stock: stock, in: folder.path), 50)
    // An import of JSON takes its place here as another trial.
    tell(tallies)
  }

  private static func tell(_ tallies: [(String, Tally)]) -> Never {
    var figures = Figures(stage: "kill -9")
    let all = tallies.map(\.1)
    func sum(_ field: (Tally) -> Int) -> Int { all.reduce(0) { $0 + field($1) } }
    figures.add("kills", sum(\.kills), .atLeast(500))
    for (name, tally) in tallies {
      figures.add("kills during \(name)", tally.kills, .none)
      for (note, count) in tally.notes.sorted(by: { $0.key < $1.key }) {
        figures.add("\(name): \(note)", count, .none)
      }
    }
    figures.add("acknowledged", sum(\.acknowledged), .none)
    figures.add("acknowledged and lost", sum(\.lost), .zero)
    figures.add("duplicates", sum(\.duplicates), .zero)
    figures.add("databases damaged", sum(\.damaged), .zero)
    figures.add("done by half", sum(\.halves), .zero)
    figures.add("sets recovered", sum(\.recovered), .none)
    figures.add("recovered twice", sum(\.recoveredTwice), .zero)
    figures.finish(faults: all.flatMap(\.faults))
  }
}
