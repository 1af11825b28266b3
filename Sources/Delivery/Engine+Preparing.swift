internal import Domain
internal import Gateway
internal import Outbox

/// What a step of a gateway captured for the whole endpoint, while it holds.
struct KeptCaptures {
    private var kept: [String: (values: [String: String], until: Timestamp)] = [:]

    private static func key(_ endpoint: String, _ step: String) -> String { "\(endpoint)/\(step)" }

    func values(_ endpoint: String, _ step: StepPlan, at now: Timestamp) -> [String: String]? {
        guard let found = kept[Self.key(endpoint, step.name)], now < found.until else { return nil }
        return found.values
    }

    mutating func keep(_ values: [String: String], _ endpoint: String, _ step: StepPlan, at now: Timestamp) {
        guard step.cacheMilliseconds > 0 else { return }
        kept[Self.key(endpoint, step.name)] = (values, now.advanced(byMilliseconds: step.cacheMilliseconds))
    }

    /// What was captured may be why a request failed.
    mutating func forget(_ endpoint: String) {
        kept = kept.filter { !$0.key.hasPrefix(endpoint + "/") }
    }
}

/// What is done before a request: its document is got, the gateway is asked for the address, steps are made.
///
/// Nothing of the message has been sent by then: whatever goes wrong here cannot have reached anybody.
extension Engine {
    /// What a claim has to have done first.
    func preparations(
        _ part: Part, _ target: DeliveryPlan.Target, byTemplate: Bool
    ) -> [Preparation] {
        guard target.prepares, !options.acceptsEverything else { return [] }
        var preparations: [Preparation] = []
        if let precheck = target.gateway.precheck { preparations.append(.precheck(precheck)) }
        if let source = part.source, target.gateway.documentForm != .none {
            preparations.append(.document(source: source, isOptional: part.isOptional))
        }
        return preparations + target.gateway.steps(for: part.kind, byTemplate: byTemplate).map { .step($0) }
    }

    /// What became of a preparation that was looked at.
    private enum Progress {
        case done
        /// A request has to be made for it.
        case needs(TransferRequest)
        /// The flight is over: it has landed, or is given back.
        case over
    }

    /// Does what is to be done first, as far as it needs no request.
    ///
    /// - Returns: the flight, ready for its own request; `nil`: something is under way for it, or it is over.
    func prepare(_ flight: Flight, at now: Timestamp) -> Flight? {
        var flight = flight
        while let preparation = flight.preparations.first {
            switch progress(preparation, &flight, at: now) {
            case .done:
                flight.preparations.removeFirst()
            case .needs(let request):
                flight.errand = .preparation
                launch(flight, request, at: now)
                return nil
            case .over:
                return nil
            }
        }
        guard flight.request == nil else { return flight }
        do throws(RequestError) {
            flight.request = try flight.target.gateway.request(
                for: flight.context.part, byTemplate: flight.byTemplate, flight.context)
            return flight
        } catch {
            landUnstarted(flight, Verdict(outcome: .rejected, reason: error.reason, scope: .message))
            return nil
        }
    }

    private func progress(_ preparation: Preparation, _ flight: inout Flight, at now: Timestamp) -> Progress {
        switch preparation {
        case .document(let source, let isOptional):
            if let attachment = documents.attachment(source) {
                flight.context.file = attachment.named(for: flight.context.payload)
                return .done
            }
            guard !DocumentDesk.isURL(source) else {
                return .needs(DocumentDesk.request(source, plan.documents, userAgent: options.userAgent))
            }
            do throws(DocumentFailure) {
                take(try DocumentDesk.attachment(below: source, plan.documents), source, &flight)
                return .done
            } catch {
                return isOver(goOnWithout(source, isOptional, error.reason, &flight, at: now))
            }
        case .precheck(let precheck):
            if let known = flight.recipient, let isKnown = known.isKnown, let checkedAt = known.checkedAt,
                (0..<max(1, precheck.cacheMilliseconds)).contains(now.milliseconds(since: checkedAt))
            {
                return isOver(adopt(AddressCheck(isKnown: isKnown, captured: known.captured), &flight))
            }
            return request(&flight) { (context) throws(RequestError) in try precheck.request(context) }
        case .step(let step):
            if let values = captures.values(flight.endpoint, step, at: now) {
                flight.context.captured.merge(values) { $1 }
                flight.usedKeptCaptures = true
                return .done
            }
            return request(&flight, isOptional: step.isOptional) { (context) throws(RequestError) in
                try step.request(context)
            }
        }
    }

    private func isOver(_ goesOn: Bool) -> Progress { goesOn ? .done : .over }

    /// - Parameter isOptional: whether it is left out when a value is missing.
    private func request(
        _ flight: inout Flight, isOptional: Bool = false,
        _ make: (RequestContext) throws(RequestError) -> TransferRequest
    ) -> Progress {
        do throws(RequestError) {
            return .needs(try make(flight.context))
        } catch {
            if isOptional, case .missing = error { return .done }
            landUnstarted(flight, Verdict(outcome: .rejected, reason: error.reason, scope: .message))
            return .over
        }
    }

    /// Takes the answer to what was asked for a flight's first preparation.
    func hearPreparation(_ flight: Flight, _ result: TransferResult, at now: Timestamp) {
        var flight = flight
        guard !flight.preparations.isEmpty else { return makeReady(flight) }
        let goesOn: Bool
        switch flight.preparations.removeFirst() {
        case .document(let source, let isOptional):
            do throws(DocumentFailure) {
                let attachment = try DocumentDesk.attachment(result, source, plan.documents)
                documents.keep(attachment, as: source)
                take(attachment, source, &flight)
                goesOn = true
            } catch {
                goesOn = goOnWithout(source, isOptional, error.reason, &flight, at: now)
            }
        case .precheck(let precheck):
            switch precheck.outcome(of: result, now: now) {
            case .exists(let address):
                flight.check = AddressCheck(isKnown: true, captured: address)
                goesOn = adopt(AddressCheck(isKnown: true, captured: address), &flight)
            case .missing:
                flight.check = AddressCheck(isKnown: false)
                goesOn = adopt(AddressCheck(isKnown: false), &flight)
            case .unknown:
                events.record(
                    LogEvent("message.unchecked", level: .notice).with("id", flight.message)
                        .with("endpoint", flight.endpoint).with("http", result.status == 0 ? nil : result.status))
                goesOn = true
            case .failed(let verdict):
                landUnstarted(flight, verdict, result)
                goesOn = false
            }
        case .step(let step):
            switch step.outcome(of: result, now: now) {
            case .captured(let values):
                captures.keep(values, flight.endpoint, step, at: now)
                flight.context.captured.merge(values) { $1 }
                goesOn = true
            case .failed(let verdict):
                captures.forget(flight.endpoint)
                landUnstarted(flight, verdict, result)
                goesOn = false
            }
        }
        if goesOn { makeReady(flight) }
    }

    // MARK: - Addresses

    /// - Returns: whether the message goes on.
    private func adopt(_ check: AddressCheck, _ flight: inout Flight) -> Bool {
        flight.context.capturedAddress = check.captured
        guard !check.isKnown else { return true }
        landUnstarted(
            flight, Verdict(outcome: .rejected, reason: Self.unreachable(flight.target), scope: .recipient))
        return false
    }

    /// The word for an address that a channel does not reach.
    private static func unreachable(_ target: DeliveryPlan.Target) -> String {
        "not-on-\(target.endpoint.channel.rawValue)"
    }

    /// Asks the gateway for the address once more, since what it answered could mean that there is none.
    func recheck(_ landing: Landing, at now: Timestamp) {
        var flight = landing.flight
        var landing = landing
        landing.verdict.outcome = .uncertain
        guard drain == nil, let precheck = flight.target.gateway.precheck,
            let request = try? precheck.request(flight.context)
        else {
            // Without an answer it is not known, which is what the verdict says then.
            return settleLater(landing)
        }
        flight.errand = .recheck(landing)
        launch(flight, request, at: now)
    }

    /// Takes the answer to that: an address that is missing was the reason, otherwise nobody knows what became of it.
    func hearRecheck(_ landing: Landing, _ result: TransferResult, at now: Timestamp) {
        var landing = landing
        if let precheck = landing.flight.target.gateway.precheck {
            switch precheck.outcome(of: result, now: now) {
            case .missing:
                landing.flight.check = AddressCheck(isKnown: false)
                landing.verdict.outcome = .rejected
                landing.verdict.scope = .recipient
            case .exists(let address):
                landing.flight.check = AddressCheck(isKnown: true, captured: address)
            case .unknown, .failed:
                break
            }
        }
        settleLater(landing)
    }

    // MARK: - Documents

    private func take(_ attachment: Attachment, _ source: String, _ flight: inout Flight) {
        documents.keep(attachment, as: source)
        flight.context.file = attachment.named(for: flight.context.payload)
    }

    /// What a message does whose document cannot be had: one that needs it waits; another goes without it, and says where
    /// it is if that may be said.
    ///
    /// - Returns: whether it goes on.
    private func goOnWithout(
        _ source: String, _ isOptional: Bool, _ reason: String, _ flight: inout Flight, at now: Timestamp
    ) -> Bool {
        events.record(
            LogEvent("message.document_unavailable", level: .warning).with("id", flight.message)
                .with("endpoint", flight.endpoint).with("reason", reason).with("waits", isOptional ? 0 : 1))
        guard isOptional else {
            let wait = options.documentRetryMilliseconds
            let jitter = Int64.random(in: 0...wait / 4, using: &random)
            giveBackUnstarted(
                Return(flight: flight, until: now.advanced(byMilliseconds: wait + jitter), hold: .document))
            return false
        }
        guard flight.context.part == .document else { return true }
        let url = DocumentDesk.isURL(source) ? source : flight.context.payload["invoice"]?["pdf_url"]?.string
        guard let url, !url.isEmpty else {
            landUnstarted(flight, Verdict(outcome: .sent, reason: "document-left-out", scope: .message))
            return false
        }
        flight.context.part = .text
        flight.context.text = "\(flight.context.text): \(url)"
        return true
    }

    // MARK: - Ends

    /// A flight that is over before its request began.
    private func landUnstarted(_ flight: Flight, _ verdict: Verdict, _ result: TransferResult? = nil) {
        let redaction = flight.target.gateway.redaction.with(captured: flight.context.captured)
        let response = result.map { redaction.excerpt(of: $0, limit: 512) } ?? ""
        settleLater(
            Landing(
                flight: flight, verdict: verdict, httpStatus: result?.status ?? 0, response: response,
                durationMilliseconds: 0))
    }

    /// Has a landing settled with the next transaction.
    func settleLater(_ landing: Landing) {
        outstanding[landing.flight.endpoint, default: 1] -= 1
        agenda.landed[landing.flight.endpoint, default: 0] += 1
        if landing.verdict.outcome != .sent, landing.flight.usedKeptCaptures {
            captures.forget(landing.flight.endpoint)
        }
        landings.append(landing)
    }
}
