import Delivery
import Domain
import Testing

@testable import carteiro

@Suite("What explain says")
struct ExplanationTests {
    private static let then = Timestamp(seconds: 1_795_000_000)
    private static let clock = WallClock(timeZone: "America/Sao_Paulo")

    private static let sentences: [(situation: Situation, portuguese: String, english: String)] = [
        (
            .unseen(then: .held(.window, until: then)),
            "é nova e o carteiro ainda não olhou para ela; quando olhar: agora não é hora de escrever para este cliente "
                + "(horário, domingo ou feriado no lugar dele); volta a ser vista em 18/11/2026 08:06 e sai se nada mais "
                + "a impedir.",
            "it is new and the daemon has not looked at it yet; when it does: this is no hour to write to its customer "
                + "(hours, Sunday or holiday at the customer's place); it is looked at again at 18/11/2026 08:06, and "
                + "leaves if nothing else holds it."
        ),
        (
            .notBefore(then),
            "o sistema de cobrança pediu que ela não saísse antes de 18/11/2026 08:06; sai a partir daí.",
            "the producer asked that it does not leave before 18/11/2026 08:06; it leaves from then on."
        ),
        (
            .held(.cap, until: then),
            "este cliente já recebeu mensagem há pouco, e o limite de mensagens por cliente a segura; volta a ser vista "
                + "em 18/11/2026 08:06 e sai se nada mais a impedir.",
            "its customer has had a message lately, and the frequency cap holds it; it is looked at again at "
                + "18/11/2026 08:06, and leaves if nothing else holds it."
        ),
        (
            .held(.offerLast, until: then),
            "é uma oferta, e há um lembrete do mesmo cliente na frente; volta a ser vista em 18/11/2026 08:06 e sai se "
                + "nada mais a impedir.",
            "it is an offer, and a reminder of the same customer comes first; it is looked at again at "
                + "18/11/2026 08:06, and leaves if nothing else holds it."
        ),
        (
            .held(.unconfirmed, until: then),
            "o sistema de cobrança não soube dizer se a fatura ainda está em aberto; volta a ser vista em "
                + "18/11/2026 08:06 e sai se nada mais a impedir.",
            "the billing system could not say whether the invoice is still owed; it is looked at again at "
                + "18/11/2026 08:06, and leaves if nothing else holds it."
        ),
        (
            .retrying(reason: "timeout", failures: 1, at: then),
            "a primeira tentativa falhou (o canal não respondeu a tempo); é tentada de novo a partir de "
                + "18/11/2026 08:06.",
            "one attempt failed (timeout); it is tried again from 18/11/2026 08:06 on."
        ),
        (
            .retrying(reason: "http-503", failures: 4, at: then),
            "4 tentativas falharam (o canal respondeu com o código HTTP 503); é tentada de novo a partir de "
                + "18/11/2026 08:06.",
            "4 attempts failed (http-503); it is tried again from 18/11/2026 08:06 on."
        ),
        (
            .paused(endpoint: "whats", reason: "http-401", until: nil),
            "está na vez, mas o canal whats está em pausa (o canal respondeu com o código HTTP 401); espera que alguém "
                + "do provedor o libere com `carteiro resume`.",
            "it is due, but the endpoint whats is paused (http-401); it waits until somebody runs `carteiro resume`."
        ),
        (
            .paused(endpoint: "whats", reason: nil, until: then),
            "está na vez, mas o canal whats está em pausa; a pausa termina em 18/11/2026 08:06, com uma mensagem de "
                + "teste.",
            "it is due, but the endpoint whats is paused; the pause ends at 18/11/2026 08:06, with one message as a "
                + "probe."
        ),
        (
            .limited(endpoint: "whats", until: then),
            "está na vez, mas o canal whats já enviou o que o limite de velocidade permite; sai a partir de "
                + "18/11/2026 08:06.",
            "it is due, but the endpoint whats has sent what its limits of speed allow; it leaves from "
                + "18/11/2026 08:06 on."
        ),
        (
            .warmingUp(endpoint: "whats", until: then),
            "o número do canal whats é novo e já começou as mensagens que pode hoje; é vista de novo em "
                + "18/11/2026 08:06.",
            "the endpoint whats is being warmed up and has begun what it may today; it is looked at again at "
                + "18/11/2026 08:06."
        ),
        (
            .inLine(endpoint: "whats", ahead: 1),
            "está na fila do canal whats, com uma mensagem na frente; sai quando chegar a vez.",
            "it waits in line at the endpoint whats, behind 1 message; it leaves when its turn comes."
        ),
        (
            .inLine(endpoint: "whats", ahead: 1_200),
            "está na fila do canal whats, com 1200 mensagens na frente; sai quando chegar a vez.",
            "it waits in line at the endpoint whats, behind 1,200 messages; it leaves when its turn comes."
        ),
        (
            .ready(endpoint: "whats", invoices: 1),
            "pode sair agora pelo canal whats; sai assim que o carteiro estiver rodando e livre.",
            "it may leave now through whats; it leaves as soon as the daemon runs and is free."
        ),
        (
            .ready(endpoint: "whats", invoices: 3),
            "pode sair agora pelo canal whats, junto com outras 2 do mesmo cliente; sai assim que o carteiro estiver "
                + "rodando e livre.",
            "it may leave now through whats, merged with 2 more of the same customer; it leaves as soon as the daemon "
                + "runs and is free."
        ),
        (
            .sending(endpoint: "whats", part: 1, parts: 3),
            "está sendo enviada pelo canal whats, parte 2 de 3; o resultado aparece assim que o canal responder.",
            "it is being sent through whats, part 2 of 3; the result shows as soon as the endpoint answers."
        ),
        (
            .sending(endpoint: "whats", part: 0, parts: 1),
            "está sendo enviada pelo canal whats; o resultado aparece assim que o canal responder.",
            "it is being sent through whats; the result shows as soon as the endpoint answers."
        ),
        (
            .travelling(with: 7),
            "vai junto com a mensagem 7, que reúne as faturas do mesmo cliente; termina quando ela terminar.",
            "it goes along in message 7, which lists the customer's invoices; it ends when that one ends."
        ),
        (
            .ending(.expired, reason: "not-after"),
            "não será enviada: o prazo dado pelo sistema de cobrança passou antes que ela pudesse sair; o carteiro a "
                + "encerra como vencida quando olhar para ela.",
            "it will not be sent: not-after; the daemon ends it as expired when it looks at it."
        ),
        (
            .ended(.sent, reason: nil, at: then),
            "foi enviada e o canal a aceitou em 18/11/2026 08:06; não há mais nada a fazer.",
            "it was sent and the endpoint accepted it at 18/11/2026 08:06; nothing is left to do."
        ),
        (
            .ended(.sent, reason: "merged", at: then),
            "foi enviada em 18/11/2026 08:06, junto com outra fatura do mesmo cliente; não há mais nada a fazer.",
            "it was sent at 18/11/2026 08:06, merged with another invoice of the same customer; nothing is left to do."
        ),
        (
            .ended(.uncertain, reason: "interrupted", at: nil),
            "pode ter chegado ou não (o serviço parou no meio do envio); espera uma pessoa: `carteiro resolve ID --sent` "
                + "se chegou, `--again` para enviar de novo.",
            "it may or may not have arrived (interrupted); it waits for a person: `carteiro resolve ID --sent` if it did, "
                + "`--again` to send it once more."
        ),
        (
            .ended(.dead, reason: "tries-used-up: http-500", at: nil),
            "não foi enviada: todas as tentativas falharam, a última porque: o canal respondeu com o código HTTP 500; só "
                + "sai se alguém usar `carteiro retry`.",
            "it was not sent: tries-used-up: http-500; it leaves only if somebody runs `carteiro retry`."
        ),
        (
            .ended(.cancelled, reason: "settled", at: nil),
            "não foi enviada porque a fatura foi paga; não há mais nada a fazer.",
            "it was not sent because its invoice has been paid; nothing is left to do."
        ),
        (
            .ended(.cancelled, reason: "operator", at: nil),
            "foi cancelada: alguém do provedor mandou parar; só sai se alguém usar `carteiro retry`.",
            "it was cancelled: operator; it leaves only if somebody runs `carteiro retry`."
        ),
        (
            .ended(.expired, reason: "not-after", at: nil),
            "não foi enviada: o prazo dado pelo sistema de cobrança passou antes que ela pudesse sair; não sai mais.",
            "it was not sent: not-after; it will not leave any more."
        ),
    ]

    @Test("Every situation has its sentence in both languages", arguments: 0..<sentences.count)
    func sentence(index: Int) {
        let (situation, portuguese, english) = Self.sentences[index]
        #expect(Explanation(situation, language: .portuguese, clock: Self.clock).line == portuguese)
        #expect(Explanation(situation, language: .english, clock: Self.clock).line == english)
    }

    @Test("A reason that came from outside cannot write to a terminal")
    func control() {
        let evil = Situation.ended(.dead, reason: "missing: \u{1B}[2J", at: nil)
        for language in Language.allCases {
            #expect(!Explanation(evil, language: language, clock: Self.clock).line.contains("\u{1B}"))
        }
    }

    @Test(
        "Reasons are put into words, and stand as they are where there are none",
        arguments: [
            ("invalid-payload: customer.phone", "dado errado vindo do sistema de cobrança, no campo customer.phone"),
            ("unknown-route: x", "a rota não existe na configuração: x"),
            ("unknown-template: y", "o modelo de mensagem não existe: y"),
            ("missing: valor_total", "falta para o texto o valor de valor_total"),
            ("tries-used-up: tries-used-up: dns", "o endereço do canal não foi encontrado"),
            ("something-new", "something-new"),
        ])
    func reasons(reason: String, words: String) {
        #expect(Reason.portuguese(reason).hasSuffix(words))
    }
}
