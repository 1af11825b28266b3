/// What a caller may ask of the listener.
package struct ListenerLimits: Hashable, Sendable {
    /// The largest body, in bytes (default 1 MiB); beyond it the answer is 413.
    package var bodyBytes: Int
    /// The largest header block, in bytes (default 32 KiB), the request's target included; beyond it the answer is 431.
    package var headBytes: Int
    /// The most header fields (default 100); beyond it the answer is 431.
    package var headerFields: Int
    /// How long a head, and then its body, may take to come, and a connection lie idle, in milliseconds (default 10 s).
    package var readMilliseconds: Int64
    /// How long a caller that is turned away is still listened to, so that it hears why, in milliseconds (default 1 s).
    package var lingerMilliseconds: Int64
    /// Connections open at once (default 256); more wait in the system's queue.
    package var connections: Int

    package init(
        bodyBytes: Int = 1 << 20, headBytes: Int = 32 << 10, headerFields: Int = 100, readMilliseconds: Int64 = 10_000,
        lingerMilliseconds: Int64 = 1_000, connections: Int = 256
    ) {
        self.bodyBytes = bodyBytes
        self.headBytes = headBytes
        self.headerFields = headerFields
        self.readMilliseconds = readMilliseconds
        self.lingerMilliseconds = lingerMilliseconds
        self.connections = connections
    }
}
