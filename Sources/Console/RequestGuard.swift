import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Stands before everything that handles requests and lets whole ones through only, one connection's one after another.
///
/// What is too large, too slow or no HTTP is turned away here, after the answers that are still due to requests before
/// it; the connection ends with that. While a request is being handled nothing more is read, so that no caller can have
/// more waiting than fits into one read.
final class RequestGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: ListenerLimits
    /// The request that is coming in, as far as it has.
    private var head: HTTPRequest?
    private var body = ByteBuffer()
    /// Requests let through whose answers have not been written.
    private var pending = 0
    /// Whether nothing more is taken from this connection.
    private var isLast = false
    /// What the caller is told at the end, instead of nothing.
    private var refusal: HTTPResponse.Status?
    private var owesContinue = false
    private var isReadHeld = false
    private var isOver = false
    private var readTimer: Scheduled<Void>?
    private var writeTimer: Scheduled<Void>?

    init(_ limits: ListenerLimits) {
        self.limits = limits
    }

    // MARK: - Connection

    func handlerAdded(context: ChannelHandlerContext) {
        KeepAliveMarker.add(to: context.pipeline)
        if context.channel.isActive { expectRequest(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        expectRequest(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        isOver = true
        stopTimers()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        isOver = true
        stopTimers()
    }

    func read(context: ChannelHandlerContext) {
        if pending > 0 { isReadHeld = true } else { context.read() }
    }

    private func goOnReading(_ context: ChannelHandlerContext) {
        guard isReadHeld else { return }
        isReadHeld = false
        context.read()
    }

    // MARK: - Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isLast else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): begin(head, context)
        case .body(var bytes): add(&bytes, context)
        case .end: finish(context)
        }
    }

    private func begin(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
        guard (head.headerFields[.contentLength].flatMap { Int($0) } ?? 0) <= limits.bodyBytes else {
            return refuse(.contentTooLarge, context)
        }
        self.head = head
        body.clear()
        if head.headerFields[.expect]?.lowercased() == "100-continue" {
            owesContinue = true
            if pending == 0 { writeContinue(context) }
        }
        if pending == 0 { expectRequest(context) }
    }

    private func add(_ bytes: inout ByteBuffer, _ context: ChannelHandlerContext) {
        guard head != nil else { return }
        guard bytes.readableBytes <= limits.bodyBytes - body.readableBytes else {
            return refuse(.contentTooLarge, context)
        }
        body.writeBuffer(&bytes)
    }

    private func finish(_ context: ChannelHandlerContext) {
        guard let head else { return }
        self.head = nil
        owesContinue = false
        readTimer?.cancel()
        pending += 1
        // The decoder reads nothing after what asks for another protocol.
        isLast = Self.isLast(head)
        context.fireChannelRead(wrapInboundOut(.head(head)))
        if body.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(.body(body))) }
        body = ByteBuffer()
        context.fireChannelRead(wrapInboundOut(.end(nil)))
    }

    private static func isLast(_ head: HTTPRequest) -> Bool {
        if head.headerFields[.upgrade] != nil || head.method == .connect { return true }
        let options = head.headerFields[.connection]?.lowercased().split { $0 == "," || $0 == " " || $0 == "\t" }
        return options?.contains("close") ?? false
    }

    private func writeContinue(_ context: ChannelHandlerContext) {
        owesContinue = false
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }

    // MARK: - Answers

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var response):
            if isLast, refusal == nil, pending == 1 { response.headerFields[.connection] = "close" }
            context.write(wrapOutboundOut(.head(response)), promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            context.write(data, promise: promise)
            answered(context)
        }
    }

    private func answered(_ context: ChannelHandlerContext) {
        pending -= 1
        guard pending == 0 else { return }
        if refusal != nil {
            writeRefusal(context)
        } else if isLast {
            linger(context)
        } else {
            if owesContinue { writeContinue(context) }
            expectRequest(context)
        }
        goOnReading(context)
    }

    // MARK: - Turning away

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case HTTPParserError.headerOverflow: refuse(.requestHeaderFieldsTooLarge, context)
        case HTTPParserError.invalidVersion: refuse(.httpVersionNotSupported, context)
        case is HTTPParserError: refuse(.badRequest, context)
        default: context.fireErrorCaught(error)
        }
    }

    private func refuse(_ status: HTTPResponse.Status, _ context: ChannelHandlerContext) {
        guard !isLast else { return }
        isLast = true
        refusal = status
        head = nil
        body = ByteBuffer()
        readTimer?.cancel()
        if pending == 0 { writeRefusal(context) }
    }

    private func writeRefusal(_ context: ChannelHandlerContext) {
        guard let refusal, !isOver else { return }
        let response = HTTPResponse(status: refusal, headerFields: [.contentLength: "0", .connection: "close"])
        context.write(wrapOutboundOut(.head(response)), promise: nil)
        context.write(wrapOutboundOut(.end(nil)), promise: nil)
        linger(context)
    }

    /// Ends the connection in a way that lets the caller read what it was told: what it still sends is taken and
    /// forgotten for a moment, since an answer is lost when its connection is reset.
    private func linger(_ context: ChannelHandlerContext) {
        guard !isOver else { return }
        isOver = true
        context.flush()
        context.close(mode: .output, promise: nil)
        schedule(&readTimer, limits.lingerMilliseconds, context) { $1.close(promise: nil) }
    }

    // MARK: - Time

    /// The time runs within which the next head, or a body whose head is here, has to come.
    private func expectRequest(_ context: ChannelHandlerContext) {
        guard !isOver else { return }
        schedule(&readTimer, limits.readMilliseconds, context) { handler, context in
            if handler.head == nil { context.close(promise: nil) } else { handler.refuse(.requestTimeout, context) }
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            writeTimer?.cancel()
        } else {
            // Nobody reads the answers.
            schedule(&writeTimer, limits.readMilliseconds, context) { $1.close(promise: nil) }
        }
        context.fireChannelWritabilityChanged()
    }

    private func schedule(
        _ timer: inout Scheduled<Void>?, _ milliseconds: Int64, _ context: ChannelHandlerContext,
        _ action: @escaping (RequestGuard, ChannelHandlerContext) -> Void
    ) {
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(milliseconds)) { [self] in
            action(self, context)
        }
    }

    private func stopTimers() {
        readTimer?.cancel()
        writeTimer?.cancel()
    }
}
