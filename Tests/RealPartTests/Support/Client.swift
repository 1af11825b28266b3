import Domain
import Foundation
import Transport

/// One request to a program under test, for what the engine does not say to it.
enum Client {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    struct Answer {
        var status: Int
        var text: String
    }

    /// - Parameter body: `nil`: no body, and GET.
    /// - Throws: `Failure` if there is no answer.
    static func ask(_ url: String, headers: [HeaderField] = [], body: String? = nil) throws -> Answer {
        let transport = try CurlTransport(maximumConnections: 1)
        let request = TransferRequest(
            method: body == nil ? "GET" : "POST", url: url, headers: headers, body: body.map { Array($0.utf8) },
            responseLimit: 1 << 20)
        transport.start(request, tag: 0)
        let deadline = Date(timeIntervalSinceNow: Program.patience)
        while Date() < deadline {
            guard let result = transport.poll(timeoutMilliseconds: 1_000).first?.result else { continue }
            guard result.reach == .answered else { throw Failure(description: "\(url): \(result.detail)") }
            return Answer(status: result.status, text: String(decoding: result.body, as: UTF8.self))
        }
        throw Failure(description: "\(url): no answer")
    }
}
