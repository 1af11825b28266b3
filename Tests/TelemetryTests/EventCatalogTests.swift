import Foundation
import Telemetry
import Testing

@Suite("The catalogue of events")
struct EventCatalogTests {
    @Test("It has every name that is promised")
    func names() {
        let promised: Set = [
            "daemon.started", "daemon.recovered", "daemon.stopping", "daemon.stopped", "message.sent", "message.retry",
            "message.dead", "message.expired", "message.cancelled", "message.uncertain", "endpoint.paused",
            "endpoint.resumed", "outbox.busy", "outbox.wal_pinned", "outbox.wal_released",
            "config.reloaded", "config.rejected", "log.dropped", "log",
        ]
        let names = EventCatalog.all.map(\.name)
        #expect(promised.isSubset(of: names))
        #expect(Set(names).count == names.count)
    }

    @Test("Its names and keys are written as they stand", arguments: EventCatalog.all)
    func spelling(kind: EventKind) {
        #expect(kind.name.utf8.allSatisfy { (97...122).contains($0) || $0 == 46 || $0 == 95 })
        #expect(kind.keys.allSatisfy { $0.utf8.allSatisfy { (97...122).contains($0) || $0 == 95 } })
        #expect(Set(kind.keys).count == kind.keys.count)
        #expect(Set(kind.keys).isDisjoint(with: ["ts", "level", "event", "truncated"]))
        #expect(EventCatalog.kind(named: kind.name) == kind)
    }

    @Test("What it does not hold has no kind")
    func unknown() {
        #expect(EventCatalog.kind(named: "message.lost") == nil)
    }

    @Test("Every event that the sources record stands in it")
    func recordedNames() throws {
        let names = try sources().flatMap { $0.matches(of: /LogEvent\(\s*"([a-z_.]+)"/).map { String($0.1) } }
        #expect(names.contains("log.dropped"), "the sources were read")
        for name in names { #expect(EventCatalog.kind(named: name) != nil, "\(name) is not in the catalogue") }
    }

    @Test("Every key that the sources give an event stands in it")
    func recordedKeys() throws {
        let known = Set(EventCatalog.all.flatMap(\.keys))
        let recorders = try sources().filter { $0.contains("LogEvent(") }
        let keys = recorders.flatMap { $0.matches(of: /\.with\(\s*"([^"]*)"/).map { String($0.1) } }
        #expect(keys.contains("lines"), "the sources were read")
        for key in keys { #expect(known.contains(key), "\(key) is no key of the catalogue") }
    }

    /// The Swift files of `Sources`.
    private func sources() throws -> [String] {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")
        let files = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
        return try files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
            .map { try String(contentsOf: $0, encoding: .utf8) }
    }
}
