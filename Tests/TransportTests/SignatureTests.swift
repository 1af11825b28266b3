import Crypto
import Domain
import FakeGateway
import Foundation
import Testing
import Transport

/// What Amazon's Signature Version 4 asks for, worked out here once more
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
@Suite("Requests signed by Signature Version 4")
struct SignatureTests {
    private static let credentials = AWSCredentials(
        region: "sa-east-1", service: "ses", keyID: Secret("AKIDEXAMPLE"), secretKey: Secret("planted/secret+key"))

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String(format: "%02x", $0) }.joined()
    }

    private static func hmac(_ key: some ContiguousBytes, _ text: String) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key))
    }

    /// The signature that a service would compute of what it has received.
    private static func signature(of request: ReceivedRequest, signed: [String], secret: String) throws -> String {
        let moment = try #require(request.header("X-Amz-Date"))
        let date = String(moment.prefix(8))
        let headers = try signed.map { name in
            "\(name):\(try #require(request.header(name)).trimmingCharacters(in: .whitespaces))\n"
        }
        let canonical = [
            request.method, request.path, "", headers.joined(), signed.joined(separator: ";"),
            hex(SHA256.hash(data: request.body)),
        ].joined(separator: "\n")
        let scope = "\(date)/sa-east-1/ses/aws4_request"
        let text = "AWS4-HMAC-SHA256\n\(moment)\n\(scope)\n\(hex(SHA256.hash(data: Array(canonical.utf8))))"
        let key = hmac(hmac(hmac(hmac(Array("AWS4\(secret)".utf8), date), "sa-east-1"), "ses"), "aws4_request")
        return hex(hmac(key, text))
    }

    private static func request(_ gateway: FakeGateway, _ body: String) -> TransferRequest {
        TransferRequest(
            url: gateway.url + "/v2/email/outbound-emails",
            headers: [
                HeaderField("Content-Type", "application/json"), HeaderField("User-Agent", "carteiro/1.2.3"),
                HeaderField("Idempotency-Key", "9f3c5b2e77d01a46-42-0"),
            ], body: Array(body.utf8),
            options: ConnectionOptions(aws: credentials))
    }

    @Test(
        "The signature is the one that its service computes, for each body", arguments: ["{}", "{\"a\":\"Olá\"}", ""])
    func signed(body: String) throws {
        let gateway = try FakeGateway { _, _ in .accepted(id: "m1") }
        let result = try carryOut(Self.request(gateway, body))
        #expect(result.status == 200)
        let received = try #require(gateway.received.first)
        let header = try #require(received.header("Authorization"))
        let pattern =
            /AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/sa-east-1\/ses\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})/
        let match = try #require(try pattern.wholeMatch(in: header))
        let signed = match.1.split(separator: ";").map(String.init)
        #expect(signed.contains("host") && signed.contains("x-amz-date") && !signed.contains("user-agent"))
        #expect(received.header("User-Agent") == "carteiro/1.2.3")
        #expect(
            try Self.signature(of: received, signed: signed, secret: "planted/secret+key") == String(match.2))
        #expect(try Self.signature(of: received, signed: signed, secret: "another") != String(match.2))
        #expect(!header.contains("planted"))
    }

    @Test("A request without credentials after one with them carries no signature")
    func apart() throws {
        let gateway = try FakeGateway { _, _ in .accepted(id: "m1") }
        let transport = try CurlTransport()
        _ = try carryOut(Self.request(gateway, "{}"), on: transport)
        _ = try carryOut(.post(gateway.url), on: transport)
        #expect(gateway.received.count == 2)
        #expect(gateway.received.last?.header("Authorization") == nil)
        #expect(gateway.received.last?.header("X-Amz-Date") == nil)
    }
}
