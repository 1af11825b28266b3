import ArgumentParser
import Outbox

/// The exit statuses of the public contract; the numbers are those of BSD's `sysexits.h`.
enum ExitStatus: Int32 {
    case done = 0
    case usage = 64
    case badInput = 65
    case unavailable = 69
    case internalError = 70
    case cannotCreate = 73
    case tryAgain = 75
    case noPermission = 77
    case configuration = 78

    /// What an error of the outbox means for who called.
    init(_ kind: OutboxError.Kind) {
        self =
            switch kind {
            case .busy: .tryAgain
            case .notADatabase, .constraint: .badInput
            case .newerVersion: .configuration
            case .cannotCreate, .diskFull: .cannotCreate
            case .permission: .noPermission
            case .other: .internalError
            }
    }

    var code: ExitCode { ExitCode(rawValue) }
}
