import Boleto
import Domain

/// The addresses of a command line, and of standard input in place of a `-`: made comparable, the wrong ones named.
struct AddressInput {
    static let argumentHelp =
        "Phone numbers or e-mail addresses as people write them; - for standard input, one a line."
    static let discussion = """
        Other users of this machine can see what stands on a command line: on a shared one hand addresses over with - and \
        standard input. All forms of a number are one: with and without +55, punctuation or the ninth digit. \
        `customer:ID` stands for every address of a customer.
        """
    /// Longer than any address, in bytes.
    private static let lineLimit = 1024

    let words: [String]
    private(set) var refused = 0

    init(_ words: [String]) {
        self.words = words
    }

    /// Hands over every address that is one; the others are named on standard error by their place, not by themselves.
    ///
    /// - Throws: `Failure` if standard input cannot be read, and what the closure throws.
    mutating func readEach(_ body: (_ key: String) throws -> Void) throws {
        for (index, word) in words.enumerated() {
            if word == "-" {
                refused += try Self.readLines(body)
            } else if !(try Self.handOver(word, place: "address \(index + 1)", body)) {
                refused += 1
            }
        }
    }

    /// - Returns: how many lines were refused.
    private static func readLines(_ body: (String) throws -> Void) throws -> Int {
        let input = try InputFile("-")
        var refused = 0
        try LineReader(input, limit: lineLimit).readLines(
            idle: {},
            { number, line in
                let place = "\(input.name):\(number)"
                guard case .text(let bytes) = line, let text = String(validating: bytes, as: UTF8.self) else {
                    refused += 1
                    Diagnostics.print("\(place): no address: too long, or not UTF-8")
                    return
                }
                guard text.contains(where: { !$0.isWhitespace }) else { return }
                if !(try handOver(text, place: place, body)) { refused += 1 }
            })
        return refused
    }

    private static func handOver(_ text: String, place: String, _ body: (String) throws -> Void) throws -> Bool {
        guard let key = key(of: text) else {
            Diagnostics.print("\(place): \(fault(of: text))")
            return false
        }
        try body(key)
        return true
    }

    private static func key(of text: String) -> String? {
        let prefix = "customer:"
        if text.hasPrefix(prefix) { return text.count > prefix.count ? text : nil }
        return AddressKey(text)?.text
    }

    /// What is wrong with it; nothing of it stands in the sentence.
    private static func fault(of text: String) -> String {
        if text.hasPrefix("customer:") { return "customer: without an id" }
        if text.contains("@") { return "no e-mail address, and no JID of a person" }
        do throws(PhoneNumberError) {
            _ = try PhoneNumber(parsing: text)
            return "no address of a person"
        } catch {
            return "no phone number: \(error.message)"
        }
    }
}
