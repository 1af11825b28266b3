import ArgumentParser
import Foundation

/// Standard output, or another descriptor, written in large pieces.
final class Output {
    private static let capacity = 65_536

    let descriptor: Int32
    private var buffer: [UInt8] = []
    /// The first error; nothing is written after it.
    private var failure: (any Error)?

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Writes a line.
    func print(_ line: String) {
        buffer.append(contentsOf: line.utf8)
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count >= Self.capacity { empty() }
    }

    /// Writes what is left.
    ///
    /// - Throws: `Failure` if not everything could be written; `ExitCode` if the reader has gone, which is no error of
    ///   anybody's and ends the program as the signal would.
    func flush() throws {
        empty()
        if let failure { throw failure }
    }

    private func empty() {
        if failure == nil, let error = writeAll(buffer, to: descriptor) {
            failure =
                error == EPIPE
                ? ExitCode(128 + SIGPIPE)
                : Failure(.cannotCreate, "standard output: \(String(cString: strerror(error)))")
        }
        buffer.removeAll(keepingCapacity: true)
    }
}

/// Standard error: what is said there is not data.
enum Diagnostics {
    static var isTerminal: Bool { isatty(2) == 1 }

    /// Writes a line. There is nobody to tell if that fails.
    static func print(_ line: String) {
        write(line + "\n")
    }

    /// Writes a text without a line's end.
    static func write(_ text: String) {
        _ = writeAll(Array(text.utf8), to: 2)
    }
}

/// - Returns: the number of the error that kept it from being written; `nil` if it was.
private func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return errno }
        rest = rest.dropFirst(count)
    }
    return nil
}
