import Composer
import Delivery
import Domain
import Foundation
import Outbox
import Testing

@Suite("New and deferred messages take turns")
struct FairnessTests {
    private static let slow = """
        rate_limit: [1/1s]
        retry: {first: 2s, max: 2s, tries: 500}
        breaker: {failures: 500}
        """

    /// A stage whose gateway refuses the given customers' numbers for now.
    private static func stage(refusing numbers: Set<String>) throws -> Stage {
        let stage = try Stage(slow, routes: "{default: [a]}")
        stage.network.script = { request in
            let body = String(decoding: request.body ?? [], as: UTF8.self)
            return numbers.contains { body.contains($0) }
                ? (.answer(status: 500, headers: "", body: "busy"), 10, false)
                : (.answer(status: 200, headers: "", body: #"{"id":"g"}"#), 10, true)
        }
        return stage
    }

    private static func number(_ index: Int) -> String { "11987\(600_000 + index)" }

    private static func put(_ stage: Stage, _ range: Range<Int>) throws -> [Int64] {
        try range.map { try stage.put(customer: "\($0)", invoice: "F-\($0)", phone: number($0)) }
    }

    @Test("Messages that fail again and again leave half of the places to new ones, and keep the other half")
    func turns() throws {
        let stage = try Self.stage(refusing: Set((0..<20).map(Self.number)))
        let failing = try Self.put(stage, 0..<20)
        stage.run(60_000)
        let before = try failing.map { try stage.message($0).attempts.count }
        #expect(before.reduce(0, +) >= 55)
        let fresh = try Self.put(stage, 20..<50)
        stage.run(66_000)
        #expect(try fresh.allSatisfy { try stage.state($0) == "sent" })
        let after = try failing.map { try stage.message($0).attempts.count }
        #expect(after.reduce(0, +) - before.reduce(0, +) >= 28)
        #expect(zip(before, after).allSatisfy { $0 < $1 })
    }

    @Test("A flood of new messages does not keep a deferred one from its turn")
    func flood() throws {
        let stage = try Self.stage(refusing: [])
        stage.answers = []
        let first = try Self.put(stage, 0..<1)
        stage.network.script = { _ in (.answer(status: 500, headers: "", body: ""), 10, false) }
        stage.run(1_000)
        stage.network.script = { _ in (.answer(status: 200, headers: "", body: #"{"id":"g"}"#), 10, true) }
        let flood = try Self.put(stage, 1..<200)
        stage.run(10_000)
        #expect(try first.allSatisfy { try stage.state($0) == "sent" })
        let sent = try flood.count { try stage.state($0) == "sent" }
        #expect(sent < 20 && sent > 5)
    }
}
