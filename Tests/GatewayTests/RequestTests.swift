import Composer
import Domain
import Testing

@testable import Gateway

@Suite("URLs, headers, forms")
struct RequestTests {
    private func url(
        _ url: String, _ context: RequestContext, query: [TemplateField] = [], with: [String: String] = [:],
        secrets: [String: Secret] = [:]
    ) throws -> String {
        try plan(definition(url: url, query: query, with: with, secrets: secrets)).request(for: .text, context).url
    }

    private func headers(_ request: TransferRequest) -> [String: String] {
        Dictionary(request.headers.map { ($0.name, $0.value) }) { "\($0) and \($1)" }
    }

    @Test(
        "A value in a URL stays in its part; what the operator wrote stays as it is",
        arguments: [
            ("{{with.url}}/send/{{with.instance}}", "http://10.0.0.1:8080/api/send/Meu%20Provedor"),
            ("http://h/{{text}}/x", "http://h/%2F..%2F%3Fa%3D1%26b%23%20%C3%A9%25/x"),
            ("http://h/x?t={{text}}", "http://h/x?t=%2F..%2F%3Fa%3D1%26b%23%20%C3%A9%25"),
            (
                "http://h/?i={{with.instance}}&u={{with.url}}",
                "http://h/?i=Meu%20Provedor&u=http%3A%2F%2F10.0.0.1%3A8080%2Fapi"
            ),
            ("HTTPS://h/token/{{secret.key}}", "HTTPS://h/token/a%2Fb%3Fc"),
            ("http://{{secret.key}}@h/", "http://a%2Fb%3Fc@h/"),
            ("http://h/já feito", "http://h/j%C3%A1%20feito"), ("http://h/a%20b", "http://h/a%20b"),
            ("http://h?p={{to.e164}}", "http://h?p=%2B5511987654321"),
            ("http://h/-._~{{to.digits}}", "http://h/-._~5511987654321"),
        ])
    func encoding(source: String, expected: String) throws {
        let with = ["url": "http://10.0.0.1:8080/api", "instance": "Meu Provedor"]
        let text = try context(text: "/../?a=1&b# é%")
        #expect(try url(source, text, with: with, secrets: ["key": Secret("a/b?c")]) == expected)
    }

    @Test("Query items are appended, encoded")
    func query() throws {
        let items = [
            try field("to", "{{to.digits}}"), try field("a b", "{{text}} & co"), try field("f", "{{with.x}}="),
        ]
        let end = "to=5511987654321&a%20b=Ol%C3%A1%2C%20Maria%20%26%20co&f=1%3D"
        #expect(try url("http://h/s", context(), query: items, with: ["x": "1"]) == "http://h/s?\(end)")
        #expect(try url("http://h/s?k=v", context(), query: items, with: ["x": "1"]) == "http://h/s?k=v&\(end)")
        #expect(throws: RequestError.missing("payload.x")) {
            try url("http://h/", context(), query: [field("x", "{{payload.x}}")])
        }
    }

    @Test("A value of dots does not change the path", arguments: [".", ".."])
    func dots(value: String) throws {
        #expect(throws: RequestError.pathTraversal("text")) { try url("http://h/a/{{text}}/b", context(text: value)) }
        #expect(try url("http://h/a?b={{text}}", context(text: value)) == "http://h/a?b=\(value)")
    }

    @Test(
        "A URL that cannot be used is reported when it is read",
        arguments: [
            ("{{with.none}}/x", "`with` has no \"none\""), ("ftp://h/", "begin with http"),
            ("/relative", "begin with http"),
            ("{{text}}", "begin with http"), ("http://", "names no host"), ("http:///x", "names no host"),
            ("http://{{payload.host}}/x", "URL's host"), ("http://a.{{to.digits}}.b/x", "URL's host"),
            ("http://h:{{to.digits}}", "URL's host"), ("http://h/#x", "fragment"),
            ("http://h/{{#subject}}x{{/subject}}", "sections"), ("http://h/{{to.phone}}", "no variable \"to.phone\""),
            ("imap://h/x", "begin with http"), ("{{with.bad}}", "begin with http"),
        ])
    func badURL(source: String, message: String) throws {
        let found = problems(of: try definition(url: source, with: ["bad": "h:80"]))
        #expect(found.contains { $0.place == "request.text.url" && $0.message.contains(message) })
    }

    @Test("A form is encoded, names too")
    func form() throws {
        let body = BodyDefinition.form([
            try formField("To", "whatsapp:{{to.e164}}"), try formField("Body[é]", "{{text}} a=b&c\r\n+"),
            try formField("K", "{{with.k}}"),
        ])
        let request = try plan(definition(body: body, with: ["k": "a b"])).request(for: .text, context())
        #expect(
            String(decoding: request.body ?? [], as: UTF8.self)
                == "To=whatsapp%3A%2B5511987654321&Body%5B%C3%A9%5D=Ol%C3%A1%2C%20Maria%20a%3Db%26c%0D%0A%2B&K=a%20b")
        #expect(headers(request)["Content-Type"] == "application/x-www-form-urlencoded")
    }

    @Test("Method and content type follow the body unless they are given")
    func methods() throws {
        func request(_ body: BodyDefinition?, _ method: String?, _ fields: [TemplateField] = []) throws
            -> TransferRequest
        {
            var definition = try definition(body: body, headers: fields)
            definition.requests[.text]?.method = method
            return try plan(definition).request(for: .text, context())
        }
        let json = BodyDefinition.json(.object([]), omitNull: false)
        #expect(try request(nil, nil).method == "GET")
        #expect(try request(nil, nil).body == nil)
        #expect(try headers(request(nil, nil))["Content-Type"] == nil)
        #expect(try request(nil, "POST").body == [])
        #expect(try request(nil, "DELETE").body == nil)
        #expect(try request(json, nil).method == "POST")
        #expect(try request(json, "PUT").method == "PUT")
        #expect(try headers(request(json, nil))["Content-Type"] == "application/json")
        let own = [try field("content-type", "application/vnd.api+json")]
        #expect(try headers(request(json, nil, own))["Content-Type"] == nil)
        #expect(try headers(request(json, nil, own))["content-type"] == "application/vnd.api+json")
        let raw = BodyDefinition.raw(try template("<t>{{text}}</t>"), contentType: "application/xml")
        #expect(try request(raw, nil).body == Array("<t>Olá, Maria</t>".utf8))
        #expect(try headers(request(raw, nil))["Content-Type"] == "application/xml")
    }

    @Test("Every request says who sends it and carries its key twice")
    func identity() throws {
        var definition = try definition(
            body: .json(.object([]), omitNull: false),
            headers: [field("apikey", "{{secret.key}}"), field("X-To", "{{to.digits}}")],
            secrets: ["key": Secret("s3cret")])
        definition.timeoutMilliseconds = 45_000
        definition.options.proxy = "http://proxy:3128"
        let request = try plan(definition).request(for: .text, context(key: "k-9"))
        #expect(
            headers(request) == [
                "User-Agent": "carteiro/1.2.3", "Idempotency-Key": "k-9", "webhook-id": "k-9", "apikey": "s3cret",
                "X-To": "5511987654321", "Content-Type": "application/json",
            ])
        #expect(request.timeoutMilliseconds == 45_000)
        #expect(request.options.proxy == "http://proxy:3128")
    }

    @Test(
        "A control character in a header is never sent", arguments: ["a\r\nX: y", "a\n", "\0", "a\u{7F}", "\u{1B}[1m"])
    func headerInjection(hostile: String) throws {
        let plan = try plan(definition(headers: [field("X-Name", "Sr. {{text}}")]))
        #expect(throws: RequestError.controlCharacter(header: "X-Name")) {
            try plan.request(for: .text, context(text: hostile))
        }
        #expect(throws: RequestError.controlCharacter(header: "Idempotency-Key")) {
            try plan.request(for: .text, context(key: hostile))
        }
        #expect(try headers(plan.request(for: .text, context(text: "é\tx")))["X-Name"] == "Sr. é\tx")
        var bearer = try definition()
        bearer.authorization = .bearer(try template("{{payload.token}}"))
        var hostileContext = try context()
        hostileContext.payload = .object([JSONMember("token", .string(hostile))])
        #expect(throws: RequestError.controlCharacter(header: "Authorization")) {
            try GatewayPlan(bearer, version: "1").request(for: .text, hostileContext)
        }
        let constant = try definition(headers: [field("apikey", "{{secret.key}}")], secrets: ["key": Secret(hostile)])
        #expect(problems(of: constant).first?.message == "the value of the header apikey has a control character")
    }

    @Test("Authorization is bearer or basic, constant or of the message")
    func authorization() throws {
        func value(_ authorization: Authorization) throws -> String? {
            var definition = try definition(secrets: ["key": Secret("Aladdin"), "pass": Secret("open sesame")])
            definition.authorization = authorization
            return try headers(plan(definition).request(for: .text, context(payload: "{\"u\":\"Aladdin\"}")))[
                "Authorization"]
        }
        #expect(try value(.bearer(template("{{secret.key}}"))) == "Bearer Aladdin")
        #expect(try value(.bearer(template("{{payload.u}}"))) == "Bearer Aladdin")
        let basic = "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
        #expect(try value(.basic(user: template("{{secret.key}}"), password: template("{{secret.pass}}"))) == basic)
        #expect(try value(.basic(user: template("{{payload.u}}"), password: template("{{secret.pass}}"))) == basic)
    }

    @Test(
        "Base64 is as in RFC 4648",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"), ("ÿþý", "w7/DvsO9"),
        ])
    func base64(text: String, expected: String) {
        #expect(Base64.encode(text.utf8) == expected)
    }

    /// The signatures were computed with Python's `hmac` and `base64`; the key is the bytes 1 to 24.
    @Test(
        "Requests are signed as Standard Webhooks asks",
        arguments: [
            ("whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY", "v1,hBxTxQc0Pjdi3xG+tI3MxftUXtnVkAT32oTGX7mJ3Jk="),
            ("chave crua", "v1,YiXgNtbHVARqqWkI1i7BhmYdUttaqrFQZ5kW0vUi4zU="),
        ])
    func signature(secret: String, expected: String) throws {
        let tree = BodyTree.object([try member("to", "{{to.number}}"), try member("text", "{{text}}")])
        var definition = try definition(body: .json(tree, omitNull: false))
        definition.signing = [Secret(secret)]
        let request = try plan(definition).request(for: .text, context())
        #expect(request.body == Array("{\"to\":5511987654321,\"text\":\"Olá, Maria\"}".utf8))
        #expect(headers(request)["webhook-id"] == "msg_42")
        #expect(headers(request)["webhook-timestamp"] == "1790000000")
        #expect(headers(request)["webhook-signature"] == expected)
    }

    @Test("While one secret replaces another, both sign")
    func rotation() throws {
        var definition = try definition()
        definition.signing = [Secret("whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY"), Secret("chave crua")]
        let both = try headers(plan(definition).request(for: .text, context()))["webhook-signature"]
        let one = try definition.signing.map { secret in
            definition.signing = [secret]
            return try headers(plan(definition).request(for: .text, context()))["webhook-signature"]
        }
        #expect(both == one.compactMap { $0 }.joined(separator: " "))
        definition.signing = [Secret("chave crua"), Secret("whsec_???")]
        #expect(problems(of: definition).map(\.place) == ["signing"])
    }

    @Test("A request without a body is signed over an empty one")
    func emptySignature() throws {
        var definition = try definition()
        definition.signing = [Secret("whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY")]
        let request = try plan(definition).request(for: .text, context())
        #expect(headers(request)["webhook-signature"] == "v1,VnH/jVtNcjuhowXmV2zfeQZV9duT53HDkS6r3HlmS9g=")
    }
}
