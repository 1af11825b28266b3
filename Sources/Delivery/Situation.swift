package import Domain

/// Where a message stands, and what the engine will do with it next: what `explain` puts into words.
package enum Situation: Hashable, Sendable {
    /// It is new, and the daemon has not looked at it yet; what it will come to when it does.
    indirect case unseen(then: Situation)
    /// Not before the time that the producer wrote.
    case notBefore(Timestamp)
    /// It waits for its hour, its turn or an answer of the billing system, and is looked at again then.
    case held(Hold, until: Timestamp)
    /// It failed, and is tried again then.
    case retrying(reason: String, failures: Int, at: Timestamp)
    /// It is due, and its endpoint is paused; until when, if the pause ends by itself.
    case paused(endpoint: String, reason: String?, until: Timestamp?)
    /// It is due, and its endpoint's limit of speed does not allow more before then.
    case limited(endpoint: String, until: Timestamp)
    /// It is due, and its endpoint has begun as many messages as a new number may today.
    case warmingUp(endpoint: String, until: Timestamp)
    /// It is due; so many messages of its endpoint go before it.
    case inLine(endpoint: String, ahead: Int)
    /// It goes now; as so many invoices in one message.
    case ready(endpoint: String, invoices: Int)
    /// A part of it is on its way.
    case sending(endpoint: String, part: Int, parts: Int)
    /// It goes along in another message, and ends with it.
    case travelling(with: Int64)
    /// It ends as soon as the daemon looks at it.
    case ending(MessageState, reason: String)
    case ended(MessageState, reason: String?, at: Timestamp?)
    /// It was sent, and its gateway told that it came.
    case arrived(sentAt: Timestamp?, deliveredAt: Timestamp, readAt: Timestamp?)

    /// Before when no request of it starts, as far as time alone decides; `nil`: at any moment, or never.
    package var notSentBefore: Timestamp? {
        switch self {
        case .unseen(let then): then.notSentBefore
        case .notBefore(let time), .held(_, let time), .retrying(_, _, let time), .limited(_, let time),
            .warmingUp(_, let time):
            time
        case .paused(_, _, let until): until ?? .distantFuture
        case .inLine, .ready, .sending, .travelling: nil
        case .ending, .ended, .arrived: .distantFuture
        }
    }
}
