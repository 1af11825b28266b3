import Foundation

/// Reads small text files that the configuration names.
struct FileReading {
    /// A file's text and whether every user of the machine can read it.
    struct Contents {
        var text: String
        var isWorldReadable: Bool
    }

    /// Why a file cannot be used, in words that follow its name.
    struct Failure: Error {
        var reason: String
    }

    /// Relative paths start here.
    var baseDirectory: String

    /// The path from the root, without `.` and `..`.
    func absolute(_ path: String) -> String {
        let url =
            path.hasPrefix("/")
            ? URL(filePath: path, directoryHint: .notDirectory)
            : base.appending(path: path, directoryHint: .notDirectory)
        return url.standardized.path
    }

    private var base: URL { URL(filePath: baseDirectory, directoryHint: .isDirectory) }

    static var currentDirectory: String { FileManager.default.currentDirectoryPath }

    static func folder(of path: String) -> String {
        URL(filePath: path).deletingLastPathComponent().path
    }

    static func isDirectory(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }

    /// Reads a file of UTF-8 text.
    ///
    /// - Parameter limit: the largest size that is read, in bytes.
    func read(_ path: String, limit: Int) -> Result<Contents, Failure> {
        let place = absolute(path)
        let attributes: [FileAttributeKey: Any]
        do {
            attributes = try FileManager.default.attributesOfItem(
                atPath: URL(filePath: place).resolvingSymlinksInPath().path)
        } catch {
            return .failure(Failure(reason: Self.reason(error)))
        }
        let type = attributes[.type] as? FileAttributeType
        guard type == .typeRegular else {
            return .failure(Failure(reason: type == .typeDirectory ? "is a directory" : "is not a regular file"))
        }
        guard let size = attributes[.size] as? NSNumber, size.intValue <= limit else {
            return .failure(Failure(reason: "is larger than \(limit / 1024) KiB"))
        }
        do {
            let data = try Data(contentsOf: URL(filePath: place))
            guard let text = String(validating: data, as: UTF8.self) else {
                return .failure(Failure(reason: "is not UTF-8 text"))
            }
            let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
            return .success(Contents(text: text, isWorldReadable: mode & 0o004 != 0))
        } catch {
            return .failure(Failure(reason: Self.reason(error)))
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch (error as? CocoaError)?.code {
        case .fileReadNoSuchFile, .fileNoSuchFile: "does not exist"
        case .fileReadNoPermission: "cannot be read: permission denied"
        default: "cannot be read"
        }
    }
}
