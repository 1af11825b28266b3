/// Something wrong with what an operator wrote, as `check` reports it.
package struct Problem: Hashable, Sendable {
    package enum Severity: String, Sendable { case error, warning }

    /// Path of the file, as the operator named it or relative to the configuration.
    package var file: String
    /// Line in the file, from 1; 0 where no line can be named.
    package var line: Int
    package var severity: Severity
    /// What is wrong, naming the key; never a secret's value.
    package var message: String
    /// What to do about it; may be `nil`.
    package var hint: String?

    package init(file: String, line: Int, severity: Severity = .error, message: String, hint: String? = nil) {
        self.file = file
        self.line = line
        self.severity = severity
        self.message = message
        self.hint = hint
    }
}
