internal import GRDB
internal import GRDBSQLite

/// A prepared statement of the engine's, bound and stepped without any allocation of ours.
///
/// GRDB owns the statement; its handle is used directly, since a turn runs thousands of these a second.
final class Query {
    private let statement: Statement
    private let handle: SQLiteStatement
    private unowned let database: Database

    /// Its text, for those who ask how SQLite carries it out.
    var sql: String { statement.sql }

    init(_ database: Database, _ sql: String) throws {
        self.database = database
        statement = try database.makeStatement(sql: sql)
        handle = statement.sqliteStatement
    }

    @discardableResult
    func bind(_ index: Int32, _ value: Int64?) -> Query {
        if let value {
            sqlite3_bind_int64(handle, index, value)
        } else {
            sqlite3_bind_null(handle, index)
        }
        return self
    }

    @discardableResult
    func bind(_ index: Int32, _ value: Int) -> Query {
        bind(index, Int64(value))
    }

    @discardableResult
    func bind(_ index: Int32, _ value: String?) -> Query {
        guard var value else { return bind(index, Int64?.none) }
        value.withUTF8 { bindText(index, $0) }
        return self
    }

    @discardableResult
    func bind(_ index: Int32, bytes: [UInt8]) -> Query {
        bytes.withUnsafeBufferPointer { bindText(index, $0) }
        return self
    }

    private func bindText(_ index: Int32, _ utf8: UnsafeBufferPointer<UInt8>) {
        // SQLITE_TRANSIENT: SQLite copies the text before the call returns.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        guard let base = utf8.baseAddress else {
            sqlite3_bind_text(handle, index, "", 0, transient)
            return
        }
        base.withMemoryRebound(to: CChar.self, capacity: utf8.count) {
            _ = sqlite3_bind_text(handle, index, $0, Int32(utf8.count), transient)
        }
    }

    /// Steps to the next row; `false`: there is none, and the statement is ready for its next use.
    func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW:
            return true
        case SQLITE_DONE:
            sqlite3_reset(handle)
            return false
        default:
            // Reset gives the step's own error code.
            let code = sqlite3_reset(handle)
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage)
        }
    }

    /// Runs a statement that returns no rows, and says how many it changed.
    @discardableResult
    func run() throws -> Int {
        while try step() {}
        return database.changesCount
    }

    /// Ends a statement whose rows were not all read.
    func finish() {
        sqlite3_reset(handle)
    }

    func integer(_ column: Int32) -> Int64 {
        sqlite3_column_int64(handle, column)
    }

    /// A count of Carteiro's own, kept within what can be counted on: any SQLite client may have written it.
    func count(_ column: Int32) -> Int {
        Int(min(max(0, integer(column)), 1_000_000_000))
    }

    func optionalInteger(_ column: Int32) -> Int64? {
        sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : sqlite3_column_int64(handle, column)
    }

    func optionalText(_ column: Int32) -> String? {
        sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : text(column)
    }

    func text(_ column: Int32) -> String {
        withBytes(column) { String(decoding: $0, as: UTF8.self) }
    }

    func bytes(_ column: Int32) -> [UInt8] {
        withBytes(column) { Array($0) }
    }

    private func withBytes<T>(_ column: Int32, _ body: (UnsafeBufferPointer<UInt8>) -> T) -> T {
        // The text first, its length after: the order SQLite's manual asks for.
        let start = sqlite3_column_text(handle, column)
        let count = Int(sqlite3_column_bytes(handle, column))
        return body(UnsafeBufferPointer(start: start, count: start == nil ? 0 : count))
    }
}
