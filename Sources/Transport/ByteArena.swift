/// Memory at a fixed address that outlives a call, as libcurl wants it for what it does not copy; reused from transfer
/// to transfer.
struct ByteArena: ~Copyable {
    private var storage: UnsafeMutableBufferPointer<UInt8>

    init(capacity: Int) {
        storage = .allocate(capacity: max(1, capacity))
    }

    deinit {
        storage.deallocate()
    }

    /// Where the memory begins; it moves when `prepare` or `trim` replaces it.
    var base: UnsafeMutablePointer<UInt8>? { storage.baseAddress }

    /// Makes room for so many bytes; what was written before is void.
    mutating func prepare(capacity: Int) {
        guard storage.count < capacity else { return }
        storage.deallocate()
        storage = .allocate(capacity: max(capacity, 1024))
    }

    /// Replaces the content.
    mutating func assign(_ bytes: [UInt8]) {
        prepare(capacity: bytes.count)
        bytes.withUnsafeBufferPointer { source in
            _ = storage.update(fromContentsOf: source)
        }
    }

    /// Gives memory back after an unusually large use.
    mutating func trim(to capacity: Int) {
        guard storage.count > capacity else { return }
        storage.deallocate()
        storage = .allocate(capacity: capacity)
    }
}
