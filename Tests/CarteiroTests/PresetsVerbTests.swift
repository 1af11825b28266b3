import Domain
import Foundation
import Testing

@Suite("presets")
struct PresetsVerbTests {
    private func own(_ name: String, _ text: String) throws -> Workplace {
        let workplace = try Workplace()
        try FileManager.default.createDirectory(
            atPath: workplace.path("presets"), withIntermediateDirectories: false)
        try workplace.write(text, to: "presets/\(name).yaml")
        return workplace
    }

    @Test("They are listed with what each is for, as a table and as JSON Lines")
    func list() throws {
        let workplace = try Workplace()
        let table = try workplace.carteiro("presets")
        #expect(table.status == 0)
        #expect(table.out.contains("evolution-v2") && table.out.contains("WhatsApp by Evolution API 2"))
        let lines = try workplace.carteiro("presets", "--json").outLines.map { try JSON.parse($0) }
        #expect(lines.count >= 28)
        #expect(lines.allSatisfy { $0.names == ["name", "summary", "file"] })
        #expect(lines.contains { $0["name"]?.string == "kannel" })
    }

    @Test("One is printed as it stands")
    func show() throws {
        let text = "# Mine, for a test.\nchannel: sms\n"
        let workplace = try own("mine", text)
        let ending = try workplace.run(["presets", "show", "--config", workplace.path("carteiro.yaml"), "mine"])
        #expect(ending.status == 0)
        #expect(ending.out == text)
    }

    @Test("A file beside the configuration comes before the shipped one")
    func precedence() throws {
        let workplace = try own("waha", "# My WAHA.\n")
        let ending = try workplace.run(["presets", "show", "--config", workplace.path("carteiro.yaml"), "waha"])
        #expect(ending.out == "# My WAHA.\n")
    }

    @Test("One that is not there: 64, with the nearest")
    func unknown() throws {
        let ending = try Workplace().run(["presets", "show", "webhok"])
        #expect(ending.status == 64)
        #expect(ending.errors.contains("did you mean webhook?"))
    }

    @Test("check takes an endpoint that is a preset and what it asks for")
    func check() throws {
        let workplace = try Workplace(
            configuration: Workplace.configuration.replacing(
                "channel: whatsapp\n    request:", with: "preset: webhook\n    channel: whatsapp\n    request:"))
        try workplace.write("planted", to: "key")
        let missing = try workplace.carteiro("check")
        #expect(missing.status == 78)
        #expect(missing.errors.contains("endpoints.gateway.with.url is missing"))
        #expect(missing.errors.contains("endpoints.gateway.secrets.token is missing"))
        let given = Workplace.configuration.replacing(
            "channel: whatsapp\n    request:",
            with: "preset: webhook\n    with: {url: http://127.0.0.1:9}\n    secrets: {token: {file: key}}\n"
                + "    channel: whatsapp\n    request:")
        try workplace.write(given, to: "carteiro.yaml")
        #expect(try workplace.carteiro("check").status == 0)
    }
}
