import Glibc

/// Ends a wait in `CurlTransport.poll` from any thread or from a signal handler.
///
/// A pipe rather than `curl_multi_wakeup`: it may be used without regard to the life of the transport, and needs no
/// lock to be safe.
package final class Waker: Sendable {
    /// Readable while a call waits to be noticed.
    let descriptor: Int32
    private let writingEnd: Int32

    /// - Throws: `TransportSetupError` if the process has no descriptor left.
    init() throws(TransportSetupError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw TransportSetupError(detail: "pipe: error \(errno)") }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        descriptor = ends[0]
        writingEnd = ends[1]
    }

    deinit {
        close(writingEnd)
        close(descriptor)
    }

    /// Makes the wait that is going on, or else the next one, return at once; several calls before that count as one.
    package func wake() {
        var byte: UInt8 = 1
        // It only fails when the pipe is full of calls that nobody noticed yet, and then the wait ends anyway.
        _ = write(writingEnd, &byte, 1)
    }

    /// Forgets the calls so far.
    func reset() {
        withUnsafeTemporaryAllocation(byteCount: 256, alignment: 1) { buffer in
            while read(descriptor, buffer.baseAddress, buffer.count) == buffer.count {}
        }
    }
}
