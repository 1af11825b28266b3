import Domain
import Foundation
import Testing

@Suite("Verbs of operation")
struct OperationTests {
    private func endpoint(_ workplace: Workplace) throws -> JSON {
        try #require(try workplace.carteiro("status", "--json").json["endpoints"]?[0])
    }

    @Test("status has every key, state and endpoint")
    func status() throws {
        let workplace = try Workplace()
        _ = try workplace.enqueue(
            line(1), line(2), line(3, route: "mail", template: "letter"),
            line(4).replacing("{\"template\"", with: "{\"not_before\":99999999999,\"template\""))
        let json = try workplace.carteiro("status", "--json").json
        #expect(json.names == ["states", "due", "oldest_due_seconds", "stopped_by_payment", "endpoints"])
        #expect(json["states"]?.names == MessageState.allCases.map(\.rawValue))
        #expect(json["states"]?["new"]?.integer == 4)
        #expect(json["due"]?.integer == 3)
        let age = try #require(json["oldest_due_seconds"]?.integer)
        #expect((0...60).contains(age))
        let endpoints = json["endpoints"]?.elements ?? []
        #expect(endpoints.map { $0["name"]?.string } == ["gateway", "bridge"])
        #expect(endpoints.map { $0["backlog"]?.integer } == [3, 1])
        for endpoint in endpoints {
            #expect(
                endpoint.names == [
                    "name", "state", "reason", "until", "backlog", "in_flight", "sent_last_hour", "failed_last_hour",
                    "empty_at", "expiring",
                ])
            #expect(endpoint["state"]?.string == "open")
            for name in ["reason", "until", "empty_at"] { #expect(endpoint[name] == .null) }
            for name in ["in_flight", "sent_last_hour", "failed_last_hour", "expiring"] {
                #expect(endpoint[name]?.integer == 0)
            }
        }
    }

    @Test("status for people names the outbox, the states and the endpoints")
    func statusPage() throws {
        let workplace = try Workplace()
        _ = try workplace.enqueue(line(1))
        _ = try workplace.carteiro("pause", "gateway")
        let ending = try workplace.carteiro("status")
        #expect(ending.status == 0)
        #expect(ending.out.contains("Outbox  \(workplace.path("outbox.db"))"))
        #expect(ending.out.contains("new 1   queued 0"))
        #expect(
            ending.outLines.contains { $0.hasPrefix("gateway   paused") && $0.hasSuffix("operator, until resumed") })
        #expect(!ending.out.contains("\u{1B}"))
    }

    @Test("pause and resume an endpoint")
    func pauseAndResume() throws {
        let workplace = try Workplace()
        #expect(try workplace.carteiro("pause", "gateway").out == "gateway is paused until it is resumed\n")
        let paused = try endpoint(workplace)
        #expect(paused["state"]?.string == "paused")
        #expect(paused["reason"]?.string == "operator")
        #expect(paused["until"] == .null)
        let resumed = try workplace.carteiro("resume", "gateway", "--json").json
        #expect(resumed["resumed"] == .bool(true))
        #expect(try endpoint(workplace)["state"]?.string == "probing")
        #expect(try workplace.carteiro("resume", "gateway").out == "gateway was not paused\n")
    }

    @Test("A pause that ends by itself says when", .enabled(if: Workplace.hasSQLiteTool))
    func pauseWithEnd() throws {
        let workplace = try Workplace()
        _ = try workplace.carteiro("pause", "gateway")
        try workplace.sql("UPDATE endpoint SET held = 0, reason = 'http-503', until_ms = 4102444800001;")
        #expect(try endpoint(workplace)["until"]?.integer == 4_102_444_801)
        #expect(try workplace.carteiro("status").out.contains("http-503, until 2099-12-31 21:00:01 (in "))
    }

    @Test("backup writes a copy that works, and never over another file")
    func backup() throws {
        let workplace = try Workplace()
        _ = try workplace.enqueue(line(1))
        let copy = workplace.path("copy.db")
        let json = try workplace.carteiro("backup", copy, "--json").json
        #expect(json.names == ["file", "bytes"])
        #expect(json["file"]?.string == copy)
        #expect((json["bytes"]?.integer ?? 0) > 4096)
        let again = try workplace.carteiro("backup", copy)
        #expect(again.status == 73)
        #expect(again.errors == "carteiro: \(copy): exists already\n")
        let text = Workplace.configuration.replacing("database: outbox.db", with: "database: copy.db")
        try workplace.write(text, to: "carteiro.yaml")
        #expect(try workplace.carteiro("list", "--json").outLines.count == 1)
    }

    @Test("prune removes what is older than the retention", .enabled(if: Workplace.hasSQLiteTool))
    func prune() throws {
        let retention = Workplace.configuration + "\nretention: {sent: 2d, ended: forever}\n"
        let workplace = try Workplace(configuration: retention)
        _ = try workplace.enqueue(line(1), line(2), line(3), line(4))
        try workplace.sql(
            """
            UPDATE outbox SET state = 'sent', sent_at = unixepoch() - 3 * 86400 WHERE id = 1;
            UPDATE outbox SET state = 'sent', sent_at = unixepoch() - 86400 WHERE id = 2;
            UPDATE outbox SET state = 'dead', created_at = 1 WHERE id = 3;
            """)
        let pruned = try workplace.carteiro("prune", "--json").json
        #expect(pruned.names == ["pruned", "wiped"])
        #expect(pruned["pruned"]?.integer == 1 && pruned["wiped"]?.integer == 1)
        let ids = try workplace.carteiro("list", "--json").outLines.map { try JSON.parse($0)["id"]?.integer }
        #expect(ids == [2, 3, 4])
        #expect(try workplace.carteiro("prune").out == "0 messages removed, the texts of 0 wiped\n")
    }
}
