import Foundation

/// Reads lines with a buffer of fixed size, however long the input or any of its lines.
final class LineReader {
    enum Line {
        /// Without its line feed or CR LF, valid until the call ends.
        case text(UnsafeBufferPointer<UInt8>)
        /// Longer than the limit; what stands in it has not been kept.
        case tooLong
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private let input: InputFile
    private let limit: Int
    private var buffer: [UInt8]
    /// What has been read and not been handed over yet.
    private var start = 0
    private var end = 0
    /// Whether the rest of a line that is too long is being passed over.
    private var isSkipping = false
    private var number = 0
    /// How many bytes have been read so far.
    private(set) var bytesRead: Int64 = 0

    /// - Parameter limit: the longest line that is kept, in bytes.
    init(_ input: InputFile, limit: Int) {
        self.input = input
        self.limit = limit
        buffer = [UInt8](repeating: 0, count: limit + 131_072)
    }

    /// Hands over every line with its number, from 1. A byte order mark before the first is left out.
    ///
    /// - Parameters:
    ///   - idle: called when the next line would have to be waited for.
    ///   - body: called with each line.
    /// - Throws: `Failure` if the input cannot be read on, and what the closures throw.
    func readLines(idle: () throws -> Void, _ body: (Int, Line) throws -> Void) throws {
        while true {
            try handOverLines(body)
            makeRoom()
            if !isReadable { try idle() }
            guard try readMore() else { break }
        }
        if isSkipping || start < end { try handOver(start..<end, body) }
    }

    private func handOverLines(_ body: (Int, Line) throws -> Void) throws {
        while let feed = firstLineFeed() {
            try handOver(start..<feed, body)
            start = feed + 1
        }
    }

    private func firstLineFeed() -> Int? {
        buffer.withUnsafeBytes { bytes in
            guard start < end, let base = bytes.baseAddress, let found = memchr(base + start, 0x0A, end - start) else {
                return nil
            }
            return UnsafeRawPointer(found) - base
        }
    }

    private func handOver(_ range: Range<Int>, _ body: (Int, Line) throws -> Void) throws {
        number += 1
        if isSkipping || range.count > limit {
            isSkipping = false
            return try body(number, .tooLong)
        }
        var range = range
        if number == 1, buffer[range].starts(with: Self.byteOrderMark) { range = range.dropFirst(3) }
        if buffer[range].last == 0x0D { range = range.dropLast() }
        try buffer.withUnsafeBufferPointer { try body(number, .text(UnsafeBufferPointer(rebasing: $0[range]))) }
    }

    /// Moves the beginning of a line to the front, or forgets it if it is too long.
    private func makeRoom() {
        if isSkipping || end - start > limit {
            isSkipping = true
            start = end
        }
        let count = end - start
        if start > 0 {
            buffer.withUnsafeMutableBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                memmove(base, base + start, count)
            }
        }
        start = 0
        end = count
    }

    private var isReadable: Bool {
        var descriptor = pollfd(fd: input.descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, 0) != 0
    }

    /// - Returns: whether there was more.
    private func readMore() throws -> Bool {
        while true {
            let count = buffer.withUnsafeMutableBytes { bytes in
                read(input.descriptor, bytes.baseAddress.map { $0 + end }, bytes.count - end)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw Failure(.badInput, "\(input.name): cannot be read: \(String(cString: strerror(errno)))")
            }
            end += count
            bytesRead += Int64(count)
            return count > 0
        }
    }
}
