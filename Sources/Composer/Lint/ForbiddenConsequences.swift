import Domain

extension LintRule {
    /// Consequences, which have their place in the formal notice, and pressure.
    static let consequences: [LintRule] = [
        phrase(
            "A08", .error, "credit register, allowed only in a notice",
            anyOf(
                #"s\.?p\.?c"#, #"s\s+p\s+c"#, #"scpc"#, #"serasas?"#, #"cadin"#,
                #"negativ(?:ar|aremos|ara|ad[oa]s?|ac(?:ao|oes)|ando)"#,
                #"nomes?\s+(?:(?!nao\b)\w+\s+){0,3}?suj[oa]s?"#, #"suj[oa]s?\s+na\s+praca"#,
                #"suj(?:ar|aremos|ando|e|o)\s+(?:o\s+)?(?:seu\s+|teu\s+)?(?:bom\s+)?nome"#,
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
                #"cortes?\#(notDenied)"#, #"cort(?:ar|ara|arao|aremos|ad[oa]s?|ando)"#,
                #"deslig(?:ar|ara|arao|aremos|ad[oa]s?|amentos?|ando)"#,
                #"bloqueios?\#(notDenied)"#, #"bloque(?:ar|ara|arao|aremos|amos|ad[oa]s?|ando)"#,
                #"suspens(?:ao|oes)\#(notDenied)"#, #"suspens[oa]s?"#,
                #"suspend(?:er|era|erao|eremos|emos|id[oa]s?|endo)"#,
                #"cancel(?:amentos?|ar|ara|arao|aremos|ando)(?!\s+\#(reminders))"#,
                #"(?:sera|serao|seja|sejam|ser|tera|estara)\s+cancelad[oa]s?"#,
                #"(?:contratos?|planos?|servicos?|internet|linha)\s+(?:ja\s+|foi\s+|esta\s+)*cancelad[oa]s?"#,
                #"rescis(?:ao|oes)"#, #"rescind(?:ir|ira|irao|iremos|id[oa]s?|indo)"#,
                #"interromp(?:er|era|eremos|id[oa]s?|endo)(?=\s+(?:\w+\s+){0,2}\#(services))"#,
                #"\#(services)\s+(?:\w+\s+){0,2}interrompid[oa]s?"#,
                #"fic(?:ar|ara|arao|amos|aremos|e|em|ando)\s+sem\s+(?:as?\s+|os?\s+|sua\s+|seu\s+|nossa\s+)*\#(services)"#,
                #"\#(notNever)(?:perdera|perderao|(?:vai|vao|ira|irao)\s+perder)\s+\#(their)\#(services)"#,
                #"\#(notNever)(?:pode|podem|podera|poderao)\s+perder\s+\#(their)(?:internet|servicos?)"#,
                #"nao\s+pag\w{1,6}\b[^.!?\n]{0,40}?\b(?:perde|fica\s+sem)\s+\#(their)\#(services)"#,
                #"\#(services)\s+(?:(?!nao\b|nunca\b)\w+\s+){0,2}?(?:(?:vai|vao|ira|irao)\s+(?:parar|deixar)|parara|deixara)"#
                    + #"(?=\s+de\s+funcionar|\s*(?:[.!?\n]|\z)|\s+(?:se|amanha|hoje)\b)"#,
                #"(?:(?:vamos|iremos|teremos\s+(?:que|de)|temos\s+(?:que|de))\s+(?:re)?(?:tirar|mover|derrubar|desativar)"#
                    + #"|(?:re)?tiraremos|removeremos|derrubaremos|desativaremos)\s+\#(their)\#(services)"#,
                #"\#(notNever)(?:ficara|ficarao|sera|serao|(?:vai|vao|ira|irao|pode|podera)\s+(?:ficar|ser))\s+"#
                    + #"desconectad[oa]s?"#,
                #"(?:vamos|iremos)\s+(?:te\s+|lhe\s+)?desconectar"#, #"desconectaremos"#,
                #"reduc(?:ao|oes)\s+(?:de|da|na)\s+(?:sua\s+)?velocidade"#, #"velocidade\s+reduzida"#),
            why: "a consequence belongs in the formal notice, with its date, 15 days after it",
            suggestion: "in a reminder speak of how to pay: \"o Pix e o boleto vão nas próximas mensagens\"",
            allowedIn: [.notice]),
        phrase(
            "A10", .error, "pressure",
            anyOf(
                #"(?=imediat)\#(notOfBookings)imediatamente(?!\s+(?:apos|depois))"#,
                #"(?=imediat)\#(notOfBookings)imediat[oa]s?"#,
                #"urgentes?(?<!\b\#(support)\s{1,3}urgentes?)"#, #"urgent(?:emente|issim[oa]s?)"#,
                #"(?:com|maxima)\s+urgencia"#, #"sem\s+falta"#,
                #"agora\s+mesmo(?<!\b\#(done)\s{1,3}agora\s{1,3}mesmo)(?!,?\s+\#(done)\b)"#,
                #"em\s+ate(?<!\b\#(promised)\b(?:(?!\b(?:pag\w{1,9}|se|caso)\b)[^.!?;\n]){0,40}\bem\s{1,3}ate)"#
                    + #"\s+(?:\d+|uma|duas|tres|seis|doze|vinte\s+e\s+quatro|quarenta\s+e\s+oito)\s*(?:minutos?|min|horas?|hs?|hrs?)"#,
                #"ate\s+hoje,?\s+as"#,
                #"\#(payAtOnce)(?:ja|rapido|depressa|hoje\s+mesmo|agora(?=\s*!|\s+ou\b)|logo(?!\s+\#(place)))"#,
                #"(?:amanha|depois)\s+(?:ja\s+)?(?:sera|e|vai\s+ser|pode\s+ser|podera\s+ser)\s+(?:muito\s+)?tarde"#,
                #"antes\s+que\s+seja\s+(?:muito\s+)?tarde"#, #"tarde\s+demais"#,
                #"(?:vai|vao)\s+pagar(?:\s+\w+){0,2}?,?\s+ou\s+(?:nao|vai|esta)"#,
                #"quando\s+e\s+que\s+(?:(?:voces?|o\s+senhor|a\s+senhora)\s+)?(?:vai|vao|pretende)\s+pagar"#),
            why: "WhatsApp refuses such templates",
            suggestion: "give the date calmly: \"vence em {{vencimento}}\""),
    ].compactMap(\.self)

    private static let reminders =
        #"(?:o\s+recebimento|(?:os?\s+|as?\s+|est[ea]s?\s+|ess[ea]s?\s+)?"#
        + #"(?:lembretes?|mensage(?:m|ns)|avisos?|inscric(?:ao|oes)|e-?mails?)\b)"#
    /// Behind a noun: that it is not denied ("não há corte"), or only on a condition ("não há corte se pagar").
    private static let notDenied =
        #"(?:(?<!\bnao\s{1,3}(?:ha|existe|existem|tem)\s{1,3}(?:nenhuma?\s{1,3}|risco\s{1,3}de\s{1,3}){0,2}\w{1,12})"#
        + #"|(?=[^.!?\n]{0,60}\b(?:se|caso|desde|enquanto|ate|hoje|amanha|ainda|por\s+enquanto|mas|quem)\b))"#
    private static let notNever = #"(?<!\b(?:nao|nunca|ninguem)\s{1,3})"#
    private static let their = #"(?:(?:as?|os?|suas?|seus?|noss[ao]s?|tod[ao]s?)\s+){0,3}"#
    /// What may be urgent for the customer.
    private static let support = #"(?:chamados?|suporte|atendimentos?|reparos?|em\s{1,3}casos?)"#
    /// What the company has just done.
    private static let done =
        #"(?:enviamos|mandamos|encaminhamos|recebemos|confirmamos|identificamos|liberamos|registramos|geramos"#
        + #"|preparamos|atualizamos|vimos|reenviamos|estamos|enviei|mandei)"#
    /// What the company or the bank does within some hours.
    private static let promised =
        #"(?:volta|voltam|voltara|respondemos|responderemos|retornamos|retornaremos|atendemos|resolvemos|religamos"#
        + #"|reativamos|restabelecemos|liberamos|enviamos|confirmamos|identificamos|chega|chegara|aparece|cai|compensa"#
        + #"|(?:e|sao|fica|sera|serao|esta|estara)\s{1,3}(?:confirmad|identificad|liberad|compensad|processad|reativad"#
        + #"|restabelecid|religad|normalizad|resolvid|respondid|creditad|atendid|feit)[oa]s?)"#
    private static let payAtOnce =
        #"\b(?:pag(?:ue|uem)|regulariz(?:e|em)|quit(?:e|em)|acert(?:e|em)|resolv(?:a|am)|liquid(?:e|em))\s+"#
        + #"(?:(?:os?|as?|seus?|suas?|ess[ea]s?|est[ea]s?|isso|tudo)\s+){0,2}"#
        + #"(?:(?:boletos?|faturas?|contas?|debitos?|dividas?|mensalidades?|pendencias?|situacao)\s+)?(?:em\s+aberto\s+)?"#
    private static let place = #"(?:abaixo|acima|aqui|ali|em\s+seguida|a\s+seguir|apos|depois)\b"#
    static let services = #"(?:servicos?|internet|conexao|sinal|acesso|fornecimento)\b"#
    /// Looks back for the bank that books at once.
    private static let notOfBookings =
        #"(?<!\b(?:baixa|compensacao|liberacao|confirmacao|aprovacao|credito|compensa|cai|aparece|confirma|confirmado"#
        + #"|identificado|liberado|identifica|libera)\s{1,3}(?:(?:e|de|do|da|pix|quase|o)\s{1,3}){0,3})"#
}
