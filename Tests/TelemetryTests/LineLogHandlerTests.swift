import Domain
import Logging
import Telemetry
import Testing

@Suite("The log of libraries")
struct LineLogHandlerTests {
    private struct Failure: Error, CustomStringConvertible {
        var description: String { "it broke" }
    }

    private func log(level: Domain.LogEvent.Level = .info, _ body: (inout Logger) -> Void) throws -> String {
        let pipe = try TestPipe()
        let writer = LogWriter(
            descriptor: pipe.writeEnd, level: level, audience: .journal, now: { Timestamp(milliseconds: 0) })
        var logger = Logger(label: "lifecycle") { LineLogHandler(label: $0, writer: writer) }
        body(&logger)
        return pipe.takeAll()
    }

    @Test("A message is one line at once, its metadata in the order of the keys")
    func message() throws {
        let text = try log { logger in
            logger[metadataKey: "zone"] = "a b"
            logger[metadataKey: "service"] = "engine"
            logger.notice("Starting service", metadata: ["service": "console", "index": "\(1)"])
        }
        #expect(
            text == """
                <5>level=notice event=log logger=lifecycle msg="Starting service" index=1 service=console zone="a b"

                """)
    }

    @Test(
        "Levels of libraries become those of the log",
        arguments: zip(
            Logger.Level.allCases,
            ["<7>level=debug", "<7>level=debug", "<6>level=info", "<5>level=notice"]
                + ["<4>level=warning", "<3>level=error", "<3>level=error"]))
    func levels(level: Logger.Level, start: String) throws {
        let text = try log(level: .debug) { logger in
            logger.logLevel = .trace
            logger.log(level: level, "x")
        }
        #expect(text == start + " event=log logger=lifecycle msg=x\n")
    }

    @Test("What is below the writer's level is not written")
    func threshold() throws {
        let text = try log(level: .error) { logger in
            #expect(logger.logLevel == .error)
            logger.logLevel = .trace
            logger.warning("x")
        }
        #expect(text.isEmpty)
    }

    @Test("Neither message nor metadata can forge a line or a field")
    func forgery() throws {
        let text = try log { logger in
            logger.error(
                "x\nlevel=error", error: Failure(), metadata: ["event": "daemon.stopped", "a b": ["x": ["\n", "\""]]])
        }
        #expect(text.utf8.count { $0 == 0x0A } == 1)
        let fields = try #require(parseLogfmt(String(text.dropFirst(3).dropLast())))
        #expect(fields.map(\.key) == ["level", "event", "logger", "msg", "error", "a_b", "_event"])
        #expect(fields.map(\.value)[1...4] == ["log", "lifecycle", "x\nlevel=error", "it broke"])
        #expect(fields.last?.value == "daemon.stopped")
    }

    @Test("Provided metadata gives way to the message's own")
    func provider() throws {
        let text = try log { logger in
            logger.handler.metadataProvider = Logger.MetadataProvider { ["a": "provided", "b": "provided"] }
            logger.info("x", metadata: ["a": "own"])
        }
        #expect(text.hasSuffix(" msg=x a=own b=provided\n"))
    }
}
