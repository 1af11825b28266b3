import Domain

extension LintRule {
    /// Shouting, alarm and irony.
    static let form: [LintRule] = [
        phrase(
            "E01", .warning, "capitals",
            #"\b\#(notCompany)[A-Z]{4,}(?:\s+[A-Z]{3,}){2,40}"#
                + #"|\b\#(notCompany)(?=(?:[A-Z]{1,20}[\s,]\s*){0,6}?[A-Z]{4,20}[\s,]\s*(?:[A-Z]{1,20}[\s,]\s*){0,6}?[A-Z]{4})"#
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
                #"atualiz(?:e|em|ar)\s+(?:o\s+)?seu\s+cadastro"#, #"senhas?\#(notWarned)"#,
                #"codigos?\s+(?:que\s+(?:voce\s+)?)?(?:recebid[oa]s?|recebeu|enviad[oa]s?|enviamos)\s+por\s+sms"#),
            why: "people have learnt to distrust them, and report them",
            suggestion: "say what the link shows: \"veja a fatura em {{link}}\""),
        phrase(
            "F04", .error, "active content",
            #"<(?:script|iframe|frame|object|embed|applet|form)\b|<[\w:-]{1,20} (?:on\w{2,30}="#
                + #"|[\w:-]{1,30}=\s*(?:javascript|vbscript)\s*:)"#,
            why: "mail programs drop it, or take it for an attack",
            suggestion: "leave it out; a link does it: \"<a href=\\\"{{link}}\\\">Pagar</a>\"", readsMarkup: true),
        phrase(
            "F05", .warning, "picture or style from elsewhere",
            #"<(?!a |area )[\w:-]{1,20} (?:src|srcset|background|poster|data)=\s*\#(elsewhere)"#
                + #"|<(?:link|image) (?:xlink:)?href=\s*\#(elsewhere)"#
                + #"|\burl\(\s*["']?\s*\#(elsewhere)|@import\s*["']\s*\#(elsewhere)"#,
            why: "tells its owner who read the mail and when",
            suggestion: "leave it out, or let the text do it: \"{{empresa}}\"", readsMarkup: true),
    ].compactMap(\.self)

    private static let elsewhere = #"(?:https?:)?//"#
    /// Looks back for the advice never to tell a password.
    private static let notWarned =
        #"(?<!\bsem\s{1,3}senhas?)(?<!\b(?:nunca|nao|jamais|nem)\s{1,3}(?:\w{1,12}\s{1,3}){0,3}"#
        + #"(?:ped(?:imos|e|em|iremos|ira)|pedir|solicit\w{1,8}|exig\w{1,6}|precis\w{1,6}|inform\w{1,6}|envi\w{1,6}|pass\w{1,6}"#
        + #"|compartilh\w{1,6}|divulg\w{1,6}|diga|digite|fornec\w{1,6})\b[^.!?:;\n]{0,40}\bsenhas?)"#
    /// Looks ahead for a company's name, which registers write in capitals and end in its legal form.
    private static let notCompany =
        #"(?!(?:(?!PAG|SEU|SUA|VOCE|NAO\b|NOS\b|URG|ULTIM|BOLETO|FATURA|CONTA\b|DIVIDA|AVISO)[A-Z0-9&.'-]{1,30},?\s+){0,7}"#
        + #"(?:(?:-\s+)?(?:LTDA|S\.?/?A|M\.?E|EPP|EIRELI)\b\.?\s*){1,2}(?!\s*(?!CNPJ)[A-Z]{2}))"#
}
