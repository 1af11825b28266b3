import Domain
import Testing
import Transport

@Suite("TLS", .enabled(if: TestAuthority.isAvailable, "the openssl tool is not installed"))
struct TLSTests {
    private func options(
        ca: String? = "authority.pem", certificate: String? = nil, key: String? = nil
    ) throws -> ConnectionOptions {
        let authority = try TestAuthority.shared.get()
        return ConnectionOptions(
            caFile: ca.map(authority.path), clientCertificate: certificate.map(authority.path),
            clientKey: key.map(authority.path))
    }

    private func get(
        _ server: TLSServer, host: String = "localhost", _ options: ConnectionOptions
    ) throws -> TransferResult {
        try carryOut(
            TransferRequest(
                method: "GET", url: "https://\(host):\(server.port)/", timeoutMilliseconds: 5000, options: options))
    }

    private func expectAnswer(_ result: TransferResult) {
        #expect(result.reach == .answered)
        #expect(result.status == 200)
        #expect(result.failure == nil)
        #expect(!result.body.isEmpty)
    }

    private func expect(_ failure: TransportFailure, _ result: TransferResult) {
        #expect(result.reach == .notSent)
        #expect(result.failure == failure)
        #expect(result.status == 0)
        #expect(!result.detail.isEmpty)
    }

    @Test(
        "A certificate of the given authority is trusted, by name and by address",
        arguments: ["localhost", "127.0.0.1"])
    func trusted(host: String) throws {
        expectAnswer(try get(TLSServer(certificate: "server"), host: host, options()))
    }

    @Test("A certificate of nobody's is refused")
    func untrusted() throws {
        expect(.tls, try get(TLSServer(certificate: "server"), options(ca: nil)))
        expect(.tls, try get(TLSServer(certificate: "server"), options(ca: "stranger.pem")))
    }

    @Test("An expired certificate and another host's are refused", arguments: ["expired", "other"])
    func refused(certificate: String) throws {
        expect(.tls, try get(TLSServer(certificate: certificate), options()))
    }

    @Test("TLS before 1.2 is refused")
    func oldProtocol() throws {
        let server = try TLSServer(certificate: "server", ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"])
        expect(.tls, try get(server, options()))
    }

    @Test("A client certificate is shown where one is wanted", arguments: ["-tls1_2", "-tls1_3"])
    func clientCertificate(version: String) throws {
        let server = try TLSServer(certificate: "server", ["-Verify", "1", "-verify_return_error", version])
        expectAnswer(try get(server, options(certificate: "client.pem", key: "client.key")))
    }

    @Test(
        "A gateway that refuses our certificate, or that we have none, cannot have acted",
        arguments: ["-tls1_2", "-tls1_3"])
    func refusedClient(version: String) throws {
        let server = try TLSServer(certificate: "server", ["-Verify", "1", "-verify_return_error", version])
        expect(.tls, try get(server, options()))
        expect(.tls, try get(server, options(certificate: "foreign.pem", key: "foreign.key")))
    }

    @Test(
        "A file that is missing or no certificate makes the request unusable",
        arguments: [
            ("missing.pem", nil, nil), ("garbage.pem", nil, nil), ("authority.pem", "missing.pem", "client.key"),
            ("authority.pem", "garbage.pem", "client.key"), ("authority.pem", "client.pem", "missing.key"),
            ("authority.pem", "client.pem", "garbage.pem"), ("authority.pem", "client.pem", "server.key"),
        ] as [(String, String?, String?)])
    func files(ca: String, certificate: String?, key: String?) throws {
        let server = try TLSServer(certificate: "server")
        expect(.unusable, try get(server, options(ca: ca, certificate: certificate, key: key)))
    }

    @Test("A request that was written under TLS may have been sent")
    func silence() throws {
        let server = try TLSServer(certificate: "server")
        let result = try carryOut(
            TransferRequest(
                url: "https://localhost:\(server.port)/", body: [65], timeoutMilliseconds: 400, options: options()))
        #expect(result.reach == .maybeSent)
        #expect(result.failure == .timeout)
    }

    @Test("Transfers with different certificates do not share a connection")
    func separation() throws {
        let server = try TLSServer(certificate: "server", ["-verify", "1"])
        let transport = try CurlTransport()
        let url = "https://localhost:\(server.port)/"
        let trusted = TransferRequest(method: "GET", url: url, options: try options())
        let untrusted = TransferRequest(method: "GET", url: url, options: try options(ca: "stranger.pem"))
        #expect(try carryOut(trusted, on: transport).status == 200)
        #expect(try carryOut(untrusted, on: transport).failure == .tls)
        #expect(try carryOut(trusted, on: transport).status == 200)
    }
}
