import Domain
import Policy
import Settings
import Testing

@Suite("http and opt_out")
struct ListenerKeyTests {
    private func load(_ keys: String) -> LoadResult { Fixture.load(Fixture.smallest + keys + "\n") }

    @Test("Without the keys nothing listens, and the usual words count")
    func absent() throws {
        let settings = try #require(load("").settings)
        #expect(settings.http == nil)
        #expect(settings.optOut.words.contains("PARAR"))
        #expect(settings.optOut.rules == OptOutRules(scope: .address, confirmation: nil))
    }

    @Test(
        "What is reached from this machine alone is taken without a word",
        arguments: [
            ("127.0.0.1:8625", "127.0.0.1", 8625), ("localhost:1", "localhost", 1),
            ("127.9.9.9:65535", "127.9.9.9", 65_535),
            ("\"[::1]:8625\"", "::1", 8625), ("\"[::ffff:127.0.0.1]:80\"", "::ffff:127.0.0.1", 80),
        ])
    func loopback(_ listen: String, _ host: String, _ port: Int) throws {
        let result = load("http: {listen: \(listen)}")
        #expect(result.lines == [])
        let http = try #require(result.settings?.http)
        #expect(http.listen == ListenAddress(host: host, port: port))
        #expect(http.token == nil)
        #expect(http.publicURL == "http://\(http.listen)")
    }

    @Test("All keys together")
    func complete() throws {
        let result = load(
            "http: {listen: \"[::1]:8625\", token: {env: GATEWAY_KEY}, public_url: https://hooks.example/carteiro/}")
        #expect(result.lines == [])
        let http = try #require(result.settings?.http)
        #expect(http.token?.exposed == Fixture.environment["GATEWAY_KEY"])
        #expect(http.publicURL == "https://hooks.example/carteiro")
        #expect(http.callbackURL(endpoint: "sms") == "https://hooks.example/carteiro/hooks/sms")
        let secret = Secret("a/b ç?%")
        #expect(
            http.callbackURL(endpoint: "sms", secret: secret)
                == "https://hooks.example/carteiro/hooks/sms/a%2Fb%20%C3%A7%3F%25")
        #expect(http.listen.description == "[::1]:8625")
    }

    @Test(
        "What other machines reach is warned of",
        arguments: [
            ("192.0.2.7:8625", "192.0.2.7:8625"), ("\"[2001:db8::1]:80\"", "[2001:db8::1]:80"),
            ("126.255.255.255:1", "126.255.255.255:1"), ("\"[fe80::1]:1\"", "[fe80::1]:1"),
        ])
    func open(_ listen: String, _ shown: String) {
        let result = load("http: {listen: \(listen)}")
        #expect(
            result.lines == [
                "carteiro.yaml:12 warning: http.listen: other machines can reach \(shown): the callbacks of every endpoint "
                    + "and healthz stand open there, without TLS (listen on 127.0.0.1, and let a web server with TLS pass "
                    + "/hooks/ on)"
            ])
        #expect(result.settings?.http != nil)
    }

    @Test("Every address of the machine has no URL of its own", arguments: ["0.0.0.0:8625", "\"[::]:8625\""])
    func everyAddress(_ listen: String) {
        #expect(load("http: {listen: \(listen)}").problems.map(\.severity) == [.warning, .warning])
        let keys = "http: {listen: \(listen), public_url: https://hooks.example}"
        #expect(load(keys).problems.map(\.severity) == [.warning])
    }

    @Test(
        "A port alone does not say who may reach it", arguments: ["8625", "\":8625\""])
    func portAlone(_ listen: String) {
        #expect(
            load("http: {listen: \(listen)}").lines == [
                "carteiro.yaml:12 error: http.listen is a port alone, which does not say who may reach it (write "
                    + "127.0.0.1:8625 for this machine alone)"
            ])
    }

    @Test(
        "What is no address and port is an error",
        arguments: [
            "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:x", "\"::1:8625\"", "\"[::1]\"", "\"[::1]8625\"",
            "hooks.example:80", "\"*:80\"", "\"[127.0.0.1]:80\"", "127.0.0:80", "\"[]:80\"", "\"127.0.0.1: 80\"",
            "http://127.0.0.1:80", "99999999999999999999", "\":\"",
        ])
    func noAddress(_ listen: String) throws {
        let result = load("http: {listen: \(listen)}")
        #expect(result.settings == nil)
        let message = try #require(result.problems.first?.message)
        #expect(message.hasSuffix("which is no address and port"))
        #expect(result.problems.first?.line == 12)
        #expect(result.problems.first?.hint == "write an address and a port, such as 127.0.0.1:8625 or [::1]:8625")
    }

    @Test(
        "What is no URL for gateways is an error",
        arguments: [
            "hooks.example", "ftp://hooks.example", "https://", "https:///x", "https://hooks.example/?a=b",
            "https://hooks.example/#a", "\"https://hooks .example\"", "https://höks.example",
        ])
    func publicURL(_ url: String) {
        #expect(
            load("http: {listen: 127.0.0.1:1, public_url: \(url)}").lines == [
                "carteiro.yaml:12 error: http.public_url is not the URL under which gateways reach the listener (such as "
                    + "https://hooks.example, without a query)"
            ])
    }

    @Test("Secrets stand neither in the URL nor as the token")
    func secrecy() {
        let url = load("http: {listen: 127.0.0.1:1, public_url: \"https://me:planted-7f3a@hooks.example\"}")
        #expect(
            url.lines == [
                "carteiro.yaml:12 error: http.public_url has a user or a password in it (callbacks are verified by "
                    + "`receipts`, endpoint by endpoint)"
            ])
        let token = load("http: {listen: 127.0.0.1:1, token: planted-7f3a}")
        #expect(token.problems.map(\.message) == ["http.token must say where the secret is kept"])
    }

    @Test("What is missing or unknown in http is named")
    func faults() {
        #expect(
            load("http: {listne: 127.0.0.1:1}").lines == [
                "carteiro.yaml:12 error: unknown key \"listne\" in http (did you mean listen?)"
            ])
        #expect(
            load("http: {}").lines == [
                "carteiro.yaml:12 error: http.listen is missing (write an address and a port, such as 127.0.0.1:8625 or "
                    + "[::1]:8625)"
            ])
    }

    @Test("Words, scope and confirmation of opt_out")
    func optOut() throws {
        let result = load("opt_out: {words: [Chega, \"não quero\"], confirm: overdue, scope: customer}")
        #expect(result.lines == [])
        let optOut = try #require(result.settings?.optOut)
        #expect(optOut.words == ["Chega", "não quero"])
        #expect(optOut.rules == OptOutRules(scope: .customer, confirmation: "overdue"))
    }

    @Test("Faults in opt_out are named")
    func optOutFaults() {
        #expect(
            load("opt_out: {words: [\"!\", PARAR], confirm: overdu, scope: everywhere}").lines == [
                "carteiro.yaml:12 error: opt_out.words: \"!\" is no word (write what customers send to be left alone, such "
                    + "as PARAR; accents and case do not matter)",
                "carteiro.yaml:12 error: opt_out.confirm names the template \"overdu\", which does not exist (did you mean "
                    + "overdue?)",
                "carteiro.yaml:12 error: opt_out.scope must be channel, address or customer, but is \"everywhere\"",
            ])
        #expect(
            load("opt_out: {words: []}").lines == ["carteiro.yaml:12 error: opt_out.words is an empty list"])
    }
}
