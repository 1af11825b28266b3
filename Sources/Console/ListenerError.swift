import Glibc
import NIOCore

/// Why the listener cannot listen.
package struct ListenerError: Error, Hashable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// Another program has the port.
        case inUse
        /// This user may not listen there, as on ports below 1024.
        case notAllowed
        /// This machine has no such address, or anything else.
        case unavailable
    }

    package var kind: Kind
    package var description: String

    init(_ error: any Error, host: String, port: Int) {
        let place = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        let number = (error as? IOError)?.errnoCode
        switch number {
        case EADDRINUSE:
            kind = .inUse
            description = "\(place) is in use: another program listens there"
        case EACCES, EPERM:
            kind = .notAllowed
            description = "\(place): this user may not listen there"
        case EADDRNOTAVAIL:
            kind = .unavailable
            description = "\(place): this machine has no such address"
        default:
            kind = .unavailable
            description = "\(place): \(number.map { String(cString: strerror($0)) } ?? "cannot be listened on")"
        }
    }
}
