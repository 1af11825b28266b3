/// Keeps requests whose URL came from elsewhere away from the company's own network: only public addresses may be
/// connected to, and those that an operator allows.
package struct AddressGuard: Hashable, Sendable {
    /// Networks that are let through although they are not public.
    package var allowed: [AddressRange]

    package init(allowed: [AddressRange] = []) {
        self.allowed = allowed
    }
}

/// A network of IPv4 or IPv6 addresses, such as `10.0.5.0/24`.
package struct AddressRange: Hashable, Sendable {
    /// 4 or 16 bytes, the bits behind the prefix zero.
    package var address: [UInt8]
    package var prefix: Int
}
