import Domain
import Gateway
import Testing

@testable import Settings

/// What each preset makes of its gateway's callbacks.
@Suite("Presets: callbacks")
struct PresetCallbackTests {
    @Test("Each understands its gateway's callbacks", arguments: PresetFixture.names)
    func callbacks(name: String) throws {
        let fixture = try PresetFixture(name)
        guard let callbacks = try fixture.plan().callbacks else { return }
        for callback in fixture.json["callbacks"]?.elements ?? [] {
            let comment = "\(name): \(callback["case"]?.string ?? "")"
            switch callbacks.answer(CallbackRequest(fixture: callback), at: PresetFixture.now) {
            case .events(let events): EventReading.expect(events, callback["events"]?.elements ?? [], comment)
            case .challenge(let echo): #expect(echo == callback["challenge"]?.string, "\(comment)")
            case .refused(let why): Issue.record("\(comment): refused, \(why)")
            case .malformed(let why): #expect(callback["malformed"] == .bool(true), "\(comment): \(why)")
            }
        }
    }

    @Test("Without the right secret nothing is let in", arguments: PresetFixture.names)
    func forged(name: String) throws {
        let fixture = try PresetFixture(name)
        guard let callbacks = try fixture.plan(isForger: true).callbacks else { return }
        for callback in fixture.json["callbacks"]?.elements ?? [] {
            let answer = callbacks.answer(CallbackRequest(fixture: callback), at: PresetFixture.now)
            #expect(answer.isRefused, "\(name): \(callback["case"]?.string ?? "")")
        }
    }

    @Test("What is signed cannot be changed, and nothing comes without its proof", arguments: PresetFixture.names)
    func changed(name: String) throws {
        let fixture = try PresetFixture(name)
        guard let callbacks = try fixture.plan().callbacks else { return }
        for callback in fixture.json["callbacks"]?.elements ?? [] where callback["challenge"] == nil {
            let comment = "\(name): \(callback["case"]?.string ?? "")"
            var bare = CallbackRequest(fixture: callback)
            bare.secret = nil
            bare.headers = bare.headers.filter { $0.name == "Content-Type" }
            bare.body = Array("{}".utf8)
            #expect(callbacks.answer(bare, at: PresetFixture.now).isRefused, "\(comment)")
            let isSigned = (callback["headers"]?.members ?? []).contains { header in
                ["signature", "hmac"].contains { header.name.lowercased().contains($0) }
            }
            guard isSigned else { continue }
            var changed = CallbackRequest(fixture: callback)
            changed.body.append(UInt8(ascii: " "))
            #expect(callbacks.answer(changed, at: PresetFixture.now).isRefused, "\(comment)")
        }
    }
}

/// Holds events against a fixture: what that does not name is not compared.
enum EventReading {
    static func word(_ kind: CallbackEvent.Kind) -> String {
        switch kind {
        case .receipt(let status): status.rawValue
        case .inbound: "inbound"
        case .session(let isUp): isUp ? "up" : "down"
        case .optOut: "opt-out"
        }
    }

    static func expect(_ events: [CallbackEvent], _ expected: [JSON], _ comment: String) {
        #expect(events.map { word($0.kind) } == expected.map { $0["kind"]?.string }, "\(comment)")
        for (event, wanted) in zip(events, expected) {
            if let ids = wanted["ids"] { #expect(event.providerIDs == texts(ids), "\(comment)") }
            if let ref = wanted["ref"] { #expect(event.ref == ref.string, "\(comment)") }
            if let addresses = wanted["addresses"] { #expect(event.addresses == texts(addresses), "\(comment)") }
            if let at = wanted["at"]?.integer { #expect(event.at.milliseconds / 1000 == Int64(at), "\(comment)") }
            if case .inbound(let text) = event.kind { #expect(text == wanted["text"]?.string, "\(comment)") }
            if let verdict = event.verdict {
                PresetFixture.check(verdict, wanted, comment)
            } else {
                #expect(wanted["outcome"] == nil, "\(comment)")
            }
        }
    }

    private static func texts(_ json: JSON) -> [String] { json.elements.map { $0.string ?? "" } }
}

extension CallbackRequest {
    /// A callback as the fixtures write it.
    init(fixture: JSON) {
        let headers = (fixture["headers"]?.members ?? []).map { HeaderField($0.name, $0.value.string ?? "") }
        self.init(
            method: fixture["method"]?.string ?? "POST", secret: fixture["secret"]?.string,
            query: fixture["query"]?.string ?? "", headers: headers, body: Array((fixture["body"]?.string ?? "").utf8),
            url: fixture["url"]?.string ?? "https://carteiro.example/hooks/gateway")
    }
}

extension CallbackAnswer {
    var isRefused: Bool {
        if case .refused = self { true } else { false }
    }
}
