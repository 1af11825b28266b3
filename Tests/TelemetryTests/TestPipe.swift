import Glibc

/// A pipe whose both ends the test holds; they are closed with it.
final class TestPipe {
    let writeEnd: Int32
    private var readEnd: Int32

    init(nonBlocking: Bool = false, capacity: Int32? = nil) throws(TestPipeError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw TestPipeError(code: errno) }
        readEnd = ends[0]
        writeEnd = ends[1]
        if nonBlocking, fcntl(writeEnd, F_SETFL, O_NONBLOCK) != 0 { throw TestPipeError(code: errno) }
        // F_SETPIPE_SZ, which the module map does not show.
        if let capacity, fcntl(writeEnd, 1031, capacity) < capacity { throw TestPipeError(code: errno) }
        guard fcntl(readEnd, F_SETFL, O_NONBLOCK) == 0 else { throw TestPipeError(code: errno) }
    }

    deinit {
        closeReader()
        close(writeEnd)
    }

    /// What is in the pipe now.
    func takeAll() -> String {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(readEnd, &chunk, chunk.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(contentsOf: chunk.prefix(count))
        }
    }

    func closeReader() {
        guard readEnd >= 0 else { return }
        close(readEnd)
        readEnd = -1
    }
}

struct TestPipeError: Error {
    let code: Int32
}
