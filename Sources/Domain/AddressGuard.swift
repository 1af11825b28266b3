/// Keeps requests whose URL came from elsewhere away from the company's own network: only public addresses may be
/// connected to, and those that an operator allows.
package struct AddressGuard: Hashable, Sendable {
    /// Networks that are let through although they are not public.
    package var allowed: [AddressRange]

    package init(allowed: [AddressRange] = []) {
        self.allowed = allowed
    }

    /// Whether a connection to this address may be made.
    ///
    /// An IPv6 address that stands for one of IPv4 is judged by that one: `::ffff:a.b.c.d` is the IPv4 address under
    /// another name, so that ranges of IPv4 allow it too; `64:ff9b::/96` (NAT64) and `2002::/16` (6to4) lead to it.
    ///
    /// - Parameter address: 4 or 16 bytes; anything else is not permitted.
    package func permits(_ address: [UInt8]) -> Bool {
        guard address.count == 4 || address.count == 16 else { return false }
        let address = AddressRange.isMapped(address) ? Array(address[12...]) : address
        return allowed.contains { $0.contains(address) } || Self.isPublic(address)
    }

    private static func isPublic(_ address: [UInt8]) -> Bool {
        guard address.count == 16 else { return !notPublic4.contains { $0.contains(address) } }
        if nat64.contains(address) { return isPublic(Array(address[12...])) }
        if sixToFour.contains(address) { return isPublic(Array(address[2..<6])) }
        return globalUnicast.contains(address) && !notPublic6.contains { $0.contains(address) }
    }

    /// What IANA's registry of special addresses keeps from being reached from everywhere
    /// (https://www.iana.org/assignments/iana-ipv4-special-registry), multicast and the reserved class E.
    private static let notPublic4 = [
        AddressRange([0], 8), AddressRange([10], 8), AddressRange([100, 64], 10), AddressRange([127], 8),
        AddressRange([169, 254], 16), AddressRange([172, 16], 12), AddressRange([192, 0, 0], 24),
        AddressRange([192, 0, 2], 24), AddressRange([192, 88, 99], 24), AddressRange([192, 168], 16),
        AddressRange([198, 18], 15), AddressRange([198, 51, 100], 24), AddressRange([203, 0, 113], 24),
        AddressRange([224], 4), AddressRange([240], 4),
    ]

    /// Of IPv6 only this block is given out (RFC 4291, 2.4): loopback, unique local, link-local, multicast and the
    /// obsolete forms with an IPv4 address lie outside of it.
    private static let globalUnicast = AddressRange([0x20], 3, ofBytes: 16)
    /// Protocol assignments, Teredo among them, and documentation
    /// (https://www.iana.org/assignments/iana-ipv6-special-registry).
    private static let notPublic6 = [
        AddressRange([0x20, 0x01], 23, ofBytes: 16), AddressRange([0x20, 0x01, 0x0D, 0xB8], 32, ofBytes: 16),
        AddressRange([0x3F, 0xFF], 20, ofBytes: 16),
    ]
    private static let nat64 = AddressRange([0, 0x64, 0xFF, 0x9B], 96, ofBytes: 16)
    private static let sixToFour = AddressRange([0x20, 0x02], 16, ofBytes: 16)
}
