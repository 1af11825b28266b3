import Glibc

extension LogAudience {
    /// The journal if the descriptor is the stream that systemd connected to it, the terminal otherwise.
    ///
    /// systemd puts the stream's device and inode, as `8:12345`, into `JOURNAL_STREAM`; a descriptor that has been
    /// redirected since no longer has them (systemd.exec(5)).
    package static func of(descriptor: Int32 = STDERR_FILENO, environment: [String: String]) -> LogAudience {
        guard let parts = environment["JOURNAL_STREAM"]?.split(separator: ":", omittingEmptySubsequences: false),
            parts.count == 2, let device = UInt64(parts[0]), let inode = UInt64(parts[1])
        else { return .terminal }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .terminal }
        return UInt64(status.st_dev) == device && UInt64(status.st_ino) == inode ? .journal : .terminal
    }
}
