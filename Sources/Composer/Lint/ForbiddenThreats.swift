import Domain

extension LintRule {
    /// Threats, false urgency, courts and police.
    static let threats: [LintRule] = [
        phrase(
            "A01", .error, "false urgency",
            anyOf(
                #"(?:pen)?ultim[ao]s?\s+(?:e\s+\w+\s+)?(?:\#(warnings)|chances?|oportunidades?|chamadas?)"#,
                #"derradeir[ao]s?\s+(?:e\s+\w+\s+)?(?:\#(warnings)|chances?|oportunidades?|chamadas?)"#,
                #"(?:\#(warnings)|chances?)\s+(?:fina(?:l|is)|definitiv[ao]s?)"#,
                #"prazo\s+final(?:\s*[:,=-]|\s+e)?\s*(?:hoje|amanha|agora)"#,
                #"ultimo\s+prazo\s+(?:para|de)\s+pag\w+"#),
            why: "untrue, and WhatsApp refuses such templates",
            suggestion: "say on which date something changes: \"o Pix e o boleto valem até {{vencimento}}\""),
        phrase(
            "A02", .error, "threat",
            anyOf(
                #"sob\s+pena\s+de"#,
                #"sofrer(?:a|ao|as|emos)?\s+(?:as\s+|graves\s+|serias\s+)*consequencias"#,
                #"arcar(?:a|ao|as)?\s+com\s+(?:as\s+|todas\s+|graves\s+|serias\s+)*consequencias"#,
                #"evit(?:e|em)\s+\#(more)(?:consequencias?|transtornos?|constrangimentos?|problemas?|aborrecimentos?)"#,
                #"evit(?:ar|ando|aremos)\s+\#(more)(?:consequencias?|transtornos?|constrangimentos?|aborrecimentos?)"#,
                #"consequencias?\s+(?:\#(grave)|virao|vem\s+ai|chegarao|vao\s+(?:vir|chegar))"#,
                #"\#(grave)\s+consequencias?"#, #"(?:havera|tera|terao|vai\s+ter)\s+consequencias?"#,
                #"nao\s+pag\w{1,6}\b[^\n]{0,30}?\b(?:veja|vera|verao|vai\s+ver|descubra|espere)\s+"#
                    + #"(?:(?:para|pra)\s+ver\s+)?(?:so\s+)?o\s+que\s+(?:\w+\s+)?acontec\w+"#,
                #"(?:veja|vera|verao|vai\s+ver)\s+(?:so\s+)?o\s+que\s+(?:\w+\s+)?acontec\w+\s+"#
                    + #"(?:se|a\s+quem|com\s+quem)\s+(?:voce\s+)?nao\s+pag\w+"#,
                #"(?:experimente|tente)\s+nao\s+pagar"#,
                #"pagu(?:e|em)\b[^.!?\n]{0,30}?\bou\s+(?:(?:entao|voces?|senao)\s+)?"#
                    + #"(?:ficara|perdera|sofrera|vera|(?:vai|vao|ira|irao)\s+(?:se|perder|ficar|sofrer|ver|ter|parar))"#
            ),
            why: "threatens with what is not said",
            suggestion: "say what can be done: \"se este mês ficou apertado, combinamos uma nova data\""),
        phrase(
            "A03", .error, "coercion",
            anyOf(
                #"(?<!\b(?:nao|nunca|ninguem)\s{1,3})(?:vai|vao|ira|irao)\s+(?:se\s+arrepender|arrepender-se)"#,
                #"(?<!\b(?:nao|nunca|ninguem)\s{1,3})se\s+arrependera[os]?"#, #"para\s+nao\s+se\s+arrepender"#,
                #"nao\s+nos\s+(?:obrigue|force)m?"#,
                #"ser(?:emos|a|ei|ao)\s+(?:obrigad|forcad)[oa]s?\s+a"#,
                #"nos\s+veremos\s+(?:obrigad|forcad)[oa]s?\s+a"#),
            why: "lays what we do at the customer's door",
            suggestion: "offer help: \"conte para a gente se precisar de outra data\""),
        phrase(
            "A04", .error, "threat of a lawsuit",
            anyOf(
                #"(?:acion(?:ar|aremos|ara|ad[oa]s?|amos|ando)|medidas?|ac(?:ao|oes)|vias?|cobrancas?|processos?"#
                    + #"|execuc(?:ao|oes)|esferas?|meios?|providencias?)"#
                    + #"\s+(?:legais\s+e\s+)?(?:a\s+|na\s+|pela\s+)?(?:justica|judicia(?:l|is)|judicialmente)"#,
                #"(?:medidas?|providencias?)\s+(?:lega(?:l|is)|cabive(?:l|is)|juridicas?)"#,
                #"(?:entrar|entraremos|recorrer|recorreremos|iremos|ir|levar|levaremos)\s+(?:o\s+caso\s+)?[an]a?\s+justica"#,
                #"(?:cobrad|executad|acionad)[oa]s?\s+na\s+justica"#,
                #"judicialmente"#,
                #"(?:encaminh|envi)(?:ad[oa]s?|ar|aremos)\s+(?:\w+\s+){0,3}(?:ao|para\s+o)\s+(?:\w+\s+)?juridico"#,
                #"(?:departamento|setor|equipe|area|time|assessoria)\s+juridic[oa]"#, #"noss[oa]\s+juridico"#,
                #"noss[oa]s?\s+advogad[oa]s?"#,
                #"(?:acion|encaminh|envi|pass|repass|entreg)(?:ar|aremos|ara|ad[oa]s?|amos|ando)\s+"#
                    + #"(?:\w+\s+){0,3}?advogad[oa]s?"#,
                #"advogad[oa]s?\s+(?:\w+\s+){0,3}?(?:entrara|entrarao|vai|vao|ira|irao)\s+\w+"#,
                #"escritorios?\s+de\s+advocacia"#),
            why: "an automatic reminder does not speak for a lawyer",
            suggestion: "leave it to a letter of its own, and ask: \"podemos conversar sobre o pagamento?\""),
        phrase(
            "A05", .error, "imitation of a court",
            anyOf(
                #"process(?:ar|aremos)(?!\s+(?:\w+\s+){0,2}\#(payments))"#,
                #"(?=processad)\#(notOfPayments)processad[oa]s?"#,
                #"oficia(?:l|is)\s+de\s+justica"#, #"intimac(?:ao|oes)"#, #"intim(?:ar|ad[oa]s?|aremos)"#,
                #"citad[oa]s?\s+judicialmente"#, #"juiz(?!\s+de\s+fora)"#, #"juiz(?:a|es|as)"#, #"juizados?"#,
                #"mandados?"#),
            why: "may be a false statement, CDC art. 71",
            suggestion: "name the open invoice alone: \"a fatura de {{mes_ref}} ainda aparece em aberto\""),
        phrase(
            "A06", .error, "threat to property",
            anyOf(
                #"penhor(?:a|as|ar|aremos|ad[oa]s?|ave(?:l|is))"#, #"confisc(?:o|os|ar|aremos|ad[oa]s?)"#,
                #"buscas?\s+e\s+apreens(?:ao|oes)"#, #"arrest(?:o|os|ar|ad[oa]s?)\s+de\s+bens"#,
                #"bloque(?:io|ios|ar|aremos)\s+(?:de\s+|da\s+|do\s+|das\s+|dos\s+|as?\s+|os?\s+)?(?:su[ae]s?\s+|seus?\s+)?"#
                    + #"(?:contas?|bens|salarios?)"#),
            why: "out of all proportion, CDC art. 42",
            suggestion: "speak of ways to pay: \"dá para dividir ou escolher outra data\""),
        phrase(
            "A07", .error, "crime and police",
            anyOf(
                #"policia(?:l|is|s)?"#, #"delegacias?"#, #"delegad[oa]s?\s+de\s+policia"#, #"b\.?o\.?\s+contra"#,
                #"bolet(?:im|ins)\s+de\s+ocorrencia"#, #"crimes?"#, #"crimina(?:l|is|lmente)"#, #"criminos[oa]s?"#,
                #"estelionat\w*"#, #"cadeias?(?!\s+d[aeo]s?\s+\#(chains))"#, #"pres[oa]s?"#, #"pris(?:ao|oes)"#),
            why: "an unpaid bill is no crime; to say so is false",
            suggestion: "speak of the invoice: \"a mensalidade de {{mes_ref}} ainda está em aberto\""),
    ].compactMap(\.self)

    private static let warnings = #"(?:avisos?|alertas?|notificac(?:ao|oes)|comunicados?|advertencias?)"#
    private static let grave = #"(?:graves?|serias?|severas?|pesadas?|desagradave(?:l|is)|lega(?:l|is))"#
    /// What a chain may be of, other than a prison.
    private static let chains =
        #"(?:lojas?|farmacias|drogarias|(?:super)?mercados?|restaurantes|hote(?:l|is)|padarias|postos|franquias|valor"#
        + #"|producao|suprimentos?|fornecedores|distribuicao|abastecimento)\b"#
    private static let more = #"(?:mais\s+|maiores\s+|futur[oa]s\s+|possiveis\s+|eventuais\s+)?"#
    /// What a bank, not a court, processes.
    private static let payments =
        #"(?:pagamentos?|boletos?|pix|pedidos?|baixas?|faturas?|compensac(?:ao|oes)|transac(?:ao|oes)|depositos?|dados)\b"#
    /// Looks back for `o pagamento está sendo`, in steps of a bounded length.
    private static let notOfPayments =
        #"(?<!\b\#(payments)(?:\s{1,3}(?:ja|ainda|nao|foi|foram|e|sao|esta|estao|sera|serao|seja|for|sendo|ser|pode)\b)"#
        + #"{0,4}\s{1,3})"#

    /// An expression for any of these words or phrases, each whole.
    static func anyOf(_ phrases: String...) -> String {
        #"\b(?:"# + phrases.joined(separator: "|") + #")\b"#
    }
}
