/// A Brazilian taxpayer's number: a person's CPF or a company's CNPJ, which since July 2026 may have letters in it.
///
/// Rules: Receita Federal; alphanumeric CNPJ by IN RFB 2.229/2024. Store it as text: zeros lead, letters occur.
package struct TaxID: Hashable, Sendable {
    package enum Kind: String, Sendable { case cpf, cnpj }

    package let kind: Kind
    /// 11 digits of a CPF, 14 digits and capital letters of a CNPJ, without punctuation.
    package let normalised: String

    /// Reads a CPF or CNPJ with or without punctuation, letters in capitals or not.
    ///
    /// - Throws: `TaxIDError`.
    package init(parsing text: String) throws(TaxIDError) {
        let characters = try Self.characters(of: text)
        switch characters.count {
        case 11:
            guard characters.allSatisfy(Self.isDigit) else {
                throw TaxIDError(kind: nil, fault: .lengthOrCharset)
            }
            kind = .cpf
        case 14:
            guard !characters.contains(Self.stranger), characters.suffix(2).allSatisfy(Self.isDigit) else {
                throw TaxIDError(kind: .cnpj, fault: .format)
            }
            kind = .cnpj
        default:
            throw TaxIDError(kind: nil, fault: .lengthOrCharset)
        }
        // These pass the arithmetic of a CPF and belong to nobody.
        guard characters.contains(where: { $0 != characters[0] }) else {
            throw TaxIDError(kind: kind, fault: .repeatedDigits)
        }
        let expected = Self.checkDigits(of: characters, kind)
        guard characters.suffix(2) == expected[...] else {
            let digits = String(decoding: expected, as: UTF8.self)
            throw TaxIDError(kind: kind, fault: .checkDigits(expected: digits))
        }
        normalised = String(decoding: characters, as: UTF8.self)
    }

    /// `529.982.247-25`, `12.ABC.345/01DE-35`.
    package var formatted: String { Self.punctuated(Array(normalised.utf8), kind) }

    /// `***.982.247-**`, `**.***.345/01DE-**`: for logs, though a masked CPF is not anonymous.
    package var masked: String {
        var characters = Array(normalised.utf8)
        let hidden = kind == .cpf ? 3 : 5
        for index in characters.indices where index < hidden || index >= characters.count - 2 {
            characters[index] = UInt8(ascii: "*")
        }
        return Self.punctuated(characters, kind)
    }

    private static func punctuated(_ characters: [UInt8], _ kind: Kind) -> String {
        let marks: [Int: UInt8] =
            switch kind {
            case .cpf: [3: 0x2E, 6: 0x2E, 9: 0x2D]
            case .cnpj: [2: 0x2E, 5: 0x2E, 8: 0x2F, 12: 0x2D]
            }
        var bytes: [UInt8] = []
        for (index, character) in characters.enumerated() {
            if let mark = marks[index] { bytes.append(mark) }
            bytes.append(character)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The two characters that must stand at the end.
    private static func checkDigits(of characters: [UInt8], _ kind: Kind) -> [UInt8] {
        // A letter counts as its ASCII code less 48: A is 17, Z is 42.
        var values = characters.dropLast(2).map { $0 - UInt8(ascii: "0") }
        // The weights of a CPF rise to 10 and 11, those of a CNPJ begin again after 9.
        let highestWeight = kind == .cpf ? 11 : 9
        for _ in 0..<2 { values.append(CheckDigits.modulus11(values[...], highestWeight: highestWeight)) }
        return values.suffix(2).map { $0 + UInt8(ascii: "0") }
    }

    /// Digits and capital letters, with `stranger` for anything else; at most 14 of them.
    private static func characters(of text: String) throws(TaxIDError) -> [UInt8] {
        var characters: [UInt8] = []
        characters.reserveCapacity(14)
        for scalar in text.unicodeScalars where !(scalar.isCodeSeparator || scalar == "/") {
            guard characters.count < 14 else { throw TaxIDError(kind: nil, fault: .lengthOrCharset) }
            switch scalar {
            case "0"..."9", "A"..."Z": characters.append(UInt8(scalar.value))
            case "a"..."z": characters.append(UInt8(scalar.value - 32))
            default: characters.append(stranger)
            }
        }
        return characters
    }

    private static let stranger: UInt8 = 0

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

/// Why a text is neither CPF nor CNPJ.
package struct TaxIDError: Error, Hashable, Sendable {
    package enum Fault: Hashable, Sendable {
        /// Neither 11 digits nor 14 characters.
        case lengthOrCharset
        /// 14 characters, but not twelve digits or letters and two digits.
        case format
        /// One digit over and over.
        case repeatedDigits
        /// The last two digits are not those that the others ask for.
        case checkDigits(expected: String)
    }

    /// What it was meant to be; `nil` if that cannot be told.
    package let kind: TaxID.Kind?
    package let fault: Fault

    /// The word of the public contract, such as `check_digits(expected 09)`.
    ///
    /// It tells digits of somebody's document: it belongs on the terminal of the person who typed it, never in a log.
    package var word: String {
        if case .checkDigits(let expected) = fault { return "\(logWord)(expected \(expected))" }
        return logWord
    }

    /// The word without anything of the document.
    package var logWord: String {
        switch fault {
        case .lengthOrCharset: "length_or_charset"
        case .format: "format"
        case .repeatedDigits: "repeated_digits"
        case .checkDigits: "check_digits"
        }
    }

    /// What is wrong, in English; nothing of the document is in it.
    package var message: String {
        switch fault {
        case .lengthOrCharset:
            "a CPF has 11 digits, a CNPJ 14 digits or letters: were leading zeros lost in a spreadsheet?"
        case .format: "a CNPJ is twelve digits or letters from A to Z, and two digits"
        case .repeatedDigits: "the same digit over and over is nobody's number"
        case .checkDigits: "the last two digits do not match the others: a digit was mistyped or two changed places"
        }
    }
}
