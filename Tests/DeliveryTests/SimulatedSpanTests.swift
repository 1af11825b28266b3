import Boleto
import Delivery
import Domain
import Foundation
import Outbox
import Policy
import Testing

@Suite("A simulated month, a simulated year")
struct SimulatedSpanTests {
    private static func number(_ name: String, _ standard: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? standard
    }

    private static let spans: [(span: SimulatedSpan, customers: Int)] = [
        (.month, number("CARTEIRO_MONTH", 20_000)), (.year, number("CARTEIRO_YEAR", 300)),
    ]

    @Test("Nobody is written to at night, too often, or after paying; and explain is right about it", arguments: 0..<2)
    func span(index: Int) throws {
        let (span, customers) = Self.spans[index]
        let provider = try SimulatedProvider(span, customers: customers, seed: 1)
        try provider.run()
        let record = try ProviderRecord(provider)
        print(record.report)
        #expect(provider.network.violations.isEmpty, "\(provider.network.violations.prefix(3))")
        #expect(record.outsideOfWindow.isEmpty, "\(record.outsideOfWindow.prefix(3))")
        #expect(record.tooOften.isEmpty, "\(record.tooOften.prefix(3))")
        #expect(record.afterPayment.isEmpty, "\(record.afterPayment.prefix(3))")
        #expect(record.tooFast.isEmpty, "\(record.tooFast.prefix(3))")
        #expect(record.unfinished.isEmpty, "\(record.unfinished.prefix(3))")
        #expect(record.wrongExplanations.isEmpty, "\(record.wrongExplanations.prefix(5))")
        #expect(provider.samples.count >= min(1_000, customers / 20))
        // Each of the rules was needed.
        #expect(record.merged > 0 && record.stopped > 0)
        #expect(!provider.heldByWindow.isEmpty && !provider.heldByCap.isEmpty)
    }
}
