import CCurl
import Domain

/// Why a request cannot be put on the wire at all; it becomes a `.unusable` result.
struct RequestDefect: Error {
    /// For operators; names the kind of defect and never a value.
    var detail: String
}

/// The header list of one transfer, laid out in memory that is reused: no allocation a request once it is warm.
///
/// libcurl only walks `data` and `next` of a list, so the nodes need not come from `curl_slist_append`
/// (https://curl.se/libcurl/c/CURLOPT_HTTPHEADER.html: the list is neither copied nor freed).
struct RequestHeaders: ~Copyable {
    private var text = ByteArena(capacity: 1024)
    private var nodes: UnsafeMutableBufferPointer<curl_slist> = .allocate(capacity: 16)
    private var nodeCount = 0
    private var cursor = 0
    /// The `User-Agent` of a signed request, for libcurl to send by itself and so without a signature: proxies may change
    /// that field, and Amazon's own libraries do not sign it.
    private(set) var unsignedAgent: String?

    deinit {
        nodes.deallocate()
    }

    /// The first node; valid until the next `assemble`.
    var list: UnsafeMutablePointer<curl_slist>? { nodeCount == 0 ? nil : nodes.baseAddress }

    /// Replaces the list by these fields and by what keeps libcurl from adding fields of its own.
    ///
    /// - Parameter isSigned: libcurl signs the fields of this list (Signature Version 4). It counts those that take a
    ///   default away among them, though they are not sent, so that no service would accept the signature: they are left
    ///   out, and libcurl's defaults stay.
    /// - Throws: `RequestDefect` for a name that is no token, a value with a control character (RFC 9110, 5.1 and
    ///   5.5: either would let a value split the request in two) and for fields that frame the message, which only the
    ///   library may set.
    mutating func assemble(_ fields: [HeaderField], hasBody: Bool, isSigned: Bool) throws(RequestDefect) {
        prepare(for: fields)
        var namesContentType = false
        for field in fields {
            if Self.isFraming(field.name) {
                throw RequestDefect(detail: "a header field that the transport sets itself")
            }
            if isSigned, field.name.isASCIIEqual(to: "user-agent") {
                guard field.value.utf8.allSatisfy(\.isFieldValueByte) else { throw Self.controlCharacter }
                unsignedAgent = field.value
                continue
            }
            if field.name.isASCIIEqual(to: "content-type") { namesContentType = true }
            try append(field)
        }
        guard !isSigned else { return }
        // A name followed by a bare colon takes a default of libcurl's away.
        appendLine("Expect:")
        if hasBody, !namesContentType { appendLine("Content-Type:") }
    }

    private mutating func prepare(for fields: [HeaderField]) {
        let fixed = 64
        let size = fields.reduce(fixed) { $0 + $1.name.utf8.count + $1.value.utf8.count + 3 }
        text.prepare(capacity: size)
        if nodes.count < fields.count + 2 {
            nodes.deallocate()
            nodes = .allocate(capacity: fields.count + 8)
        }
        nodeCount = 0
        cursor = 0
        unsignedAgent = nil
    }

    private mutating func append(_ field: HeaderField) throws(RequestDefect) {
        let start = cursor
        guard !field.name.isEmpty, write(field.name, where: { $0.isTokenByte }) else {
            throw RequestDefect(detail: "a header name that is no token")
        }
        let mark = cursor
        write(UInt8(ascii: ":"))
        write(UInt8(ascii: " "))
        guard write(field.value, where: { $0.isFieldValueByte }) else {
            throw Self.controlCharacter
        }
        if isBlank(from: mark + 2) {
            // "Name:" would take the field away; "Name;" sends it without a value.
            cursor = mark
            write(UInt8(ascii: ";"))
        }
        finishLine(from: start)
    }

    private static let controlCharacter = RequestDefect(detail: "a header value with a control character")

    private mutating func appendLine(_ line: StaticString) {
        let start = cursor
        for index in 0..<line.utf8CodeUnitCount { write(line.utf8Start[index]) }
        finishLine(from: start)
    }

    private mutating func finishLine(from start: Int) {
        write(0)
        guard let base = text.base, let first = nodes.baseAddress else { return }
        let node = first + nodeCount
        let data = UnsafeMutableRawPointer(base + start).assumingMemoryBound(to: CChar.self)
        node.initialize(to: curl_slist(data: data, next: nil))
        if nodeCount > 0 { (node - 1).pointee.next = node }
        nodeCount += 1
    }

    private mutating func write(_ byte: UInt8) {
        guard let base = text.base else { return }
        base[cursor] = byte
        cursor += 1
    }

    /// Copies the text; false if it has a byte that is not allowed.
    private mutating func write(_ source: String, where isAllowed: (UInt8) -> Bool) -> Bool {
        guard let base = text.base else { return false }
        var source = source
        let start = cursor
        var isClean = true
        cursor += source.withUTF8 { bytes in
            for index in 0..<bytes.count {
                base[start + index] = bytes[index]
                isClean = isClean && isAllowed(bytes[index])
            }
            return bytes.count
        }
        return isClean
    }

    private func isBlank(from start: Int) -> Bool {
        guard let base = text.base else { return true }
        for index in start..<cursor where base[index] != 0x20 && base[index] != 0x09 { return false }
        return true
    }

    /// Fields that say where the message ends or when the body may follow: wrong ones would desynchronise a
    /// connection that others use (RFC 9112, 6 and 11.2), `Expect` would hold the body back.
    private static func isFraming(_ name: String) -> Bool {
        switch name.utf8.count {
        case 6: name.isASCIIEqual(to: "expect")
        case 14: name.isASCIIEqual(to: "content-length")
        case 17: name.isASCIIEqual(to: "transfer-encoding")
        default: false
        }
    }
}

extension String {
    /// Whether the text is this one but for the case of ASCII letters.
    ///
    /// - Parameter lowercased: lower-case letters and hyphens.
    func isASCIIEqual(to lowercased: StaticString) -> Bool {
        let count = lowercased.utf8CodeUnitCount
        guard utf8.count == count else { return false }
        var text = self
        // Setting the bit of lower case keeps letters and hyphens apart from all else, but for CR and the hyphen.
        return text.withUTF8 { bytes in
            (0..<count).allSatisfy { bytes[$0] | 0x20 == lowercased.utf8Start[$0] && bytes[$0] != 0x0D }
        }
    }
}

extension UInt8 {
    /// A character of a `token` (RFC 9110, 5.6.2).
    var isTokenByte: Bool {
        self < 128 && Self.tokenBits[Int(self >> 6)] & (1 << UInt64(self & 63)) != 0
    }

    private static let tokenBits: [2 of UInt64] = {
        var bits: [2 of UInt64] = [0, 0]
        let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
        for byte in (letters + "0123456789!#$%&'*+-.^_`|~").utf8 { bits[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
        return bits
    }()

    /// A byte that a field value may hold (RFC 9110, 5.5).
    var isFieldValueByte: Bool { (self >= 0x20 && self != 0x7F) || self == 0x09 }
}
