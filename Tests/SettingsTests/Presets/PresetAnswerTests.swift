import Composer
import Domain
import Gateway
import Testing

@testable import Settings

/// What each preset makes of its gateway's answers.
@Suite("Presets: answers")
struct PresetAnswerTests {
    @Test("Each understands its gateway's answers", arguments: PresetFixture.names)
    func answers(name: String) throws {
        let fixture = try PresetFixture(name)
        let plan = try fixture.plan()
        let answers = fixture.json["answers"]?.elements ?? []
        #expect(answers.count >= 3)
        for answer in answers {
            let verdict = plan.judge(PresetFixture.result(answer), now: PresetFixture.now, clientID: "msg_42")
            PresetFixture.check(verdict, answer, name)
            if let id = answer["id"]?.string { #expect(verdict.providerMessageID == id, "\(answer.text)") }
        }
    }

    @Test("No refusal that nobody has heard of is the customer's", arguments: PresetFixture.names)
    func unknown(name: String) throws {
        let plan = try PresetFixture(name).plan()
        let bodies = [
            "", "{}", "<html></html>", #"{"error":{"code":987654,"message":"new"}}"#, #"{"code":987654}"#, "[]",
        ]
        for status in 400...451 {
            for body in bodies {
                let result = TransferResult(reach: .answered, status: status, body: Array(body.utf8))
                let verdict = plan.judge(result, now: PresetFixture.now, clientID: "msg_42")
                #expect(
                    ![.rejected, .optedOut, .sent].contains(verdict.outcome) || [409, 413].contains(status),
                    "\(name): \(status) \(body)")
            }
        }
    }

    @Test("Each that asks for an address first understands the answer", arguments: PresetFixture.names)
    func precheck(name: String) throws {
        let fixture = try PresetFixture(name)
        guard let precheck = try fixture.plan().precheck else { return }
        let question = try precheck.request(try fixture.context())
        try RequestReading(request: question).expect(try #require(fixture.json["precheck"]?["request"]), name)
        #expect(precheck.cacheMilliseconds == 7 * 86_400_000)
        for answer in fixture.json["precheck"]?["answers"]?.elements ?? [] {
            let word: String
            switch precheck.outcome(of: PresetFixture.result(answer), now: PresetFixture.now) {
            case .exists(let address):
                word = "exists"
                #expect(address == answer["address"]?.string, "\(name)")
            case .missing: word = "missing"
            case .unknown: word = "unknown"
            case .failed: word = "failed"
            }
            #expect(word == answer["outcome"]?.string, "\(name): \(answer.text)")
        }
    }

    @Test("Each whose gateway can be asked whether it works understands the answer", arguments: PresetFixture.names)
    func health(name: String) throws {
        let fixture = try PresetFixture(name)
        guard let health = try fixture.plan().health else { return }
        let question = try health.request(at: PresetFixture.now)
        try RequestReading(request: question).expect(try #require(fixture.json["health"]?["request"]), name)
        for answer in fixture.json["health"]?["answers"]?.elements ?? [] {
            #expect(
                JSON.bool(health.isHealthy(PresetFixture.result(answer))) == answer["healthy"],
                "\(name): \(answer.text)")
        }
    }
}
