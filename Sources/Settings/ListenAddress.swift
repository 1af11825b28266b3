import Foundation

/// Where a program listens: a numeric address, or `localhost`, and a port.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// Reached from this machine alone.
        case loopback
        /// Every address of this machine.
        case any
        case other
    }

    /// Without brackets.
    package var host: String
    package var port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `127.0.0.1:8625`, `localhost:8625` or `[::1]:8625`; `nil` for anything else.
    package init?(parsing text: String) {
        guard let colon = text.lastIndex(of: ":"),
            let port = Quantity.integer(String(text[text.index(after: colon)...])),
            (1...65_535).contains(port)
        else { return nil }
        var host = String(text[..<colon])
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]") && host.count > 2
        if isBracketed { host = String(host.dropFirst().dropLast()) }
        guard isBracketed ? Self.isIPv6(host) : host == "localhost" || Self.isIPv4(host) else { return nil }
        self.init(host: host, port: port)
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    package var kind: Kind {
        if host == "localhost" || Self.bytes(AF_INET, host, 4)?.first == 127 { return .loopback }
        guard let address = Self.bytes(AF_INET6, host, 16) else { return host == "0.0.0.0" ? .any : .other }
        let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
        if address.starts(with: mapped + [127]) { return .loopback }
        guard address.dropLast().allSatisfy({ $0 == 0 }) else {
            return address == mapped + [0, 0, 0, 0] ? .any : .other
        }
        return address.last == 1 ? .loopback : address.last == 0 ? .any : .other
    }

    private static func isIPv4(_ host: String) -> Bool { bytes(AF_INET, host, 4) != nil }
    private static func isIPv6(_ host: String) -> Bool { bytes(AF_INET6, host, 16) != nil }

    private static func bytes(_ family: Int32, _ host: String, _ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return inet_pton(family, host, &bytes) == 1 ? bytes : nil
    }
}
