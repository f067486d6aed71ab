// SPDX-License-Identifier: Apache-2.0
//
// Owns: what can go wrong with a request, and how it is answered: a page for people, JSON for programs. Must not know:
// routes.

import HTTPTypes
import Hummingbird
import LiveFeed
import Logging
import NIOCore
import SetLog
import Text

/// Something that was not done.
enum PageError: Error, Sendable, Equatable {
  case notFound
  /// The visitor has to sign in first.
  case signIn
  case formOld
  case tooLarge
  /// Too many wrong guesses; seconds to wait.
  case wait(Int)
  /// What was asked for makes no sense; why.
  case refused(String)
  /// The daemon does not answer.
  case noDaemon

  var status: HTTPResponse.Status {
    switch self {
    case .notFound: .notFound
    case .signIn, .formOld: .forbidden
    case .tooLarge: .contentTooLarge
    case .wait: .tooManyRequests
    case .refused: .badRequest
    case .noDaemon: .serviceUnavailable
    }
  }

  func text(_ words: WebWords) -> String {
    switch self {
    case .notFound: words(.notFoundText)
    case .signIn: words(.forbiddenText)
    case .formOld: words(.formOld)
    case .tooLarge: words(.tooLarge)
    case .wait(let seconds): words(.pinWait, "\(seconds)")
    case .refused(let reason): words(.refused, reason)
    case .noDaemon: words(.daemonGone)
    }
  }
}

/// Errors as answers.
enum ErrorPages {
  /// What an error means for the one who asked.
  struct Answer {
    var status: HTTPResponse.Status
    var text: String
    /// For programs; raw values are stable.
    var code: String
    var headers = HTTPFields()
  }

  static func response(to error: any Error, _ request: Request, _ context: WebContext) -> Response {
    let answer = answer(to: error, context)
    let isForProgram =
      request.uri.path.hasPrefix("/api/") || request.headers[.accept]?.contains("application/json") == true
    var response: Response
    if isForProgram {
      let body = "{\"error\":\(JSONText.quoted(answer.code)),\"text\":\(JSONText.quoted(answer.text))}\n"
      response = Response(
        status: answer.status, headers: [.contentType: "application/json"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
    } else {
      response = Page(title: "\(answer.status.code)", context: context).response(
        "<h1>\(answer.status == .notFound ? context.words(.notFound) : "\(answer.status.code)")</h1><p>\(answer.text)</p>",
        status: answer.status)
    }
    for field in answer.headers { response.headers.append(field) }
    return response
  }

  private static func answer(to error: any Error, _ context: WebContext) -> Answer {
    switch error {
    case let error as PageError:
      var answer = Answer(status: error.status, text: error.text(context.words), code: "\(error)".prefixWord)
      if case .wait(let seconds) = error { answer.headers[.retryAfter] = "\(seconds)" }
      return answer
    case let error as FeedFault: return answer(to: error, context)
    case let error as FeedError:
      context.logger.warning("\(error)")
      return Answer(status: .serviceUnavailable, text: context.words(.daemonGone), code: "noDaemon")
    case let error as SetLogError: return answer(to: error, context)
    case let error as HTTPError:
      return Answer(
        status: error.status, text: error.body ?? error.status.reasonPhrase, code: "http",
        headers: error.headers)
    default:
      context.logger.error("\(error)")
      return Answer(status: .internalServerError, text: context.words(.failed), code: "failed")
    }
  }

  private static func answer(to fault: FeedFault, _ context: WebContext) -> Answer {
    let words = context.words
    let text =
      switch FeedFault.Code(rawValue: fault.code) {
      case .tokenExpired: words(.claimGone)
      case .tokenUsed: words(.claimUsed)
      case .taken: words(.claimTaken)
      case .busy, .full: words(.logBusy)
      default: words(.refused, fault.text)
      }
    let isBusy = fault.code == FeedFault.Code.busy.rawValue || fault.code == FeedFault.Code.full.rawValue
    return Answer(status: isBusy ? .serviceUnavailable : .conflict, text: text, code: fault.code)
  }

  private static func answer(to error: SetLogError, _ context: WebContext) -> Answer {
    switch error.code {
    case .noSuchSet, .noSuchWalker, .noSuchMachine, .ambiguous:
      return Answer(status: .notFound, text: context.words(.notFoundText), code: "notFound")
    case .busy:
      return Answer(
        status: .serviceUnavailable, text: context.words(.logBusy), code: "busy", headers: [.retryAfter: "2"])
    default:
      context.logger.warning("\(error)")
      return Answer(
        status: .serviceUnavailable, text: context.words(.logGone, error.reason), code: "log",
        headers: [.retryAfter: "5"])
    }
  }
}

extension String {
  /// `wait` of `wait(3)`.
  fileprivate var prefixWord: String { String(prefix { $0.isLetter }) }
}
