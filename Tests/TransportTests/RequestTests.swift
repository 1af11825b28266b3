import Domain
import FakeGateway
import Glibc
import Testing
import Transport

@Suite("What goes out")
struct RequestTests {
    private let gateway: FakeGateway

    init() throws {
        gateway = try FakeGateway { _, _ in .accepted(id: "m1") }
    }

    private func received(_ request: TransferRequest) throws -> ReceivedRequest {
        let result = try carryOut(request)
        #expect(result.reach == .answered)
        #expect(result.failure == nil)
        return try #require(gateway.received.first)
    }

    @Test("A request arrives as it was made")
    func verbatim() throws {
        let body = Array(#"{"text":"Olá, João: R$ 89,90"}"#.utf8)
        let headers = [
            HeaderField("Content-Type", "application/json; charset=utf-8"), HeaderField("Authorization", "Bearer t"),
            HeaderField("X-Nome", "São João"), HeaderField("Accept", "application/json"),
        ]
        let request = try received(
            TransferRequest(url: gateway.url + "/v1/../send?a=%20b&c=1", headers: headers, body: body))
        #expect(request.method == "POST")
        #expect(request.path == "/v1/../send?a=%20b&c=1")
        #expect(request.body == body)
        for field in headers { #expect(request.header(field.name) == field.value) }
        #expect(request.headers.map(\.name).sorted() == (headers.map(\.name) + ["Host", "Content-Length"]).sorted())
    }

    @Test("Nothing is added to a request without header fields but what HTTP needs")
    func nothingAdded() throws {
        let request = try received(TransferRequest(url: gateway.url, body: Array("x".utf8)))
        #expect(request.headers.map(\.name).sorted() == ["Accept", "Content-Length", "Host"])
        #expect(request.header("Accept") == "*/*")
    }

    @Test("A large body is sent at once, without asking by Expect", arguments: [70_000, 3_000_000])
    func noExpect(byteCount: Int) throws {
        let body = [UInt8](repeating: UInt8(ascii: "a"), count: byteCount)
        let request = try received(TransferRequest(url: gateway.url, body: body))
        #expect(request.header("Expect") == nil)
        #expect(request.body == body)
    }

    @Test("A field with an empty or blank value is sent", arguments: ["", " ", "\t "])
    func emptyValue(value: String) throws {
        let request = try received(
            TransferRequest(url: gateway.url, headers: [HeaderField("X-Empty", value), HeaderField("X-Full", "1")]))
        #expect(request.header("X-Empty")?.isEmpty == true)
        #expect(request.header("X-Full") == "1")
    }

    @Test(
        "Each method arrives as such, its body with it",
        arguments: [
            ("GET", nil), ("GET", "q"), ("POST", nil), ("POST", ""), ("POST", "b"), ("PUT", "b"), ("PATCH", "b"),
            ("DELETE", nil), ("DELETE", "b"), ("HEAD", nil), ("OPTIONS", nil),
        ] as [(String, String?)])
    func methods(method: String, body: String?) throws {
        let request = try received(
            TransferRequest(method: method, url: gateway.url + "/m", body: body.map { Array($0.utf8) }))
        #expect(request.method == method)
        #expect(request.text == body ?? "")
        let expectsLength = body != nil || method == "POST"
        #expect((request.header("Content-Length") != nil) == expectsLength)
    }

    @Test("A handle that is reused carries nothing over from the request before")
    func reusedHandle() throws {
        let transport = try CurlTransport()
        let first = TransferRequest(
            url: gateway.url + "/long", headers: (1...40).map { HeaderField("X-\($0)", "first") },
            body: [UInt8](repeating: 65, count: 400_000))
        #expect(try carryOut(first, on: transport).status == 200)
        let second = TransferRequest(url: gateway.url + "/s", headers: [HeaderField("X-1", "second")], body: [66])
        #expect(try carryOut(second, on: transport).status == 200)
        let request = try #require(gateway.received.last)
        #expect(request.path == "/s")
        #expect(request.body == [66])
        #expect(request.headers.filter { $0.name.hasPrefix("X-") } == [HeaderField("X-1", "second")])
    }

    @Test("The proxy of the options is used")
    func proxy() throws {
        let options = ConnectionOptions(proxy: gateway.url)
        let request = try received(TransferRequest(url: "http://gateway.invalid/send", options: options))
        #expect(request.path == "http://gateway.invalid/send")
    }

    @Test("The environment's proxies are not used")
    func environmentProxy() async {
        await #expect(processExitsWith: .success) {
            for name in ["http_proxy", "all_proxy", "HTTP_PROXY"] { setenv(name, "http://127.0.0.1:1", 1) }
            let gateway = try FakeGateway { _, _ in .accepted(id: "m1") }
            let result = try carryOut(.post(gateway.url))
            #expect(result.status == 200)
        }
    }
}

@Suite("What cannot go out")
struct UnusableRequestTests {
    private func expectUnusable(_ request: TransferRequest) throws {
        let result = try carryOut(request)
        #expect(result.reach == .notSent)
        #expect(result.failure == .unusable)
        #expect(result.status == 0)
        #expect(!result.detail.isEmpty)
        #expect(!result.detail.contains("s3cret"))
    }

    @Test(
        "A header that could split the request is refused",
        arguments: [
            HeaderField("X", "s3cret\r\nX-Injected: 1"), HeaderField("X", "s3cret\nb"), HeaderField("X", "s3cret\0b"),
            HeaderField("X", "s3cret\rb"), HeaderField("X-s3cret\r\nY", "1"), HeaderField("X s3cret", "1"),
            HeaderField("X-s3cret:", "1"), HeaderField("", "s3cret"), HeaderField("X\u{e9}", "1"),
            HeaderField("Content-Length", "3"), HeaderField("transfer-encoding", "chunked"),
            HeaderField("EXPECT", "100-continue"),
        ])
    func header(field: HeaderField) throws {
        let gateway = try FakeGateway { _, _ in .accepted(id: "m1") }
        try expectUnusable(TransferRequest(url: gateway.url, headers: [field], body: [65]))
        #expect(gateway.acceptedConnections == 0)
    }

    @Test(
        "An impossible URL is a result",
        arguments: [
            "", "s3cret", "http://", "http:///s3cret", "http://host:99999/s3cret", "http://[::1/s3cret",
            "http://127.0.0.1/a b", "http://127.0.0.1/\r\ns3cret: 1", "http://127.0.0.1/\0", "ftp://127.0.0.1/s3cret",
            "file:///etc/passwd", "gopher://127.0.0.1/", "smtp://127.0.0.1", "foo://s3cret", "http://127.0.0.1/\u{7f}",
        ])
    func url(url: String) throws {
        try expectUnusable(.post(url))
    }

    @Test("An impossible method is a result", arguments: ["", "PO ST", "GET\r\nX: 1", "G\0T"])
    func method(method: String) throws {
        try expectUnusable(TransferRequest(method: method, url: "http://127.0.0.1:1/"))
    }

    @Test("A file name with NUL is a result")
    func options() throws {
        try expectUnusable(
            TransferRequest(url: "https://127.0.0.1:1/", options: ConnectionOptions(caFile: "/a\0b")))
    }

    @Test("An unusable request leaves the others alone")
    func beside() throws {
        let gateway = try FakeGateway { _, _ in .accepted(id: "m1") }
        let transport = try CurlTransport()
        transport.start(.post(gateway.url), tag: 1)
        transport.start(.post("http://"), tag: 2)
        transport.start(
            TransferRequest(url: gateway.url, headers: [HeaderField("X", "\n")], body: [65]), tag: 3)
        transport.start(.post(gateway.url), tag: 4)
        #expect(transport.inFlight == 4)
        let results = Dictionary(finish(transport, count: 4).map { ($0.tag, $0.result) }) { first, _ in first }
        #expect(results[1]?.status == 200)
        #expect(results[2]?.failure == .unusable)
        #expect(results[3]?.failure == .unusable)
        #expect(results[4]?.status == 200)
        #expect(transport.inFlight == 0)
    }
}
