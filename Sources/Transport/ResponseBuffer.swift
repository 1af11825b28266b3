/// What has been received of an answer: the last header block and the beginning of the body.
struct ResponseBuffer {
    /// Limit of the header block that counts: 64 KiB.
    static let headerLimit = 64 * 1024
    /// Limit of all header lines together, informational blocks and trailers included.
    static let headerTotalLimit = 4 * headerLimit

    /// How much of the body is kept, in bytes.
    var bodyLimit = 64 * 1024

    private enum Phase {
        case statusLine
        case fields
        case body
    }

    private(set) var headerBytes: [UInt8] = []
    private(set) var body: [UInt8] = []
    /// More body came than is kept.
    private(set) var isTruncated = false
    /// More header lines came than any honest server sends.
    private(set) var headersExceedLimit = false

    private var phase = Phase.statusLine
    private var blockStatus = 0
    private var headerTotal = 0

    /// The status of the final answer; 0 while only informational ones (RFC 9110, 15.2), or none, have come.
    var status: Int { Self.isInformational(blockStatus) ? 0 : blockStatus }

    /// 101 is no herald of another answer: it is the last one on its connection.
    private static func isInformational(_ status: Int) -> Bool { (100..<200).contains(status) && status != 101 }

    /// Takes a status line, a field line or the empty line after a block, as the library delivers them.
    ///
    /// - Returns: false if the transfer should end here.
    mutating func takeHeaderLine(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        headerTotal += line.count
        guard headerTotal <= Self.headerTotalLimit else { return stopOverLimit() }
        switch phase {
        case .statusLine:
            blockStatus = Self.parseStatus(line)
            phase = .fields
            return true
        case .fields where Self.isEmptyLine(line):
            endBlock()
            return true
        case .fields:
            guard headerBytes.count + line.count <= Self.headerLimit else { return stopOverLimit() }
            if headerBytes.isEmpty { headerBytes.reserveCapacity(512) }
            headerBytes.append(contentsOf: line)
            return true
        case .body:
            return true  // a trailer
        }
    }

    /// Takes a piece of the body.
    ///
    /// - Returns: false if the transfer should end here, since the rest would only be thrown away.
    mutating func takeBody(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let room = max(0, bodyLimit) - body.count
        guard bytes.count > room else {
            body.append(contentsOf: bytes)
            return true
        }
        body.append(contentsOf: bytes.prefix(room))
        isTruncated = true
        return false
    }

    private mutating func stopOverLimit() -> Bool {
        headersExceedLimit = true
        return false
    }

    private mutating func endBlock() {
        guard Self.isInformational(blockStatus) else {
            phase = .body
            return
        }
        phase = .statusLine
        blockStatus = 0
        headerBytes.removeAll(keepingCapacity: true)
    }

    private static func isEmptyLine(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        line.allSatisfy { $0 == 0x0D || $0 == 0x0A }
    }

    /// The number after the first blank of `HTTP/1.1 200 OK`; 0 if there is none of three digits.
    private static func parseStatus(_ line: UnsafeBufferPointer<UInt8>) -> Int {
        guard let blank = line.firstIndex(of: 0x20), blank + 3 < line.count else { return 0 }
        var status = 0
        for index in (blank + 1)...(blank + 3) {
            guard (0x30...0x39).contains(line[index]) else { return 0 }
            status = status * 10 + Int(line[index] - 0x30)
        }
        return status
    }
}
