import Domain

/// Finds in a verified callback what it tells us.
struct EventReader: Sendable {
    /// A callback that tells more than this is not understood: events, and the ids in them.
    private static let mostEvents = 10_000
    /// Groups, broadcasts and channels: what is written there is not written to us.
    private static let crowds = ["@g.us", "@broadcast", "@newsletter"]

    private let each: JSONPath?
    private let receipts: [ReceiptBlock]
    private let inbound: [InboundBlock]
    private let sessions: [SessionBlock]
    private let optOuts: [OptOutBlock]
    /// The endpoint's rules that may say something of a receipt.
    private let rules: [ClassifyRule]

    init(_ definition: CallbackDefinition, rules: [ClassifyRule]) {
        let isText = definition.decode.isText
        each = definition.each
        receipts = definition.receipts.map { block in
            var block = block
            block.when = block.when.map { $0.comparingTexts(isText) }
            block.rules = block.rules.map { $0.comparingTexts(isText) }
            return block
        }
        inbound = definition.inbound.map { block in
            var block = block
            block.when = block.when.map { $0.comparingTexts(isText) }
            block.ignore = block.ignore.map { $0.map { $0.comparingTexts(isText) } }
            return block
        }
        sessions = definition.sessions.map { block in
            var block = block
            block.when = block.when.map { $0.comparingTexts(isText) }
            return block
        }
        optOuts = definition.optOuts.map { block in
            var block = block
            block.when = block.when.map { $0.comparingTexts(isText) }
            return block
        }
        self.rules = rules.filter(\.when.isOfBody).map { $0.comparingTexts(isText) }
    }

    func answer(_ callback: inout IncomingCallback, at now: Timestamp) -> CallbackAnswer {
        let document: JSON
        switch callback.document {
        case .success(let json): document = json
        case .failure(let error): return .malformed(error.message)
        }
        var found = Found(now: now)
        for part in parts(of: document, each) {
            for block in receipts { read(block, in: part, of: &callback, into: &found) }
            for block in inbound { read(block, in: part, of: &callback, into: &found) }
            for block in sessions { read(block, in: part, of: &callback, into: &found) }
            for block in optOuts { read(block, in: part, of: &callback, into: &found) }
            guard found.size <= Self.mostEvents else { break }
        }
        return found.size <= Self.mostEvents
            ? .events(found.events) : .malformed("it tells more than \(Self.mostEvents) things at once")
    }

    /// The events of one callback.
    private struct Found {
        let now: Timestamp
        private(set) var events: [CallbackEvent] = []
        /// How much there is, ids counted.
        private(set) var size = 0

        init(now: Timestamp) {
            self.now = now
        }

        mutating func add(_ event: CallbackEvent) {
            size += max(1, event.providerIDs.count + event.addresses.count)
            if size <= EventReader.mostEvents { events.append(event) }
        }
    }

    private func parts(of document: JSON, _ each: JSONPath?) -> [JSON] {
        guard let each else { return [document] }
        return each.values(in: document, limit: Self.mostEvents + 1)
    }

    // MARK: - Blocks

    private func read(
        _ block: ReceiptBlock, in part: JSON, of callback: inout IncomingCallback, into found: inout Found
    ) {
        for element in parts(of: part, block.each) where callback.hold(block.when, in: element) {
            guard let status = callback.word(of: block.status, in: element) else { continue }
            let ids = callback.texts(of: block.id, in: element)
            let ref = callback.texts(of: block.ref, in: element).first
            guard !ids.isEmpty || ref != nil else { continue }
            found.add(
                CallbackEvent(
                    kind: .receipt(status), providerIDs: ids, ref: ref,
                    addresses: callback.allTexts(of: block.addresses, in: element),
                    at: callback.moment(of: block.at, in: element, now: found.now),
                    verdict: status == .failed ? verdict(on: element, block.rules, now: found.now) : nil))
        }
    }

    private func read(
        _ block: InboundBlock, in part: JSON, of callback: inout IncomingCallback, into found: inout Found
    ) {
        for element in parts(of: part, block.each) where callback.hold(block.when, in: element) {
            guard !block.ignore.contains(where: { callback.hold($0, in: element) }) else { continue }
            let from = callback.allTexts(of: block.from, in: element)
            guard !from.isEmpty, !from.contains(where: Self.isCrowd),
                let text = callback.fullText(of: block.text, in: element)
            else { continue }
            found.add(
                CallbackEvent(
                    kind: .inbound(text: text), providerIDs: callback.texts(of: block.id, in: element),
                    addresses: from, at: callback.moment(of: block.at, in: element, now: found.now)))
        }
    }

    private static func isCrowd(_ address: String) -> Bool {
        let small = address.lowercased()
        return crowds.contains { small.hasSuffix($0) }
    }

    private func read(
        _ block: SessionBlock, in part: JSON, of callback: inout IncomingCallback, into found: inout Found
    ) {
        for element in parts(of: part, block.each) where callback.hold(block.when, in: element) {
            guard let isUp = callback.word(of: block.status, in: element) else { continue }
            found.add(
                CallbackEvent(
                    kind: .session(isUp: isUp), at: callback.moment(of: block.at, in: element, now: found.now)))
        }
    }

    private func read(
        _ block: OptOutBlock, in part: JSON, of callback: inout IncomingCallback, into found: inout Found
    ) {
        for element in parts(of: part, block.each) where callback.hold(block.when, in: element) {
            let ids = callback.texts(of: block.id, in: element)
            let ref = callback.texts(of: block.ref, in: element).first
            let addresses = callback.allTexts(of: block.addresses, in: element)
            guard !ids.isEmpty || ref != nil || !addresses.isEmpty else { continue }
            found.add(
                CallbackEvent(
                    kind: .optOut, providerIDs: ids, ref: ref, addresses: addresses,
                    at: callback.moment(of: block.at, in: element, now: found.now)))
        }
    }

    // MARK: - Failures

    /// What a failed receipt means: by the block's rules, by the endpoint's, else that the address cannot be reached.
    ///
    /// The part of the callback stands for the body of an answer with status 200. Of the endpoint's rules only those
    /// count that ask for nothing but `json` and `text`: the others are about a request of ours. Rules that say `sent` or
    /// `recheck` say nothing here.
    private func verdict(on element: JSON, _ own: [ClassifyRule], now: Timestamp) -> Verdict {
        var answer = Answer(TransferResult(reach: .answered, status: 200, body: element.encoded))
        for rule in own + rules where rule.outcome != .sent && rule.outcome != .recheck && answer.holds(rule.when) {
            return Verdict(
                outcome: rule.outcome, reason: rule.reason ?? "failed",
                scope: rule.scope ?? Judge.scope(of: rule.outcome, reach: .answered),
                retryAfterMilliseconds: answer.wait(rule.retry, now: now))
        }
        return Verdict(outcome: .rejected, reason: "failed", scope: .recipient)
    }
}
