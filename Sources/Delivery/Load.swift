internal import Composer
internal import Domain
internal import Outbox

/// What one claim sends: a message's composition, with those that go along in it.
struct Load {
    var composition: Composition
    var template: MessageTemplate
    /// Whether it goes letter by letter as it is stored.
    var isStored = false
    /// The position of the part that is sent now.
    var part: Int
    /// The messages that were merged into it.
    var members: [Int64] = []
    /// The messages that the parts' owners are, by number.
    var owners: [Int64] = []

    /// A message that goes on letter by letter.
    init(_ letter: Letter, stored: [StoredPart], part: Int, members: [Carriage.Passenger]) {
        composition = letter.composition
        if !stored.isEmpty {
            composition = Composition(
                parts: stored.map {
                    Part(kind: $0.kind, text: $0.text, source: $0.source, isOptional: $0.isOptional)
                }, subject: stored.first?.subject, html: stored.first?.html, approved: stored.first?.approved)
        }
        template = letter.template
        isStored = true
        self.part = part
        self.members = members.map(\.id)
    }

    /// A message and its companions as one, by the template of the invoice that has been owed for longest; the message
    /// alone if they cannot be composed together.
    init(_ letter: Letter, with companions: [Letter], _ plan: DeliveryPlan, at now: Timestamp) {
        composition = letter.composition
        template = letter.template
        part = letter.row.part
        if letter.row.goesByTemplate {
            // The approved words are all there is: what else it had has its place in them.
            composition.parts = Array(composition.parts.prefix(1))
            return
        }
        guard !companions.isEmpty else { return }
        let letters = ([letter] + companions).sorted { left, right in
            guard let first = left.payload.invoice.dueDate, let second = right.payload.invoice.dueDate,
                first != second
            else { return left.row.id < right.row.id }
            return first < second
        }
        guard let oldest = letters.first else { return }
        do throws(CompositionError) {
            composition = try plan.composer.compose(
                oldest.template, merging: letters.map(\.payload), for: letter.target.presentation, at: now)
        } catch {
            return
        }
        template = oldest.template
        members = companions.map(\.row.id)
        owners = letters.map(\.row.id)
    }
}
