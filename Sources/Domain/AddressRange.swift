import Glibc

/// A network of IPv4 or IPv6 addresses, such as `10.0.5.0/24`.
package struct AddressRange: Hashable, Sendable {
    /// 4 or 16 bytes, the bits behind the prefix zero.
    package let address: [UInt8]
    /// How many bits an address has in common with the network's.
    package let prefix: Int

    /// A network known to be one: its first bytes, the rest being zero.
    init(_ bytes: [UInt8], _ prefix: Int, ofBytes count: Int = 4) {
        address = bytes + repeatElement(0, count: max(0, count - bytes.count))
        self.prefix = prefix
    }

    /// Reads `10.0.5.0/24`, `fd00:5::/64`, or an address, which is a network of its own.
    ///
    /// - Throws: `AddressRangeError`.
    package init(parsing text: String) throws(AddressRangeError) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let bytes = Self.bytes(of: String(first)) else {
            throw AddressRangeError(detail: "no IP address with a prefix, such as 10.0.5.0/24")
        }
        let bits = bytes.count * 8
        var prefix = bits
        if parts.count == 2 {
            guard (1...3).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = Int(parts[1]), number <= bits
            else { throw AddressRangeError(detail: "the prefix is no number from 0 to \(bits)") }
            prefix = number
        }
        guard !Self.isMapped(bytes) else {
            throw AddressRangeError(detail: "the network is one of IPv4 and has to be written as such")
        }
        let network = bytes.indices.map { bytes[$0] & Self.mask(ofByte: $0, prefix: prefix) }
        guard network == bytes else {
            throw AddressRangeError(detail: "the address has bits set behind the prefix of \(prefix) bits")
        }
        address = bytes
        self.prefix = prefix
    }

    /// Whether an address of the same family lies in the network.
    package func contains(_ other: [UInt8]) -> Bool {
        guard other.count == address.count else { return false }
        return other.indices.allSatisfy { other[$0] & Self.mask(ofByte: $0, prefix: prefix) == address[$0] }
    }

    /// The bits of a byte that lie within the prefix.
    private static func mask(ofByte index: Int, prefix: Int) -> UInt8 {
        let bits = min(8, max(0, prefix - index * 8))
        return UInt8(truncatingIfNeeded: 0xFF00 >> bits)
    }

    /// Whether 16 bytes are an IPv4 address in the form `::ffff:a.b.c.d` (RFC 4291, 2.5.5.2).
    static func isMapped(_ address: [UInt8]) -> Bool {
        address.count == 16 && address[..<10].allSatisfy { $0 == 0 } && address[10] == 0xFF && address[11] == 0xFF
    }

    /// The bytes of an address in text, in no other form than the usual ones: `10.1` and `010.0.0.1` are none.
    private static func bytes(of text: String) -> [UInt8]? {
        guard !text.utf8.contains(0) else { return nil }
        let isIPv6 = text.utf8.contains(UInt8(ascii: ":"))
        var bytes = [UInt8](repeating: 0, count: isIPv6 ? 16 : 4)
        return inet_pton(isIPv6 ? AF_INET6 : AF_INET, text, &bytes) == 1 ? bytes : nil
    }
}

/// Why a text is no network; names the kind of mistake and not the text.
package struct AddressRangeError: Error, Hashable, Sendable, CustomStringConvertible {
    package var detail: String

    package var description: String { detail }
}
