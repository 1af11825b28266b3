import Delivery
import Domain
import Outbox
import Testing

@Suite("A route to several endpoints at once")
struct SeveralEndpointsTests {
    @Test("Each gets the message, once, also after a restart and a retry; the cap counts one contact")
    func all() throws {
        let stage = try Stage(
            routes: "{default: [a], both: {all: [a, b]}}", cap: "{per_customer: [1/day]}")
        let id = try stage.put(customer: "C", invoice: "F-1") { $0.route = "both" }
        stage.run(5_000)
        #expect(stage.urls.map { $0.suffix(2) }.sorted() == ["/a", "/b"])
        #expect(try stage.state(id) == "sent" && stage.state(id + 1) == "sent")
        #expect(try stage.message(id + 1).summary.route == "both~2")
        try stage.restart()
        stage.run(5_000)
        #expect(stage.bodies.count == 2)
        let next = try stage.put(customer: "C", invoice: "F-2")
        stage.run(5_000)
        #expect(try stage.message(next).summary.reason == "frequency-cap")
    }

    @Test("A payment stops what is still to go by any of them")
    func settled() throws {
        let stage = try Stage(routes: "{default: [a], both: {all: [a, b]}}")
        try stage.producer.pause(endpoint: "b")
        let id = try stage.put(customer: "C", invoice: "F-1") { $0.route = "both" }
        stage.run(5_000)
        _ = try stage.producer.settle(["F-1"])
        _ = try stage.producer.resume(endpoint: "b")
        stage.wakeup.isSet = true
        stage.run(5_000)
        #expect(try stage.state(id) == "sent")
        #expect(try stage.state(id + 1) == "cancelled")
    }

    @Test("A branch may be an ordered list: the next endpoint is tried on a rejection there")
    func nested() throws {
        let stage = try Stage(
            "classify: [{when: {http: 404}, outcome: rejected, reason: gone}]",
            routes: "{default: [a], urgent: {all: [c, [a, b]]}}", third: true)
        stage.network.script = { request in
            let isA = request.url.hasSuffix("/a")
            return (
                isA
                    ? .answer(status: 404, headers: "", body: "")
                    : .answer(status: 200, headers: "", body: #"{"id":"g"}"#), 10, !isA
            )
        }
        let id = try stage.put(customer: "C", invoice: "F-1") { $0.route = "urgent" }
        stage.run(5_000)
        #expect(try stage.message(id).summary.endpoint == "c")
        #expect(try stage.message(id + 1).summary.endpoint == "b")
        #expect(try stage.message(id + 1).attempts.map(\.endpoint) == ["a", "b"])
    }
}
