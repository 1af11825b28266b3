internal import Boleto
internal import Composer
internal import Domain
internal import Outbox
internal import Policy

/// Why a sound message waits; the raw values are words of the outbox's `reason` column.
package enum Hold: String, CaseIterable, Sendable {
    /// Its customer's hours have not begun.
    case window = "delivery-window"
    /// Its customer has had a message lately.
    case cap = "frequency-cap"
    /// An offer, while a reminder of the same customer waits.
    case offerLast = "after-reminders"
    /// The billing system does not say whether it is still owed.
    case unconfirmed
    /// Its document cannot be had, and it does not go without.
    case document = "document-unavailable"
}

/// When a sound message may go.
struct Permit {
    /// The moment asked about if it may go then; otherwise a later one.
    var start: Timestamp
    /// From when on it may not go any more; `nil`: there is no such moment in sight.
    var closesAt: Timestamp?
    /// What it waits for; `nil` if it may go.
    var hold: Hold?
}

extension DeliveryPlan {
    /// When a message may go: in its customer's hours, and not too soon after others.
    ///
    /// - Parameters:
    ///   - contacts: when its customer was written to; none for what the frequency cap does not hold.
    ///   - moment: from when on it is to go.
    func permit(_ letter: Letter, contacts: [Timestamp], from moment: Timestamp) -> Permit {
        let hours = letter.target.hours
        let window = hours.window(for: letter.kind)
        let needsClock = window != .always || !contacts.isEmpty
        let clock = needsClock ? composer.clock(for: letter.payload) : nil
        var from = moment
        if let frequencyCap, let clock, !contacts.isEmpty {
            from = frequencyCap.nextAllowed(after: contacts, from: moment, clock: clock)
        }
        var permit = Permit(start: from, closesAt: nil, hold: from > moment ? .cap : nil)
        if let clock, window != .always {
            let opening = Opening(
                of: letter.row, window, spreadMilliseconds: hours.spreadMilliseconds, clock: clock,
                calendar: composer.calendar(for: letter.payload), from: from)
            permit.start = opening.start
            permit.closesAt = opening.end
            if permit.hold == nil, opening.start > from { permit.hold = .window }
        }
        return permit
    }
}

extension Letter {
    /// Under which names the frequency cap knows its customer.
    var persons: [String] {
        let place = address.digits.isEmpty ? address.email.lowercased() : address.digits
        return (payload.customer.id.map { ["customer:\($0)"] } ?? []) + ["address:\(place)"]
    }

    /// Whether it has to wait if its customer has had messages lately: not a notice of the law, and nothing of which a
    /// part has been accepted, since the rest is expected.
    var isCapped: Bool { kind != .notice && row.part == 0 && !isOwn }

    /// Whether it was put into the outbox by Carteiro itself.
    var isOwn: Bool { DeliveryPlan.isOwn(route: row.route) }
}
