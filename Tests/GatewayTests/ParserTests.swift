import Domain
import Testing

@testable import Gateway

@Suite("The words of the endpoint language")
struct ParserTests {
    @Test(
        "A status is a class, a number or a range",
        arguments: [
            ("2xx", 200...299), ("5XX", 500...599), ("1xx", 100...199), ("200", 200...200), ("599", 599...599),
            ("500-599", 500...599), ("404-404", 404...404),
        ])
    func validStatus(text: String, statuses: ClosedRange<Int>) throws {
        #expect(try StatusPattern(parsing: text).statuses == statuses)
    }

    @Test(
        "Anything else is not a status",
        arguments: [
            "", "2", "20", "2000", "0xx", "6xx", "2x", "xx2", "2x0", "099", "600", "599-500", "200-", "-200", "200-2xx",
            " 200", "+20", "２００", "200–299", "2xx ",
        ])
    func invalidStatus(text: String) {
        #expect(throws: GatewaySyntaxError.self) { try StatusPattern(parsing: text) }
    }

    @Test(
        "A path is keys, indexes and wildcards",
        arguments: [
            ("id", [.key("id")]),
            ("key.id", [.key("key"), .key("id")]),
            ("response.message[0].exists", [.key("response"), .key("message"), .index(0), .key("exists")]),
            ("[3].code", [.index(3), .key("code")]),
            ("[0][1]", [.index(0), .index(1)]),
            ("messages[*].id", [.key("messages"), .anyElement, .key("id")]),
            ("data.messages.*.id", [.key("data"), .key("messages"), .anyMember, .key("id")]),
            ("*", [.anyMember]),
            ("\"message-id\"", [.key("message-id")]),
            ("\"a.b\".\"c\\\"d\\\\\"[0]", [.key("a.b"), .key("c\"d\\"), .index(0)]),
            ("event-data.x_y.@type", [.key("event-data"), .key("x_y"), .key("@type")]),
            ("\"\"", [.key("")]),
            ("código", [.key("código")]),
        ] as [(String, [JSONPath.Step])])
    func validPath(text: String, steps: [JSONPath.Step]) throws {
        #expect(try JSONPath(parsing: text).steps == steps)
    }

    @Test(
        "A path that is wrong says so",
        arguments: [
            "", ".", "a.", ".a", "a..b", "a[", "a[]", "a[x]", "a[-1]", "a[1", "a]", "a b", "a[0]b", "\"a", "\"a\\n\"",
            "a*", "*a", "$.a ", "a.[0]", "a[?(@.x)]", "a[9999999999]", "\"a\"b", "\t",
            String(repeating: "a.", count: 40) + "a",
        ])
    func invalidPath(text: String) {
        #expect(throws: GatewaySyntaxError.self) { try JSONPath(parsing: text) }
    }

    @Test("A path's error names the path, the place and a way out")
    func pathMessage() {
        let error = #expect(throws: GatewaySyntaxError.self) { try JSONPath(parsing: "a..b") }
        #expect(error?.message == "the JSON path \"a..b\" has \".\" where a key is expected")
        #expect(error?.hint?.contains("keys joined by dots") == true)
    }

    @Test("An extraction names its place")
    func validExtraction() throws {
        #expect(try Extraction(parsing: "json:key.id") == .json(JSONPath(steps: [.key("key"), .key("id")])))
        #expect(try Extraction(parsing: "header:X-Message-Id") == .header("X-Message-Id"))
        #expect(try Extraction(parsing: "text:id: ([0-9]+)") == .text(Pattern("id: ([0-9]+)")))
        #expect(try Extraction(parsing: "client") == .client)
    }

    @Test("An expression after `match` cuts a part out of a value")
    func matchingExtraction() throws {
        let id = Extraction.json(JSONPath(steps: [.key("id")]))
        #expect(try Extraction(parsing: "json:id match _([^_]+)$") == .matching(id, Pattern("_([^_]+)$")))
        #expect(try Extraction(parsing: "header:X match <(.*)>") == .matching(.header("X"), Pattern("<(.*)>")))
        #expect(
            try Extraction(parsing: "json:\"a match b\" match a match (b)")
                == .matching(.json(JSONPath(steps: [.key("a match b")])), Pattern("a match (b)")))
        #expect(try Extraction(parsing: "text:no match (.)") == .text(Pattern("no match (.)")))
    }

    @Test("A callback has places of its own")
    func callbackExtraction() throws {
        let path = JSONPath(steps: [.key("event")])
        #expect(try Extraction(parsing: "root:event", of: .callback) == .root(path))
        #expect(try Extraction(parsing: "json:event", of: .callback) == .json(path))
        #expect(try Extraction(parsing: "query:dlr-id", of: .callback) == .query("dlr-id"))
        #expect(try Extraction(parsing: "form:MessageSid", of: .callback) == .form("MessageSid"))
        #expect(try Extraction(parsing: "header:X", of: .callback) == .header("X"))
        #expect(
            try Extraction(parsing: "query:id match ^(a)", of: .callback) == .matching(.query("id"), Pattern("^(a)")))
        for text in ["client", "query:", "form:", "root:", "smpt:(x)", "query: match (a)"] {
            #expect(throws: GatewaySyntaxError.self) { try Extraction(parsing: text, of: .callback) }
        }
    }

    @Test(
        "Other extractions are refused",
        arguments: [
            "", "json", "json:", "json:a..b", "header:", "header:X Y", "header:X:Y", "text:", "text:(a", "text:abc",
            "client:x", "smpt:(x)", "id", "JSON:id", ":", "header:Ä", "query:id", "form:id", "root:id",
            "json:id match", "json:id match ", "json:id match x", "json:id match (", "client match (x)",
        ])
    func invalidExtraction(text: String) {
        #expect(throws: GatewaySyntaxError.self) { try Extraction(parsing: text) }
    }

    @Test(
        "A range of numbers may be open at one end",
        arguments: [
            ("200-299", 200, 299), ("0-0", 0, 0), ("500-", 500, nil), ("-99", nil, 99),
        ] as [(String, Double?, Double?)])
    func validRange(text: String, lower: Double?, upper: Double?) throws {
        #expect(try NumberRange(parsing: text) == NumberRange(lower: lower, upper: upper))
    }

    @Test("Other ranges are refused", arguments: ["", "-", "5", "9-1", "1-2-3", "a-b", "1.5-2", "--1", " 1-2"])
    func invalidRange(text: String) {
        #expect(throws: GatewaySyntaxError.self) { try NumberRange(parsing: text) }
    }

    @Test(
        "A source of a wait has a place and a unit",
        arguments: [
            ("header:Retry-After", .header("Retry-After"), .seconds),
            ("header:X-RateLimit-Reset as epoch", .header("X-RateLimit-Reset"), .epoch),
            (
                "json:error.retry_after as ms", .json(JSONPath(steps: [.key("error"), .key("retry_after")])),
                .milliseconds
            ),
            ("json:\"retry after\" as epoch-ms", .json(JSONPath(steps: [.key("retry after")])), .epochMilliseconds),
            ("json:wait as s", .json(JSONPath(steps: [.key("wait")])), .seconds),
        ] as [(String, RetrySource.Place, RetrySource.Unit)])
    func validSource(text: String, place: RetrySource.Place, unit: RetrySource.Unit) throws {
        #expect(try RetrySource(parsing: text) == RetrySource(place: place, unit: unit))
    }

    @Test(
        "Other sources are refused",
        arguments: [
            "", "as ms", "header:X as", "header:X as minutes", "header:X in ms", "text:(a)", "client", "json:a b",
        ])
    func invalidSource(text: String) {
        #expect(throws: GatewaySyntaxError.self) { try RetrySource(parsing: text) }
    }

    @Test("An expression that cannot be compiled is refused", arguments: ["", "(", "[a", "a{2,1}", "*", "\\"])
    func invalidPattern(text: String) {
        #expect(throws: GatewaySyntaxError.self) { try Pattern(text) }
    }

    @Test("An expression finds, and gives its first group")
    func pattern() throws {
        #expect(try Pattern("Connection Closed|Timed Out").isFound(in: "Error: Timed Out"))
        #expect(try !Pattern("timed out").isFound(in: "Timed Out"))
        #expect(try Pattern("(?i)timed out").isFound(in: "Timed Out"))
        #expect(try Pattern("n.o existe").isFound(in: "O número não existe."))
        #expect(try Pattern("^([03]): (.*)$").firstGroup(in: "0: Accepted for delivery") == "0")
        #expect(try Pattern("id=(\\w+)").firstGroup(in: "ação id=çã9;") == "çã9")
        #expect(try Pattern("(a)?b").firstGroup(in: "b") == nil)
        #expect(try Pattern("b").firstGroup(in: "b") == nil)
    }

    @Test("A careless expression gives up instead of running for ever")
    func catastrophicPattern() throws {
        let text = String(repeating: "a", count: 65_536)
        #expect(try !Pattern("(a+)+b").isFound(in: text))
        #expect(try !Pattern("(a|aa)+$b").isFound(in: text))
    }

    @Test("A mistyped name has a suggestion, a strange one has none")
    func suggestions() {
        #expect(Vocabulary.suggestion(for: "to.digit", among: Vocabulary.variables) == "to.digits")
        #expect(Vocabulary.suggestion(for: "mesage.id", among: Vocabulary.variables) == "message.id")
        #expect(Vocabulary.suggestion(for: "misconfigurd", among: Vocabulary.outcomes) == "misconfigured")
        #expect(Vocabulary.suggestion(for: "whatever", among: Vocabulary.variables) == nil)
        #expect(Vocabulary.suggestion(for: "", among: Vocabulary.scopes) == nil)
    }
}
