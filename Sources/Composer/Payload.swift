package import Boleto
package import Domain

/// What a producer says about one message: customer, invoice, offer, and whatever a template may use.
///
/// A value that is there must be of the right type and well formed, whether a template uses it or not. `null`, the
/// empty text and a text of blanks count as absent. Unknown keys are kept in `json` and otherwise ignored.
package struct Payload: Sendable {
    package struct Customer: Hashable, Sendable {
        package var id: String?
        /// As the billing system wrote it, possibly all in capitals.
        package var name: String?
        /// Not checked here: only the channels that use it need it.
        package var phone: String?
        /// Not checked here: only the channels that use it need it.
        package var email: String?
        /// Since when; a date in the payload, of which the month is kept.
        package var since: CivilMonth?
        package var plan: String?
        /// Two letters: `SP`.
        package var state: String?
        /// An IANA name; `nil`: that of the state, of the telephone's area code, or the company's.
        package var timeZone: String?
        package var history: History?
    }

    /// How invoices were paid so far.
    package struct History: Hashable, Sendable {
        package var paidOnTime: Int
        package var paidLate: Int
    }

    package struct Invoice: Hashable, Sendable {
        package var id: String?
        package var amount: Money?
        package var dueDate: CivilDate?
        /// The month billed; the due date's, if the payload names none.
        package var reference: CivilMonth?
        package var description: String?
        package var boleto: BoletoCode?
        /// The day that a boleto issued again was made out for; `nil`: the due date.
        package var lineDueDate: CivilDate?
        package var pixCode: PixCode?
        package var url: String?
        package var pdfURL: String?
        /// Where the PDF lies below the folder of documents.
        package var pdfPath: String?
        package var fine: Money?
        package var interest: Money?
        package var correction: Money?
        /// Less to pay for who pays in time.
        package var discount: Discount?
        /// What is to be paid with everything added.
        package var total: Money?
        /// The day for which the figures above were computed; `nil`: the day they are shown.
        package var calculatedOn: CivilDate?

        /// Where its document is, the company's own copy first.
        package var documentSource: String? { pdfPath ?? pdfURL }

        /// The 47 or 48 digits of the boleto, without punctuation, which is what copies best.
        package var line: String? { boleto?.line }
        /// Pix "copia e cola".
        package var pix: String? { pixCode?.text }

        /// The billing system's own figures for a payment on a day; `nil` if it sent none.
        package func statedCharges(on day: CivilDate, calendar: BankCalendar) -> StatedCharges? {
            guard let amount, fine != nil || interest != nil || total != nil || correction != nil else { return nil }
            return StatedCharges(
                nominal: amount, fine: fine, interest: interest, correction: correction,
                discount: deduction(on: day, calendar: calendar), total: total,
                calculatedOn: calculatedOn)
        }

        /// What the discount takes off on a day; `nil` without one that still holds.
        package func deduction(on day: CivilDate, calendar: BankCalendar) -> Money? {
            guard let discount, let amount, let dueDate else { return nil }
            let money = discount.deduction(from: amount, due: dueDate, paid: day, calendar: calendar)
            return money.cents > 0 && money < amount ? money : nil
        }
    }

    package struct Offer: Hashable, Sendable {
        package var code: String?
        package var text: String?
    }

    package var customer: Customer
    package var invoice: Invoice
    package var offer: Offer
    /// Everything, as it was sent.
    package var json: JSON

    /// A payload that says nothing.
    init() {
        customer = Customer()
        invoice = Invoice()
        offer = Offer()
        json = .object([])
    }

    /// Reads a payload.
    ///
    /// - Parameter bytes: JSON, an object, UTF-8.
    /// - Throws: `PayloadError` with the first field that is wrong.
    package init(parsing bytes: UnsafeBufferPointer<UInt8>) throws(PayloadError) {
        let json: JSON
        do throws(JSONError) {
            json = try JSON.parse(bytes)
        } catch {
            throw String(validating: bytes, as: UTF8.self) == nil ? .notUTF8(bytes) : .notJSON
        }
        try self.init(json)
    }

    package init(parsing bytes: [UInt8]) throws(PayloadError) {
        let result: Result<Payload, PayloadError> = bytes.withUnsafeBufferPointer { buffer in
            do throws(PayloadError) { return .success(try Payload(parsing: buffer)) } catch { return .failure(error) }
        }
        self = try result.get()
    }

    /// Reads what has been parsed already.
    ///
    /// - Throws: `PayloadError` with the first field that is wrong.
    package init(_ json: JSON) throws(PayloadError) {
        guard case .object = json else { throw .notAnObject }
        self.json = json
        let root = PayloadReader(json: json, path: "")
        try root.requireSingleNames()
        customer = try Customer(root.object("customer"))
        invoice = try Invoice(root.object("invoice"))
        let offer = try root.object("offer")
        self.offer = Offer(code: try offer?.scalar("code"), text: try offer?.text("text", multiline: true))
        _ = try root.object("vars")
    }
}

extension Payload.Customer {
    fileprivate init(_ reader: PayloadReader?) throws(PayloadError) {
        guard let reader else { return }
        try reader.requireSingleNames()
        id = try reader.identifier("id")
        name = try reader.name("name")
        phone = try reader.identifier("phone")
        email = try reader.text("email")
        since = try reader.month("since")
        plan = try reader.scalar("plan")
        state = try reader.text("state").map { (text) throws(PayloadError) in
            let state = text.uppercased()
            return try reader.wellFormed(AreaCode.timeZone(ofState: state) == nil ? nil : state, "state")
        }
        timeZone = try reader.text("time_zone")
        history = try reader.object("history").map { (history) throws(PayloadError) in
            try history.requireSingleNames()
            return Payload.History(
                paidOnTime: try history.count("paid_on_time") ?? 0, paidLate: try history.count("paid_late") ?? 0)
        }
    }
}

extension Payload.Invoice {
    fileprivate init(_ reader: PayloadReader?) throws(PayloadError) {
        guard let reader else { return }
        try reader.requireSingleNames()
        id = try reader.identifier("id")
        amount = try reader.money("amount")
        dueDate = try reader.date("due_date", isOptional: false)
        reference = try reader.month("reference")
        reference = reference ?? dueDate?.monthOfYear
        description = try reader.text("description", multiline: true)
        boleto = try reader.code("line") { (text) throws(BoletoCodeError) in try BoletoCode(parsing: text) }
        lineDueDate = try reader.date("line_due_date")
        pixCode = try reader.code("pix") { (text) throws(PixCodeError) in try PixCode(parsing: text) }
        url = try reader.url("url")
        pdfURL = try reader.url("pdf_url")
        pdfPath = try reader.path("pdf_path")
        fine = try reader.money("fine", orZero: true)
        interest = try reader.money("interest", orZero: true)
        correction = try reader.money("correction", orZero: true)
        discount = try reader.discount("discount", until: try reader.date("discount_until"))
        total = try reader.money("total", orZero: true).flatMap { $0.cents > 0 ? $0 : nil }
        calculatedOn = try reader.date("calculated_on")
    }
}
