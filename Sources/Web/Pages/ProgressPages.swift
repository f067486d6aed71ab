// SPDX-License-Identifier: Apache-2.0
//
// Owns: a walker's own page: weeks against the aim, bests, trend, months, PIN. Must not know: other walkers.

import HTTPTypes
import Hummingbird
import SetExport
import SetLog
import Text
import Training
import Words

struct ProgressPages {
  private static let weeksShown = 12
  private static let monthsShown = 12

  let log: LogReader
  let accounts: Accounts

  /// What a walker's page is made of.
  private struct Progress: Sendable {
    var totals: SetTotals
    var weeks: [PeriodTotals]
    var months: [PeriodTotals]
    var bests: [BestSet]
    var trend: Trend?
    var plan: ProtocolProgress?
    var walkerId: String?
  }

  func me(_ request: Request, _ context: WebContext) async throws -> Response {
    guard let name = context.visitor.walker else { return Page.redirect(to: "/sign-in") }
    let words = context.words
    let progress = try await log.read { try Self.progress(of: name, $0) }
    let form = FormToken(request)
    let page = Page(title: name, context: context, section: .progress, form: form)
    return page.response(
      """
      <h1>\(name)</h1>
      \(week(progress, context))\(weeks(progress, context))
      <h2>\(words(.bests))</h2>\(bests(progress, context))
      <h2>\(words(.trend))</h2><p>\(trend(progress, context))</p>
      <h2>\(words(.printPage))</h2><p class="buttons">\(months(progress))</p>
      \(account(progress.walkerId, form, context))
      """)
  }

  private static func progress(of name: String, _ log: SetLog) throws -> Progress {
    var filter = SetFilter()
    filter.walker = name
    let newest = try log.history(filter, before: nil, limit: 1).sets.first
    let training = newest?.protocol.flatMap { name in TrainingProtocol.builtIn.first { $0.name == name } }
    return Progress(
      totals: try log.summary(filter), weeks: try log.weeks(filter), months: try log.months(filter),
      bests: try log.bests(filter), trend: try log.trend(filter),
      plan: try training.map { try log.progress($0, filter) },
      walkerId: try log.walkers().first { $0.name == name }?.id)
  }

  private func week(_ progress: Progress, _ context: WebContext) -> HTML {
    guard let plan = progress.plan, let week = plan.weeks.last else { return "" }
    let words = Words(context.language)
    let aim = plan.protocol.weekly
    let aimText = aim.fewest == aim.most ? "\(aim.fewest)" : "\(aim.fewest)-\(aim.most)"
    let done = words.text(.weekOf, "\(week.sessionsDone)", aimText)
    let streak = plan.streak.weeks > 1 ? ", " + words.text(.streak, "\(plan.streak.weeks)") : ""
    return "<p class=\"lead\">\(words.text(.week)): \(done)\(streak)</p>"
  }

  private func weeks(_ progress: Progress, _ context: WebContext) -> HTML {
    let weeks = progress.weeks.suffix(Self.weeksShown)
    guard !weeks.isEmpty else { return "<p>\(context.words(.noSets))</p>" }
    let language: ExportLanguage = context.language == .german ? .german : .english
    let bars = weeks.map { week in
      (label: String(week.first.description.dropFirst(5)), distanceM: week.totals.distanceM)
    }
    return HTML(
      trusted: SetChart.distances(
        Array(bars), title: context.words(.weeks), horizontal: context.words(.week), language: language))
  }

  private func bests(_ progress: Progress, _ context: WebContext) -> HTML {
    let figures = context.figures
    let rows = progress.bests.compactMap { best -> HTML? in
      guard let (phrase, value) = Self.text(best, figures) else { return nil }
      let day = best.day?.description ?? ""
      return
        "<div><dt>\(context.words(phrase))</dt><dd><a href=\"/set/\(best.setId)\">\(value)</a>, \(day)</dd></div>"
    }
    return rows.isEmpty ? "<p>\(context.words(.noSets))</p>" : "<dl>\(rows)</dl>"
  }

  private static func text(_ best: BestSet, _ figures: Figures) -> (WebPhrase, String)? {
    switch best.kind {
    case .farthest: (.farthest, figures.length(best.value))
    case .fastest: (.fastest, "\(figures.preciseSpeed(best.value)) \(figures.unit.rawValue)")
    case .longest: (.longest, figures.clock(best.value))
    case .mostWork: (.mostWork, "\(figures.fixed(best.value / 1000, 2)) kJ")
    case .strongest: (.strongest, "\(figures.fixed(best.value, 0)) W")
    default: nil
    }
  }

  private func trend(_ progress: Progress, _ context: WebContext) -> String {
    guard let trend = progress.trend, trend.isClear else { return context.words(.trendUnclear) }
    let kmh = context.figures.signed(trend.speedMpsPerWeek * 3.6, 2)
    let sd = context.figures.fixed(trend.speedSdMpsPerWeek * 3.6, 2)
    return context.words(.trendClear, "\(kmh) ± \(sd)")
  }

  private func months(_ progress: Progress) -> HTML {
    progress.months.suffix(Self.monthsShown).reversed().map { month -> HTML in
      let name = String(month.first.description.prefix(7))
      return "<a class=\"button\" href=\"/me/month/\(name)\">\(name)</a>"
    }.joined
  }

  /// The PIN, signing out, and erasing oneself.
  private func account(_ walkerId: String?, _ form: FormToken, _ context: WebContext) -> HTML {
    let words = context.words
    return """
      <h2>\(words(.myPage))</h2>
      <form method="post" action="/me/pin" class="fields">\(form.field)
      <label>\(words(walkerId.map(accounts.hasPIN) == true ? .newPIN : .setPIN))
      <input name="pin" type="password" inputmode="numeric" autocomplete="new-password" minlength="4" maxlength="12"
      pattern="[0-9]{4,12}" required aria-describedby="pin-hint"></label><p id="pin-hint" class="small">\(words(.pinHint))</p>
      <button>\(words(.save))</button></form>
      <form method="post" action="/sign-out" class="buttons">\(form.field)<button>\(words(.signOut))</button>\
      <button name="everywhere" value="yes">\(words(.endAll))</button></form>
      <details><summary>\(words(.eraseMe))</summary><form method="post" action="/me/erase" class="fields">\(form.field)
      <p>\(words(.eraseMeSure))</p><label>\(words(.name)) <input name="name" autocomplete="off" required></label>
      <button class="danger">\(words(.eraseMe))</button></form></details>
      """
  }
}
