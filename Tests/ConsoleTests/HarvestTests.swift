import Domain
import Gateway
import Outbox
import Testing

@testable import Console

@Suite("What is kept of a call")
struct HarvestTests {
    private static let now = Timestamp(seconds: 1_800_000_000)

    private func harvest(_ events: CallbackEvent...) -> CallbackHarvest {
        CallbackHarvest(events, endpoint: "one", optOutWords: Invented.words)
    }

    @Test("A receipt of several messages is one record each; our own key goes with one message alone")
    func receipts() {
        let one = harvest(CallbackEvent(kind: .receipt(.read), providerIDs: ["a"], ref: "k-1", at: Self.now))
        #expect(
            one.records == [
                CallbackRecord(
                    endpoint: "one", kind: .receipt, providerID: "a", ref: "k-1", status: "read", at: Self.now)
            ])
        let two = harvest(CallbackEvent(kind: .receipt(.read), providerIDs: ["a", "b"], ref: "k-1", at: Self.now))
        #expect(two.records.map(\.providerID) == ["a", "b"])
        #expect(two.records.map(\.ref) == [nil, nil])
    }

    @Test("A receipt by our own key alone is kept, one without any is not")
    func keyOnly() {
        #expect(harvest(CallbackEvent(kind: .receipt(.failed), ref: "k-1", at: Self.now)).records.map(\.ref) == ["k-1"])
        #expect(harvest(CallbackEvent(kind: .receipt(.failed), at: Self.now)).records == [])
    }

    @Test("A failed receipt keeps its verdict and its address in one form")
    func failed() {
        let verdict = Verdict(outcome: .rejected, reason: "not-on-whatsapp", scope: .message)
        let records = harvest(
            CallbackEvent(
                kind: .receipt(.failed), providerIDs: ["a"], addresses: ["nonsense", "5511987654321@s.whatsapp.net"],
                at: Self.now, verdict: verdict)
        ).records
        #expect(records.map(\.verdict) == [verdict])
        #expect(records.map(\.address) == ["551187654321"])
    }

    @Test("An opt-out is kept for every address that the gateway knows, each once")
    func optOut() {
        let addresses = ["5511987654321@s.whatsapp.net", "182736455@lid", "+55 11 98765-4321"]
        let records = harvest(
            CallbackEvent(kind: .inbound(text: "  párar! "), addresses: addresses, at: Self.now)
        ).records
        #expect(records.map(\.kind) == [.optOut, .optOut])
        #expect(records.map(\.address) == ["551187654321", "182736455@lid"])
    }

    @Test("An opt-out without an address is kept by the message that it answers, and not at all without one")
    func optOutWithoutAddress() {
        let answer = harvest(CallbackEvent(kind: .optOut, providerIDs: ["a"], addresses: ["?"], at: Self.now))
        #expect(answer.records.map(\.providerID) == ["a"])
        #expect(harvest(CallbackEvent(kind: .optOut, addresses: ["?"], at: Self.now)).records == [])
    }

    @Test("An id that is longer than any is not one of ours")
    func longIDs() {
        let long = String(repeating: "a", count: 513)
        let records = harvest(
            CallbackEvent(kind: .receipt(.read), providerIDs: [long, "", "b"], ref: long, at: Self.now)
        ).records
        #expect(records.map(\.providerID) == ["b"])
        #expect(records.map(\.ref) == [nil])
    }

    @Test("Other texts are counted and forgotten")
    func texts() {
        let kept = harvest(
            CallbackEvent(kind: .inbound(text: "parar de pagar"), addresses: ["5511987654321"], at: Self.now))
        #expect(kept.records == [])
        #expect(kept.texts == 1)
    }
}

@Suite("Complaints about calls")
struct ComplaintTests {
    private let log = MemoryLog()

    private func counts(_ event: String) -> [LogEvent.Value] {
        log.events.current.filter { $0.name == event }.compactMap { $0.fields.last?.value }
    }

    @Test("The first is told at once, the others of a minute together")
    func oncePerMinute() {
        let complaints = Complaints(log: log)
        let kind = Complaints.Kind(event: .refused, endpoint: "one")
        for second in 0..<50 { complaints.add(kind, reason: "header", at: Timestamp(seconds: Int64(second))) }
        #expect(counts("callback.refused") == [.integer(1)])
        complaints.settle(at: Timestamp(seconds: 59))
        #expect(counts("callback.refused") == [.integer(1)])
        complaints.settle(at: Timestamp(seconds: 60))
        #expect(counts("callback.refused") == [.integer(1), .integer(49)])
        complaints.add(kind, reason: "header", at: Timestamp(seconds: 61))
        #expect(counts("callback.refused") == [.integer(1), .integer(49), .integer(1)])
        complaints.finish()
        #expect(counts("callback.refused").count == 3)
    }

    @Test("Endpoints and kinds are counted apart, and the end tells what is left")
    func apart() {
        let complaints = Complaints(log: log)
        for _ in 0..<3 {
            for endpoint in ["one", "two"] {
                complaints.add(.init(event: .malformed, endpoint: endpoint), reason: "json", at: Timestamp(seconds: 5))
            }
            complaints.add(.init(event: .unstored, endpoint: "one"), reason: "full", at: Timestamp(seconds: 5))
        }
        complaints.finish()
        #expect(
            counts("callback.malformed").sorted { "\($0)" < "\($1)" } == [
                .integer(1), .integer(1), .integer(2), .integer(2),
            ])
        #expect(counts("callback.unstored") == [.integer(1), .integer(2)])
    }

    @Test("A clock that is set back does not silence them")
    func clockSetBack() {
        let complaints = Complaints(log: log)
        let kind = Complaints.Kind(event: .refused)
        complaints.add(kind, reason: "unknown-endpoint", at: Timestamp(seconds: 1_000_000))
        complaints.add(kind, reason: "unknown-endpoint", at: Timestamp(seconds: 1_000_001))
        complaints.settle(at: Timestamp(seconds: 5))
        #expect(counts("callback.refused") == [.integer(1), .integer(1)])
    }

    @Test("A reason is cut off where it gets too long")
    func longReason() {
        Complaints(log: log).add(
            .init(event: .refused, endpoint: "one"), reason: String(repeating: "a", count: 1000),
            at: Timestamp(seconds: 5))
        #expect(log.events.current.first?.fields[1].value == .text(String(repeating: "a", count: 120)))
    }
}
