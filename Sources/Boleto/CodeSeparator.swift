extension Unicode.Scalar {
    /// Whether it only parts the digits of a code: blanks and line ends of every kind, dots, hyphens, dashes, and the
    /// invisible marks that come along when text is copied.
    var isCodeSeparator: Bool {
        switch self {
        case " ", ".", "-", "\t"..."\r", "\u{85}", "\u{A0}", "\u{AD}": true
        case "\u{1680}", "\u{180E}", "\u{2000}"..."\u{2015}", "\u{2028}"..."\u{202F}", "\u{205F}"..."\u{2064}",
            "\u{2066}"..."\u{2069}", "\u{2212}", "\u{3000}", "\u{FEFF}":
            true
        default: false
        }
    }
}
