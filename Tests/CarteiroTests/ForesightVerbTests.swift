import Domain
import Foundation
import Testing

@Suite("explain and plan", .enabled(if: Workplace.hasSQLiteTool))
struct ForesightVerbTests {
    private func workplace() throws -> Workplace {
        let workplace = try Workplace()
        _ = try workplace.enqueue(line(1), line(2), line(3))
        return workplace
    }

    @Test("explain prints both languages, or the one that is asked for")
    func languages() throws {
        let workplace = try workplace()
        let both = try workplace.carteiro("explain", "1")
        #expect(both.status == 0)
        #expect(both.outLines.count == 2)
        #expect(both.outLines.first?.hasPrefix("Mensagem 1: é nova e o carteiro ainda não olhou para ela;") == true)
        #expect(both.outLines.last?.hasPrefix("Message 1: it is new and the daemon has not looked at it yet;") == true)
        #expect(try workplace.carteiro("explain", "1", "--language", "pt").outLines == [both.outLines[0]])
        #expect(try workplace.carteiro("explain", "1", "--language", "en").outLines == [both.outLines[1]])
    }

    @Test("Its JSON has id, state, why and next, in Portuguese unless told otherwise")
    func json() throws {
        let workplace = try workplace()
        try workplace.sql("UPDATE outbox SET state = 'cancelled', reason = 'settled' WHERE id = 2;")
        let document = try workplace.carteiro("explain", "2", "--json").json
        #expect(document.names == ["id", "state", "why", "next"])
        #expect(document["id"]?.integer == 2)
        #expect(document["state"]?.string == "cancelled")
        #expect(document["why"]?.string == "não foi enviada porque a fatura foi paga")
        #expect(document["next"]?.string == "não há mais nada a fazer")
        let english = try workplace.carteiro("explain", "2", "--json", "--language", "en").json
        #expect(english["why"]?.string == "it was not sent because its invoice has been paid")
    }

    @Test(
        "Each state is explained from the outbox alone",
        arguments: [
            ("state = 'queued', endpoint = 'gateway', next_attempt_at = 1", "pode sair agora pelo canal gateway"),
            (
                "state = 'queued', endpoint = 'gateway', next_attempt_at = 4000000000, reason = 'frequency-cap'",
                "este cliente já recebeu mensagem há pouco"
            ),
            (
                "state = 'queued', endpoint = 'gateway', next_attempt_at = 4000000000, reason = 'dns', attempts = 2",
                "2 tentativas falharam (o endereço do canal não foi encontrado)"
            ),
            (
                "state = 'queued', endpoint = 'gateway', next_attempt_at = 1, not_after = 2",
                "não será enviada: o prazo dado pelo sistema de cobrança passou"
            ),
            ("state = 'sending', endpoint = 'gateway'", "está sendo enviada pelo canal gateway"),
            ("state = 'sending', leader = 2", "vai junto com a mensagem 2"),
            ("state = 'sent', sent_at = 1795000000", "foi enviada e o canal a aceitou em 18/11/2026 08:06"),
            ("state = 'uncertain', reason = 'shutdown'", "pode ter chegado ou não (o serviço foi desligado"),
            ("state = 'dead', reason = 'not-on-whatsapp'", "não foi enviada: o número não está no WhatsApp"),
            ("state = 'expired', reason = 'not-after'", "não foi enviada: o prazo dado pelo sistema"),
        ])
    func states(change: String, words: String) throws {
        let workplace = try workplace()
        try workplace.sql("UPDATE outbox SET \(change) WHERE id = 1;")
        let why = try workplace.carteiro("explain", "1", "--json").json["why"]?.string ?? ""
        #expect(why.hasPrefix(words), "\(why)")
    }

    @Test("A pause is named, with who ends it")
    func paused() throws {
        let workplace = try workplace()
        #expect(try workplace.carteiro("pause", "gateway").status == 0)
        let text = try workplace.carteiro("explain", "1", "--language", "en").out
        #expect(text.contains("the endpoint gateway is paused (operator)"))
        #expect(text.contains("it waits until somebody runs `carteiro resume`"))
    }

    @Test("A message that is not there: 65; a language that is not: 64")
    func wrong() throws {
        let workplace = try workplace()
        let ending = try workplace.carteiro("explain", "9")
        #expect(ending.status == 65)
        #expect(ending.errors == "carteiro: there is no message 9\n")
        #expect(try workplace.carteiro("explain", "1", "--language", "fr").status == 64)
        #expect(try workplace.carteiro("explain", "one").status == 64)
    }

    @Test("plan says what becomes of each message, and changes nothing")
    func plan() throws {
        let workplace = try workplace()
        try workplace.sql(
            """
            UPDATE outbox SET not_before = 4000000000 WHERE id = 2;
            INSERT INTO settled_invoice (invoice) VALUES ('F3');
            """)
        let before = try workplace.carteiro("list", "--json").out
        let lines = try workplace.carteiro("plan", "--json").outLines.map { try JSON.parse($0) }
        #expect(lines.allSatisfy { $0.names == Self.names })
        let byID = lines.sorted { ($0["id"]?.integer ?? 0) < ($1["id"]?.integer ?? 0) }
        #expect(byID.map { $0["outcome"]?.string } == ["sent", "waiting", "cancelled"])
        #expect(byID.map { $0["reason"]?.string } == [nil, nil, "settled"])
        #expect(byID.first?["endpoint"]?.string == "gateway")
        #expect(byID[1]["at"]?.integer == 4_000_000_000)
        #expect(try workplace.carteiro("list", "--json").out == before)
    }

    private static let names = ["id", "invoice", "customer", "outcome", "at", "endpoint", "reason", "merged_into"]

    @Test("Its page counts by day and lists what becomes of whom")
    func page() throws {
        let page = try workplace().carteiro("plan")
        #expect(page.status == 0)
        #expect(page.outLines.first?.hasPrefix("Until ") == true && page.outLines.first?.hasSuffix("sent 3") == true)
        #expect(page.out.contains("DAY") && page.out.contains("CUSTOMER"))
    }

    @Test("Nothing waits once everything has ended; without an outbox there is nothing to plan: 69")
    func nothing() throws {
        let workplace = try workplace()
        try workplace.sql("UPDATE outbox SET state = 'sent';")
        #expect(try workplace.carteiro("plan").outLines == ["nothing waits"])
        #expect(try Workplace().carteiro("plan").status == 69)
    }

    @Test(
        "Until when must be a time that lies ahead: 64",
        arguments: ["yesterday", "2020-01-01", "2500-01-01", "", "-1"])
    func until(text: String) throws {
        let ending = try workplace().carteiro("plan", "--until=\(text)")
        #expect(ending.status == 64)
        #expect(ending.errors.contains("--until"))
    }

    @Test("A plan that ends before a message may go leaves it waiting")
    func short() throws {
        let workplace = try Workplace(
            configuration: Workplace.configuration.replacing(
                "delivery_window: always", with: "delivery_window: {sunday: closed}"))
        _ = try workplace.enqueue(line(1))
        try workplace.sql("UPDATE outbox SET not_before = CAST(strftime('%s', 'now') AS INTEGER) + 864000;")
        let step = try workplace.carteiro("plan", "--json").json
        #expect(step["outcome"]?.string == "waiting")
        let longer = try workplace.carteiro(
            "plan", "--json", "--until", "\(Int(Date.now.timeIntervalSince1970) + 30 * 86_400)"
        ).json
        #expect(longer["outcome"]?.string == "sent")
    }
}
