import Glibc

/// Standard input, output and error.
package enum StandardDescriptors {
    /// Opens `/dev/null` for each of them that the process was started without.
    ///
    /// Otherwise the next file that is opened, an outbox perhaps, would take its number, and the log would be written
    /// into it. To be called first of all.
    ///
    /// - Returns: whether all three are open now.
    @discardableResult
    package static func ensureOpen() -> Bool {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
            // The lowest free number is taken, and all below are in use.
            guard open("/dev/null", O_RDWR) == descriptor else { return false }
        }
        return true
    }
}
