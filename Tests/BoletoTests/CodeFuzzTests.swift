import Boleto
import Domain
import Foundation
import Testing

/// Any text whatever yields a value that holds, or an error.
///
/// `CARTEIRO_FUZZ` is the number of cases (default: 100,000). A failure names the seeds of its cases.
@Suite("Codes from any text")
struct CodeFuzzTests {
    static let cases = ProcessInfo.processInfo.environment["CARTEIRO_FUZZ"].flatMap { Int($0) } ?? 100_000

    /// The seeds of those of a quarter of the cases in which something does not hold.
    private func failures(_ holds: (inout SeededGenerator) -> Bool) -> [UInt64] {
        (0..<UInt64(Self.cases / 4)).filter { seed in
            var random = SeededGenerator(seed: seed)
            return !holds(&random)
        }
    }

    @Test("a boleto that is read holds, and its forms are read back")
    func boleto() {
        let samples =
            BoletoVectors.valid.bank.flatMap { [$0.line, $0.lineFormatted, $0.barcode] }
            + BoletoVectors.valid.arrecadacao.flatMap { [$0.line, $0.lineFormatted, $0.barcode] }
        let seeds = failures { random in
            let text = RandomText.any(samples, alphabet: "0123456789. -\n8O", using: &random)
            do throws(BoletoCodeError) {
                let code = try BoletoCode(parsing: text)
                let line = NaiveBoleto.digits(code.line)
                let holds = code.kind == .bank ? NaiveBoleto.isBankLine(line) : NaiveBoleto.isCollectionLine(line)
                return holds && code.formatted.filter(\.isNumber) == code.line
                    && (try? BoletoCode(parsing: code.line)) == code
            } catch {
                return !error.faults.isEmpty && !error.message.isEmpty
            }
        }
        #expect(seeds.isEmpty)
    }

    @Test("a Pix code that is read has its checksum, and is read again")
    func pix() {
        let samples = PixCodeTests.vectors.valid.map(\.payload)
        let seeds = failures { random in
            var text = RandomText.any(samples, alphabet: "0123456789BRbr.é *63", using: &random)
            // Half of them with a checksum that is right, so that the rules behind it are reached.
            if Bool.random(using: &random) { text = PixText.closed(String(text.dropLast(8))) }
            do throws(PixCodeError) {
                let code = try PixCode(parsing: text)
                return PixText.checksum(of: String(code.text.dropLast(4))) == code.text.suffix(4)
                    && (try? PixCode(parsing: code.text)) == code && code.txid?.isEmpty != true
            } catch {
                return !error.words.isEmpty && !error.message.isEmpty
            }
        }
        #expect(seeds.isEmpty)
    }

    @Test("a document that is read is read again from its two forms")
    func document() {
        let samples = TaxIDTests.cases.compactMap(\.formatted) + TaxIDTests.cases.compactMap(\.normalised)
        let seeds = failures { random in
            let text = RandomText.any(samples, alphabet: "0123456789ABZabz./-Á", using: &random)
            do throws(TaxIDError) {
                let document = try TaxID(parsing: text)
                return (try? TaxID(parsing: document.formatted)) == document
                    && (try? TaxID(parsing: document.normalised)) == document
                    && document.masked.count == document.formatted.count
            } catch {
                return !error.word.isEmpty && !error.message.isEmpty
            }
        }
        #expect(seeds.isEmpty)
    }

    @Test("a phone number that is read is read again")
    func phone() {
        let samples = PhoneNumberTests.vectors.cases.map(\.input)
        let seeds = failures { random in
            let text = RandomText.any(samples, alphabet: "0123456789+() -x/@", using: &random)
            do throws(PhoneNumberError) {
                let number = try PhoneNumber(parsing: text)
                guard let again = try? PhoneNumber(parsing: number.e164) else { return false }
                return again.digits == number.digits && number.timeZone != nil
            } catch {
                return !error.message.isEmpty
            }
        }
        #expect(seeds.isEmpty)
    }
}

/// Texts that nobody thought of.
private enum RandomText {
    /// Bytes, Unicode, characters of an alphabet, or one of the samples with something changed.
    static func any(_ samples: [String], alphabet: String, using random: inout SeededGenerator) -> String {
        switch Int.random(in: 0..<10, using: &random) {
        case 0:
            let count = Int.random(in: 0...60, using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            return String(decoding: bytes, as: UTF8.self)
        case 1:
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...60, using: &random) {
                let largest: UInt32 = [0xFF, 0x2FFF, 0x10FFFF].randomElement(using: &random) ?? 0xFF
                scalars.append(Unicode.Scalar(UInt32.random(in: 0...largest, using: &random)) ?? "\u{FFFD}")
            }
            return String(scalars)
        case 2:
            let characters = Array(alphabet.unicodeScalars)
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...60, using: &random) {
                scalars.append(characters.randomElement(using: &random) ?? "0")
            }
            return String(scalars)
        default:
            return changed(samples.randomElement(using: &random) ?? "", alphabet: alphabet, using: &random)
        }
    }

    private static func changed(_ sample: String, alphabet: String, using random: inout SeededGenerator) -> String {
        var bytes = Array(sample.utf8)
        let characters = Array(alphabet.utf8)
        for _ in 0..<Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            let byte = characters.randomElement(using: &random) ?? 0
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1: bytes[place] = byte
            case 2: bytes.insert(byte, at: place)
            case 3: bytes.remove(at: place)
            case 4: bytes.swapAt(place, Int.random(in: 0..<bytes.count, using: &random))
            default: bytes.removeSubrange(place...)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
