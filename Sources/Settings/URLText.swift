/// Looks at URLs as they were written, placeholders and all.
enum URLText {
    static let credentialsHint = "use `auth` with a secret instead"

    /// Whether a URL names a user or a password before its host.
    static func hasCredentials(_ url: String) -> Bool {
        guard let start = url.firstRange(of: "://") else { return false }
        return url[start.upperBound...].prefix { !"/?#".contains($0) }.contains("@")
    }
}
