import Domain

/// The stable words of the outbox's `reason` column, for who speaks Portuguese and not Carteiro.
enum Reason {
    private static let known: [String: String] = [
        "settled": "a fatura foi paga", "operator": "alguém do provedor mandou parar",
        "not-after": "o prazo dado pelo sistema de cobrança passou antes que ela pudesse sair",
        "not-on-whatsapp": "o número não está no WhatsApp", "opted-out": "o cliente pediu para não receber mensagens",
        "interrupted": "o serviço parou no meio do envio", "shutdown": "o serviço foi desligado no meio do envio",
        "no-receipt": "o canal anterior aceitou a mensagem, mas não confirmou a entrega a tempo",
        "not-on-sms": "o número não recebe SMS", "not-on-email": "o endereço de e-mail não existe",
        "failed": "o canal avisou que não conseguiu entregar", "session-down": "o aparelho do canal está desconectado",
        "document-unavailable": "o PDF do boleto não pôde ser obtido",
        "timeout": "o canal não respondeu a tempo", "connect": "o canal não aceitou a conexão",
        "dns": "o endereço do canal não foi encontrado", "reset": "o canal cortou a conexão",
        "tls": "a conexão segura com o canal falhou", "malformed": "o canal respondeu algo que não é HTTP",
        "forgotten": "os dados do cliente foram apagados", "frequency-cap": "limite de mensagens por cliente",
        "delivery-window": "fora do horário do cliente",
        "no-such-part": "a mensagem não tem a parte que faltava enviar",
        "line-amount-mismatch": "o valor da linha digitável não é o da fatura",
        "pix-amount-mismatch": "o valor do Pix não é o da fatura",
        "charges-over-legal-cap": "multa ou juros acima do que a lei permite",
        "charges-sum-mismatch": "multa e juros não somam o total informado",
        "charges-date-in-future": "os encargos foram calculados para uma data futura",
    ]

    private static let prefixes: [(word: String, text: String)] = [
        ("invalid-payload: ", "dado errado vindo do sistema de cobrança, no campo "),
        ("missing: ", "falta para o texto o valor de "),
        ("unknown-route: ", "a rota não existe na configuração: "),
        ("unknown-template: ", "o modelo de mensagem não existe: "),
        ("http-", "o canal respondeu com o código HTTP "),
    ]

    /// A reason in words; one that is not known, as it stands.
    static func portuguese(_ reason: String) -> String {
        if let words = known[reason] { return words }
        let usedUp = "tries-used-up: "
        if reason.hasPrefix(usedUp) {
            return "todas as tentativas falharam, a última porque: "
                + portuguese(String(reason.dropFirst(usedUp.count)))
        }
        for (word, text) in prefixes where reason.hasPrefix(word) {
            return text + reason.dropFirst(word.count).description.printable()
        }
        return reason.printable()
    }

    /// A state as an attendant would call it.
    static func portuguese(_ state: MessageState) -> String {
        switch state {
        case .new: "nova"
        case .queued: "na fila"
        case .sending: "em envio"
        case .sent: "enviada"
        case .dead: "sem entrega possível"
        case .cancelled: "cancelada"
        case .expired: "vencida"
        case .uncertain: "incerta"
        }
    }
}
