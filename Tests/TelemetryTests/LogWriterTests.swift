import Domain
import Glibc
import Testing

@testable import Telemetry

@Suite("The log writer")
struct LogWriterTests {
    private func writer(
        _ descriptor: Int32, format: LogFormat = .logfmt, level: LogEvent.Level = .info
    ) -> LogWriter {
        LogWriter(
            descriptor: descriptor, format: format, level: level, audience: .journal, patience: 0,
            now: { Timestamp(milliseconds: 0) })
    }

    private func numbers(_ text: String) -> [Int] {
        text.split(separator: "\n").compactMap { line in
            line.split(separator: " n=").last.flatMap { Int($0) }
        }
    }

    @Test("Lines are held until the flush and come out in their order")
    func flush() throws {
        let pipe = try TestPipe()
        let log = writer(pipe.writeEnd)
        for number in 0..<3 { log.record(LogEvent("x").with("n", number)) }
        #expect(pipe.takeAll().isEmpty)
        log.flush()
        #expect(pipe.takeAll() == "<6>level=info event=x n=0\n<6>level=info event=x n=1\n<6>level=info event=x n=2\n")
        log.flush()
        #expect(pipe.takeAll().isEmpty)
    }

    @Test("64 KiB of lines are written without a flush")
    func fullBuffer() throws {
        let pipe = try TestPipe(capacity: 1 << 18)
        let log = writer(pipe.writeEnd)
        let text = String(repeating: "x", count: 1000)
        for number in 0..<64 { log.record(LogEvent("x").with("text", text).with("n", number)) }
        #expect(numbers(pipe.takeAll()) == Array(0..<64))
    }

    @Test("Events below the level are not written, and a reload changes level and format")
    func threshold() throws {
        let pipe = try TestPipe()
        let log = writer(pipe.writeEnd, level: .warning)
        for level in [LogEvent.Level.debug, .info, .notice, .warning, .error] {
            log.record(LogEvent("x", level: level))
        }
        log.flush()
        #expect(pipe.takeAll() == "<4>level=warning event=x\n<3>level=error event=x\n")
        log.configure(format: .json, level: .debug)
        log.record(LogEvent("x", level: .debug))
        log.flush()
        #expect(pipe.takeAll() == "<7>{\"level\":\"debug\",\"event\":\"x\"}\n")
        #expect(log.level == .debug)
    }

    @Test("The clock is read for every line")
    func clock() throws {
        let pipe = try TestPipe()
        let log = LogWriter(
            descriptor: pipe.writeEnd, audience: .terminal, now: { Timestamp(milliseconds: 1_795_457_741_123) })
        log.record(LogEvent("x"))
        log.flush()
        #expect(pipe.takeAll() == "ts=2026-11-23T18:15:41.123Z level=info event=x\n")
    }

    @Test("A pipe that takes little at a time gets every byte once")
    func partialWrites() throws {
        let pipe = try TestPipe(nonBlocking: true, capacity: 4096)
        let log = writer(pipe.writeEnd)
        for number in 0..<2000 { log.record(LogEvent("event.with.a.name").with("n", number)) }
        var text = ""
        for _ in 0..<100 {
            log.flush()
            text += pipe.takeAll()
        }
        #expect(numbers(text) == Array(0..<2000))
        #expect(log.droppedLines == 0)
    }

    @Test("A pipe that nobody reads holds nothing up; what was dropped is told")
    func backlog() throws {
        let pipe = try TestPipe(nonBlocking: true, capacity: 4096)
        let log = writer(pipe.writeEnd)
        let filler = String(repeating: "x", count: 1000)
        for number in 0..<3000 { log.record(LogEvent("x").with("text", filler).with("n", number)) }
        let dropped = log.droppedLines
        #expect(dropped > 1900 && dropped < 2000)
        var text = ""
        for _ in 0..<1000 {
            log.flush()
            text += pipe.takeAll()
        }
        #expect(numbers(text) == Array(0..<(3000 - dropped)))
        log.record(LogEvent("x"))
        log.flush()
        #expect(pipe.takeAll() == "<4>level=warning event=log.dropped lines=\(dropped)\n<6>level=info event=x\n")
        #expect(log.droppedLines == 0)
    }

    @Test("A reader that has gone does not end the process")
    func brokenPipe() throws {
        let pipe = try TestPipe()
        let log = writer(pipe.writeEnd)
        pipe.closeReader()
        for _ in 0..<3 {
            log.record(LogEvent("x"))
            log.flush()
        }
        #expect(log.droppedLines == 3)
    }

    @Test("A log that is closed costs its lines only")
    func closedDescriptor() {
        let log = writer(-1)
        for _ in 0..<5 { log.record(LogEvent("x")) }
        log.flush()
        #expect(log.droppedLines == 5)
    }

    @Test("Lines of many threads never mix")
    func threads() async throws {
        let pipe = try TestPipe(capacity: 1 << 20)
        let log = writer(pipe.writeEnd)
        await withTaskGroup { group in
            for task in 0..<8 {
                group.addTask {
                    for number in 0..<500 {
                        log.record(LogEvent("x").with("n", task * 500 + number))
                        if number % 50 == 0 { log.flush() }
                    }
                }
            }
        }
        log.flush()
        let text = pipe.takeAll()
        #expect(numbers(text).sorted() == Array(0..<4000))
        #expect(text.split(separator: "\n").allSatisfy { $0.hasPrefix("<6>level=info event=x n=") })
    }
}

@Suite("The reader of the log")
struct LogAudienceTests {
    @Test("The journal reads when JOURNAL_STREAM names the descriptor")
    func journalStream() throws {
        let pipe = try TestPipe()
        var status = stat()
        try #require(fstat(pipe.writeEnd, &status) == 0)
        func audience(_ text: String?) -> LogAudience {
            LogAudience.of(descriptor: pipe.writeEnd, environment: text.map { ["JOURNAL_STREAM": $0] } ?? [:])
        }
        #expect(audience("\(status.st_dev):\(status.st_ino)") == .journal)
        #expect(audience("\(status.st_dev):\(status.st_ino + 1)") == .terminal)
        #expect(audience("\(status.st_dev + 1):\(status.st_ino)") == .terminal)
        for text in [
            nil, "", ":", "1", "1:2:3", "a:b", "\(status.st_dev):", "-1:-1", "\(status.st_dev):\(status.st_ino):",
        ] {
            #expect(audience(text) == .terminal, "\(text ?? "unset")")
        }
        #expect(LogAudience.of(descriptor: -1, environment: ["JOURNAL_STREAM": "8:1"]) == .terminal)
    }
}

@Suite("Standard descriptors")
struct StandardDescriptorsTests {
    @Test("A process that was started without them gets them, and no file takes their numbers")
    func reopened() async {
        await #expect(processExitsWith: .exitCode(17)) {
            close(STDIN_FILENO)
            close(STDERR_FILENO)
            guard StandardDescriptors.ensureOpen() else { exit(1) }
            guard fcntl(STDIN_FILENO, F_GETFD) != -1, fcntl(STDERR_FILENO, F_GETFD) != -1 else { exit(2) }
            guard open("/dev/null", O_RDONLY) > STDERR_FILENO else { exit(3) }
            exit(17)
        }
    }
}
