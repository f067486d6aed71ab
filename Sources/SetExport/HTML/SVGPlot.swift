// SPDX-License-Identifier: Apache-2.0
//
// Owns: axes, ticks and labels of a plot as inline SVG: black on white, told apart by line and place, never by colour.
// Must not know: what is plotted.

import Text

/// A frame with axes; what is drawn within it is added in its own units.
struct SVGPlot {
  static let left = 46.0
  /// Half of the last tick's label.
  static let right = 16.0
  static let top = 26.0
  static let bottom = 40.0

  /// How much of a page's width a plot takes; letters are equally large in all.
  enum Size: String {
    case third
    case half
    case full

    var width: Double {
      switch self {
      case .third: 240
      case .half: 362
      case .full: 730
      }
    }

    var height: Double { self == .third ? 128 : 172 }
  }

  /// Lines are told apart by weight and dashes. Each says so itself: not every program that prints a page applies the
  /// page's style within a drawing.
  enum Line: String {
    case axis = "stroke=\"#000\""
    case grid = "stroke=\"#bbb\" stroke-width=\"0.6\""
    case mean = "stroke=\"#000\" stroke-width=\"1.1\" stroke-dasharray=\"6 4\""
    case dashed =
      "fill=\"none\" stroke=\"#000\" stroke-width=\"1.2\" stroke-dasharray=\"4 3\" stroke-linejoin=\"round\""
    case course = "fill=\"none\" stroke=\"#000\" stroke-width=\"1.4\" stroke-linejoin=\"round\""
  }

  let size: Size
  private let text: ReportText
  /// The value at the upper end of the axis.
  let highest: Double
  let step: Double
  private var body = ""

  /// - Parameter largest: the largest value that is plotted; the axis begins at 0.
  init(_ size: Size, largest: Double, text: ReportText = ReportText()) {
    self.size = size
    self.text = text
    step = Self.step(largest)
    highest = max(step, (largest / step).rounded(.up) * step)
  }

  var width: Double { size.width }
  var height: Double { size.height }
  var innerWidth: Double { width - Self.left - Self.right }
  var innerHeight: Double { height - Self.top - Self.bottom }

  func y(_ value: Double) -> Double { Self.top + innerHeight * (1 - value / highest) }

  /// 1, 2 or 5 times a power of ten: four steps or some more up to the largest value.
  static func step(_ largest: Double) -> Double {
    guard largest > 0, largest.isFinite else { return 1 }
    var decade = 1.0
    while decade * 10 <= largest { decade *= 10 }
    while decade > largest { decade /= 10 }
    for factor in [0.1, 0.2, 0.5, 1, 2] where largest / (decade * factor) <= 5 { return decade * factor }
    return decade * 5
  }

  mutating func add(_ element: String) { body += element }

  mutating func text(
    _ text: String, x: Double, y: Double, anchor: String = "middle", rotated: Bool = false,
    isName: Bool = false
  ) {
    let position = "x=\"\(Self.short(x))\" y=\"\(Self.short(y))\""
    let turn = rotated ? " transform=\"rotate(-90 \(Self.short(x)) \(Self.short(y)))\"" : ""
    body +=
      "<text \(position) text-anchor=\"\(anchor)\"\(turn)\(isName ? " font-weight=\"bold\"" : "")>\(XMLText.escaped(text))</text>"
  }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ kind: Line) {
    body +=
      "<line \(kind.rawValue) x1=\"\(Self.short(x1))\" y1=\"\(Self.short(y1))\" x2=\"\(Self.short(x2))\" y2=\"\(Self.short(y2))\"/>"
  }

  /// The value axis with its grid, and both axes' titles.
  mutating func axes(vertical: String, horizontal: String) {
    let digits = step < 0.095 ? 2 : step < 0.95 ? 1 : 0
    var tick = 0.0
    while tick <= highest + step / 2 {
      line(Self.left, y(tick), width - Self.right, y(tick), tick == 0 ? .axis : .grid)
      text(text.number(tick, digits), x: Self.left - 5, y: y(tick) + 4, anchor: "end")
      tick += step
    }
    line(Self.left, Self.top, Self.left, height - Self.bottom, .axis)
    text(vertical, x: 12, y: Self.top + innerHeight / 2, rotated: true)
    text(horizontal, x: Self.left + innerWidth / 2, y: height - 6)
  }

  /// - Parameter id: of this document's own; the title and the description are named by it.
  func figure(id: String, title: String, description: String) -> String {
    """
    <figure class="\(size.rawValue)"><svg viewBox="0 0 \(Self.short(width)) \(Self.short(height))" \
    font-size="11" role="img" aria-labelledby="\(id)-t \(id)-d"><title id="\(id)-t">\(XMLText.escaped(title))</title>\
    <desc id="\(id)-d">\(XMLText.escaped(description))</desc>\(body)</svg></figure>
    """
  }

  /// A tenth of a unit is finer than any printer's dot here.
  static func short(_ value: Double) -> String {
    DecimalText.short(value, 1)
  }
}
