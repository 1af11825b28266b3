internal import Composer
internal import Domain
internal import Outbox
internal import Policy

/// Decides over a sound message by what else is known of its customer. It reads the outbox, and writes nothing.
struct Deliberation {
    /// Invoices in one message at most: more than these nobody reads.
    static let mostInvoices = 10
    /// Waiting messages of one customer that are looked at for one that may go along.
    private static let mostLooked = 64

    let plan: DeliveryPlan
    let turn: Turn

    /// When a message may go.
    func permit(_ letter: Letter, from moment: Timestamp) throws(OutboxError) -> Permit {
        guard let cap = plan.frequencyCap, letter.isCapped else {
            return plan.permit(letter, contacts: [], from: moment)
        }
        let since = moment.advanced(byMilliseconds: -cap.horizonMilliseconds)
        var known: [Int64: Timestamp] = [:]
        for person in letter.persons {
            known.merge(try turn.contacts(of: person, besides: letter.row.origin ?? letter.row.id, since: since)) {
                max($0, $1)
            }
        }
        let contacts = Array(known.values)
        let permit = plan.permit(letter, contacts: contacts, from: moment)
        guard letter.kind == .offer, permit.start <= moment, try hasReminderWaiting(letter, at: moment) else {
            return permit
        }
        // A reminder comes first; by then it will have gone, and the cap counts it.
        let later = moment.advanced(byMilliseconds: max(cap.minGapMilliseconds, 3_600_000))
        var held = plan.permit(letter, contacts: contacts, from: later)
        held.hold = .offerLast
        return held
    }

    /// Whether something else than an offer waits for the same customer and is to go within a day.
    private func hasReminderWaiting(_ letter: Letter, at moment: Timestamp) throws(OutboxError) -> Bool {
        guard let customer = letter.payload.customer.id else { return false }
        let tomorrow = moment.advanced(byMilliseconds: 86_400_000).seconds
        let waiting = try turn.waiting(customer: customer, besides: letter.row.id, limit: Self.mostLooked)
        return waiting.contains { other in
            guard other.due <= tomorrow, !other.row.isSettled else { return false }
            let target = other.endpoint.flatMap(plan.target(named:)) ?? plan.firstTarget(of: other.row.route)
            guard let channel = target?.endpoint.channel else { return false }
            guard other.row.template != Schedule.automatic else { return true }
            return plan.templates.template(named: other.row.template, for: channel).map { $0.kind != .offer } ?? false
        }
    }

    /// Reminders of the same customer that may go in the same message now, by the due dates of their invoices.
    ///
    /// Nothing is sent before its `not_before`, nor before a wait after a failure is over; what waits for the cap, for
    /// its turn in the window or in the queue goes along.
    func companions(of letter: Letter, at now: Timestamp) throws(OutboxError) -> [Letter] {
        guard letter.template.merges, letter.target.merges, letter.row.part == 0, !letter.row.isFrozen,
            let customer = letter.payload.customer.id
        else { return [] }
        var companions: [Letter] = []
        for other in try turn.waiting(customer: customer, besides: letter.row.id, limit: Self.mostLooked) {
            guard companions.count + 1 < Self.mostInvoices, mayGoAlong(other, letter, at: now) else { continue }
            guard case .success(let companion) = Admission.letter(other.row, letter.target, plan, at: now),
                companion.template.merges, companion.address == letter.address,
                ([letter] + companions).allSatisfy({
                    plan.composer.mayMerge($0.payload, companion.payload, at: now)
                })
            else { continue }
            companions.append(companion)
        }
        return companions
    }

    private func mayGoAlong(_ other: WaitingMessage, _ letter: Letter, at now: Timestamp) -> Bool {
        let row = other.row
        guard row.route == letter.row.route, !row.isSettled, !Admission.isTooLate(row, at: now),
            row.notBefore.map({ $0 <= now.seconds }) ?? true
        else { return false }
        guard let endpoint = other.endpoint else {
            return plan.firstTarget(of: row.route) === letter.target
        }
        return endpoint == letter.target.endpoint.name && (row.attempts == 0 || other.due <= now.seconds)
    }
}
