import Glibc

/// One accepted connection: what came and is not read yet, what is to be done, what is to be written.
struct GatewayConnection {
    enum Progress {
        /// Wants the next request.
        case reading
        /// Has something to write, waits for a time or for nothing at all.
        case busy
        /// Is to be closed.
        case over
    }

    let descriptor: Int32
    let number: Int
    private(set) var input: [UInt8] = []
    /// When the step that waits goes on, in milliseconds of the loop's clock.
    private(set) var wakesAt: Int64?

    private var steps: ArraySlice<Reply.Step> = []
    private var output: ArraySlice<UInt8> = []
    /// What is still to be written byte by byte.
    private var drops: ArraySlice<UInt8> = []
    private var dropPause: Int64 = 0
    private var isSilent = false

    init(descriptor: Int32, number: Int) {
        self.descriptor = descriptor
        self.number = number
    }

    var wantsToWrite: Bool { !output.isEmpty }
    var isBusy: Bool { isSilent || wakesAt != nil || !steps.isEmpty || !output.isEmpty || !drops.isEmpty }

    /// Reads what is there.
    ///
    /// - Returns: false if the peer has closed or broken the connection.
    mutating func receive() -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 1) { buffer in
            while true {
                let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
                guard count > 0 else { return count < 0 && isPassing(errno) }
                input.append(contentsOf: buffer.prefix(count))
            }
        }
    }

    private func isPassing(_ error: Int32) -> Bool {
        error == EAGAIN || error == EWOULDBLOCK || error == EINTR
    }

    mutating func consume(_ count: Int) {
        input.removeFirst(min(count, input.count))
    }

    mutating func take(_ reply: Reply) {
        steps = reply.steps[...]
    }

    /// Does what can be done at this time without waiting.
    mutating func advance(now: Int64) -> Progress {
        while true {
            guard !isSilent else { return .busy }
            guard flush() else { return .over }
            guard output.isEmpty else { return .busy }
            if let wakesAt {
                guard wakesAt <= now else { return .busy }
                self.wakesAt = nil
            }
            if let drop = drops.popFirst() {
                output = [drop]
                wakesAt = now + dropPause
                continue
            }
            guard let step = steps.popFirst() else { return .reading }
            guard begin(step, now: now) else { return .over }
        }
    }

    private mutating func begin(_ step: Reply.Step, now: Int64) -> Bool {
        switch step {
        case .send(let bytes):
            output = bytes[...]
        case .drip(let bytes, let pause):
            drops = bytes[...]
            dropPause = pause
        case .wait(let milliseconds):
            wakesAt = now + milliseconds
        case .silence:
            isSilent = true
        case .close:
            return false
        case .reset:
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
            return false
        }
        return true
    }

    /// Writes as much as the socket takes; false if the connection is broken.
    private mutating func flush() -> Bool {
        while !output.isEmpty {
            let sent = output.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { return isPassing(errno) }
            output.removeFirst(sent)
        }
        return true
    }
}
