import Domain
import FakeGateway
import Testing
import Transport

@Suite("What every transport keeps to")
struct ConformanceTests {
    @Test("libcurl's transport conforms")
    func curl() throws {
        let gateway = try FakeGateway { request, _ in
            switch request.path {
            case "/accepted": .answer(200, headers: [HeaderField("X-Answer", "yes")], body: #"{"id":"m1"}"#)
            case "/unavailable": .answer(503)
            default: .silence
            }
        }
        let gone = try FakeGateway { _, _ in .close }
        gone.stop()
        let conformance = TransportConformance(transport: try CurlTransport()) { situation in
            switch situation {
            case .accepted: .post(gateway.url + "/accepted")
            case .unavailable: .post(gateway.url + "/unavailable")
            case .silence: .post(gateway.url + "/silence", timeoutMilliseconds: 150)
            case .refused: .post(gone.url)
            case .unusable: .post("http://")
            }
        }
        try conformance.run()
    }
}
