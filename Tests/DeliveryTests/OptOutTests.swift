import Delivery
import Domain
import Outbox
import Policy
import Testing

@Suite("Who does not want messages")
struct OptOutTests {
    private static func stage(scope: OptOutRules.Scope = .address, confirmation: String? = nil) throws -> Stage {
        try Stage(
            routes: "{default: [a], second: [b]}", hears: true,
            optOut: OptOutRules(scope: scope, confirmation: confirmation))
    }

    private static func optOut(_ stage: Stage, _ address: String, endpoint: String = "a", id: String? = nil) throws {
        let now = Timestamp(milliseconds: stage.network.now)
        try stage.producer.record(
            [
                CallbackRecord(
                    endpoint: endpoint, kind: .optOut, providerID: id, address: AddressKey(address)?.text, at: now)
            ], at: now)
        stage.wakeup.isSet = true
        stage.run(1_000)
    }

    @Test(
        "It is known by the number in whatever form it comes back",
        arguments: ["5511987654321", "551187654321@c.us", "5511987654321@s.whatsapp.net", "+55 11 98765-4321"])
    func forms(address: String) throws {
        let stage = try Self.stage()
        _ = try stage.put(customer: "C", invoice: "F-1")
        stage.run(1_000)
        try Self.optOut(stage, address)
        let next = try stage.put(customer: "C", invoice: "F-2")
        let other = try stage.put(customer: "D", invoice: "F-3", phone: "11912345678")
        stage.run(1_000)
        #expect(try stage.state(next) == "cancelled")
        #expect(try stage.message(next).summary.reason == "opted-out")
        #expect(try stage.state(other) == "sent")
        #expect(stage.bodies.count == 2)
    }

    @Test("By an opaque address that the gateway has given the number in its answer")
    func opaque() throws {
        let stage = try Stage(
            "recipient: [json:to]", routes: "{default: [a]}", hears: true, optOut: OptOutRules())
        stage.answers = [.answer(status: 200, headers: "", body: #"{"id":"g","to":"182736455@lid"}"#)]
        _ = try stage.put(customer: "C", invoice: "F-1")
        stage.run(1_000)
        try Self.optOut(stage, "182736455@lid")
        let next = try stage.put(customer: "C", invoice: "F-2")
        stage.run(1_000)
        #expect(try stage.state(next) == "cancelled")
        #expect(try stage.producer.optOuts().map(\.key) == ["551187654321"])
    }

    @Test("What waits ends at once; a notice of the law goes all the same")
    func waiting() throws {
        let stage = try Self.stage()
        _ = try stage.put(customer: "C", invoice: "F-1")
        stage.run(1_000)
        let later = stage.network.now / 1000 + 3_600
        let waiting = try stage.put(customer: "C", invoice: "F-2") { $0.notBefore = later }
        let notice = try stage.put("legal", customer: "C", invoice: "F-3") { $0.notBefore = later }
        stage.run(1_000)
        try Self.optOut(stage, "5511987654321")
        #expect(try stage.state(waiting) == "cancelled")
        stage.run(4_000_000)
        #expect(try stage.state(notice) == "sent")
    }

    @Test("How far it goes is configured", arguments: OptOutRules.Scope.allCases)
    func scope(scope: OptOutRules.Scope) throws {
        let stage = try Self.stage(scope: scope)
        _ = try stage.put(customer: "C", invoice: "F-1")
        stage.run(1_000)
        try Self.optOut(stage, "5511987654321")
        let otherNumber = try stage.put(customer: "C", invoice: "F-2", phone: "11912345678")
        stage.run(1_000)
        #expect(try stage.state(otherNumber) == (scope == .customer ? "cancelled" : "sent"))
        let row = try #require(try stage.producer.optOuts().first { $0.key == "551187654321" })
        #expect(row.channel == (scope == .channel ? .whatsapp : nil))
    }

    @Test("Who comes back gets messages again, and so does the customer")
    func optIn() throws {
        let stage = try Self.stage(scope: .customer)
        _ = try stage.put(customer: "C", invoice: "F-1")
        stage.run(1_000)
        try Self.optOut(stage, "5511987654321")
        #expect(try stage.producer.optIn("551187654321"))
        let next = try stage.put(customer: "C", invoice: "F-2")
        stage.run(1_000)
        #expect(try stage.state(next) == "sent")
    }

    @Test("An answer, or a late failure, that says so puts the address on the list")
    func byGateway() throws {
        let stage = try Stage(
            "classify: [{when: {http: 410}, outcome: opted-out, reason: opted-out}]", routes: "{default: [a, b]}",
            hears: true, optOut: OptOutRules())
        stage.answers = [.answer(status: 410, headers: "", body: "")]
        let first = try stage.put(customer: "C", invoice: "F-1")
        stage.run(1_000)
        #expect(try stage.state(first) == "cancelled")
        let second = try stage.put(customer: "C", invoice: "F-2")
        stage.run(1_000)
        #expect(try stage.state(second) == "cancelled")
        #expect(stage.bodies.count == 1)
    }

    @Test("It is confirmed once, by the endpoint it was said to, and neither cap nor list holds that")
    func confirmation() throws {
        let stage = try Self.stage(confirmation: "offering")
        _ = try stage.put(customer: "C", invoice: "F-1")
        stage.run(1_000)
        try Self.optOut(stage, "5511987654321")
        stage.run(5_000)
        #expect(stage.bodies.count == 2)
        #expect(stage.urls.last?.hasSuffix("/a") == true)
        try Self.optOut(stage, "551187654321@c.us")
        stage.run(5_000)
        #expect(stage.bodies.count == 2)
    }

    @Test("Nobody is known by an address: it stands on the list, and nothing else happens")
    func stranger() throws {
        let stage = try Self.stage(scope: .customer, confirmation: "legal")
        try Self.optOut(stage, "+55 91 98888-7777")
        #expect(stage.bodies.isEmpty)
        #expect(try stage.producer.optOuts().count == 1)
        let event = try #require(stage.sink.events.first { $0.name == "customer.opted_out" })
        #expect(!"\(event.fields)".contains("98888"))
    }

    @Test("Between two parts of a message the rest is not sent")
    func betweenParts() throws {
        let stage = try Self.stage()
        stage.latency = 3_000
        let id = try stage.put("parts", customer: "C", invoice: "F-1", more: Plans.codes)
        stage.run(1_500)
        try Self.optOut(stage, "5511987654321")
        stage.run(20_000)
        #expect(stage.bodies.count == 1)
        #expect(try stage.state(id) == "cancelled")
    }
}
