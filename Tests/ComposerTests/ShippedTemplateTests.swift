import Domain
import Foundation
import Testing

@testable import Composer

@Suite("The templates that are shipped")
struct ShippedTemplateTests {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("config/templates").path

    @Test("are sound")
    func sound() {
        let (store, problems) = TemplateStore.load(folder: Self.folder)
        #expect(problems == [])
        #expect(store.names.contains("due_soon") && store.names.contains("overdue"))
    }

    @Test(
        "read well and promise nothing that is not there, whatever the payload lacks",
        arguments: ["due_soon", "overdue"])
    func combinations(name: String) throws {
        let template = try #require(TemplateStore.load(folder: Self.folder).store.template(named: name, for: .whatsapp))
        let composer = try ComposerTests.composer()
        for lacks in 0..<(1 << 7) {
            func has(_ bit: Int) -> Bool { lacks & (1 << bit) == 0 }
            let payload = try Self.payload(has)
            for day in ["2026-11-05", "2026-11-10", "2026-11-20"] {
                let moment = try #require(Self.noon(day))
                let parts = try composer.compose(template, payload, at: moment).parts
                let text = try #require(parts.first?.text)
                #expect(parts.map(\.kind) == [.text] + (has(0) ? [.pix] : []) + (has(1) ? [.line] : []))
                #expect(text.contains("Pix") == has(0))
                #expect(text.contains("código de barras") == has(1))
                #expect(text.contains("https://pague.example.com/0042\n") == has(2))
                #expect(text.contains("0042.pdf") == has(3))
                #expect(text.contains("Fibra 300") == has(4))
                #expect(text.contains("18 pagamentos em dia") == has(5))
                #expect(text.contains("Um mês grátis.") == has(6))
                #expect(!text.contains("\n\n\n") && !text.contains("{{") && !text.contains("  "))
                for must in [
                    "Maria", "Fibra Norte Telecom Ltda", "CNPJ 11.222.333/0001-81", "Rua A, 1", "R$ 129,90",
                    "10/11/2026", "novembro de 2026",
                    "(91) 3333-4444", "desconsidere", "PARAR ou SAIR",
                ] {
                    #expect(text.contains(must), "\(must)")
                }
            }
        }
    }

    @Test("say whether the due date is to come, today or over")
    func dueSoon() throws {
        let template = try #require(
            TemplateStore.load(folder: Self.folder).store.template(named: "due_soon", for: .whatsapp))
        for (day, words) in [
            ("2026-11-05", "vence em *10/11/2026* (terça-feira)"), ("2026-11-10", "Hoje, *10/11/2026*, é o dia"),
            ("2026-11-11", "foi em *10/11/2026*"),
        ] {
            let moment = try #require(Self.noon(day))
            let composition = try ComposerTests.composer().compose(template, Self.payload { _ in true }, at: moment)
            #expect(try #require(composition.parts.first).text.contains(words))
        }
    }

    private static func noon(_ day: String) -> Timestamp? {
        // 15:00 UTC is noon in Belém.
        let start: Int64 = 1_793_890_800
        switch day {
        case "2026-11-05": return Timestamp(seconds: start)
        case "2026-11-10": return Timestamp(seconds: start + 5 * 86_400)
        case "2026-11-11": return Timestamp(seconds: start + 6 * 86_400)
        case "2026-11-20": return Timestamp(seconds: start + 15 * 86_400)
        default: return nil
        }
    }

    private static func payload(_ has: (Int) -> Bool) throws -> Payload {
        var payload = try Payload(parsing: Array(PayloadTests.example.utf8))
        if !has(0) { payload.invoice.pixCode = nil }
        if !has(1) { payload.invoice.boleto = nil }
        if !has(2) { payload.invoice.url = nil }
        if !has(3) { payload.invoice.pdfURL = nil }
        if !has(4) { payload.customer.plan = nil }
        if !has(5) { payload.customer.history = nil }
        if !has(6) { payload.offer.text = nil }
        return payload
    }
}
