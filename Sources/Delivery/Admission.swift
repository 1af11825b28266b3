internal import Composer
internal import Domain
internal import Outbox

/// What becomes of a message that was looked at: values in, decision out.
enum Admission {
    /// It is sound, and may be considered from that moment on.
    case sound(Letter, from: Timestamp)
    case end(MessageState, reason: String)

    /// Judges a new message: still owed, in time, of a known route and template, its payload sound.
    static func admit(_ row: OutboxRow, _ plan: DeliveryPlan, at now: Timestamp) -> Admission {
        if row.isSettled { return .end(.cancelled, reason: "settled") }
        let due = max(Timestamp(seconds: row.notBefore ?? .min), now)
        if isTooLate(row, at: due) { return .end(.expired, reason: "not-after") }
        guard let target = plan.firstTarget(of: row.route) else {
            return .end(.dead, reason: "unknown-route: \(row.route.prefix(64))")
        }
        // Composed even if it must wait, so that a producer learns of a mistake at once.
        switch letter(row, target, plan, at: now) {
        case .failure(let unfit): return .end(.dead, reason: unfit.reason)
        case .success(let letter): return .sound(letter, from: due)
        }
    }

    static func isTooLate(_ row: OutboxRow, at moment: Timestamp) -> Bool {
        row.notAfter.map { $0 < moment.seconds } ?? false
    }

    /// Composes a message for an endpoint.
    static func letter(
        _ row: OutboxRow, _ target: DeliveryPlan.Target, _ plan: DeliveryPlan, at now: Timestamp
    ) -> Result<Letter, Unfit> {
        do throws(PayloadError) {
            let payload = try Payload(parsing: row.payload)
            let channel = target.endpoint.channel
            let name = try plan.composer.templateName(row.template, for: payload, at: now)
            guard let template = plan.templates.template(named: name, for: channel) else {
                return .failure(Unfit(reason: "unknown-template: \(name.prefix(64)).\(channel.rawValue)"))
            }
            let address = try plan.composer.address(of: payload, for: channel)
            do throws(CompositionError) {
                let composition = try plan.composer.compose(template, payload, for: target.presentation, at: now)
                return .success(
                    Letter(
                        row: row, target: target, template: template, payload: payload, address: address,
                        composition: composition))
            } catch {
                return .failure(Unfit(reason: error.reason))
            }
        } catch {
            return .failure(Unfit(reason: error.reason))
        }
    }
}

/// Why a message can never be sent; the reason names the field.
struct Unfit: Error {
    var reason: String
}

/// A composed message that may go.
struct Letter {
    var row: OutboxRow
    var target: DeliveryPlan.Target
    var template: MessageTemplate
    var payload: Payload
    var address: Address
    var composition: Composition

    var kind: MessageKind { template.kind }
}
