import Glibc

/// The thread of a fake gateway: one `poll` for the listening socket, the stop signal and every connection, with the
/// nearest delay as its timeout.
struct GatewayLoop {
    let listener: Int32
    let stopSignal: Int32
    let behaviour: FakeGateway.Behaviour
    let journal: Locked<FakeGateway.Journal>

    /// `POLLRDHUP`, which glibc declares only for GNU sources.
    private static let peerClosed: Int16 = 0x2000

    private var connections: [Int32: GatewayConnection] = [:]

    init(
        listener: Int32, stopSignal: Int32, behaviour: @escaping FakeGateway.Behaviour,
        journal: Locked<FakeGateway.Journal>
    ) {
        self.listener = listener
        self.stopSignal = stopSignal
        self.behaviour = behaviour
        self.journal = journal
    }

    /// Serves until something arrives at the stop signal.
    mutating func run() {
        while true {
            var watched = descriptorsToWatch()
            let count = poll(&watched, nfds_t(watched.count), timeout())
            guard count >= 0 || errno == EINTR else { break }
            guard watched[0].revents == 0 else { break }
            if watched[1].revents != 0 { acceptAll() }
            for entry in watched.dropFirst(2) where entry.revents != 0 { serve(entry) }
            serveDelayed()
        }
        for descriptor in connections.keys { close(descriptor) }
        close(listener)
        close(stopSignal)
    }

    private func descriptorsToWatch() -> [pollfd] {
        var watched = [
            pollfd(fd: stopSignal, events: Int16(POLLIN), revents: 0),
            pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
        ]
        watched.reserveCapacity(connections.count + 2)
        for connection in connections.values {
            watched.append(pollfd(fd: connection.descriptor, events: events(for: connection), revents: 0))
        }
        return watched
    }

    /// A busy connection is not read from: its next request stays in the socket, and only its end is of interest.
    private func events(for connection: GatewayConnection) -> Int16 {
        if connection.wantsToWrite { return Int16(POLLOUT) | Self.peerClosed }
        return connection.isBusy ? Self.peerClosed : Int16(POLLIN)
    }

    private func timeout() -> Int32 {
        guard let next = connections.values.compactMap(\.wakesAt).min() else { return -1 }
        return Int32(clamping: max(0, next - Self.now))
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    private mutating func acceptAll() {
        while true {
            let descriptor = accept(listener, nil, nil)
            guard descriptor >= 0 else { return }
            _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            var on: Int32 = 1
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
            let number = journal.withLock { journal in
                journal.connections += 1
                return journal.connections
            }
            connections[descriptor] = GatewayConnection(descriptor: descriptor, number: number)
        }
    }

    private mutating func serve(_ entry: pollfd) {
        guard var connection = connections[entry.fd] else { return }
        let isBusy = connection.isBusy
        guard entry.revents & Int16(POLLERR | POLLNVAL) == 0, !isBusy || !isClosedByPeer(entry) else {
            return end(connection)
        }
        if !isBusy, !connection.receive() { return end(connection) }
        advance(&connection)
    }

    private func isClosedByPeer(_ entry: pollfd) -> Bool {
        entry.revents & (Int16(POLLHUP) | Self.peerClosed) != 0
    }

    private mutating func serveDelayed() {
        let now = Self.now
        for connection in connections.values {
            guard let wakesAt = connection.wakesAt, wakesAt <= now else { continue }
            var connection = connection
            advance(&connection)
        }
    }

    /// Carries a connection on as far as it goes, through as many requests as are there.
    private mutating func advance(_ connection: inout GatewayConnection) {
        while true {
            switch connection.advance(now: Self.now) {
            case .over:
                return end(connection)
            case .busy:
                connections[connection.descriptor] = connection
                return
            case .reading:
                guard let reply = nextReply(on: &connection) else {
                    connections[connection.descriptor] = connection
                    return
                }
                connection.take(reply)
            }
        }
    }

    private func nextReply(on connection: inout GatewayConnection) -> Reply? {
        guard !connection.input.isEmpty else { return nil }
        let number = journal.withLock { $0.requests.count + 1 }
        switch RequestReader.scan(connection.input, number: number, connection: connection.number) {
        case .incomplete:
            return nil
        case .invalid:
            return Reply(Reply.answer(400).steps + [.close])
        case .complete(let request, let length):
            connection.consume(length)
            journal.withLock { $0.requests.append(request) }
            return behaviour(request, number)
        }
    }

    private mutating func end(_ connection: GatewayConnection) {
        connections[connection.descriptor] = nil
        close(connection.descriptor)
    }
}
