import Composer
import Domain
import Gateway
import Testing

@testable import Settings

/// What each preset makes of a message, and what it does first.
@Suite("Presets: requests")
struct PresetRequestTests {
    private static func cases(_ fixture: PresetFixture) -> [(name: String, request: JSON)] {
        [("text", fixture.json["request"] ?? .null)]
            + (fixture.json["requests"]?.members ?? []).map { ($0.name, $0.value) }
    }

    @Test("Each has its request for every part that its gateway takes", arguments: PresetFixture.names)
    func requests(name: String) throws {
        let fixture = try PresetFixture(name)
        let plan = try fixture.plan()
        for (word, expected) in Self.cases(fixture) {
            var context = try fixture.context(word)
            let isTemplate = word.hasPrefix("template")
            let given = context
            let steps = plan.steps(for: PresetFixture.part(word), byTemplate: isTemplate).filter { step in
                !step.isOptional || (try? step.request(given)) != nil
            }
            let expectedSteps = expected["steps"]?.elements ?? []
            #expect(steps.map(\.name) == expectedSteps.map { $0["name"]?.string }, "\(name), \(word)")
            for (step, wanted) in zip(steps, expectedSteps) {
                try RequestReading(request: step.request(context)).expect(wanted, "\(name), \(word), \(step.name)")
                #expect((step.cacheMilliseconds > 0) == (wanted["cached"] == .bool(true)))
                for answer in wanted["answers"]?.elements ?? [] {
                    Self.check(step.outcome(of: PresetFixture.result(answer), now: PresetFixture.now), answer)
                }
                for member in wanted["answers"]?[0]?["captured"]?.members ?? [] {
                    context.captured[member.name] = member.value.string
                }
            }
            let request = try plan.request(for: PresetFixture.part(word), byTemplate: isTemplate, context)
            try RequestReading(request: request).expect(expected, "\(name), \(word)")
        }
    }

    private static func check(_ outcome: StepOutcome, _ expected: JSON) {
        switch outcome {
        case .captured(let values):
            let wanted = (expected["captured"]?.members ?? []).map { ($0.name, $0.value.string ?? "") }
            #expect(values == Dictionary(uniqueKeysWithValues: wanted), "\(expected.text)")
        case .failed(let verdict):
            PresetFixture.check(verdict, expected, "step")
        }
    }

    @Test("Each says which parts its gateway takes, and the fixtures have all of them", arguments: PresetFixture.names)
    func parts(name: String) throws {
        let fixture = try PresetFixture(name)
        let plan = try fixture.plan()
        let cases = Set((fixture.json["requests"]?.members ?? []).map(\.name))
        for part in [PartKind.qr, .pix, .line, .document] {
            #expect(plan.hasRequest(for: part) == cases.contains(part.rawValue), "\(name), \(part)")
        }
        #expect(plan.hasTemplateRequest == cases.contains("template"))
        #expect(plan.templateTakesDocument == cases.contains("template-document"))
        let form: DocumentForm = cases.contains("document") ? .own : cases.contains("attached") ? .attached : .none
        #expect(plan.documentForm == form, "\(name)")
        #expect((plan.precheck != nil) == (fixture.json["precheck"] != nil))
        #expect((plan.health != nil) == (fixture.json["health"] != nil))
        #expect((plan.callbacks != nil) == (fixture.json["callbacks"] != nil))
    }

    @Test("A request is the same again, letter by letter", arguments: PresetFixture.names)
    func repetition(name: String) throws {
        let fixture = try PresetFixture(name)
        var context = try fixture.context("attached")
        for step in fixture.json["request"]?["steps"]?.elements ?? [] {
            for member in step["answers"]?[0]?["captured"]?.members ?? [] {
                context.captured[member.name] = member.value.string
            }
        }
        let first = try fixture.plan().request(for: .text, context)
        let again = try fixture.plan().request(for: .text, context)
        #expect(first == again)
    }
}
