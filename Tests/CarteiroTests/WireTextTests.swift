import Domain
import Foundation
import Gateway
import Testing

@testable import carteiro

@Suite("Exchanges as people read them")
struct WireTextTests {
    private static let redaction = Redaction([Secret("topsecret")])

    private static func body(_ text: String, _ type: String, isCut: Bool = false) -> BodyText {
        BodyText(Array(text.utf8), type: type, redaction, isCut: isCut)
    }

    @Test("JSON stays on a line while it fits, and is spread otherwise")
    func layout() {
        #expect(Self.body(#"{"a":1,"b":[true,null]}"#, "application/json").lines == [#"{"a": 1, "b": [true, null]}"#])
        let long = String(repeating: "x", count: 90)
        #expect(
            Self.body(#"{"a":"\#(long)","b":{"c":[]}}"#, "").lines == [
                "{", #"  "a": "\#(long)","#, #"  "b": {"c": []}"#, "}",
            ])
    }

    @Test("Base64 is shortened to its size, a data URI too, and a secret at its beginning is not shown by that")
    func base64() {
        let file = Data(repeating: 7, count: 3_000).base64EncodedString()
        #expect(
            Self.body(#"{"media":"\#(file)"}"#, "").lines == [
                #"{"media": "\#(file.prefix(40))… (base64, 3,000 bytes)"}"#
            ])
        let address = "data:application/pdf;base64," + file
        #expect(Self.body(#"["\#(address)"]"#, "").lines == [#"["\#(address.prefix(40))… (base64, 3,000 bytes)"]"#])
        let key = "topsecret" + String(repeating: "A", count: 300)
        #expect(Self.body(#"["\#(key)"]"#, "").lines.first?.contains("topsecret") == false)
    }

    @Test("Names that secrets go by are masked, those of ids are not")
    func names() {
        let body = Self.body(#"{"access_token":"a","X-Api-Key":"b","password":1,"key":{"id":"c"},"token":null}"#, "")
        #expect(
            body.lines == [
                #"{"access_token": "***", "X-Api-Key": "***", "password": "***", "key": {"id": "c"}, "token": null}"#
            ])
    }

    @Test("A form is shown field by field")
    func form() {
        let body = Self.body("to=%2B5591&text=Ol%C3%A1+a%26b&token=x&k=topsecret", "application/x-www-form-urlencoded")
        #expect(body.lines == ["to = +5591", "text = Olá a&b", "token = ***", "k = ***"])
    }

    @Test("A body of several parts has their fields, and of files their size")
    func multipart() {
        let text = [
            "--b", "Content-Disposition: form-data; name=\"chat\"", "", "5591", "--b",
            "Content-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"", "Content-Type: application/pdf", "",
            "%PDF-1.4\r\n--", "--b--", "",
        ].joined(separator: "\r\n")
        #expect(
            Self.body(text, "multipart/form-data; boundary=b").lines == [
                "--b", "Content-Disposition: form-data; name=\"chat\"", "", "5591", "--b",
                "Content-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"", "Content-Type: application/pdf",
                "", "(12 bytes)", "--b--",
            ])
    }

    @Test("Of a mail the text is shown, and of its base64 the first line and the size")
    func mail() {
        let block = String(repeating: "QUJD", count: 19)
        let text = ["Subject: Teste", "", "Olá topsecret", block, block, "QUJDRA==", ""].joined(separator: "\r\n")
        #expect(
            Self.body(text, "message/rfc822").lines == [
                "Subject: Teste", "", "Olá ***", "\(block.prefix(40))… (base64, 118 bytes)", "",
            ])
    }

    @Test("Other bodies: text on one line, cut where it is long; the size of what is no text")
    func others() {
        #expect(Self.body("OK\nid: 7", "text/plain").lines == ["OK id: 7"])
        #expect(Self.body("<p>topsec", "text/html", isCut: true).lines == ["<p>*** …"])
        #expect(Self.body(String(repeating: "a", count: 9_000), "").lines.first?.count == 4_098)
        #expect(BodyText([0, 1, 2], type: "", Self.redaction).lines == ["(3 bytes)"])
        #expect(Self.body("", "").lines.isEmpty)
    }

    private static func exchange(_ request: TransferRequest, _ result: TransferResult? = nil) -> Exchange {
        Exchange(purpose: "text", request: request, result: result, milliseconds: 1_234, redaction: redaction)
    }

    @Test("URL and header fields are masked, by value and by name")
    func head() {
        let request = TransferRequest(
            url: "https://a.example/botopsecret/send?auth_token=x&to=1",
            headers: [
                HeaderField("Authorization", "Bearer x"), HeaderField("Client-Token", "y"),
                HeaderField("Idempotency-Key", "k"), HeaderField("X-Other", "a topsecret b"),
            ], body: Array("hi".utf8))
        #expect(
            WireText(Self.exchange(request)).requestHead == [
                "POST https://a.example/bo***/send?auth_token=***&to=1", "Authorization: Bearer ***",
                "Client-Token: ***", "Idempotency-Key: k", "X-Other: a *** b", "Content-Length: 2",
            ])
    }

    @Test("A mail has its envelope, and all replies of the server")
    func smtp() {
        let options = ConnectionOptions(
            mail: MailOptions(requiresTLS: true, login: MailLogin(user: Secret("u"), password: Secret("topsecret"))))
        let request = TransferRequest(
            url: "smtp://mail.example:587", body: Array("Subject: x\r\n\r\nOlá\r\n".utf8), options: options,
            envelope: MailEnvelope(sender: "a@b.example", recipient: "me@c.example"))
        let replies = "220 mail.example ESMTP\r\n250-mail.example\r\n250 AUTH PLAIN\r\n250 2.0.0 ok topsecret\r\n"
        let result = TransferResult(reach: .answered, status: 250, headerBytes: Array(replies.utf8), isMail: true)
        let wire = WireText(Self.exchange(request, result))
        #expect(
            wire.requestHead == [
                "smtp://mail.example:587", "MAIL FROM:<a@b.example>", "RCPT TO:<me@c.example>", "AUTH ***",
                "STARTTLS, or no mail",
            ])
        #expect(wire.requestBody.lines == ["Subject: x", "", "Olá", ""])
        #expect(wire.outcome(result) == "SMTP 250 after 1,234 ms")
        #expect(
            wire.answerHead(result) == [
                "220 mail.example ESMTP", "250-mail.example", "250 AUTH PLAIN", "250 2.0.0 ok ***",
            ])
        #expect(wire.answerBody(result).lines.isEmpty)
    }

    @Test(
        "What became of a transfer stands in its first line",
        arguments: [
            (
                TransferResult(reach: .notSent, failure: .dns, detail: "no topsecret"),
                "dns after 1,234 ms, nothing was sent: no ***"
            ),
            (TransferResult(reach: .maybeSent, failure: .timeout), "timeout after 1,234 ms, no complete answer"),
            (
                TransferResult(reach: .answered, status: 200, failure: .reset),
                "reset after 1,234 ms, HTTP 200, but the answer broke off"
            ),
            (TransferResult(reach: .answered, status: 201), "HTTP 201 after 1,234 ms"),
        ])
    func outcomes(result: TransferResult, words: String) {
        let exchange = Self.exchange(TransferRequest(url: "http://a.example"), result)
        #expect(WireText(exchange).outcome(result) == words)
    }
}
