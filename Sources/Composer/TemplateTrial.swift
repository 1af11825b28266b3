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
        var failure: CompositionError?
        var longest: Composition?
        for moment in Self.moments {
            do throws(CompositionError) {
                let composition = try composer.compose(template, payload, at: moment)
                if composition.length > longest?.length ?? -1 { longest = composition }
            } catch {
                failure = error
            }
        }
        guard let longest else {
            guard let failure else { return [] }
            return [
                Problem(
                    file: file, line: 1, severity: .warning,
                    message: "no invented customer, on time or late, could get this: \(failure.reason)",
                    hint: "what not every customer has belongs in a section: {{#name}}…{{name}}…{{/name}}")
            ]
        }
        let texts = longest.parts.map(\.text)
        return ChannelLimits.problems(
            channel: template.channel, subject: longest.subject, texts: texts, isUtilityTemplate: isUtility
        ).map { Problem(file: file, line: 1, severity: $0.severity, message: $0.message, hint: $0.hint) }
    }

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

extension Composition {
    fileprivate var length: Int { parts.reduce(0) { max($0, $1.text.count) } }
}
