/// How long a text is as an SMS: what the operator counts, and so what it costs.
///
/// The alphabet and the lengths are those of 3GPP TS 23.038 and 23.040: 160 characters of the GSM alphabet, or 70 of
/// UTF-16 as soon as there is one character outside of it (`ã`, `ç`, `í` are; `é`, `à`, `Ç` are not); in a chain of
/// several 153 and 67, for each then carries its place in the chain.
struct SMSLength: Hashable {
    /// Characters as people count them.
    let characters: Int
    /// Messages that are paid for; 0 for no text.
    let segments: Int
    /// The characters that are outside of the GSM alphabet, each once, in their order.
    let costly: [Character]

    init(_ text: String) {
        characters = text.count
        var seen: Set<Character> = []
        let costly = text.filter { !$0.unicodeScalars.allSatisfy(Self.isBasic) && seen.insert($0).inserted }
        let isBasic = costly.isEmpty
        // What must not be cut in two: an escape and its character, or the halves of a surrogate pair.
        let weights = text.unicodeScalars.map { scalar in
            isBasic ? (Self.extended.contains(scalar) ? 2 : 1) : UTF16.width(scalar)
        }
        segments = Self.segments(weights, alone: isBasic ? 160 : 70, chained: isBasic ? 153 : 67)
        self.costly = Array(costly)
    }

    private static func segments(_ weights: [Int], alone: Int, chained: Int) -> Int {
        if weights.isEmpty { return 0 }
        if weights.reduce(0, +) <= alone { return 1 }
        var count = 1
        var used = 0
        for weight in weights {
            if used + weight > chained {
                count += 1
                used = 0
            }
            used += weight
        }
        return count
    }

    private static func isBasic(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x5A, 0x61...0x7A: scalar != "`"
        case 0x0A, 0x0D: true
        default: others.contains(scalar) || extended.contains(scalar)
        }
    }

    private static let others: Set<Unicode.Scalar> = Set(
        "£¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà".unicodeScalars)
    /// They take two places, for an escape comes first.
    private static let extended: Set<Unicode.Scalar> = Set("\u{0C}^{}\\[~]|€".unicodeScalars)
}
