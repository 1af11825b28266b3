/// Names under which secrets travel, for those that the configuration does not know, such as a new token in an answer.
enum SecretName {
    private static let ends = [
        "token", "secret", "password", "passwd", "apikey", "authorization", "cookie", "jwt", "bearer", "sessionid",
    ]

    static func isLikely(_ name: String) -> Bool {
        let letters = name.lowercased().filter { $0.isLetter }
        return ends.contains { letters.hasSuffix($0) }
    }
}
