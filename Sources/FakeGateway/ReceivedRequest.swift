package import Domain

/// A request as the fake gateway received it.
package struct ReceivedRequest: Hashable, Sendable {
    /// Which request of all it is, from 1, in the order of their last bytes.
    package var number: Int
    /// Which connection it came on, from 1, in the order in which they were accepted.
    package var connection: Int
    package var method: String
    /// The request target as sent: path and query.
    package var path: String
    package var headers: [HeaderField]
    package var body: [UInt8]

    package init(
        number: Int, connection: Int, method: String, path: String, headers: [HeaderField] = [], body: [UInt8] = []
    ) {
        self.number = number
        self.connection = connection
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
    }

    /// The first value of a header field; the case of its name does not count.
    package func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }

    /// The body as text, what is no UTF-8 repaired.
    package var text: String { String(decoding: body, as: UTF8.self) }
}

/// What became of looking for a request at the beginning of a connection's input.
enum RequestScan {
    /// More bytes are needed.
    case incomplete
    case complete(ReceivedRequest, length: Int)
    /// No HTTP/1.1 request with a body of known length.
    case invalid
}

/// Reads HTTP/1.1 requests whose body, if there is one, has a `Content-Length`.
enum RequestReader {
    /// Longest head that is read.
    private static let headLimit = 1 << 20

    static func scan(_ input: [UInt8], number: Int, connection: Int) -> RequestScan {
        // Nothing is waited for after a TLS greeting, say.
        guard let first = input.first, (0x41...0x5A).contains(first) else { return .invalid }
        guard let head = endOfHead(input) else { return input.count > headLimit ? .invalid : .incomplete }
        let lines = String(decoding: input[..<head], as: UTF8.self).split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { return .invalid }
        var request = ReceivedRequest(
            number: number, connection: connection, method: String(words[0]), path: String(words[1]))
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { return .invalid }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            request.headers.append(HeaderField(String(line[..<colon]), String(value)))
        }
        guard request.header("Transfer-Encoding") == nil, let length = Int(request.header("Content-Length") ?? "0"),
            length >= 0, length <= 1 << 30
        else { return .invalid }
        let end = head + 4 + length
        guard input.count >= end else { return .incomplete }
        request.body = Array(input[(head + 4)..<end])
        return .complete(request, length: end)
    }

    /// Where the empty line after the fields begins.
    private static func endOfHead(_ input: [UInt8]) -> Int? {
        guard input.count >= 4 else { return nil }
        return (0...(input.count - 4)).first { index in
            input[index] == 13 && input[index + 1] == 10 && input[index + 2] == 13 && input[index + 3] == 10
        }
    }
}
