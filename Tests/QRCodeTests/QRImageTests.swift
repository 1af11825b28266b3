import Domain
import Foundation
import QRCode
import Testing

@Suite("QR code")
struct QRImageTests {
    @Test("Another reader finds every Pix code of the vectors in its picture")
    func pix() throws {
        let codes = try PixVectors.valid()
        #expect(codes.count == 20)
        let images = try codes.map { try QRImage(encoding: $0) }
        #expect(try Reader.texts(images.map(\.png)) == codes)
    }

    @Test("Texts of every length are read back, to the last byte that fits")
    func lengths() throws {
        let letters = Array("abcdefghijklmnopqrstuvwxyz.-/: ABC019")
        let texts = [1, 2, 17, 100, 213, 500, 1000, 1500, 2000, 2300, 2331].map { length in
            // Never a digit or a capital for long, so that no denser mode than bytes is worth its header.
            String((0..<length).map { letters[($0 * 7) % 30] })
        }
        let images = try texts.map { try QRImage(encoding: $0, modulePixels: 4) }
        #expect(try Reader.texts(images.map(\.png)) == texts)
        #expect(images.map(\.width) == images.map(\.width).sorted())
        #expect(images.last?.width == (177 + 8) * 4)
    }

    @Test(
        "UTF-8 comes back byte by byte",
        arguments: ["ação", "São João do Paraíso, nº 1 – “ok”", "😊👍🏽", "ac\u{327}a\u{303}o", "日本語", "a\tb\u{7F}"])
    func unicode(text: String) throws {
        #expect(try Reader.texts([QRImage(encoding: text).png]) == [text])
    }

    @Test("A NUL does not end the text")
    func nul() throws {
        #expect(try Reader.texts([QRImage(encoding: "a\u{0}b").png]) == ["a\u{0}b"])
        let long = String(repeating: "a\u{0}", count: 1166)
        #expect(throws: QRImageError.tooLong) { try QRImage(encoding: long) }
    }

    @Test("The picture is as wide as modules and quiet zone", arguments: [(1, 29), (6, 174), (32, 928)])
    func width(modulePixels: Int, width: Int) throws {
        let image = try QRImage(encoding: "1", modulePixels: modulePixels)
        #expect(image.width == width)
        #expect(image.png.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        // The header: width and height, big-endian; one bit a pixel.
        #expect(Array(image.png[16..<25]) == bytes(width) + bytes(width) + [1])
    }

    @Test("A size outside of what is allowed is brought to the nearer end")
    func scales() throws {
        #expect(try QRImage(encoding: "1", modulePixels: 0).width == 29)
        #expect(try QRImage(encoding: "1", modulePixels: .min).width == 29)
        #expect(try QRImage(encoding: "1", modulePixels: .max).width == 928)
    }

    @Test("A digit run takes a smaller symbol than as many letters")
    func dense() throws {
        let digits = try QRImage(encoding: String(repeating: "1", count: 200))
        #expect(try QRImage(encoding: String(repeating: "a", count: 200)).width > digits.width)
    }

    @Test("No text, no picture")
    func empty() {
        #expect(throws: QRImageError.empty) { try QRImage(encoding: "") }
    }

    @Test(
        "Too much for the largest symbol is refused",
        arguments: [("a", 2332), ("é", 1166), ("1", 5597), ("x", 1_000_000)])
    func tooLong(unit: String, count: Int) {
        #expect(throws: QRImageError.tooLong) { try QRImage(encoding: String(repeating: unit, count: count)) }
    }

    @Test("The largest symbol holds 5,596 digits")
    func digits() throws {
        #expect(try QRImage(encoding: String(repeating: "7", count: 5596), modulePixels: 1).width == 185)
    }

    @Test("The same text gives the same bytes, also from many threads at once")
    func deterministic() async throws {
        let code = try #require(try PixVectors.valid().first)
        let first = try QRImage(encoding: code).png
        let others = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<32 { group.addTask { try QRImage(encoding: code).png } }
            return try await group.reduce(into: [[UInt8]]()) { $0.append($1) }
        }
        #expect(others.count == 32)
        #expect(others.allSatisfy { $0 == first })
    }

    @Test("Whatever the text, there is a picture or an error")
    func random() {
        var generator = SeededGenerator(seed: 3)
        var pictures = 0
        for _ in 0..<1000 {
            let length = Int.random(in: 0...400, using: &generator)
            let bytes = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            let text = String(decoding: bytes, as: UTF8.self)
            do throws(QRImageError) {
                let image = try QRImage(encoding: text, modulePixels: 1)
                #expect((29...185).contains(image.width))
                pictures += 1
            } catch {
                #expect(error == (text.isEmpty ? .empty : .tooLong))
            }
        }
        #expect(pictures > 900)
    }

    private func bytes(_ number: Int) -> [UInt8] {
        [0, 0, UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)]
    }
}

/// The Pix codes of the vectors.
private enum PixVectors {
    private struct File: Decodable {
        struct Code: Decodable {
            var payload: String
        }

        var valid: [Code]
    }

    static func valid() throws -> [String] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appendingPathComponent("Fixtures/pix.json"))
        return try JSONDecoder().decode(File.self, from: data).valid.map(\.payload)
    }
}
