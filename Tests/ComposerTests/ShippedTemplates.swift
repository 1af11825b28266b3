import Boleto
import Domain
import Foundation
import Testing

@testable import Composer

/// The templates that are shipped, and invoices of every kind for them.
enum ShippedTemplates {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("config/templates").path

    static let store = TemplateStore.load(folder: folder).store

    /// Names the tests' cases.
    struct Name: Hashable, Sendable, CustomTestStringConvertible {
        var name: String
        var channel: Channel

        var testDescription: String { "\(name).\(channel.rawValue)" }

        var template: MessageTemplate {
            get throws { try #require(ShippedTemplates.store.template(named: name, for: channel)) }
        }

        var isNotice: Bool { name == "notice" }
    }

    static let names = store.names.flatMap { name in
        store.channels(of: name).map { Name(name: name, channel: $0) }
    }

    /// What a payload may lack.
    enum Optional: Int, CaseIterable {
        case pix, line, url, pdf, plan, history, offer, contract, description, since, site
    }

    /// What the billing system says of charges.
    enum Charging: CaseIterable {
        /// Nothing; ours are computed.
        case computed
        /// Nothing, and none are.
        case none
        case stated, fineAlone, interestAlone, totalAlone, corrected, correctionAlone

        var members: String {
            switch self {
            case .computed, .none: ""
            case .stated: #","fine":"2.59","interest":"0.43","total":"132.92","calculated_on":"2026-11-20""#
            case .fineAlone: #","fine":"2.59","calculated_on":"2026-11-20""#
            case .interestAlone: #","interest":"0.43","calculated_on":"2026-11-20""#
            case .totalAlone: #","total":"132.92","calculated_on":"2026-11-20""#
            case .correctionAlone: #","correction":"0.70","calculated_on":"2026-11-20""#
            case .corrected:
                #","fine":"2.60","interest":"0.43","correction":"0.70","total":"133.63","calculated_on":"2026-11-20""#
            }
        }
    }

    /// One invoice of 129.90, due on 2026-11-10.
    struct Invoice: Sendable, CustomStringConvertible {
        var present: Set<Optional>
        var charging: Charging = .computed
        /// As it stands in the payload, such as `10.00` or `5%`.
        var discount: String?

        var description: String {
            let words = Optional.allCases.filter(has).map { "\($0)" }
            return words.isEmpty ? "nothing" : words.joined(separator: ", ")
        }

        func has(_ optional: Optional) -> Bool { present.contains(optional) }

        /// - Parameter name: the customer's.
        func payload(name: String = "MARIA DAS DORES SILVA") throws -> Payload {
            func member(_ optional: Optional, _ text: String) -> String { has(optional) ? "," + text : "" }
            let customer =
                #""name":\#(JSON.string(name).text),"phone":"(11) 98765-4321","email":"maria@example.com""#
                + member(.contract, #""id":"C-1001""#) + member(.plan, #""plan":"Fibra 300""#)
                + member(.since, #""since":"2021-03-10""#)
                + member(.history, #""history":{"paid_on_time":18,"paid_late":1}"#)
            let invoice =
                #""id":"F-1","amount":"129.90","due_date":"2026-11-10""# + charging.members
                + (discount.map { #","discount":"\#($0)""# } ?? "") + member(.pix, #""pix":"\#(PayloadTests.pix)""#)
                + member(.line, #""line":"\#(InvoiceTests.line)""#)
                + member(.url, #""url":"https://pague.example.com/0042""#)
                + member(.pdf, #""pdf_url":"https://pague.example.com/0042.pdf""#)
                + member(.description, #""description":"Mensalidade e ponto adicional""#)
            let offer = member(.offer, #""offer":{"text":"Um mês grátis."}"#)
            return try PayloadTests.parse(#"{"customer":{\#(customer)},"invoice":{\#(invoice)}\#(offer)}"#)
        }

        func compose(_ template: MessageTemplate, daysOverdue: Int) throws(CompositionError) -> Composition {
            guard let payload = try? payload(), let composer = composers[has(.site)]?[charging == .none] else {
                throw .missing("the test's own payload")
            }
            return try composer.compose(template, payload, at: moment(daysOverdue))
        }

        /// Every day for what has everything or nothing; before, on and after the due date for the rest.
        var days: [Int] {
            present.isEmpty || present.count == Optional.allCases.count ? ShippedTemplates.days : [-1, 0, 10]
        }

        /// Which ways of paying it has.
        var isPayable: Bool { has(.pix) || has(.line) || has(.url) || has(.pdf) }
    }

    static let site = "https://fibranorte.example"

    /// By whether the company has a site, and whether nothing is computed.
    private static let composers: [Bool: [Bool: Composer]] = {
        var sited = ComposerTests.company
        sited.site = site
        var uncharged = BillingTerms()
        uncharged.lateFee = nil
        func composer(_ company: Company, _ terms: BillingTerms) -> Composer? {
            try? Composer(company: company, timeZone: "America/Belem", terms: terms)
        }
        return [true: sited, false: ComposerTests.company].mapValues { company in
            [true: uncharged, false: BillingTerms()].compactMapValues { composer(company, $0) }
        }
    }()

    static let dueDate = CivilDate(dayNumber: 20_767)

    /// Noon in Belém and São Paulo, so many days after the due date.
    static func moment(_ daysOverdue: Int) -> Timestamp {
        Timestamp(seconds: Int64((dueDate.dayNumber + daysOverdue) * 86_400 + 54_000))
    }

    static let days = [-10, -1, 0, 1, 3, 10, 15, 400]

    /// Everything, nothing, everything but one, one alone: each pair of optionals in each of its four states. And the
    /// ways of paying in all of their combinations.
    static let invoices: [Invoice] = {
        let all = Set(Optional.allCases)
        var sets: Set<Set<Optional>> = [all, []]
        for one in Optional.allCases {
            sets.insert(all.subtracting([one]))
            sets.insert([one])
        }
        let ways: [Optional] = [.pix, .line, .url, .pdf]
        for mask in 0..<16 {
            let absent = ways.enumerated().filter { mask & (1 << $0.offset) != 0 }.map(\.element)
            sets.insert(all.subtracting(absent))
        }
        return sets.map { Invoice(present: $0) }
    }()

    static let full = Invoice(present: Set(Optional.allCases))
    static let bare = Invoice(present: [])
}
