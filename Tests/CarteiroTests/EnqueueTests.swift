import Domain
import Foundation
import Outbox
import Testing

@testable import carteiro

@Suite("Enqueue")
struct EnqueueTests {
    private func counts(_ ending: Workplace.Ending) throws -> [Int?] {
        let json = try ending.json
        #expect(json.names == ["queued", "existing", "refused"])
        return ["queued", "existing", "refused"].map { json[$0]?.integer }
    }

    @Test("Good lines are stored, bad ones are named by file, line and field")
    func mixed() throws {
        let workplace = try Workplace()
        let lines = [
            line(1, key: "a"), "", line(2, key: "a"), "{\"template\":\"overdue\"}",
            line(3).replacing("\"template\"", with: "\"templat\""),
            line(4), "[1]", line(5, template: "overdew"), line(6, route: "defualt"),
            "{\"template\":\"overdue\",\"payload\":[]}",
            line(7, route: "mail"), line(8, route: "mail", template: "letter"),
        ]
        try workplace.write(lines.joined(separator: "\n"), to: "messages.jsonl")
        let file = workplace.path("messages.jsonl")
        let ending = try workplace.carteiro("enqueue", "--json", file)
        #expect(ending.status == 65)
        #expect(try counts(ending) == [3, 1, 7])
        let expected = [
            (4, "payload: is missing"), (5, "unknown key \"templat\": did you mean template?"),
            (7, "not a JSON object"),
            (8, "template: unknown template \"overdew\": did you mean overdue?"),
            (9, "route: unknown route \"defualt\": did you mean default?"), (10, "payload: must be a JSON object"),
            (11, "template: overdue exists for whatsapp only, and the route mail begins with email"),
        ]
        #expect(ending.errorLines.count == expected.count)
        for (told, expected) in zip(ending.errorLines, expected) {
            #expect(told.hasPrefix("\(file):\(expected.0): \(expected.1)"))
        }
        #expect(try workplace.carteiro("list", "--json").outLines.count == 3)
    }

    @Test("The sentence for people has the same counts")
    func sentence() throws {
        let ending = try Workplace().carteiro("enqueue", input: line(1, key: "a") + "\n" + line(2, key: "a"))
        #expect(ending.status == 0)
        #expect(ending.out == "1 queued, 1 existing, 0 refused\n")
        #expect(ending.errors.isEmpty)
    }

    @Test("CR LF, a byte order mark, empty lines and a last line without an end are taken")
    func lineEnds() throws {
        let input = "\u{FEFF}\(line(1))\r\n\r\n   \n\(line(2))\r\n\(line(3))"
        #expect(try counts(Workplace().carteiro("enqueue", "--json", input: input)) == [3, 0, 0])
    }

    @Test("No lines are no error")
    func empty() throws {
        let ending = try Workplace().enqueue()
        #expect(ending.status == 0)
        #expect(try counts(ending) == [0, 0, 0])
    }

    @Test("A huge line is refused, and its neighbours are stored")
    func hugeLine() throws {
        let huge = line(2).replacing("ANA", with: String(repeating: "x", count: 5_000_000))
        let ending = try Workplace().enqueue(line(1), huge, line(3))
        #expect(ending.status == 65)
        #expect(try counts(ending) == [2, 0, 1])
        #expect(ending.errors == "stdin:2: longer than 128 KiB\n")
    }

    @Test("A payload of more than 64 KiB is refused, one of 64 KiB is stored")
    func payloadLimit() throws {
        let frame = "{\"note\":\"\"}".utf8.count
        let payload = { (size: Int) in
            "{\"template\":\"overdue\",\"payload\":{\"note\":\"\(String(repeating: "x", count: size - frame))\"}}"
        }
        let ending = try Workplace().enqueue(payload(65_536), payload(65_537))
        #expect(try counts(ending) == [1, 0, 1])
        #expect(ending.errors == "stdin:2: payload: is larger than 64 KiB\n")
    }

    @Test("Latin-1 is recognised")
    func latin1() throws {
        let workplace = try Workplace()
        let bytes = Array(line(1).utf8).split(separator: UInt8(ascii: "N"), maxSplits: 1)
        try workplace.write(Array(bytes[0]) + [0xC3] + Array(bytes[1]), to: "messages.jsonl")
        let ending = try workplace.carteiro("enqueue", workplace.path("messages.jsonl"))
        #expect(ending.status == 65)
        #expect(ending.errors.contains("messages.jsonl:1: not UTF-8; it looks like Latin-1"))
    }

    @Test("Several files are read in order, and - is standard input")
    func severalFiles() throws {
        let workplace = try Workplace()
        try workplace.write(line(1), to: "a.jsonl")
        try workplace.write("{}\n", to: "b.jsonl")
        let files = [workplace.path("a.jsonl"), "-", workplace.path("b.jsonl")]
        let ending = try workplace.carteiro("enqueue", "--json", files[0], files[1], files[2], input: line(2))
        #expect(try counts(ending) == [2, 0, 1])
        #expect(ending.errors == "\(files[2]):1: template: is missing\n")
    }

    @Test("A file that is not there is found before anything is stored")
    func missingFile() throws {
        let workplace = try Workplace()
        try workplace.write(line(1), to: "a.jsonl")
        let ending = try workplace.carteiro("enqueue", workplace.path("a.jsonl"), workplace.path("b.jsonl"))
        #expect(ending.status == 65)
        #expect(ending.errors == "carteiro: \(workplace.path("b.jsonl")): does not exist\n")
        #expect(try workplace.carteiro("status").status == 69)
        #expect(try workplace.carteiro("enqueue", workplace.folder.path).status == 65)
    }

    @Test("Twenty thousand lines are stored, and all of them are recognised when they come again")
    func many() throws {
        let workplace = try Workplace()
        try workplace.write((1...20_000).map { line($0, key: "k\($0)") }.joined(separator: "\n"), to: "many.jsonl")
        let first = try workplace.carteiro("enqueue", "--json", workplace.path("many.jsonl"))
        #expect(try counts(first) == [20_000, 0, 0])
        let again = try workplace.carteiro("enqueue", "--json", workplace.path("many.jsonl"))
        #expect(try counts(again) == [0, 20_000, 0])
        #expect(again.status == 0)
        #expect(try workplace.carteiro("status", "--json").json["states"]?["new"]?.integer == 20_000)
    }

    @Test("What is stored is what was sent: numbers keep their digits")
    func payloadIsKept() throws {
        let workplace = try Workplace()
        let payload = "{\"customer\":{\"id\":7},\"invoice\":{\"id\":\"F1\",\"amount\":129.90},\"x\":[1.10,\"ç\"]}"
        _ = try workplace.enqueue("{\"payload\": \(payload), \"template\": \"overdue\", \"priority\": 0}")
        let found = try workplace.carteiro("list", "--json", "--customer", "7").json
        #expect(found["invoice"]?.string == "F1")
        #expect(found["template"]?.string == "overdue")
    }
}

@Suite("Lines of enqueue")
struct MessageLineTests {
    private let reader = MessageLineReader(
        plan: RoutePlan(channels: ["default": .whatsapp, "mail": .email], templates: ["t": [.whatsapp, .email]]))

    private func refusal(_ text: String) -> String? {
        Array(text.utf8).withUnsafeBufferPointer { bytes in
            do throws(Refusal) {
                _ = try reader.message(bytes)
                return nil
            } catch {
                return error.reason
            }
        }
    }

    @Test("Every column is taken over")
    func allColumns() throws {
        let text = """
            {"template":"t","payload":{"a":1},"route":"mail","dedupe_key":"k","not_before":10,"not_after":20,"priority":9}
            """
        let message = try Array(text.utf8).withUnsafeBufferPointer { try reader.message($0) }
        #expect(message.template == "t")
        #expect(message.payload == "{\"a\":1}")
        #expect(message.route == "mail")
        #expect(message.dedupeKey == "k")
        #expect(message.notBefore == 10)
        #expect(message.notAfter == 20)
        #expect(message.priority == 9)
    }

    @Test("Columns that may be NULL may be null")
    func nulls() {
        let columns = ["route", "dedupe_key", "not_before", "not_after", "priority"].map { "\"\($0)\":null" }
        #expect(refusal("{\"template\":\"t\",\"payload\":{},\(columns.joined(separator: ","))}") == nil)
    }

    @Test(
        "A wrong field is named",
        arguments: [
            (#""template":5"#, "template: must be a text"),
            (#""template":"""#, "template: is empty; leave it out instead"),
            (#""template":"auto""#, "template: auto: none of the templates of the schedule exists for whatsapp"),
            (#""template":"t","route":"""#, "route: is empty; leave it out instead"),
            (#""template":"t","dedupe_key":1"#, "dedupe_key: must be a text"),
            (#""template":"t","dedupe_key":"""#, "dedupe_key: is empty; leave it out instead"),
            (#""template":"t","dedupe_key":"a\u0000b""#, "dedupe_key: has a control character in it"),
            (#""template":"t","not_before":"2026-11-10""#, "not_before: must be Unix seconds, a whole number"),
            (#""template":"t","not_before":1.5"#, "not_before: must be Unix seconds, a whole number"),
            (#""template":"t","not_before":-1"#, "not_before: must not be negative"),
            (
                #""template":"t","not_after":1764000000000"#,
                "not_after: must be in Unix seconds; these look like milliseconds"
            ),
            (
                #""template":"t","not_before":20,"not_after":10"#,
                "not_after: lies before not_before, so it would never be sent"
            ),
            (#""template":"t","priority":10"#, "priority: must be a whole number from 0 (first) to 9 (last)"),
            (#""template":"t","priority":"5""#, "priority: must be a whole number from 0 (first) to 9 (last)"),
            (#""template":"t","template":"t""#, #""template" is written twice"#),
            (#""template":"t","state":"sent""#, "state: is written by Carteiro or taken from the payload, not given"),
        ])
    func fields(fields: String, reason: String) {
        #expect(refusal("{\"payload\":{},\(fields)}") == reason)
    }

    @Test(
        "What is no JSON is told with its place", arguments: ["{", "{\"template\":\"t\"", "{'a':1}", "hello", "{} {}"])
    func noJSON(text: String) {
        #expect(refusal(text)?.hasPrefix("not JSON: ") == true)
    }

    @Test("UTF-16 is recognised")
    func utf16() {
        let bytes: [UInt8] = [0xFF, 0xFE, 0x7B, 0x00]
        #expect(throws: Refusal("not UTF-8 but UTF-16; save the file as UTF-8")) {
            try bytes.withUnsafeBufferPointer { try reader.message($0) }
        }
    }

    @Test("No reason repeats a value of the payload")
    func privacy() {
        let secret = "MARIA 11987654321"
        for text in [
            "{\"template\":\"t\",\"payload\":\"\(secret)\"}", "{\"template\":\"t\",\"payload\":{\"n\":\"\(secret)\"}",
            "{\"template\":\"t\",\"payload\":{},\"dedupe_key\":[\"\(secret)\"]}", "[\"\(secret)\"]",
        ] {
            let reason = refusal(text)
            #expect(reason != nil)
            #expect(reason?.contains("MARIA") == false)
        }
    }
}
