/// The engine's own measures; the defaults suit production.
package struct EngineOptions: Sendable {
    /// New messages looked at in one transaction, beyond those that may go at once.
    package var intakeBatch = 200
    /// Results that are settled without waiting for more.
    package var settleBatch = 256
    /// What may no longer be sent within this time comes first, in milliseconds.
    package var pressingMilliseconds: Int64 = 3_600_000
    /// How often it looks although nothing woke it, in milliseconds: for file systems without inotify.
    package var safetyLookMilliseconds: Int64 = 5_000
    /// How long between two looks at a backlog that its endpoints cannot take now, in milliseconds.
    package var backlogLookMilliseconds: Int64 = 50
    /// How long a refused write lock is left alone, in milliseconds.
    package var busyRetryMilliseconds: Int64 = 2
    /// How long the write lock may be refused before operators are told, in milliseconds.
    package var busyReportMilliseconds: Int64 = 1_000
    /// How long a database that cannot be written (a full disk) is left alone, in milliseconds.
    package var failureRetryMilliseconds: Int64 = 1_000
    /// Looks after a file event, in milliseconds from it: the event comes before the commit shows, since a writer
    /// with `synchronous=FULL` syncs in between.
    package var peeksAfterEventMilliseconds: [Int64] = [0, 1, 2, 3, 4, 6, 9, 14, 22, 35, 55]
    /// How long a message waits for a document that it cannot go without, in milliseconds, before it is tried again.
    package var documentRetryMilliseconds: Int64 = 600_000
    /// What fetches of documents call themselves.
    package var userAgent = "carteiro"
    /// Takes every answer for an acceptance: for rehearsals, in which no gateway answers.
    var acceptsEverything = false

    package init() {}
}
