import Glibc

/// A mutual exclusion lock of pthreads.
///
/// `Synchronization.Mutex` is reported as a race by ThreadSanitizer on Linux; this is not.
final class Lock: @unchecked Sendable {  // Everything a pthread mutex does is safe from any thread.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    init() {
        mutex = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    func withLock<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }
}
