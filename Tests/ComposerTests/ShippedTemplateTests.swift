import Boleto
import Domain
import Testing

@testable import Composer

@Suite("The templates that are shipped")
struct ShippedTemplateTests {
    typealias Shipped = ShippedTemplates

    @Test("are those of the ladder, in writing for five steps and as a call for three, and nothing is wrong with them")
    func sound() {
        let (store, problems) = TemplateStore.load(folder: Shipped.folder, lint: Lint())
        #expect(problems == [])
        #expect(store.names == ["due_soon", "due_today", "notice", "overdue", "overdue_amounts"])
        for name in store.names {
            let isLate = !name.hasPrefix("due_")
            #expect(store.channels(of: name) == [.whatsapp, .email] + (isLate ? [.task] : []), "\(name)")
            #expect(store.template(named: name, for: .email)?.html != nil, "\(name)")
        }
        for shipped in Shipped.names {
            let template = store.template(named: shipped.name, for: shipped.channel)
            let kind: MessageKind = shipped.channel == .task ? .task : shipped.isNotice ? .notice : .reminder
            #expect(template?.kind == kind, "\(shipped.testDescription)")
        }
        #expect(Schedule.standard.steps.allSatisfy { store.names.contains($0.template) })
    }

    @Test(
        "can be made for customers who are hard on them, within the limits of their channels", arguments: Shipped.names)
    func trial(shipped: Shipped.Name) throws {
        let trial = TemplateTrial(try ComposerTests.composer())
        #expect(try trial.problems(with: shipped.template, file: "f", isUtility: false) == [])
    }

    @Test(
        "fit into a template of Meta's with one invoice, but for the notice and the account of the figures",
        arguments: ["due_soon", "due_today", "overdue"])
    func utility(name: String) throws {
        let trial = TemplateTrial(try ComposerTests.composer())
        let template = try Shipped.Name(name: name, channel: .whatsapp).template
        let problems = trial.problems(with: template, file: "f", isUtility: true)
        // Of two, the longest that can be do not.
        #expect(problems.map(\.severity) == [.warning])
        #expect(problems.allSatisfy { $0.message.hasPrefix("with 2 invoices in one message: ") })
    }

    // MARK: - Every invoice, every day

    @Test("promise nothing that is not there, whatever the payload lacks, on every day", arguments: Shipped.names)
    func combinations(shipped: Shipped.Name) throws {
        let template = try shipped.template
        let uses = Set(template.body.uses.map(\.name))
        for invoice in Shipped.invoices {
            for day in invoice.days where !shipped.isNotice || day > 0 {
                let composition = try invoice.compose(template, daysOverdue: day)
                let note = Comment("day \(day), with \(invoice)")
                let text = try #require(composition.parts.first?.text)
                let codes: [PartKind] = (invoice.has(.pix) ? [.pix] : []) + (invoice.has(.line) ? [.line] : [])
                #expect(composition.parts.map(\.kind) == [.text] + (shipped.channel == .whatsapp ? codes : []), note)
                expectTidy(text, note)
                expectPromises(text, invoice, shipped, uses, note)
                for must in Self.musts(shipped) { #expect(text.contains(must), "\(must), \(note)") }
                #expect(composition.warnings.isEmpty)
                guard shipped.channel != .whatsapp else { continue }
                let subject = try #require(composition.subject)
                #expect(subject.contains("novembro de 2026") && !subject.contains("\n"), note)
                expectTidy(subject, note)
            }
        }
    }

    /// What every text of a template says.
    private static func musts(_ shipped: Shipped.Name) -> [String] {
        let facts = ["Maria", "R$ 129,90", "10/11/2026", "novembro de 2026"]
        let sender = [
            "Fibra Norte Telecom Ltda", "CNPJ 11.222.333/0001-81", "Rua A, 1, Belém, PA", "(91) 3333-4444",
            "seg a sex, 8h às 18h", "desconsidere",
        ]
        let notice = shipped.isNotice ? ["Aviso formal", "Resolução Anatel 765/2023", "1331"] : []
        switch shipped.channel {
        case .whatsapp: return facts + sender + notice + ["PARAR ou SAIR"]
        case .email: return facts + sender + notice + ["SAIR", "terça-feira"]
        case .sms: return facts
        case .task: return facts + ["Maria das Dores Silva", "(11) 98765-4321", "O que não dizer", "protocolo"]
        }
    }

    private func expectTidy(_ text: String, _ note: Comment) {
        for mess in ["{{", "}}", "\n\n\n", "  ", " \n", "\n ", " ,", " .", " :", "()", "( ", " )", "\t", ",,", ".."] {
            #expect(!text.contains(mess), "\(mess.debugDescription), \(note)")
        }
        #expect(text == text.trimmed && !text.hasControlCharacter(butLines: true), note)
    }

    /// What is only said where it is so, and what is said wherever it is.
    private func expectPromises(
        _ text: String, _ invoice: Shipped.Invoice, _ shipped: Shipped.Name, _ uses: Set<String>, _ note: Comment
    ) {
        let isWritten = shipped.channel != .task
        func expect(_ words: String, _ isThere: Bool, line: Int = #line) {
            #expect(text.contains(words) == isThere, "\(words), \(note)")
        }
        expect("https://pague.example.com/0042\n", isWritten && invoice.has(.url))
        expect("0042.pdf", isWritten && invoice.has(.pdf))
        expect("Fibra 300", invoice.has(.plan))
        expect("C-1001", invoice.has(.contract) && uses.contains("contrato"))
        expect("ponto adicional", invoice.has(.description) && uses.contains("descricao"))
        expect("18 pagamentos em dia", invoice.has(.history) && uses.contains("bom_historico"))
        expect("Um mês grátis.", invoice.has(.offer) && uses.contains("oferta"))
        expect(Shipped.site, invoice.has(.site) && uses.contains("site"))
        guard isWritten else { return }
        expect("enviamos o código", !invoice.isPayable)
        expect("Pix", invoice.has(.pix))
        expect("ódigo do boleto", invoice.has(.line))
        // A code stands alone in a message of its own where it is copied by a touch.
        expect(PayloadTests.pix, invoice.has(.pix) && shipped.channel == .email)
        expect(InvoiceTests.line, invoice.has(.line) && shipped.channel == .email)
    }

    @Test("speak of offer and history in reminders, never in the notice")
    func tact() throws {
        for shipped in Shipped.names where shipped.channel != .task {
            let uses = Set(try shipped.template.body.uses.map(\.name))
            let isReminder = !shipped.isNotice
            #expect(uses.contains("oferta") == isReminder, "\(shipped.testDescription)")
            #expect(uses.contains("bom_historico") == isReminder, "\(shipped.testDescription)")
            let page = try Set(shipped.template.html?.uses.map(\.name) ?? [])
            #expect(page.isEmpty || page.contains("oferta") == isReminder, "\(shipped.testDescription)")
        }
    }

    // MARK: - Figures

    @Test("say what a late invoice costs and how, by whoever counted it", arguments: Shipped.names)
    func charges(shipped: Shipped.Name) throws {
        let template = try shipped.template
        for charging in Shipped.Charging.allCases {
            for present in [Shipped.full.present, []] {
                let invoice = Shipped.Invoice(present: present, charging: charging)
                let composition = try invoice.compose(template, daysOverdue: 10)
                let text = try #require(composition.parts.first?.text)
                let note = Comment("\(charging), with \(invoice)")
                expectTidy(text, note)
                guard !shipped.name.hasPrefix("due_") else {
                    #expect(!text.contains("Multa") && !text.contains("juros"), note)
                    continue
                }
                let total: String? =
                    switch charging {
                    case .computed, .stated, .totalAlone: "132,92"
                    case .fineAlone: "132,49"
                    case .interestAlone: "130,33"
                    case .corrected: "133,63"
                    // Fine and interest are ours, on the corrected amount.
                    case .correctionAlone: "133,64"
                    case .none: nil
                    }
                if let total { #expect(text.contains("R$ \(total)"), note) }
                #expect(text.contains("20/11/2026") == (total != nil) || shipped.isNotice, note)
                #expect(text.contains("Acréscimos") == (charging == .totalAlone), note)
                #expect(text.contains("R$ 0,70") == [.corrected, .correctionAlone].contains(charging), note)
                #expect(text.contains("R$ 2,59") == ([.computed, .stated, .fineAlone].contains(charging)), note)
                // In words too, where it can be said what the total is made of.
                if total != nil, ![.totalAlone, .interestAlone].contains(charging) {
                    #expect(text.contains("ulta"), note)
                }
            }
        }
    }

    @Test("ask for nothing more before and on the due date", arguments: Shipped.names)
    func onTime(shipped: Shipped.Name) throws {
        for day in [-10, -1, 0] where !shipped.isNotice {
            let text = try #require(try Shipped.full.compose(shipped.template, daysOverdue: day).parts.first?.text)
            #expect(!text.contains("Multa") && !text.contains("com multa"), "day \(day)")
            #expect(!text.contains("130,") && !text.contains("132,"), "day \(day)")
        }
    }

    @Test("speak of a discount as long as it can be had", arguments: Shipped.names)
    func discount(shipped: Shipped.Name) throws {
        for discount in ["10.00", "5%"] {
            let invoice = Shipped.Invoice(present: [], discount: discount)
            for day in Shipped.days where !shipped.isNotice || day > 0 {
                let text = try #require(try invoice.compose(shipped.template, daysOverdue: day).parts.first?.text)
                expectTidy(text, "day \(day)")
                let isTold = try day <= 0 && shipped.template.body.uses.contains { $0.name == "desconto" }
                let rest = discount == "5%" ? "123,41" : "119,90"
                #expect(text.contains("R$ \(rest)") == isTold, "day \(day), \(discount)")
            }
        }
    }

    @Test("say whether the due date is to come, today or over", arguments: [Channel.whatsapp, .email])
    func dueDate(channel: Channel) throws {
        let mark = channel == .whatsapp ? "*" : ""
        let due = "\(mark)10/11/2026\(mark)"
        for (name, day, words) in [
            ("due_soon", -10, "vence em \(due) (terça-feira)"), ("due_soon", -1, "vence em \(due)"),
            ("due_soon", 0, "Hoje, \(due), vence a sua mensalidade"), ("due_soon", 1, "foi em \(due)"),
            ("due_today", -1, "vence em \(due)"), ("due_today", 0, "vence hoje"),
            ("due_today", 400, "venceu em \(due)"),
            ("overdue", 3, "com vencimento em 10/11/2026"), ("overdue_amounts", 10, "com vencimento em 10/11/2026"),
            ("notice", 15, "(dias desde então: 15)"),
        ] {
            let template = try Shipped.Name(name: name, channel: channel).template
            let text = try #require(try Shipped.full.compose(template, daysOverdue: day).parts.first?.text)
            if !(name == "notice" && channel == .email) { #expect(text.contains(words), "\(name) on day \(day)") }
        }
    }

    @Test("say until when an invoice that is due on a day without banks can be paid", arguments: Shipped.names)
    func extended(shipped: Shipped.Name) throws {
        let template = try shipped.template
        // A Saturday; banks work again on Monday, the 7th.
        let payload = try PayloadTests.parse(
            #"{"customer":{"name":"Ana"},"invoice":{"amount":"129.90","due_date":"2026-12-05"}}"#)
        for (day, isOpen) in [("2026-12-04", true), ("2026-12-05", true), ("2026-12-07", true), ("2026-12-08", false)] {
            let moment = try InvoiceTests.moment(day)
            if shipped.isNotice, isOpen {
                #expect(throws: CompositionError.missing("dias_atraso")) {
                    try ComposerTests.composer().compose(template, payload, at: moment)
                }
                continue
            }
            let composition = try ComposerTests.composer().compose(template, payload, at: moment)
            for text in [composition.parts.first?.text, composition.html].compactMap({ $0 }) {
                #expect(text.contains("até 07/12/2026, sem acréscimo") == isOpen, "\(day)")
                #expect(!text.contains("venceu") || !isOpen, "\(day)")
                let isCharged = text.contains("Multa") || text.contains("Juros")
                #expect(isCharged == (!isOpen && !shipped.name.hasPrefix("due_")), "\(day)")
            }
        }
    }

    @Test("keep the formal notice from whoever owes nothing yet", arguments: [Channel.whatsapp, .email])
    func early(channel: Channel) throws {
        let template = try Shipped.Name(name: "notice", channel: channel).template
        for day in [-10, -1, 0] {
            #expect(throws: CompositionError.missing("dias_atraso")) {
                try Shipped.full.compose(template, daysOverdue: day)
            }
        }
    }

    @Test("name the regulator's dates in the notice", arguments: [Channel.whatsapp, .email])
    func noticeDates(channel: Channel) throws {
        let template = try Shipped.Name(name: "notice", channel: channel).template
        let composition = try Shipped.bare.compose(template, daysOverdue: 15)
        for text in [composition.parts.first?.text, composition.html].compactMap({ $0 }) {
            for date in ["25/11/2026", "11/12/2026", "10/02/2027"] { #expect(text.contains(date), "\(date)") }
        }
    }

    // MARK: - Wording

    @Test("hold no phrase that the linter forbids once they are filled in", arguments: Shipped.names)
    func wording(shipped: Shipped.Name) throws {
        let template = try shipped.template
        let lint = Lint()
        for invoice in [Shipped.full, Shipped.bare] {
            for day in shipped.name.hasPrefix("due_") ? [-1, 0, 1] : [1, 400] {
                let composition = try invoice.compose(template, daysOverdue: day)
                for text in composition.parts.map(\.text) + [composition.subject].compactMap({ $0 }) {
                    let problems = lint.problems(
                        inMessage: text, kind: template.kind, channel: template.channel, template: template.name)
                    #expect(problems == [], "day \(day)")
                }
                guard day == 1, let html = composition.html else { continue }
                let problems = lint.problems(
                    inMessage: html, kind: template.kind, channel: .email, isHTML: true, template: template.name)
                #expect(problems == [], "day \(day)")
            }
        }
    }
}
