import Domain

extension LintRule {
    /// Consequences, which have their place in the formal notice, and pressure.
    static let consequences: [LintRule] = [
        phrase(
            "A08", .error, "credit register, allowed only in a notice",
            anyOf(
                #"s\.?p\.?c"#, #"s\s+p\s+c"#, #"scpc"#, #"serasas?"#, #"cadin"#,
                #"negativ(?:ar|aremos|ara|ad[oa]s?|ac(?:ao|oes)|ando)"#,
                #"nomes?\s+suj[oa]s?"#, #"suj(?:ar|aremos|ando|e|o)\s+(?:o\s+)?(?:seu\s+|teu\s+)?(?:bom\s+)?nome"#,
                #"restric(?:ao|oes)\s+(?:n[oa]s?|ao|em|de|do)\s+(?:seu\s+)?(?:cpf|nome|credito)"#,
                #"cadastros?\s+de\s+(?:inadimplentes|devedores)"#,
                #"(?:orgaos?|sistemas?|cadastros?|servicos?|entidades)\s+de\s+(?:protecao|restricao)\s+ao\s+credito"#,
                #"protest(?:os?|ar|aremos|ad[oa]s?|ando)"#, #"cartori(?:o|os)"#),
            why: "possible only after rescission and with a letter of its own; never as pressure",
            suggestion: "leave it out; in a notice say \"registro em sistemas de proteção ao crédito, possível somente "
                + "após a rescisão\"",
            allowedIn: [.notice]),
        phrase(
            "A09", .error, "suspension, allowed only in a notice",
            anyOf(
                #"cort(?:es?|ar|ara|arao|aremos|ad[oa]s?|ando)"#,
                #"deslig(?:ar|ara|arao|aremos|ad[oa]s?|amentos?|ando)"#,
                #"bloque(?:ios?|ar|ara|arao|aremos|amos|ad[oa]s?|ando)"#,
                #"suspens(?:ao|oes|[oa]s?)"#, #"suspend(?:er|era|erao|eremos|emos|id[oa]s?|endo)"#,
                #"cancel(?:amentos?|ar|ara|arao|aremos|ando)(?!\s+\#(reminders))"#,
                #"(?:sera|serao|seja|sejam|ser|tera|estara)\s+cancelad[oa]s?"#,
                #"(?:contratos?|planos?|servicos?|internet|linha)\s+(?:ja\s+|foi\s+|esta\s+)*cancelad[oa]s?"#,
                #"rescis(?:ao|oes)"#, #"rescind(?:ir|ira|irao|iremos|id[oa]s?|indo)"#,
                #"interromp(?:er|era|eremos|id[oa]s?|endo)(?=\s+(?:\w+\s+){0,2}\#(services))"#,
                #"\#(services)\s+(?:\w+\s+){0,2}interrompid[oa]s?"#,
                #"fic(?:ar|ara|arao|amos|aremos|e|em|ando)\s+sem\s+(?:as?\s+|os?\s+|sua\s+|seu\s+|nossa\s+)*\#(services)"#,
                #"reduc(?:ao|oes)\s+(?:de|da|na)\s+(?:sua\s+)?velocidade"#, #"velocidade\s+reduzida"#),
            why: "a consequence belongs in the formal notice, with its date, 15 days after it",
            suggestion: "in a reminder speak of how to pay: \"o Pix e o boleto vão nas próximas mensagens\"",
            allowedIn: [.notice]),
        phrase(
            "A10", .error, "pressure",
            anyOf(
                #"\#(notOfBookings)imediatamente(?!\s+(?:apos|depois))"#,
                #"\#(notOfBookings)imediat[oa]s?"#,
                #"urgent(?:es?|emente|issim[oa]s?|issimo)"#, #"(?:com|maxima)\s+urgencia"#, #"sem\s+falta"#,
                #"agora\s+mesmo"#,
                #"em\s+ate\s+(?:\d+|uma|duas|tres|seis|doze|vinte\s+e\s+quatro|quarenta\s+e\s+oito)\s*"#
                    + #"(?:minutos?|min|horas?|hs?|hrs?)"#,
                #"ate\s+hoje,?\s+as"#),
            why: "WhatsApp refuses such templates",
            suggestion: "give the date calmly: \"vence em {{vencimento}}\""),
    ].compactMap(\.self)

    private static let reminders =
        #"(?:o\s+recebimento|(?:os?\s+|as?\s+|est[ea]s?\s+|ess[ea]s?\s+)?"#
        + #"(?:lembretes?|mensage(?:m|ns)|avisos?|inscric(?:ao|oes)|e-?mails?)\b)"#
    private static let services = #"(?:servicos?|internet|conexao|sinal|acesso|fornecimento)\b"#
    /// Looks back for the bank that books at once.
    private static let notOfBookings =
        #"(?<!\b(?:baixa|compensacao|liberacao|confirmacao|aprovacao|credito|compensa|cai|aparece|confirma|confirmado"#
        + #"|identificado|liberado|identifica|libera)\s{1,3}(?:(?:e|de|do|da|pix|quase|o)\s{1,3}){0,3})"#
}
