/// The ids of what a fake gateway accepted; safe to use from several threads.
///
/// It behaves as good gateways do: a request repeated with the same idempotency key gets the id that the first one
/// got.
package final class Acceptances: Sendable {
    private struct State: Sendable {
        var count = 0
        var idOfKey: [String: String] = [:]
    }

    private let state = Locked(State())
    private let prefix: String

    /// - Parameter prefix: what the ids begin with; a number from 1 follows.
    package init(prefix: String = "msg-") {
        self.prefix = prefix
    }

    /// How many different messages were accepted.
    package var count: Int { state.withLock { $0.count } }

    /// The id for a request, by its header field `Idempotency-Key`; one without counts as new.
    package func id(for request: ReceivedRequest) -> String {
        id(forKey: request.header("Idempotency-Key"))
    }

    package func id(forKey key: String?) -> String {
        state.withLock { state in
            if let key, let known = state.idOfKey[key] { return known }
            state.count += 1
            let id = prefix + String(state.count)
            if let key { state.idOfKey[key] = id }
            return id
        }
    }

    /// The answer 200 with the request's id.
    package func accept(_ request: ReceivedRequest) -> Reply {
        .accepted(id: id(for: request))
    }
}
