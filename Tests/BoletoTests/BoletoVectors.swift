import Testing

/// The vectors of boleto codes.
enum BoletoVectors {
    struct Valid: Decodable {
        var bank: [Bank] = []
        var arrecadacao: [Collection] = []
    }

    struct Bank: Decodable, Sendable, CustomTestStringConvertible {
        var id: String
        var line: String
        var lineFormatted: String
        var barcode: String
        var bank: String
        var factor: String
        var amountCents: Int64
        var dueDate: String
        var dueByWindowRef20261123: String?

        var testDescription: String { id }
    }

    struct Collection: Decodable, Sendable, CustomTestStringConvertible {
        var id: String
        var line: String
        var lineFormatted: String
        var barcode: String
        var amountCents: Int64?

        var testDescription: String { id }
    }

    struct Invalid: Decodable, Sendable, CustomTestStringConvertible {
        var id: String
        var input: String
        var failing: [String]

        var testDescription: String { id }
    }

    struct Lenient: Decodable, Sendable {
        var input: String
        var digits: String
    }

    private struct InvalidFile: Decodable {
        var cases: [Invalid]
    }

    private struct LenientFile: Decodable {
        var lenientFormatting: [Lenient]
    }

    static let valid = CodeFixture.read("boleto_valid", as: Valid.self) ?? Valid()
    static let invalid = CodeFixture.read("boleto_invalid", as: InvalidFile.self)?.cases ?? []
    static let lenient = CodeFixture.read("boleto_fator", as: LenientFile.self)?.lenientFormatting ?? []
}
