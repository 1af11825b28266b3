import Domain
import Gateway

/// An exchange as people read it: `>` before what we say, `<` before what is answered.
struct ExchangePage {
    /// More lines of an answer are not of interest.
    private static let mostLines = 80

    let style: Style

    /// The request while there is no answer yet, then the answer.
    func lines(_ exchange: Exchange) -> [String] {
        guard let result = exchange.result else { return request(exchange) }
        return answer(result, exchange)
    }

    private func request(_ exchange: Exchange) -> [String] {
        let wire = WireText(exchange)
        let head = ["", style.bold(exchange.purpose)]
        let fields = wire.requestHead
        let body = wire.requestBody.lines
        return head + (fields + (body.isEmpty ? [] : [""] + body)).map { said(">", $0) }
    }

    private func answer(_ result: TransferResult, _ exchange: Exchange) -> [String] {
        let wire = WireText(exchange)
        var lines = wire.answerHead(result)
        var body = wire.answerBody(result).lines
        if body.count > Self.mostLines {
            let left = body.count - Self.mostLines
            body = body.prefix(Self.mostLines) + ["… \(Wording.count(left, "more line"))"]
        }
        if !body.isEmpty { lines += [""] + body }
        let isGood = result.reach == .answered && result.failure == nil && (200..<300).contains(result.status)
        let first = wire.outcome(result)
        return ["", said("<", isGood ? style.green(first) : style.yellow(first))] + lines.map { said("<", $0) }
            + ["", exchange.meaning]
    }

    private func said(_ mark: String, _ line: String) -> String {
        line.isEmpty ? style.dim(mark) : "\(style.dim(mark)) \(line)"
    }
}
