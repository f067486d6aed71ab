// SPDX-License-Identifier: Apache-2.0
//
// Owns: which known name a misspelt one may mean. Must not know: what the names are for.

package enum NearestName {
  /// The known name that differs least, if it is close enough to be meant: a few letters, or a shared beginning.
  package static func of(_ name: String, among known: [String]) -> String? {
    let lower = name.lowercased()
    let limit = lower.count <= 3 ? 1 : max(2, lower.count / 4)
    let found = known.map { (name: $0, distance: distance(lower, $0.lowercased())) }
      .min { $0.distance < $1.distance }
    if let found, found.distance <= limit { return found.name }
    return known.filter { lower.hasPrefix($0.lowercased()) }.max { $0.count < $1.count }
  }

  /// `; did you mean X?`, or nothing.
  package static func hint(_ name: String, among known: [String]) -> String {
    of(name, among: known).map { "; did you mean `\($0)`?" } ?? ""
  }

  /// Letters to insert, remove or replace (Levenshtein).
  private static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var row = Array(0...b.count)
    for (i, letter) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in b.enumerated() {
        let replaced = diagonal + (letter == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, min(row[j], row[j + 1]) + 1)
      }
    }
    return row[b.count]
  }
}
