import Domain
import Foundation
import Testing

@testable import Gateway

@Suite("Spellings of secrets")
struct SecretSpellingTests {
    private static let secret = "S3cr+t/key<of&the>gate way"

    @Test(
        "A secret is found in whatever spelling it is repeated",
        arguments: [
            "S3cr+t/key<of&the>gate way", #"S3cr+t\/key<of&the>gate way"#,
            #"S3cr+t/key\u003cof\u0026the\u003egate way"#, "S3cr+t/key&lt;of&amp;the&gt;gate way",
            "S3cr%2Bt%2Fkey%3Cof%26the%3Egate%20way", "S3cr%2bt%2fkey%3cof%26the%3egate%20way",
            "S3cr%2Bt%2Fkey%3Cof%26the%3Egate+way", "UzNjcit0L2tleTxvZiZ0aGU+Z2F0ZSB3YXk=",
            "UzNjcit0L2tleTxvZiZ0aGU-Z2F0ZSB3YXk", "53336372",
        ])
    func spellings(text: String) {
        let shown = Redaction([Secret(Self.secret)]).masked("a \(text) b")
        // Of hexadecimal the beginning alone is none.
        #expect(shown == (text == "53336372" ? "a 53336372 b" : "a *** b"))
    }

    @Test("In hexadecimal, small or large")
    func hexadecimal() {
        let redaction = Redaction([Secret("token")])
        #expect(redaction.masked("746f6b656e 746F6B656E") == "*** ***")
        // Too short to be told from anything else.
        #expect(Redaction([Secret("abc")]).masked("616263") == "616263")
    }

    @Test("Within a longer text in base64, wherever it begins", arguments: 0..<6)
    func withinBase64(shift: Int) {
        let key = "B6D711FCDE4D4FD5936544120E713976"
        let text = String(repeating: "u", count: shift) + key + ":more"
        let shown = Redaction([Secret(key)]).masked(Data(text.utf8).base64EncodedString())
        #expect(shown.contains("***"))
        // At both ends a letter may belong to what is around it.
        let inner = Data(key.utf8).base64EncodedString().dropFirst(4).prefix(8)
        #expect(!shown.contains(inner) && shown.utf8.count <= 3 + (shift + 2) / 3 * 4 + 12)
    }
}

@Suite("Places that are connected to")
struct ConnectionProbeTests {
    @Test("Each place of a gateway's requests is named once, by scheme, host and port alone")
    func places() throws {
        var definition = try definition(
            url: "{{with.url}}/v1/{{to.digits}}?key={{secret.key}}",
            with: ["url": "HTTPS://Gateway.example:8443/base"], secrets: ["key": Secret("s3cret")])
        definition.requests[.line] = RequestDefinition(url: try template("{{with.url}}/line"))
        definition.requests[.document] = RequestDefinition(url: try template("http://[2001:db8::1]/d"))
        definition.timeoutMilliseconds = 4_000
        let connections = try plan(definition).connections
        #expect(connections.map(\.origin) == ["https://gateway.example:8443", "http://[2001:db8::1]"])
        #expect(connections.map(\.request.url) == connections.map(\.origin))
        for probe in connections {
            #expect(probe.request.connectsOnly && probe.request.headers.isEmpty && probe.request.body == nil)
            #expect(probe.request.timeoutMilliseconds == 4_000)
        }
    }
}
