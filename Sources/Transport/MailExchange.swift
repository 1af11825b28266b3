import Domain

/// The mail that goes out and what the server says to it, line by line (RFC 5321, 4.2).
///
/// Kept at an address of its own, which the callbacks get.
struct MailExchange {
    /// Limit of all replies together: far more than an honest server says.
    static let replyLimit = ResponseBuffer.headerLimit

    /// The mail.
    private var content: [UInt8] = []
    private var cursor = 0
    /// Whether libcurl has taken the last byte of the mail: from then on the server may have all of it.
    private(set) var isHandedOver = false

    /// All lines of all replies, as received.
    private(set) var lines: [UInt8] = []
    /// The code of the last complete reply; 0 before the first.
    private(set) var code = 0
    /// The text of the last complete reply, its lines joined by LF.
    private(set) var text: [UInt8] = []
    /// The lines so far of a reply that is not complete.
    private var partialText: [UInt8] = []
    /// More came than any honest server says.
    private(set) var exceedsLimit = false
    /// Whether the server has taken a login (RFC 4954, 4: code 235).
    private(set) var hasLogin = false

    /// How many replies came since the envelope began; `nil` before it.
    private var repliesToEnvelope: Int?
    /// Whether the server has been told all that it will be told but the farewell.
    private(set) var isOver = false

    /// Another mail, in the memory of the one before.
    mutating func begin(_ content: [UInt8]) {
        self = MailExchange()
        self.content = content
    }

    /// The greeting and the login lie behind, the envelope comes next.
    mutating func beginEnvelope() {
        repliesToEnvelope = 0
    }

    /// The next piece of the mail.
    ///
    /// - Returns: how many bytes were copied; 0 at the end.
    mutating func copy(to buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, content.count - cursor)
        content[cursor..<(cursor + count)].withUnsafeBytes { buffer.copyMemory(from: $0) }
        cursor += count
        if cursor == content.count { isHandedOver = true }
        return count
    }

    /// Takes a line of a reply, with what ended it; the answer to the farewell is none to the mail.
    ///
    /// - Returns: false if the transfer should end here.
    mutating func take(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard !isOver else { return true }
        guard lines.count + line.count <= Self.replyLimit else {
            exceedsLimit = true
            return false
        }
        lines.append(contentsOf: line)
        let content = line.prefix { $0 != 0x0D && $0 != 0x0A }
        guard content.count >= 3, content.prefix(3).allSatisfy({ (0x30...0x39).contains($0) }) else { return true }
        if !partialText.isEmpty { partialText.append(0x0A) }
        partialText.append(contentsOf: content.dropFirst(4))
        // The last line of a reply has a blank, or nothing, where the others have a hyphen.
        guard content.count == 3 || content[3] == 0x20 else { return true }
        complete(code: content.prefix(3).reduce(0) { $0 * 10 + Int($1 - 0x30) })
        return true
    }

    private mutating func complete(code: Int) {
        self.code = code
        text = partialText
        partialText = []
        if code == 235 { hasLogin = true }
        guard let count = repliesToEnvelope else { return }
        repliesToEnvelope = count + 1
        switch count {
        case 0, 1: isOver = !(200..<300).contains(code)  // sender and recipient
        case 2: isOver = code != 354  // the mail may come
        default: isOver = true  // the mail is taken or refused
        }
    }
}
