/// Shortens what belongs to a person, for logs: enough to tell two customers apart, too little to reach one.
///
/// What does not have the expected shape is masked entirely.
package enum Masking {
    /// What stands for a value of which nothing may be shown.
    package static let hidden = "***"

    /// A phone number with its country code, area code and last four digits: `5511*****4321`.
    ///
    /// A number of 10 or 11 digits has no country code: `11*****4321`. A shorter one keeps two digits at its end.
    /// What is no digit, and everything from an `@` on, is left out.
    package static func phone(_ text: String) -> String {
        let digits = text.utf8.prefix { $0 != UInt8(ascii: "@") }.filter { (0x30...0x39).contains($0) }
        let (head, tail) =
            switch digits.count {
            case 12...15: (4, 4)
            case 10, 11: (2, 4)
            case 8, 9: (0, 2)
            default: (0, 0)
            }
        guard tail > 0 else { return hidden }
        let stars = [UInt8](repeating: UInt8(ascii: "*"), count: digits.count - head - tail)
        return String(decoding: digits.prefix(head) + stars + digits.suffix(tail), as: UTF8.self)
    }

    /// An e-mail address with its first character and its domain: `m***@example.com`.
    ///
    /// A name of one character is hidden too: `***@example.com`.
    package static func email(_ text: String) -> String {
        guard let at = text.lastIndex(of: "@") else { return hidden }
        let name = text[..<at]
        let domain = text[text.index(after: at)...]
        guard !domain.isEmpty else { return hidden }
        return (name.count > 1 ? String(name.prefix(1)) : "") + hidden + "@" + domain
    }

    /// A name's initials, without particles, at most four: `Maria das Dores Silva` is `M.D.S.`
    package static func name(_ text: String) -> String {
        var initials = ""
        var count = 0
        for word in text.split(whereSeparator: \.isWhitespace) where !particles.contains(word.lowercased()) {
            guard let first = word.first(where: \.isLetter) else { continue }
            initials += first.uppercased() + "."
            count += 1
            if count == 4 { break }
        }
        return initials.isEmpty ? hidden : initials
    }

    private static let particles: Set = ["da", "das", "de", "do", "dos", "e"]

    /// A CPF as `***.456.789-**`, a CNPJ as `**.***.752/0001-**`.
    ///
    /// Punctuation is left out first; the check digits are not looked at.
    package static func document(_ text: String) -> String {
        let characters = text.utf8.compactMap { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"): byte
            case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 32
            default: nil
            }
        }
        switch characters.count {
        case 11: return "***." + part(characters, 3..<6) + "." + part(characters, 6..<9) + "-**"
        case 14: return "**.***." + part(characters, 5..<8) + "/" + part(characters, 8..<12) + "-**"
        default: return hidden
        }
    }

    private static func part(_ characters: [UInt8], _ range: Range<Int>) -> String {
        String(decoding: characters[range], as: UTF8.self)
    }

    /// A message's address: the phone number if it has one, the e-mail address otherwise.
    package static func address(_ address: Address) -> String {
        address.digits.isEmpty ? email(address.email) : phone(address.digits)
    }
}
