/// A mail address with the name that is shown beside it.
///
/// The address is ASCII: one of another kind needs a server that offers SMTPUTF8 (RFC 6531), and few do.
package struct MailAddress: Hashable, Sendable {
    /// As people read it; empty: none.
    package let name: String
    /// `cobranca@fibra.example`.
    package let address: String

    /// - Throws: `MailAddressError` for an address that is not ASCII, or not of the form of RFC 5321, 4.1.2 without
    ///   quotes and literals, and for a name with a control character.
    package init(name: String = "", address: String) throws(MailAddressError) {
        if let error = Self.error(in: address) { throw error }
        guard !name.unicodeScalars.contains(where: \.isControl) else { throw .controlCharacter }
        self.name = name
        self.address = address
    }

    /// Reads `Name <a@b>`, `"Name, e mais" <a@b>`, `<a@b>` and `a@b`.
    ///
    /// - Throws: `MailAddressError`.
    package init(parsing text: String) throws(MailAddressError) {
        guard !text.unicodeScalars.contains(where: \.isControl) else { throw .controlCharacter }
        let text = text.trimmingBlanks()
        guard !text.isEmpty else { throw .empty }
        guard let open = text.lastIndex(of: "<") else {
            guard !text.contains(">") else { throw .brackets }
            try self.init(address: text)
            return
        }
        guard text.hasSuffix(">") else { throw text.contains(">") ? .severalAddresses : .brackets }
        let address = text[text.index(after: open)...].dropLast()
        guard !address.contains(">") else { throw .brackets }
        try self.init(name: Self.name(in: text[..<open].trimmingBlanks()), address: String(address))
    }

    /// What stands behind the `@`.
    package var domain: String { String(address.drop { $0 != "@" }.dropFirst()) }

    // MARK: - The name

    private static func name(in text: String) throws(MailAddressError) -> String {
        guard text.hasPrefix("\"") else {
            guard !text.contains(where: { "<>\"".contains($0) }) else { throw .brackets }
            guard !text.contains("@") else { throw .severalAddresses }
            return text
        }
        var name = ""
        var isEscaped = false
        var rest = text.dropFirst()
        while let character = rest.popFirst() {
            if !isEscaped, character == "\"" {
                guard rest.isEmpty else { throw .quotes }
                return name
            }
            if !isEscaped, character == "\\" {
                isEscaped = true
            } else {
                name.append(character)
                isEscaped = false
            }
        }
        throw .quotes
    }

    // MARK: - The address

    private static func error(in address: String) -> MailAddressError? {
        guard !address.isEmpty else { return .empty }
        guard address.utf8.allSatisfy({ $0 < 0x80 }) else { return .notASCII }
        let parts = address.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count > 1 else { return .noAt }
        guard parts.count == 2 else { return .severalAddresses }
        guard address.utf8.count <= 254 else { return .tooLong }
        guard (1...64).contains(parts[0].count), atoms(parts[0]).allSatisfy({ $0.allSatisfy(\.isAtomByte) }),
            atoms(parts[0]).allSatisfy({ !$0.isEmpty })
        else { return .localPart }
        let labels = atoms(parts[1])
        guard labels.count >= 2, labels.allSatisfy(isLabel) else { return .domain }
        return nil
    }

    private static func atoms(_ text: Substring.UTF8View) -> [Substring.UTF8View] {
        text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
            && label.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") }
    }
}

/// Why a text is no mail address; says what is wrong and nothing of the text, which may be a person's.
package enum MailAddressError: Error, Hashable, Sendable, CustomStringConvertible {
    case empty
    case notASCII
    case noAt
    case localPart
    case domain
    case tooLong
    case brackets
    case quotes
    case severalAddresses
    case controlCharacter

    package var description: String {
        switch self {
        case .empty: "there is no address"
        case .notASCII: "the address has a character that is not ASCII"
        case .noAt: "the address has no @"
        case .localPart: "what stands before the @ has a blank, a bracket, a quote, a wrong dot or over 64 characters"
        case .domain: "what stands behind the @ is no domain of at least two labels"
        case .tooLong: "the address has over 254 characters"
        case .brackets: "the angle brackets do not enclose the address alone, at the end"
        case .quotes: "the quotes do not enclose the whole name"
        case .severalAddresses: "there is more than one address; a name with an @ goes into quotes"
        case .controlCharacter: "there is a control character or a line break"
        }
    }
}
