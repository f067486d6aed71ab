// SPDX-License-Identifier: Apache-2.0
//
// Owns: the sets, page by page, and one set with its speed over time. Must not know: the live machines.

import HTTPTypes
import Hummingbird
import SetExport
import SetLog
import Words

struct HistoryPages {
  static let pageSize = 50

  let log: LogReader
  let configuration: WebConfiguration

  // MARK: Sets

  func sets(_ request: Request, _ context: WebContext) async throws -> Response {
    let words = context.words
    let title = context.visitor.walker == nil ? words(.sets) : words(.mySets)
    let page = Page(title: title, context: context, section: .sets)
    guard let filter = context.visitor.visible(configuration.audience) else {
      return page.response(
        "<h1>\(title)</h1><p>\(words(.noWalkerYet)) <a href=\"/sign-in\">\(words(.signIn))</a></p>")
    }
    let cursor = request.uri.queryParameters["before"].flatMap { HistoryCursor(String($0)) }
    let found = try await log.read { log in
      try log.history(filter, before: cursor, limit: Self.pageSize)
    }
    let older: HTML? = found.next.map { next in
      "<a class=\"button\" rel=\"next\" href=\"/sets?before=\(next.description)\">\(words(.older))</a>"
    }
    let newest: HTML? = cursor == nil ? nil : "<a class=\"button\" href=\"/sets\">\(words(.newest))</a>"
    let list: HTML = found.sets.isEmpty ? "<p>\(words(.noSets))</p>" : days(found.sets, context).joined
    let isUnsure = found.sets.contains { !$0.clock.quality.isSynchronised }
    let legend: HTML? = isUnsure ? "<p class=\"small\">\(words(.unsureClock))</p>" : nil
    return page.response("<h1>\(title)</h1>\(list)\(legend)<p class=\"buttons\">\(newest)\(older)</p>")
  }

  /// A table a day, with a line between sessions.
  private func days(_ sets: [SetRecord], _ context: WebContext) -> [HTML] {
    var days: [(day: String, rows: [HTML])] = []
    var session = ""
    for record in sets {
      let text = SetText(record, context)
      if days.last?.day != text.day { days.append((text.day, [])) }
      let isNew = record.sessionId != session && !(days.last?.rows.isEmpty ?? true)
      session = record.sessionId
      days[days.count - 1].rows.append(row(text, context, beginsSession: isNew))
    }
    return days.map { day, rows in
      """
      <section><h2>\(day)</h2><div class="wide"><table>\(head(context))<tbody>\(rows)</tbody></table></div></section>
      """
    }
  }

  private func head(_ context: WebContext) -> HTML {
    let words = context.words
    let titles: [WebPhrase] =
      [.startedAt, .duration, .metres, .meanSpeed, .power, .machine]
      + (context.visitor.isStaff ? [.walker] : [])
    let cells = titles.map { "<th scope=\"col\">\(words($0))</th>" as HTML }
    return "<thead><tr>\(cells)</tr></thead>"
  }

  private func row(_ text: SetText, _ context: WebContext, beginsSession: Bool) -> HTML {
    let record = text.record
    let marks = text.marks.isEmpty ? "" : " · " + text.marks.joined(separator: ", ")
    let walker: HTML? =
      context.visitor.isStaff ? "<td class=\"text\">\(record.walker ?? context.words(.noName))</td>" : nil
    return """
      <tr\(beginsSession ? " class=\"session\"" : nil)><th scope="row"><a href="/set/\(record.id)">\(text.time)</a></th>\
      <td>\(text.duration)</td><td>\(text.metres)</td><td>\(text.meanSpeed)</td><td>\(text.power)</td>\
      <td class="text">\(record.machine)\(marks)</td>\(walker)</tr>
      """
  }

  // MARK: One set

  func set(_ id: String, _ request: Request, _ context: WebContext) async throws -> Response {
    let (record, trace) = try await visible(id, context)
    let words = context.words
    let text = SetText(record, context)
    let title = words(.setOn, "\(record.indexInSession)", text.day)
    let form = FormToken(request)
    let plot = trace.map { chart(record, $0, context) }
    let walker: HTML? =
      context.visitor.isStaff || context.visitor.owns(record)
      ? term(words(.walker), record.walker ?? words(.noName)) : nil
    return Page(title: title, context: context, section: .sets, form: form).response(
      """
      <h1>\(title)</h1>\(suspicion(record, context))
      <dl>\(term(words(.startedAt), "\(text.day) \(text.time)"))\(term(words(.duration), text.duration))\
      \(term(words(.metres), text.metresWithSd))\(term(words(.meanSpeed), text.meanSpeed))\
      \(term(words(.power), text.power))\(term(words(.work), text.work))\
      \(term(words(.machine), record.machine))\(walker)\(notes(record, context))</dl>
      \(plot)
      \(noteForm(record, form, context))\(decisions(record, form, context))
      \(files(record, context))
      """)
  }

  /// A set that this visitor may see, with its speed over time.
  func visible(_ id: String, _ context: WebContext) async throws -> (SetRecord, SetTrace?) {
    let found = try await log.read { log in
      let record = try log.set(id: id)
      return (record, try log.trace(of: record))
    }
    // Another one's set looks like none.
    guard found.0.id == id, context.visitor.sees(found.0, configuration.audience) else {
      throw PageError.notFound
    }
    return found
  }

  private func chart(_ record: SetRecord, _ trace: SetTrace, _ context: WebContext) -> HTML {
    let language: ExportLanguage = context.language == .german ? .german : .english
    return HTML(trusted: SetChart.speed(of: record, trace, language: language))
  }

  private func term(_ name: String, _ value: String) -> HTML {
    "<div><dt>\(name)</dt><dd>\(value)</dd></div>"
  }

  private func suspicion(_ record: SetRecord, _ context: WebContext) -> HTML? {
    record.suspect.map { "<p class=\"alarm\">\(context.words(.suspect, $0))</p>" }
  }

  private func notes(_ record: SetRecord, _ context: WebContext) -> HTML? {
    guard context.visitor.seesNotes(record, staffSeesNotes: configuration.staffSeesNotes) else { return nil }
    let words = context.words
    let rpe = record.rpe.map { term(words(.exertion), context.figures.short($0)) }
    let pain = record.pain.map { term(words(.pain), "\($0)") }
    let note = record.note.map { term(words(.note), $0) }
    return [rpe, pain, note].compactMap { $0 }.joined
  }

  private func noteForm(_ record: SetRecord, _ form: FormToken, _ context: WebContext) -> HTML? {
    guard context.visitor.mayNote(record) else { return nil }
    let words = context.words
    func scale(_ name: String, _ title: String, _ value: Double?) -> HTML {
      let options = (0...10).map { number -> HTML in
        "<option\(value == Double(number) ? " selected" : nil)>\(number)</option>"
      }
      return
        "<label>\(title) <select name=\"\(name)\"><option value=\"\"></option>\(options)</select></label>"
    }
    return """
      <form method="post" action="/set/\(record.id)/note" class="fields">\(form.field)<h2>\(words(.rateTitle))</h2>
      \(scale("rpe", words(.exertion), record.rpe))\(scale("pain", words(.pain), record.pain.map(Double.init)))
      <label>\(words(.note)) <textarea name="text" rows="3" maxlength="\(SetNote.longestText)">\(record.note ?? "")</textarea></label>
      <button>\(words(.save))</button></form>
      """
  }

  private func decisions(_ record: SetRecord, _ form: FormToken, _ context: WebContext) -> HTML? {
    guard context.visitor.mayDecide(record) else { return nil }
    let actions: [(String, WebPhrase)] =
      record.discardedAt != nil
      ? [("restore", .restore)]
      : (record.suspect != nil && record.accepted == nil ? [("accept", .accept)] : []) + [
        ("discard", .discard)
      ]
    let buttons = actions.map { action, phrase -> HTML in
      "<button name=\"do\" value=\"\(action)\">\(context.words(phrase))</button>"
    }
    return """
      <form method="post" action="/set/\(record.id)/decide" class="buttons">\(form.field)\(buttons)</form>
      """
  }

  /// What can be taken along, of a session of one's own.
  private func files(_ record: SetRecord, _ context: WebContext) -> HTML? {
    guard context.visitor.isStaff || context.visitor.owns(record) else { return nil }
    let links = SessionFiles.formats.map { format -> HTML in
      "<a class=\"button\" href=\"/set/\(record.id)/session.\(format.name)\" download>\(format.title)</a>"
    }
    return "<h2>\(context.words(.sessionFiles))</h2><p class=\"buttons\">\(links)</p>"
  }
}
