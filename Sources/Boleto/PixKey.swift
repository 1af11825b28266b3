/// The key of a receiver: e-mail address, telephone, CPF, CNPJ or a random UUID.
enum PixKey {
    /// Whether a payer's bank could find it.
    ///
    /// A key of a known kind must be written as banks look it up (a CPF without punctuation, a telephone with its `+`).
    /// Any other word passes: kinds of keys may be added, and only the bank knows which keys exist.
    static func isPossible(_ key: ArraySlice<UInt8>) -> Bool {
        guard !key.isEmpty, key.allSatisfy({ (0x21...0x7E).contains($0) }) else { return false }
        if let at = key.firstIndex(of: UInt8(ascii: "@")) {
            let domain = key[(at + 1)...]
            return at > key.startIndex && !domain.isEmpty && !domain.contains(UInt8(ascii: "@"))
        }
        if key.first == UInt8(ascii: "+") {
            // E.164 has at most 15 digits.
            return (9...16).contains(key.count) && key.dropFirst().allSatisfy(\.isDigit)
        }
        guard key.allSatisfy({ !$0.isLetter }), !isUUID(key) else { return true }
        return key.allSatisfy(\.isDigit) && (key.count == 11 || key.count == 14)
    }

    /// Whether it has the hyphens of a UUID, 8-4-4-4-12.
    private static func isUUID(_ key: ArraySlice<UInt8>) -> Bool {
        key.count == 36
            && key.enumerated().allSatisfy { index, byte in
                [8, 13, 18, 23].contains(index) ? byte == UInt8(ascii: "-") : byte.isDigit
            }
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool { isLetterOrDigit && !isDigit }
}
