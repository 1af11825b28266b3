import Domain
import FakeGateway
import Testing
import Transport

/// Polls until so many transfers have finished, or for thirty seconds at most.
func finish(_ transport: any Transport, count: Int = 1) -> [Completion] {
    let deadline = ContinuousClock.now + .seconds(30)
    var completions: [Completion] = []
    while completions.count < count, ContinuousClock.now < deadline {
        completions += transport.poll(timeoutMilliseconds: 100)
    }
    return completions
}

/// Carries out one request on a transport of its own.
func carryOut(_ request: TransferRequest) throws -> TransferResult {
    try carryOut(request, on: CurlTransport())
}

func carryOut(_ request: TransferRequest, on transport: CurlTransport) throws -> TransferResult {
    transport.start(request, tag: 1)
    return try #require(finish(transport).first).result
}

extension TransferRequest {
    /// A small POST.
    static func post(_ url: String, timeoutMilliseconds: Int64 = 5000) -> TransferRequest {
        TransferRequest(
            url: url, headers: [HeaderField("Content-Type", "application/json")], body: Array("{}".utf8),
            timeoutMilliseconds: timeoutMilliseconds)
    }
}

extension TransferResult {
    var text: String { String(decoding: body, as: UTF8.self) }
}
