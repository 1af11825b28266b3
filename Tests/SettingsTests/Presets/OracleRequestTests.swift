import Domain
import Foundation
import Gateway
import Testing

/// The presets' requests against those of published client libraries.
@Suite("Presets: requests of client libraries")
struct OracleRequestTests {
    /// What a preset has no use for; the shapes are there for who copies one.
    private static let unused: Set<String> = [
        // Parameters go by their order, which any template takes.
        "meta-cloud.template-named",
        // A file is uploaded, since it may have no public address.
        "meta-cloud.document-link",
        "meta-cloud.interactive",
        // A mail is made here and sent raw.
        "ses-v2.simple",
    ]

    /// The part that a library's case is about, as a key of the fixtures' `requests`.
    private static func word(_ oracle: Oracle) -> String {
        switch oracle.case {
        case "mail", "simple", "raw": "attached"
        case "template-positional": "template"
        case "document-id", "upload": "document"
        default: oracle.case
        }
    }

    @Test("Each sends what the library sends", arguments: Oracle.requests.filter { !unused.contains($0.description) })
    func request(oracle: Oracle) throws {
        let fixture = try PresetFixture(oracle.preset)
        let plan = try fixture.plan()
        let word = Self.word(oracle)
        let isTemplate = word.hasPrefix("template")
        let part = PresetFixture.part(word)
        var context = try fixture.context(word)
        context.captured = ["media": "900"]
        let request =
            oracle.case == "upload"
            ? try #require(plan.steps(for: part).first).request(context)
            : try plan.request(for: part, byTemplate: isTemplate, context)
        let wanted = try #require(oracle.json["request"])
        #expect(request.method == wanted["method"]?.string)
        // The version of Meta's API is the operator's choice.
        let path = wanted["path"]?.string?.replacing(/\/v[0-9]+\.0\//, with: "/v23.0/") ?? ""
        #expect(URL(string: request.url)?.path() == path)
        for member in wanted["headers"]?.members ?? [] {
            let header = request.headers.first { $0.name.lowercased() == member.name.lowercased() }
            #expect(header?.value == member.value.string, "\(member.name)")
        }
        try Self.expect(body: RequestReading(request: request), wanted, oracle)
    }

    private static func expect(body: RequestReading, _ wanted: JSON, _ oracle: Oracle) throws {
        if let json = wanted["json"] {
            let own = try JSON.parse(body.text)
            var wild: [String] = []
            #expect(own.matches(expected(json, oracle), wild: &wild), "\(own.text)")
        } else if let form = wanted["form"] {
            #expect(Set(body.form) == Set(form.elements.map { $0.elements.map { $0.string ?? "" } }))
        } else {
            #expect(Set(body.multipart) == Set(wanted["multipart"]?.elements ?? []))
        }
    }

    /// The library's body with the differences that are meant.
    private static func expected(_ json: JSON, _ oracle: Oracle) -> JSON {
        switch oracle.preset {
        // Meta writes the kinds of components in small letters, and takes pywa's capitals too.
        case "meta-cloud": json.withLowercasedTypes
        // A message stream of one's own.
        case "postmark": json.with("MessageStream", .string("outbound"))
        // anymail's own way to keep what belongs to a mail; nothing reads it.
        case "resend": json.with("headers", nil)
        case "postal": json.with("cc", nil).with("bcc", nil)
        case "ses-v2": json.with("Content", .object([JSONMember("Raw", .object([JSONMember("Data", .string("*"))]))]))
        default: json
        }
    }

    @Test("Every request of a library is compared, or is known to be of no use here")
    func all() {
        let names = Set(Oracle.requests.map(\.description))
        #expect(Self.unused.isSubset(of: names))
        #expect(names.count == 20)
    }
}

extension JSON {
    /// The object with a member set, or without it.
    fileprivate func with(_ name: String, _ value: JSON?) -> JSON {
        .object(members.filter { $0.name != name } + (value.map { [JSONMember(name, $0)] } ?? []))
    }

    /// With the values of `type` in small letters.
    fileprivate var withLowercasedTypes: JSON {
        switch self {
        case .object(let members):
            .object(
                members.map { member in
                    if member.name == "type", let text = member.value.string {
                        return JSONMember("type", .string(text.lowercased()))
                    }
                    return JSONMember(member.name, member.value.withLowercasedTypes)
                })
        case .array(let elements): .array(elements.map(\.withLowercasedTypes))
        case .null, .bool, .number, .string: self
        }
    }
}
