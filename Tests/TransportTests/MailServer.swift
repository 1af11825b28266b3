import Foundation
import Glibc

/// What a scripted mail server does at each step of a conversation.
struct MailScript: Sendable {
    /// What can be answered: the connection itself, a command, a login's answer, the first bytes of a mail, its end.
    enum Step: String, Sendable {
        case greeting, ehlo, helo, starttls, auth, login, mail, rcpt, data, content, end, quit
    }

    enum Act: Sendable {
        case say(String)
        case close
        case silence
    }

    /// What differs from a server that takes everything and offers no login.
    var acts: [Step: Act]

    init(_ acts: [Step: Act] = [:]) {
        self.acts = acts
    }

    func act(at step: Step) -> Act {
        if let act = acts[step] { return act }
        switch step {
        case .greeting: return .say("220 relay.example ESMTP")
        case .ehlo: return .say("250-relay.example\r\n250-SIZE 20000000\r\n250 ENHANCEDSTATUSCODES")
        case .helo: return .say("250 relay.example")
        case .starttls: return .say("502 5.5.1 Not here")
        case .auth: return .say("334 ")
        case .login: return .say("235 2.7.0 Authentication successful")
        case .mail, .rcpt: return .say("250 2.1.0 Ok")
        case .data: return .say("354 End data with <CR><LF>.<CR><LF>")
        case .content: return .say("")
        case .end: return .say("250 2.0.0 Ok: queued as 4ABC")
        case .quit: return .say("221 2.0.0 Bye")
        }
    }

    /// A server that offers a login, with more words for the same reply of EHLO.
    static func offering(_ words: String, _ acts: [Step: Act] = [:]) -> MailScript {
        MailScript(acts.merging([.ehlo: .say("250-relay.example\r\n250 \(words)")]) { first, _ in first })
    }
}

/// A mail server on loopback that keeps to a script and remembers what it was told; one connection after the other.
final class MailServer: Sendable {
    struct Journal: Sendable {
        /// Command lines, and the answers to what a login asked for.
        var commands: [String] = []
        /// Mails as they were meant: without the dots that RFC 5321, 4.5.2 adds.
        var mails: [[UInt8]] = []
        var connections = 0
    }

    struct Failure: Error {}

    let port: Int
    private let listener: Int32
    private let record = MailServerRecord()

    init(_ script: MailScript = MailScript()) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard code else { throw Failure() }
        port = Int(UInt16(bigEndian: address.sin_port))
        self.listener = listener
        let record = record
        Thread.detachNewThread {
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { break }
                record.note { $0.connections += 1 }
                var conversation = MailConversation(descriptor: descriptor, script: script, record: record)
                conversation.run()
                Glibc.close(descriptor)
                record.noteEnd()
            }
            Glibc.close(listener)
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    var journal: Journal { record.journal }

    /// What it was told in the first so many conversations, all of which it waits to end.
    func journal(afterConversations count: Int) -> Journal { record.journal(afterConversations: count) }

    var url: String { "smtp://127.0.0.1:\(port)" }
}

/// What a server has been told, shared with its thread.
private final class MailServerRecord: @unchecked Sendable {
    // All under the condition's lock.
    private var content = MailServer.Journal()
    private var ended = 0
    private let condition = NSCondition()

    var journal: MailServer.Journal { condition.withLock { content } }

    func note(_ change: (inout MailServer.Journal) -> Void) { condition.withLock { change(&content) } }

    func noteEnd() {
        condition.withLock {
            ended += 1
            condition.broadcast()
        }
    }

    func journal(afterConversations count: Int) -> MailServer.Journal {
        let deadline = Date(timeIntervalSinceNow: 30)
        return condition.withLock {
            while ended < count, condition.wait(until: deadline) {}
            return content
        }
    }
}

private struct MailConversation {
    let descriptor: Int32
    let script: MailScript
    let record: MailServerRecord
    private var input: [UInt8] = []

    init(descriptor: Int32, script: MailScript, record: MailServerRecord) {
        self.descriptor = descriptor
        self.script = script
        self.record = record
    }

    mutating func run() {
        guard perform(.greeting) else { return }
        while let line = readLine() {
            let text = String(decoding: line, as: UTF8.self)
            record.note { $0.commands.append(text) }
            let verb = text.prefix { $0 != " " }.lowercased()
            guard let step = MailScript.Step(rawValue: verb), perform(step) else { return }
            switch step {
            case .auth where said(at: .auth, "334"):
                guard let answer = readLine() else { return }
                record.note { $0.commands.append(String(decoding: answer, as: UTF8.self)) }
                guard perform(.login) else { return }
            case .data where said(at: .data, "354"):
                guard takeMail() else { return }
            case .quit:
                return
            default:
                break
            }
        }
    }

    private func said(at step: MailScript.Step, _ code: String) -> Bool {
        if case .say(let text) = script.act(at: step) { text.hasPrefix(code) } else { false }
    }

    /// - Returns: false if the conversation is over.
    private mutating func perform(_ step: MailScript.Step) -> Bool {
        switch script.act(at: step) {
        case .say(""):
            return true
        case .say(let text):
            let bytes = Array((text + "\r\n").utf8)
            return send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
        case .close:
            return false
        case .silence:
            // Nothing is read either, so that a large mail stays on its way, until the peer has gone.
            var watched = pollfd(fd: descriptor, events: Int16(0x2000), revents: 0)
            while poll(&watched, 1, 30_000) < 0, errno == EINTR {}
            return false
        }
    }

    private mutating func takeMail() -> Bool {
        guard !input.isEmpty || fill(), perform(.content) else { return false }
        var mail: [UInt8] = []
        while let line = readLine() {
            guard line != [UInt8(ascii: ".")] else {
                record.note { $0.mails.append(mail) }
                return perform(.end)
            }
            mail += line.first == UInt8(ascii: ".") ? line.dropFirst() : line[...]
            mail += [13, 10]
        }
        return false
    }

    /// The next line without its CRLF.
    private mutating func readLine() -> [UInt8]? {
        while true {
            if let end = input.firstIndex(of: 10) {
                let line = Array(input[..<end])
                input.removeFirst(end + 1)
                return line.last == 13 ? line.dropLast() : line
            }
            guard fill() else { return nil }
        }
    }

    private mutating func fill() -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 1) { buffer in
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            input.append(contentsOf: buffer.prefix(max(0, count)))
            return count > 0
        }
    }
}
