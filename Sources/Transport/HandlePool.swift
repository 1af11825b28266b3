import Domain

/// What the options of an easy handle that are set once depend on: requests of equal keys can share handles.
struct HandleKey: Hashable {
    var method: String
    var hasBody: Bool
    var isMail: Bool
    var connectsOnly: Bool
    var options: ConnectionOptions

    init(_ request: TransferRequest) {
        method = request.method
        hasBody = request.body != nil
        isMail = request.isMail
        connectsOnly = request.connectsOnly
        options = request.options
    }

    func fits(_ request: TransferRequest) -> Bool {
        hasBody == (request.body != nil) && isMail == request.isMail && connectsOnly == request.connectsOnly
            && method == request.method && options == request.options
    }
}

/// Idle easy handles, by what they are set up for.
///
/// A process has few keys (endpoints times methods), so they are searched in a line, beginning with the last one, and
/// are kept for good.
struct HandlePool {
    private struct Group {
        var key: HandleKey
        var idle: [EasyHandle] = []
    }

    private var groups: [Group] = []
    private var lastGroup = 0
    private var idleCount = 0
    private let limit: Int

    /// - Parameter limit: idle handles that are kept at most.
    init(limit: Int) {
        self.limit = max(1, limit)
    }

    /// A handle set up for requests like this one, new if none is idle.
    mutating func take(for request: TransferRequest) throws(RequestDefect) -> EasyHandle {
        let index = group(for: request)
        lastGroup = index
        guard let handle = groups[index].idle.popLast() else {
            return try EasyHandle(key: groups[index].key, group: index)
        }
        idleCount -= 1
        return handle
    }

    mutating func put(_ handle: EasyHandle) {
        if idleCount >= limit { dropOne(but: handle.group) }
        groups[handle.group].idle.append(handle)
        idleCount += 1
    }

    mutating func removeAll() {
        groups.removeAll()
        idleCount = 0
    }

    private mutating func group(for request: TransferRequest) -> Int {
        if groups.indices.contains(lastGroup), groups[lastGroup].key.fits(request) { return lastGroup }
        if let index = groups.firstIndex(where: { $0.key.fits(request) }) { return index }
        groups.append(Group(key: HandleKey(request)))
        return groups.count - 1
    }

    /// Makes room: another group's handle goes before one of the group that is in use.
    private mutating func dropOne(but group: Int) {
        let other = groups.indices.first { $0 != group && !groups[$0].idle.isEmpty }
        guard groups[other ?? group].idle.popLast() != nil else { return }
        idleCount -= 1
    }
}
