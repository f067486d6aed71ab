// SPDX-License-Identifier: Apache-2.0
//
// Owns: the live page of one machine and that of all. Must not know: where figures come from, how often they change.
//
// Both are whole without scripts: then they load again every five seconds.

import HTTPTypes
import Hummingbird
import LiveFeed
import Text
import Words

/// Which picture of a machine is asked for.
enum LiveMode: String, CaseIterable {
  /// Figures and what a walker can do.
  case usual
  /// Figures only: for a screen that is out of reach.
  case kiosk
}

struct LivePages {
  let hub: LiveHub

  /// One machine; with several and none named, all of them.
  func page(_ request: Request, _ context: WebContext, machine id: String?) throws -> Response {
    let machines = hub.machines
    guard let machine = id.map({ id in machines.first { $0.id == id } }) ?? machines.first else {
      if id != nil { throw PageError.notFound }
      return waiting(context)
    }
    if id == nil, machines.count > 1 { return gym(context) }
    let mode = request.uri.queryParameters["view"].flatMap { LiveMode(rawValue: String($0)) } ?? .usual
    let form = FormToken(request)
    let page = Page(
      title: machine.name, context: context, section: .live, isLive: true, reloads: true, form: form)
    let view = hub.view(machine.id, for: context.viewer)
    return page.response(content(machine, view, mode, form, context, hasOthers: machines.count > 1))
  }

  private func waiting(_ context: WebContext) -> Response {
    let text = context.words(.noMachine)
    return Page(title: context.words(.live), context: context, section: .live, reloads: true).response(
      "<h1>\(context.words(.connecting))</h1><p>\(text)</p>")
  }

  private func content(
    _ machine: LiveMachine, _ view: LiveView?, _ mode: LiveMode, _ form: FormToken, _ context: WebContext,
    hasOthers: Bool
  ) -> HTML {
    let words = context.words
    let query = "?machine=\(machine.id)&lang=\(context.language.rawValue)&units=\(context.unit.rawValue)"
    let slots = (0..<3).map { slot($0, view?.figures.indices.contains($0) == true ? view?.figures[$0] : nil) }
    return """
      <section id="live" data-stream="/live\(query)" data-style="\(view?.style ?? "plain")" \
      data-old="\(words(.notLive, "%1"))" data-awake="\(words(.awake))" data-dark="\(words(.awakeNeedsTLS))" \
      data-sound-on="\(words(.soundOn))" data-sound-off="\(words(.soundOff))" data-noted="\(words(.noted))">
      <div class="screen"><h1 class="top"><span id="name">\(machine.name)</span> <span id="walker">\(view?.walker ?? "")</span>
      <strong id="badge">\(view?.badge ?? "")</strong></h1>
      <p id="notice" class="\(view?.notice?.isAlarm == true ? "alarm" : "")">\(notice(view))</p>
      <div class="figures" id="figures" data-count="\(view?.figures.count ?? 1)">\(slots)</div>
      <div class="say"><p id="headline" aria-live="polite">\(view?.headline ?? words(.connecting))</p>
      <p id="line">\(view?.line ?? "")</p></div>
      <div id="bar" role="progressbar" aria-label="\(words(.time))" aria-valuemin="0" aria-valuemax="100">\
      <svg viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true"><rect id="track" width="100" height="2"/>\
      <rect id="done" width="\(DecimalText.short((view?.share ?? 0) * 100, 1))" height="2"/></svg></div>
      <p class="foot"><span id="next">\(view?.next ?? "")</span> <span id="heart">\(view?.heartRate ?? "")</span> \
      <span id="week">\(view?.week ?? "")</span></p></div>
      \(mode == .kiosk ? nil : controls(machine, form, context, hasOthers: hasOthers))
      </section>
      """
  }

  private func notice(_ view: LiveView?) -> String {
    guard let notice = view?.notice else { return "" }
    return notice.text.map { "\(notice.word): \($0)" } ?? notice.word
  }

  private func slot(_ index: Int, _ slot: LiveView.Slot?) -> HTML {
    """
    <div class="figure\(slot?.unit == nil ? " bare" : "")" id="figure\(index)"\(slot == nil ? " hidden" : HTML?.none)><span class="label">\(slot?.label ?? "")</span>\
    <span class="value\((slot?.value.count ?? 0) > 4 ? " long" : "")">\(slot?.value ?? "–")</span><span class="unit">\(slot?.unit ?? "")</span></div>
    """
  }

  private func controls(
    _ machine: LiveMachine, _ form: FormToken, _ context: WebContext, hasOthers: Bool
  ) -> HTML {
    let words = context.words
    let walkHere: HTML? = context.visitor.walker.map { name in
      """
      <form method="post" action="/m/\(machine.id)/walker">\(form.field)<input type="hidden" name="walker" value="\(name)">\
      <button>\(words(.iWalkHere))</button></form>
      """
    }
    return """
      <nav class="controls" aria-label="\(words(.machines))">
      <button id="sound" type="button" hidden aria-pressed="false">\(words(.soundOn))</button>
      <button id="full" type="button" hidden>\(words(.fullScreen))</button>
      \(walkHere)
      \(context.visitor.isStaff ? linkButton("/m/\(machine.id)/walker", words(.whoWalks)) : nil)
      <a class="button" id="claim" hidden href="/claim">\(words(.claimThis))</a>
      \(hasOthers ? linkButton("/gym", words(.allMachines)) : nil)
      \(linkButton("/sets", context.visitor.walker == nil ? words(.sets) : words(.mySets)))
      \(context.visitor.role == .stranger ? linkButton("/sign-in", words(.signIn)) : nil)
      </nav>
      <p id="screen" class="small"></p>
      \(context.visitor.walker == nil ? nil : rating(form, context))
      """
  }

  private func linkButton(_ path: String, _ text: String) -> HTML {
    "<a class=\"button\" href=\"\(path)\">\(text)</a>"
  }

  /// Exertion and pain, one tap each.
  private func rating(_ form: FormToken, _ context: WebContext) -> HTML {
    let words = context.words
    func row(_ name: String, _ title: String) -> HTML {
      let buttons = (0...10).map {
        "<button type=\"button\" name=\"\(name)\" value=\"\($0)\">\($0)</button>" as HTML
      }
      return "<fieldset><legend>\(title)</legend><div class=\"scale\">\(buttons)</div></fieldset>"
    }
    return """
      <form id="rating" hidden>\(form.field)<h2>\(words(.rateTitle))</h2>
      \(row("rpe", words(.exertion)))\(row("pain", words(.pain)))<p id="rated" role="status"></p></form>
      """
  }

  /// All machines, each a tile.
  func gym(_ context: WebContext) -> Response {
    let viewer = context.viewer
    let query = "?lang=\(context.language.rawValue)&units=\(context.unit.rawValue)"
    let tiles = hub.machines.map { machine -> HTML in
      let view = hub.view(machine.id, for: viewer)
      let figure = view?.figures.first
      let second = view?.figures.dropFirst().first
      return """
        <a class="tile" href="/m/\(machine.id)" data-machine="\(machine.id)" data-style="\(view?.style ?? "plain")">
        <span class="top">\(machine.name) <span data-key="walker">\(view?.walker ?? "")</span></span>
        <span class="value" data-key="value">\(figure?.value ?? "–")</span>
        <span class="label" data-key="label">\(figure?.label ?? "") \(figure?.unit ?? "")</span>
        <span class="line" data-key="second">\(second.map { "\($0.label) \($0.value)" } ?? "")</span>
        <span class="line" data-key="headline">\(view?.headline ?? "")</span>
        <span class="alarm" data-key="notice">\(notice(view))</span></a>
        """
    }
    let content: HTML = """
      <h1 class="hidden">\(context.words(.allMachines))</h1>
      <div id="gym" data-stream="/live\(query)" data-count="\(hub.machines.count)" \
      data-old="\(context.words(.notLive, "%1"))">\(tiles)</div>
      """
    return Page(
      title: context.words(.allMachines), context: context, section: .live, isWide: true, reloads: true
    ).response(content)
  }
}
