import CCurl
import Glibc
import Synchronization

/// Carries mails out, each on a thread of its own.
///
/// libcurl waits for a mail server's last reply where it stands, with its multi interface too (`smtp_done` in its
/// lib/smtp.c): a server that looks at a mail for half a minute would hold all other transfers up for as long.
///
/// Used from the transport's thread only.
struct MailLane {
    private var underWay: [Int: MailErrand] = [:]
    private let desk: MailDesk

    /// - Parameter waker: called when a mail has ended.
    init(waker: Waker) {
        desk = MailDesk(waker: waker)
    }

    var count: Int { underWay.count }

    /// Starts what the handle is ready for.
    ///
    /// - Returns: false if the system has no thread left.
    mutating func start(_ handle: EasyHandle) -> Bool {
        let errand = MailErrand(handle: handle, desk: desk)
        guard errand.start() else { return false }
        underWay[handle.tag] = errand
        return true
    }

    /// Ends the transfer within a second; its handle comes back with the finished ones.
    ///
    /// - Returns: false if there is none with this tag.
    mutating func abandon(tag: Int) -> Bool {
        guard let errand = underWay.removeValue(forKey: tag) else { return false }
        errand.handle.deadline.end()
        return true
    }

    /// What has ended since the last call.
    ///
    /// - Returns: handles with libcurl's codes, and whether anyone waits for what came of it.
    mutating func takeFinished() -> [(handle: EasyHandle, code: CURLcode, isWanted: Bool)] {
        desk.takeAll().map { errand in
            let isWanted = underWay[errand.handle.tag] === errand
            if isWanted { underWay[errand.handle.tag] = nil }
            return (errand.handle, errand.code, isWanted)
        }
    }

    /// Abandons everything; the threads end by themselves and take their handles with them.
    mutating func close() {
        for tag in Array(underWay.keys) { _ = abandon(tag: tag) }
        desk.close()
    }
}

/// Until when a transfer on another thread may take.
///
/// libcurl keeps to its own timeout, and then takes leave of the mail server for up to two minutes more.
final class Deadline: Sendable {
    /// In milliseconds of `SocketWatch.now`.
    private let moment = Atomic(Int64.max)

    var isOver: Bool { moment.load(ordering: .relaxed) <= SocketWatch.now }

    /// - Parameter milliseconds: from now; half a second more leaves it to libcurl to end first.
    func set(after milliseconds: Int64) {
        moment.store(SocketWatch.now + min(milliseconds, Int64(Int32.max)) + 500, ordering: .relaxed)
    }

    /// Nobody waits for the transfer any more.
    func end() { moment.store(.min, ordering: .relaxed) }
}

/// One mail and its thread.
///
/// `@unchecked Sendable`: the handle and the code are the thread's until the errand lies on the desk, whose lock hands
/// them over.
private final class MailErrand: @unchecked Sendable {
    let handle: EasyHandle
    private(set) var code = CURLE_OK
    private let desk: MailDesk

    init(handle: EasyHandle, desk: MailDesk) {
        self.handle = handle
        self.desk = desk
    }

    func start() -> Bool {
        // The thread gets no signal: those are for threads that know what to do with them.
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let context = Unmanaged.passRetained(self)
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<MailErrand>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context.toOpaque())
        guard status == 0 else {
            context.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private func run() {
        code = curl_easy_perform(handle.curl)
        desk.put(self)
    }
}

/// Where the threads lay down what has ended.
private final class MailDesk: @unchecked Sendable {  // What it holds is touched only between lock and unlock.
    private let waker: Waker
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var ended: [MailErrand] = []
    private var isClosed = false

    init(waker: Waker) {
        self.waker = waker
        // Not `Synchronization.Mutex`, which ThreadSanitizer reports as a race on Linux.
        mutex = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    func put(_ errand: MailErrand) {
        pthread_mutex_lock(mutex)
        if !isClosed { ended.append(errand) }
        pthread_mutex_unlock(mutex)
        waker.wake()
    }

    func takeAll() -> [MailErrand] {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        let taken = ended
        ended = []
        return taken
    }

    func close() {
        pthread_mutex_lock(mutex)
        isClosed = true
        ended = []
        pthread_mutex_unlock(mutex)
    }
}
