import Foundation

/// Kannel with a telephone network of its own: bearerbox, smsbox and, as the operator's side, fakesmsc.
final class Kannel {
    static let user = "carteiro"
    static let password = "senha-do-kannel"
    /// What numbers begin with that it does not send to.
    static let refusedPrefix = "55119000"

    private let folder: TemporaryFolder
    private let bearerbox: Program
    private let smsbox: Program
    private let sendPort: Int
    private let operatorPort: Int
    private var network: Program?

    /// - Parameter inbound: the URL that is told of messages from customers, with Kannel's escapes such as `%p`.
    init(inbound: String = "http://127.0.0.1:1/") throws {
        folder = try TemporaryFolder()
        sendPort = try FreePort.next()
        operatorPort = try FreePort.next()
        let boxPort = try FreePort.next()
        let configuration = try folder.write(
            Self.configuration(
                admin: try FreePort.next(), box: boxPort, network: operatorPort, send: sendPort, inbound: inbound),
            to: "kannel.conf")
        bearerbox = try Program(Requirement.bearerbox.path, [configuration], in: folder.path)
        try bearerbox.line(containing: "Start-up done")
        smsbox = try Program(Requirement.smsbox.path, [configuration], in: folder.path)
        try bearerbox.line(containing: "Client connected")
        try smsbox.waitForPort(sendPort)
    }

    var url: String { "http://127.0.0.1:\(sendPort)" }

    /// Connects the network, in which a customer may have written something.
    ///
    /// - Parameter inbound: sender, our number and text of a message.
    func connectNetwork(inbound: (from: String, to: String, text: String)? = nil) throws {
        network?.stop()
        let message = inbound.map { "\($0.from) \($0.to) text \($0.text)" } ?? "1 2 text none"
        network = try Program(
            Requirement.fakesmsc.path,
            ["-H", "127.0.0.1", "-r", String(operatorPort), "-m", inbound == nil ? "0" : "1", message],
            in: folder.path)
        try bearerbox.line(containing: "Fakesmsc client connected")
    }

    /// The message that the network got as its first, second, …; waits for it.
    func delivered(_ number: Int) throws -> (sender: String, recipient: String, text: String) {
        guard let network else { throw Program.Failure(description: "there is no network") }
        let line = try network.line(containing: "Got message \(number): <")
        let words = line.split(separator: "<").last?.dropLast().split(separator: " ") ?? []
        guard words.count == 4 else { throw Program.Failure(description: line) }
        let text = words[2] == "ucs-2" ? Self.wide(words[3]) : String(words[3])
        return (String(words[0]), String(words[1]), text)
    }

    /// Kills it all.
    func stop() {
        for program in [smsbox, bearerbox] { program.stop() }
    }

    /// UTF-16, big end first, as fakesmsc writes it: percent-encoded, with `+` for a space.
    private static func wide(_ text: Substring) -> String {
        let pieces = text.replacing("+", with: "%20").split(separator: "%", omittingEmptySubsequences: false)
        let bytes = pieces.dropFirst().flatMap { piece -> [UInt8] in
            [UInt8(piece.prefix(2), radix: 16) ?? 0] + Array(piece.dropFirst(2).utf8)
        }
        return String(bytes: bytes, encoding: .utf16BigEndian) ?? ""
    }

    private static func configuration(
        admin: Int, box: Int, network: Int, send: Int, inbound: String
    ) -> String {
        """
        group = core
        admin-port = \(admin)
        admin-interface = 127.0.0.1
        admin-password = none
        smsbox-port = \(box)
        smsbox-interface = 127.0.0.1
        dlr-storage = internal

        group = smsc
        smsc = fake
        smsc-id = operator
        port = \(network)
        connect-allow-ip = 127.0.0.1

        group = smsbox
        bearerbox-host = 127.0.0.1
        bearerbox-port = \(box)
        sendsms-port = \(send)
        sendsms-interface = 127.0.0.1

        group = sendsms-user
        username = \(user)
        password = \(password)
        black-list-regex = "^\(refusedPrefix)"

        group = sms-service
        keyword = default
        catch-all = true
        max-messages = 0
        get-url = "\(inbound)"

        """
    }
}
