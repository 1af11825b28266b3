import Domain

extension LintRule {
    /// Intimidation at the door, and equipment.
    static let intimidation: [LintRule] = [
        phrase(
            "C01", .error, "physical intimidation",
            anyOf(
                #"visitas?\s+(?:ao?|na|em|no)\s+(?:seu|sua)\s*(?:endereco|casa|trabalho|residencia)"#,
                #"(?:vamos|iremos)\s+ate\s+(?:ai|(?:a\s+)?sua\s+casa|voces?|o\s+seu\s+(?:trabalho|endereco)|seu\s+trabalho)"#,
                #"sabemos\s+onde\s+(?:voces?|o\s+senhor|a\s+senhora)\s+(?:mora|moram|trabalha|trabalham|vive)"#,
                #"(?:recolh|retir|tir|tom)\w+\s+(?:[oa]s?\s+|seus?\s+|nossos?\s+)*"#
                    + #"(?:(?:equipamentos?|aparelhos?|modem|roteador)\s+)?a\s+forca"#),
            why: "frightens, CDC art. 71",
            suggestion: "offer a talk: \"podemos conversar por aqui: {{canal}}\""),
        phrase(
            "C02", .warning, "equipment, a matter of rescission",
            #"\b(?:recolh(?:er|eremos|era|ido|imento)|retir(?:ar|aremos|ara|ada)|devolv(?:er|a|am|ido)|devolucao)\b"#
                + #"(?:[^\n]|\n(?!\n)){0,20}?\b(?:equipamentos?|modems?|modens|roteador(?:es)?|onus?|comodato)\b"#,
            why: "has no place in a reminder",
            suggestion: "leave it out; in a reminder speak of how to pay: \"o Pix e o boleto vão a seguir\"",
            allowedIn: [.notice]),
    ].compactMap(\.self)

    /// What is false, or against the law.
    static let falseClaims: [LintRule] = [
        phrase(
            "D01", .error, "false statement",
            anyOf(
                #"isent[oa]s?\s+de\s+juros,?\s+(?:so|somente|apenas)\s+hoje"#, #"perdao\s+total"#,
                #"dividas?\s+(?:que\s+)?(?:so\s+)?cresce(?:m)?\s+(?:todo|a\s+cada|cada)\s+dia"#,
                #"juros\s+abusivos?"#),
            why: "deceives or frightens",
            suggestion: "give the figures: \"multa R$ {{multa}}, juros R$ {{juros}}, total R$ {{valor_atualizado}}\""),
        phrase(
            "D02", .error, "fine above the legal limit",
            #"\bmultas?(?:\s+(?:contratual|moratoria|fixa|unica|maxima|por\s+atraso|no\s+valor|no\s+percentual|de|ate|e\s+de)"#
                + #"\b|\s*[:=(]){0,4}\s*\#(notUpTo2)\#(percentage)"#
                + #"|\b\#(notUpTo2)\#(percentage)\s*(?:de\s+|a\s+titulo\s+de\s+|\(\s*)multa\b"#
                + #"|\bmultas?(?:\s+\w+){0,2}\s+de\s+(?:tres|quatro|cinco|seis|sete|oito|nove|dez|doze|quinze|vinte|trinta)"#
                + #"\s+por\s+cento"#,
            why: "at most 2 %, CDC art. 52 § 1",
            suggestion: "let it be computed: \"multa de {{multa_percentual}}%\""),
        phrase(
            "D03", .error, "interest above the legal limit",
            #"\b\#(interest)\#(notUpTo1)\#(percentage)\s*\#(aMonth)"#
                + #"|\b\#(interest)(?!0*[,.]0(?:[0-2]\d*|3(?:[0-3]\d*)?)?\s*\#(percent))"#
                + #"(?!0+\s*\#(percent))\#(percentage)\s*(?:ao\s+dia|a\.?\s?d\b|por\s+dia|diarios?|/\s*dia)"#
                + #"|\b\#(notUpTo1)\#(percentage)\s*de\s+juros(?:\s+\w+)?\s+\#(aMonth)"#
                + #"|\b\#(notUpTo1)\#(percentage)\s*\#(aMonth)\s+de\s+juros\b"#,
            why: "at most 1 % a month",
            suggestion: "let it be computed: \"juros de 1% ao mês, proporcionais aos dias: R$ {{juros}}\""),
        phrase(
            "D04", .error, "disputed charge",
            anyOf(
                #"(?<!\bsem\s)(?<!\bsem\snenhuma\s)(?<!\bsem\squalquer\s)(?:taxas?|tarifas?)\s+(?:d[eao]s?|para|por)\s+"#
                    + #"(?:religac(?:ao|oes)|religamento|reativac(?:ao|oes)|reconexao|desbloqueios?|cobrancas?|boletos?"#
                    + #"|emiss(?:ao|oes)|segunda\s+via)"#),
            why: "such charges are contested; ask a lawyer first",
            suggestion: "name invoice, fine and interest alone: \"total em {{data_calculo}}: R$ {{valor_atualizado}}\""),
    ].compactMap(\.self)

    private static let percent = #"(?:%|por\s+cento)"#
    private static let percentage = #"\d{1,6}(?:[,.]\d{1,6})?\s*\#(percent)"#
    private static let notUpTo2 = #"(?<![\d,.])(?!0*[01](?:[,.]\d+)?\s*\#(percent))(?!0*2(?:[,.]0+)?\s*\#(percent))"#
    private static let notUpTo1 = #"(?<![\d,.])(?!0+(?:[,.]\d+)?\s*\#(percent))(?!0*1(?:[,.]0+)?\s*\#(percent))"#
    private static let interest =
        #"juros(?:\s+(?:de|ate|mora|moratorios?|compensatorios?|contratua(?:l|is)|por\s+atraso)\b|\s*[:=(]){0,4}\s*"#
    private static let aMonth = #"(?:ao\s+m\w*|a\.\s?m|am\b|por\s+mes|mensa(?:l|is)|/\s*mes)"#
}
