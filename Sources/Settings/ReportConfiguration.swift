// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the configuration says of reports. Must not know: reports.

/// What `export` takes from the configuration; nil is not said.
package struct ReportConfiguration: Sendable, Equatable {
  /// The name of the clinic or gym at the head of a report.
  package let clinic: String?

  /// Reads a file, then the environment. What is wrong with the rest of the file is the daemon's matter.
  /// - Parameter isRequired: whether the file was asked for, so that a missing one is a mistake.
  package init(
    file: String, environment: [String: String], isRequired: Bool
  ) throws(ConfigurationError) {
    let builder = ConfigurationBuilder(
      ConfigurationReader(file: file, environment: environment, isRequired: isRequired))
    try builder.refuseMistakes(isRequired: isRequired) { $0 == "clinic" }
    clinic = builder.text("clinic")
  }
}
