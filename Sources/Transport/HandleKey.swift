import Domain

/// What the options of an easy handle that are set once depend on: requests of equal keys can share handles.
struct HandleKey: Hashable {
    var method: String
    var hasBody: Bool
    var options: ConnectionOptions
}

/// Idle easy handles, by what they are set up for.
///
/// A process has few keys (endpoints times methods), so they are searched in a line, the one used last first.
struct HandlePool {
    private struct Group {
        var key: HandleKey
        var idle: [EasyHandle]
    }

    private var groups: [Group] = []
    private var idleCount = 0
    private let limit: Int

    /// - Parameter limit: idle handles that are kept at most; those longest out of use go first.
    init(limit: Int) {
        self.limit = max(1, limit)
    }

    /// An idle handle set up for the key, if there is one.
    mutating func take(_ key: HandleKey) -> EasyHandle? {
        guard let index = groups.firstIndex(where: { $0.key == key }) else { return nil }
        if index > 0 { groups.swapAt(index, 0) }
        guard let handle = groups[0].idle.popLast() else { return nil }
        idleCount -= 1
        return handle
    }

    mutating func put(_ handle: EasyHandle) {
        if idleCount >= limit { dropOne() }
        idleCount += 1
        if let index = groups.firstIndex(where: { $0.key == handle.key }) {
            groups[index].idle.append(handle)
        } else {
            groups.append(Group(key: handle.key, idle: [handle]))
        }
    }

    mutating func removeAll() {
        groups.removeAll()
        idleCount = 0
    }

    private mutating func dropOne() {
        guard let index = groups.lastIndex(where: { !$0.idle.isEmpty }) else { return }
        groups[index].idle.removeFirst()
        idleCount -= 1
        if groups[index].idle.isEmpty { groups.remove(at: index) }
    }
}
