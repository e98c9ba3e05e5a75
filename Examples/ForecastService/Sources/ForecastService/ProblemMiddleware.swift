import Hummingbird
import Lamina
import LaminaServing
import NIOCore

/// Turns errors into answers that say what is wrong: the sender's with a 4xx, ours with a 5xx and a line in the log.
struct ProblemMiddleware<Context: RequestContext>: RouterMiddleware {
    let limits: Limits

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let (status, message) = explain(error)
            if status.kind == .serverError { context.logger.log(level: status == .internalServerError ? .error : .warning, "\(status): \(error)") }
            var response = Response.text(
                JSONValue.object([("error", .object([("message", .string(message))]))]).serialized(pretty: false) + "\n", "application/json",
                status: status)
            if status == .serviceUnavailable { response.headers[.retryAfter] = "1" }
            return response
        }
    }

    private func explain(_ error: any Error) -> (HTTPResponse.Status, String) {
        switch error {
        case let error as RequestProblem: (error.isConflict ? .conflict : .badRequest, error.description)
        case let error as ServingError where error.isOverload: (.serviceUnavailable, error.description)
        case is NIOTooManyBytesError: (.contentTooLarge, "a body may have \(limits.bodyBytes) bytes")
        case is DeadlineExceeded: (.serviceUnavailable, "no answer within \(limits.time)")
        case is CancellationError: (.serviceUnavailable, "the request was cancelled")
        case let error as HTTPError: (error.status, error.body ?? error.status.reasonPhrase)
        default: (.internalServerError, "an error that is not the request's; it is in the log: \(type(of: error))")
        }
    }
}

extension ServingError {
    fileprivate var isOverload: Bool {
        switch self {
        case .busy, .tooManyClients: true
        default: false
        }
    }
}
