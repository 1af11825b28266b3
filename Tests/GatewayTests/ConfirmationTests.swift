import Domain
import Testing

@testable import Gateway

@Suite("What the billing system says about an invoice")
struct ConfirmationTests {
    private static func conditions(_ path: String, _ word: String) throws -> Conditions {
        var conditions = Conditions()
        conditions.json = [JSONCondition(path: try JSONPath(parsing: path), test: .equals(.string(word)))]
        return conditions
    }

    private static func plan() throws -> ConfirmationPlan {
        try ConfirmationPlan(
            try definition(url: "http://127.0.0.1:9000/open/{{payload.invoice.id}}"),
            owed: [try conditions("status", "open"), try conditions("status", "late")],
            settled: [try conditions("status", "paid"), try conditions("agreement", "yes")], version: "1")
    }

    @Test(
        "Any of the rules is enough, and paid wins over owed",
        arguments: [
            (200, #"{"status":"open"}"#, Gateway.Confirmation.owed), (200, #"{"status":"late"}"#, .owed),
            (200, #"{"status":"paid"}"#, .settled), (200, #"{"status":"open","agreement":"yes"}"#, .settled),
            (200, #"{"status":"new"}"#, .unknown), (200, "<html>", .unknown), (200, "", .unknown),
            (500, #"{"status":"open"}"#, .owed),
        ])
    func judged(status: Int, body: String, says: Gateway.Confirmation) throws {
        #expect(try Self.plan().judge(answer(status, body)) == says)
    }

    @Test("Only a whole answer says anything")
    func incomplete() throws {
        let plan = try Self.plan()
        #expect(plan.judge(TransferResult(reach: .notSent, failure: .connect, detail: "refused")) == .unknown)
        var cut = answer(200, #"{"status":"paid"}"#)
        cut.failure = .reset
        #expect(plan.judge(cut) == .unknown)
        cut.failure = nil
        cut.reach = .maybeSent
        #expect(plan.judge(cut) == .unknown)
    }

    @Test("The question names the invoice, encoded; without one it cannot be put")
    func question() throws {
        let plan = try Self.plan()
        let request = try plan.request(context(payload: #"{"invoice":{"id":"F 1/2"}}"#))
        #expect(request.url == "http://127.0.0.1:9000/open/F%201%2F2")
        #expect(throws: RequestError.self) { try plan.request(context(payload: "{}")) }
    }
}
