package import Domain

/// What the fake gateway does about a request: steps that it carries out one after the other.
///
/// The makers below cover the usual good and bad manners; `delayed`, `dripping` and the like bend them further. A
/// connection whose steps are done waits for the next request.
package struct Reply: Hashable, Sendable {
    /// One thing that is done on the connection.
    package enum Step: Hashable, Sendable {
        case send([UInt8])
        /// One byte at a time, with a pause between two of them.
        case drip([UInt8], everyMilliseconds: Int64)
        case wait(milliseconds: Int64)
        /// Ends the connection in order.
        case close
        /// Ends it with a TCP reset.
        case reset
        /// Nothing more, for ever.
        case silence
    }

    package var steps: [Step]

    package init(_ steps: [Step]) {
        self.steps = steps
    }
}

// MARK: - Answers

extension Reply {
    /// An answer with a `Content-Length`.
    ///
    /// - Parameters:
    ///   - status: the status; its reason phrase is the usual one of a few, or `Status`.
    ///   - headers: beside `Content-Length`, and `Content-Type: application/json` unless they name another type.
    package static func answer(_ status: Int, headers: [HeaderField] = [], body: String = "") -> Reply {
        answer(status, headers: headers, bytes: Array(body.utf8))
    }

    package static func answer(_ status: Int, headers: [HeaderField] = [], bytes: [UInt8]) -> Reply {
        var head = head(status, headers: headers)
        head.append(contentsOf: "Content-Length: \(bytes.count)\r\n\r\n".utf8)
        return Reply([.send(head + bytes)])
    }

    /// What a gateway says that took the message: 200 and `{"id":"…"}`.
    package static func accepted(id: String) -> Reply {
        answer(200, body: JSON.object([JSONMember("id", .string(id))]).text)
    }

    /// 429 with `Retry-After`.
    package static func tooManyRequests(retryAfterSeconds: Int) -> Reply {
        answer(
            429, headers: [HeaderField("Retry-After", String(retryAfterSeconds))],
            body: #"{"error":"too many requests"}"#)
    }

    /// An answer whose body comes in chunks of the given texts, without a `Content-Length`.
    ///
    /// - Parameter trailers: fields after the last chunk.
    package static func chunked(_ status: Int, chunks: [String], trailers: [HeaderField] = []) -> Reply {
        var bytes = head(status, headers: [HeaderField("Transfer-Encoding", "chunked")])
        bytes.append(contentsOf: "\r\n".utf8)
        for chunk in chunks where !chunk.isEmpty {
            bytes.append(contentsOf: String(chunk.utf8.count, radix: 16).utf8)
            bytes.append(contentsOf: "\r\n\(chunk)\r\n".utf8)
        }
        bytes.append(contentsOf: "0\r\n".utf8)
        for trailer in trailers { bytes.append(contentsOf: "\(trailer.name): \(trailer.value)\r\n".utf8) }
        bytes.append(contentsOf: "\r\n".utf8)
        return Reply([.send(bytes)])
    }

    /// An answer with a body of that many bytes.
    package static func hugeBody(byteCount: Int = 10_000_000) -> Reply {
        answer(200, bytes: [UInt8](repeating: UInt8(ascii: "x"), count: byteCount))
    }

    /// An answer with header fields of about that many bytes in all.
    ///
    /// - Parameter fieldLength: bytes in each field; at least `byteCount` makes it a single one.
    package static func hugeHeaders(byteCount: Int = 1_000_000, fieldLength: Int = 1000) -> Reply {
        let length = max(16, fieldLength)
        let value = String(repeating: "h", count: length)
        let fields = (0..<max(1, byteCount / length)).map { HeaderField("X-Filler-\($0)", value) }
        return answer(200, headers: fields)
    }

    /// The status line, the fields and the beginning of a body that never becomes whole.
    package static func partialBody(_ text: String, of byteCount: Int) -> Reply {
        var bytes = head(200, headers: [HeaderField("Content-Length", String(byteCount))])
        bytes.append(contentsOf: "\r\n\(text)".utf8)
        return Reply([.send(bytes)])
    }

    /// The status line and nothing after it.
    package static func statusLine(_ status: Int) -> Reply {
        Reply([.send(Array("HTTP/1.1 \(status) \(reason(status))\r\n".utf8))])
    }

    private static func head(_ status: Int, headers: [HeaderField]) -> [UInt8] {
        var text = "HTTP/1.1 \(status) \(reason(status))\r\n"
        if !headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            text += "Content-Type: application/json\r\n"
        }
        for field in headers { text += "\(field.name): \(field.value)\r\n" }
        return Array(text.utf8)
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 100: "Continue"
        case 103: "Early Hints"
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        default: "Status"
        }
    }
}

// MARK: - No answers

extension Reply {
    /// Something that is not HTTP.
    package static var garbage: Reply { Reply([.send(Array("220 mail.example ESMTP ready\r\n".utf8)), .close]) }

    /// Takes the request and ends the connection in order, without a word.
    package static var close: Reply { Reply([.close]) }

    /// Takes the request and resets the connection.
    package static var reset: Reply { Reply([.reset]) }

    /// Takes the request and never answers.
    package static var silence: Reply { Reply([.silence]) }
}

// MARK: - Manners

extension Reply {
    /// The same, later.
    package func delayed(byMilliseconds milliseconds: Int64) -> Reply {
        Reply([.wait(milliseconds: milliseconds)] + steps)
    }

    /// The same, one byte at a time.
    package func dripping(everyMilliseconds milliseconds: Int64) -> Reply {
        Reply(
            steps.map { step in
                if case .send(let bytes) = step { .drip(bytes, everyMilliseconds: milliseconds) } else { step }
            })
    }

    /// The same after an informational answer, such as 100 or 103.
    package func after(informational status: Int, headers: [HeaderField] = []) -> Reply {
        var text = "HTTP/1.1 \(status) \(Self.reason(status))\r\n"
        for field in headers { text += "\(field.name): \(field.value)\r\n" }
        return Reply([.send(Array("\(text)\r\n".utf8))] + steps)
    }

    /// The same, and then the connection is closed in order after so long; what comes meanwhile is not read.
    package func closing(afterMilliseconds milliseconds: Int64 = 0) -> Reply {
        Reply(steps + [.wait(milliseconds: milliseconds), .close])
    }

    /// The same, and then the connection is reset; after a while, since a reset can overtake what was sent before it.
    package func resetting(afterMilliseconds milliseconds: Int64 = 50) -> Reply {
        Reply(steps + [.wait(milliseconds: milliseconds), .reset])
    }

    /// The same, and then nothing more, with the connection left open.
    package var silent: Reply { Reply(steps + [.silence]) }
}
