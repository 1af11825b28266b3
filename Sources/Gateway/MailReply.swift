import Domain

/// What a mail server's last reply means that no rule matches.
///
/// The enhanced status is read first: some servers say 550 for what is not the recipient's fault. An address is given up
/// only if the server had taken the sender before and did not refuse the contents: what it has against us must not write
/// off a whole customer base.
struct MailReply {
    /// How long what may be greylisting, or a full mailbox, waits at least.
    static let patienceMilliseconds: Int64 = 300_000

    private let code: Int
    private let enhanced: EnhancedStatus?
    private let stage: Stage
    private let failure: TransportFailure?

    /// What the last reply answers.
    enum Stage {
        /// Greeting, HELO, STARTTLS, login, sender.
        case beforeRecipient
        case recipient
        case contents
        /// The replies are not known.
        case unknown
    }

    init(_ result: TransferResult) {
        code = result.status
        enhanced = EnhancedStatus(reply: result.body)
        stage = Stage(replies: result.headerBytes)
        failure = result.failure
    }

    /// - Parameter shortfall: what a reply of success lacked.
    func meaning(shortfall: String?) -> Fallback {
        switch code {
        case 200..<300: Fallback(.uncertain, failure?.rawValue ?? shortfall ?? word)
        case 400..<500: temporary
        case 500..<600: permanent
        default: Fallback(.uncertain, failure?.rawValue ?? TransportFailure.malformed.rawValue)
        }
    }

    private var word: String { "smtp-\(code)" }

    private var temporary: Fallback {
        if code == 454 { return Fallback(.misconfigured, "auth") }
        switch (code, enhanced?.subject) {
        case (421, _), (_, 3), (_, 4),
            _ where stage == .beforeRecipient:
            // The server's own trouble, or the network's: no message is at fault.
            return Fallback(.retry, word, scope: .endpoint)
        default:
            // For one recipient, so that the others do not wait.
            let isFull = enhanced == EnhancedStatus(4, 2, 2)
            return Fallback(
                .retry, isFull ? "mailbox-full" : word, scope: .recipient,
                waitMilliseconds: Self.patienceMilliseconds)
        }
    }

    private var permanent: Fallback {
        if let enhanced, let meaning = permanent(enhanced) { return meaning }
        switch code {
        case 530, 534, 535, 538: return Fallback(.misconfigured, "auth")
        case 552: return Fallback(.rejected, "too-large")
        case 550, 551, 553:
            switch stage {
            case .recipient, .unknown: return Fallback(.rejected, "mailbox-unavailable")
            case .beforeRecipient: return Fallback(.misconfigured, word)
            case .contents: return Fallback(.misconfigured, "policy")
            }
        case 554: return Fallback(.misconfigured, "policy")
        default: return Fallback(.misconfigured, word)
        }
    }

    /// `nil`: the code says more.
    private func permanent(_ enhanced: EnhancedStatus) -> Fallback? {
        switch (enhanced.subject, enhanced.detail) {
        case (7, 8): return Fallback(.misconfigured, "auth")
        case (7, 0) where [530, 534, 535, 538].contains(code): return Fallback(.misconfigured, "auth")
        case (7, _): return Fallback(.misconfigured, "policy")
        case (1, 7), (1, 8): return Fallback(.misconfigured, "sender-refused")
        case (2, 3), (3, 4): return Fallback(.rejected, "too-large")
        case _ where stage == .beforeRecipient: return nil
        case (1, 1), (1, 2), (1, 3), (1, 6), (1, 10): return Fallback(.rejected, "invalid-address")
        case (2, 2): return Fallback(.rejected, "mailbox-full")
        case (5, _), (6, _): return Fallback(.misconfigured, word)
        default: return nil
        }
    }
}

extension MailReply.Stage {
    /// - Parameter replies: all lines that the server sent, their codes in front.
    init(replies: [UInt8]) {
        var codes: [Int] = []
        for line in replies.split(separator: UInt8(ascii: "\n")) {
            // The last line of a reply has no hyphen after its code.
            guard line.count >= 3, let code = Int(digits: line.prefix(3)), line.dropFirst(3).first != UInt8(ascii: "-")
            else { continue }
            codes.append(code)
        }
        guard let last = codes.popLast() else {
            self = .unknown
            return
        }
        if codes.contains(354) {
            self = .contents
            return
        }
        // After the greeting, and again after STARTTLS, HELO and sender are answered by 250 each.
        let greeting = codes.lastIndex(of: 220) ?? codes.startIndex
        let taken = codes[greeting...].count { $0 == 250 }
        self = taken >= 2 && last >= 400 ? .recipient : .beforeRecipient
    }
}
