import Boleto
import Composer
import Domain
import Foundation

/// What a message costs before it reaches the network: reading and checking its payload, rendering its texts.
struct Composing {
    private let composer: Composer
    private let templates: TemplateStore
    private let bytes: [UInt8]
    /// Ten days after the due date.
    private let moment = Timestamp(seconds: 1_795_186_800)

    init() throws {
        let company = Company(
            name: "Fibra Norte", legalName: "Fibra Norte Telecom Ltda", cnpj: "11.222.333/0001-81",
            address: "Rua A, 1, Belém, PA", contact: "(91) 3333-4444", hours: "seg a sex, 8h às 18h")
        composer = try Composer(company: company, timeZone: "America/Belem")
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../config/templates").standardized.path
        (templates, _) = TemplateStore.load(folder: folder)
        bytes = Array(Self.payload.utf8)
    }

    func run(_ count: Int) throws {
        report("payload read and checked", try repeated(count) { _ = try Payload(parsing: bytes) })
        let payload = try Payload(parsing: bytes)
        for (name, channel) in [
            ("overdue", Channel.whatsapp), ("overdue_amounts", .whatsapp), ("notice", .whatsapp), ("overdue", .task),
        ] {
            guard let template = templates.template(named: name, for: channel) else {
                throw BenchmarkError("there is no template \(name) for \(channel.rawValue)")
            }
            let cost = try repeated(count) { _ = try composer.compose(template, payload, at: moment) }
            report("\(name), \(channel.rawValue)", cost)
        }
        guard var mail = templates.template(named: "overdue", for: .email) else {
            throw BenchmarkError("there is no template overdue for email")
        }
        let both = try repeated(count / 20) { _ = try composer.compose(mail, payload, at: moment) }
        report("overdue, email, with its HTML half and QR code", both)
        var withoutPix = payload
        withoutPix.invoice.pixCode = nil
        report(
            "overdue, email, with its HTML half",
            try repeated(count) { _ = try composer.compose(mail, withoutPix, at: moment) })
        mail.html = nil
        report("overdue, email, text", try repeated(count) { _ = try composer.compose(mail, payload, at: moment) })
    }

    /// The median of nine rounds, in microseconds of processor time a call.
    private func repeated(_ count: Int, _ body: () throws -> Void) rethrows -> Double {
        var rounds: [Double] = []
        for _ in 0..<9 {
            let measure = Measure()
            for _ in 0..<count { try body() }
            rounds.append(measure.cpuSeconds * 1e6 / Double(count))
        }
        return rounds.sorted()[4]
    }

    private func report(_ name: String, _ microseconds: Double) {
        print(name.padding(toLength: 48, withPad: " ", startingAt: 0) + String(format: "%8.1f us", microseconds))
    }

    private static let payload = #"""
        {"customer": {"id": "C-1001", "name": "MARIA DAS DORES SILVA", "phone": "(11) 98765-4321",
         "email": "maria@example.com", "document": "529.982.247-25", "since": "2021-03-10", "plan": "Fibra 300",
         "state": "SP", "time_zone": "America/Sao_Paulo", "history": {"paid_on_time": 18, "paid_late": 1}},
         "invoice": {"id": "F-2026-11-0042", "amount": "129.90", "due_date": "2026-11-10", "reference": "2026-11",
         "description": "Mensalidade novembro/2026", "line": "00190.50095 40144.816069 06809.350314 8 16260000012990",
         "pix": "00020126580014br.gov.bcb.pix0136123e4567-e89b-12d3-a456-4266141740005204000053039865406129.905802BR5911FIBRA NORTE6005BELEM62130509EXEMPLO4263047EA8",
         "url": "https://pague.example.com/0042", "pdf_url": "https://pague.example.com/0042.pdf"},
         "offer": {"code": "indique", "text": "Indique um amigo e ganhe um mês."}, "vars": {"anything": "ok"}}
        """#
}
