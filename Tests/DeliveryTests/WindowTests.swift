import Delivery
import Domain
import Outbox
import Testing

/// The stage begins on Wednesday, 2026-11-18, at 08:06:40 in São Paulo, 06:06:40 in Rio Branco.
@Suite("Delivery windows")
struct WindowTests {
    private static let eight =
        "delivery_window: {weekdays: 08:00-20:00, saturday: 08:00-14:00, sunday: closed, holidays: closed, spread: 0s}"

    private static func payload(state: String) -> String {
        #"{"customer":{"name":"ANA","phone":"11987654321","state":"\#(state)"},"#
            + #""invoice":{"amount":"10.00","due_date":"2026-11-10"}}"#
    }

    private static func insert(
        _ stage: Stage, state: String = "SP", notBefore: Int64? = nil, notAfter: Int64? = nil, priority: Int64 = 5
    ) throws -> Int64 {
        var message = NewMessage(template: "overdue", payload: payload(state: state))
        message.notBefore = notBefore
        message.notAfter = notAfter
        message.priority = priority
        stage.wakeup.isSet = true
        let results = try stage.producer.enqueue([message])
        guard case .queued(let id)? = results.first else { throw CancellationError() }
        return id
    }

    /// Seconds after the stage's beginning.
    private static func sentAt(_ stage: Stage, _ id: Int64) throws -> Int64? {
        try stage.message(id).summary.sentAt.map { $0 - Stage.start / 1000 }
    }

    /// The stage's 18th of November is a Wednesday and no state's holiday; the 30th is one in Alagoas and Brasília.
    @Test("closed on a holiday of the customer's state, by the state or by the area code, and open elsewhere")
    func stateHolidays() throws {
        let stage = try Stage(Self.eight)
        let day: Int64 = 86_400
        let monday = Stage.start / 1000 + 12 * day
        let alagoas = try Self.insert(stage, state: "al", notBefore: monday)
        let recife = try Self.insert(stage, state: "PE", notBefore: monday)
        let brasilia = try stage.put(customer: "9", invoice: "F-9", phone: "61987654321") { $0.notBefore = monday }
        stage.run(13_500 * day)
        // The next morning at eight, which is 400 seconds before the time of day of the beginning.
        let opening = 13 * day - 400
        #expect(try Self.sentAt(stage, recife).map { (12 * day..<12 * day + 60).contains($0) } == true)
        #expect(try Self.sentAt(stage, alagoas).map { (opening..<opening + 60).contains($0) } == true)
        #expect(try Self.sentAt(stage, brasilia).map { (opening..<opening + 60).contains($0) } == true)
    }

    @Test("open in São Paulo, and not yet in Acre, where it opens two hours later")
    func zones() throws {
        let stage = try Stage(Self.eight)
        let here = try Self.insert(stage)
        let acre = try Self.insert(stage, state: "AC")
        stage.run(10_000)
        #expect(try stage.state(here) == "sent")
        #expect(try stage.state(acre) == "queued")
        stage.run(2 * 3_600_000)
        // 08:00:00 in Rio Branco.
        #expect(try Self.sentAt(stage, acre) == 6_800)
    }

    @Test("what would only be due after its not_after is expired now")
    func expires() throws {
        let stage = try Stage(Self.eight)
        let start = Stage.start / 1000
        let tooLate = try Self.insert(stage, state: "AC", notAfter: start + 6_799)
        let justInTime = try Self.insert(stage, state: "AC", notAfter: start + 6_800)
        stage.run(5_000)
        let message = try stage.message(tooLate).summary
        #expect(message.state == "expired" && message.reason == "not-after")
        #expect(try stage.state(justInTime) == "queued")
        stage.run(2 * 3_600_000)
        #expect(try stage.state(justInTime) == "sent")
    }

    @Test("not_before in the night waits for the morning, and a Saturday evening for Monday")
    func notBefore() throws {
        let stage = try Stage(Self.eight)
        let start = Stage.start / 1000
        // 22:06:40 of the same day, and Saturday the 21st at 16:06:40; Friday the 20th is a holiday.
        let night = try Self.insert(stage, notBefore: start + 14 * 3600)
        let saturday = try Self.insert(stage, notBefore: start + (3 * 24 + 8) * 3600)
        let holiday = try Self.insert(stage, notBefore: start + 48 * 3600)
        stage.run(6 * 86_400_000)
        // 08:00:00 of Thursday, Monday and Saturday.
        #expect(try Self.sentAt(stage, night) == 86_000)
        #expect(try Self.sentAt(stage, saturday) == 5 * 86_400 - 400)
        #expect(try Self.sentAt(stage, holiday) == 3 * 86_400 - 400)
    }

    @Test("a backlog that reaches the closing hour goes on the next morning, and a retry keeps to the hours too")
    func closing() throws {
        let stage = try Stage(
            "delivery_window: {weekdays: 08:00-08:07, spread: 0s}\nrate_limit: [1/8s]\nretry: {first: 1h, max: 1h}")
        let ids = try (0..<4).map { _ in try Self.insert(stage) }
        stage.answers = [.answer(status: 500, headers: "", body: "")]
        stage.run(60_000)
        // Two more in the twenty seconds that are left.
        #expect(try ids.map(stage.state) == ["queued", "sent", "sent", "queued"])
        stage.run(86_400_000)
        #expect(try ids.map(stage.state) == ["sent", "sent", "sent", "sent"])
        for id in [ids[0], ids[3]] {
            let second = try #require(try Self.sentAt(stage, id))
            #expect((86_000..<86_420).contains(second), "\(second)")
        }
    }

    @Test("what was held is spread over the first part of the window, urgent messages over its beginning")
    func spread() throws {
        let stage = try Stage("concurrency: 8\ndelivery_window: {weekdays: 10:00-20:00, spread: 60m}")
        let ids = try (0..<60).map { try Self.insert(stage, priority: $0 < 20 ? 0 : 5) }
        stage.run(4 * 3_600_000)
        // 10:00:00 is 6,800 s after the beginning.
        let delays = try ids.map { try #require(try Self.sentAt(stage, $0)) - 6_800 }
        #expect(delays.allSatisfy { (0...3601).contains($0) })
        #expect(delays[..<20].allSatisfy { $0 <= 601 })
        let quarters = Dictionary(grouping: delays[20...]) { min($0 / 900, 3) }.mapValues(\.count)
        #expect((0..<4).allSatisfy { quarters[$0, default: 0] >= 4 }, "\(quarters)")
    }
}
