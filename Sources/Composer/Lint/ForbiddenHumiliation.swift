import Domain

extension LintRule {
    /// Words that shame, and exposure to others.
    static let humiliation: [LintRule] = [
        phrase(
            "B01", .error, "insulting label",
            // The plural of golpista stays out: honest messages warn of swindlers.
            anyOf(
                #"calot(?:es?|eir[oa]s?|ear|eando|eou)"#, #"ma(?:u|us|l|is)[\s-]+pagador(?:a|es|as)?"#,
                #"ma[\s-]+pagadora"#, #"devedor(?:a|es|as)?"#, #"inadimplentes?"#, #"velhac[oa]s?"#,
                #"trambiqueir[oa]s?"#, #"golpista"#, #"pilantras?"#, #"picaretas?"#, #"vagabund[oa]s?"#),
            why: "exposes and humiliates, CDC art. 42",
            suggestion: "speak of the invoice, not of the person: \"a fatura de {{mes_ref}} está em aberto\""),
        phrase(
            "B02", .error, "judgement of the person",
            anyOf(
                #"vergonhas?"#, #"vergonhos[oa]s?"#, #"envergonh\w*"#,
                #"falta\s+de\s+(?:carater|respeito|compromisso|palavra|vergonha)"#,
                #"irresponsave(?:l|is)"#, #"irresponsabilidade"#, #"desonest[oa]s?"#, #"desonestidade"#,
                #"caras?[\s-]+de[\s-]+pau"#, #"enrolad[oa]s?"#, #"enrolando"#, #"enrolac(?:ao|oes)"#,
                #"desculpas?\s+esfarrapadas?"#, #"(?:que|muito)\s+(?:coisa\s+)?fei[oa]"#),
            why: "a reminder does not judge",
            suggestion: "assume an oversight: \"imaginamos que tenha sido só um esquecimento\""),
        phrase(
            "B03", .error, "moral lesson",
            anyOf(
                #"tom(?:e|em|ar)\s+vergonha"#,
                #"honr(?:e|em|ar|ando)\s+(?:com\s+)?(?:os\s+|o\s+|a\s+)?(?:seus?|sua)\s+(?:compromissos?|palavra|dividas?)"#,
                #"cumpr(?:a|am|ir)\s+(?:com\s+)?(?:as?\s+)?suas?\s+obrigac(?:ao|oes)"#,
                #"quem\s+deve,?\s+(?:tem\s+(?:que|de)\s+)?pagar?"#, #"pague\s+o\s+que\s+deve"#),
            why: "lectures the customer",
            suggestion: "thank and help: \"contamos com você; se precisar, combinamos outra data\""),
        phrase(
            "B04", .error, "exposure to others",
            anyOf(
                #"(?:vamos|iremos|podemos|poderemos)\s+(?:avisar|ligar\s+para|contatar|procurar|falar\s+com)\s+"#
                    + #"(?:os?\s+|as?\s+|aos?\s+)?(?:seus?|suas?)?\s*\#(others)"#,
                #"(?:vamos|iremos|podemos|poderemos|teremos\s+(?:que|de)|temos\s+(?:que|de))\s+"#
                    + #"(?:avisar|ligar\s+(?:para|pra|pro)|contatar|procurar|falar\s+com|comunicar|informar|notificar"#
                    + #"|contar\s+(?:para|pra|a)|cobrar(?:\s+d[oae])?)\s+(?:os?\s+|as?\s+|aos?\s+)?(?:seus?|suas?)\s+"#
                    + #"\#(others)"#,
                #"(?:avisaremos|ligaremos\s+para|contataremos|procuraremos|falaremos\s+com|comunicaremos|informaremos"#
                    + #"|notificaremos|cobraremos\s+(?:d[oae]\s+)?)\s*(?:os?\s+|as?\s+|aos?\s+)?(?:seus?|suas?)\s+\#(others)"#,
                #"(?:\#(yours)|todo\s+mundo|todos)\s+(?:(?:tambem|ainda|logo)\s+)?"#
                    + #"(?:(?:vao|vai|irao|ira)\s+(?:saber|descobrir|ficar\s+sabendo)|saberao|sabera|descobrirao|descobrira)"#
                    + #"(?!\s+(?:mais|como|onde|escolher)\b)(?!\s+(?:\w+\s+){0,4}\#(news))"#,
                #"\#(yours)\s+(?:serao|sera|vao\s+ser|vai\s+ser)\s+(?:avisad|informad|comunicad|cobrad|procurad)[oa]s?"#,
                #"o\s+que\s+(?:vao|irao|vai|ira)\s+(?:pensar|dizer|achar)\s+\#(yours)"#,
                #"o\s+que\s+\#(yours)\s+(?:vao|irao|vai|ira)\s+(?:pensar|dizer|achar)"#),
            why: "a debt is nobody else's business, CDC art. 42",
            suggestion: "write to the customer alone: \"fale com a gente: {{canal}}\""),
        phrase(
            "B05", .error, "public exposure",
            #"\b(?:divulg(?:ar|aremos|ad[oa]s?|ando)|public(?:ar|aremos|ad[oa]s?|ando)|exp(?:or|oremos|ost[oa]s?|ondo))\b"#
                + #"(?:[^\n]|\n(?!\n)){0,25}?\b\#(secrets)|\b(?:listas?\s+de|mural|murais|grupos?)\b.{0,25}?\b\#(secrets)"#,
            why: "exposes the customer in public, CDC art. 42",
            suggestion: "leave it out; the invoice is between the customer and the company: \"só você recebe esta "
                + "mensagem\""),
        phrase(
            "B06", .warning, "hard word",
            anyOf(
                // "Divida em 3 vezes" is an offer, "sua dívida em 3 vezes" is not.
                #"dividas"#, #"divida(?!\s+(?:em|por)\s+(?:ate\s+)?\d)"#,
                #"(?<=\b(?:a|da|na|sua|tua|essa|esta|uma|minha|toda)\s{1,3})divida"#,
                #"inadimplencias?"#, #"cobrancas?"#, #"cobrar"#, #"cobraremos"#, #"cobrando"#, #"atrasad[oa]s?"#,
                #"pendencias?\s+financeiras?"#),
            why: "and others may see the notification on a locked screen",
            suggestion: "better \"fatura em aberto\", \"mensalidade\", \"lembrete\""),
    ].compactMap(\.self)

    private static let yours =
        #"(?:(?:os|as|tod[oa]s?)\s+){0,2}(?:seus?|suas?|os|as|a)\s+\#(others)(?:\s+inteira|\s+toda)?"#
    /// What others may well hear of.
    private static let news =
        #"(?:promoc(?:ao|oes)|ofertas?|fibra|internet|novidades?|indicac(?:ao|oes)|descontos?|beneficios?|planos?)\b"#
    private static let others =
        #"(?:vizinh\w*|patr(?:ao|oa|oes|oas)|chefes?|empresas?|familia|familiares|parentes?|espos[oa]s?|marido|mulher"#
        + #"|conjuge|mae|pais?|filh[oa]s?|amig[oa]s|colegas?|fiador\w*|avalistas?|empregador\w*|trabalho)"#
    private static let secrets =
        #"(?:nomes?|dividas?|debitos?(?!\s+automatico)|devedor\w*|inadimplentes?"#
        + #"|clientes?\s+em\s+(?:atraso|aberto))\b"#
}
