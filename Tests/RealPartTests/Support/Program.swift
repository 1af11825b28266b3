import Foundation
import Glibc
import Synchronization

/// A program that a test starts and that never outlives it.
///
/// It has a process group of its own, which is killed when the last reference goes or `stop` is called. A watchman in
/// that group, a shell at the other end of a pipe, kills the group too when this process ends in whatever way.
/// (`PR_SET_PDEATHSIG` would not do: it goes by the thread that started the program, and threads come and go.)
final class Program: Sendable {
    /// Why a program is not what a test needs; with its output.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// How long anything is waited for, in seconds: a bound for what has gone wrong, never reached otherwise.
    static let patience = 60.0

    let name: String
    private let group: pid_t
    /// The end of the pipe at which the watchman hears of our end.
    private let lifeline: Int32
    private let journal: OutputJournal
    private let end = Latch()

    /// - Parameters:
    ///   - path: the executable.
    ///   - environment: all of it, but for `PATH`.
    ///   - folder: the working folder.
    /// - Throws: `Failure`.
    init(_ path: String, _ arguments: [String] = [], environment: [String: String] = [:], in folder: String) throws {
        name = (path as NSString).lastPathComponent
        // Descriptor 3 is the lifeline. The middle shell ends at once, so that the watchman is nobody's child.
        let script = #"""
            ( ( read -r _ <&3; kill -9 0 ) >/dev/null 2>&1 & ) ; cd "$1" && shift && exec "$@" </dev/null 3<&-
            """#
        let (group, lifeline, output) = try Self.starting.withLock { _ in
            let lifeline = try Self.openPipe()
            let output = try Self.openPipe()
            let group = try Self.spawn(
                ["/bin/sh", "-c", script, "sh", folder, path] + arguments,
                ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"] + environment.map { "\($0.key)=\($0.value)" },
                descriptors: [(output.write, 1), (output.write, 2), (lifeline.read, 3)])
            return (group, lifeline, output)
        }
        self.group = group
        close(lifeline.read)
        close(output.write)
        self.lifeline = lifeline.write
        journal = OutputJournal(reading: output.read)
    }

    deinit { stop() }

    /// What it has written so far, to either output.
    var output: String { journal.text }

    /// Kills the program and all of its group.
    func stop() {
        guard end.close() else { return }
        kill(-group, SIGKILL)
        _ = reap()
    }

    /// Fetches the status of a program that ends, and sends its watchman home.
    private func reap() -> Int32 {
        var status: Int32 = 0
        while waitpid(group, &status, 0) < 0, errno == EINTR {}
        close(lifeline)
        return status
    }

    /// Sends a signal to the program alone.
    func signal(_ number: Int32) { kill(group, number) }

    // MARK: - Waiting

    /// Waits for the first line of its output that contains a text.
    ///
    /// - Throws: `Failure` if the program ends without it.
    @discardableResult
    func line(containing text: String) throws -> String {
        try lines(containing: text, 1).first ?? ""
    }

    /// Waits for so many whole lines of its output that contain a text.
    ///
    /// - Throws: `Failure` if the program ends without them.
    @discardableResult
    func lines(containing text: String, _ count: Int) throws -> [String] {
        let found = { (output: String) in
            output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().filter { $0.contains(text) }
        }
        guard journal.wait(for: { found($0).count >= count }, seconds: Self.patience) else {
            throw Failure(description: "\(name) never said \"\(text)\" \(count) times; it said:\n\(output)")
        }
        return found(output).map(String.init)
    }

    /// Waits until the program has ended, as far as its output tells.
    func waitForEnd() throws {
        guard journal.waitForEnd(seconds: Self.patience) else {
            throw Failure(description: "\(name) does not end; it said:\n\(output)")
        }
    }

    /// Waits until the program has ended, and has ended well.
    func waitForSuccess() throws {
        try waitForEnd()
        guard end.close() else { return }
        let status = reap()
        guard status == 0 else {
            throw Failure(description: "\(name) ended with the status \(status); it said:\n\(output)")
        }
    }

    /// Waits until a connection to the port on loopback is accepted.
    ///
    /// - Throws: `Failure` if the program ends before.
    func waitForPort(_ port: Int) throws {
        let deadline = Date(timeIntervalSinceNow: Self.patience)
        while Date() < deadline {
            if Self.accepts(port) { return }
            // A refusal comes at once: the pause is the wait for the program's end.
            if journal.waitForEnd(seconds: 0.01) { break }
        }
        throw Failure(description: "\(name) does not listen on \(port); it said:\n\(output)")
    }

    private static func accepts(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = SocketAddress.loopback(port: port)
        return SocketAddress.use(&address) { connect(descriptor, $0, $1) } == 0
    }

    // MARK: - Starting

    /// Starts a process in a group of its own, with no signal blocked or ignored.
    private static func spawn(
        _ arguments: [String], _ environment: [String], descriptors: [(from: Int32, to: Int32)]
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (from, to) in descriptors { posix_spawn_file_actions_adddup2(&actions, from, to) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var words = arguments.map { strdup($0) } + [nil]
        var variables = environment.map { strdup($0) } + [nil]
        defer { for word in words + variables { free(word) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, "/bin/sh", &actions, &attributes, &words, &variables)
        guard code == 0 else { throw Failure(description: "\(arguments): cannot be started: error \(code)") }
        return process
    }
}

extension Program {
    /// One at a time, so that no program inherits a pipe of another between `pipe` and `fcntl`.
    private static let starting = Mutex(())

    private static func openPipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Failure(description: "no pipe: error \(errno)") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}
