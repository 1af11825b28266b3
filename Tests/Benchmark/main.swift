import Delivery
import Domain
import Foundation
import GRDB
import Outbox

// Usage: Benchmark raw URL CONNECTIONS COUNT
//        Benchmark drain URL CONNECTIONS COUNT [HISTORY]
//        Benchmark latency URL COUNT
//        Benchmark idle SECONDS
//        Benchmark memory COUNT
//        Benchmark compose COUNT

let arguments = Array(CommandLine.arguments.dropFirst())

func number(_ index: Int) throws -> Int {
    guard arguments.indices.contains(index), let value = Int(arguments[index]) else {
        throw BenchmarkError("argument \(index + 1): a number is missing")
    }
    return value
}

func drain(url: String, connections: Int, count: Int, history: Int) throws {
    let rig = try Rig(url: url, concurrency: connections)
    if history > 0 { try rig.insertHistory(history) }
    try rig.insert(count)
    let sink = CountingSink()
    let engine = try rig.engine(sink)
    _ = try engine.recover()
    let measure = Measure()
    while sink.sent < count { engine.turn() }
    print(measure.line("drain, \(connections) connections, \(history) finished", count))
    print("  \(count / max(1, engine.transactions)) messages a transaction")
    if sink.other > 0 { print("  other events: \(sink.other)") }
}

/// From the commit of another process's insert to the end of the request: a child inserts and notes when.
func latency(url: String, count: Int) throws {
    let rig = try Rig(url: url, concurrency: 4)
    let sink = CountingSink()
    let engine = try rig.engine(sink)
    _ = try engine.recover()
    let child = Process()
    child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    child.arguments = ["insert-slowly", rig.databasePath, String(count)]
    let pipe = Pipe()
    child.standardOutput = pipe
    try child.run()
    let cpu = Measure()
    while sink.sent < count { engine.turn() }
    let cpuSeconds = cpu.cpuSeconds
    let inserted = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        .split(separator: "\n").compactMap { Double($0) }
    child.waitUntilExit()
    let queue = try DatabaseQueue(path: rig.databasePath)
    let starts = try queue.read { try Double.fetchAll($0, sql: "SELECT started_at FROM attempt ORDER BY message") }
    let waits = zip(starts, inserted).map { max(0, $0 - $1) }.sorted()
    guard waits.count == count else { throw BenchmarkError("\(waits.count) of \(count) measured") }
    print(
        String(
            format: "insert to request: p50 %.1f ms, p99 %.1f ms, max %.1f ms over %d; %.1f ms CPU each",
            waits[count / 2],
            waits[count * 99 / 100], waits[count - 1], count, cpuSeconds * 1000 / Double(count)))
}

/// The other process: one durable insert, then a pause of no fixed length; prints when each was committed.
func insertSlowly(path: String, count: Int) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.inDatabase { try $0.execute(sql: "PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL") }
    for index in 0..<count {
        usleep(UInt32.random(in: 5_000...40_000))
        try queue.inDatabase {
            try $0.execute(
                sql: "INSERT INTO outbox (template, payload) VALUES ('overdue', ?)", arguments: [Rig.payload(index)])
        }
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        print(String(format: "%.3f", Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1e6))
    }
}

func idle(seconds: Int) throws {
    let rig = try Rig(url: "http://127.0.0.1:9/", concurrency: 4)
    let engine = try rig.engine(CountingSink())
    _ = try engine.recover()
    for _ in 0..<100 { engine.turn(mayWait: false) }
    let measure = Measure()
    while measure.wallSeconds < Double(seconds) { engine.turn() }
    print(String(format: "idle: %.1f ms CPU a minute", measure.cpuSeconds * 1000 * 60 / measure.wallSeconds))
}

/// A million queued for an endpoint that is away: what the daemon keeps in memory.
func memory(count: Int) throws {
    let rig = try Rig(url: "http://127.0.0.1:9/", concurrency: 32)
    try rig.insert(count)
    let engine = try rig.engine(CountingSink())
    _ = try engine.recover()
    let before = Measure.residentMegabytes()
    let measure = Measure()
    while measure.wallSeconds < 20 { engine.turn() }
    print(
        String(
            format: "memory with %d waiting: %.1f MB (%.1f MB before the first turn)", count,
            Measure.residentMegabytes(),
            before))
}

do {
    switch arguments.first {
    case "raw": try RawLoop.run(url: arguments[1], connections: number(2), count: number(3))
    case "drain":
        try drain(
            url: arguments[1], connections: number(2), count: number(3), history: arguments.count > 4 ? number(4) : 0)
    case "latency": try latency(url: arguments[1], count: number(2))
    case "insert-slowly": try insertSlowly(path: arguments[1], count: number(2))
    case "idle": try idle(seconds: number(1))
    case "memory": try memory(count: number(1))
    case "compose": try Composing().run(number(1))
    default: throw BenchmarkError("usage: Benchmark raw|drain|latency|idle|memory|compose …")
    }
} catch {
    FileHandle.standardError.write(Data("benchmark: \(error)\n".utf8))
    exit(1)
}
