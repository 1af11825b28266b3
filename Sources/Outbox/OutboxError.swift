/// Why the outbox cannot be used, with what to do about it.
package struct OutboxError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// Another process holds it: worth another try.
        case busy
        /// The file is no SQLite database, or is damaged.
        case notADatabase
        /// Written by a newer version of Carteiro.
        case newerVersion
        /// The file or its folder cannot be created or written.
        case cannotCreate
        /// The file or its folder may not be used by this user.
        case permission
        /// The disk is full.
        case diskFull
        /// A producer's value does not fit: a CHECK or NOT NULL or a type of the table.
        case constraint
        /// Anything else that SQLite says.
        case other
    }

    package var kind: Kind
    /// What happened, with the file's name, without any row's content.
    package var message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    package var description: String { message }
}
