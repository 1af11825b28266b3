import Domain
import FakeGateway
import Foundation
import Glibc
import Testing
import Transport

@Suite("Waiting")
struct WaitingTests {
    private let long: Int64 = 60_000

    private func isShort(_ body: () throws -> Void) rethrows -> Bool {
        try ContinuousClock().measure(body) < .seconds(20)
    }

    @Test("Without a timeout nothing is waited for")
    func noTimeout() throws {
        let gateway = try FakeGateway { _, _ in .silence }
        let transport = try CurlTransport()
        #expect(transport.poll(timeoutMilliseconds: 0).isEmpty)
        transport.start(.post(gateway.url), tag: 1)
        #expect(transport.poll(timeoutMilliseconds: 0).isEmpty)
        #expect(transport.poll(timeoutMilliseconds: -5).isEmpty)
        #expect(transport.inFlight == 1)
    }

    @Test("The wait lasts as long as it is told to")
    func timeout() throws {
        let transport = try CurlTransport()
        let elapsed = ContinuousClock().measure { #expect(transport.poll(timeoutMilliseconds: 30).isEmpty) }
        #expect(elapsed >= .milliseconds(29))
    }

    @Test("Another thread ends the wait")
    func wakeFromOutside() throws {
        let transport = try CurlTransport()
        let waker = transport.waker
        // A thread of its own: the pool of tasks may be taken by tests that compute for long.
        Thread.detachNewThread { waker.wake() }
        #expect(isShort { _ = transport.poll(timeoutMilliseconds: long) })
    }

    @Test("A wake-up before the wait is not lost, and many count as one")
    func wakeBefore() throws {
        let transport = try CurlTransport()
        for _ in 1...100_000 { transport.waker.wake() }
        #expect(isShort { _ = transport.poll(timeoutMilliseconds: long) })
        let elapsed = ContinuousClock().measure { _ = transport.poll(timeoutMilliseconds: 30) }
        #expect(elapsed >= .milliseconds(29))
    }

    @Test("A waker may outlive its transport")
    func wakerOutlives() throws {
        let waker = try CurlTransport().waker
        waker.wake()
    }

    @Test("A readable descriptor ends the wait and is not read")
    func descriptor() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let transport = try CurlTransport(wakeDescriptors: [ends[0]])
        #expect(transport.poll(timeoutMilliseconds: 10).isEmpty)
        var byte: UInt8 = 7
        #expect(write(ends[1], &byte, 1) == 1)
        #expect(isShort { _ = transport.poll(timeoutMilliseconds: long) })
        #expect(isShort { _ = transport.poll(timeoutMilliseconds: long) })
        byte = 0
        #expect(read(ends[0], &byte, 1) == 1)
        #expect(byte == 7)
    }

    @Test("A descriptor that is none is refused")
    func invalidDescriptor() {
        #expect(throws: TransportSetupError.self) { try CurlTransport(wakeDescriptors: [1_000_000]) }
        #expect(throws: TransportSetupError.self) { try CurlTransport(wakeDescriptors: [-1]) }
    }

    @Test("A completion ends the wait")
    func completion() throws {
        let gateway = try FakeGateway { _, _ in .accepted(id: "m1").delayed(byMilliseconds: 30) }
        let transport = try CurlTransport()
        transport.start(.post(gateway.url), tag: 1)
        #expect(
            isShort {
                while transport.inFlight > 0 { _ = transport.poll(timeoutMilliseconds: long) }
            })
    }

    @Test("Names are resolved without blocking")
    func resolver() {
        #expect(CurlTransport.resolvesAsynchronously)
        #expect(CurlTransport.libraryVersion.contains("."))
    }
}
