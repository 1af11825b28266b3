import Domain
import Glibc
import Testing

@Suite("Guarded addresses")
struct AddressGuardTests {
    /// The bytes of an address in text.
    private func bytes(_ text: String) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: text.contains(":") ? 16 : 4)
        try #require(inet_pton(text.contains(":") ? AF_INET6 : AF_INET, text, &bytes) == 1)
        return bytes
    }

    private func addressGuard(_ allowed: [String]) throws -> AddressGuard {
        AddressGuard(allowed: try allowed.map { text throws in try AddressRange(parsing: text) })
    }

    @Test(
        "Public addresses are permitted, up to the edges of what is not",
        arguments: [
            "1.0.0.0", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
            "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255",
            "192.0.1.0",
            "192.0.3.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "200.147.3.157",
            "223.255.255.255", "2000::", "2001:200::", "2001:db7:ffff::", "2001:db9::", "2606:4700::1111",
            "2804:14d:1::1", "3ffe:ffff::", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1",
        ])
    func permitted(text: String) throws {
        #expect(AddressGuard().permits(try bytes(text)))
    }

    @Test(
        "Addresses that are not public are not",
        arguments: [
            "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1",
            "127.255.255.255", "169.254.0.0", "169.254.169.254", "172.16.0.0", "172.31.255.255", "192.0.0.1",
            "192.0.2.255", "192.88.99.1", "192.168.0.0", "192.168.255.255", "198.18.0.0", "198.19.255.255",
            "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.255", "240.0.0.0", "255.255.255.255", "::", "::1",
            "::7f00:1", "::8.8.8.8", "fc00::1", "fdff::1", "fe80::1", "febf::1", "fec0::1", "ff02::1", "ff0e::1",
            "100::1", "1fff::", "4000::", "5f00::1", "64:ff9b:1::1", "64:ff9b::1:8.8.8.8", "2001::1",
            "2001:0:a00::", "2001:1ff:ffff::", "2001:db8::1", "3fff::1", "3fff:fff::", "::ffff:10.0.0.1",
            "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:0:8.8.8.8", "64:ff9b::10.0.0.1", "64:ff9b::127.0.0.1",
            "64:ff9b::100.64.0.1", "2002:a00:1::", "2002:7f00:1::1", "2002:c0a8:101::1", "2002:a9fe:a9fe::",
        ])
    func notPermitted(text: String) throws {
        #expect(!AddressGuard().permits(try bytes(text)))
    }

    @Test("What an operator allows is permitted, under its IPv6 name too, and nothing beside it")
    func allowed() throws {
        let guarded = try addressGuard(["10.0.5.0/24", "fd00:5::/32", "192.168.1.7", "::1"])
        for text in ["10.0.5.0", "10.0.5.255", "::ffff:10.0.5.9", "fd00:5::1", "fd00:5:ffff::", "192.168.1.7", "::1"] {
            #expect(guarded.permits(try bytes(text)), "\(text)")
        }
        for text in [
            "10.0.4.255", "10.0.6.0", "::ffff:10.0.6.0", "fd00:4::1", "192.168.1.6", "::2", "64:ff9b::10.0.5.1",
            "2002:a00:501::",
        ] {
            #expect(!guarded.permits(try bytes(text)), "\(text)")
        }
        #expect(guarded.permits([8, 8, 8, 8]))
        #expect(try addressGuard(["0.0.0.0/0"]).permits([127, 0, 0, 1]))
        #expect(try !addressGuard(["0.0.0.0/0"]).permits(bytes("::1")))
        #expect(try addressGuard(["::/0"]).permits(bytes("::1")))
    }

    @Test("What is no address is not permitted", arguments: [[], [127], [8, 8, 8], [8, 8, 8, 8, 8]] as [[UInt8]])
    func noAddress(bytes: [UInt8]) throws {
        #expect(try !addressGuard(["0.0.0.0/0", "::/0"]).permits(bytes))
        #expect(!AddressGuard().permits([UInt8](repeating: 0x20, count: 17)))
    }
}

@Suite("Networks in text")
struct AddressRangeTests {
    @Test(
        "A network is read",
        arguments: [
            ("10.0.5.0/24", [10, 0, 5, 0], 24), ("10.0.5.7", [10, 0, 5, 7], 32), ("10.0.5.7/32", [10, 0, 5, 7], 32),
            ("0.0.0.0/0", [0, 0, 0, 0], 0), ("128.0.0.0/1", [128, 0, 0, 0], 1), ("10.0.5.128/25", [10, 0, 5, 128], 25),
            ("fd00:5::/32", [0xFD, 0, 0, 5] + [UInt8](repeating: 0, count: 12), 32),
            ("::1", [UInt8](repeating: 0, count: 15) + [1], 128), ("::/0", [UInt8](repeating: 0, count: 16), 0),
        ] as [(String, [UInt8], Int)])
    func read(text: String, address: [UInt8], prefix: Int) throws {
        let range = try AddressRange(parsing: text)
        #expect(range.address == address)
        #expect(range.prefix == prefix)
        #expect(range.contains(address))
    }

    @Test(
        "What is no network is refused, with a reason",
        arguments: [
            "", "/", "/24", "10", "10.0.5", "10.0.5.0.0/24", "10.0.5.256", "010.0.0.1", "0x0a.0.0.1", "10.0.5.0/",
            "10.0.5.0/33", "10.0.5.0/-1", "10.0.5.0/+1", "10.0.5.0/2 ", " 10.0.5.0/24", "10.0.5.0/24/8", "10.0.5.0/a",
            "10.0.5.0/99999999999999999999", "10.0.5.1/24", "10.0.5.0/23", "fd00::1/64", "fd00:::/64", "fe80::1%eth0",
            "::/129", "fd00::/0000", "localhost", "10.0.5.0\0/24", "::ffff:10.0.0.0/104", "::ffff:10.0.0.1", "[::1]",
            "١٠.0.0.1",
        ])
    func refused(text: String) {
        #expect {
            try AddressRange(parsing: text)
        } throws: { error in
            (error as? AddressRangeError).map { !$0.description.isEmpty } ?? false
        }
    }

    @Test("A network contains what agrees with it in as many bits as its prefix says, and nothing else")
    func membership() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<2000 {
            let count = Bool.random(using: &random) ? 4 : 16
            let prefix = Int.random(in: 0...(count * 8), using: &random)
            let address = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            let network = (0..<count).map { index in
                (0..<8).reduce(UInt8(0)) { byte, bit in
                    index * 8 + bit < prefix ? byte | (address[index] & (0x80 >> UInt8(bit))) : byte
                }
            }
            let text =
                count == 4
                ? network.map { String($0) }.joined(separator: ".")
                : stride(from: 0, to: 16, by: 2).map {
                    String(UInt16(network[$0]) << 8 | UInt16(network[$0 + 1]), radix: 16)
                }
                .joined(separator: ":")
            guard !text.hasPrefix("0:0:0:0:0:ffff") else { continue }
            let range = try AddressRange(parsing: "\(text)/\(prefix)")
            #expect(range.contains(address))
            guard prefix > 0 else { continue }
            var other = address
            let bit = Int.random(in: 0..<prefix, using: &random)
            other[bit / 8] ^= 0x80 >> UInt8(bit % 8)
            #expect(!range.contains(other))
        }
    }
}
