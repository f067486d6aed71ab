// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill setup` and `config check` from outside: at a terminal, in a script, over a file that is there.

import Foundation
import TestSupport
import Testing

@Suite("setting up")
struct SetupCommandTests {
  private let folder: Folder
  private var path: String { folder.path + "/c.yaml" }

  init() throws { folder = try Folder() }

  private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  /// Runs in the folder, so that bare names of files mean those in it.
  private func here(_ arguments: String...) throws -> Said {
    let process = Program.process(arguments)
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    let (output, error) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = error
    try process.run()
    let said = [output, error].map {
      String(decoding: $0.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }
    process.waitUntilExit()
    return Said(status: process.terminationStatus, output: said[0], error: said[1])
  }

  @Test("a script: units, a bare file name, `17` for GPIO17, and the next step with the file's name")
  func script() throws {
    let said = try here(
      "setup", "--config", "c.yaml", "--line", "17", "--length", "18cm", "--magnets", "4", "--name", "T 1")
    #expect(said.status == 0 && said.output.contains("Wrote c.yaml."), "\(said)")
    #expect(said.output.contains("`deadmill doctor --wiring --config c.yaml`"), "\(said.output)")
    #expect(said.output.contains("`deadmill run --config c.yaml`") && !said.output.contains("systemctl"))
    let written = try text(path)
    #expect(
      written.contains("line: \"GPIO17\"") && written.contains("rollerCircumferenceM: 0.18"), "\(written)")
    #expect(try Program.run("config", "check", path).status == 0)
    // Twice the same changes nothing; one value changes only that.
    let again = try here("setup", "--config", "c.yaml", "--length", "180 mm")
    #expect(again.status == 0 && again.output.contains("nothing was changed"), "\(again)")
    let other = try here("setup", "--config", "c.yaml", "--magnets", "2")
    #expect(other.status == 0 && other.output.contains("machine.magnets: 2 (was 4)"), "\(other)")
    #expect(try text(path) == written.replacing("magnets: 4", with: "magnets: 2"))
    #expect(try here("setup", "--config", "c.yaml", "--magnets", "3").status == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0.contains(".before-")
    }.sorted()
    #expect(names.count == 2 && names[1] == names[0] + "-2", "\(names)")
    #expect(try text(folder.path + "/" + names[0]) == written)
  }

  @Test(
    "each option that cannot be understood is named, and nothing is written",
    arguments: [
      (["--line", "pin 6"], "--line pin 6: Pin 6 is supply or ground"),
      (["--length", "18"], "did you mean 18 cm?"),
      (["--length", "long"], "18 cm, 180 mm"),
      (["--magnets", "0"], "--magnets 0: Please enter a whole number"),
      (["--kind", "bike"], "1 motorised-off, 2 slat-belt, 3 sled"), (["--mass", "5"], "80 kg or 176 lb"),
      (["--protocol", "deadmil-3x60"], "did you mean `deadmill-3x60`?"),
      (["--name", " "], "must not be empty"),
      (["--sensor", "quadrature"], "give --second-line"), (["--ratio", "0"], "0.01 to 100"),
    ])
  func wrongOptions(options: [String], says: String) throws {
    let good = ["--line", "17", "--length", "18 cm", "--magnets", "4"]
    let said = try Program.run(["setup", "--config", path] + good + options)
    #expect(said.status == 2 && said.error.contains(says), "\(said)")
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("what is missing in a script is named at once; a directory that cannot be made with its reason")
  func missing() throws {
    let said = try Program.run("setup", "--config", path, "--line", "17")
    #expect(said.status == 2 && said.error.contains("give --length, --magnets"), "\(said)")
    let nowhere = try Program.run(
      "setup", "--config", "/proc/none/c.yaml", "--line", "17", "--length", "18 cm", "--magnets", "4")
    #expect(nowhere.status == 2 && nowhere.error.contains("/proc/none: cannot be written"), "\(nowhere)")
    let file = try folder.write("x", "file")
    let below = try Program.run(
      "setup", "--config", file + "/c.yaml", "--line", "17", "--length", "18 cm", "--magnets", "4")
    #expect(below.status == 2 && !below.error.contains("sudo"), "\(below)")
  }

  @Test("a calibrated machine: the calibration stays with its wheel, and is moved aside with another one")
  func calibrated() throws {
    _ = try folder.write(
      "# mine\ngpio: { line: GPIO17 }\nmachine: { name: A, rollerCircumferenceM: 0.18, magnets: 4 } # by hand\nwalker: { massKg: 70 }\nconsole: { view: big }\n",
      "c.yaml")
    let calibrate = try Program.run(
      "calibrate", "distance", "--length-m", "18.5", "--input", "simulated:hand-spin", "--config", path,
      "--write")
    #expect(calibrate.status == 0, "\(calibrate)")
    let calibration = try text(folder.path + "/c.calibration.yaml")
    #expect(try Program.run("setup", "--config", path, "--name", "B", "--line", "GPIO22").status == 0)
    #expect(try text(folder.path + "/c.calibration.yaml") == calibration)
    let changed = try text(path)
    #expect(
      changed.contains("# mine") && changed.contains("# by hand") && changed.contains("view: big"),
      "\(changed)")
    #expect(
      changed.contains("name: \"B\"") && changed.contains("line: GPIO22") && changed.contains("massKg: 70"))
    #expect(try Program.run("config", "check", path).status == 0)
    let wheel = try Program.run("setup", "--config", path, "--magnets", "8")
    #expect(wheel.status == 0 && wheel.output.contains("c.calibration.yaml.before-"), "\(wheel)")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/c.calibration.yaml"))
    #expect(try Program.run("config", "check", path).status == 0)
  }

  @Test("at a terminal: a misunderstood answer is asked for again, and an empty one keeps what is there")
  func terminal() throws {
    let first = try PseudoTerminal([Program.path, "setup", "--config", path])
    for (question, answers) in [
      ("Which line", ["pin 6", "17"]), ("One switch", [""]), ("What is it?", ["bike", "1"]),
      ("How far does the belt move", ["long", "18", "0,18 m"]), ("How many magnets", ["none", "0", "4"]),
      ("called?", ["Treadmill 1"]), ("What is trained", ["deadmil", "deadmill-3x60"]),
      ("body mass", ["heavy", "176 lb"]),
    ] {
      #expect(first.wait(for: question), "\(first.text)")
      for answer in answers {
        let before = first.bytes.count
        first.press(answer + "\n")
        // What is wrong with it, and the prompt again.
        if answer != answers.last { #expect(first.wait(for: "> ", after: before), "\(first.text)") }
      }
    }
    #expect(first.end() == 0, "\(first.text)")
    for hint in [
      "Pin 6 is supply or ground", "did you mean 18 cm?", "1 to 64", "18 cm, 180 mm", "80 kg or 176 lb",
    ] {
      #expect(first.text.contains(hint), "\(hint): \(first.text)")
    }
    let written = try text(path)
    for line in [
      "GPIO17", "rollerCircumferenceM: 0.18", "magnets: 4", "protocol: deadmill-3x60", "massKg: 79.8",
    ] {
      #expect(written.contains(line), "\(line): \(written)")
    }
    let second = try PseudoTerminal([Program.path, "setup", "--config", path])
    for question in ["[GPIO17]", "[single]", "[motorised-off]", "[0.18]", "[4]"] {
      #expect(second.wait(for: question), "\(second.text)")
      second.press("\n")
    }
    #expect(second.wait(for: "[Treadmill 1]"))
    second.press("Treadmill 2\n")
    #expect(second.wait(for: "[deadmill-3x60]"))
    second.press("\n")
    #expect(second.wait(for: "[79.8]"))
    second.press("\n")
    #expect(second.end() == 0, "\(second.text)")
    #expect(try text(path) == written.replacing("Treadmill 1", with: "Treadmill 2"))
  }

  @Test("a body mass is removed by a hyphen, at a terminal and in a script")
  func massRemoved() throws {
    let before = "gpio: { line: GPIO17 }\nmachine: { name: A, rollerCircumferenceM: 0.18, magnets: 4 }\n"
    _ = try folder.write(before + "walker: { massKg: 70 }\n", "c.yaml")
    let script = try Program.run("setup", "--config", path, "--mass", "-")
    #expect(script.status == 0 && script.output.contains("walker.massKg: removed (was 70)"), "\(script)")
    #expect(try text(path) == before)
    let again = try Program.run("setup", "--config", path, "--mass=-")
    #expect(again.status == 0 && again.output.contains("nothing was changed"), "\(again)")
    _ = try folder.write(before + "walker: { massKg: 70 }\n", "c.yaml")
    let terminal = try PseudoTerminal([Program.path, "setup", "--config", path])
    for question in [
      "[GPIO17]", "[single]", "[motorised-off]", "[0.18]", "[4]", "[A]", "[free]",
    ] {
      #expect(terminal.wait(for: question), "\(terminal.text)")
      terminal.press("\n")
    }
    #expect(terminal.wait(for: "- removes it, for several people"), "\(terminal.text)")
    #expect(terminal.wait(for: "[70] > "), "\(terminal.text)")
    terminal.press("-\n")
    #expect(terminal.end() == 0, "\(terminal.text)")
    #expect(try text(path) == before)
  }
}

@Suite("config check")
struct ConfigCheckTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  private static let machine = "machine: { name: T, rollerCircumferenceM: 0.18, magnets: 4 }\n"

  @Test("the environment is looked at, as the daemon will")
  func environment() throws {
    let path = try folder.write("gpio: { line: GPIO17 }\n" + Self.machine, "a.yaml")
    let wrong = try Program.run("config", "check", path, environment: ["DEADMILL_MACHINE_MAGNETS": "x"])
    #expect(
      wrong.status == 2 && wrong.error.contains("environment DEADMILL_MACHINE_MAGNETS: machine.magnets"),
      "\(wrong)")
    let unknown = try Program.run("config", "check", path, environment: ["DEADMILL_MACHINE_MAGNET": "3"])
    #expect(
      unknown.status == 2 && unknown.error.contains("did you mean `DEADMILL_MACHINE_MAGNETS`?"), "\(unknown)")
  }

  @Test(
    "all at once: protocol, list entries with their lines, twins in name, metrics, a mistake in one of the files"
  )
  func together() throws {
    _ = try folder.write(
      "gpio: { line: GPIO17 }\n" + Self.machine.replacing("T,", with: "Größe 1,"), "a.yaml")
    _ = try folder.write(
      "gpio: { line: GPIO22 }\n" + Self.machine.replacing("T,", with: "gro\u{308}ße 1,"), "b.yaml")
    _ = try folder.write("gpio: { line: 22 }\n" + Self.machine, "c.yaml")
    let main = try folder.write(
      "machines:\n  - a.yaml\n  - b.yaml\n  - c.yaml\n  - missing.yaml\n  - a.yaml\ntraining: { protocol: deadmil-3x60 }\nmetrics: /nowhere/m.txt\nconsole: { view: gim }\n",
      "main.yaml")
    let said = try Program.run("config", "check", main)
    #expect(said.status == 2)
    for line in [
      "main.yaml:5: machines: \(folder.path)/missing.yaml: no such file",
      "main.yaml:6: machines: \(folder.path)/a.yaml is listed twice",
      "two machines have the name \"Größe 1\"",
      "c.yaml:1: gpio.line: 22 is a number and no line's name; write GPIO22",
      "main.yaml:7: training.protocol: \"deadmil-3x60\": no such protocol; did you mean `deadmill-3x60`?",
      "main.yaml:8: metrics: /nowhere/m.txt: must end in .prom",
      "main.yaml:9: console.view: \"gim\" is none of",
    ] { #expect(said.error.contains(line), "\(line) is not in\n\(said.error)") }
  }

  @Test("protocols: `.yml` is read, hidden files are none, a broken file that is not used is a warning")
  func protocols() throws {
    let own = "name: my-intervals\nsetDurationS: 45\nsets: 4\nrestS: 75\nweekly: { min: 2, max: 3 }\n"
    try FileManager.default.createDirectory(atPath: folder.path + "/p", withIntermediateDirectories: true)
    _ = try folder.write(own, "p/my.yml")
    _ = try folder.write("\0\u{5}\u{16}", "p/._my.yaml")
    _ = try folder.write("name: broken\nsets: many\n", "p/broken.yaml")
    func check(_ name: String) throws -> Said {
      let text = "gpio: { line: GPIO17 }\n" + Self.machine + "training: { protocol: \(name), folder: ./p }\n"
      return try Program.run("config", "check", try folder.write(text, "c.yaml"))
    }
    for name in ["my-intervals", "deadmill-3x60"] {
      let said = try check(name)
      #expect(
        said.status == 0 && said.error.contains("warning: \(folder.path)/p/broken.yaml:2: sets"), "\(said)")
    }
    let broken = try check("broken")
    #expect(
      broken.status == 2 && broken.error.contains("its file \(folder.path)/p/broken.yaml has a mistake"),
      "\(broken)")
    #expect(broken.error.contains("broken.yaml:2: sets: \"many\" is not a whole number"))
  }

  @Test("metrics into a directory that is not there are a warning, in the JSON too")
  func metrics() throws {
    let path = try folder.write(
      "gpio: { line: GPIO17 }\n" + Self.machine + "metrics: /nowhere/m.prom\n", "a.yaml")
    let said = try Program.run("config", "check", path)
    #expect(
      said.status == 0 && said.error.contains("warning: \(path):3: metrics: /nowhere: no such directory"),
      "\(said)")
    let json = try Program.run("config", "check", path, "--json")
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    let warnings = try #require(report["warnings"] as? [[String: Any]])
    #expect(warnings.count == 1 && warnings[0]["file"] as? String == path && warnings[0]["line"] as? Int == 3)
  }
}
