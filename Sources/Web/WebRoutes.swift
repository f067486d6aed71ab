// SPDX-License-Identifier: Apache-2.0
//
// Owns: every address of the page, and what answers there. Must not know: how.

import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Everything that answers requests.
struct WebRoutes {
  let configuration: WebConfiguration
  let hub: LiveHub
  let accounts: Accounts
  let logger: Logger

  func router() -> Router<WebContext> {
    let log = LogReader(directory: configuration.logDirectory)
    let requests = DaemonRequests(socket: configuration.socket, logger: logger)
    let limit = AttemptLimit()
    let isSecure = configuration.tls != nil
    let router = Router(context: WebContext.self)
    router.add(middleware: SecurityHeaders(isSecure: isSecure))
    router.add(
      middleware: RequestGuard(
        hosts: HostNames(configuration.names), proxies: Set(configuration.proxies), isSecure: isSecure,
        language: configuration.language, unit: configuration.unit))
    router.add(middleware: SignIn(accounts: accounts, log: log))
    let signIn = SignInPages(accounts: accounts, log: log, limit: limit, staffHash: configuration.staffHash)
    assets(router)
    live(router)
    let history = HistoryPages(log: log, configuration: configuration)
    sets(router, history, SetActions(hub: hub, log: log, requests: requests, history: history), log)
    people(router, signIn)
    claims(
      router,
      ClaimPages(hub: hub, log: log, accounts: accounts, requests: requests, limit: limit, signIn: signIn))
    let staff = StaffPages(hub: hub, log: log, accounts: accounts, requests: requests)
    self.staff(router, staff)
    me(router, ProgressPages(log: log, accounts: accounts), staff, log)
    programs(router, ProgramInterface(hub: hub, log: log, configuration: configuration))
    return router
  }

  private func assets(_ router: Router<WebContext>) {
    for asset in Asset.all {
      router.get(RouterPath(asset.path)) { request, context in asset.response(request, context) }
    }
  }

  private func live(_ router: Router<WebContext>) {
    let pages = LivePages(hub: hub)
    let audience = configuration.audience
    let stream = LiveStream(
      hub: hub, limit: StreamLimit(most: configuration.mostStreams, mostOfOne: configuration.mostStreamsOfOne)
    )
    @Sendable func check(_ context: WebContext) throws {
      guard context.visitor.seesLive(audience) else { throw PageError.signIn }
    }
    router.get("/") { request, context in
      guard context.visitor.seesLive(audience) else { return Page.redirect(to: "/sign-in") }
      return try pages.page(request, context, machine: nil)
    }
    router.get("/m/{id}") { request, context in
      try check(context)
      return try pages.page(request, context, machine: try context.parameters.require("id"))
    }
    router.get("/gym") { _, context in
      try check(context)
      return pages.gym(context)
    }
    router.get("/live") { request, context in
      try check(context)
      return try await stream.response(request.uri.queryParameters["machine"].map(String.init), context)
    }
  }

  private func sets(
    _ router: Router<WebContext>, _ history: HistoryPages, _ actions: SetActions, _ log: LogReader
  ) {
    router.get("/sets") { request, context in try await history.sets(request, context) }
    router.get("/set/{id}") { request, context in
      try await history.set(try context.parameters.require("id"), request, context)
    }
    router.get("/set/{id}/{file}") { _, context in
      let (record, _) = try await history.visible(try context.parameters.require("id"), context)
      guard context.visitor.isStaff || context.visitor.owns(record) else { throw PageError.signIn }
      let file = try context.parameters.require("file")
      guard file.hasPrefix("session.") else { throw PageError.notFound }
      return try await SessionFiles.session(of: record, String(file.dropFirst(8)), context, log)
    }
    router.post("/set/{id}/note") { request, context in
      try await actions.note(try context.parameters.require("id"), request, context)
    }
    router.post("/set/{id}/decide") { request, context in
      try await actions.decide(try context.parameters.require("id"), request, context)
    }
    router.get("/m/{id}/walker") { request, context in
      try await actions.chooser(try context.parameters.require("id"), request, context)
    }
    router.post("/m/{id}/walker") { request, context in
      try await actions.use(try context.parameters.require("id"), request, context)
    }
  }

  private func people(_ router: Router<WebContext>, _ pages: SignInPages) {
    router.get("/sign-in") { request, context in pages.form(request, context) }
    router.post("/sign-in") { request, context in try await pages.signIn(request, context) }
    router.post("/sign-out") { request, context in try await pages.signOut(request, context) }
    router.get("/link/{token}") { request, context in
      try await pages.link(try context.parameters.require("token"), request, context)
    }
    router.post("/link/{token}") { request, context in
      try await pages.redeem(try context.parameters.require("token"), request, context)
    }
    router.post("/me/pin") { request, context in try await pages.setPIN(request, context) }
  }

  private func claims(_ router: Router<WebContext>, _ pages: ClaimPages) {
    router.get("/claim") { request, context in
      guard let code = request.uri.queryParameters["code"] else { return pages.entry(request, context) }
      return Page.redirect(to: "/C/" + ClaimPages.normal(String(code)))
    }
    router.get("/C/{token}") { request, context in
      try pages.page(try context.parameters.require("token"), request, context)
    }
    router.post("/C/{token}") { request, context in
      try await pages.claim(try context.parameters.require("token"), request, context)
    }
  }

  private func staff(_ router: Router<WebContext>, _ pages: StaffPages) {
    router.get("/staff") { request, context in try await pages.page(request, context) }
    router.post("/staff/walkers") { request, context in try await pages.addWalker(request, context) }
    router.post("/staff/walkers/{id}") { request, context in
      try await pages.changeWalker(try context.parameters.require("id"), request, context)
    }
    router.post("/staff/machines/{id}") { request, context in
      try await pages.changeMachine(try context.parameters.require("id"), request, context)
    }
    router.post("/staff/tokens") { request, context in try await pages.tokens(request, context) }
    router.post("/staff/sign-out-all") { request, context in try await pages.signOutAll(request, context) }
    router.get("/m/{id}/qr") { request, context in
      try pages.qr(try context.parameters.require("id"), request, context)
    }
  }

  private func me(
    _ router: Router<WebContext>, _ pages: ProgressPages, _ staff: StaffPages, _ log: LogReader
  ) {
    router.get("/me") { request, context in try await pages.me(request, context) }
    router.get("/me/month/{month}") { _, context in
      guard let name = context.visitor.walker else { throw PageError.signIn }
      guard let month = LocalMonth(try context.parameters.require("month")) else { throw PageError.notFound }
      return try await SessionFiles.report(walker: name, month: month.first, context, log)
    }
    router.post("/me/erase") { request, context in
      let form = try await Form(request)
      try FormToken.check(form, request)
      guard let name = context.visitor.walker else { throw PageError.signIn }
      guard form["name"] == name, let walker = try await log.read({ try $0.knownWalker(name) }) else {
        throw PageError.refused(context.words(.eraseMeSure))
      }
      try await staff.erase(walker, context)
      var response = Page(title: name, context: context).response("<h1>\(context.words(.erased, name))</h1>")
      SignIn.remove(&response, context)
      return response
    }
  }

  private func programs(_ router: Router<WebContext>, _ interface: ProgramInterface) {
    router.get("/api/v1/machines") { _, context in try interface.machines(context) }
    router.get("/api/v1/machines/{id}") { _, context in
      try interface.machine(try context.parameters.require("id"), context)
    }
    router.get("/api/v1/sets") { request, context in try await interface.sets(request, context) }
    router.get("/api/v1/sets/{id}") { _, context in
      try await interface.set(try context.parameters.require("id"), context)
    }
    router.get("/healthz") { _, _ in interface.health() }
    router.get("/metrics") { _, context in try await interface.metrics(context) }
  }
}
