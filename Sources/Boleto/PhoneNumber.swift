/// A Brazilian telephone number, complete and with the ninth digit that every mobile number has had since 2016.
///
/// The numbering plan is Anatel's; the word for each refusal is part of the public contract.
package struct PhoneNumber: Hashable, Sendable {
    package enum Kind: String, Sendable {
        case mobile
        /// Written with eight digits, as before 2016; the nine was put in front.
        case mobileNinthDigitAdded = "mobile_ninth_digit_added"
        case landline
    }

    package let kind: Kind
    /// The two digits after the country code (DDD): 11 to 99.
    package let areaCode: Int
    /// The number within its area: nine digits for a mobile, eight for a landline.
    package let subscriber: String

    /// Country code first, digits only: `5511987654321`.
    package var digits: String { "55\(areaCode)\(subscriber)" }

    /// `+5511987654321`.
    package var e164: String { "+\(digits)" }

    /// Digits under which a WhatsApp account may be registered, in the order to try them.
    ///
    /// From area code 31 on, accounts older than the ninth digit may still go by the eight-digit form.
    package var candidates: [String] {
        guard kind != .landline, areaCode >= 31 else { return [digits] }
        return [digits, "55\(areaCode)\(subscriber.dropFirst())"]
    }

    /// The two letters of the state it belongs to.
    package var state: String? { AreaCode.state(of: areaCode) }

    /// The IANA name of the time zone it belongs to.
    package var timeZone: String? { AreaCode.timeZone(of: areaCode) }

    /// Reads a number as people type it.
    ///
    /// Accepted are any punctuation, `+55`, `0055`, `55`, a trunk `0` with or without a carrier's code, `0xx`, the `90`
    /// of collect calls, and a gateway's JID. Eleven digits that begin with 55 are area code 55; twelve or thirteen are
    /// the country code.
    /// - Parameter defaultAreaCode: for numbers without one (default: none, they are refused).
    /// - Throws: `PhoneNumberError`.
    package init(parsing text: String, defaultAreaCode: Int? = nil) throws(PhoneNumberError) {
        let national = try DialledNumber(text).national()
        let area: Int
        let number: ArraySlice<UInt8>
        switch national.count {
        case 10, 11:
            area = Int(national[0]) * 10 + Int(national[1])
            number = national[2...]
        case 8, 9:
            guard !Self.isNationwide(national) else { throw .nonGeographic }
            guard let defaultAreaCode else { throw .missingAreaCode }
            area = defaultAreaCode
            number = national[...]
        default:
            throw .length
        }
        guard AreaCode.state(of: area) != nil else { throw .invalidAreaCode }
        areaCode = area
        (kind, subscriber) = try Self.subscriber(number)
    }

    private static func subscriber(_ number: ArraySlice<UInt8>) throws(PhoneNumberError) -> (Kind, String) {
        let text = String(decoding: number.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
        switch (number.count, number.first ?? 0) {
        case (9, 9): return (.mobile, text)
        case (8, 6...9): return (.mobileNinthDigitAdded, "9" + text)
        case (8, 2...5): return (.landline, text)
        default: throw .invalidSubscriber
        }
    }

    /// `4004-1234`, `3003-1234`: one number for the whole country, which no customer has.
    private static func isNationwide(_ digits: [UInt8]) -> Bool {
        guard digits.count == 8 else { return false }
        return [[4, 0, 0], [3, 0, 0], [4, 0, 2, 0]].contains { digits.starts(with: $0) }
    }
}

/// Why a text is no Brazilian number of a person; the raw values are words of the public contract.
package enum PhoneNumberError: String, Error, CaseIterable, Sendable {
    case empty
    case length
    case missingAreaCode = "missing_ddd"
    case invalidAreaCode = "invalid_ddd"
    case invalidSubscriber = "invalid_subscriber"
    /// 0800, 0300, 4004 and the like.
    case nonGeographic = "non_geographic"
    case foreignCountry = "foreign_country"
    case multipleNumbers = "multiple_numbers"
    case invalidCharacter = "invalid_character"

    /// What is wrong, in English; nothing of the number is in it.
    package var message: String {
        switch self {
        case .empty: "there is no number in it"
        case .length: "a Brazilian number has 10 or 11 digits with its area code"
        case .missingAreaCode: "the area code (DDD) is missing"
        case .invalidAreaCode: "no such area code (DDD) in Brazil"
        case .invalidSubscriber: "a number in its area is a 9 and eight digits, or eight digits that begin with 2 to 9"
        case .nonGeographic: "a number such as 0800 or 4004 is a company's, no customer's"
        case .foreignCountry: "the country code is not 55, Brazil"
        case .multipleNumbers: "more than one number stands in it"
        case .invalidCharacter: "a character that belongs in no phone number stands in it"
        }
    }
}
