import Domain

extension LintRule {
    /// Shouting, alarm and irony.
    static let form: [LintRule] = [
        phrase(
            "E01", .warning, "capitals",
            #"\b[A-Z]{4,}(?:\s+[A-Z]{3,}){2,40}"#
                + #"|\b(?=(?:[A-Z]{1,20}[\s,]\s*){0,6}?[A-Z]{4,20}[\s,]\s*(?:[A-Z]{1,20}[\s,]\s*){0,6}?[A-Z]{4})"#
                + #"[A-Z]+(?:[\s,]\s*[A-Z]+){2,40}\b"#,
            ignoresCase: false,
            why: "a sentence in capitals is read as a shout",
            suggestion: "write as one speaks, for example \"Pague seu boleto\""),
        phrase(
            "E02", .warning, "alarm",
            #"[!?](?:\s*[!?])+|[\u26A0\U0001F6A8\u2757\u2755\u26D4\U0001F534\U0001F6D1\U0001F198]"#,
            why: "repeated marks and alarm signs make people anxious",
            suggestion: "one mark, or none: \"Podemos ajudar?\""),
        phrase(
            "E03", .warning, "hostile emoji",
            #"[\U0001F621\U0001F620\U0001F92C\U0001F46E\U0001F480\u2620\U0001F644\U0001F624\U0001F595\U0001F4A3]"#,
            why: "hostile or ironic",
            suggestion: "leave it out, or take a friendly one, as in \"Oi! 😊\""),
        phrase(
            "E04", .warning, "irony",
            anyOf(
                #"esquece(?:u|ram)\s+(?:de\s+pagar\s+)?(?:de\s+novo|novamente|outra\s+vez|mais\s+uma\s+vez)"#,
                #"mais\s+uma\s+vez,?\s+voces?"#, #"como\s+sempre"#, #"de\s+novo,?\s+sem\s+pagar"#,
                #"cade\s+[oa]s?\s+(?:seu\s+|meu\s+|nosso\s+)?(?:pagamentos?|dinheiro)"#),
            why: "mocks the customer",
            suggestion: "assume an oversight: \"imaginamos que tenha sido só um esquecimento\""),
    ].compactMap(\.self)

    /// Personal data, and what looks like a swindle.
    static let safety: [LintRule] = [
        phrase(
            "F01", .error, "personal data",
            #"\b\d{3}\.\d{3}\.\d{3}\s?[-\u2010-\u2015]\s?\d{2}\b|\bcpf\b[^\d\n{]{0,8}\d{11}\b"#
                + #"|\{\{\s*[{&#^]?\s*(?:[\w-]+\.){0,8}"#
                + #"(?:cpf(?:_cnpj|_completo|_cliente)?|rg|data_nascimento|nascimento|endereco_cliente|senha\w*"#
                + #"|customer\.document)\s*\}\}"#,
            why: "a full CPF, or data the message does not need; LGPD art. 6 III",
            suggestion: "leave it out; name the contract instead: \"contrato {{contrato}}\"",
            readsTagsAndLinks: true, hidesDigits: true),
        phrase(
            "F02", .warning, "link shortener",
            #"\b(?:bit\.ly|bitly\.com|bityli\.com|tinyurl\.com|tiny\.cc|is\.gd|cutt\.ly|encurtador\.com\.br|goo\.gl|ow\.ly"#
                + #"|rb\.gy|shorturl\.at|rebrand\.ly|buff\.ly|abre\.ai|encr\.pw|bit\.do)/"#
                + #"|(?<![\w.-])(?:www\.)?(?:t\.co|t\.ly|v\.gd)/"#,
            why: "looks like a swindle, and WhatsApp punishes it",
            suggestion: "use the company's own domain, for example \"{{link}}\"",
            readsTagsAndLinks: true),
        phrase(
            "F03", .warning, "words of swindlers",
            anyOf(
                #"cli(?:que|quem|ca|car|cando)\s+aqui"#, #"click\s+aqui"#,
                #"confirm(?:e|em|ar)\s+(?:os\s+)?seus?\s+dados"#,
                #"atualiz(?:e|em|ar)\s+(?:o\s+)?seu\s+cadastro"#, #"senhas?"#,
                #"codigos?\s+(?:que\s+(?:voce\s+)?)?(?:recebid[oa]s?|recebeu|enviad[oa]s?|enviamos)\s+por\s+sms"#),
            why: "people have learnt to distrust them, and report them",
            suggestion: "say what the link shows: \"veja a fatura em {{link}}\""),
    ].compactMap(\.self)
}
