import Domain
import Foundation
import Testing

@Suite("Verbs on messages")
struct MessageVerbTests {
    private static let listNames = [
        "id", "dedupe_key", "template", "route", "invoice", "customer", "state", "reason", "endpoint", "attempts",
        "created_at", "next_attempt_at", "sent_at", "delivered_at", "read_at",
    ]

    private func filled() throws -> Workplace {
        let workplace = try Workplace()
        _ = try workplace.enqueue(line(1, key: "a"), line(2), line(3), line(3, route: "mail", template: "letter"))
        return workplace
    }

    @Test("list --json is one object a line, with every key")
    func listAsJSON() throws {
        let lines = try filled().carteiro("list", "--json").outLines.map { try JSON.parse($0) }
        #expect(lines.count == 4)
        for line in lines { #expect(line.names == Self.listNames) }
        #expect(lines.map { $0["id"]?.integer } == [1, 2, 3, 4])
        #expect(lines[0]["dedupe_key"]?.string == "a")
        #expect(lines[0]["state"]?.string == "new")
        for name in ["reason", "endpoint", "next_attempt_at", "sent_at", "delivered_at", "read_at"] {
            #expect(lines[0][name] == .null)
        }
        #expect(lines[1]["dedupe_key"] == .null)
        #expect(lines[3]["route"]?.string == "mail")
    }

    @Test("A copy for another endpoint names its message", .enabled(if: Workplace.hasSQLiteTool))
    func copies() throws {
        let workplace = try filled()
        try workplace.sql(
            "UPDATE outbox SET origin = 1 WHERE id IN (1, 2); UPDATE outbox SET reason = 'dns' WHERE id = 2;")
        let lines = try workplace.carteiro("list").outLines
        #expect(lines.contains { $0.hasSuffix("dns, copy of 1") })
        #expect(lines.count { $0.contains("copy of") } == 1)
        #expect(
            try workplace.carteiro("show", "2").outLines.contains { $0.hasPrefix("  copy of") && $0.hasSuffix(" 1") })
        #expect(try workplace.carteiro("show", "2", "--json").json["copy_of"]?.integer == 1)
        #expect(try workplace.carteiro("show", "1", "--json").json["copy_of"] == nil)
    }

    @Test(
        "A selection's options must all hold",
        arguments: [
            (["--invoice", "F3"], [3, 4]), (["--customer", "C2"], [2]), (["--id", "1", "--id", "4"], [1, 4]),
            (["--state", "new", "--limit", "2"], [3, 4]), (["--invoice", "F3", "--id", "4"], [4]),
            (["--state", "dead"], []), (["--endpoint", "gateway"], []), (["--limit", "0"], [1, 2, 3, 4]),
        ])
    func selections(options: [String], ids: [Int]) throws {
        let workplace = try filled()
        let ending = try workplace.run(["list", "--json", "--config", workplace.path("carteiro.yaml")] + options)
        #expect(ending.status == 0)
        #expect(try ending.outLines.map { try JSON.parse($0)["id"]?.integer } == ids)
    }

    @Test("The table masks telephone numbers and says what it leaves out")
    func table() throws {
        let workplace = try filled()
        let ending = try workplace.carteiro("list", "--limit", "2")
        #expect(ending.outLines.count == 3)
        #expect(ending.out.contains("11*****4321"))
        #expect(!ending.out.contains("98765"))
        #expect(!ending.out.contains("\u{1B}"))
        #expect(ending.errors == "the newest 2 of 4 messages; --limit 0 shows all\n")
        #expect(try workplace.carteiro("list", "--state", "dead").out == "no messages\n")
    }

    @Test("settle cancels what waits, counts what is new, and reads standard input")
    func settle() throws {
        let workplace = try filled()
        let first = try workplace.carteiro("settle", "--json", "F3", "F9").json
        #expect(first.names == ["settled", "cancelled"])
        #expect(first["settled"]?.integer == 2)
        #expect(first["cancelled"]?.integer == 2)
        let second = try workplace.carteiro("settle", "F3", "-", input: "\u{FEFF}F1\r\n\n  F2  ")
        #expect(second.status == 0)
        #expect(second.out == "2 invoices settled, 2 messages cancelled\n")
        let reasons = try workplace.carteiro("list", "--json").outLines.map { try JSON.parse($0)["reason"]?.string }
        #expect(reasons == ["settled", "settled", "settled", "settled"])
    }

    @Test("A line of settle that is no text is named; the others count")
    func settleBadLine() throws {
        let workplace = try filled()
        let arguments = ["settle", "--json", "-", "--config", workplace.path("carteiro.yaml")]
        let ending = try workplace.run(arguments, input: [0xFF, 0x0A] + Array("F1\n".utf8))
        #expect(ending.status == 65)
        #expect(ending.errors == "stdin:1: not UTF-8\n")
        #expect(try ending.json["settled"]?.integer == 1)
    }

    @Test("cancel and retry say how many, and do not ask where nobody can answer")
    func cancelAndRetry() throws {
        let workplace = try filled()
        let cancelled = try workplace.carteiro("cancel", "--state", "new", "--json").json
        #expect(cancelled == .object([JSONMember("cancelled", .number("4"))]))
        #expect(try workplace.carteiro("cancel", "--state", "new").out == "0 messages cancelled\n")
        #expect(try workplace.carteiro("retry", "--id", "1", "--json").json["retried"]?.integer == 1)
        _ = try workplace.carteiro("settle", "F2")
        let retried = try workplace.carteiro("retry", "--state", "cancelled", "--yes")
        #expect(retried.status == 0)
        #expect(
            retried.outLines == [
                "2 messages to be tried again",
                "1 message left alone: the invoice has been paid, or the text wiped",
            ])
        #expect(try workplace.carteiro("status", "--json").json["states"]?["new"]?.integer == 3)
        let nothing = try workplace.carteiro("retry", "--customer", "nobody", "--json")
        #expect(nothing.status == 0)
        #expect(try nothing.json["retried"]?.integer == 0)
    }

    @Test("show has the keys of list and three more")
    func showAsJSON() throws {
        let workplace = try filled()
        let json = try workplace.carteiro("show", "1", "--json").json
        #expect(json.names == Self.listNames + ["parts", "attempts", "receipts"])
        #expect(json["parts"] == .array([]))
        #expect(json["receipts"] == .array([]))
        let missing = try workplace.carteiro("show", "99")
        #expect(missing.status == 65)
        #expect(missing.errors == "carteiro: there is no message 99\n")
    }

    @Test("show has the parts and the attempts of a message", .enabled(if: Workplace.hasSQLiteTool))
    func showDetails() throws {
        let workplace = try filled()
        try workplace.sql(
            """
            UPDATE outbox SET state = 'sent', attempts = 2, endpoint = 'gateway', sent_at = 1700000009 WHERE id = 1;
            INSERT INTO part (message, position, kind, text) VALUES (1, 0, 'text', 'Olá, Ana!' || char(27) || '[2J');
            INSERT INTO attempt VALUES (1, 1, 0, 'gateway', 1700000000500, 12, 'retry', 'http-503', 503, '<b>', NULL);
            INSERT INTO attempt VALUES (1, 2, 0, 'gateway', 1700000009000, 34, 'sent', NULL, 200, NULL, 'ABC');
            """)
        let json = try workplace.carteiro("show", "1", "--json").json
        let part = try #require(json["parts"]?[0])
        #expect(part.names == ["kind", "state", "text", "provider_message_id", "idempotency_key"])
        #expect(part["state"]?.string == "sent")
        #expect(part["provider_message_id"]?.string == "ABC")
        #expect(part["idempotency_key"]?.string?.hasSuffix("-1-0") == true)
        let attempts = json["attempts"]?.elements ?? []
        #expect(attempts.count == 2)
        for attempt in attempts {
            #expect(
                attempt.names == [
                    "number", "part", "endpoint", "started_at", "duration_ms", "outcome", "reason", "http_status",
                    "response",
                ])
        }
        #expect(attempts[0]["started_at"]?.integer == 1_700_000_000)
        #expect(attempts[0]["http_status"]?.integer == 503)
        #expect(attempts[0]["response"]?.string == "<b>")
        #expect(attempts[1]["reason"] == .null)
        let page = try workplace.carteiro("show", "1").out
        #expect(page.contains("Olá, Ana!"))
        #expect(page.contains("2023-11-14 19:13:20"))
        // What a message brings along cannot steer the terminal.
        #expect(!page.contains("\u{1B}"))
    }
}
