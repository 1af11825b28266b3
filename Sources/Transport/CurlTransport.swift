import CCurl
package import Domain
import Glibc

/// HTTP over libcurl's multi interface, driven by whoever calls `poll`, and mails over SMTP, each on a thread of its
/// own; used from one thread only.
///
/// What it decides for every request: certificates are verified, HTTP/2 where TLS offers it, connections kept and
/// reused, no redirects, no cookies, no `.netrc`, no proxy but the request's own, no `Expect`, no signals, protocols
/// `http` and `https` only, of a mail `smtp` and `smtps` only. It sends the request's header fields as they are, plus
/// `Host`, `Accept: */*`, `Content-Length` and what the connection needs.
///
/// A connection carries one request at a time, with HTTP/2 too: what ends a connection then leaves one request in doubt
/// and not a hundred. A server that retires a shared connection in order (GOAWAY, nginx after 1,000 requests) refuses the
/// requests that were under way, and libcurl does not tell that apart from a connection that broke.
///
/// A mail has a connection to itself, with one recipient: what TLS and which login stand behind it is then beyond
/// question. So has a request with an address guard, which goes through no proxy either: each address is looked at when
/// it is about to be connected to, after the name was resolved for good.
///
/// A mail server's reply is an answer where it ended the transfer. A mail whose last byte was handed over and that has no
/// answer may have been sent; before that it was not, since a server acts on the end of a mail alone (RFC 5321, 4.1.1.4).
/// A server has two minutes for each of its replies, within the request's own timeout. A login that it does not ask for,
/// and TLS that it does not offer, end the transfer before the sender is named.
/// A mail begins with `start` and goes on between the calls of `poll`; one that is abandoned ends within a second.
///
/// Names are resolved beside the calling thread if libcurl was built with an asynchronous resolver
/// (`resolvesAsynchronously`), as every distribution's is; otherwise a slow name server would hold all transfers up.
package final class CurlTransport: Transport {
    private let multi: UnsafeMutableRawPointer
    private var pool: HandlePool
    /// Each handle knows its place here.
    private var transfers: [EasyHandle] = []
    private var mails: MailLane
    /// Transfers that ended before they began.
    private var unstarted: [Completion] = []
    private let watch: UnsafeMutablePointer<SocketWatch>
    private var ready: [SocketWatch.Ready] = []

    /// Ends a wait early, from any thread; see `Waker`.
    package let waker: Waker

    /// - Parameters:
    ///   - wakeDescriptors: descriptors (inotify, eventfd) that end the wait of `poll` when they are readable. They
    ///     are watched only, never read or closed, and must stay open as long as the transport lives: one that is
    ///     closed ends every wait at once.
    ///   - maximumConnections: how many connections are kept open at most, idle ones included (default 256).
    /// - Throws: `TransportSetupError` if libcurl cannot be initialised or a descriptor is not open.
    package init(wakeDescriptors: [Int32] = [], maximumConnections: Int = 256) throws(TransportSetupError) {
        guard CurlLibrary.initialisation == CURLE_OK else {
            throw TransportSetupError(detail: CurlLibrary.words(for: CurlLibrary.initialisation))
        }
        guard wakeDescriptors.allSatisfy({ fcntl($0, F_GETFD) >= 0 }) else {
            throw TransportSetupError(detail: "a descriptor to wait for is not open")
        }
        let waker = try Waker()
        guard let multi = curl_multi_init() else { throw TransportSetupError(detail: "out of memory") }
        let watch = UnsafeMutablePointer<SocketWatch>.allocate(capacity: 1)
        watch.initialize(to: SocketWatch(wakeDescriptors: [waker.descriptor] + wakeDescriptors))
        let connections = min(max(maximumConnections, 1), Int(Int32.max))
        var code = carteiro_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, connections)
        if code == CURLM_OK {
            code = carteiro_curl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
        }
        if code == CURLM_OK { code = SocketWatch.attach(watch, to: multi) }
        guard code == CURLM_OK else {
            curl_multi_cleanup(multi)
            Self.free(watch)
            throw TransportSetupError(detail: CurlLibrary.words(for: code))
        }
        self.multi = multi
        self.waker = waker
        self.watch = watch
        pool = HandlePool(limit: connections)
        mails = MailLane(waker: waker)
    }

    deinit {
        // Easy handles first, out of the multi handle before they are freed (curl_multi_cleanup's manual).
        for handle in transfers { curl_multi_remove_handle(multi, handle.curl) }
        transfers.removeAll()
        mails.close()
        pool.removeAll()
        curl_multi_cleanup(multi)
        Self.free(watch)
    }

    private static func free(_ watch: UnsafeMutablePointer<SocketWatch>) {
        watch.deinitialize(count: 1)
        watch.deallocate()
    }

    /// libcurl's version, such as `7.88.1`.
    package static var libraryVersion: String { CurlLibrary.version }

    /// Whether names are resolved without blocking.
    package static var resolvesAsynchronously: Bool { carteiro_curl_resolves_asynchronously() != 0 }

    package var inFlight: Int { transfers.count + mails.count + unstarted.count }

    /// Starts a transfer; of HTTP nothing is sent before the next `poll`. A request that cannot be sent completes there too,
    /// as `.unusable`.
    package func start(_ request: TransferRequest, tag: Int) {
        do throws(RequestDefect) {
            let handle = try pool.take(for: request)
            try begin(request, tag: tag, on: handle)
        } catch {
            let result = TransferResult(
                reach: .notSent, failure: .unusable, detail: error.detail, isMail: request.isMail)
            unstarted.append(Completion(tag: tag, result: result, durationMilliseconds: 0))
        }
    }

    private func begin(_ request: TransferRequest, tag: Int, on handle: EasyHandle) throws(RequestDefect) {
        do throws(RequestDefect) {
            try handle.prepare(request, tag: tag)
            if handle.key.isMail, !handle.key.connectsOnly { return post(handle) }
            let code = curl_multi_add_handle(multi, handle.curl)
            guard code == CURLM_OK else { throw RequestDefect(detail: CurlLibrary.words(for: code)) }
        } catch {
            pool.put(handle)
            throw error
        }
        handle.position = transfers.count
        transfers.append(handle)
    }

    private func post(_ handle: EasyHandle) {
        guard !mails.start(handle) else { return }
        let result = TransferResult(
            reach: .notSent, failure: .connect, detail: "the system has no thread left", isMail: true)
        unstarted.append(Completion(tag: handle.tag, result: result, durationMilliseconds: 0))
        handle.clear()
        pool.put(handle)
    }

    package func abandon(tag: Int) {
        unstarted.removeAll { $0.tag == tag }
        guard !mails.abandon(tag: tag) else { return }
        guard let handle = transfers.first(where: { $0.tag == tag }) else { return }
        remove(handle)
        handle.clear()
        pool.put(handle)
    }

    /// Takes a handle out of libcurl's hands and off the list.
    private func remove(_ handle: EasyHandle) {
        curl_multi_remove_handle(multi, handle.curl)
        let last = transfers.removeLast()
        guard last !== handle else { return }
        transfers[handle.position] = last
        last.position = handle.position
    }

    package func poll(timeoutMilliseconds: Int64) -> [Completion] {
        var completions = unstarted
        unstarted.removeAll()
        collectMails(&completions)
        let deadline = Self.deadline(after: timeoutMilliseconds)
        serveTimer(&completions)
        while true {
            let isLast = !completions.isEmpty || timeoutMilliseconds <= 0
            let limit = isLast ? 0 : max(0, deadline - SocketWatch.now)
            let isWoken = watch.pointee.wait(limit: limit, into: &ready)
            for socket in ready { act(on: socket, &completions) }
            if !ready.isEmpty { collect(&completions) }
            serveTimer(&completions)
            if isWoken && watch.pointee.isReadable(wakeDescriptor: 0) {
                waker.reset()
                collectMails(&completions)
            }
            if isWoken || limit == 0 || !completions.isEmpty { return completions }
        }
    }

    private static func deadline(after milliseconds: Int64) -> Int64 {
        let (sum, overflow) = SocketWatch.now.addingReportingOverflow(max(0, milliseconds))
        return overflow ? .max : sum
    }

    private func act(on socket: SocketWatch.Ready, _ completions: inout [Completion]) {
        var running: Int32 = 0
        let code = curl_multi_socket_action(multi, socket.socket, socket.events, &running)
        if code != CURLM_OK { endAll(code, &completions) }
    }

    private func serveTimer(_ completions: inout [Completion]) {
        guard watch.pointee.takeDueTimer() else { return }
        let code = carteiro_curl_multi_timer_action(multi)
        collect(&completions)
        if code != CURLM_OK { endAll(code, &completions) }
    }

    private func collect(_ completions: inout [Completion]) {
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(multi, &remaining) {
            guard message.pointee.msg == CURLMSG_DONE, let curl = message.pointee.easy_handle else { continue }
            let code = carteiro_curl_message_result(message)
            var context: UnsafeMutableRawPointer?
            carteiro_curl_get_private(curl, &context)
            guard let context else { continue }
            complete(Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue(), code, &completions)
        }
    }

    private func collectMails(_ completions: inout [Completion]) {
        for mail in mails.takeFinished() {
            if mail.isWanted {
                report(mail.handle, mail.code, &completions)
            } else {
                mail.handle.clear()
                pool.put(mail.handle)
            }
        }
    }

    private func complete(_ handle: EasyHandle, _ code: CURLcode, _ completions: inout [Completion]) {
        remove(handle)
        report(handle, code, &completions)
    }

    private func report(_ handle: EasyHandle, _ code: CURLcode, _ completions: inout [Completion]) {
        let duration = handle.durationMilliseconds
        completions.append(
            Completion(tag: handle.tag, result: handle.finish(code), durationMilliseconds: duration))
        pool.put(handle)
    }

    /// Ends every transfer after an error of the multi handle itself (memory), from which it does not recover: waiting
    /// on would be a loop without end.
    private func endAll(_ code: CURLMcode, _ completions: inout [Completion]) {
        let code = code == CURLM_OUT_OF_MEMORY ? CURLE_OUT_OF_MEMORY : CURLE_RECV_ERROR
        while let handle = transfers.last { complete(handle, code, &completions) }
    }
}
