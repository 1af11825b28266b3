import Domain

/// What the gateways of a simulated life saw, message by message, and what the billing system knew meanwhile.
struct SimulatedBook {
    private struct Start {
        var at: Int64
        var url: String
        var message: Int64
        var isAccepted: Bool
        var customer: String
        var invoices: [String]
    }

    /// Paid, but known to the billing system alone.
    var paidElsewhere: [String: Int64] = [:]
    var templates: [Int64: String] = [:]
    private var starts: [Start] = []

    /// Reminders of six customers.
    static func payload(_ number: Int) -> String {
        let customer = number % 6
        return #"{"customer":{"id":"C-\#(customer)","name":"ANA","phone":"1198765432\#(customer)"},"#
            + #""invoice":{"id":"F-\#(number)","amount":"129.90","due_date":"2026-11-10","#
            + #""description":"Fatura F-\#(number)."}}"#
    }

    /// Notes a request for the text of a message.
    mutating func note(_ request: TransferRequest, at now: Int64, isAccepted: Bool) {
        guard let seen = request.messagePart, seen.part == 0 else { return }
        let text = request.text
        let digits = text.firstRange(of: "55119876543").map { text[$0.upperBound...].prefix(2) } ?? ""
        starts.append(
            Start(
                at: now, url: request.url, message: seen.message, isAccepted: isAccepted, customer: String(digits),
                invoices: request.invoices))
    }

    /// What a rule was broken by.
    func problems(_ manners: SimulatedWorld.Manners) -> [String] {
        tooOften(manners) + afterPayment(manners) + tooMany(manners)
    }

    private func tooOften(_ manners: SimulatedWorld.Manners) -> [String] {
        // Notices of the law are not held.
        let contacts = starts.filter { $0.isAccepted && templates[$0.message] != "legal" }
        return Dictionary(grouping: contacts, by: \.customer).flatMap { customer, starts -> [String] in
            let times = Self.firsts(starts)
            var problems: [String] = []
            // From claim to start a message may wait for a connection for as long as one request lasts.
            for (earlier, later) in zip(times, times.dropFirst()) where later - earlier < manners.gap - 6_000 {
                problems.append("customer \(customer) again after \(later - earlier) ms")
            }
            let days = Dictionary(grouping: times) { SimulatedBook.day(of: $0) }
            for (day, times) in days where times.count > manners.daily {
                problems.append("customer \(customer) \(times.count) times on day \(day)")
            }
            return problems
        }
    }

    /// When each message first started, in order.
    private static func firsts(_ starts: [Start]) -> [Int64] {
        Dictionary(grouping: starts, by: \.message).values.compactMap { $0.map(\.at).min() }.sorted()
    }

    /// The day in São Paulo, three hours behind.
    private static func day(of moment: Int64) -> Int64 { (moment - 10_800_000) / 86_400_000 }

    /// An answer holds for a second, and may have been five on its way; then a connection may have been waited for.
    private func afterPayment(_ manners: SimulatedWorld.Manners) -> [String] {
        starts.flatMap { start in
            start.invoices.compactMap { invoice in
                guard let paid = paidElsewhere[invoice], start.at > paid + 12_000 else { return nil }
                return "message \(start.message) named \(invoice) \(start.at - paid) ms after its payment"
            }
        }
    }

    private func tooMany(_ manners: SimulatedWorld.Manners) -> [String] {
        guard !manners.warmUp.isEmpty else { return [] }
        let days = Dictionary(grouping: Self.firsts(starts.filter { $0.url.hasSuffix("/b") })) {
            SimulatedBook.day(of: $0)
        }.sorted { $0.key < $1.key }
        return zip(days, manners.warmUp).compactMap { day, most in
            day.value.count <= most ? nil : "\(day.value.count) messages begun on day \(day.key), \(most) allowed"
        }
    }
}
