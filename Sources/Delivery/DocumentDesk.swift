internal import Domain
internal import Foundation
internal import Gateway
internal import Policy

/// Why a document cannot be had: a stable word.
struct DocumentFailure: Error, Hashable {
    var reason: String

    init(_ reason: String) { self.reason = reason }
}

/// Gets documents, and keeps those that were got while there is room: a message that is retried does not fetch again.
struct DocumentDesk {
    /// What is kept at most, in bytes.
    private static let room = 64 << 20

    private var kept: [String: (attachment: Attachment, use: Int)] = [:]
    private var size = 0
    private var uses = 0

    /// Whether a source is an address; otherwise it is a path below the folder.
    static func isURL(_ source: String) -> Bool { source.hasPrefix("https://") || source.hasPrefix("http://") }

    /// What was got before under this source.
    mutating func attachment(_ source: String) -> Attachment? {
        guard let found = kept[source] else { return nil }
        uses += 1
        kept[source]?.use = uses
        return found.attachment
    }

    mutating func keep(_ attachment: Attachment, as source: String) {
        guard attachment.bytes.count <= Self.room / 4 else { return }
        if let before = kept[source] { size -= before.attachment.bytes.count }
        uses += 1
        kept[source] = (attachment, uses)
        size += attachment.bytes.count
        while size > Self.room, let oldest = kept.min(by: { $0.value.use < $1.value.use }) {
            kept.removeValue(forKey: oldest.key)
            size -= oldest.value.attachment.bytes.count
        }
    }

    mutating func forgetAll() {
        kept = [:]
        size = 0
    }

    // MARK: - Fetching

    /// The request that fetches a document. It carries nothing of the message, and no secret.
    static func request(_ url: String, _ rules: DocumentRules, userAgent: String) -> TransferRequest {
        TransferRequest(
            method: "GET", url: url, headers: [HeaderField("User-Agent", userAgent)],
            timeoutMilliseconds: rules.timeoutMilliseconds,
            options: ConnectionOptions(addressGuard: AddressGuard(allowed: rules.allowed)),
            responseLimit: rules.sizeLimit)
    }

    /// The document that an answer brought.
    static func attachment(
        _ result: TransferResult, _ url: String, _ rules: DocumentRules
    ) throws(DocumentFailure) -> Attachment {
        guard result.reach == .answered else { throw DocumentFailure((result.failure ?? .reset).rawValue) }
        guard result.status == 200 else { throw DocumentFailure("http-\(result.status)") }
        guard !result.truncated else { throw DocumentFailure("too-large") }
        if let failure = result.failure { throw DocumentFailure(failure.rawValue) }
        return try attachment(result.body, url: url, rules)
    }

    /// The document in the folder.
    ///
    /// Every step of the path is opened without following a link, so that none leads out of the folder.
    static func attachment(below path: String, _ rules: DocumentRules) throws(DocumentFailure) -> Attachment {
        guard let folder = rules.folder else { throw DocumentFailure("no-folder") }
        var directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw DocumentFailure("no-folder") }
        defer { close(directory) }
        let steps = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let name = steps.last, steps.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && !$0.contains("\0") })
        else { throw DocumentFailure("bad-path") }
        for step in steps.dropLast() {
            let next = openat(directory, step, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard next >= 0 else { throw DocumentFailure(Self.word(errno)) }
            close(directory)
            directory = next
        }
        // O_NONBLOCK: a pipe in place of a file must not hold the engine up.
        let file = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw DocumentFailure(Self.word(errno)) }
        defer { close(file) }
        return try attachment(try read(file, rules.sizeLimit), url: nil, rules)
    }

    private static func read(_ file: Int32, _ limit: Int) throws(DocumentFailure) -> [UInt8] {
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw DocumentFailure("no-file") }
        guard status.st_size <= limit else { throw DocumentFailure("too-large") }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                Foundation.read(file, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
            }
            guard count > 0 else { throw DocumentFailure("unreadable") }
            filled += count
        }
        return bytes
    }

    private static func word(_ code: Int32) -> String {
        switch code {
        case ENOENT, ENOTDIR: "not-found"
        case EACCES, EPERM: "no-permission"
        case ELOOP: "link"
        default: "unreadable"
        }
    }

    /// What the bytes are is told by how they begin: servers say anything.
    private static func attachment(
        _ bytes: [UInt8], url: String?, _ rules: DocumentRules
    ) throws(DocumentFailure) -> Attachment {
        guard let (type, ending) = kind(of: bytes), rules.types.contains(type) else {
            throw DocumentFailure(bytes.isEmpty ? "empty" : "wrong-type")
        }
        return Attachment(name: "boleto." + ending, type: type, bytes: bytes, url: url)
    }

    private static func kind(of bytes: [UInt8]) -> (type: String, ending: String)? {
        if bytes.starts(with: Array("%PDF-".utf8)) { return ("application/pdf", "pdf") }
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A]) { return ("image/png", "png") }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return ("image/jpeg", "jpg") }
        return nil
    }
}

extension Attachment {
    /// Named after the month that is billed, as the customer will look for it: `boleto-2026-11.pdf`.
    func named(for payload: JSON) -> Attachment {
        let invoice = payload["invoice"]
        let written = invoice?["reference"]?.scalarText ?? invoice?["due_date"]?.scalarText ?? ""
        let month = written.prefix(7)
        let isMonth =
            month.utf8.count == 7
            && zip(month.utf8, "0000-00".utf8).allSatisfy { byte, shape in
                shape == UInt8(ascii: "-") ? byte == shape : (0x30...0x39).contains(byte)
            }
        guard isMonth, let dot = name.lastIndex(of: ".") else { return self }
        var named = self
        named.name = "\(name[..<dot])-\(month)\(name[dot...])"
        return named
    }
}
