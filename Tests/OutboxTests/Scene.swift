import Domain
import Foundation
import GRDB
import Outbox
import Testing

/// A folder that is gone with its owner.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/carteiro-outbox-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The permission bits of a file in it.
    func mode(of name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    func contains(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: path + "/" + name)
    }
}

extension DatabaseQueue {
    /// The first value that a query gives.
    func value<Value: DatabaseValueConvertible>(_ sql: String, as type: Value.Type = Value.self) throws -> Value? {
        try inDatabase { try Value.fetchOne($0, sql: sql) }
    }
}

/// An outbox file with its two parties: Carteiro, and a billing system that uses plain SQL on a connection of its own.
final class Scene {
    static let now = Timestamp(seconds: 1_790_000_000)

    let folder: TemporaryFolder
    let outbox: Outbox
    let producer: DatabaseQueue

    var path: String { outbox.path }

    /// - Parameter waitMilliseconds: how long Carteiro waits for a lock of the producer's.
    init(waitMilliseconds: Int = 0) throws {
        folder = try TemporaryFolder()
        outbox = try Outbox(path: folder.path + "/outbox.db", waitMilliseconds: waitMilliseconds, durable: false)
        producer = try Self.connect(outbox.path)
    }

    /// A connection as any SQLite client makes it.
    static func connect(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.allowsUnsafeTransactions = true
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = OFF") }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    static func payload(invoice: String = "F-1", customer: String = "C-1") -> String {
        #"{"customer":{"id":"\#(customer)"},"invoice":{"id":"\#(invoice)"}}"#
    }

    /// Runs SQL as the billing system.
    func sql(_ text: String, _ arguments: StatementArguments = []) throws {
        try producer.inDatabase { try $0.execute(sql: text, arguments: arguments) }
    }

    /// Inserts a message with plain SQL and returns its id; columns beyond template and payload as given.
    @discardableResult
    func insert(
        invoice: String = "F-1", customer: String = "C-1",
        _ columns: KeyValuePairs<String, (any DatabaseValueConvertible)?> = [:]
    ) throws -> Int64 {
        let names = ["template", "payload"] + columns.map(\.key)
        let values: [(any DatabaseValueConvertible)?] =
            ["overdue", Self.payload(invoice: invoice, customer: customer)] + columns.map(\.value)
        let marks = names.map { _ in "?" }.joined(separator: ", ")
        return try producer.inDatabase { db in
            try db.execute(
                sql: "INSERT INTO outbox (\(names.joined(separator: ", "))) VALUES (\(marks))",
                arguments: StatementArguments(values))
            return db.lastInsertedRowID
        }
    }

    /// A message in an endpoint's queue.
    @discardableResult
    func queued(
        invoice: String = "F-1", endpoint: String = "gateway", urgency: Int = 5, due: Timestamp = Scene.now
    ) throws -> Int64 {
        let id = try insert(invoice: invoice)
        try turn { turn throws(OutboxError) in
            try turn.queue(id, endpoint: endpoint, urgency: urgency, due: due)
        }
        return id
    }

    /// A message in flight, at its first attempt unless said otherwise.
    @discardableResult
    func sending(
        invoice: String = "F-1", endpoint: String = "gateway", number: Int = 1, parts: [PartKind] = [.text]
    ) throws -> Int64 {
        let id = try insert(invoice: invoice)
        try claim(id, endpoint: endpoint, number: number, parts: parts)
        return id
    }

    func claim(_ id: Int64, endpoint: String = "gateway", number: Int = 1, parts: [PartKind]? = [.text]) throws {
        let composition = parts.map { kinds in
            Composition(parts: kinds.map { Part(kind: $0, text: "the \($0.rawValue) of \(id)") }, subject: "subject")
        }
        try turn { turn throws(OutboxError) in
            try turn.claim(id, endpoint: endpoint, number: number, composition: composition, at: Scene.now)
        }
    }

    /// One transaction of the engine that must find the database free.
    @discardableResult
    func turn<T>(_ body: (Turn) throws(OutboxError) -> T) throws -> T {
        try #require(try outbox.turn(body), "the database was busy")
    }

    /// A message as the billing system sees it, all columns.
    func row(_ id: Int64) throws -> Row {
        try #require(
            try producer.inDatabase { try Row.fetchOne($0, sql: "SELECT * FROM outbox WHERE id = ?", arguments: [id]) })
    }

    /// Checks columns of a message.
    func expect(
        _ id: Int64, _ columns: KeyValuePairs<String, (any DatabaseValueConvertible)?>,
        at location: SourceLocation = #_sourceLocation
    ) throws {
        let row = try row(id)
        for (name, value) in columns {
            let found: DatabaseValue = row[name]
            #expect(found == value?.databaseValue ?? .null, "\(name)", sourceLocation: location)
        }
    }

    func state(_ id: Int64) throws -> String { try row(id)["state"] }

    /// State and reason, as `cancelled settled`; only the state without a reason.
    func standing(_ id: Int64) throws -> String {
        let row = try row(id)
        let reason: String? = row["reason"]
        return [row["state"], reason].compactMap { $0 }.joined(separator: " ")
    }

    func count(_ table: String, where condition: String = "1") throws -> Int {
        try #require(try producer.value("SELECT count(*) FROM \(table) WHERE \(condition)"))
    }

    /// The words of the error that SQL of the billing system meets; `nil`: none.
    func refusal(_ text: String, _ arguments: StatementArguments = []) throws -> String? {
        do {
            try sql(text, arguments)
            return nil
        } catch let error as DatabaseError {
            return error.message
        }
    }
}
