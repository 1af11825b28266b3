import Domain

/// Reads a date and time of the Internet (RFC 3339), as JSON has them: `2026-11-28T12:00:00Z`.
enum InternetDate {
    /// - Parameter text: with `Z` or an offset; fractions of a second are left out, and a blank may stand for the `T`.
    static func parse(_ text: String) -> Timestamp? {
        let bytes = Array(text.utf8)
        guard (20...40).contains(bytes.count),
            [(4, "-"), (7, "-"), (13, ":"), (16, ":")].allSatisfy({ bytes[$0.0] == Array($0.1.utf8)[0] }),
            [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")].contains(bytes[10]),
            let year = Int(digits: bytes[0..<4]), let month = Int(digits: bytes[5..<7]), (1...12).contains(month),
            let day = Int(digits: bytes[8..<10]), (1...HTTPDate.days(ofMonth: month - 1, year: year)).contains(day),
            let hour = Int(digits: bytes[11..<13]), hour < 24, let minute = Int(digits: bytes[14..<16]), minute < 60,
            let second = Int(digits: bytes[17..<19]), second <= 60, let offset = offset(bytes[19...])
        else { return nil }
        let days = HTTPDate.daysSinceEpoch(year: year, month: month, day: day)
        return Timestamp(seconds: Int64(((days * 24 + hour) * 60 + minute - offset) * 60 + second))
    }

    /// The minutes that the zone is ahead of UTC.
    private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
        var rest = bytes
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard !fraction.isEmpty else { return nil }
            rest = rest.dropFirst(fraction.count + 1)
        }
        if rest.elementsEqual("Z".utf8) || rest.elementsEqual("z".utf8) { return 0 }
        guard let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
        let parts = rest.dropFirst().split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 }), let hours = Int(digits: parts[0]), hours < 24,
            let minutes = Int(digits: parts[1]), minutes < 60
        else { return nil }
        return (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -1 : 1)
    }
}
