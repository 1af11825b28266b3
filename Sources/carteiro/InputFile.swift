import Foundation

/// A file that is read, or standard input.
final class InputFile {
    /// As it was named; `stdin` for standard input.
    let name: String
    let descriptor: Int32
    /// In bytes; `nil` if it is not known beforehand.
    let size: Int64?

    /// - Parameter path: `-` for standard input.
    /// - Throws: `Failure`.
    init(_ path: String) throws {
        guard path != "-" else {
            (name, descriptor) = ("stdin", 0)
            size = Self.status(of: 0).flatMap(Self.size)
            return
        }
        name = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let words = errno == ENOENT ? "does not exist" : String(cString: strerror(errno))
            throw Failure(errno == EACCES ? .noPermission : .badInput, "\(path): \(words)")
        }
        let status = Self.status(of: descriptor)
        if let status, status.st_mode & S_IFMT == S_IFDIR {
            close(descriptor)
            throw Failure(.badInput, "\(path): is a directory")
        }
        size = status.flatMap(Self.size)
    }

    deinit {
        if descriptor > 2 { close(descriptor) }
    }

    var isTerminal: Bool { isatty(descriptor) == 1 }

    /// The whole content.
    ///
    /// - Parameter limit: the largest content that is read, in bytes.
    /// - Throws: `Failure`, also if there is more.
    func readAll(limit: Int) throws -> [UInt8] {
        var content: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw Failure(.badInput, "\(name): cannot be read: \(String(cString: strerror(errno)))")
            }
            guard count > 0 else { return content }
            content += piece.prefix(count)
            guard content.count <= limit else {
                throw Failure(.badInput, "\(name): larger than \(limit / 1024) KiB")
            }
        }
    }

    private static func status(of descriptor: Int32) -> stat? {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? status : nil
    }

    private static func size(_ status: stat) -> Int64? {
        status.st_mode & S_IFMT == S_IFREG ? Int64(status.st_size) : nil
    }
}
