import Boleto
import Composer
import Domain
import Foundation
import Testing

@testable import Settings

@Suite("config/carteiro.yaml")
struct DocumentedConfigurationTests {
    @Test("it loads without a problem once its secrets are there")
    func loads() throws {
        let path = Fixture.project + "/config/carteiro.yaml"
        let result = Settings.load(path: path, environment: Fixture.environment, version: "1.2.3")
        #expect(result.lines == [])
        let settings = try #require(result.settings)
        #expect(settings.databasePath == "/var/lib/carteiro/outbox.db")
        #expect(settings.routes == ["default": ["whatsapp"]])
        #expect(
            settings.endpoints.map(\.endpoint) == [
                Endpoint(
                    name: "whatsapp", channel: .whatsapp,
                    rateLimits: [
                        RateLimit(count: 1, periodMilliseconds: 3000), RateLimit(count: 20, periodMilliseconds: 60_000),
                        RateLimit(count: 800, periodMilliseconds: 86_400_000),
                    ],
                    pacing: Pacing(minMilliseconds: 5000, maxMilliseconds: 12_000))
            ])
    }

    @Test("without its secrets it names them and the lines that ask for them")
    func withoutSecrets() throws {
        let result = Settings.load(
            yaml: try Fixture.documented(), file: "carteiro.yaml", baseDirectory: Fixture.project + "/config",
            environment: [:], version: "1")
        let text = try Fixture.documented().split(separator: "\n", omittingEmptySubsequences: false)
        #expect(result.problems.count == 2)
        for problem in result.problems {
            #expect(text[problem.line - 1].contains("{credential: "))
            #expect(problem.message.contains("CREDENTIALS_DIRECTORY is not set"))
        }
    }

    @Test("it names every key", arguments: KeyList.all.map(\.known))
    func namesEveryKey(_ keys: [String]) throws {
        let words = Set(
            try Fixture.documented().split { !($0.isLetter || $0 == "_" || $0 == ":") }
                .filter { $0.hasSuffix(":") }.map { $0.dropLast() })
        // Written in prose, between commas or before a colon.
        let text = try Fixture.documented()
        for key in keys where !words.contains(Substring(key)) {
            #expect(text.contains("`\(key)`") || text.contains(", \(key)") || text.contains("or \(key)"), "\(key)")
        }
    }

    @Test("every commented default is the default, and every commented key is taken")
    func commentedKeys() throws {
        var uncommented = try Fixture.documented()
        for key in [
            "site", "time_zone", "log", "drain_timeout", "connect_timeout", "query", "schedule", "late_fee",
            "good_history", "offers", "opt_out",
        ] {
            #expect(uncommented.contains("# \(key): "))
            uncommented = uncommented.replacing("# \(key): ", with: "\(key): ", maxReplacements: 1)
        }
        let result = Settings.load(
            yaml: uncommented, file: "carteiro.yaml", baseDirectory: Fixture.project + "/config",
            environment: Fixture.environment, version: "1")
        #expect(result.lines == [])
        let settings = try #require(result.settings)
        #expect(settings.company.site == "https://fibranorte.example")
        #expect(settings.timeZone == "America/Sao_Paulo")
        #expect(settings.log == LogSettings())
        #expect(settings.drainMilliseconds == 20_000)
        #expect(settings.retention == Retention())
        #expect(settings.optOut == OptOutSettings())
        #expect(settings.composer.terms.lateFee == .legal)
        #expect(settings.composer.terms.schedule == .standard)
        #expect(settings.composer.terms.goodHistory == GoodHistory())
    }
}
