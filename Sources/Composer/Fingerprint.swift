/// FNV-1a of 64 bits: a short name for a content, the same on every machine. It tells versions of one's own files apart;
/// whoever wants two texts with the same name can find them.
///
/// Source: the specification by Fowler, Noll and Vo (draft-eastlake-fnv), with its offset basis and prime.
struct Fingerprint: Hashable, Sendable {
    private var hash: UInt64 = 0xCBF2_9CE4_8422_2325

    /// The name of everything so far with more bytes behind it.
    func with(_ bytes: [UInt8]) -> Fingerprint {
        var next = self
        for byte in bytes { next.hash = (next.hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return next
    }

    /// 16 hexadecimal digits in lower case.
    var text: String {
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
