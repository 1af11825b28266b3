import Boleto
import Domain
import Foundation
import Testing

@testable import Composer

/// Payloads that nobody wrote, through everything from the parser to the finished message.
///
/// One payload for every 200 cases that `CARTEIRO_FUZZ` names (default: 100,000). A failure names its seed.
@Suite("Composing and any payload")
struct ComposingFuzzTests {
    private static let parts = 4
    private static let cases =
        (ProcessInfo.processInfo.environment["CARTEIRO_FUZZ"].flatMap { Int($0) } ?? 100_000) / 200 / parts

    private static let templates = ShippedTemplates.names.compactMap {
        ShippedTemplates.store.template(named: $0.name, for: $0.channel)
    }

    /// What stands in fields: right, nearly right, and not at all. None has two braces.
    private static let texts = [
        "", " ", "0", "-1", "1", "129.90", "129,90", "1.234,56", "99999999999999.99", "92233720368547758.07", "1e400",
        "0.001", "5%", "100%", "1000%", "2026-11-10", "10/11/2026", "0001-01-01", "9999-12-31", "2026-02-30",
        "2024-02-29",
        "2026-11-10 00:00:00", "2026-11", "0000-00", "SP", "AC", "XX", "America/Rio_Branco", "Asia/Kathmandu",
        "Mars/Olympus", "../../etc/passwd", "https://x", "http://", "javascript:alert(1)", "https://a b",
        "ana@example.com",
        "@", "(11) 98765-4321", "5511987654321", "98765-4321", "<b>&\"x\"</b>", "{", "}", "\u{0}", "\u{1B}[2J",
        "\u{7F}",
        "\u{9B}", "\u{202E}abc", "\u{200B}", "\u{FEFF}", "e\u{301}", "👩‍👩‍👧‍👦", "ﷺ", "\n", "a\n\n\n\nb", "a\tb", "\r\n",
        "JoÃ£o",
        "true", "null", "dos", "DA SILVA", "d'Ávila", String(repeating: "ã", count: 300),
        String(repeating: "A ", count: 300), PayloadTests.pix, InvoiceTests.line,
        "836200000005667800481000180975657313001589636081", "00198162600000129900500940144816060680935031",
    ]

    private static let names = [
        "customer", "invoice", "offer", "vars", "id", "name", "phone", "email", "since", "plan", "state", "time_zone",
        "history", "paid_on_time", "paid_late", "amount", "due_date", "reference", "description", "line",
        "line_due_date", "pix", "url", "pdf_url", "fine", "interest", "correction", "discount", "discount_until",
        "total",
        "calculated_on", "text", "code", "document",
    ]

    private static func value(_ depth: Int, using generator: inout SeededGenerator) -> JSON {
        switch Int.random(in: 0..<12, using: &generator) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &generator))
        case 2:
            return .number(
                ["0", "-0", "1", "129.9", "-1", "1e9", "99999999999999999999", "0.5"].randomElement(using: &generator)
                    ?? "0")
        case 3 where depth < 3:
            return .array(
                (0..<Int.random(in: 0...3, using: &generator)).map { _ in value(depth + 1, using: &generator) })
        case 4 where depth < 3:
            return .object(
                (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                    JSONMember(names.randomElement(using: &generator) ?? "", value(depth + 1, using: &generator))
                })
        default: return .string(texts.randomElement(using: &generator) ?? "")
        }
    }

    /// The value with one of its members changed, removed, added or doubled, at some depth.
    private static func mutated(_ json: JSON, using generator: inout SeededGenerator) -> JSON {
        guard case .object(var members) = json else { return value(1, using: &generator) }
        guard let index = members.indices.randomElement(using: &generator) else {
            return .object([JSONMember(names.randomElement(using: &generator) ?? "", value(1, using: &generator))])
        }
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: members.remove(at: index)
        case 1: members.append(JSONMember(members[index].name, value(1, using: &generator)))
        case 2: members.append(JSONMember(names.randomElement(using: &generator) ?? "", value(1, using: &generator)))
        default: members[index].value = mutated(members[index].value, using: &generator)
        }
        return .object(members)
    }

    /// The payload's bytes, most often sound JSON.
    private static func bytes(using generator: inout SeededGenerator) throws -> [UInt8] {
        var json = try JSON.parse(PayloadTests.example)
        for _ in 0..<Int.random(in: 0...4, using: &generator) { json = mutated(json, using: &generator) }
        var bytes = json.encoded
        guard Int.random(in: 0..<8, using: &generator) == 0 else { return bytes }
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            guard let index = bytes.indices.randomElement(using: &generator) else { break }
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.remove(at: index)
            default: bytes.removeSubrange(index...)
            }
        }
        return bytes
    }

    private static func moment(using generator: inout SeededGenerator) -> Timestamp {
        switch Int.random(in: 0..<12, using: &generator) {
        case 0: Timestamp(milliseconds: .max)
        case 1: Timestamp(milliseconds: .min)
        case 2: Timestamp(milliseconds: Int64.random(in: .min ... .max, using: &generator))
        default: ShippedTemplates.moment(Int.random(in: -30...500, using: &generator))
        }
    }

    private static func terms(using generator: inout SeededGenerator) -> BillingTerms {
        var terms = BillingTerms()
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: terms.lateFee = nil
        case 1:
            terms.lateFee = LateFee(
                fine: Percentage(hundredths: 200), interest: Percentage(hundredths: 100), interestFrom: .original)
        default: break
        }
        if Bool.random(using: &generator) { terms.schedule = Schedule([]) }
        return terms
    }

    @Test("never end in a trap, and what is sent has no hole and no control character in it", arguments: 0..<parts)
    func payloads(part: Int) throws {
        #expect(Self.templates.count == 13)
        var composed = 0
        for number in 0..<Self.cases {
            let seed = UInt64(part) << 32 | UInt64(number)
            var generator = SeededGenerator(seed: seed)
            let bytes = try Self.bytes(using: &generator)
            let moment = Self.moment(using: &generator)
            let composer = try Composer(
                company: ComposerTests.company, timeZone: "America/Belem", terms: Self.terms(using: &generator))
            guard let payload = try? Payload(parsing: bytes) else { continue }
            let name = try? composer.templateName("auto", for: payload, at: moment)
            #expect(name.map { ShippedTemplates.store.names.contains($0) || $0 == "auto" } ?? true, "seed \(seed)")
            for channel in Channel.allCases { _ = try? composer.address(of: payload, for: channel) }
            let presentation = Presentation(
                allowsOffers: Bool.random(using: &generator), takesImages: Bool.random(using: &generator))
            for template in Self.templates {
                do throws(CompositionError) {
                    let composition = try composer.compose(template, payload, for: presentation, at: moment)
                    expectWhole(composition, seed)
                    composed += 1
                } catch {
                    #expect(!error.reason.isEmpty && error.reason.utf8.count < 200, "seed \(seed)")
                    #expect(!error.reason.hasControlCharacter(butLines: false), "seed \(seed)")
                }
            }
        }
        // So that the cases are not all refused at the door.
        #expect(composed > Self.cases)
    }

    private func expectWhole(_ composition: Composition, _ seed: UInt64) {
        #expect(!composition.parts.isEmpty, "seed \(seed)")
        for text in composition.parts.map(\.text) + [composition.subject, composition.html].compactMap({ $0 }) {
            #expect(!text.isEmpty && !text.contains("{{") && !text.contains("}}"), "seed \(seed)")
            #expect(!text.hasControlCharacter(butLines: true), "seed \(seed)")
        }
        #expect(composition.subject?.contains("\n") != true, "seed \(seed)")
    }

    @Test("a tag in a value is text, and is never filled in")
    func tags() throws {
        let payload = try PayloadTests.parse(
            #"{"customer":{"name":"{{Valor}} {{#Pix}}"},"invoice":{"amount":"1.00","due_date":"2026-11-10"},"#
                + #""offer":{"text":"{{primeiro_nome}} {{nope}}"}}"#)
        let template = try ShippedTemplates.Name(name: "overdue", channel: .whatsapp).template
        let composition = try ComposerTests.composer().compose(template, payload, at: ShippedTemplates.moment(3))
        let text = try #require(composition.parts.first?.text)
        #expect(text.contains("{{primeiro_nome}} {{nope}}") && text.contains(", {{Valor}}, tudo bem?"))
    }
}
