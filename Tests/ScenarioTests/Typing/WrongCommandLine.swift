// SPDX-License-Identifier: Apache-2.0
//
// Owns: two hundred wrong command lines: what is wrong, what is said, with which status. Must not know: how they are run.
//
// STATE is a log of forty sets by Ann, Bo and no walker on Left and Right, EMPTY a folder without a log, RECORDING a
// recording, CONFIG a configuration of the machine Left.

import Testing

/// A command line that cannot be carried out.
struct WrongCommandLine: Sendable, CustomTestStringConvertible {
  var words: [String]
  /// A part of the message on standard error.
  var says: String
  var status: Int32

  /// - Parameter line: words between blanks; `_` is an empty word, `~` a blank within a word.
  init(_ line: String, _ says: String, _ status: Int32 = 2) {
    words = line.split(separator: " ").map { $0 == "_" ? "" : String($0).replacing("~", with: " ") }
    self.says = says
    self.status = status
  }

  var testDescription: String { words.joined(separator: " ") }
}

extension WrongCommandLine {
  static let all: [WrongCommandLine] =
    misspeltCommands + misspeltOptions + missing + negative + notNumbers + dates + references + names
    + selections
    + files + choices

  private static let misspeltCommands: [WrongCommandLine] = [
    .init("dmeo", "dmeo: no such command; did you mean `deadmill demo`?"),
    .init("setss", "did you mean `deadmill sets`?"), .init("set", "did you mean `deadmill sets`?"),
    .init("Sets", "did you mean `deadmill sets`?"), .init("shwo last", "did you mean `deadmill show`?"),
    .init("exprot --all", "did you mean `deadmill export`?"),
    .init("inport f", "did you mean `deadmill import`?"),
    .init("walker", "did you mean `deadmill walkers`?"),
    .init("machine", "did you mean `deadmill machines`?"),
    .init("bakcup x", "did you mean `deadmill backup`?"), .init("docotr", "did you mean `deadmill doctor`?"),
    .init("calibrat", "did you mean `deadmill calibrate`?"),
    .init("progres", "did you mean `deadmill progress`?"),
    .init("recompte", "did you mean `deadmill recompute`?"),
    .init("simulat", "did you mean `deadmill simulate`?"),
    .init("discrad last", "did you mean `deadmill discard`?"),
    .init("acept last", "did you mean `deadmill accept`?"),
    .init("mrege last last-1", "did you mean `deadmill merge`?"),
    .init("edti last", "did you mean `deadmill edit`?"),
    .init("noet last", "did you mean `deadmill note`?"),
    .init("clam last Ann", "did you mean `deadmill claim`?"),
    .init("verfy", "did you mean `deadmill verify`?"), .init("recrod", "did you mean `deadmill record`?"),
    .init("replya", "did you mean `deadmill replay`?"), .init("watsh", "did you mean `deadmill watch`?"),
    .init("stup", "did you mean `deadmill setup`?"), .init("rn", "did you mean `deadmill run`?"),
    .init("quidditch", "no such command; `deadmill --help` lists them"),
    .init("config chekc CONFIG", "config chekc: no such command; did you mean `deadmill config check`?"),
    .init("config lint CONFIG", "there are check"),
    .init("walkers lsit", "did you mean `deadmill walkers list`?"),
    .init("walkers ad Cy", "did you mean `deadmill walkers add`?"),
    .init("walkers kaboom Ann", "walkers kaboom: no such command; there are list"),
    .init("machines renmae A B", "did you mean `deadmill machines rename`?"),
    .init("machines servised Left", "did you mean `deadmill machines serviced`?"),
    .init("calibrate distnace", "did you mean `deadmill calibrate distance`?"),
    .init("calibrate everything", "calibrate everything: no such command; there are distance"),
  ]

  private static let misspeltOptions: [WrongCommandLine] = [
    .init("sets --sinse today", "--sinse: no such option; did you mean `--since`?"),
    .init("sets --walkr Ann", "did you mean `--walker`?"),
    .init("sets --frobnicate", "--frobnicate: no such option"),
    .init("sets -x", "-x: no such option"), .init("show last --jsn", "did you mean `--json`?"),
    .init("export last --format csv --forc", "did you mean `--force`?"),
    .init("progress --week 3", "did you mean `--weeks`?"),
    .init("note last --rpe 4 --tex x", "did you mean `--text`?"),
    .init("demo --sede 1", "did you mean `--seed`?"),
    .init("simulate --scenario bump -o EMPTY/x.edges --trut x", "did you mean `--truth`?"),
    .init("run --confg x", "did you mean `--config`?"),
    .init("sets --json=yes", "--json: takes no value; leave out \"yes\""),
    .init("backup x --force", "--force: no such option"),
    .init("walkers add Cy --weight 70", "--weight: no such option"),
    // Also where something else is missing, often since it is the misspelt option's.
    .init("export last --fromat fit", "--fromat: no such option; did you mean `--format`?"),
    .init("export --format=csv --walkr=Ann", "--walkr: no such option; did you mean `--walker`?"),
    .init("note --rpee 3", "--rpee: no such option; did you mean `--rpe`?"),
    .init("enter --at 10:00 --duratoin 30 --distance 20", "did you mean `--duration`?"),
    .init("simulate --scnario bump -o EMPTY/x.edges", "did you mean `--scenario`?"),
    .init("walkers add --mas 70", "--mas: no such option; did you mean `--mass`?"),
    .init("recompute --frobnicate", "--frobnicate: no such option; leave it out"),
  ]

  private static let missing: [WrongCommandLine] = [
    .init("show", "name a set, such as `last`, or a session with --session last"),
    .init("note --rpe 3", "name a set, such as `last`"), .init("accept", "name a set, such as `last`"),
    .init("discard", "name a set, such as `last`"), .init("claim", "name a set, such as `last`"),
    .init("claim last", "name one walker, or say --none"), .init("claim --session last", "name one walker"),
    .init("claim last Ann --none", "name one walker, or say --none"), .init("note last", "nothing to note"),
    .init("recompute --machine CONFIG", "name one set such as `last`, or a session, or give --all"),
    .init("export --format csv", "nothing is chosen; name a set such as `last`"),
    .init("export last", "--format <format> is missing; give it"), .init("import", "<file> is missing"),
    .init("backup", "name a file to write, or a directory with --into"),
    .init("config check", "<file> is missing"),
    .init("replay", "<file> is missing"),
    .init("sets --since", "--since: its value is missing; write `--since SINCE`"),
    .init("sets --walker", "--walker: its value is missing"),
    .init("note last --rpe", "--rpe: its value is missing"),
    .init("demo --speedup", "--speedup: its value is missing"), .init("walkers add", "<name> is missing"),
    .init("walkers use", "name one walker, or say --none"),
    .init("walkers use Ann --none", "name one walker"),
    .init("walkers use Ann", "name one with --machine: \"Left\", \"Right\""),
    .init("walkers erase", "<name> is missing"),
    .init("machines serviced", "<name> is missing"), .init("machines rename Left", "<new-name> is missing"),
    .init("simulate", "nothing to simulate; give --scenario NAME, or --days N"),
    .init("simulate --scenario bump", "where to write is missing; give -o FILE"),
    .init("simulate --days 3", "where to make the log is missing"),
  ]

  private static let negative: [WrongCommandLine] = [
    .init("demo --speedup -1", "--speedup -1: expected a number above 0"),
    .init("demo --speedup 0", "--speedup 0: expected a number above 0"),
    .init("run --input simulated:bump --speedup -2", "--speedup -2: expected a number above 0"),
    .init("note last --rpe -1", "--rpe -1: expected 0 to 10 in halves"),
    .init("note last --rpe -0.5", "--rpe -0.5: expected 0 to 10"),
    .init("note last --pain -3", "--pain -3: expected a whole number"),
    .init("sets --limit -3", "--limit -3: expected 1 or more"),
    .init("walkers add Cy --mass -5", "--mass -5: expected 20 to 300"),
    .init("walkers add Cy --mass -62,5", "--mass -62,5: expected 20 to 300"),
    .init("progress --weeks -4", "--weeks -4: expected 1 to 520"),
    .init("simulate --days -30 --state EMPTY", "--days -30: expected 1"),
    .init("demo --machines -1", "--machines -1: expected 1 to 12"),
    .init("demo --machines 13", "--machines 13: expected 1 to 12"),
    .init("replay RECORDING --rate -1", "--rate must be above 0"),
    .init("replay RECORDING --pause -1", "--pause -1"),
    .init("doctor --seconds -1", "--seconds must be within 1 to 600"),
    .init("demo --seed -1", "--seed -1: not a value"),
  ]

  private static let notNumbers: [WrongCommandLine] = [
    .init("note last --rpe 6.3", "--rpe 6.3: expected 0 to 10 in halves, such as 6 or 6.5"),
    .init("note last --rpe 11", "--rpe 11: expected 0 to 10"),
    .init("edit last --rpe 6.3", "--rpe 6.3: expected 0 to 10 in halves"),
    .init("enter --at 10:00 --duration 30 --distance far", "--distance far: expected metres above 0"),
    .init("enter --at today --duration 30 --distance 20", "--at today: has no time of day"),
    .init("enter --at 2026-02-30~10:00 --duration 30 --distance 20", "there is no such day"),
    .init("note last --rpe hard", "--rpe hard: expected 0 to 10"),
    .init("note last --pain 2.5", "--pain 2.5: expected a whole number, 0 to 10"),
    .init("note last --pain 11", "--pain 11: expected a whole number"),
    .init("note last --pain _", "expected a whole number"),
    .init("walkers add Cy --mass heavy", "not a body mass; write kilograms such as 62.5, 62,5 or 62kg"),
    .init("walkers add Cy --mass 5", "--mass 5: expected 20 to 300 kilograms"),
    .init("walkers add Cy --mass 62m", "not a body mass"),
    .init("walkers add Cy --mass 6.2.5", "not a body mass"),
    .init("walkers add Cy --mass nan", "not a body mass"),
    .init("sets --limit ten", "--limit ten: not a value that is understood"),
    .init("sets --limit 0", "--limit 0: expected 1 or more"),
    .init("progress --weeks many", "--weeks many: not a value"),
    .init("progress --weeks 0", "--weeks 0: expected 1 to 520"),
    .init("demo --speedup fast", "--speedup fast: expected a number above 0"),
    .init("demo --speedup 1e9", "--speedup 1e9: expected"),
    .init("demo --machines two", "--machines two: not a value"),
    .init("simulate --days x --state EMPTY", "--days x: not a value"),
    .init("simulate --days 9999 --state EMPTY", "expected 1 to 730"),
    .init("simulate --days 3 --walkers 9 --state EMPTY", "--walkers 9"),
  ]

  private static let dates: [WrongCommandLine] = [
    .init("sets --since 2026-02-30", "--since 2026-02-30: there is no such day; write 2026-03-01"),
    .init("sets --since 2026-13-01", "there is no such day"),
    .init("sets --since 2026-03-01x", "not a date or time"),
    .init("sets --until soon", "--until soon: not a date or time"),
    .init("sets --since 24:00", "no such time of day"),
    .init("sets --since 2026-03-01~25:00", "no such time of day"),
    .init("sets --since 2026-03-01T18:00+99:00", "not a date or time"),
    .init("sets --since 31.06.2026", "there is no such day"),
    .init("sets --since 03/01/2026", "not a date or time"),
    .init("sets --since 7days", "not a date or time"), .init("sets --since _", "not a date or time"),
    .init("sets --since 2026-03-02 --until 2026-03-01", "the end is not after the beginning"),
    .init("export --since 2026-02-30 --format csv", "there is no such day"),
    .init("export --until x --format csv", "--until x: not a date or time"),
    .init("simulate --days 3 --until x --state EMPTY", "--until x: not a date or time"),
    .init("show 2026-02-30", "there is no such day"),
    .init("note 2026-02-29 --rpe 3", "there is no such day"),
    .init("discard 25:61 --yes", "there is no such time of day"),
  ]

  private static let references: [WrongCommandLine] = [
    .init("show zzzz", "no set \"zzzz\" in the log; `deadmill sets` lists them, or say last"),
    .init("show lst", "no set \"lst\""), .init("show last-40", "no set \"last-40\""),
    .init("show last-x", "no set \"last-x\""),
    .init("show -- -1", "no set \"-1\""), .init("show today", "no set \"today\""),
    .init("show 1999-01-01", "no set \"1999-01-01\""),
    .init("show ffffffff-ffff-7fff-8fff-ffffffffffff", "no set"), .init("show _", "no set \"\""),
    .init("show --session last-99", "no session \"last-99\""),
    .init("show last --session last", "name a set or a session, not both"),
    .init("edit zzzz --pain 3", "no set \"zzzz\""), .init("split zzzz", "no set \"zzzz\""),
    .init("merge last zzzz", "no set \"zzzz\""), .init("restore zzzz", "no set \"zzzz\""),
    .init("changes zzzz", "no set \"zzzz\""),
    .init("note zzzz --rpe 3", "no set \"zzzz\""), .init("claim zzzz Ann", "no set \"zzzz\""),
    .init("claim --session zzzz Ann", "no session \"zzzz\""),
    .init("claim last Ann --session last", "name a set or a session, not both"),
    .init("accept zzzz", "no set \"zzzz\""), .init("discard zzzz --yes", "no set \"zzzz\""),
    .init("export zzzz --format csv", "no set \"zzzz\""),
    .init("export --session zzzz --format csv", "no session \"zzzz\""),
    .init("recompute zzzz --machine CONFIG", "no set \"zzzz\""),
    .init("show last-3 --walker Ann --machine Right", "no set \"last-3\""),
    .init("show 0", "means more than 8 sets; name one by its id or time:\n"),
    .init("show 0", "Right  Bo  79.0 m"),
  ]

  private static let names: [WrongCommandLine] = [
    .init("sets --walker Zoe", "no walker \"Zoe\""),
    .init("sets --walker Anna", "no walker \"Anna\"; did you mean \"Ann\"?"),
    .init("show last --walker Zoe", "no walker \"Zoe\""),
    .init("claim last Zoe", "no walker \"Zoe\""),
    .init("walkers use Zoe --machine Left", "no walker \"Zoe\""),
    .init("walkers erase Zoe --yes", "no walker \"Zoe\""),
    .init("walkers erase Ann", "add --yes to confirm without a terminal"),
    .init("walkers add _", "the name is empty"), .init("walkers add ~~", "the name is empty"),
    .init("sets --machine X", "no machine \"X\" in the log; it has \"Left\", \"Right\""),
    .init("sets --machine Lefft", "did you mean \"Left\"?"),
    .init("show last --machine X", "no machine \"X\""),
    .init("machines serviced X", "no machine \"X\""), .init("machines rename X Y", "no machine \"X\""),
    .init("machines rename Left Right", "Right"),
    .init("export --machine X --format csv", "no machine \"X\""),
    .init("walkers use Ann --machine X", "no machine \"X\""),
    .init("recompute --all --machine Lef --config CONFIG", "did you mean \"Left\"?"),
    .init("progress --walker Zoe", "no walker \"Zoe\""), .init("progress --machine X", "no machine \"X\""),
    .init("claim last Ann Bo", "\"Bo\": not expected here"),
    .init("walkers add Ada Lovelace", "put a name with blanks in quotation marks"),
  ]

  private static let selections: [WrongCommandLine] = [
    .init("sets --walker Ann --anonymous", "give either --walker or --anonymous, not both"),
    .init("sets --all --limit 3", "give either --all or --limit, not both"),
    .init("export last --all --format csv", "only one of them"),
    .init("export --all --session last --format csv", "only one of them"),
    .init("export last --since today --format csv", "--since and --until go with --all"),
    .init(
      "recompute last --all --machine CONFIG", "name one set such as `last`, or a session, or give --all"),
    .init("run --speedup 3", "--speedup goes with --input simulated:NAME or replay:FILE"),
    .init("simulate --days 3 --scenario bump --state EMPTY", "leave out --scenario, -o and --truth"),
    .init("simulate --scenario bump -o EMPTY/x.edges --until today", "--state and --until go with --days"),
    .init("simulate --days 3", "give a new directory with --state"),
    .init("doctor --recording RECORDING", "--recording goes with --wiring"),
    .init("replay RECORDING --sets --format csv", "--sets prints JSON"),
    .init("simulate --days 2 --state STATE", "has a log already"),
  ]

  private static let files: [WrongCommandLine] = [
    .init("import /nowhere/x.jsonl", "/nowhere/x.jsonl: cannot be read"),
    .init("replay /nowhere/x.edges", "/nowhere/x.edges: cannot be read"),
    .init("backup /nowhere/x.sqlite", "/nowhere: cannot be written", 1),
    .init("backup CONFIG", "exists already; choose another name"),
    .init("config check /nowhere.yaml", "/nowhere.yaml"), .init("progress --protocols /nowhere", "/nowhere"),
    .init("recompute --all --machine /nowhere.yaml", "/nowhere.yaml"),
    .init("sets --state EMPTY", "no log here yet", 1), .init("show last --state EMPTY", "no log here yet", 1),
    .init("note last --rpe 3 --state EMPTY", "no log here yet", 1),
    .init("import CONFIG", "is not a deadmill export", 1),
    .init("replay CONFIG", "expected", 1),
    .init("export --all --until 2001-01-01 --format csv", "nothing to export", 1),
  ]

  private static let choices: [WrongCommandLine] = [
    .init("export last --format fitt", "--format fitt: expected one of fit, tcx"),
    .init("export last --format fitt", "did you mean `fit`?"),
    .init("export last --format _", "expected one of"),
    .init("export last --format pdf", "expected one of fit, tcx, csv"),
    .init("export last --format fit --exercise pull", "--exercise pull: expected one of backward-drag"),
    .init("watch --view bigg", "did you mean `big`?"),
    .init("demo --units furlongs", "--units furlongs: "),
    .init("demo --language klingon", "--language klingon: "),
    .init("demo --sound loud", "--sound loud: "),
    .init("demo --scenario sprnt", "no scenario \"sprnt\"; did you mean \"sprint\"?"),
    .init("simulate --scenario nosuch -o EMPTY/x.edges", "no scenario \"nosuch\""),
    .init("demo --protocol deadmil-3x60", "did you mean \"deadmill-3x60\"?"),
    .init("progress --protocol nosuch", "there are deadmill-3x60"),
    .init("run --input simulatd:bump", "--input simulatd:bump: expected gpio, simulated:NAME or replay:FILE"),
    .init("replay RECORDING --format xml", "--format xml: expected one of csv, json"),
  ]
}
