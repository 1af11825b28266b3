internal import Domain
internal import Gateway
internal import Outbox

/// What an answer tells beside what became of its message.
extension Engine {
    /// Keeps what a gateway said of an address when it was asked.
    func note(_ flight: Flight, _ turn: Turn, at now: Timestamp) throws(OutboxError) {
        guard let check = flight.check, let address = flight.address else { return }
        try turn.noteCheck(
            address, endpoint: flight.endpoint, isKnown: check.isKnown, captured: check.captured,
            alias: alias(check.captured, of: address), at: now)
    }

    /// Keeps who was reached, under the names by which word of it may come; who does not want to be is noted.
    func learn(
        from landing: Landing, _ turn: Turn, _ draft: inout TurnDraft, at now: Timestamp
    ) throws(OutboxError) {
        let flight = landing.flight
        switch landing.verdict.outcome {
        case .optedOut:
            guard let address = flight.address else { return }
            try optOut(address, at: flight.target, customer: flight.customer, turn, &draft, at: now)
        case .sent:
            guard flight.target.callbackURL != nil else { return }
            if let id = landing.verdict.providerMessageID,
                try turn.reviveCallbacks(providerID: id, endpoint: flight.endpoint)
            {
                draft.hasCallbacks = true
            }
            guard flight.part == 0, let address = flight.address else { return }
            try turn.noteRecipient(
                address, endpoint: flight.endpoint, customer: flight.customer, message: flight.message,
                alias: alias(landing.verdict.recipient, of: address))
        case .retry, .throttled, .down, .rejected, .misconfigured, .uncertain, .needsTemplate, .recheck:
            return
        }
    }

    /// The key of an address as a gateway writes it, if it is another one than that of the address itself.
    private func alias(_ written: String?, of address: String) -> String? {
        guard let key = written.flatMap({ AddressKey($0) })?.text, key != address else { return nil }
        return key
    }

    /// Whether a message that its gateway takes only by an approved template can go so.
    func mayGoByTemplate(_ landing: Landing) -> Bool {
        let flight = landing.flight
        return landing.verdict.outcome == .needsTemplate && flight.part == 0 && !flight.byTemplate && !flight.wasFrozen
            && flight.target.gateway.hasTemplateRequest && flight.context.approved != nil
    }
}
