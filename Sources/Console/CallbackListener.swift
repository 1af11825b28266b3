package import Domain
import HTTPTypes
import HummingbirdCore
package import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import ServiceLifecycle

/// The HTTP listener: `/hooks/ENDPOINT` for the callbacks of gateways, and `/healthz`.
///
/// A graceful shutdown stops accepting, has what is whole answered, and ends.
package final class CallbackListener: Sendable {
    /// What it listens on and by which rules.
    package struct Options: Sendable {
        /// A numeric address, or `localhost`.
        package var host: String
        /// 0: any that is free.
        package var port: Int
        package var limits: ListenerLimits

        package init(host: String, port: Int, limits: ListenerLimits = ListenerLimits()) {
            self.host = host
            self.port = port
            self.limits = limits
        }
    }

    /// What it asks and tells.
    package struct Surroundings: Sendable {
        /// Who takes callbacks; asked at each call, so that another one counts at once.
        package var desk: @Sendable () -> CallbackDesk
        package var sink: any CallbackSink
        /// Why the daemon is not well, in a few words; `nil`: it is.
        package var ailment: @Sendable () -> String?
        package var log: any EventSink & Sendable
        /// What the libraries below have to say.
        package var logger: Logger
        package var now: @Sendable () -> Timestamp

        package init(
            desk: @escaping @Sendable () -> CallbackDesk, sink: any CallbackSink,
            ailment: @escaping @Sendable () -> String?, log: any EventSink & Sendable, logger: Logger,
            now: @escaping @Sendable () -> Timestamp
        ) {
            self.desk = desk
            self.sink = sink
            self.ailment = ailment
            self.log = log
            self.logger = logger
            self.now = now
        }
    }

    private static let complaintSeconds: Int64 = 60

    private let options: Options
    private let surroundings: Surroundings
    private let complaints: Complaints
    private let onListening: @Sendable (Int) -> Void
    /// The port in use; 0 until there is one.
    private let port = NIOLockedValueBox(0)

    /// - Parameter onListening: called with the port once connections are accepted.
    package init(
        _ options: Options, _ surroundings: Surroundings, onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.options = options
        self.surroundings = surroundings
        self.onListening = onListening
        complaints = Complaints(log: surroundings.log)
    }

    /// Listens until a graceful shutdown has been carried out.
    ///
    /// - Throws: `ListenerError` if it cannot listen. One that fails later is begun anew.
    package func run() async throws {
        defer { complaints.finish() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.serve() }
            group.addTask {
                while !Task.isCancelled {
                    // Cancelled at the end; there is nothing else that it throws.
                    try? await Task.sleep(for: .seconds(Self.complaintSeconds))
                    self.complaints.settle(at: self.surroundings.now())
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func serve() async throws {
        while true {
            do {
                try await server().run()
            } catch {
                let port = port.withLockedValue { $0 }
                guard port > 0 else { throw ListenerError(error, host: options.host, port: options.port) }
                if Task.isShuttingDownGracefully { return }
            }
            guard !Task.isShuttingDownGracefully, !Task.isCancelled else { return }
            surroundings.log.record(
                LogEvent("listener.failed", level: .error).with("listen", "\(options.host):\(options.port)"))
            surroundings.log.flush()
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(1)) }
        }
    }

    private func server() throws -> any Service {
        let limits = options.limits
        let responder = HookResponder(
            desk: surroundings.desk, sink: surroundings.sink, ailment: surroundings.ailment, complaints: complaints,
            log: surroundings.log, now: surroundings.now)
        let channel = HTTP1Channel.Configuration(
            additionalChannelHandlers: [RequestGuard(limits)],
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: limits.headBytes, maxHeaderListSize: limits.headBytes,
                maxHeaderFieldCount: limits.headerFields))
        let builder = HTTPServerBuilder.http1(configuration: channel)
        return try builder.buildServer(
            configuration: ServerConfiguration(
                address: .hostname(options.host, port: known(options.port)),
                availableConnectionsDelegate: .maximum(limits.connections, logger: surroundings.logger)),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: surroundings.logger
        ) { request, writer, _ in
            try await Self.respond(to: request, writer, with: responder)
        } onServerRunning: { channel in
            self.listening(on: channel.localAddress?.port ?? self.options.port)
        }
    }

    /// The port again that was given the first time.
    private func known(_ wanted: Int) -> Int {
        let given = port.withLockedValue { $0 }
        return given > 0 ? given : wanted
    }

    private func listening(on port: Int) {
        self.port.withLockedValue { $0 = port }
        surroundings.log.record(
            LogEvent("listener.started", level: .notice).with("listen", "\(options.host):\(port)"))
        surroundings.log.flush()
        onListening(port)
    }

    // MARK: - HTTP

    private static func respond(
        to request: Request, _ writer: consuming ResponseWriter, with responder: HookResponder
    ) async throws {
        var body: [UInt8] = []
        for try await piece in request.body { body += piece.readableBytesView }
        let answer = await responder.answer(
            HookRequest(
                method: request.method.rawValue, target: request.head.path ?? "", headers: headers(of: request.head),
                body: body))
        var response = HTTPResponse(status: HTTPResponse.Status(code: answer.status))
        response.headerFields[.contentLength] = String(answer.text.utf8.count)
        if !answer.text.isEmpty {
            response.headerFields[.contentType] = "text/plain; charset=utf-8"
            // A challenge is said as the caller gave it: no browser is to see anything else in it.
            response.headerFields[.xContentTypeOptions] = "nosniff"
        }
        if let allow = answer.allow { response.headerFields[.allow] = allow }
        if let seconds = answer.retryAfter { response.headerFields[.retryAfter] = String(seconds) }
        let isBare = answer.text.isEmpty || request.method == .head
        try await writer.write(
            response: response,
            body: isBare ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(string: answer.text)))
    }

    private static func headers(of head: HTTPRequest) -> [HeaderField] {
        let host = head.authority.map { [HeaderField("Host", $0)] } ?? []
        return host + head.headerFields.map { HeaderField($0.name.rawName, $0.value) }
    }
}
