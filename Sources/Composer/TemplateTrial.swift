import Boleto
package import Domain

/// Renders a template for customers who are hard on it, before a real one gets it.
package struct TemplateTrial: Sendable {
    private let composer: Composer
    private let payload: Payload

    /// - Parameter composer: the one that real messages will be made by.
    package init(_ composer: Composer) {
        self.composer = composer
        payload = Self.worstCase
    }

    /// What is wrong with a template when it is rendered: it never can be, or its texts are too long for the channel.
    ///
    /// - Parameters:
    ///   - file: the template's path, for problems.
    ///   - isUtility: whether it goes through a WhatsApp endpoint of the category `utility`, whose limit is lower.
    package func problems(with template: MessageTemplate, file: String, isUtility: Bool) -> [Problem] {
        let alone = trial(template, [payload], at: Self.moments)
        guard let longest = alone.longest else {
            return alone.failure.map { failure in
                [
                    Problem(
                        file: file, line: 1, severity: .warning,
                        message: "no invented customer, on time or late, could get this: \(failure.reason)",
                        hint: "what not every customer has belongs in a section: {{#name}}…{{name}}…{{/name}}")
                ]
            } ?? []
        }
        let excesses = excesses(longest, template, isUtility: isUtility)
        return excesses.map { Self.problem($0, file: file) }
            + mergingProblems(with: template, file: file, isUtility: isUtility, at: alone.moments, known: excesses)
    }

    /// What is wrong with the message of several invoices, beside what is with that of one.
    ///
    /// - Parameter moments: when that of one can be made.
    private func mergingProblems(
        with template: MessageTemplate, file: String, isUtility: Bool, at moments: [Timestamp],
        known: [ChannelLimits.Excess]
    ) -> [Problem] {
        guard template.merges else { return [] }
        var problems: [Problem] = []
        for count in Self.mergedCounts {
            let merged = trial(template, (1...count).map { payload.sibling($0) }, at: moments)
            if let failure = merged.failure {
                let list = TemplateVariable.invoices.rawValue
                return problems + [
                    Problem(
                        file: file, line: 1, severity: .warning,
                        message: "reminders of several invoices cannot be merged: \(failure.reason)",
                        hint: "what is said of one invoice belongs in {{#\(list)}} or {{^varias_faturas}}")
                ]
            }
            guard let longest = merged.longest, problems.isEmpty else { continue }
            problems += excesses(longest, template, isUtility: isUtility).filter { !known.contains($0) }
                .map { Self.problem($0, file: file, prefix: "with \(count) invoices in one message: ") }
        }
        return problems
    }

    private struct Result {
        var longest: Composition?
        /// The last of them.
        var failure: CompositionError?
        /// Those at which there was none.
        var moments: [Timestamp] = []
    }

    private func trial(_ template: MessageTemplate, _ payloads: [Payload], at moments: [Timestamp]) -> Result {
        var result = Result()
        for moment in moments {
            do throws(CompositionError) {
                let composition = try composer.compose(template, merging: payloads, at: moment)
                if composition.length > result.longest?.length ?? -1 { result.longest = composition }
                result.moments.append(moment)
            } catch {
                result.failure = error
            }
        }
        return result
    }

    private func excesses(
        _ composition: Composition, _ template: MessageTemplate, isUtility: Bool
    ) -> [ChannelLimits.Excess] {
        ChannelLimits.problems(
            channel: template.channel, subject: composition.subject, texts: composition.parts.map(\.text),
            isUtilityTemplate: isUtility)
    }

    private static func problem(_ excess: ChannelLimits.Excess, file: String, prefix: String = "") -> Problem {
        Problem(file: file, line: 1, severity: excess.severity, message: prefix + excess.message, hint: excess.hint)
    }

    /// How many invoices are merged for a trial.
    private static let mergedCounts = [2, 5]

    /// Ten days before the due date, on the day, and three years after it, at noon in Brazil.
    private static let moments = [-10, 0, 1095].map { days in
        Timestamp(seconds: Int64((dueDate.dayNumber + days) * 86_400 + 54_000))
    }

    private static let dueDate = CivilDate(dayNumber: 20_767)

    /// Long names with accents, everything that has a length at its longest, no offer and no good history.
    private static let worstCase: Payload = {
        var payload = Payload()
        payload.customer.id = "CONTRATO-2026-000123456789"
        payload.customer.name = "Maximiliano Frederico da Conceição d'Assunção Gonçalves de Albuquerque e Vasconcellos"
        payload.customer.phone = "91987654321"
        payload.customer.email = "maximiliano.frederico.da.conceicao@correio.exemplo.com.br"
        payload.customer.plan = "Fibra Empresarial 1 Giga com IP fixo e atendimento prioritário"
        payload.customer.history = Payload.History(paidOnTime: 0, paidLate: 40)
        payload.invoice.id = "F-2026-11-0042"
        payload.invoice.amount = Money(cents: 12_990)
        payload.invoice.dueDate = dueDate
        payload.invoice.reference = dueDate.monthOfYear
        payload.invoice.description = "Mensalidade, instalação do ponto adicional e locação do roteador"
        payload.invoice.url =
            "https://central-do-assinante.provedor.exemplo.com.br/faturas/2026/11/F-2026-11-0042/pagar"
        payload.invoice.pdfURL =
            "https://central-do-assinante.provedor.exemplo.com.br/faturas/2026/11/F-2026-11-0042/boleto.pdf"
        payload.invoice.boleto = try? BoletoCode(parsing: "00190500954014481606906809350314816260000012990")
        payload.invoice.pixCode = try? PixCode(parsing: pix)
        return payload
    }()

    /// A dynamic code as long as banks make them.
    private static let pix: String = {
        func field(_ tag: String, _ value: String) -> String {
            tag + (value.utf8.count < 10 ? "0" : "") + String(value.utf8.count) + value
        }
        let url = "pix.banco-exemplo.com.br/qr/v3/cobv/3ec9d2f9-5f03-4e0e-820d-63a81e769e87"
        let body =
            field("00", "01") + field("26", field("00", "br.gov.bcb.pix") + field("25", url)) + field("52", "4814")
            + field("53", "986") + field("54", "129.90") + field("58", "BR")
            + field("59", "EMPRESA DE NOME COMPRIDO") + field("60", "BELEM DO PARA") + field("62", field("05", "***"))
            + "6304"
        let checksum = String(PixCode.checksum(of: body.utf8), radix: 16, uppercase: true)
        return body + String(repeating: "0", count: 4 - checksum.count) + checksum
    }()
}

extension Payload {
    /// Another invoice of the same customer, as long as this one.
    fileprivate func sibling(_ number: Int) -> Payload {
        var sibling = self
        sibling.invoice.id = invoice.id.map { "\($0)-\(number)" }
        return sibling
    }
}

extension Composition {
    fileprivate var length: Int { parts.reduce(0) { max($0, $1.text.count) } }
}
