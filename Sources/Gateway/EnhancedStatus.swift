import Domain

/// What a mail server's reply says more exactly than its code: `5.1.1` (RFC 3463).
package struct EnhancedStatus: Hashable, Sendable {
    /// 2 for success, 4 for a failure for now, 5 for one for good.
    package var kind: Int
    package var subject: Int
    package var detail: Int

    package init(_ kind: Int, _ subject: Int, _ detail: Int) {
        self.kind = kind
        self.subject = subject
        self.detail = detail
    }

    /// The one that a reply's text begins with, after its code if that is part of the text; `nil`: there is none.
    init?(reply: [UInt8]) {
        let blanks: Set<UInt8> = [0x20, 0x09, UInt8(ascii: "-")]
        var words = reply.prefix { $0 != 0x0A && $0 != 0x0D }.split(maxSplits: 2) { blanks.contains($0) }[...]
        if let first = words.first, first.count == 3, Int(digits: first) != nil { words = words.dropFirst() }
        guard let word = words.first else { return nil }
        let numbers = word.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { part in
            part.count <= 3 ? Int(digits: part) : nil
        }
        guard numbers.count == 3, let kind = numbers[0], [2, 4, 5].contains(kind), let subject = numbers[1],
            let detail = numbers[2]
        else { return nil }
        self.init(kind, subject, detail)
    }
}

/// Which enhanced statuses are meant: `5.1.1`, or `5.1.*` for all of a subject.
package struct EnhancedPattern: Hashable, Sendable {
    /// `nil` where a star stands.
    private let numbers: [Int?]

    /// Reads the text form.
    ///
    /// - Throws: `GatewaySyntaxError` for anything but three numbers or stars, the first 2, 4, 5 or a star.
    package init(parsing text: String) throws(GatewaySyntaxError) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let numbers = parts.map { $0.count <= 3 ? Int(digits: $0) : nil }
        let isRight = zip(parts, numbers).allSatisfy { $0.elementsEqual("*".utf8) || $1 != nil }
        guard parts.count == 3, isRight, numbers[0].map({ [2, 4, 5].contains($0) }) ?? true else {
            throw GatewaySyntaxError(
                "\(quoted(text)) is not the enhanced status of a mail server",
                hint: "write three numbers such as 5.1.1, and a star for any, such as 5.1.*")
        }
        self.numbers = numbers
    }

    package func matches(_ status: EnhancedStatus) -> Bool {
        zip(numbers, [status.kind, status.subject, status.detail]).allSatisfy { $0 == nil || $0 == $1 }
    }
}
