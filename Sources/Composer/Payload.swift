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
        /// An IANA name; `nil`: the company's.
        package var timeZone: String?
        package var history: History?
    }

    /// How invoices were paid so far.
    package struct History: Hashable, Sendable {
        package var paidOnTime: Int
        package var paidLate: Int

        /// At least six invoices paid on time, and at most a quarter of all paid late.
        package var isGood: Bool {
            let (total, overflow) = paidOnTime.addingReportingOverflow(paidLate)
            return paidOnTime >= 6 && !overflow && paidLate <= total / 4
        }
    }

    package struct Invoice: Hashable, Sendable {
        package var id: String?
        package var amount: Money?
        package var dueDate: CivilDate?
        /// The month billed; the due date's, if the payload names none.
        package var reference: CivilMonth?
        package var description: String?
        /// The 47 or 48 digits of the boleto, without punctuation, which is what copies best.
        package var line: String?
        /// Pix "copia e cola".
        package var pix: String?
        package var url: String?
        package var pdfURL: String?
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

    /// Reads a payload.
    ///
    /// - Parameter bytes: JSON, an object, UTF-8.
    /// - Throws: `PayloadError` with the first field that is wrong.
    package init(parsing bytes: UnsafeBufferPointer<UInt8>) throws(PayloadError) {
        let json: JSON
        do throws(JSONError) {
            json = try JSON.parse(bytes)
        } catch {
            throw String(validating: bytes, as: UTF8.self) == nil ? .notUTF8 : .notJSON
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
        id = try reader.scalar("id")
        name = try reader.text("name")
        phone = try reader.scalar("phone")
        email = try reader.text("email")
        since = try reader.text("since").map { (text) throws(PayloadError) in
            try reader.wellFormed(CivilMonth(parsing: text) ?? CivilDate(parsing: text)?.monthOfYear, "since")
        }
        plan = try reader.text("plan")
        timeZone = try reader.text("time_zone")
        history = try reader.object("history").map { (history) throws(PayloadError) in
            Payload.History(
                paidOnTime: try history.count("paid_on_time") ?? 0, paidLate: try history.count("paid_late") ?? 0)
        }
    }
}

extension Payload.Invoice {
    fileprivate init(_ reader: PayloadReader?) throws(PayloadError) {
        guard let reader else { return }
        id = try reader.scalar("id")
        amount = try reader.scalar("amount").map { (text) throws(PayloadError) in
            try reader.wellFormed(try? Money(parsing: text), "amount")
        }
        dueDate = try reader.text("due_date").map { (text) throws(PayloadError) in
            try reader.wellFormed(CivilDate(parsing: text), "due_date")
        }
        reference = try reader.text("reference").map { (text) throws(PayloadError) in
            try reader.wellFormed(CivilMonth(parsing: text), "reference")
        }
        reference = reference ?? dueDate?.monthOfYear
        description = try reader.text("description", multiline: true)
        line = try reader.text("line").map { (text) throws(PayloadError) in
            try reader.wellFormed(Self.digits(ofLine: text), "line")
        }
        pix = try reader.text("pix")
        url = try reader.url("url")
        pdfURL = try reader.url("pdf_url")
    }

    /// The digits of a line as it is printed or copied; `nil` if it is none.
    private static func digits(ofLine text: String) -> String? {
        var digits: [UInt8] = []
        digits.reserveCapacity(48)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "0"..."9": digits.append(UInt8(scalar.value))
            case " ", ".", "-", "\u{A0}": continue
            default: return nil
            }
        }
        guard digits.count == 47 || digits.count == 48 else { return nil }
        return String(decoding: digits, as: UTF8.self)
    }
}
