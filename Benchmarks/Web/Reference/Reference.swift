// SPDX-License-Identifier: Apache-2.0
//
// Owns: the least that hummingbird does, to measure the page against. Part of no product.

import Hummingbird

@main
struct Reference {
  static func main() async throws {
    let router = Router()
    router.get("/") { _, _ in "hello" }
    let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 0
    try await Application(
      router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port))
    ).runService()
  }
}
