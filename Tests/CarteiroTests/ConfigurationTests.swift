import Domain
import Foundation
import Testing

@Suite("Configuration")
struct ConfigurationTests {
    @Test("A sound configuration is told to be sound")
    func sound() throws {
        let workplace = try Workplace()
        try workplace.useShippedTemplates()
        let ending = try workplace.carteiro("check")
        #expect(ending.status == 0)
        #expect(ending.errors.isEmpty)
        #expect(ending.out == "\(workplace.path("carteiro.yaml")): sound, with 2 endpoints, 2 routes, 5 templates\n")
        let json = try workplace.carteiro("check", "--json").json
        #expect(json.names == ["ok", "problems"])
        #expect(json["ok"] == .bool(true))
        #expect(json["problems"] == .array([]))
    }

    @Test("Every problem is told with file and line, and every verb refuses the configuration")
    func problems() throws {
        let text = Workplace.configuration.replacing("database:", with: "databse:")
            .replacing("[gateway], mail", with: "[gatway], mail")
        let workplace = try Workplace(configuration: text)
        let file = workplace.path("carteiro.yaml")
        for verb in [["check"], ["status"], ["enqueue"], ["list"], ["settle", "F1"], ["pause", "gateway"]] {
            let ending = try workplace.run(verb + ["--config", file])
            #expect(ending.status == 78)
            #expect(ending.out.isEmpty)
            #expect(ending.errorLines.contains { $0.hasPrefix("\(file):2: error: ") })
            #expect(ending.errorLines.contains { $0.hasPrefix("\(file):15: error: ") && $0.contains("gatway") })
            #expect(ending.errorLines.contains { $0.hasPrefix("    hint: ") && $0.contains("gateway") })
        }
        #expect(!FileManager.default.fileExists(atPath: workplace.path("outbox.db")))
    }

    @Test("The problems as JSON have all their keys")
    func problemsAsJSON() throws {
        let text = Workplace.configuration.replacing("database:", with: "databse:")
        let ending = try Workplace(configuration: text).carteiro("check", "--json")
        #expect(ending.status == 78)
        let json = try ending.json
        #expect(json["ok"] == .bool(false))
        let problems = json["problems"]?.elements ?? []
        #expect(!problems.isEmpty)
        for problem in problems {
            #expect(problem.names == ["file", "line", "severity", "message", "hint"])
        }
        #expect(problems.contains { $0["severity"]?.string == "error" })
    }

    @Test("A rude template is refused with a better wording, and a rule can be silenced with a reason")
    func lint() throws {
        let workplace = try Workplace()
        try workplace.useShippedTemplates()
        try workplace.write("Olá\n\nÚLTIMO AVISO, {{primeiro_nome}}!\n", to: "templates/rude.whatsapp.mustache")
        let ending = try workplace.carteiro("check")
        #expect(ending.status == 78)
        #expect(ending.errorLines.contains { $0.hasPrefix("templates/rude.whatsapp.mustache:3: error: A01 ") })
        #expect(try workplace.carteiro("enqueue").status == 78)
        let silenced = Workplace.configuration + "\nlint: {silence: [{rule: A01, template: rude, reason: a test}]}\n"
        try workplace.write(silenced, to: "carteiro.yaml")
        #expect(try workplace.carteiro("check").status == 0)
    }

    @Test("A warning is told, and is no error")
    func warning() throws {
        let text = Workplace.configuration.replacing(
            "{default: [gateway], mail: [bridge]}", with: "{default: [gateway]}")
        let workplace = try Workplace(configuration: text)
        let ending = try workplace.carteiro("check")
        #expect(ending.status == 0)
        #expect(ending.errors.contains(": warning: no route leads to the endpoint \"bridge\""))
        let json = try workplace.carteiro("check", "--json").json
        #expect(json["ok"] == .bool(true))
        #expect(json["problems"]?[0]?["severity"]?.string == "warning")
    }

    @Test("The environment names the configuration, and --config is stronger")
    func environment() throws {
        let workplace = try Workplace()
        let variable = ["CARTEIRO_CONFIG": workplace.path("carteiro.yaml")]
        #expect(try workplace.run(["check"], environment: variable).status == 0)
        let ending = try workplace.run(["check", "--config", workplace.path("no.yaml")], environment: variable)
        #expect(ending.status == 78)
        #expect(ending.errors.hasPrefix("\(workplace.path("no.yaml")): error: "))
        #expect(try workplace.run(["check"], environment: ["CARTEIRO_CONFIG": workplace.path("x.yaml")]).status == 78)
    }
}
