/// A Pix code to copy and paste (BR Code) that passed every check.
///
/// It is the central bank's use of EMV's merchant-presented QR code. Treat it as payment data: none of it belongs in a
/// log.
package struct PixCode: Hashable, Sendable {
    /// How the payer's bank learns what to pay.
    package enum Kind: String, Sendable {
        /// It carries a Pix key, also if a recurrence is offered beside it: fixed, reusable, knows no invoice.
        case `static`
        /// It carries the address of a charge, also if a recurrence is offered beside it.
        case dynamic
        /// It carries the address of a recurrence (Pix Automático) and neither key nor charge.
        case composite
    }

    /// The code as it was given, without the blanks around it.
    package let text: String
    package let kind: Kind
    /// Field 54 as it was written: `119.90`, `10`, `0.9`; `nil` if the code carries none, as most dynamic ones.
    package let amountText: String?
    package let amount: Money?
    /// The receiver's reference, 1 to 25 letters and digits, or `***`, which stands for none; `nil` if the field is
    /// missing.
    package let txid: String?
    /// 1 to 25 characters.
    package let merchantName: String
    /// 1 to 15 characters.
    package let merchantCity: String
    /// The Pix key of a static code.
    package let key: String?
    /// What the payer reads beside the amount.
    package let description: String?
    /// Where a dynamic code's charge is found, without `https://`.
    package let url: String?
    /// Where the recurrence is found, without `https://`.
    package let recurrenceURL: String?

    /// Reads a code, leaving out only the blanks around it: those inside belong to names.
    ///
    /// - Throws: `PixCodeError` with everything that is wrong.
    package init(parsing text: String) throws(PixCodeError) {
        let text = text.withoutBlanksAround
        guard !text.isEmpty else { throw PixCodeError(structure: nil, faults: [.empty]) }
        let fields = PixFields(text)
        var check = PixCheck(fields)
        let faults = check.run()
        guard fields.structure == nil, faults.isEmpty, let kind = check.kind,
            let merchantName = fields.text(fields.top(59)), let merchantCity = fields.text(fields.top(60))
        else { throw PixCodeError(structure: fields.structure, faults: faults) }
        self.text = text
        self.kind = kind
        amount = check.amount
        amountText = fields.text(fields.top(54))
        txid = fields.text(fields.txid)
        self.merchantName = merchantName
        self.merchantCity = merchantCity
        key = fields.text(fields.key)
        description = fields.text(fields.description)
        url = fields.text(fields.url)
        recurrenceURL = fields.text(fields.recurrenceURL)
    }
}

extension String {
    fileprivate var withoutBlanksAround: String {
        func isBlank(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isWhitespace || scalar == "\u{200B}" || scalar == "\u{FEFF}"
        }
        let scalars = unicodeScalars
        guard let first = scalars.first, let last = scalars.last, isBlank(first) || isBlank(last) else { return self }
        guard let start = scalars.firstIndex(where: { !isBlank($0) }),
            let end = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(scalars[start...end])
    }
}
