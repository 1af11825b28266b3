import Domain
import Foundation
import Settings
import Testing

@Suite("Secrets stay out of what is told")
struct SecrecyTests {
    private static let id = "    id: [json:id]"

    /// Endpoint keys with a secret in them where there should be none, or beside a fault.
    private static let keys = [
        "secrets: planted-7f3a", "secrets: [planted-7f3a]", "secrets: {key: planted-7f3a}",
        "secrets: {planted-7f3a}", "secrets: {key: [planted-7f3a]}", "secrets: {key: {planted-7f3a}}",
        "secrets: {key: {planted-7f3a: env}}", "secrets: {key: {credential: [planted-7f3a]}}",
        "secrets: {key: {credential: planted-7f3a/x}}", "secrets: {key: {env: planted-7f3a}}",
        "secrets: {key: {credential: planted-7f3a", "secrets: {key: \"planted-7f3a}",
        "secrets: {key: {env: GATEWAY_KEY}, key: {env: GATEWAY_KEY}}", "secrets: {key: planted-7f3a, key: x}",
        "secrets: {key: {credential: two_lines}}", "secrets: {key: {credential: not_utf8}}",
        "signing: planted-7f3a", "signing: {credential: two_lines}", "signing: [planted-7f3a]",
        "auth: planted-7f3a", "auth: {bearer: planted-7f3a}", "auth: {bearer: [planted-7f3a]}",
        "auth: {bearer: \"planted-7f3a {{\"}", "auth: {bearer: \"planted-7f3a {{text}}\"}",
        "auth: {basic: {user: me, password: planted-7f3a}}", "auth: {basic: planted-7f3a}",
        "proxy: http://me:planted-7f3a@proxy.example:3128", "proxy: planted-7f3a",
        "with: {url: \"http://me:planted-7f3a@host\"}", "with: {token: \"planted-7f3a{{x}}\"}",
        "secrets: {key: {env: GATEWAY_KEY}}\n    auth: {bearer: \"{{secret.kye}}\"}",
        "secrets: {key: {env: GATEWAY_KEY}}\n    proxy: \"{{secret.key}}\"",
        "secrets: {key: {env: GATEWAY_KEY}}\n    proxy: \"http://{{secret.key}}{{secret.other}}\"",
    ]

    @Test("no problem has a secret in it", arguments: keys)
    func endpointKeys(_ keys: String) {
        check(Fixture.smallest.replacing(Self.id, with: "\(Self.id)\n    \(keys)"))
    }

    @Test(
        "no problem has a secret of a request in it",
        arguments: [
            "headers: {Authorization: Bearer planted-7f3a}", "headers: {apikey: planted-7f3a}",
            "headers: {apikey: [planted-7f3a]}", "headers: [planted-7f3a]", "query: planted-7f3a",
            "headers: {Authorization: \"planted-7f3a{{\"}", "json: \"planted-7f3a {{texto}}\"",
        ])
    func requestKeys(_ keys: String) {
        let url = "url: \"http://127.0.0.1:9000/send\", "
        check(Fixture.smallest.replacing(url, with: url + keys + ", "))
    }

    @Test("neither the settings nor their endpoints print a secret")
    func printing() throws {
        let keys = "secrets: {key: {env: GATEWAY_KEY}}\n    auth: {bearer: \"{{secret.key}}\"}"
        let yaml = Fixture.smallest.replacing(Self.id, with: "\(Self.id)\n    \(keys)")
        let settings = try #require(Fixture.load(yaml).settings)
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!dumped.contains(Fixture.planted))
        #expect(!String(describing: settings).contains(Fixture.planted))
    }

    @Test("a secret's file that everybody can read is a warning, and its line break is cut off")
    func worldReadable() throws {
        let path = "\(NSTemporaryDirectory())/carteiro-secret-\(UUID().uuidString)"
        try "planted-7f3a\r\n".write(toFile: path, atomically: false, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let yaml = Fixture.smallest.replacing(Self.id, with: "\(Self.id)\n    secrets: {key: {file: \(path)}}")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        let open = Fixture.load(yaml)
        #expect(open.settings != nil)
        #expect(open.problems.map(\.severity) == [.warning])
        #expect(open.problems.map(\.line) == [11])
        #expect(open.problems.first?.message.contains("every user of this machine can read the file") == true)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        #expect(Fixture.load(yaml).problems == [])
    }

    @Test("a secret's file that may not be read is an error", .enabled(if: geteuid() != 0))
    func unreadable() throws {
        let path = "\(NSTemporaryDirectory())/carteiro-secret-\(UUID().uuidString)"
        try "planted-7f3a\n".write(toFile: path, atomically: false, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.setAttributes([.posixPermissions: 0o000], ofItemAtPath: path)
        let yaml = Fixture.smallest.replacing(Self.id, with: "\(Self.id)\n    secrets: {key: {file: \(path)}}")
        #expect(Fixture.load(yaml).problems.map(\.severity) == [.error])
        #expect(Fixture.load(yaml).problems.first?.message.contains("permission denied") == true)
    }

    private func check(_ yaml: String) {
        let result = Fixture.load(yaml)
        #expect(!result.problems.isEmpty)
        for line in result.lines { #expect(!line.contains(Fixture.planted)) }
    }
}
