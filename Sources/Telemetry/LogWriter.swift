package import Domain
import Glibc

/// The daemon's log: one line an event, gathered and written with few system calls.
///
/// Lines wait until `flush()` or until 64 KiB have gathered. A log that nobody takes never stops delivery: where the
/// descriptor does not take more (a non-blocking pipe that is full), lines wait up to 1 MiB and are dropped beyond it;
/// where it fails (closed, its reader gone, its disk full), what was to be written is dropped. The number of dropped
/// lines follows in a `log.dropped` event as soon as lines can be written again. A blocking descriptor blocks, as it
/// does every program that logs.
///
/// May be used from any thread.
package final class LogWriter: EventSink, @unchecked Sendable {  // `lock` guards everything that varies.
    /// The bytes that are written without waiting for `flush()`.
    static let writeAt = 64 * 1024
    /// The bytes that may wait while nobody takes them.
    static let longestBacklog = 1024 * 1024
    private let lock = Lock()
    private let descriptor: Int32
    private let patience: Int32
    private let now: @Sendable () -> Timestamp
    private var formatter: LineFormatter
    private var threshold: LogEvent.Level
    private var buffer: [UInt8] = []
    private var isStalled = false
    /// Lines dropped and not yet known to be told.
    private var dropped = 0
    /// How many of them the `log.dropped` line in the buffer tells; 0: there is none.
    private var told = 0

    /// A log on a descriptor, which stays the caller's; from here on, the process ignores SIGPIPE.
    ///
    /// - Parameters:
    ///   - descriptor: standard error by default.
    ///   - format: `logfmt` by default.
    ///   - level: events below it are not written; `info` by default.
    ///   - audience: who reads it; see `LogAudience.of(descriptor:environment:)`.
    ///   - patience: how long a descriptor that takes no more is waited for, in milliseconds (default 50), until
    ///     it takes something again; lines wait in the process meanwhile.
    ///   - now: the wall clock, read once an event.
    package init(
        descriptor: Int32 = STDERR_FILENO, format: LogFormat = .logfmt, level: LogEvent.Level = .info,
        audience: LogAudience, patience: Int32 = 50, now: @escaping @Sendable () -> Timestamp
    ) {
        self.descriptor = descriptor
        self.patience = patience
        self.now = now
        formatter = LineFormatter(format: format, audience: audience)
        threshold = level
        buffer.reserveCapacity(Self.writeAt + LineFormatter.longestLine)
        // A log whose reader has gone is an error of write(2), not the daemon's end.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Changes how and from which level on events are written, as a reload does.
    package func configure(format: LogFormat, level: LogEvent.Level) {
        lock.withLock {
            formatter.format = format
            threshold = level
        }
    }

    /// The level below which nothing is written.
    package var level: LogEvent.Level { lock.withLock { threshold } }

    /// Lines dropped that no `log.dropped` event has told yet.
    package var droppedLines: Int { lock.withLock { dropped } }

    package func record(_ event: LogEvent) {
        lock.withLock {
            guard event.level.priority <= threshold.priority else { return }
            guard buffer.count < Self.longestBacklog else {
                dropped += 1
                return
            }
            let moment = now()
            if dropped > 0, told == 0 { tellDropped(at: moment) }
            formatter.append(event, at: moment, to: &buffer)
            if buffer.count >= Self.writeAt { writeOut() }
        }
    }

    package func flush() {
        lock.withLock { writeOut() }
    }

    private func tellDropped(at moment: Timestamp) {
        told = dropped
        let event = LogEvent("log.dropped", level: .warning).with("lines", dropped)
        formatter.append(event, at: moment, to: &buffer)
    }

    // MARK: - Writing

    private func writeOut() {
        var written = 0
        while written < buffer.count {
            switch write(from: written) {
            case .wrote(let count):
                written += count
                isStalled = false
            case .interrupted: continue
            case .full:
                guard !isStalled, waitForRoom() else {
                    isStalled = true
                    buffer.removeFirst(written)
                    return
                }
            case .failed: return dropBuffer(from: written)
            }
        }
        buffer.removeAll(keepingCapacity: buffer.capacity <= 4 * Self.writeAt)
        dropped -= told
        told = 0
    }

    private enum WriteResult {
        case wrote(Int)
        case interrupted
        case full
        case failed
    }

    private func write(from start: Int) -> WriteResult {
        let count = buffer.withUnsafeBytes { bytes in
            Glibc.write(descriptor, bytes.baseAddress?.advanced(by: start), bytes.count - start)
        }
        guard count < 0 else { return count > 0 ? .wrote(count) : .failed }
        switch errno {
        case EINTR: return .interrupted
        case EAGAIN, EWOULDBLOCK: return .full
        default: return .failed
        }
    }

    private func waitForRoom() -> Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&wanted, 1, patience) > 0
    }

    private func dropBuffer(from start: Int) {
        let lines = buffer[start...].count { $0 == UInt8(ascii: "\n") }
        // The line that tells of dropped ones is itself no loss.
        dropped += told > 0 ? lines - 1 : lines
        told = 0
        buffer.removeAll(keepingCapacity: true)
    }
}
