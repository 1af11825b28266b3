import Foundation
import Outbox
import Testing

@Suite("One daemon an outbox")
struct OutboxLockTests {
    let folder: TemporaryFolder
    var path: String { folder.path + "/outbox.db" }

    init() throws { folder = try TemporaryFolder() }

    private func problem(_ path: String) -> OutboxError? {
        do {
            _ = try OutboxLock(databasePath: path, owner: "late")
            return nil
        } catch {
            return error
        }
    }

    @Test("A second one is refused and told who the first is; when the first is gone it may")
    func second() throws {
        var first: OutboxLock? = try OutboxLock(databasePath: path, owner: "process 4711, carteiro run")
        for _ in 0..<3 {
            let error = try #require(problem(path))
            #expect(error.kind == .busy)
            #expect(error.message == "\(path): another daemon has this outbox: process 4711, carteiro run")
        }
        _ = first
        first = nil
        #expect(problem(path) == nil)
    }

    @Test("A long or damaged name of the owner does no harm")
    func longName() throws {
        let first = try OutboxLock(databasePath: path, owner: String(repeating: "ç", count: 1_000))
        let error = try #require(problem(path))
        #expect(error.message.utf8.count < 1_000)
        try Data([0xFF, 0xFE, 0x00]).write(to: URL(fileURLWithPath: path + ".lock"))
        withExtendedLifetime(first) {}
    }

    @Test("Where no file can be made, it says so")
    func noFolder() {
        #expect(problem(folder.path + "/missing/outbox.db")?.kind == .cannotCreate)
    }

    @Test(
        "It dies with a process that is killed",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/flock")))
    func killed() throws {
        let holder = Process()
        let output = Pipe()
        holder.executableURL = URL(fileURLWithPath: "/bin/sh")
        holder.arguments = [
            "-c", #"exec 9>>"$1"; flock -n 9 || exit 1; echo 'process 4711' >&9; echo held; exec sleep 600"#, "sh",
            path + ".lock",
        ]
        holder.standardOutput = output
        try holder.run()
        #expect(output.fileHandleForReading.readData(ofLength: 5) == Data("held\n".utf8))
        #expect(problem(path)?.message.hasSuffix("process 4711") == true)
        kill(holder.processIdentifier, SIGKILL)
        holder.waitUntilExit()
        #expect(problem(path) == nil)
    }
}
