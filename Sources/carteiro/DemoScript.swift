import Domain
import FakeGateway

/// The fake gateway's tricks, by the number of the request: each one once, then it behaves.
struct DemoScript {
    private let acceptances = Acceptances(prefix: "wamid.")

    var behaviour: FakeGateway.Behaviour {
        { request, number in
            guard !Self.isUnknownNumber(request) else {
                return .answer(400, body: #"{"exists":false}"#)
            }
            switch Trick(rawValue: number) {
            case .slow: return acceptances.accept(request).delayed(byMilliseconds: 900)
            case .error: return .answer(500, body: #"{"error":"internal"}"#)
            case .tooMany: return .tooManyRequests(retryAfterSeconds: 2)
            case .reset: return .reset
            case .none: return acceptances.accept(request).delayed(byMilliseconds: 120)
            }
        }
    }

    /// Which request meets which trick.
    enum Trick: Int {
        case slow = 2
        case error = 3
        case tooMany = 6
        case reset = 9
    }

    private static func isUnknownNumber(_ request: ReceivedRequest) -> Bool {
        request.text.contains("5591987650004")
    }

    /// Whether the gateway accepted a request: what the customer sees.
    static func isAccepted(_ request: ReceivedRequest) -> Bool {
        guard !isUnknownNumber(request) else { return false }
        switch Trick(rawValue: request.number) {
        case .error, .tooMany, .reset: return false
        case .slow, .none: return true
        }
    }
}
