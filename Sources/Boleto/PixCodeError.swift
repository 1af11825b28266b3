/// Everything that is wrong with a Pix code: the first fault of its structure, and all others that can be told then.
package struct PixCodeError: Error, Hashable, Sendable {
    /// Fields that do not add up, so that the rest cannot be read.
    package struct Structure: Error, Hashable, Sendable {
        /// The raw values are part of words of the public contract.
        package enum Kind: String, Sendable, CaseIterable {
            /// Where a tag or a length should stand, there is no digit.
            case nonNumeric = "non_numeric_tag_or_length"
            /// The code ends within a tag or a length.
            case truncatedHeader = "truncated_header"
            /// The code, or the field around it, ends before the value does.
            case truncatedValue = "truncated_value"
            /// A tag stands twice in the same list.
            case duplicateTag = "duplicate_tag"
        }

        package var kind: Kind
        /// Characters before the field.
        package var offset: Int
        /// The first characters of the field, at most four.
        package var excerpt: String

        /// `tlv:non_numeric_tag_or_length@136:08BR`; it repeats a piece of the code, so no log may have it.
        package var word: String { "tlv:\(kind.rawValue)@\(offset):\(excerpt)" }
    }

    /// The raw values are words of the public contract.
    package enum Fault: String, Sendable, CaseIterable {
        case empty
        /// A control character.
        case charset
        case checksum = "crc"
        case checksumMissing = "crc_missing"
        case checksumNotLast = "crc_not_last"
        /// Field 00 does not come first, or is not 01.
        case payloadFormat = "payload_format"
        /// Field 01 is neither 11 nor 12.
        case initiationMethod = "initiation_method"
        /// None of the fields 26 to 51 is Pix's.
        case accountMissing = "account_missing"
        case accountTwice = "account_twice"
        case keyAndURL = "key_and_url"
        case keyOrURLMissing = "key_or_url_missing"
        case keyFormat = "key_format"
        /// Sub-field 03 is not eight digits.
        case institutionFormat = "fss_format"
        case urlWithScheme = "url_with_scheme"
        case urlFormat = "url_format"
        /// Field 52 is not four digits.
        case category = "mcc_format"
        case currency
        case amountFormat = "amount_format"
        case country
        /// Not 1 to 25 characters.
        case nameLength = "name_len"
        /// Not 1 to 15 characters.
        case cityLength = "city_len"
        case txidFormat = "txid_format"
    }

    package var structure: Structure?
    package var faults: [Fault]

    package init(structure: Structure?, faults: [Fault]) {
        self.structure = structure
        self.faults = faults
    }

    /// The words of the public contract, never none; the first may repeat four characters of the code, so that they
    /// belong on the terminal of the person who typed it, never in a log.
    package var words: [String] { (structure.map { [$0.word] } ?? []) + faults.map(\.rawValue) }

    /// What is wrong and what may have happened, in English; nothing of the code is in it.
    package var message: String {
        ((structure.map { [$0.message] } ?? []) + faults.map(\.message)).joined(separator: "; ")
    }
}

extension PixCodeError.Structure {
    fileprivate var message: String {
        switch kind {
        case .nonNumeric, .truncatedHeader, .truncatedValue:
            "its fields do not add up after \(offset) characters: was it cut short, or were blanks inside it lost?"
        case .duplicateTag: "after \(offset) characters a field stands for the second time"
        }
    }
}

extension PixCodeError.Fault {
    fileprivate var message: String {
        switch self {
        case .empty: "there is no code in it"
        case .charset: "a control character stands in it"
        case .checksum: "its checksum does not match: it was changed while copying, or made by a faulty program"
        case .checksumMissing: "its checksum (field 63) is missing: was it cut short?"
        case .checksumNotLast: "its checksum (field 63) is not the last field"
        case .payloadFormat: "it does not begin with 000201: was its beginning lost?"
        case .initiationMethod: "field 01 is neither 11 nor 12"
        case .accountMissing: "no field from 26 to 51 belongs to Pix (br.gov.bcb.pix)"
        case .accountTwice: "two fields from 26 to 51 belong to Pix"
        case .keyAndURL: "it has a Pix key (26-01) and the address of a charge (26-25); only one may be there"
        case .keyOrURLMissing: "it has neither a Pix key (26-01) nor the address of a charge (26-25)"
        case .keyFormat: "its Pix key is not written as banks look it up: CPF, CNPJ and telephone have no punctuation"
        case .institutionFormat: "the institution (26-03) is not eight digits"
        case .urlWithScheme: "the address of the charge must stand without https://"
        case .urlFormat: "the address of the charge is none"
        case .category: "the merchant category (field 52) is not four digits"
        case .currency: "the currency (field 53) is not 986, the real"
        case .amountFormat: "the amount (field 54) is not written as 119.90, in 13 characters at most"
        case .country: "the country (field 58) is not BR"
        case .nameLength: "the receiver's name (field 59) has not 1 to 25 characters"
        case .cityLength: "the receiver's city (field 60) has not 1 to 15 characters"
        case .txidFormat: "the reference (62-05) is neither *** nor 1 to 25 letters and digits"
        }
    }
}
