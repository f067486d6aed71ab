// SPDX-License-Identifier: Apache-2.0
//
// Owns: the shape of figures at any size. Must not know: cells, what the figures mean.
//
// A figure is drawn on a grid of square dots, two of which, one above the other, are a cell of the screen. Shapes are
// unions of rounded rings and bars with their edges on the grid, so that strokes have the same width everywhere; it
// grows with the size, as on a well-made sign.

/// Dimensions of a row of figures, in square dots.
package struct DigitMeasure: Sendable, Equatable {
  /// Of a figure; all have the same width, so that a changing number does not move.
  package var width: Int
  package var height: Int
  package var stroke: Int
  /// Between two figures.
  package var gap: Int
  /// Without half blocks everything horizontal must begin at an even dot.
  package var isEven: Bool

  /// The dimensions of figures of this height.
  /// - Parameter width: the desired width; strokes follow the smaller of height and width.
  package init(rows: Int, width: Int, hasHalves: Bool) {
    height = 2 * rows
    isEven = !hasHalves
    self.width = width
    let ideal = min(Double(height) * 0.17, Double(width) * 0.28)
    stroke = hasHalves ? max(1, Int(ideal.rounded())) : max(2, 2 * Int((ideal * 0.45).rounded()))
    gap = max(1, Int((Double(stroke) * 0.8).rounded()))
  }

  /// Dots from the top to the middle bar.
  var middle: Int {
    let middle = (height - stroke) / 2
    return isEven ? middle & ~1 : middle
  }

  /// Side of a decimal point.
  var point: Int { isEven ? max(2, stroke) : stroke == 1 ? (height < 8 ? 1 : 2) : stroke + (stroke + 1) / 3 }

  var radius: Int { min(stroke + stroke / 2, width / 2) }

  /// Dots a character occupies.
  package func width(of character: Character) -> Int {
    switch character {
    case ".", ":", ",": point
    case " ": max(1, width / 2)
    default: width
    }
  }

  /// Dots a text occupies.
  package func width(of text: String) -> Int {
    max(0, text.reduce(0) { $0 + width(of: $1) + gap } - gap)
  }
}

/// Which dots belong to a figure.
package struct DigitShape: Sendable {
  package let measure: DigitMeasure

  package init(_ measure: DigitMeasure) { self.measure = measure }

  /// Whether the dot belongs to the character.
  package func holds(_ character: Character, x: Int, y: Int) -> Bool {
    let (width, height) = (measure.width, measure.height)
    guard x >= 0, y >= 0, y < height, x < measure.width(of: character) else { return false }
    switch character {
    case "0": return ring(x, y, top: 0, bottom: height)
    case "1": return one(x, y)
    case "2": return two(x, y)
    case "3": return three(x, y)
    case "4": return four(x, y)
    case "5": return five(x, y)
    case "6": return six(x, y)
    case "7": return seven(x, y)
    case "8": return upper(x, y) || lower(x, y)
    case "9": return six(width - 1 - x, height - 1 - y)
    case ".": return y >= height - measure.point
    case ":": return isColon(y)
    case ",": return isComma(x, y)
    case "–", "-": return isMiddle(y) && x >= width / 6 && x < width - width / 6
    default: return false
    }
  }

  /// A rounded ring of the full width.
  private func ring(_ x: Int, _ y: Int, top: Int, bottom: Int) -> Bool {
    let stroke = measure.stroke
    guard isRounded(x, y, top: top, bottom: bottom, inset: 0) else { return false }
    return !isRounded(x, y, top: top + stroke, bottom: bottom - stroke, inset: stroke)
  }

  /// Within a rectangle with round corners; dots are tested at their centres, in half dots.
  private func isRounded(_ x: Int, _ y: Int, top: Int, bottom: Int, inset: Int) -> Bool {
    let (left, right) = (inset, measure.width - inset)
    guard x >= left, x < right, y >= top, y < bottom else { return false }
    let radius = max(0, min(measure.radius - inset, (right - left) / 2, (bottom - top) / 2))
    let dx = max(2 * (left + radius) - (2 * x + 1), (2 * x + 1) - 2 * (right - radius), 0)
    // Without half blocks a cell is tested at its own centre.
    let centre = measure.isEven ? 2 * (y & ~1) + 2 : 2 * y + 1
    let dy = max(2 * (top + radius) - centre, centre - 2 * (bottom - radius), 0)
    return dx * dx + dy * dy <= 4 * radius * radius || dx == 0 || dy == 0
  }

  private var middle: Int { measure.middle }
  private func isMiddle(_ y: Int) -> Bool { y >= middle && y < middle + measure.stroke }
  private func upper(_ x: Int, _ y: Int) -> Bool { ring(x, y, top: 0, bottom: middle + measure.stroke) }
  private func lower(_ x: Int, _ y: Int) -> Bool { ring(x, y, top: middle, bottom: measure.height) }
  private func isTop(_ y: Int) -> Bool { y < measure.stroke }
  private func isBottom(_ y: Int) -> Bool { y >= measure.height - measure.stroke }
  private func isRight(_ x: Int) -> Bool { x >= measure.width / 2 }

  private func one(_ x: Int, _ y: Int) -> Bool {
    let (width, stroke) = (measure.width, measure.stroke)
    let left = (width - stroke + 1) / 2
    if x >= left, x < left + stroke { return true }
    if isBottom(y) { return x >= width / 8 && x < width - width / 8 }
    // The flag falls to the left of the stem, one stroke thick.
    let away = left - x
    let step = measure.isEven ? (y & ~1) : y
    return away > 0 && away <= max(stroke, width / 3) && step >= away && step < away + stroke
  }

  private func two(_ x: Int, _ y: Int) -> Bool {
    if isBottom(y) { return true }
    if upper(x, y), isRight(x) || isTop(y) || y >= middle { return true }
    return lower(x, y) && (!isRight(x) || y < middle + measure.stroke)
  }

  private func three(_ x: Int, _ y: Int) -> Bool {
    guard upper(x, y) || lower(x, y) else { return false }
    return isRight(x) || isTop(y) || isBottom(y) || (isMiddle(y) && x >= measure.width / 4)
  }

  private func four(_ x: Int, _ y: Int) -> Bool {
    let (width, stroke) = (measure.width, measure.stroke)
    let raw = measure.height * 3 / 5 - stroke / 2
    let bar = measure.isEven ? raw & ~1 : raw
    if x >= width - stroke { return true }
    if y >= bar, y < bar + stroke { return true }
    return x < stroke && y < bar
  }

  private func five(_ x: Int, _ y: Int) -> Bool {
    if isTop(y) { return true }
    if x < measure.stroke, y < middle + measure.stroke { return true }
    return lower(x, y) && (isRight(x) || isBottom(y) || y < middle + measure.stroke)
  }

  private func six(_ x: Int, _ y: Int) -> Bool {
    if lower(x, y) { return true }
    return ring(x, y, top: 0, bottom: measure.height) && (!isRight(x) || isTop(y))
  }

  private func seven(_ x: Int, _ y: Int) -> Bool {
    let (width, stroke) = (measure.width, measure.stroke)
    if isTop(y) { return true }
    // The stem leans: from the right end of the bar to a third of the width.
    let travel = measure.height - stroke
    let step = measure.isEven ? (y - stroke) & ~1 : y - stroke
    let left = width - stroke - (width - stroke - width / 4) * step / max(1, travel)
    return x >= left && x < left + stroke
  }

  private func isColon(_ y: Int) -> Bool {
    let point = measure.point
    let raw = measure.height / 4
    let first = measure.isEven ? raw & ~1 : raw
    let second = measure.height - first - point
    return (y >= first && y < first + point) || (y >= second && y < second + point)
  }

  private func isComma(_ x: Int, _ y: Int) -> Bool {
    let point = measure.point
    let tail = measure.isEven ? 2 : max(1, point / 2)
    let top = measure.height - point - tail
    if y < top { return false }
    return y < top + point || x < (point + 1) / 2
  }
}
