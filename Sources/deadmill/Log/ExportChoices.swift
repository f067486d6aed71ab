// SPDX-License-Identifier: Apache-2.0
//
// Owns: the options of `deadmill export` about how a format is written, and what they are by default.
// Must not know: which sets, files.

import ArgumentParser
import SetExport
import Settings
import Text
import Words

extension ExportExercise: ExpressibleByArgument {}
extension ExportLanguage: ExpressibleByArgument {}
extension DecimalMark: ExpressibleByArgument {}

/// How a format is written.
struct ExportChoices: ParsableArguments {
  @Option(help: "Name of the exercise in FIT, TCX and Strong. Default: backward-drag.")
  var exercise: ExportExercise?

  @Option(help: "Language of the report and of tables for spreadsheets (default: that of LANG).")
  var language: ExportLanguage?

  @Option(
    help: "Decimal mark in tables for spreadsheets (default: that of --language, else of LC_NUMERIC or LANG)."
  )
  var decimal: DecimalMark?

  @Option(help: "Name of a clinic or gym at the head of the report (default: as configured; \"\" for none).")
  var clinic: String?

  @Option(
    help: "Configuration file; its clinic counts. Default: \(RunCommand.defaultConfigPath)",
    completion: Completions.configurations)
  var config: String?

  @Option(
    name: .customLong("protocol"),
    help: "Training protocol by which the report judges weeks (default: that of the walker's newest set).",
    completion: Completions.protocols)
  var protocolName: String?

  @Option(
    name: .customLong("protocols"), help: "Directory with protocols of your own (*.yaml).",
    completion: .directory)
  var folder: String?

  func validate() throws {
    if let clinic, clinic.count > 200 || clinic.contains(where: \.isNewline) {
      throw ValidationError("--clinic: expected one line of at most 200 characters")
    }
  }

  /// - Parameters:
  ///   - format: a report alone has the name of a clinic, which may be configured.
  ///   - environment: has the languages of messages and of numbers.
  func options(for format: ExportFormat, environment: [String: String]) throws -> ExportOptions {
    var options = ExportOptions()
    options.exercise = exercise ?? options.exercise
    options.program = "deadmill \(SoftwareVersion.current)"
    let usual = ExportLanguage(rawValue: Language(environment: environment).rawValue) ?? .english
    options.language = language ?? usual
    options.decimalMark = decimal ?? language?.decimalMark ?? DecimalMark(environment: environment)
    if format == .html { options.clinic = try clinicName(environment) }
    options.protocols = try ProtocolChoice.all(folder: folder)
    options.plan = try protocolName.map { try ProtocolChoice.named($0, folder: folder) }
    return options
  }

  /// The option's name, else the configured one; nil for none.
  private func clinicName(_ environment: [String: String]) throws -> String? {
    let name =
      try clinic
      ?? ReportConfiguration(
        file: config ?? RunCommand.defaultConfigPath, environment: environment, isRequired: config != nil
      ).clinic
    return name?.isEmpty == true ? nil : name
  }
}

extension DecimalMark {
  /// Languages whose numbers have a comma.
  private static let withComma: Set<String> = [
    "az", "be", "bg", "bs", "ca", "cs", "da", "de", "el", "es", "et", "eu", "fi", "fo", "fr", "gl", "hr",
    "hu", "hy",
    "id", "is", "it", "ka", "kk", "lt", "lv", "mk", "nb", "nl", "nn", "no", "pl", "pt", "ro", "ru", "sk",
    "sl", "sq",
    "sr", "sv", "tr", "uk", "uz", "vi",
  ]
  /// Places where one of these languages has a point.
  private static let withPoint: Set<String> = [
    "de_CH", "de_LI", "es_DO", "es_GT", "es_HN", "es_MX", "es_NI", "es_PA", "es_PE", "es_PR", "es_SV",
    "es_US", "it_CH",
  ]

  /// That of the first of LC_ALL, LC_NUMERIC and LANG that is set. By the name of the locale, which need not be installed.
  init(environment: [String: String]) {
    let names = ["LC_ALL", "LC_NUMERIC", "LANG"].compactMap { environment[$0] }
    let locale = (names.first { !$0.isEmpty } ?? "").prefix { $0 != "." && $0 != "@" }
    let language = locale.prefix { $0 != "_" }
    self =
      Self.withComma.contains(String(language)) && !Self.withPoint.contains(String(locale)) ? .comma : .point
  }
}
