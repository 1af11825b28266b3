import Composer
import Delivery
import Domain
import Foundation
import Outbox
import Testing

/// `plan` and `explain` against what the engine then does, over random outboxes.
@Suite("A rehearsal tells what happens")
struct RehearsalTests {
    private static let worlds: [(endpoint: String, cap: String)] = [
        ("", "none"),
        ("delivery_window: {weekdays: 08:00-20:00, spread: 20m, kinds: {offer: {weekdays: 10:00-12:00}}}", "none"),
        ("concurrency: 3", "{per_customer: [1/day, 3/week], min_gap: 20h}"),
        (
            "delivery_window: {weekdays: 09:00-18:00, saturday: closed, spread: 10m}\nrate_limit: [1/20s]",
            "{per_customer: [1/day, 2/week], min_gap: 12h}"
        ),
        ("warm_up: [3, 6]", "{per_customer: [1/day], min_gap: 20h}"),
    ]

    private static let count =
        ProcessInfo.processInfo.environment["CARTEIRO_REHEARSALS"].flatMap { Int($0) } ?? 30

    private static let templates = ["overdue", "merging", "merging", "offering", "legal", "parts", "missing"]

    private static func fill(_ stage: Stage, _ random: inout SeededGenerator) throws -> [Int64] {
        try (0..<Int.random(in: 1...25, using: &random)).map { number in
            let customer = Int.random(in: 0..<8, using: &random)
            return try stage.put(
                templates.randomElement(using: &random) ?? "overdue", customer: "\(customer)", invoice: "F-\(number)",
                phone: "1198765432\(customer)", more: Bool.random(using: &random) ? Plans.codes : ""
            ) { message in
                message.priority = Int64.random(in: 0...9, using: &random)
                if Int.random(in: 0..<5, using: &random) == 0 {
                    message.notBefore = Stage.start / 1000 + Int64.random(in: 0...200_000, using: &random)
                }
                if Int.random(in: 0..<5, using: &random) == 0 {
                    message.notAfter = Stage.start / 1000 + Int64.random(in: 0...200_000, using: &random)
                }
                if Int.random(in: 0..<5, using: &random) == 0 { message.route = "second" }
            }
        }
    }

    private struct Fate: Equatable {
        var state: String
        var leader: Int64?
        var reason: String?
        /// Unix seconds of the first attempt.
        var at: Int64?
    }

    /// An offer that nobody has looked at yet waits for reminders only if they are still there when it is looked at.
    private static func dependsOnOrder(_ situation: Situation) -> Bool {
        if case .unseen(.held(.offerLast, _)) = situation { true } else { false }
    }

    @Test("Each message has the outcome, the company and the time that were foretold", arguments: 0..<count)
    func foretold(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let world = Self.worlds[seed % Self.worlds.count]
        let stage = try Stage(world.endpoint, cap: world.cap)
        stage.latency = 500
        let ids = try Self.fill(stage, &random)
        let start = Timestamp(milliseconds: Stage.start)
        let length: Int64 = 6 * 86_400_000
        let copy = try stage.producer.copyOfWaiting(at: start)
        let rehearsal = Rehearsal(on: copy, plan: stage.plan, from: start)
        try rehearsal.run(until: start.advanced(byMilliseconds: length))
        var foretold: [Int64: Fate] = [:]
        try copy.planned { message in
            foretold[message.summary.id] = Fate(
                state: message.summary.state, leader: message.summary.leader, reason: message.summary.reason,
                at: message.firstAttemptAt)
        }
        let explainer = Explainer(plan: stage.plan, outbox: stage.producer)
        var explained: [Int64: Situation] = [:]
        for id in ids { explained[id] = try explainer.situation(of: id, at: start) }
        stage.run(length)
        for id in ids {
            let message = try stage.message(id)
            let told = try #require(foretold[id])
            let leader = message.summary.leader
            #expect(told.state == message.summary.state, "message \(id) of seed \(seed)")
            #expect(told.leader == leader, "message \(id) of seed \(seed)")
            #expect(told.reason == message.summary.reason, "message \(id) of seed \(seed)")
            let first = message.attempts.first?.startedAt
            if leader == nil, let first, let at = told.at {
                #expect(abs(first.seconds - at) <= 1, "message \(id) of seed \(seed)")
            } else if leader == nil {
                #expect((first == nil) == (told.at == nil), "message \(id) of seed \(seed)")
            }
            let situation = try #require(explained[id])
            if let first, let earliest = situation.notSentBefore, leader == nil, !Self.dependsOnOrder(situation) {
                #expect(first >= earliest, "message \(id) of seed \(seed): \(situation)")
            }
            if case .unseen(.ending(let state, let reason)) = situation {
                #expect(message.summary.state == state.rawValue, "message \(id) of seed \(seed)")
                #expect(message.summary.reason == reason, "message \(id) of seed \(seed)")
            }
        }
    }
}
