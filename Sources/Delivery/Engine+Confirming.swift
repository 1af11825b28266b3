internal import Composer
internal import Domain
internal import Gateway
internal import Outbox
internal import Policy

/// What the billing system has said lately, and how often it may be asked.
struct Confirmations {
    private static let mostKept = 50_000

    private var owed: [String: Timestamp] = [:]
    private var limiters: [RateLimiter] = []
    private var limits: [RateLimit] = []

    /// Whether an invoice was owed a moment ago.
    func isOwed(_ invoice: String, _ settings: Confirming, at now: Timestamp) -> Bool {
        guard let asked = owed[invoice] else { return false }
        return (0..<settings.cacheMilliseconds).contains(now.milliseconds(since: asked))
    }

    mutating func note(owed invoice: String, at now: Timestamp) {
        if owed.count >= Self.mostKept { owed.removeAll(keepingCapacity: true) }
        owed[invoice] = now
    }

    /// Counts a question against the limits, if one may be asked now.
    mutating func ask(_ settings: Confirming, at now: Timestamp) -> Bool {
        if limits != settings.rateLimits {
            limits = settings.rateLimits
            limiters = limits.map { RateLimiter($0) }
        }
        guard limiters.allSatisfy({ $0.allowance(at: now, most: 1) > 0 }) else { return false }
        for index in limiters.indices { limiters[index].take(1, at: now) }
        return true
    }

    /// When the next question may be asked.
    func nextQuestion(at now: Timestamp) -> Timestamp {
        limiters.map { $0.nextAllowed(at: now) }.max() ?? now
    }
}

extension Engine {
    /// The questions to ask before a claim starts: one for each invoice that its part is about, unless the answer is
    /// known already.
    func inquiries(
        _ letter: Letter, _ load: Load, _ carriage: Carriage?, _ turn: Turn, at now: Timestamp
    ) throws(OutboxError) -> [Inquiry] {
        guard let confirmation = plan.confirmation else { return [] }
        var inquiries: [Inquiry] = []
        // Of what goes on together, those that are known to be paid are still bound to it.
        let gone = Set((carriage?.passengers ?? []).filter { !$0.isAboard(at: now) }.map(\.id))
        if !gone.contains(letter.row.id), let inquiry = inquiry(letter, confirmation, at: now) {
            inquiries.append(inquiry)
        }
        for member in load.members {
            guard !gone.contains(member), let row = try turn.message(member),
                case .success(let other) = Admission.letter(row, letter.target, plan, at: now),
                let inquiry = inquiry(other, confirmation, at: now)
            else { continue }
            inquiries.append(inquiry)
        }
        return inquiries
    }

    private func inquiry(_ letter: Letter, _ confirmation: Confirming, at now: Timestamp) -> Inquiry? {
        // What is about no invoice cannot be paid.
        guard let invoice = letter.payload.invoice.id else { return nil }
        let context = RequestContext(
            to: letter.address, part: .text, text: "", messageID: letter.row.id,
            key: "\(outbox.outboxID)-\(letter.row.id)-confirm", notAfterSeconds: letter.row.notAfter,
            payload: letter.payload.json, now: now)
        // A payload that the question cannot be made from is one that the billing system cannot answer.
        guard let request = try? confirmation.plan.request(context) else { return nil }
        return Inquiry(invoice: invoice, request: request)
    }

    /// Whether an endpoint's requests start at other distances than they were claimed at, since something comes between.
    func isStartLimited(_ target: DeliveryPlan.Target) -> Bool { plan.confirmation != nil || target.prepares }

    /// Starts a flight, or what comes before it.
    ///
    /// - Returns: whether it could, or is over; if not, the billing system may not be asked more just now, or an answer
    ///   came so fast that the endpoint's limits of speed do not allow the start yet.
    func begin(_ flight: Flight, at now: Timestamp) -> Bool {
        guard !options.acceptsEverything else {
            launch(flight, flight.request ?? TransferRequest(url: ""), at: now)
            return true
        }
        guard var flight = prepare(flight, at: now) else { return true }
        if let confirmation = plan.confirmation {
            flight.inquiries.removeAll { confirmations.isOwed($0.invoice, confirmation, at: now) }
            if let inquiry = flight.inquiries.first {
                guard confirmations.ask(confirmation, at: now) else { return false }
                flight.errand = .inquiry
                launch(flight, inquiry.request, at: now)
                return true
            }
        }
        if isStartLimited(flight.target) {
            guard startLimits.start(at: flight.endpoint, now) else { return false }
        }
        guard let request = flight.request else { return true }
        launch(flight, request, at: now)
        return true
    }

    /// Takes the answer to a request that was made for a flight and is not its own.
    func hear(_ flight: Flight, _ result: TransferResult, at now: Timestamp) {
        var flight = flight
        let errand = flight.errand
        flight.errand = nil
        switch errand {
        case .preparation: hearPreparation(flight, result, at: now)
        case .recheck(let landing): hearRecheck(landing, result, at: now)
        case .inquiry, nil: hearInquiry(flight, result, at: now)
        }
    }

    /// Takes the billing system's answer.
    private func hearInquiry(_ flight: Flight, _ result: TransferResult, at now: Timestamp) {
        var flight = flight
        let inquiry = flight.inquiries.isEmpty ? nil : flight.inquiries.removeFirst()
        // A reload may have taken the question out of the configuration: then nobody wants the answer.
        guard let inquiry, let confirmation = plan.confirmation else { return makeReady(flight) }
        switch confirmation.plan.judge(result) {
        case .owed:
            confirmations.note(owed: inquiry.invoice, at: now)
            makeReady(flight)
        case .settled:
            giveBackUnstarted(Return(flight: flight, settled: inquiry.invoice))
        case .unknown:
            guard confirmation.unknownWaits else { return makeReady(flight) }
            let wait = confirmation.retryMilliseconds
            let jitter = wait > 0 ? Int64.random(in: 0...wait / 4, using: &random) : 0
            giveBackUnstarted(Return(flight: flight, until: now.advanced(byMilliseconds: wait + jitter)))
        }
    }

    /// In front of the others, which were claimed after it.
    func makeReady(_ flight: Flight) {
        ready[flight.endpoint, default: []].insert(flight, at: 0)
        if flight.isStopped { agenda.isWanted = true }
    }

    func giveBackUnstarted(_ unstarted: Return) {
        outstanding[unstarted.flight.endpoint, default: 1] -= 1
        returns.append(unstarted)
    }

    /// Writes down what became of flights that never started.
    func settleReturns(_ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp) throws(OutboxError) {
        for unstarted in returns {
            let id = unstarted.flight.message
            try giveBack(unstarted.flight, turn, &draft, at: now)
            if let invoice = unstarted.settled { try turn.settle(invoice) }
            if let until = unstarted.until {
                try turn.postpone(id, until: until, reason: unstarted.hold.rawValue)
                if unstarted.hold == .unconfirmed {
                    draft.events.append(
                        LogEvent("message.unconfirmed", level: .notice).with("id", id)
                            .with("wait_ms", until.milliseconds(since: now)))
                }
            }
            try note(unstarted.flight, turn, at: now)
        }
    }
}
