import Domain

/// One part of a mail (RFC 2045 and 2046): a content of its own, or others between boundaries.
indirect enum MIMEPart {
    case text(String, subtype: String)
    /// - encoded: base64 in one line.
    case file(encoded: [UInt8], type: String, name: String, contentID: String?)
    case multipart(subtype: String, parameters: [String], [MIMEPart])

    static func attachment(_ attachment: Attachment) -> MIMEPart {
        .file(
            encoded: Base64.encode(attachment.bytes), type: mediaType(attachment.type), name: fileName(attachment.name),
            contentID: nil)
    }

    /// Appends the part's header, the empty line and its content.
    ///
    /// A boundary begins with `=_`, which neither quoted-printable nor base64 ever holds, and its number is one digit,
    /// so that none begins another: no content can hold a boundary.
    func append(to bytes: inout [UInt8], boundaries: inout Boundaries) {
        switch self {
        case .text(let text, let subtype):
            bytes += HeaderLines.parameters("Content-Type", "text/\(subtype)", ["charset=utf-8"]).ended
            bytes += HeaderLines.word("Content-Transfer-Encoding", "quoted-printable").ended
            bytes += Self.lineEnd + QuotedPrintable.encode(text)
        case .file(let encoded, let type, let name, let contentID):
            let plainName = "name=\"\(MIMEParameter.plain(name))\""
            bytes += HeaderLines.parameters("Content-Type", type, [plainName]).ended
            bytes += HeaderLines.word("Content-Transfer-Encoding", "base64").ended
            let disposition = contentID == nil ? "attachment" : "inline"
            let parameters = MIMEParameter.words("filename", name)
            bytes += HeaderLines.parameters("Content-Disposition", disposition, parameters).ended
            if let contentID { bytes += HeaderLines.word("Content-ID", "<\(contentID)>").ended }
            bytes += Self.lineEnd + Base64.lines(encoded)
        case .multipart(let subtype, let parameters, let parts):
            let boundary = boundaries.next()
            let words = parameters + ["boundary=\"\(boundary)\""]
            bytes += HeaderLines.parameters("Content-Type", "multipart/\(subtype)", words).ended
            for part in parts {
                bytes += Self.lineEnd + Array("--\(boundary)".utf8) + Self.lineEnd
                part.append(to: &bytes, boundaries: &boundaries)
            }
            bytes += Self.lineEnd + Array("--\(boundary)--".utf8) + Self.lineEnd
        }
    }

    private static let lineEnd: [UInt8] = [0x0D, 0x0A]

    /// A type without its parameters, if it is one (RFC 2045, 5.1); otherwise the type of any bytes.
    private static func mediaType(_ type: String) -> String {
        let type = type.prefix { $0 != ";" }.trimmingBlanks()
        let parts = type.split(separator: "/", omittingEmptySubsequences: false)
        let isType =
            parts.count == 2 && type.utf8.count <= 60
            && parts.allSatisfy {
                !$0.isEmpty && $0.utf8.allSatisfy { $0.isAlphanumeric || "!#$&^_.+-".utf8.contains($0) }
            }
        return isType ? type.lowercased() : "application/octet-stream"
    }

    /// A name that leads nowhere else, when it is saved.
    private static func fileName(_ name: String) -> String {
        let name = name.onOneLine().replacing("/", with: "_").replacing("\\", with: "_")
        return name.isEmpty ? "attachment" : String(name.prefix(120))
    }
}

/// The boundaries of one mail, told apart by a number.
struct Boundaries {
    private let seed: UInt64
    private var count = 0

    /// - Parameter id: the same id gives the same boundaries.
    init(id: String) {
        seed = id.stableHash
    }

    mutating func next() -> String {
        count += 1
        return "=_\(String(seed, radix: 16))_\(count)"
    }
}

extension String {
    /// FNV-1a of 64 bits: the same in every run, as `Hasher` is not.
    var stableHash: UInt64 { utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 } }
}
