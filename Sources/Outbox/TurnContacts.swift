package import Domain

/// Who was written to when, as the frequency cap counts it.
extension Turn {
    /// When a person was written to, by message: under two names of one person the same message is one contact.
    ///
    /// - Parameters:
    ///   - id: the message that asks, which does not count itself.
    ///   - start: contacts before it are of no interest.
    package func contacts(
        of person: String, besides id: Int64, since start: Timestamp
    ) throws(OutboxError) -> [Int64: Timestamp] {
        try translating {
            let query = statements.contacts.bind(1, person).bind(2, id).bind(3, start.seconds)
            var times: [Int64: Timestamp] = [:]
            while try query.step() { times[query.integer(0)] = Timestamp(seconds: query.integer(1)) }
            return times
        }
    }

    /// Counts a message as a contact from now on.
    package func noteContact(_ person: String, message: Int64, at now: Timestamp) throws(OutboxError) {
        try translating {
            _ = try statements.noteContact.bind(1, person).bind(2, message).bind(3, now.seconds).run()
        }
    }

    /// A message did not reach anybody: it counts no longer.
    package func dropContact(_ person: String, message: Int64) throws(OutboxError) {
        try translating { _ = try statements.dropContact.bind(1, person).bind(2, message).run() }
    }
}
