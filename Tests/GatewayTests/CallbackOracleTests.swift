import Domain
import Testing

@testable import Gateway

/// Signatures that were made once by other people's libraries, at the moment of `now`.
@Suite("Callbacks signed by others")
struct CallbackOracleTests {
    private static let id = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W"
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let oldSecret = "whsec_dGhlIGtleSBiZWZvcmUgdGhlIHJvdGF0aW9uIDAxMjM="
    // svix 2.9.1 (PyPI), Webhook(secret).sign.
    private static let svix = "v1,nK6hY1h49tNqjESyIt8LDhmCJWhYnPiOEPuGmfJ5OdU="
    private static let svixByOldSecret = "v1,V+N5Hp6KqVGFwC8B3Hz/v1PL8h0tgZNkhnsTPYe1jK0="

    private static func resend(_ signatures: String) -> CallbackRequest {
        CallbackRequest(
            #"{"type":"email.delivered","data":{"email_id":"4ef9a417-02e9-4d39-ad75-9611e0fcc33c","#
                + #""to":["maria@example.com"]}}"#,
            ["svix-id": id, "svix-timestamp": "1790000000", "svix-signature": signatures])
    }

    private static func webhooks(_ secrets: [String]) throws -> CallbackVerification.Method {
        .standardWebhooks(
            secrets: try secrets.map { try template($0) }, prefix: "svix-", toleranceMilliseconds: 300_000)
    }

    @Test("Svix, by either secret of a rotation and among several signatures")
    func svixSignatures() throws {
        let one = try verifying([Self.webhooks(["{{secret.hook}}"])], hook: Self.secret)
        let both = try verifying(
            [Self.webhooks(["{{secret.hook}}", "{{secret.old}}"])], hook: Self.secret, old: Self.oldSecret)
        for (signatures, byOne, byBoth) in [
            (Self.svix, true, true),
            (Self.svixByOldSecret, false, true),
            (Self.svixByOldSecret + " " + Self.svix, true, true),
            ("v1a,abc v2,def  " + Self.svix, true, true),
            ("v2" + Self.svix.dropFirst(2), false, false),
            (Self.svix.uppercased(), false, false),
            (String(Self.svix.dropLast()), false, false),
            (String(Self.svix.dropFirst(3)), false, false),
            (Self.svix.replacing(" ", with: ",") + ",x", false, false),
            ("", false, false),
            (" ", false, false),
        ] {
            #expect(one.answer(Self.resend(signatures), at: now).isVerified == byOne, "\(signatures)")
            #expect(both.answer(Self.resend(signatures), at: now).isVerified == byBoth, "\(signatures)")
        }
        let late = now.advanced(byMilliseconds: 300_001)
        #expect(one.answer(Self.resend(Self.svix), at: late) == .refused("the timestamp is too far from now"))
        #expect(one.answer(Self.resend(Self.svix), at: now.advanced(byMilliseconds: 300_000)).isVerified)
        #expect(!one.answer(Self.resend(Self.svix).header("svix-id", "msg_other"), at: now).isVerified)
        #expect(!one.answer(Self.resend(Self.svix).header("svix-timestamp", "1790000001"), at: now).isVerified)
        #expect(!one.answer(Self.resend(Self.svix).header("svix-id", nil), at: now).isVerified)
    }

    @Test("Standard Webhooks, over bytes that are no ASCII")
    func standardWebhooks() throws {
        let plan = try verifying(
            [
                .standardWebhooks(
                    secrets: [template("{{secret.hook}}")], prefix: "webhook-", toleranceMilliseconds: 300_000)
            ], hook: Self.secret)
        // standardwebhooks 1.1.0 (PyPI), Webhook(secret).sign.
        let request = CallbackRequest(
            "{\"text\":\"Olá, São Luís – ação 🙏\"}",
            [
                "webhook-id": "msg_1", "webhook-timestamp": "1790000000",
                "webhook-signature": "v1,a2TYWoli4EpcWc4z5teIIbwFJZYpRugZBkD1d3Noa20=",
            ])
        #expect(plan.answer(request, at: now) == .events([]))
        let sameToTheEye = "{\"text\":\"Olá, São Luís – ação 🙏\"}".decomposed
        #expect(!plan.answer(request.with { $0.body = Array(sameToTheEye.utf8) }, at: now).isVerified)
    }

    // MARK: - The URL and a form

    private static let address = "https://hooks.fibranorte.example/hooks/sms?x=1"
    private static let fields =
        "MessageSid=SM0123456789abcdef0123456789abcdef&MessageStatus=undelivered&ErrorCode=30003&To=%2B5511987654321"
        + "&From=%2B551140028922&AccountSid=AC00000000000000000000000000000001"

    private static func formPlan() throws -> CallbackPlan {
        try verifying(
            [
                .hmac(
                    SignatureRule(
                        secret: template("{{secret.hook}}"), algorithm: .sha1, encoding: .base64, over: .urlForm,
                        signature: .header("X-Twilio-Signature")))
            ], hook: "12345678901234567890123456789012", decode: .form)
    }

    // twilio 9.13.0 (PyPI), RequestValidator(token).compute_signature.
    @Test(
        "The URL and a form's fields in order, with or without the port",
        arguments: [
            (address, fields, "f/Txys/zaYPjawirN8w7Z+wRhTU="),
            (address, fields, "I/2xE3PoE8DjqJm/9nA20Em/eqc="),
            (
                "https://hooks.fibranorte.example:443/hooks/sms?x=1", fields, "f/Txys/zaYPjawirN8w7Z+wRhTU="
            ),
            (
                address,
                "Body=Ol%C3%A1+%26+at%C3%A9+%2B+logo+%3D+100%25&From=whatsapp%3A%2B5511987654321&WaId=5511987654321"
                    + "&Empty=&ProfileName=Maria+%F0%9F%99%8F", "jlsOjl+hxhsFYnUsHfld1l5f7Oc="
            ),
            (address, "B=2&A=x&B=1&B=2", "8MjX1B9GJZfgkyZqIVTX4CuN7FA="),
            (address, "&B=1&&A=%78&B=2&", "8MjX1B9GJZfgkyZqIVTX4CuN7FA="),
        ])
    func signedURL(url: String, form: String, signature: String) throws {
        let plan = try Self.formPlan()
        let request = CallbackRequest(form, ["X-Twilio-Signature": signature], url: url)
        #expect(plan.answer(request, at: now) == .events([]))
        #expect(!plan.answer(request.with { $0.url = url.replacing("x=1", with: "x=2") }, at: now).isVerified)
        #expect(!plan.answer(request.with { $0.url = url.replacing("https", with: "http") }, at: now).isVerified)
        #expect(!plan.answer(request.with { $0.url = "" }, at: now).isVerified)
        #expect(!plan.answer(request.with { $0.body += Array("&Z=".utf8) }, at: now).isVerified)
        #expect(!plan.answer(request.header("X-Twilio-Signature", signature.lowercased()), at: now).isVerified)
    }

    @Test("The other forms of a URL")
    func urls() {
        #expect(
            SignedURL.forms(of: "https://a.example/x?u=:80") == [
                "https://a.example/x?u=:80", "https://a.example:443/x?u=:80",
            ])
        #expect(SignedURL.forms(of: "http://a:8080") == ["http://a:8080", "http://a"])
        #expect(SignedURL.forms(of: "http://[::1]/x") == ["http://[::1]/x", "http://[::1]:80/x"])
        #expect(SignedURL.forms(of: "http://a:x/") == ["http://a:x/", "http://a:x:80/"])
        #expect(SignedURL.forms(of: "nothing") == ["nothing"])
        #expect(SignedURL.forms(of: "") == [""])
    }

    // MARK: - Others

    @Test("Meta's hub signature")
    func hub() throws {
        let plan = try verifying(
            [
                .hmac(
                    SignatureRule(
                        secret: template("{{secret.hook}}"), prefix: "sha256=",
                        signature: .header("X-Hub-Signature-256")))
            ], hook: "0123456789abcdef0123456789abcdef")
        // Accepted by pywa 4.5.0 (PyPI), utils.webhook_updates_validator.
        let signature = "sha256=eefab58106e73358686845848feb95c56372e7391b3dc050b6a31c8c5f347ece"
        let request = CallbackRequest(
            #"{"object":"whatsapp_business_account","entry":[]}"#, ["x-hub-signature-256": signature])
        #expect(plan.answer(request, at: now) == .events([]))
        #expect(!plan.answer(request.header("x-hub-signature-256", String(signature.dropFirst(7))), at: now).isVerified)
    }

    @Test("A signature within the body, over its timestamp and token")
    func mailgun() throws {
        let plan = try verifying(
            [
                .hmac(
                    SignatureRule(
                        secret: template("{{secret.hook}}"), over: .timestampToken,
                        signature: place("json:signature.signature"), timestamp: place("json:signature.timestamp"),
                        token: place("json:signature.token")))
            ], hook: "chave-do-mailgun")
        // Accepted by django-anymail 15.2 (PyPI), MailgunTrackingWebhookView.validate_request.
        let body = """
            {"signature":{"timestamp":"1790000000","token":"c5d1b6f3a07d4b0c9d2f5f7e3a1b2c4d5e6f708192a3b4c5d6",\
            "signature":"2092a77ecc5ce2c37323e3c0be8454e3a2d19f1d8e03f8c36a5fcdac71bf43bf"},\
            "event-data":{"event":"delivered"}}
            """
        #expect(plan.answer(CallbackRequest(body), at: now) == .events([]))
        #expect(plan.answer(CallbackRequest(body.replacing("\"1790000000\"", with: "1790000000")), at: now).isVerified)
        for (old, new) in [
            ("1790000000", "1790000001"), ("c5d1", "c5d2"), ("2092", "2093"), ("\"signature\":{", "\"sign\":{"),
            ("}}", "}"), ("\"2092a", "[\"2092a"), ("token", "tokem"),
        ] {
            #expect(!plan.answer(CallbackRequest(body.replacing(old, with: new)), at: now).isVerified, "\(new)")
        }
        #expect(!plan.answer(CallbackRequest(body), at: now.advanced(byMilliseconds: 3_600_000)).isVerified)
        let long = body + String(repeating: " ", count: IncomingCallback.longestUnverified)
        #expect(
            plan.answer(CallbackRequest(long), at: now)
                == .refused("the body is too long to look for a proof in it"))
    }

    // PyJWT 2.15.1 (PyPI), jwt.encode.
    private static let head = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
    private static let token =
        head + "eyJpYXQiOjE3OTAwMDAwMDAsImV4cCI6MTc5MDAwMDYwMCwiYXBwIjoiZXZvbHV0aW9uIiwiYWN0aW9uIjoid2ViaG9vayJ9."
        + "KEkm9Q6MYMull-C74QtQhzYMI52IjMzocWDpSJ1uBtI"
    private static let tokens: [(name: String, token: String, complaint: String?)] = [
        ("good", "Bearer " + token, nil), ("without a scheme", token, nil), ("other case", "bEARER  " + token, nil),
        ("other scheme", "Basic " + token, "the token is none"),
        (
            "not yet",
            head + "eyJuYmYiOjE3OTAwMDM2MDAsImV4cCI6MTc5MDAwNzIwMH0."
                + "P_ciDD0qmGXtjpF3hd_6VjlKo3fg9o2JvGb9KjPDNv4", "the token is not valid yet"
        ),
        (
            "for ever", head + "eyJpYXQiOjE3OTAwMDAwMDB9.3-h_ObFYQz5YsgPxBCaSVgOxhAIpuWilY1RTgn9f6sU",
            "the token does not expire"
        ),
        (
            "unsigned", "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJleHAiOjE3OTAwMDA2MDB9.",
            "the token is signed in another way"
        ),
        (
            "HS512",
            "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9.eyJleHAiOjE3OTAwMDA2MDB9.o7COQ9hlAhQgSyTEZ_KlmOH7hXF-udhSyD"
                + "VEcP-gRKjUHOnbDjB2bcpJVXhpl2VuYW6XqoWct4guzCO-6YOezA", "the token is signed in another way"
        ),
        (
            "a fraction of a second", head + "eyJleHAiOjE3OTAwMDAwMDAuNX0.RtZ_o4PrmBa1QKe3xXzJkU4FwMz7ZdJQ4jNN6f5IEg0",
            nil
        ),
        (
            "another key", head + "eyJleHAiOjE3OTAwMDA2MDB9.85ADpm6hR2xtyiu3l0QGz0y6GPMJuEdgwiBjRxsVwI8",
            "the token's signature is not true"
        ),
        ("no signature", String(token.prefix { $0 != "K" }) + "x", "the token's signature is not true"),
        ("cut off", String(token.dropLast()), "the token's signature is not true"),
        ("padded", token + "=", "the token's signature is not true"),
        ("two parts", String(token.dropLast(44)), "the token is none"),
        ("four parts", token + ".x", "the token is none"), ("empty", "", "the token is none"),
        ("long", String(repeating: "a", count: 9000), "there is no token"),
        ("no base64", "é.é.é", "the token is none"),
    ]

    @Test("JSON Web Tokens", arguments: tokens.map { ($0.name, $0.token, $0.complaint) })
    func webToken(name: String, token: String, complaint: String?) throws {
        let plan = try verifying(
            [.jwt(secret: template("{{secret.hook}}"), header: "Authorization", toleranceMilliseconds: 60_000)],
            hook: "chave-do-jwt-com-32-bytes-ou-mais!!")
        let answer = plan.answer(CallbackRequest("{}", ["authorization": token]), at: now)
        #expect(answer == (complaint.map { .refused($0) } ?? .events([])), "\(name)")
        let later = now.advanced(byMilliseconds: 86_400_000)
        #expect(!plan.answer(CallbackRequest("{}", ["authorization": token]), at: later).isVerified)
    }

    @Test("A token has a minute's grace")
    func grace() throws {
        let plan = try verifying(
            [.jwt(secret: template("{{secret.hook}}"), header: "Authorization", toleranceMilliseconds: 60_000)],
            hook: "chave-do-jwt-com-32-bytes-ou-mais!!")
        let request = CallbackRequest("{}", ["Authorization": Self.token])
        #expect(plan.answer(request, at: now.advanced(byMilliseconds: 659_999)).isVerified)
        #expect(plan.answer(request, at: now.advanced(byMilliseconds: 660_000)) == .refused("the token has expired"))
        #expect(!plan.answer(CallbackRequest("{}"), at: now).isVerified)
    }
}

extension String {
    /// The same text with its accents apart.
    fileprivate var decomposed: String {
        replacing("á", with: "a\u{301}").replacing("ã", with: "a\u{303}")
    }
}
