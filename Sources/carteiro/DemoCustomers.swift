import Boleto
import Domain
import Outbox

/// The invented customers of the demonstration.
struct DemoCustomers {
    var name: String
    var message: NewMessage

    /// - Parameter today: the due dates lie around it.
    static func all(today: Timestamp) -> [DemoCustomers] {
        let day = CivilDate(dayNumber: Int(today.seconds / 86_400))
        return [
            customer("Maria", "MARIA DAS DORES SILVA", 1, "overdue", day.advanced(byDays: -3), onTime: 18),
            customer("João", "João Pedro d'Ávila", 2, "due_soon", day.advanced(byDays: 2), onTime: 3),
            customer("José", "JOSE CARLOS DE SOUZA JR", 3, "overdue", day.advanced(byDays: -9), onTime: 2),
            customer("Raimunda", "RAIMUNDA NONATA", 4, "overdue", day.advanced(byDays: -4), onTime: 0),
            customer("Pedro", "PEDRO", 5, "due_soon", day, onTime: 12, phone: "3333-44"),
            customer("Ana", "ANA BEATRIZ MOURA", 6, "overdue", day.advanced(byDays: -5), onTime: 7),
        ]
    }

    private static func customer(
        _ name: String, _ fullName: String, _ number: Int, _ template: String, _ due: CivilDate, onTime: Int,
        phone: String? = nil
    ) -> DemoCustomers {
        let customer = JSON.object([
            JSONMember("id", .string("C-100\(number)")), JSONMember("name", .string(fullName)),
            JSONMember("phone", .string(phone ?? "(91) 98765-000\(number)")), JSONMember("plan", .string("Fibra 300")),
            JSONMember(
                "history",
                .object([JSONMember("paid_on_time", .integer(onTime)), JSONMember("paid_late", .integer(1))])),
        ])
        let amount = Money(cents: Int64(10_990 + number * 1000))
        let invoice = JSON.object([
            JSONMember("id", .string("F-100\(number)")), JSONMember("amount", .string(amount.decimal)),
            JSONMember("due_date", .string(due.iso)),
            JSONMember("line", .optional(SampleInvoice.line(amount: amount, due: due))),
            JSONMember("url", .string("https://boletos.example/F-100\(number)")),
        ])
        let payload = JSON.object([JSONMember("customer", customer), JSONMember("invoice", invoice)])
        return DemoCustomers(
            name: name, message: NewMessage(template: template, payload: payload.text, dedupeKey: "demo-\(number)"))
    }
}
