package import Domain

/// A phrase that a message must not have, or an element that it must have.
package struct LintRule: Hashable, Sendable {
    package enum Demand: Sendable {
        /// Each match is a problem.
        case forbids
        /// No match is a problem.
        case requires
    }

    /// How it is named in reports and exemptions: `A01`.
    package let id: String
    package let demand: Demand
    package var severity: Problem.Severity
    /// What is wrong, or what is missing, in few words; may be empty.
    package let category: String
    let pattern: LintPattern
    /// Why it is a problem, in few words.
    package let why: String
    /// What to write instead.
    package let suggestion: String?
    /// The kinds of message that may have the phrase, and those that need not have the element.
    package let allowedIn: Set<MessageKind>
    /// The channels the rule is for.
    package let channels: Set<Channel>

    /// Holds only where the template uses this variable; `nil`: always.
    private(set) var condition: TemplateVariable?
    /// Each of these parts is the element, whatever the text says.
    private(set) var fulfillingParts: Set<PartKind> = []
    /// Whether tags are read as they are written; otherwise each stands for an unknown word.
    let readsTags: Bool
    /// Whether addresses of links, which the reader of a page does not see, are read too.
    let readsLinks: Bool
    /// Whether only the elements of a page and their attributes are read, as `LintHTML.markup` writes them.
    private(set) var readsMarkup = false
    /// Whether the regulator demands the element of a notice that announces consequences.
    private(set) var isFormal = false
    /// What is quoted of a match has no digits.
    private(set) var hidesDigits = false

    /// A rule of the configuration.
    ///
    /// A rule whose expression has `\{` or `[{]` reads tags as they are written.
    ///
    /// - Parameters:
    ///   - pattern: a regular expression in the syntax of ICU.
    ///   - ignoresCase: default: true.
    ///   - allowedIn: default: none; a task never needs an element.
    /// - Throws: `LintRuleError` for an empty name and for an expression that is empty, wrong, or found in an empty
    ///   text.
    package init(
        id: String, demand: Demand = .forbids, severity: Problem.Severity = .error, category: String = "",
        pattern: String, ignoresCase: Bool = true, why: String = "", suggestion: String? = nil,
        allowedIn: Set<MessageKind> = [], channels: Set<Channel> = Set(Channel.allCases)
    ) throws(LintRuleError) {
        guard id.contains(where: { !$0.isWhitespace }) else {
            throw LintRuleError("a lint rule has no id", hint: "name it, for example, X01")
        }
        self.id = id
        self.demand = demand
        self.severity = severity
        self.category = category
        self.pattern = try LintPattern(pattern, ignoresCase: ignoresCase)
        self.why = why
        self.suggestion = suggestion
        // The customer does not read a task.
        self.allowedIn = demand == .requires ? allowedIn.union([.task]) : allowedIn
        self.channels = channels
        readsTags = demand == .requires || pattern.contains("\\{") || pattern.contains("[{]")
        readsLinks = true
    }

    /// Whether it is a phrase for a consequence, which only a notice may announce.
    var announcesConsequence: Bool { demand == .forbids && ["A08", "A09"].contains(id) }

    /// The rules that are always there, unless an exemption silences them.
    package static let standard: [LintRule] =
        threats + consequences + humiliation + intimidation + falseClaims + form + safety + requiredElements

    func concerns(_ kind: MessageKind, on channel: Channel) -> Bool {
        channels.contains(channel) && !allowedIn.contains(kind)
    }
}

extension LintRule {
    /// A phrase of the standard, by an expression for texts without accents; `nil` if that were malformed.
    static func phrase(
        _ id: String, _ severity: Problem.Severity, _ category: String, _ pattern: String, ignoresCase: Bool = true,
        why: String, suggestion: String, allowedIn: Set<MessageKind> = [], readsTagsAndLinks: Bool = false,
        hidesDigits: Bool = false, readsMarkup: Bool = false
    ) -> LintRule? {
        guard let pattern = LintPattern(standard: pattern, ignoresCase: ignoresCase) else { return nil }
        var rule = LintRule(
            id: id, demand: .forbids, severity: severity, category: category, standard: pattern, why: why,
            suggestion: suggestion, allowedIn: allowedIn, channels: Set(Channel.allCases),
            readsTagsAndLinks: readsTagsAndLinks)
        rule.hidesDigits = hidesDigits
        rule.readsMarkup = readsMarkup
        return rule
    }

    /// An element of the standard, by an expression for templates without accents; `nil` if that were malformed.
    static func element(
        _ id: String, _ category: String, _ pattern: String, why: String = "", suggestion: String,
        for kinds: Set<MessageKind>, on channels: Set<Channel>, where condition: TemplateVariable? = nil,
        or parts: Set<PartKind> = [], isFormal: Bool = false
    ) -> LintRule? {
        guard let pattern = LintPattern(standard: pattern, ignoresCase: true) else { return nil }
        var rule = LintRule(
            id: id, demand: .requires, severity: .warning, category: category, standard: pattern, why: why,
            suggestion: suggestion, allowedIn: Set(MessageKind.allCases).subtracting(kinds), channels: channels,
            readsTagsAndLinks: true)
        rule.condition = condition
        rule.fulfillingParts = parts
        rule.isFormal = isFormal
        return rule
    }

    private init(
        id: String, demand: Demand, severity: Problem.Severity, category: String, standard pattern: LintPattern,
        why: String, suggestion: String, allowedIn: Set<MessageKind>, channels: Set<Channel>, readsTagsAndLinks: Bool
    ) {
        self.id = id
        self.demand = demand
        self.severity = severity
        self.category = category
        self.pattern = pattern
        self.why = why
        self.suggestion = suggestion
        self.allowedIn = allowedIn
        self.channels = channels
        readsTags = readsTagsAndLinks
        readsLinks = readsTagsAndLinks
    }
}

/// Why a rule of the configuration cannot be used, in a sentence for the operator who wrote it.
package struct LintRuleError: Error, Hashable, Sendable, CustomStringConvertible {
    package var message: String
    /// What to write instead.
    package var hint: String?

    package init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }

    package var description: String { message }
}
