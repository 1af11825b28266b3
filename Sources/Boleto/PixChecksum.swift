extension PixCode {
    /// The checksum at the end of a code: CRC-16/CCITT-FALSE, 29B1 for "123456789".
    ///
    /// Polynomial 1021, start value FFFF, nothing reflected, nothing added at the end.
    package static func checksum(of bytes: some Sequence<UInt8>) -> UInt16 {
        var checksum: UInt16 = 0xFFFF
        for byte in bytes {
            checksum = checksum << 8 ^ remainders[Int(UInt8(truncatingIfNeeded: checksum >> 8) ^ byte)]
        }
        return checksum
    }

    /// Of each byte, followed by 16 zero bits.
    private static let remainders: [UInt16] = (0...255).map { byte in
        (0..<8).reduce(UInt16(byte) << 8) { remainder, _ in
            remainder & 0x8000 == 0 ? remainder << 1 : remainder << 1 ^ 0x1021
        }
    }
}
