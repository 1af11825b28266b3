import Domain
import Gateway
import Outbox

/// A request, whole and by its parts; of its sender nothing is believed.
struct HookRequest: Sendable {
    var method: String
    /// Path and query as they were called.
    var target: String
    var headers: [HeaderField]
    var body: [UInt8]
}

/// What is said to it.
struct HookAnswer: Hashable, Sendable {
    var status: Int
    /// Empty in most cases: who calls learns nothing.
    var text = ""
    /// With 405.
    var allow: String?
    /// With 503, in seconds.
    var retryAfter: Int?
}

/// Answers requests: finds the endpoint, has the call read, and says yes only when what it told is on disk.
struct HookResponder: Sendable {
    let desk: @Sendable () -> CallbackDesk
    let sink: any CallbackSink
    /// Why the daemon is not well; `nil`: it is.
    let ailment: @Sendable () -> String?
    let complaints: Complaints
    let log: any EventSink & Sendable
    let now: @Sendable () -> Timestamp

    /// When a gateway that could not be heard may call again, in seconds.
    private static let retrySeconds = 10

    func answer(_ request: HookRequest) async -> HookAnswer {
        let (path, query) = RequestTarget.parts(of: request.target)
        switch RequestTarget(path: path) {
        case .unknown: return HookAnswer(status: 404)
        case .health:
            guard request.method == "GET" || request.method == "HEAD" else {
                return HookAnswer(status: 405, allow: "GET, HEAD")
            }
            return health()
        case .hook(let endpoint, let secret):
            guard request.method == "POST" || request.method == "GET" else {
                return HookAnswer(status: 405, allow: "GET, POST")
            }
            return await take(request, endpoint: endpoint, secret: secret, query: query)
        }
    }

    private func health() -> HookAnswer {
        guard let ailment = ailment() else { return HookAnswer(status: 200, text: "ok\n") }
        return HookAnswer(status: 503, text: ailment + "\n")
    }

    private func take(
        _ request: HookRequest, endpoint: String, secret: String?, query: Substring
    ) async -> HookAnswer {
        let desk = desk()
        let now = now()
        guard let read = desk.readers[endpoint] else {
            complaints.add(.init(event: .refused), reason: "unknown-endpoint", at: now)
            return HookAnswer(status: 404)
        }
        let call = CallbackRequest(
            method: request.method, secret: secret, query: String(query), headers: request.headers,
            body: request.body, url: desk.publicURL + request.target)
        switch read(call, now) {
        case .events(let events):
            let harvest = CallbackHarvest(events, endpoint: endpoint, optOutWords: desk.optOutWords)
            return await store(harvest, endpoint: endpoint, at: now)
        case .challenge(let text):
            return HookAnswer(status: 200, text: text)
        case .refused(let reason):
            complaints.add(.init(event: .refused, endpoint: endpoint), reason: reason, at: now)
            return HookAnswer(status: 401)
        case .malformed(let reason):
            complaints.add(.init(event: .malformed, endpoint: endpoint), reason: reason, at: now)
            return HookAnswer(status: 200)
        }
    }

    private func store(_ harvest: CallbackHarvest, endpoint: String, at now: Timestamp) async -> HookAnswer {
        do {
            if !harvest.records.isEmpty { try await sink.store(harvest.records) }
            log.record(
                LogEvent("callback.received", level: .debug).with("endpoint", endpoint)
                    .with("records", harvest.records.count).with("texts", harvest.texts))
            return HookAnswer(status: 200)
        } catch CallbackSinkError.unfit {
            complaints.add(.init(event: .malformed, endpoint: endpoint), reason: "cannot be stored", at: now)
            return HookAnswer(status: 200)
        } catch {
            complaints.add(.init(event: .unstored, endpoint: endpoint), reason: Self.words(for: error), at: now)
            return HookAnswer(status: 503, retryAfter: Self.retrySeconds)
        }
    }

    private static func words(for error: any Error) -> String {
        switch error as? CallbackSinkError {
        case .full: "too much is waiting"
        case .stopped: "the daemon is stopping"
        case .unusable(let words): words
        case .unfit, nil: "the store failed"
        }
    }
}
