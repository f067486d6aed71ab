// SPDX-License-Identifier: Apache-2.0
//
// Owns: `make torture`: what the log survives. Each stage prints its figures, and fails if a goal is missed.
//
//     torture kills|bits|program|disk|card|control --work FOLDER [--seed N] [--share X]

import Foundation

@main
enum Torture {
  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    do {
      switch words.first {
      case "child": try Victim.run(Array(words.dropFirst()))
      case "kills": try KillStage.run(Options(words))
      case "bits": try BitStage.run(Options(words))
      case "program": try ProgramStage.run(Options(words))
      case "disk": try DiskStage.run(Options(words))
      case "control": try ControlStage.run(Options(words))
      case "card": try CardStage.run(Options(words))
      default:
        Out.note("torture: expected kills, bits, program, disk, card or control")
        exit(2)
      }
    } catch {
      Out.note("torture \(words.joined(separator: " ")): \(error)")
      exit(1)
    }
  }
}

/// What a stage is run with.
struct Options {
  /// A folder of its own, made again.
  var work = NSTemporaryDirectory() + "deadmill-torture"
  var seed: UInt64 = 1
  /// Times of the usual number of trials.
  var share = 1.0
  /// The built program.
  var program = ".build-release/release/deadmill"

  init(_ words: [String]) {
    for (name, value) in zip(words, words.dropFirst()) {
      switch name {
      case "--work": work = value
      case "--seed": seed = UInt64(value) ?? seed
      case "--share": share = Double(value) ?? share
      case "--program": program = value
      default: break
      }
    }
  }

  func count(_ usual: Int) -> Int { max(1, Int(Double(usual) * share)) }
}
