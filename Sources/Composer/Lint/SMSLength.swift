import Foundation

/// How long a text is as an SMS, and so what it costs.
///
/// 3GPP TS 23.038 (alphabets) and 23.040 (segments): a character of the extension table counts twice, and neither it
/// nor a surrogate pair is divided between segments.
package struct SMSLength: Hashable, Sendable {
    /// As people count them.
    package let characters: Int
    /// Messages that are paid for; none for an empty text.
    package let segments: Int
    /// The characters outside of the GSM alphabet, each once, in their order.
    package let costly: [Character]

    package init(_ text: String) {
        characters = text.count
        var seen: Set<Character> = []
        costly = text.filter { character in
            character.unicodeScalars.contains { Self.septets($0) == nil } && seen.insert(character).inserted
        }.map { $0 }
        if costly.isEmpty {
            segments = Self.segments(text.unicodeScalars.map { Self.septets($0) ?? 1 }, single: 160, each: 153)
        } else {
            segments = Self.segments(text.unicodeScalars.map { UTF16.width($0) }, single: 70, each: 67)
        }
    }

    /// The text in characters of the GSM alphabet, as far as they have a plain form; the others are left out.
    package static func plain(_ text: String) -> String {
        var plain = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if septets(scalar) != nil {
                plain.append(scalar)
            } else {
                let letters = String(scalar).decomposedStringWithCompatibilityMapping.unicodeScalars
                plain.append(contentsOf: letters.filter { septets($0) != nil })
            }
        }
        return String(plain)
    }

    private static let basic = Set(
        ("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
            + "abcdefghijklmnopqrstuvwxyzäöñüà").unicodeScalars)
    private static let extended = Set("\u{C}^{}\\[~]|€".unicodeScalars)

    private static func septets(_ scalar: Unicode.Scalar) -> Int? {
        basic.contains(scalar) ? 1 : extended.contains(scalar) ? 2 : nil
    }

    private static func segments(_ widths: [Int], single: Int, each: Int) -> Int {
        let total = widths.reduce(0, +)
        if total <= single { return total == 0 ? 0 : 1 }
        var segments = 1
        var used = 0
        for width in widths {
            if used + width > each {
                segments += 1
                used = 0
            }
            used += width
        }
        return segments
    }
}
