import Glibc

/// Why a fake gateway could not be started.
package struct FakeGatewayError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system call that failed.
    package var operation: String
    /// Its `errno`.
    package var code: Int32

    package var description: String { "the fake gateway cannot be started: \(operation): error \(code)" }
}

/// An HTTP/1.1 server on loopback that behaves, and misbehaves, as it is told: for `carteiro demo` and for tests.
///
/// One thread serves all connections; delays are timers of its loop. It stops when it is told to, or with the last
/// reference to it.
package final class FakeGateway: Sendable {
    /// Decides what is done about a request; called on the gateway's thread.
    ///
    /// The number is the request's, from 1: the first one, the second one and so on of all that came.
    package typealias Behaviour = @Sendable (_ request: ReceivedRequest, _ number: Int) -> Reply

    struct Journal: Sendable {
        var requests: [ReceivedRequest] = []
        var connections = 0
    }

    /// The port it listens on.
    package let port: UInt16

    private let journal: Locked<Journal>
    /// Descriptor that stops the thread, and the thread; `nil` once it has been stopped.
    private let running: Locked<Running?>

    private struct Running: Sendable {
        var stopSignal: Int32
        var thread: pthread_t
    }

    /// - Parameters:
    ///   - port: 0 for one that the system picks.
    ///   - behaviour: what is done about each request.
    /// - Throws: `FakeGatewayError` if the port is taken or a resource is short.
    package init(port: UInt16 = 0, behaviour: @escaping Behaviour) throws(FakeGatewayError) {
        let listening = try Self.listen(on: port)
        var pipeEnds: [Int32] = [-1, -1]
        guard pipe(&pipeEnds) == 0 else { throw Self.failure("pipe", closing: [listening.descriptor]) }
        for end in pipeEnds { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let journal = Locked(Journal())
        let loop = GatewayLoop(
            listener: listening.descriptor, stopSignal: pipeEnds[0], behaviour: behaviour, journal: journal)
        guard let thread = Self.startThread(loop) else {
            throw Self.failure("pthread_create", closing: [listening.descriptor] + pipeEnds)
        }
        self.port = listening.port
        self.journal = journal
        running = Locked(Running(stopSignal: pipeEnds[1], thread: thread))
    }

    deinit {
        stop()
    }

    /// `http://127.0.0.1:port`.
    package var url: String { "http://127.0.0.1:\(port)" }

    /// The requests so far, in the order of their last bytes.
    package var received: [ReceivedRequest] { journal.withLock { $0.requests } }

    /// How many connections were accepted so far.
    package var acceptedConnections: Int { journal.withLock { $0.connections } }

    /// Closes everything and waits for the thread to end; not to be called from a behaviour.
    package func stop() {
        let stopped = running.withLock { running in
            defer { running = nil }
            return running
        }
        guard let stopped else { return }
        // A byte, since a child process may hold a copy of the descriptor, and then closing it would say nothing.
        var byte: UInt8 = 0
        _ = write(stopped.stopSignal, &byte, 1)
        close(stopped.stopSignal)
        pthread_join(stopped.thread, nil)
    }

    private static func startThread(_ loop: GatewayLoop) -> pthread_t? {
        final class Box {
            var loop: GatewayLoop
            init(_ loop: GatewayLoop) { self.loop = loop }
        }
        let box = Unmanaged.passRetained(Box(loop))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Box>.fromOpaque(context).takeRetainedValue().loop.run()
                return nil
            }, box.toOpaque())
        guard code == 0 else {
            box.release()
            return nil
        }
        return thread
    }
}

// MARK: - Listening

extension FakeGateway {
    private static func listen(on port: UInt16) throws(FakeGatewayError) -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw failure("socket", closing: []) }
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let operation = withUnsafeMutableBytes(of: &address) { bytes -> String? in
            guard let start = bytes.assumingMemoryBound(to: sockaddr.self).baseAddress else { return "bind" }
            guard bind(descriptor, start, size) == 0 else { return "bind" }
            guard Glibc.listen(descriptor, 1024) == 0 else { return "listen" }
            return getsockname(descriptor, start, &size) == 0 ? nil : "getsockname"
        }
        if let operation { throw failure(operation, closing: [descriptor]) }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    private static func failure(_ operation: String, closing descriptors: [Int32]) -> FakeGatewayError {
        let error = FakeGatewayError(operation: operation, code: errno)
        for descriptor in descriptors { close(descriptor) }
        return error
    }
}
