import Domain
import Foundation
import Testing

@Suite("resolve and forget", .enabled(if: Workplace.hasSQLiteTool))
struct ResolveVerbTests {
    private func uncertain(_ changes: String = "") throws -> Workplace {
        let workplace = try Workplace()
        _ = try workplace.enqueue(line(1), line(2))
        try workplace.sql(
            """
            UPDATE outbox SET state = 'uncertain', reason = 'timeout', endpoint = 'gateway', attempts = 1 WHERE id = 1;
            INSERT INTO part (message, position, kind, text) VALUES (1, 0, 'text', 'Bom dia'), (1, 1, 'line', '001');
            INSERT INTO attempt VALUES (1, 1, 0, 'gateway', 1700000000500, 1, 'uncertain', 'timeout', NULL, NULL, NULL);
            \(changes)
            """)
        return workplace
    }

    @Test("resolve --sent says what is not sent")
    func sent() throws {
        let workplace = try uncertain()
        let ending = try workplace.carteiro("resolve", "1", "--sent")
        #expect(ending.status == 0)
        #expect(ending.outLines == ["message 1 counts as sent", "1 part still to come: not sent"])
        let json = try workplace.carteiro("show", "1", "--json").json
        #expect(json["state"]?.string == "sent")
        #expect(json["sent_at"]?.integer == 1_700_000_000)
        #expect(json["parts"]?.elements.map { $0["state"]?.string } == ["sent", "unsent"])
    }

    @Test("resolve --again queues it, or cancels what has been paid")
    func again() throws {
        let json = try uncertain().carteiro("resolve", "1", "--again", "--json").json
        #expect(json.names == ["id", "state", "merged", "parts_not_sent"])
        #expect(json["state"]?.string == "queued")
        let paid = try uncertain("INSERT INTO settled_invoice (invoice, applied) VALUES ('F1', 1);")
        #expect(
            try paid.carteiro("resolve", "1", "--again").out
                == "message 1 is cancelled: the invoice has been paid meanwhile\n")
    }

    @Test("Merged messages are named, and lead to the one they went along in")
    func merged() throws {
        let workplace = try uncertain("UPDATE outbox SET state = 'uncertain', leader = 1 WHERE id = 2;")
        let refused = try workplace.carteiro("resolve", "2", "--sent")
        #expect(refused.status == 65)
        #expect(refused.errors.contains("message 2 was merged into message 1 and shares its fate"))
        #expect(refused.errors.contains("carteiro resolve 1 --sent"))
        #expect(try workplace.carteiro("show", "1", "--json").json["merged"] == .array([.number("2")]))
        let member = try workplace.carteiro("show", "2", "--json").json
        #expect(member["merged_into"]?.integer == 1)
        #expect(member["parts"]?.elements.count == 2)
        #expect(try workplace.carteiro("show", "2").out.contains("merged into"))
        #expect(
            try workplace.carteiro("resolve", "1", "--sent").outLines.first
                == "message 1 counts as sent, with 2 that was merged into it")
    }

    @Test("There must be something to decide: 65")
    func nothingToDecide() throws {
        let workplace = try uncertain()
        let new = try workplace.carteiro("resolve", "2", "--sent")
        #expect(new.status == 65)
        #expect(new.errors.hasPrefix("carteiro: message 2 is new, not uncertain: there is nothing to decide\n"))
        #expect(try workplace.carteiro("resolve", "9", "--sent").status == 65)
        try workplace.sql("UPDATE outbox SET wiped = 1 WHERE id = 1;")
        #expect(try workplace.carteiro("resolve", "1", "--again").status == 65)
    }

    @Test(
        "A wrong use of resolve and forget: 64",
        arguments: [["resolve", "1"], ["resolve", "1", "--sent", "--again"], ["forget"], ["forget", ""]])
    func usage(arguments: [String]) throws {
        #expect(try Workplace().run(arguments).status == 64)
    }

    @Test("forget leaves nothing of the person, and says how many")
    func forget() throws {
        let workplace = try uncertain()
        let json = try workplace.carteiro("forget", "C2", "--json", "--yes").json
        #expect(json.names == ["forgotten", "cancelled", "in_flight", "erased"])
        #expect(json["forgotten"]?.integer == 1 && json["cancelled"]?.integer == 1)
        #expect(json["erased"] == .bool(true))
        #expect(try workplace.carteiro("forget", "C1").out == "1 message forgotten, 1 of them cancelled\n")
        #expect(try !workplace.read("outbox.db").contains("98765"))
        let shown = try workplace.carteiro("show", "1")
        #expect(shown.out.contains("cancelled (forgotten)"))
        #expect(shown.out.contains("its text has been wiped"))
        #expect(try workplace.carteiro("forget", "C1").out == "0 messages forgotten, 0 of them cancelled\n")
    }

    @Test("What is in flight is to be forgotten later: 75")
    func inFlight() throws {
        let workplace = try uncertain("UPDATE outbox SET state = 'sending' WHERE id = 2;")
        let ending = try workplace.carteiro("forget", "C2")
        #expect(ending.status == 75)
        #expect(ending.out == "0 messages forgotten, 0 of them cancelled\n")
        #expect(ending.errorLines.first == "carteiro: 1 message of this customer in flight")
        #expect(ending.errorLines.last?.contains("hint: run the same once more") == true)
    }

    @Test("status says how many were stopped by payment, and what will expire")
    func status() throws {
        let workplace = try uncertain(
            """
            UPDATE outbox SET not_after = unixepoch() + 300 WHERE id = 2;
            INSERT INTO tally VALUES ('gateway', unixepoch() / 60, 1, 0);
            """)
        #expect(try workplace.carteiro("status").out.contains("will expire") == true)
        #expect(try workplace.carteiro("status", "--json").json["endpoints"]?[0]?["expiring"]?.integer == 1)
        _ = try workplace.carteiro("settle", "F2")
        #expect(try workplace.carteiro("status", "--json").json["stopped_by_payment"]?.integer == 1)
        let page = try workplace.carteiro("status").out
        #expect(page.contains("1 message not sent, since the invoice had been paid"))
        #expect(!page.contains("will expire"))
    }
}
