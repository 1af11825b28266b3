import Foundation

/// A parameter of a header field whose value is a file's name: in quotes, or by RFC 2231 where it is not plain ASCII.
///
/// The two forms of one name are not put side by side, which some readers take for a parameter that stands there twice:
/// `plain` is for the `name` of the content type, where those look who do not know RFC 2231.
enum MIMEParameter {
    private static let longestPlain = 60
    private static let segmentLength = 50

    static func words(_ name: String, _ value: String) -> [String] {
        let plain = plain(value)
        guard plain != value else { return ["\(name)=\"\(plain)\""] }
        let segments = segments(of: value)
        guard segments.count > 1 else { return ["\(name)*=utf-8''\(segments.joined())"] }
        return segments.enumerated().map {
            "\(name)*\($0.offset)*=\($0.offset == 0 ? "utf-8''" : "")\($0.element)"
        }
    }

    /// Letters without their accents, an underscore for what is still not ASCII or would need an escape; the middle
    /// left out if it is long, so that the ending stays.
    static func plain(_ value: String) -> String {
        var plain = ""
        for scalar in value.decomposedStringWithCanonicalMapping.unicodeScalars
        where scalar.properties.generalCategory != .nonspacingMark {
            let isPlain = (0x20...0x7E).contains(scalar.value) && !"\"\\%".unicodeScalars.contains(scalar)
            plain.unicodeScalars.append(isPlain ? scalar : "_")
        }
        guard plain.utf8.count > longestPlain else { return plain }
        return String(plain.prefix(longestPlain - 12)) + String(plain.suffix(12))
    }

    /// The value in UTF-8 and percent-encoded (RFC 2231, 7), in pieces between characters.
    private static func segments(of value: String) -> [String] {
        var segments: [String] = []
        var segment = ""
        for scalar in value.unicodeScalars {
            let encoded = String(scalar).utf8.map { byte in
                byte.isAlphanumeric || "!#$&+-.^_`{}~".utf8.contains(byte)
                    ? String(UnicodeScalar(byte)) : "%" + String(decoding: byte.hexadecimal, as: UTF8.self)
            }
            if segment.utf8.count + encoded.joined().utf8.count > segmentLength {
                segments.append(segment)
                segment = ""
            }
            segment += encoded.joined()
        }
        return segments + [segment]
    }
}
