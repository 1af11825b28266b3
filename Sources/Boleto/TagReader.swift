/// One element of a Pix code: two digits of tag, two of length, and the value.
struct TaggedField {
    /// 0 to 99.
    let tag: Int
    /// The first byte of the tag.
    let start: Int
    /// The bytes of the value.
    let value: Range<Int>
}

/// Reads a list of tagged fields out of some bytes of a code.
///
/// Lengths count characters (Unicode scalars), as payment apps do.
struct TagReader {
    private let bytes: [UInt8]
    private let isASCII: Bool
    private let end: Int
    private var position: Int
    /// One bit for each tag that was read.
    private var tags: UInt128 = 0

    init(_ bytes: [UInt8], _ range: Range<Int>, isASCII: Bool) {
        self.bytes = bytes
        self.isASCII = isASCII
        position = range.lowerBound
        end = range.upperBound
    }

    /// The next field; `nil` at the end.
    mutating func next() throws(PixCodeError.Structure) -> TaggedField? {
        guard position < end else { return nil }
        let start = position
        guard let header = advanced(start, by: 4) else { throw fault(.truncatedHeader, at: start) }
        guard header - start == 4, let tag = number(at: start), let length = number(at: start + 2) else {
            throw fault(.nonNumeric, at: start)
        }
        guard let valueEnd = advanced(header, by: length) else { throw fault(.truncatedValue, at: start) }
        guard tags & (1 << UInt128(tag)) == 0 else { throw fault(.duplicateTag, at: start) }
        tags |= 1 << UInt128(tag)
        position = valueEnd
        return TaggedField(tag: tag, start: start, value: header..<valueEnd)
    }

    /// The place so many characters further; `nil` if the bytes end before.
    private func advanced(_ place: Int, by characters: Int) -> Int? {
        guard !isASCII else { return place + characters <= end ? place + characters : nil }
        var place = place
        for _ in 0..<characters {
            guard place < end else { return nil }
            place += 1
            while place < end, bytes[place].continuesCharacter { place += 1 }
        }
        return place
    }

    private func number(at place: Int) -> Int? {
        let (tens, ones) = (bytes[place], bytes[place + 1])
        guard tens.isDigit, ones.isDigit else { return nil }
        return Int(tens - 0x30) * 10 + Int(ones - 0x30)
    }

    private func fault(_ kind: PixCodeError.Structure.Kind, at place: Int) -> PixCodeError.Structure {
        var excerptEnd = place
        for _ in 0..<4 { excerptEnd = advanced(excerptEnd, by: 1) ?? excerptEnd }
        return PixCodeError.Structure(
            kind: kind, offset: bytes[..<place].count { !$0.continuesCharacter },
            excerpt: String(decoding: bytes[place..<excerptEnd], as: UTF8.self))
    }
}

extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }

    /// Whether it is a later byte of a character in UTF-8.
    var continuesCharacter: Bool { self & 0xC0 == 0x80 }
}
