// SPDX-License-Identifier: Apache-2.0
//
// Owns: training protocols of one's own: YAML files, every mistake with its file, line, key and range.
// Must not know: what protocols are used for.
//
//     name: my-intervals
//     title: "Four sets of 45 seconds"
//     setDurationS: 45
//     sets: 4
//     restS: 75
//     toleranceS: 5               # left out: a tenth of the work, at least 3
//     restToleranceS: 20          # left out: 15
//     weekly: { min: 2, max: 3 }
//     buildUp: { 0: 30, 3: 45 }   # weeks that met the aim -> work of a set; left out: the full work from the start

import Foundation
import Text
import Training
import Yams

/// Reads training protocols from YAML.
package struct ProtocolFile {
  /// Where protocols of one's own are looked for.
  package static let defaultFolder = "/etc/deadmill/protocols"

  package static let keys: [ConfigurationKey] = [
    ConfigurationKey("name", .text),
    ConfigurationKey("title", .text),
    ConfigurationKey("setDurationS", .number(5...7200, unit: "s")),
    ConfigurationKey("sets", .integer(1...50)),
    ConfigurationKey("restS", .number(0...3600, unit: "s")),
    ConfigurationKey("toleranceS", .number(0...600, unit: "s")),
    ConfigurationKey("restToleranceS", .number(0...3600, unit: "s")),
    ConfigurationKey("pauseS", .number(SetRuleSettings.pauseRangeS, unit: "s")),
    ConfigurationKey("leastS", .number(SetRuleSettings.durationRangeS, unit: "s")),
    ConfigurationKey("leastM", .number(SetRuleSettings.distanceRangeM, unit: "m")),
    ConfigurationKey("leastMps", .number(SetRuleSettings.speedRangeMps, unit: "m/s")),
    ConfigurationKey("weekly.min", .integer(1...7)),
    ConfigurationKey("weekly.max", .integer(1...7)),
  ]
  private static let weeks = ConfigurationKind.integer(0...520)
  private static let work = ConfigurationKind.number(5...7200, unit: "s")

  private let source: String
  private var values: [String: ConfigurationValue] = [:]
  private var lines: [String: Int] = [:]
  private var buildUp: [(step: BuildUpStep, line: Int?)] = []
  private var mistakes: [ConfigurationMistake] = []

  private init(source: String) { self.source = source }

  /// The protocol in a text.
  package static func read(yaml text: String, source: String) throws(ConfigurationError) -> TrainingProtocol {
    var file = ProtocolFile(source: source)
    file.parse(text)
    let found = file.mistakes.isEmpty ? file.build() : nil
    guard let found, file.mistakes.isEmpty else { throw ConfigurationError(file.mistakes) }
    return found
  }

  /// The protocols that are built in and those of a folder that can be used.
  /// - Parameter folder: nil for the usual one, which need not be there.
  package static func all(folder: String?) throws(ConfigurationError) -> [TrainingProtocol] {
    try collection(folder: folder).protocols
  }

  /// The protocols that are built in and the files of a folder. A hidden file is none, as macOS and editors leave them.
  /// - Parameter folder: nil for the usual one, which need not be there.
  package static func collection(folder: String?) throws(ConfigurationError) -> ProtocolCollection {
    let path = folder ?? defaultFolder
    var collection = ProtocolCollection(protocols: TrainingProtocol.builtIn, broken: [])
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      guard folder != nil || FileManager.default.fileExists(atPath: path) else { return collection }
      let isThere = FileManager.default.fileExists(atPath: path)
      throw ConfigurationError([
        ConfigurationMistake(
          source: path,
          text: isThere
            ? "is no directory that can be read; name one with YAML files"
            : "no such directory; create it, or name another")
      ])
    }
    var sources = Dictionary(
      TrainingProtocol.builtIn.map { ($0.name, "a built-in protocol") },
      uniquingKeysWith: { first, _ in first })
    for name in names.sorted() where !name.hasPrefix(".") {
      guard [".yaml", ".yml"].contains(where: name.hasSuffix) else { continue }
      let file = (path as NSString).appendingPathComponent(name)
      let stem = (name as NSString).deletingPathExtension
      do throws(ConfigurationError) {
        let found = try read(file: file)
        if let other = sources[found.name] {
          let mistake = ConfigurationMistake(
            source: file, key: "name",
            text: "\"\(found.name)\" is the name of \(other) already; choose another one")
          collection.broken.append(BrokenProtocol(path: file, names: [stem], mistakes: [mistake]))
        } else {
          sources[found.name] = file
          collection.protocols.append(found)
        }
      } catch {
        let names = [stem] + declaredName(file)
        collection.broken.append(BrokenProtocol(path: file, names: names, mistakes: error.mistakes))
      }
    }
    return collection
  }

  /// The name that a file with mistakes gives itself, as far as it can be read.
  private static func declaredName(_ file: String) -> [String] {
    guard let text = try? SettingsText.load(file) else { return [] }
    let line = text.split(separator: "\n").first { $0.hasPrefix("name:") }
    guard let line else { return [] }
    return [String(line).replacing("name:", with: "").filter { !"\"' \r".contains($0) }]
  }

  private static func read(file: String) throws(ConfigurationError) -> TrainingProtocol {
    let text: String
    do {
      text = try SettingsText.load(file)
    } catch {
      throw ConfigurationError([error])
    }
    return try read(yaml: text, source: file)
  }
}

/// The protocols of a folder.
package struct ProtocolCollection {
  package var protocols: [TrainingProtocol]
  package var broken: [BrokenProtocol]
}

/// A file that is no protocol as it is.
package struct BrokenProtocol {
  package var path: String
  /// What it may be called: by its file, and by itself.
  package var names: [String]
  package var mistakes: [ConfigurationMistake]
}

// MARK: - Text to values

extension ProtocolFile {
  private mutating func parse(_ text: String) {
    let composed = ComposedText(text, source: source)
    mistakes += composed.mistakes
    guard let root = composed.root else {
      if composed.mistakes.isEmpty {
        add(nil, nil, "is empty; see deadmill-training(5) for what a protocol has")
      }
      return
    }
    guard case .mapping(let mapping) = root else {
      return add(1, nil, "expected `key: value` lines, such as `name: my-intervals`")
    }
    walk(mapping, section: "")
  }

  private mutating func walk(_ mapping: Node.Mapping, section: String) {
    for (keyNode, node) in mapping {
      let line = keyNode.mark?.line
      let written = section + (keyNode.string ?? "").prefix { $0 != ComposedText.twice }
      // Its earlier name.
      let path = written == "workS" ? "setDurationS" : written
      lines[path] = line
      switch path {
      case "buildUp": readBuildUp(node, line)
      case "weekly":
        if case .mapping(let inner) = node {
          walk(inner, section: "weekly.")
        } else {
          add(line, path, "expected keys below it: min, max")
        }
      default:
        guard let key = Self.keys.first(where: { $0.path == path }) else {
          let known = Self.names(section)
          let hint = NearestName.hint(
            String(path.dropFirst(section.count)), among: known.components(separatedBy: ", "))
          add(line, path, "unknown key\(hint); known here: \(known)")
          continue
        }
        guard case .scalar(let scalar) = node else {
          add(line, path, "expected one value")
          continue
        }
        if let fault = ConfigurationFault.text([scalar.string], key.kind) {
          add(line, path, fault)
        } else {
          values[path] = ConfigurationValue(scalars: [scalar.string], source: source, line: line)
        }
      }
    }
  }

  private static func names(_ section: String) -> String {
    section.isEmpty
      ? "name, title, setDurationS, sets, restS, toleranceS, restToleranceS, pauseS, leastS, leastM, leastMps, weekly, buildUp"
      : "min, max"
  }

  private mutating func readBuildUp(_ node: Node, _ line: Int?) {
    guard case .mapping(let steps) = node, !steps.isEmpty else {
      return add(line, "buildUp", "expected `weeks: seconds` pairs, such as { 0: 300, 2: 360 }")
    }
    for (weeksNode, workNode) in steps {
      let line = weeksNode.mark?.line
      let weeks = weeksNode.scalar?.string ?? ""
      let work = workNode.scalar?.string ?? ""
      if let fault = ConfigurationFault.text([weeks], Self.weeks) {
        add(line, "buildUp", "weeks: \(fault)")
      } else if let fault = ConfigurationFault.text([work], Self.work) {
        add(line, "buildUp.\(weeks)", fault)
      } else {
        buildUp.append((BuildUpStep(afterWeeks: Int(weeks) ?? 0, setDurationS: Double(work) ?? 0), line))
      }
    }
  }

  private mutating func add(_ line: Int?, _ key: String?, _ text: String) {
    mistakes.append(ConfigurationMistake(source: source, line: line, key: key, text: text))
  }
}

// MARK: - Values to a protocol

extension ProtocolFile {
  private func number(_ path: String) -> Double? { values[path]?.scalars.first.flatMap(Double.init) }

  private mutating func fail(_ path: String, _ text: String) { add(lines[path], path, text) }

  private mutating func build() -> TrainingProtocol? {
    for path in ["name", "setDurationS", "sets", "weekly.min", "weekly.max"] where values[path] == nil {
      add(path.hasPrefix("weekly") ? lines["weekly"] : nil, path, "missing")
    }
    guard let name = values["name"]?.scalars.first, let setDurationS = number("setDurationS"),
      let sets = number("sets").map(Int.init),
      let fewest = number("weekly.min").map(Int.init), let most = number("weekly.max").map(Int.init)
    else { return nil }
    check(name: name)
    if fewest > most { fail("weekly.min", "\(fewest) is more than weekly.max, \(most)") }
    if sets > 1, number("restS") == nil { fail("restS", "missing; \(sets) sets have rests between them") }
    var plan = ProtocolPlan(
      setDurationS: setDurationS, sets: sets, restS: number("restS") ?? 0,
      toleranceS: number("toleranceS") ?? max(3, setDurationS / 10),
      restToleranceS: number("restToleranceS") ?? 15)
    plan.buildUp = buildUp.map(\.step)
    checkBuildUp(plan)
    let shortestS = plan.buildUp.map(\.setDurationS).min() ?? setDurationS
    if plan.toleranceS >= min(setDurationS, shortestS) {
      fail(
        "toleranceS",
        "\(DecimalText.plain(plan.toleranceS)) s is not below the work of a set, \(DecimalText.plain(min(setDurationS, shortestS))) s: "
          + "any set would do")
    }
    var training = TrainingProtocol(
      name: name, title: values["title"]?.scalars.first ?? name, plan: plan,
      weekly: WeeklyAim(fewest: fewest, most: most))
    training.setRules = SetRuleSettings(
      pauseS: number("pauseS"), leastS: number("leastS"), leastM: number("leastM"),
      leastMps: number("leastMps"))
    return training
  }

  private mutating func check(name: String) {
    let isPlain = name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }
    if !isPlain || name.count > 40 {
      fail(
        "name", "\"\(name)\": only a to z, 0 to 9 and -, at most 40 characters; put other words into title")
    }
  }

  private mutating func checkBuildUp(_ plan: ProtocolPlan) {
    guard let first = buildUp.first, let last = buildUp.last else { return }
    if first.step.afterWeeks != 0 { add(first.line, "buildUp", "the first step must be that of week 0") }
    for (a, b) in zip(buildUp, buildUp.dropFirst()) {
      let key = "buildUp.\(b.step.afterWeeks)"
      if b.step.afterWeeks <= a.step.afterWeeks { add(b.line, key, "weeks must rise from step to step") }
      if b.step.setDurationS <= a.step.setDurationS { add(b.line, key, "work must rise from step to step") }
    }
    if last.step.setDurationS != plan.setDurationS {
      add(
        last.line, "buildUp.\(last.step.afterWeeks)",
        "the last step is \(DecimalText.plain(last.step.setDurationS)) s, but setDurationS is \(DecimalText.plain(plan.setDurationS)) s"
      )
    }
  }

}
