import Domain
import Foundation
import Gateway

/// A body as a person can read it: secrets masked, JSON spread over lines, base64 and files shortened to their size.
struct BodyText {
    /// A longer text of an answer is cut, in bytes.
    private static let longestText = 4_096

    let bytes: [UInt8]
    let type: String
    let redaction: Redaction
    /// Whether more came than there is of it.
    let isCut: Bool

    init(_ bytes: [UInt8], type: String, _ redaction: Redaction, isCut: Bool = false) {
        self.bytes = bytes
        self.type = type.lowercased()
        self.redaction = redaction
        self.isCut = isCut
        boundary = Self.boundary(type)
    }

    private let boundary: String?

    /// The body as one value, masked and shortened; `nil` if it is not JSON.
    var json: JSON? {
        guard !isCut, let first = bytes.first(where: { $0 > 0x20 }), first == 0x7B || first == 0x5B,
            let tree = try? JSON.parse(bytes)
        else { return nil }
        return JSONText(redaction: redaction).shown(tree)
    }

    var lines: [String] {
        guard !bytes.isEmpty else { return [] }
        if let json { return JSONText.lines(json) }
        if type.hasPrefix("application/x-www-form-urlencoded") { return form }
        if let boundary { return parts(boundary) }
        if type.hasPrefix("message/rfc822") { return folded(String(decoding: bytes, as: UTF8.self)) }
        guard Self.isText(bytes) else { return [size(bytes.count)] }
        let excerpt = redaction.excerpt(of: Array(bytes.prefix(65_536)), isCut: isCut, limit: Self.longestText)
        let isShort = excerpt.utf8.count < Self.longestText - 4
        return [excerpt + (isShort && !isCut ? "" : " …")]
    }

    // MARK: - Forms

    private var form: [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "&").map { field in
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { part in
                let text = String(part).replacing("+", with: " ")
                return text.removingPercentEncoding ?? text
            }
            let name = parts.first ?? ""
            let value =
                SecretName.isLikely(name) ? "***" : JSONText(redaction: redaction).shown(parts.dropFirst().joined())
            return "\(redaction.masked(name)) = \(value.replacing("\n", with: " "))"
        }
    }

    // MARK: - Several parts

    /// What stands after `boundary=` in a content type of several parts.
    private static func boundary(_ type: String) -> String? {
        guard type.lowercased().hasPrefix("multipart/"), let range = type.range(of: "boundary=") else { return nil }
        let value = type[range.upperBound...].prefix { $0 != ";" }.filter { $0 != "\"" }
        return value.isEmpty ? nil : String(value)
    }

    /// The parts of a multipart body: their fields, and the text or the size of what they carry.
    private func parts(_ boundary: String) -> [String] {
        let line = Array("--\(boundary)".utf8)
        return Self.pieces(bytes, between: line).flatMap { piece -> [String] in
            let (head, content) = Self.headAndContent(piece)
            guard !head.isEmpty else { return [] as [String] }
            let text = String(decoding: head, as: UTF8.self)
            let fields = text.split(whereSeparator: \.isNewline).map { redaction.masked(String($0)) }
            let isFile = text.lowercased().contains("filename=") || !Self.isText(Array(content))
            let name = fields.lazy.compactMap { Self.fieldName($0) }.first ?? ""
            let shown =
                isFile
                ? [size(content.count)]
                : SecretName.isLikely(name) ? ["***"] : BodyText(Array(content), type: "", redaction).lines
            return ["--\(boundary)"] + fields + [""] + shown
        } + ["--\(boundary)--"]
    }

    /// `phone` of `Content-Disposition: form-data; name="phone"`.
    private static func fieldName(_ line: String) -> String? {
        guard let range = line.range(of: "; name=\"") else { return nil }
        return String(line[range.upperBound...].prefix { $0 != "\"" })
    }

    private static func pieces(_ bytes: [UInt8], between line: [UInt8]) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start: Int?
        var index = 0
        while let place = bytes[index...].firstRange(of: line) {
            if let start { pieces.append(bytes[start..<place.lowerBound]) }
            start = place.upperBound
            index = place.upperBound
        }
        return pieces
    }

    /// Divides a part at its first empty line; the line break before the next boundary belongs to the boundary.
    private static func headAndContent(_ piece: ArraySlice<UInt8>) -> (ArraySlice<UInt8>, ArraySlice<UInt8>) {
        guard let gap = piece.firstRange(of: Array("\r\n\r\n".utf8)) else { return ([], []) }
        let content = piece[gap.upperBound...]
        return (
            piece[..<gap.lowerBound], content.suffix(2).elementsEqual([0x0D, 0x0A]) ? content.dropLast(2) : content
        )
    }

    // MARK: - Mails

    /// The lines of a mail, of each block of base64 the first one and its size.
    private func folded(_ text: String) -> [String] {
        var lines: [String] = []
        var block: [Substring] = []
        func end() {
            if block.count > 2 {
                let letters = block.reduce(0) { $0 + $1.utf8.count { $0 != UInt8(ascii: "=") } }
                lines.append("\(block[0].prefix(40))… (base64, \(Wording.count(letters * 3 / 4, "byte")))")
            } else {
                lines += block.map { redaction.masked(String($0)) }
            }
            block = []
        }
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            let isBase64 = !line.isEmpty && line.utf8.allSatisfy { Base64Shape.isLetter($0) }
            if isBase64, line.utf8.count >= 60 || !block.isEmpty {
                block.append(line)
                continue
            }
            end()
            lines.append(redaction.masked(String(line)))
        }
        end()
        return lines
    }

    // MARK: - Others

    private func size(_ count: Int) -> String { "(\(Wording.count(count, "byte")))" }

    private static func isText(_ bytes: [UInt8]) -> Bool {
        !bytes.contains(0) && String(validating: bytes.prefix(65_536), as: UTF8.self) != nil
            || bytes.count > 65_536 && !bytes.contains(0)
    }
}
