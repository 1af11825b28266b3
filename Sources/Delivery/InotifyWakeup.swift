#if canImport(Glibc)
    internal import Glibc
#endif

/// Tells by inotify that the database's files were written, by whatever process.
///
/// The folder is watched and not the files, since SQLite makes the `-wal` file anew.
package final class InotifyWakeup: Wakeup {
    /// To be waited on beside the transfers; readable when something happened.
    package let descriptor: Int32
    private let fileNames: Set<String>
    private let buffer: UnsafeMutableRawBufferPointer

    /// - Parameter path: the database file.
    /// - Returns: `nil` where inotify cannot be had: the safety look remains.
    package init?(databasePath path: String) {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        fileNames = [name, name + "-wal"]
        buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 8)
        descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard descriptor >= 0, inotify_add_watch(descriptor, folder, UInt32(IN_MODIFY | IN_CREATE | IN_MOVED_TO)) >= 0
        else {
            if descriptor >= 0 { close(descriptor) }
            buffer.deallocate()
            return nil
        }
    }

    deinit {
        close(descriptor)
        buffer.deallocate()
    }

    package func takeEvents() -> Bool {
        var isOurs = false
        while true {
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            guard count > 0 else { return isOurs }
            var offset = 0
            let header = MemoryLayout<inotify_event>.size
            while offset + header <= count {
                let event = buffer.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
                // A queue that overflowed has lost events: some may have been ours.
                if event.mask & UInt32(IN_Q_OVERFLOW) != 0 { isOurs = true }
                let end = min(count, offset + header + Int(event.len))
                let name = buffer[(offset + header)..<end].prefix { $0 != 0 }
                if !isOurs, fileNames.contains(String(decoding: name, as: UTF8.self)) { isOurs = true }
                offset = end
            }
        }
    }
}
