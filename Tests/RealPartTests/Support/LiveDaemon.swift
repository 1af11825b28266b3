import Delivery
import Foundation
import Glibc
import Outbox

/// The built program as a service: `carteiro run` with a configuration of the test's, and its listener.
final class LiveDaemon: OutboxUser {
    let workplace: Workplace
    private let program: Program
    private let wakeup: InotifyWakeup
    /// Where gateways call back, without the endpoint.
    let hooks: String

    /// - Parameters:
    ///   - listen: the port of its listener.
    ///   - endpoints: as for `LiveEngine`, and so the others.
    init(
        listen: Int, endpoints: String, routes: String = "{default: [gateway]}", more: String = "",
        secrets: [String: String] = [:], in folder: TemporaryFolder
    ) throws {
        workplace = try Workplace(
            endpoints: endpoints, routes: routes, more: "http: {listen: \"127.0.0.1:\(listen)\"}\n" + more, files: [:],
            in: folder)
        guard let wakeup = InotifyWakeup(databasePath: workplace.outbox.path) else {
            throw LiveEngine.Failure(description: "no inotify")
        }
        self.wakeup = wakeup
        hooks = "http://127.0.0.1:\(listen)/hooks"
        program = try Program(
            Self.executable, ["run", "--config", folder.path + "/carteiro.yaml"], environment: secrets,
            in: folder.path)
        try program.line(containing: "daemon.started")
        try program.waitForPort(listen)
    }

    /// Beside the tests in the build folder.
    private static var executable: String {
        get throws {
            let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            return URL(filePath: tests).deletingLastPathComponent().appending(path: "carteiro").path
        }
    }

    /// What it has logged.
    var log: String { program.output }

    /// Waits until something holds, and looks whenever the outbox is written.
    ///
    /// - Throws: `LiveEngine.Failure` if it never does.
    func wait(until holds: () throws -> Bool) throws {
        let deadline = Date(timeIntervalSinceNow: Program.patience)
        while try !holds() {
            guard Date() < deadline else {
                throw LiveEngine.Failure(description: "what is waited for does not come; log:\n\(log)")
            }
            var watched = pollfd(fd: wakeup.descriptor, events: Int16(POLLIN), revents: 0)
            // The file is written before the commit shows: so it is looked again a little later as well.
            _ = poll(&watched, 1, 50)
            _ = wakeup.takeEvents()
        }
    }
}
