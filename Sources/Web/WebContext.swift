// SPDX-License-Identifier: Apache-2.0
//
// Owns: what belongs to one request: who asks, from where, in which language. Must not know: routes.

import HTTPTypes
import Hummingbird
import NIOCore
import Words

package struct WebContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  let channel: any Channel
  /// The client's address, as its connection or a trusted proxy says.
  var address: String
  /// Whether the client's side of the connection is encrypted.
  var isSecure = false
  var language = Language.english
  var unit = SpeedUnit.kilometresPerHour
  var visitor = Visitor.stranger

  package init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
    address = source.channel.remoteAddress?.ipAddress ?? ""
  }

  /// A request's body has so many bytes at most.
  package var maxUploadSize: Int { 64 * 1024 }

  var words: WebWords { WebWords(language: language) }

  var figures: Figures { Figures(language: language, unit: unit) }

  /// Who looks, for a live picture.
  var viewer: LiveViewer {
    let names: LiveViewer.Names =
      switch visitor.role {
      case .stranger: .none
      case .walker(let name): .own(name)
      case .staff: .all
      }
    return LiveViewer(language: language, unit: unit, names: names)
  }
}
