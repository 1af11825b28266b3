import Delivery
import Domain

/// A message's situation in words: why it stands where it stands, and what happens next.
struct Explanation: Hashable {
    /// Half a sentence, without capital letter and full stop.
    let why: String
    let next: String

    /// The whole sentence.
    var line: String { "\(why); \(next)." }

    /// - Parameter clock: the company's.
    init(_ situation: Situation, language: Language, clock: WallClock) {
        switch language {
        case .portuguese: self.init(portuguese: situation, clock)
        case .english: self.init(english: situation, clock)
        }
    }

    private init(_ why: String, _ next: String) {
        self.why = why
        self.next = next
    }
}

// MARK: - Portuguese

extension Explanation {
    private init(portuguese situation: Situation, _ clock: WallClock) {
        switch situation {
        case .unseen(let then):
            let then = Explanation(portuguese: then, clock)
            self.init("é nova e o carteiro ainda não olhou para ela", "quando olhar: \(then.why); \(then.next)")
        case .notBefore(let time):
            self.init(
                "o sistema de cobrança pediu que ela não saísse antes de \(clock.local(time))", "sai a partir daí")
        case .held(let hold, let time):
            self.init(Self.portuguese(hold), "volta a ser vista em \(clock.local(time)) e sai se nada mais a impedir")
        case .retrying(let reason, let failures, let time):
            self.init(
                "\(failures == 1 ? "a primeira tentativa falhou" : "\(failures) tentativas falharam") "
                    + "(\(Reason.portuguese(reason)))",
                "é tentada de novo a partir de \(clock.local(time))")
        case .paused(let endpoint, let reason, let time):
            let words = reason.map { " (\(Reason.portuguese($0)))" } ?? ""
            self.init(
                "está na vez, mas o canal \(endpoint.printable()) está em pausa\(words)",
                time.map { "a pausa termina em \(clock.local($0)), com uma mensagem de teste" }
                    ?? "espera que alguém do provedor o libere com `carteiro resume`")
        case .limited(let endpoint, let time):
            self.init(
                "está na vez, mas o canal \(endpoint.printable()) já enviou o que o limite de velocidade permite",
                "sai a partir de \(clock.local(time))")
        case .warmingUp(let endpoint, let time):
            self.init(
                "o número do canal \(endpoint.printable()) é novo e já começou as mensagens que pode hoje",
                "é vista de novo em \(clock.local(time))")
        case .inLine(let endpoint, let ahead):
            self.init(
                "está na fila do canal \(endpoint.printable()), com "
                    + (ahead == 1 ? "uma mensagem" : "\(ahead) mensagens") + " na frente",
                "sai quando chegar a vez")
        case .ready(let endpoint, let invoices):
            self.init(
                "pode sair agora pelo canal \(endpoint.printable())"
                    + (invoices > 1 ? ", junto com outras \(invoices - 1) do mesmo cliente" : ""),
                "sai assim que o carteiro estiver rodando e livre")
        case .sending(let endpoint, let part, let parts):
            self.init(
                "está sendo enviada pelo canal \(endpoint.printable())"
                    + (parts > 1 ? ", parte \(min(part + 1, parts)) de \(parts)" : ""),
                "o resultado aparece assim que o canal responder")
        case .travelling(let leader):
            self.init(
                "vai junto com a mensagem \(leader), que reúne as faturas do mesmo cliente",
                "termina quando ela terminar")
        case .ending(let state, let reason):
            self.init(
                "não será enviada: \(Reason.portuguese(reason))",
                "o carteiro a encerra como \(Reason.portuguese(state)) quando olhar para ela")
        case .ended(let state, let reason, let time):
            let result = Self.portuguese(ended: state, reason, time, clock)
            self.init(result.why, result.next)
        case .arrived(let sentAt, let deliveredAt, let readAt):
            let sent = sentAt.map { " em \(clock.local($0))" } ?? ""
            let read = readAt.map { " e lida em \(clock.local($0))" } ?? ""
            self.init(
                "foi enviada\(sent), entregue em \(clock.local(deliveredAt))\(read)", "não há mais nada a fazer")
        }
    }

    private static func portuguese(_ hold: Hold) -> String {
        switch hold {
        case .window: "agora não é hora de escrever para este cliente (horário, domingo ou feriado no lugar dele)"
        case .cap: "este cliente já recebeu mensagem há pouco, e o limite de mensagens por cliente a segura"
        case .offerLast: "é uma oferta, e há um lembrete do mesmo cliente na frente"
        case .unconfirmed: "o sistema de cobrança não soube dizer se a fatura ainda está em aberto"
        case .document: "o PDF do boleto não pôde ser obtido, e ela não sai sem ele"
        }
    }

    private static func portuguese(
        ended state: MessageState, _ reason: String?, _ time: Timestamp?, _ clock: WallClock
    ) -> (why: String, next: String) {
        let words = reason.map { Reason.portuguese($0) } ?? "sem motivo anotado"
        switch state {
        case .sent:
            let when = time.map { " em \(clock.local($0))" } ?? ""
            return reason == "merged"
                ? ("foi enviada\(when), junto com outra fatura do mesmo cliente", "não há mais nada a fazer")
                : ("foi enviada e o canal a aceitou\(when)", "não há mais nada a fazer")
        case .uncertain:
            return (
                "pode ter chegado ou não (\(words))",
                "espera uma pessoa: `carteiro resolve ID --sent` se chegou, `--again` para enviar de novo"
            )
        case .dead: return ("não foi enviada: \(words)", "só sai se alguém usar `carteiro retry`")
        case .cancelled where reason == "settled":
            return ("não foi enviada porque a fatura foi paga", "não há mais nada a fazer")
        case .cancelled: return ("foi cancelada: \(words)", "só sai se alguém usar `carteiro retry`")
        case .expired: return ("não foi enviada: \(words)", "não sai mais")
        case .new, .queued, .sending: return (words, "o carteiro cuida dela")
        }
    }
}

// MARK: - English

extension Explanation {
    private init(english situation: Situation, _ clock: WallClock) {
        switch situation {
        case .unseen(let then):
            let then = Explanation(english: then, clock)
            self.init("it is new and the daemon has not looked at it yet", "when it does: \(then.why); \(then.next)")
        case .notBefore(let time):
            self.init("the producer asked that it does not leave before \(clock.local(time))", "it leaves from then on")
        case .held(let hold, let time):
            self.init(
                Self.english(hold), "it is looked at again at \(clock.local(time)), and leaves if nothing else holds it"
            )
        case .retrying(let reason, let failures, let time):
            self.init(
                "\(failures == 1 ? "one attempt" : "\(failures) attempts") failed (\(reason.printable()))",
                "it is tried again from \(clock.local(time)) on")
        case .paused(let endpoint, let reason, let time):
            let words = reason.map { " (\($0.printable()))" } ?? ""
            self.init(
                "it is due, but the endpoint \(endpoint.printable()) is paused\(words)",
                time.map { "the pause ends at \(clock.local($0)), with one message as a probe" }
                    ?? "it waits until somebody runs `carteiro resume`")
        case .limited(let endpoint, let time):
            self.init(
                "it is due, but the endpoint \(endpoint.printable()) has sent what its limits of speed allow",
                "it leaves from \(clock.local(time)) on")
        case .warmingUp(let endpoint, let time):
            self.init(
                "the endpoint \(endpoint.printable()) is being warmed up and has begun what it may today",
                "it is looked at again at \(clock.local(time))")
        case .inLine(let endpoint, let ahead):
            self.init(
                "it waits in line at the endpoint \(endpoint.printable()), behind "
                    + Wording.count(ahead, "message"), "it leaves when its turn comes")
        case .ready(let endpoint, let invoices):
            self.init(
                "it may leave now through \(endpoint.printable())"
                    + (invoices > 1 ? ", merged with \(invoices - 1) more of the same customer" : ""),
                "it leaves as soon as the daemon runs and is free")
        case .sending(let endpoint, let part, let parts):
            self.init(
                "it is being sent through \(endpoint.printable())"
                    + (parts > 1 ? ", part \(min(part + 1, parts)) of \(parts)" : ""),
                "the result shows as soon as the endpoint answers")
        case .travelling(let leader):
            self.init(
                "it goes along in message \(leader), which lists the customer's invoices", "it ends when that one ends")
        case .ending(let state, let reason):
            self.init(
                "it will not be sent: \(reason.printable())",
                "the daemon ends it as \(state.rawValue) when it looks at it")
        case .ended(let state, let reason, let time):
            let result = Self.english(ended: state, reason, time, clock)
            self.init(result.why, result.next)
        case .arrived(let sentAt, let deliveredAt, let readAt):
            let sent = sentAt.map { " at \(clock.local($0))" } ?? ""
            let read = readAt.map { " and read at \(clock.local($0))" } ?? ""
            self.init(
                "it was sent\(sent), delivered at \(clock.local(deliveredAt))\(read)", "nothing is left to do")
        }
    }

    private static func english(_ hold: Hold) -> String {
        switch hold {
        case .window: "this is no hour to write to its customer (hours, Sunday or holiday at the customer's place)"
        case .cap: "its customer has had a message lately, and the frequency cap holds it"
        case .offerLast: "it is an offer, and a reminder of the same customer comes first"
        case .unconfirmed: "the billing system could not say whether the invoice is still owed"
        case .document: "the boleto's PDF cannot be had, and it does not go without"
        }
    }

    private static func english(
        ended state: MessageState, _ reason: String?, _ time: Timestamp?, _ clock: WallClock
    ) -> (why: String, next: String) {
        let words = (reason ?? "no reason recorded").printable()
        switch state {
        case .sent:
            let when = time.map { " at \(clock.local($0))" } ?? ""
            return reason == "merged"
                ? ("it was sent\(when), merged with another invoice of the same customer", "nothing is left to do")
                : ("it was sent and the endpoint accepted it\(when)", "nothing is left to do")
        case .uncertain:
            return (
                "it may or may not have arrived (\(words))",
                "it waits for a person: `carteiro resolve ID --sent` if it did, `--again` to send it once more"
            )
        case .dead: return ("it was not sent: \(words)", "it leaves only if somebody runs `carteiro retry`")
        case .cancelled where reason == "settled":
            return ("it was not sent because its invoice has been paid", "nothing is left to do")
        case .cancelled: return ("it was cancelled: \(words)", "it leaves only if somebody runs `carteiro retry`")
        case .expired: return ("it was not sent: \(words)", "it will not leave any more")
        case .new, .queued, .sending: return (words, "the daemon takes care of it")
        }
    }
}

extension WallClock {
    /// `24/11/2026 08:00`, by the company's clock.
    func local(_ moment: Timestamp) -> String {
        let text = text(moment)
        let (date, time) = (text.prefix(10), text.dropFirst(11).prefix(5))
        return "\(date.suffix(2))/\(date.dropFirst(5).prefix(2))/\(date.prefix(4)) \(time)"
    }
}
