import Domain
import Foundation
import Testing

@Suite("Preview")
struct PreviewTests {
    @Test("An invented customer fills a template")
    func sample() throws {
        let json = try Workplace().carteiro("preview", "overdue", "--json").json
        #expect(json.names == ["template", "channel", "subject", "html", "parts"])
        #expect(json["template"]?.string == "overdue")
        #expect(json["channel"]?.string == "whatsapp")
        #expect(json["subject"] == .null)
        let parts = json["parts"]?.elements ?? []
        for part in parts { #expect(part.names == ["kind", "text"]) }
        #expect(parts.map { $0["kind"]?.string } == ["text", "pix"])
        #expect(parts.first?["text"]?.string == "Olá, Maria! São R$ 129,90.")
    }

    @Test("The moment decides what is read, and the channel comes from the template or the endpoint")
    func moment() throws {
        let workplace = try Workplace()
        try workplace.write("{{saudacao}}, {{vencimento}}", to: "templates/hello.whatsapp.mustache")
        let text = { (at: String) in
            try workplace.carteiro("preview", "hello", "--at", at, "--json").json["parts"]?[0]?["text"]?.string
        }
        #expect(try text("2026-11-20") == "Bom dia, 23/11/2026")
        #expect(try text("2026-11-20T20:30") == "Boa noite, 23/11/2026")
        #expect(try text("2026-11-20T15:00:00Z") == "Boa tarde, 23/11/2026")
        let mail = try workplace.carteiro("preview", "letter", "--endpoint", "bridge", "--at", "2026-11-20", "--json")
            .json
        #expect(mail["channel"]?.string == "email")
        #expect(mail["subject"]?.string == "Fatura de novembro de 2026")
    }

    @Test("A payload of one's own is used; what it lacks is named")
    func ownPayload() throws {
        let workplace = try Workplace()
        let preview = { (payload: String) in
            try workplace.carteiro("preview", "overdue", "--payload", "-", input: payload)
        }
        let customer = "\"customer\":{\"name\":\"JOAO\",\"phone\":\"11987654321\"}"
        let good = try preview("{\(customer),\"invoice\":{\"amount\":\"1234.5\"}}")
        #expect(good.status == 0)
        #expect(good.out.contains("│ Olá, Joao! São R$ 1.234,50. │"))
        let missing = try preview("{\(customer)}")
        #expect(missing.status == 65)
        #expect(missing.errors.hasPrefix("carteiro: overdue.whatsapp: {{valor}} has no value\n"))
        let malformed = try preview("{\(customer),\"invoice\":{\"amount\":\"12,345.6\"}}")
        #expect(malformed.status == 65)
        #expect(
            malformed.errors
                == "carteiro: stdin: invoice.amount: malformed (write an amount such as 129.90 or 129,90)\n")
        #expect(try preview("nonsense").status == 65)
        #expect(try workplace.carteiro("preview", "overdue", "--payload", workplace.path("none.json")).status == 65)
    }

    @Test("A payload without an address can be looked at, with a warning")
    func noAddress() throws {
        let ending = try Workplace().carteiro(
            "preview", "overdue", "--payload", "-", input: "{\"customer\":{\"name\":\"A\"},\"invoice\":{\"amount\":1}}")
        #expect(ending.status == 0)
        #expect(
            ending.errors == "carteiro: warning: customer.phone is missing, so this could not be sent by whatsapp\n")
    }
}
