import Foundation

/// A program that the tests need and that is not part of this project.
///
/// One that is missing fails the test that asks for it, with the words what to install: a test that is left out in
/// silence proves nothing.
struct Requirement: Sendable {
    let place: String
    let package: String

    struct Missing: Error, CustomStringConvertible {
        var description: String
    }

    /// Where the program is.
    ///
    /// - Throws: `Missing`.
    var path: String {
        get throws {
            guard FileManager.default.isExecutableFile(atPath: place) else {
                throw Missing(
                    description: "\(place) is missing; it comes with \(package): run `.ci/install test`")
            }
            return place
        }
    }
}

extension Requirement {
    static let project = URL(filePath: #filePath).appending(path: "../../../..").standardized.path

    static let nginx = Requirement(place: "/usr/sbin/nginx", package: "Debian's package nginx-light")
    static let openssl = Requirement(place: "/usr/bin/openssl", package: "Debian's package openssl")
    static let smtpSink = Requirement(place: "/usr/sbin/smtp-sink", package: "Debian's package postfix")
    static let postfix = Requirement(place: "/usr/sbin/postfix", package: "Debian's package postfix")
    static let bearerbox = Requirement(place: "/usr/sbin/bearerbox", package: "Debian's package kannel")
    static let smsbox = Requirement(place: "/usr/sbin/smsbox", package: "Debian's package kannel")
    static let fakesmsc = Requirement(
        place: "/usr/lib/kannel/test/fakesmsc", package: "Debian's package kannel-extras")
    static let python = Requirement(place: "/usr/bin/python3", package: "Debian's package python3-venv")
    static let moto = Requirement(
        place: project + "/.build/real-parts/bin/moto_server", package: "moto[server,ses] of PyPI")
}
