internal import Foundation

/// The right to be the one daemon of an outbox. It dies with the process, however that ends.
package final class OutboxLock {
    private let descriptor: Int32

    /// - Parameters:
    ///   - databasePath: the outbox; the lock is the file `….lock` beside it.
    ///   - owner: who holds it, for the message to a second daemon: a process id and a program.
    /// - Throws: `OutboxError` of kind `busy`, naming the owner, if another process holds it.
    package init(databasePath: String, owner: String) throws(OutboxError) {
        let path = databasePath + ".lock"
        // Kept in the object only once it holds the lock: a throw after that would run `deinit` too.
        let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o660)
        guard descriptor >= 0 else {
            let words = String(cString: strerror(errno))
            throw OutboxError(errno == EACCES ? .permission : .cannotCreate, "\(path): \(words)")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            var buffer = [UInt8](repeating: 0, count: 200)
            let count = pread(descriptor, &buffer, buffer.count, 0)
            let holder = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            close(descriptor)
            throw OutboxError(
                .busy, "\(databasePath): another daemon has this outbox: \(holder.isEmpty ? "unknown" : holder)")
        }
        let text = Array((owner + "\n").utf8)
        // The name is for people; the lock holds without it.
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, text, text.count, 0)
        Outbox.giveToFolder(descriptor, path)
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }
}
