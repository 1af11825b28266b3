internal import Composer
internal import Domain
internal import Outbox
internal import Policy

/// Who does not want messages gets none, but for notices of the law.
extension Deliberation {
    /// Whether a message's customer does not want it.
    func isSilenced(_ letter: Letter) throws(OutboxError) -> Bool {
        // Carteiro's own answer to an opt-out goes to who has just opted out.
        guard !letter.isOwn else { return false }
        switch letter.kind {
        // A notice is owed to the customer, and a call is made by a person, who is told.
        case .notice, .task: return false
        case .reminder, .offer: break
        }
        let keys = [AddressKey(letter.address)?.text, letter.payload.customer.id.map { "customer:\($0)" }]
        return try turn.isOptedOut(keys.compactMap { $0 }, channel: letter.target.endpoint.channel)
    }
}

extension Engine {
    /// Whether a message's customer does not want it; costs nothing while nobody has opted out.
    func isSilenced(_ letter: Letter, _ turn: Turn, _ draft: inout TurnDraft) throws(OutboxError) -> Bool {
        if draft.hasOptOuts == nil { draft.hasOptOuts = try turn.hasOptOuts() }
        guard draft.hasOptOuts == true else { return false }
        return try Deliberation(plan: plan, turn: turn).isSilenced(letter)
    }

    /// Notes that an address does not want messages, ends what waits for it, and confirms it if that is configured.
    ///
    /// - Parameter customer: whose address it is, if that is known.
    func optOut(
        _ address: String, at target: DeliveryPlan.Target, customer: String?, _ turn: Turn,
        _ draft: inout TurnDraft, at now: Timestamp
    ) throws(OutboxError) {
        let recipients = try turn.recipients(address)
        let customers = Set(recipients.compactMap(\.customer) + [customer].compactMap { $0 })
        let channel = plan.optOut.scope == .channel ? target.endpoint.channel : nil
        let source = target.endpoint.name
        let isNews = try turn.optOut(address, channel: channel, source: source, at: now)
        if plan.optOut.scope == .customer {
            for customer in customers {
                _ = try turn.optOut("customer:\(customer)", channel: nil, source: source, at: now)
            }
        }
        draft.hasOptOuts = true
        guard isNews else { return }
        draft.events.append(
            LogEvent("customer.opted_out", level: .notice).with("endpoint", source)
                .with("address", AddressKey.masked(address)))
        for customer in customers.sorted() { try endWaiting(of: customer, turn, &draft, at: now) }
        try confirmOptOut(address, at: target, recipients, turn, at: now)
    }

    /// Ends what waits for a customer and is not wanted any more.
    private func endWaiting(
        of customer: String, _ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp
    ) throws(OutboxError) {
        for other in try turn.waiting(customer: customer, besides: 0, limit: 200) {
            let target = other.endpoint.flatMap(plan.target(named:)) ?? plan.firstTarget(of: other.row.route)
            guard let target, case .success(let letter) = Admission.letter(other.row, target, plan, at: now),
                try isSilenced(letter, turn, &draft)
            else { continue }
            try turn.end(other.row.id, .cancelled, reason: Self.optedOut)
            draft.events.append(cancelled(other.row.id, reason: Self.optedOut))
        }
    }

    static let optedOut = "opted-out"

    /// Puts the message into the outbox that confirms it, once for an address: to who was written to there last.
    private func confirmOptOut(
        _ address: String, at target: DeliveryPlan.Target, _ recipients: [Recipient], _ turn: Turn, at now: Timestamp
    ) throws(OutboxError) {
        let name = target.endpoint.name
        guard let template = plan.optOut.confirmation,
            let last = recipients.first(where: { $0.endpoint == name })?.message, let row = try turn.message(last)
        else { return }
        _ = try turn.insert(
            template: template, route: DeliveryPlan.route(to: name), payload: row.payload,
            dedupeKey: "opt-out/\(last)")
    }
}

extension AddressKey {
    /// A key as the log may have it.
    static func masked(_ key: String) -> String {
        if key.hasSuffix("@lid") { return Masking.hidden + "@lid" }
        return key.contains("@") ? Masking.email(key) : Masking.phone(key)
    }
}
