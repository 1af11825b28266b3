import CCurl
import Glibc

/// The sockets and the timer that libcurl wants watched, beside the descriptors that only end a wait.
///
/// `curl_multi_socket_action` with a descriptor list of our own, rather than `curl_multi_perform`: a wake-up then costs
/// what is ready, not what is in flight. `poll` takes the list as it is; `epoll` would need a call for each change, and
/// libcurl takes a socket out and puts it in again with every request.
///
/// Kept at an address of its own, which the callbacks get.
struct SocketWatch {
    /// What a wait found.
    struct Ready {
        var socket: Int32
        /// `CURL_CSELECT_…` bits.
        var events: Int32
    }

    /// The descriptors that end a wait, then libcurl's sockets.
    private var entries: [pollfd]
    private let wakeCount: Int
    /// Index into `entries` by descriptor; -1: not watched.
    private var indexOfSocket: [Int] = []
    /// When libcurl wants to be called though no socket is ready; `nil`: not at all.
    private var timerDue: Int64?

    init(wakeDescriptors: [Int32]) {
        wakeCount = wakeDescriptors.count
        entries = wakeDescriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    }

    /// Milliseconds of a clock that only ever advances.
    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Tells the multi handle to report to the watch at this address, where it must outlive the handle.
    static func attach(_ context: UnsafeMutablePointer<SocketWatch>, to multi: UnsafeMutableRawPointer) -> CURLMcode {
        let codes = [
            carteiro_curl_multi_set_socket_callback(multi, socketChanged),
            carteiro_curl_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, context),
            carteiro_curl_multi_set_timer_callback(multi, timerChanged),
            carteiro_curl_multi_set_pointer(multi, CURLMOPT_TIMERDATA, context),
        ]
        return codes.first { $0 != CURLM_OK } ?? CURLM_OK
    }

    /// Whether libcurl's timer has run out; asking takes the fact away.
    mutating func takeDueTimer() -> Bool {
        guard let timerDue, timerDue <= Self.now else { return false }
        self.timerDue = nil
        return true
    }

    /// Waits until something is ready or libcurl's timer runs out, no longer than the limit in milliseconds.
    ///
    /// - Parameter ready: is replaced by the sockets that are ready.
    /// - Returns: whether one of the descriptors that end a wait is readable.
    mutating func wait(limit: Int64, into ready: inout [Ready]) -> Bool {
        ready.removeAll(keepingCapacity: true)
        var limit = limit
        if limit > 0, let timerDue { limit = min(limit, max(0, timerDue - Self.now)) }
        var found = poll(&entries, nfds_t(entries.count), Int32(clamping: limit))
        var isWoken = false
        for index in entries.indices where found > 0 && entries[index].revents != 0 {
            found -= 1
            if index < wakeCount {
                isWoken = true
            } else {
                ready.append(Ready(socket: entries[index].fd, events: Self.events(entries[index].revents)))
            }
        }
        return isWoken
    }

    /// Whether a descriptor that ends waits was readable in the last one.
    func isReadable(wakeDescriptor index: Int) -> Bool { entries[index].revents & Int16(POLLIN) != 0 }

    private static func events(_ found: Int16) -> Int32 {
        var events: Int32 = 0
        if found & Int16(POLLIN | POLLHUP) != 0 { events |= CURL_CSELECT_IN }
        if found & Int16(POLLOUT) != 0 { events |= CURL_CSELECT_OUT }
        if found & Int16(POLLERR | POLLNVAL) != 0 { events |= CURL_CSELECT_ERR }
        return events
    }

    fileprivate mutating func setTimer(milliseconds: Int) {
        timerDue = milliseconds < 0 ? nil : Self.now + Int64(milliseconds)
    }

    fileprivate mutating func watch(_ socket: Int32, for what: Int32) {
        guard socket >= 0 else { return }
        let slot = Int(socket)
        if slot >= indexOfSocket.count {
            indexOfSocket.append(contentsOf: repeatElement(-1, count: slot + 32 - indexOfSocket.count))
        }
        var events = 0
        if what & CURL_POLL_IN != 0 { events |= Int(POLLIN) }
        if what & CURL_POLL_OUT != 0 { events |= Int(POLLOUT) }
        if indexOfSocket[slot] < 0 {
            indexOfSocket[slot] = entries.count
            entries.append(pollfd(fd: socket, events: Int16(events), revents: 0))
        } else {
            entries[indexOfSocket[slot]].events = Int16(events)
        }
    }

    fileprivate mutating func forget(_ socket: Int32) {
        let slot = Int(socket)
        guard indexOfSocket.indices.contains(slot), indexOfSocket[slot] >= wakeCount else { return }
        let index = indexOfSocket[slot]
        indexOfSocket[slot] = -1
        let last = entries.removeLast()
        guard index < entries.count else { return }
        entries[index] = last
        indexOfSocket[Int(last.fd)] = index
    }
}

// MARK: - Callbacks

private func socketChanged(
    _ easy: UnsafeMutableRawPointer?, _ socket: curl_socket_t, _ what: Int32, _ context: UnsafeMutableRawPointer?,
    _ socketContext: UnsafeMutableRawPointer?
) -> Int32 {
    guard let watch = context?.assumingMemoryBound(to: SocketWatch.self) else { return -1 }
    if what == CURL_POLL_REMOVE { watch.pointee.forget(socket) } else { watch.pointee.watch(socket, for: what) }
    return 0
}

private func timerChanged(
    _ multi: UnsafeMutableRawPointer?, _ milliseconds: Int, _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard let watch = context?.assumingMemoryBound(to: SocketWatch.self) else { return -1 }
    watch.pointee.setTimer(milliseconds: milliseconds)
    return 0
}
