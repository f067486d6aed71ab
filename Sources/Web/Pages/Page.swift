// SPDX-License-Identifier: Apache-2.0
//
// Owns: what all pages share: head, navigation, foot. Must not know: what any of them shows.

import HTTPTypes
import Hummingbird
import NIOCore
import Words

/// A page around its content.
struct Page {
  /// Which entry of the navigation it belongs to.
  enum Section: String { case live, sets, progress, staff, none }

  var title: String
  var context: WebContext
  var section = Section.none
  /// A page that fills the screen with figures.
  var isLive = false
  /// A page that takes the whole width.
  var isWide = false
  /// Without scripts it loads again every five seconds.
  var reloads = false
  var form: FormToken?

  private var words: WebWords { context.words }

  func response(_ content: HTML, status: HTTPResponse.Status = .ok) -> Response {
    var response = Response(
      status: status, headers: [.contentType: "text/html; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: html(content).text)))
    form?.give(&response, context)
    return response
  }

  private func html(_ content: HTML) -> HTML {
    """
    <!doctype html>
    <html lang="\(context.language.rawValue)">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
    <meta name="color-scheme" content="dark light">
    <title>\(title) · \(words(.appName))</title>
    <link rel="stylesheet" href="/page.css">
    <link rel="icon" href="/icon.svg" type="image/svg+xml">
    <link rel="manifest" href="/manifest.webmanifest">
    <script src="/page.js" defer></script>
    \(reloads ? HTML("<noscript><meta http-equiv=\"refresh\" content=\"5\"></noscript>") : nil)
    </head>
    <body\(isLive ? HTML(" class=\"live\"") : isWide ? HTML(" class=\"full\"") : "")>
    <a class="skip" href="#content">\(words(.skip))</a>
    \(isLive ? nil : navigation)
    <main id="content">
    \(content)
    </main>
    </body>
    </html>

    """
  }

  private var navigation: HTML {
    """
    <header><nav aria-label="\(words(.appName))"><a class="brand" href="/"\(current(.live))>\(words(.appName))</a>
    <a href="/sets"\(current(.sets))>\(context.visitor.walker == nil ? words(.sets) : words(.mySets))</a>
    \(context.visitor.walker == nil ? nil : link("/me", words(.progress), .progress))\
    \(context.visitor.isStaff ? link("/staff", words(.staff), .staff) : nil)\
    \(context.visitor.role == .stranger ? link("/sign-in", words(.signIn), .none) : nil)</nav></header>
    """
  }

  private func link(_ path: String, _ text: String, _ section: Section) -> HTML {
    "<a href=\"\(path)\"\(current(section))>\(text)</a>\n"
  }

  private func current(_ section: Section) -> HTML? {
    section == self.section && section != .none ? " aria-current=\"page\"" : nil
  }

  /// Leads the browser on after a form, so that reloading the page does not send it again.
  static func redirect(to path: String) -> Response {
    Response(status: .seeOther, headers: [.location: path])
  }
}

extension HTML {
  /// HTML from a literal, where a conditional needs its type.
  fileprivate init(_ literal: StaticString) { self.init(trusted: "\(literal)") }
}
