import Foundation
import Testing

/// What the other suites here stand on.
@Suite("Programs under test", .onItsOwnThread)
struct HarnessTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("A program's output is kept, and its readiness is a line of it")
    func output() throws {
        let program = try Program(
            "/bin/sh", ["-c", "echo $GREETING; pwd; echo ready >&2; exec cat /dev/zero >/dev/null"],
            environment: ["GREETING": "bom dia"], in: folder.path)
        try program.line(containing: "ready")
        #expect(program.output == "bom dia\n\(folder.path)\nready\n")
    }

    @Test("A program that ends before it is ready fails with what it said")
    func earlyEnd() throws {
        let program = try Program("/bin/sh", ["-c", "echo no such thing; exit 3"], in: folder.path)
        let failure = #expect(throws: Program.Failure.self) { try program.waitForPort(try FreePort.next()) }
        #expect(failure?.description.contains("no such thing") == true)
    }

    @Test("What a program started goes with it")
    func group() throws {
        let program = try Program(
            "/bin/sh", ["-c", "cat /dev/zero >/dev/null & echo child $! ready; wait"], in: folder.path)
        let words = try program.line(containing: "ready").split(separator: " ")
        let child = try #require(words.compactMap { pid_t($0) }.first)
        #expect(kill(child, 0) == 0)
        program.stop()
        // The child holds the output open as long as it lives.
        try program.waitForEnd()
    }

    @Test("A program that is missing fails the test with the words what to install")
    func missing() {
        let failure = #expect(throws: Requirement.Missing.self) {
            try Requirement(place: "/nowhere/nginx", package: "Debian's package nginx-light").path
        }
        #expect(
            failure?.description
                == "/nowhere/nginx is missing; it comes with Debian's package nginx-light: run `.ci/install test`")
    }

    @Test("No port is handed out twice")
    func ports() throws {
        let ports = try (0..<50).map { _ in try FreePort.next() }
        #expect(Set(ports).count == 50)
    }
}
