import Foundation

/// Says when the outbox's disk is nearly full, and when there is room again.
struct DiskWatch {
    enum Change: Hashable { case low, freed }

    private(set) var isLow = false

    /// - Parameters:
    ///   - free: bytes that may still be written; `nil`: unknown, which changes nothing.
    ///   - reserve: bytes that are to stay free. There is room again only when a tenth more is.
    mutating func look(free: Int64?, reserve: Int64) -> Change? {
        guard let free else { return nil }
        let (enough, overflow) = reserve.addingReportingOverflow(reserve / 10)
        if !isLow, free < reserve {
            isLow = true
            return .low
        }
        if isLow, free >= (overflow ? .max : enough) {
            isLow = false
            return .freed
        }
        return nil
    }

    /// The bytes that a user other than root may still write on the disk of a file; `nil` if it cannot be told.
    static func freeBytes(around path: String) -> Int64? {
        var status = statvfs()
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard statvfs(folder, &status) == 0 else { return nil }
        let (bytes, overflow) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        return overflow ? .max : Int64(clamping: bytes)
    }
}
