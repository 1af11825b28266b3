import Boleto

/// What two forms of one person's address have in common: gateways seldom call back with what was sent to.
///
/// - A Brazilian number is `55`, its area code and its number within the area, a mobile's without the ninth digit:
///   `5511987654321`, `551187654321`, `5511987654321:12@s.whatsapp.net` and `(11) 98765-4321` are `551187654321`. After
///   2016 mobiles have been given out whose eight digits begin with 0 to 5, as those of landlines do. Such a mobile
///   never had eight digits, so it keeps its ninth and is not taken for the landline: `(11) 93333-4444` is
///   `5511933334444`, `(11) 3333-4444` is `551133334444`.
/// - Another country's number is its digits with the country code.
/// - WhatsApp's opaque `…@lid` is itself; nothing tells whose number it stands for.
/// - An e-mail address is itself in small letters, its name too: servers may tell `Maria@` from `maria@`, people do not.
///
/// Groups, broadcasts and channels have no key.
package struct AddressKey: Hashable, Sendable {
    /// `551187654321`, `182736455@lid` or `maria@example.com`.
    package let text: String

    /// Longer than any address: 64 bytes before the `@`, 255 after it, and a name around them.
    private static let longest = 512

    /// Reads an address as a gateway, a person or the outbox writes it; `nil` for anything else.
    ///
    /// Digits alone are a national number if there are 10 or 11 of them, and begin with the country code if there are
    /// more. After a `+` and in a JID there is always a country code.
    package init?(_ written: String) {
        guard written.utf8.count <= Self.longest else { return nil }
        var rest = written.utf8[...].trimmed
        let scheme = "whatsapp:"
        if rest.prefix(scheme.utf8.count).map(\.asciiLowercased).elementsEqual(scheme.utf8) {
            rest = rest.dropFirst(scheme.utf8.count)
        }
        if rest.last == UInt8(ascii: ">"), let open = rest.lastIndex(of: UInt8(ascii: "<")) {
            rest = rest[rest.index(after: open)...].dropLast()
        }
        guard let key = rest.contains(UInt8(ascii: "@")) ? Self.mailbox(rest) : Self.number(String(Substring(rest)))
        else { return nil }
        text = key
    }

    /// The key of an address that messages are sent to.
    package init?(_ address: Address) {
        guard let key = address.digits.isEmpty ? AddressKey(address.email) : AddressKey(address.e164) else {
            return nil
        }
        self = key
    }

    // MARK: - With an `@`

    private static func mailbox(_ address: Substring.UTF8View) -> String? {
        let parts = address.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        let host = String(Substring(parts[1])).lowercased()
        switch host {
        case "s.whatsapp.net", "c.us": return user(parts[0]).flatMap(international)
        case "lid": return user(parts[0]).map { "\($0)@lid" }
        case "g.us", "broadcast", "newsletter": return nil
        default:
            let isHost = parts[1].allSatisfy { $0 >= 0x80 || isLetterOrDigit($0) || "-.".utf8.contains($0) }
            let mail = String(Substring(address))
            let isClean = mail.unicodeScalars.allSatisfy { scalar in
                !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
            }
            return isHost && isClean && !mail.contains(where: { "<>,;".contains($0) }) ? mail.lowercased() : nil
        }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte.asciiLowercased)
    }

    /// The digits of `5511987654321`, `5511987654321:12` and `5511987654321.0:12`: what follows is the device.
    private static func user(_ name: Substring.UTF8View) -> String? {
        let digits = name.prefix { (0x30...0x39).contains($0) }
        let device = name[digits.endIndex...]
        let marks: [UInt8] = [UInt8(ascii: ":"), UInt8(ascii: "."), UInt8(ascii: "_")]
        guard !digits.isEmpty, digits.count <= 32,
            device.allSatisfy({ (0x30...0x39).contains($0) || marks.contains($0) })
        else { return nil }
        return String(Substring(digits))
    }

    // MARK: - Numbers

    private static func number(_ text: String) -> String? {
        if let number = try? PhoneNumber(parsing: text) { return key(of: number) }
        let digits = text.utf8.filter { (0x30...0x39).contains($0) }
        let isInternational = text.utf8.first == UInt8(ascii: "+")
        // Without a plus, a dot may be that of a number in a spreadsheet.
        let marks = isInternational ? " -()." : " -()"
        let isPlain = text.utf8.dropFirst(isInternational ? 1 : 0)
            .allSatisfy { (0x30...0x39).contains($0) || marks.utf8.contains($0) }
        guard isPlain, isInternational || digits.count > 11 else { return nil }
        return international(String(decoding: digits, as: UTF8.self))
    }

    /// The key of digits that begin with a country code.
    private static func international(_ digits: String) -> String? {
        guard digits.hasPrefix("55") else {
            return (7...15).contains(digits.utf8.count) && !digits.hasPrefix("0") ? digits : nil
        }
        return (try? PhoneNumber(parsing: "+" + digits)).map(key)
    }

    private static func key(of number: PhoneNumber) -> String {
        let digits = number.subscriber.utf8
        let isOld = digits.count == 9 && (UInt8(ascii: "6")...UInt8(ascii: "9")).contains(digits.dropFirst().first ?? 0)
        return "55\(number.areaCode)\(isOld ? String(number.subscriber.dropFirst()) : number.subscriber)"
    }
}

extension Substring.UTF8View {
    /// Without blanks around it.
    fileprivate var trimmed: Substring.UTF8View {
        let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        let start = drop { blanks.contains($0) }
        guard let end = start.lastIndex(where: { !blanks.contains($0) }) else { return start }
        return start[...end]
    }
}
