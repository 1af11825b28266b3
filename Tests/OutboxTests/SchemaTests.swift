import Domain
import Foundation
import GRDB
import Outbox
import Testing

@Suite("The table that producers write")
struct SchemaTests {
    let scene: Scene

    init() throws { scene = try Scene() }

    @Test("The columns are the contract's, in its types")
    func columns() throws {
        let rows = try scene.producer.inDatabase { try Row.fetchAll($0, sql: "PRAGMA table_xinfo(outbox)") }
        let columns: [String: (type: String, isRequired: Bool, standard: String?)] = Dictionary(
            uniqueKeysWithValues: rows.map { ($0["name"], ($0["type"], $0["notnull"], $0["dflt_value"])) })
        let contract: [(String, String, Bool, String?)] = [
            ("id", "INTEGER", false, nil), ("dedupe_key", "TEXT", false, nil), ("template", "TEXT", true, nil),
            ("route", "TEXT", true, "'default'"), ("payload", "TEXT", true, nil), ("not_before", "INTEGER", false, nil),
            ("not_after", "INTEGER", false, nil), ("priority", "INTEGER", true, "5"),
            ("created_at", "INTEGER", true, "unixepoch()"), ("invoice", "TEXT", false, nil),
            ("customer", "TEXT", false, nil), ("state", "TEXT", true, "'new'"), ("reason", "TEXT", false, nil),
            ("endpoint", "TEXT", false, nil), ("provider_message_id", "TEXT", false, nil),
            ("attempts", "INTEGER", true, "0"), ("next_attempt_at", "INTEGER", false, nil),
            ("sent_at", "INTEGER", false, nil), ("delivered_at", "INTEGER", false, nil),
            ("read_at", "INTEGER", false, nil),
        ]
        for (name, type, isRequired, standard) in contract {
            let column = try #require(columns[name], "no column \(name)")
            #expect(column.type == type, "\(name)")
            #expect(column.isRequired == isRequired, "\(name)")
            #expect(column.standard == standard, "\(name)")
        }
    }

    @Test("Every table is STRICT")
    func strict() throws {
        let loose = try scene.producer.inDatabase {
            try String.fetchAll(
                $0,
                sql: """
                    SELECT name FROM pragma_table_list
                    WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'
                    """)
        }
        #expect(loose.isEmpty)
    }

    @Test("A template and a payload are all that a producer must give")
    func leastInsert() throws {
        try scene.sql("INSERT INTO outbox (template, payload) VALUES ('overdue', ?)", [Scene.payload()])
        try scene.expect(
            1,
            [
                "route": "default", "priority": 5, "state": "new", "attempts": 0, "invoice": "F-1", "customer": "C-1",
                "dedupe_key": nil, "not_before": nil, "not_after": nil, "reason": nil, "endpoint": nil,
                "provider_message_id": nil, "next_attempt_at": nil, "sent_at": nil, "delivered_at": nil,
                "read_at": nil,
            ])
        let age = Date().timeIntervalSince1970 - (try scene.row(1)["created_at"] as Double)
        #expect((-2..<60).contains(age))
    }

    @Test("Ids are never used twice")
    func autoincrement() throws {
        let first = try scene.insert()
        try scene.sql("DELETE FROM outbox")
        let second = try scene.insert()
        #expect(second == first + 1)
    }

    @Test(
        "Invoice and customer are read from the payload as text",
        arguments: [
            (#"{"invoice":{"id":"F-2026-11-0042"},"customer":{"id":"C-1001"}}"#, "F-2026-11-0042", "C-1001"),
            (#"{"invoice":{"id":42},"customer":{"id":1001}}"#, "42", "1001"),
            (#"{"invoice":{"id":9007199254740993}}"#, "9007199254740993", nil),
            (#"{"invoice":{"id":null},"customer":{}}"#, nil, nil),
            (#"{"invoice":7,"customer":[]}"#, nil, nil),
            ("{}", nil, nil),
            (#"{"invoice":{"id":"Nº 7 \"ç\""}}"#, #"Nº 7 "ç""#, nil),
        ] as [(String, String?, String?)])
    func generated(payload: String, invoice: String?, customer: String?) throws {
        try scene.sql("INSERT INTO outbox (template, payload) VALUES ('overdue', ?)", [payload])
        try scene.expect(1, ["invoice": invoice, "customer": customer])
        if let invoice {
            #expect(try scene.count("outbox", where: "invoice = '\(invoice)'") == 1)
            #expect(try scene.count("outbox", where: "typeof(invoice) = 'text'") == 1)
        }
    }

    @Test("A message is paid by an invoice of a numeric id, however it is written")
    func numericSettlement() throws {
        try scene.sql("INSERT INTO outbox (template, payload) VALUES ('a', ?)", [#"{"invoice":{"id":42}}"#])
        try scene.sql("INSERT INTO settled_invoice (invoice) VALUES (42)")
        let applied = try scene.turn { turn throws(OutboxError) in try turn.applySettlements(limit: 10) }
        #expect(applied.cancelled == [1])
    }

    @Test(
        "A broken rule is refused in words that name it",
        arguments: [
            ("payload", "'{bad'", "malformed JSON"),
            ("payload", "''", "malformed JSON"),
            ("payload", "'{\"a\":1'", "malformed JSON"),
            ("payload", "'[{}]'", "payload_is_a_JSON_object"),
            ("payload", "'\"text\"'", "payload_is_a_JSON_object"),
            ("payload", "'null'", "payload_is_a_JSON_object"),
            ("payload", "'42'", "payload_is_a_JSON_object"),
            ("payload", "NULL", "outbox.payload"),
            ("payload", "x'7b7d'", "outbox.payload"),
            ("payload", "'{\"a\":\"' || hex(zeroblob(32768)) || '\"}'", "payload_is_at_most_64_KiB"),
            ("payload", "json_quote(hex(zeroblob(32769)))", "payload_is_at_most_64_KiB"),
            ("template", "NULL", "outbox.template"),
            ("route", "NULL", "outbox.route"),
            ("priority", "10", "priority_is_from_0_to_9"),
            ("priority", "-1", "priority_is_from_0_to_9"),
            ("priority", "'high'", "outbox.priority"),
            ("not_before", "1790000000000", "not_before_is_in_Unix_seconds"),
            ("not_after", "1790000000000", "not_after_is_in_Unix_seconds"),
            ("not_before", "-1", "not_before_is_in_Unix_seconds"),
            ("not_after", "'2026-11-10'", "outbox.not_after"),
            ("not_before", "1790000000.5", "outbox.not_before"),
            ("state", "'paid'", "state_is_known"),
        ])
    func refused(column: String, value: String, rule: String) throws {
        var columns = ["template": "'overdue'", "payload": "'{}'"]
        columns[column] = value
        let names = columns.keys.joined(separator: ", ")
        let values = columns.values.joined(separator: ", ")
        let words = try scene.refusal("INSERT INTO outbox (\(names)) VALUES (\(values))")
        #expect(words?.contains(rule) == true, "\(words ?? "accepted")")
        #expect(try scene.count("outbox") == 0)
    }

    @Test("The size that is allowed is counted in bytes, up to the last one")
    func size() throws {
        let frame = #"{"a":""}"#.utf8.count
        let full = #"{"a":"\#(String(repeating: "ç", count: (65_536 - frame) / 2))"}"#
        #expect(full.utf8.count == 65_536)
        try scene.sql("INSERT INTO outbox (template, payload) VALUES ('a', ?)", [full])
        let words = try scene.refusal("INSERT INTO outbox (template, payload) VALUES ('a', ?)", [full + " "])
        #expect(words?.contains("payload_is_at_most_64_KiB") == true)
    }

    @Test("A row that is refused leaves a producer's other rows alone, statement by statement")
    func refusedBeside() throws {
        try scene.producer.inTransaction { db in
            try db.execute(sql: "INSERT INTO outbox (template, payload) VALUES ('a', '{}')")
            #expect(throws: DatabaseError.self) {
                try db.execute(sql: "INSERT INTO outbox (template, payload) VALUES ('b', '{')")
            }
            try db.execute(sql: "INSERT INTO outbox (template, payload) VALUES ('c', '{}')")
            return .commit
        }
        #expect(try scene.count("outbox") == 2)
    }

    @Test("The same key twice is one message")
    func dedupe() throws {
        let sql = "INSERT INTO outbox (dedupe_key, template, payload) VALUES ('k', ?, '{}') ON CONFLICT DO NOTHING"
        try scene.sql(sql, ["first"])
        try scene.sql(sql, ["second"])
        #expect(try scene.count("outbox") == 1)
        try scene.expect(1, ["template": "first"])
        let words = try scene.refusal("INSERT INTO outbox (dedupe_key, template, payload) VALUES ('k', 'a', '{}')")
        #expect(words == "UNIQUE constraint failed: outbox.dedupe_key")
        try scene.insert()
        try scene.insert()
        #expect(try scene.count("outbox", where: "dedupe_key IS NULL") == 2)
    }

    @Test("An invoice can be settled again and again by a plain INSERT")
    func settledTwice() throws {
        for _ in 0..<3 { try scene.sql("INSERT INTO settled_invoice (invoice) VALUES ('F-1')") }
        #expect(try scene.count("settled_invoice") == 1)
        _ = try scene.turn { turn throws(OutboxError) in try turn.applySettlements(limit: 10) }
        try scene.sql("INSERT INTO settled_invoice (invoice) VALUES ('F-1')")
        #expect(try scene.count("settled_invoice", where: "applied = 1") == 1)
    }

    @Test(
        "The sqlite3 tool writes what the contract shows, and the daemon's connection notices",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/sqlite3")))
    func commandLineTool() throws {
        let before = try scene.outbox.dataVersion()
        #expect(try scene.outbox.dataVersion() == before)
        let tool = Process()
        tool.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
        tool.arguments = [
            scene.path,
            """
            INSERT INTO outbox (template, payload) VALUES ('overdue', '\(Scene.payload(invoice: "F-2026-11-0042"))');
            INSERT INTO settled_invoice (invoice) VALUES ('F-2026-11-0042');
            """,
        ]
        try tool.run()
        tool.waitUntilExit()
        #expect(tool.terminationStatus == 0)
        #expect(try scene.outbox.dataVersion() != before)
        let applied = try scene.turn { turn throws(OutboxError) in try turn.applySettlements(limit: 10) }
        #expect(applied.cancelled == [1])
        #expect(try scene.standing(1) == "cancelled settled")
    }
}
