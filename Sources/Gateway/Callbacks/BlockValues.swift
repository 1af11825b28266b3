import Domain

extension IncomingCallback {
    /// Whether all conditions hold.
    mutating func hold(_ conditions: [CallbackCondition], in element: JSON) -> Bool {
        for condition in conditions {
            guard holds(condition, in: element) else { return false }
        }
        return true
    }

    /// What a block says of its matter; `nil`: nothing that we know.
    mutating func word<Word>(of source: WordSource<Word>, in element: JSON) -> Word? {
        switch source {
        case .always(let word):
            return word
        case .mapped(let places, let map):
            for place in places {
                for value in values(of: place, in: element) {
                    if let word = value.scalarText.flatMap({ map[$0] }) { return word }
                }
            }
            return nil
        }
    }

    /// The first text that is not empty, whole.
    mutating func fullText(of places: [Extraction], in element: JSON) -> String? {
        for place in places {
            for value in values(of: place, in: element) {
                if let text = Extraction.text(of: value) { return text }
            }
        }
        return nil
    }

    /// The first moment that can be meant; `now` without any, and for one that has yet to come.
    mutating func moment(of sources: [MomentSource], in element: JSON, now: Timestamp) -> Timestamp {
        for source in sources {
            for value in values(of: source.place, in: element) {
                guard let text = value.scalarText, let moment = Self.moment(text, source.unit) else { continue }
                return min(moment, now)
            }
        }
        return now
    }

    private static func moment(_ text: String, _ unit: MomentSource.Unit) -> Timestamp? {
        guard text.utf8.count <= 32, let number = Double(text), number.isFinite, number > 0 else { return nil }
        // Beyond any moment that is meant, yet far from where a conversion would trap.
        let bounded = min(number, 1e14)
        switch unit {
        case .seconds: return Timestamp(milliseconds: Int64((bounded * 1000).rounded(.down)))
        case .milliseconds: return Timestamp(milliseconds: Int64(bounded.rounded(.down)))
        }
    }
}

extension CallbackCondition {
    /// With numbers and booleans as texts, where the place holds nothing else.
    func comparingTexts(_ isTextDocument: Bool) -> CallbackCondition {
        place.isText(isTextDocument) ? CallbackCondition(place, test.comparingTexts) : self
    }
}

extension ClassifyRule {
    func comparingTexts(_ isTextDocument: Bool) -> ClassifyRule {
        guard isTextDocument else { return self }
        var rule = self
        rule.when.json = rule.when.json.map { JSONCondition(path: $0.path, test: $0.test.comparingTexts) }
        return rule
    }
}

extension Conditions {
    /// Whether they ask for something, and for nothing but what a body holds.
    var isOfBody: Bool {
        transport.isEmpty && sent == nil && http.isEmpty && headers.isEmpty && body.isEmpty
            && !(json.isEmpty && text.isEmpty)
    }
}

extension Extraction {
    /// Whether its values are texts and nothing else.
    fileprivate func isText(_ isTextDocument: Bool) -> Bool {
        switch self {
        case .json, .root: isTextDocument
        case .header, .query, .form, .text, .smtp, .client, .matching: true
        }
    }
}

extension JSONCondition.Test {
    fileprivate var comparingTexts: JSONCondition.Test {
        switch self {
        case .equals(let wanted): .equals(wanted.asText)
        case .oneOf(let wanted): .oneOf(wanted.map(\.asText))
        case .exists, .range, .ranges, .regex, .type: self
        }
    }
}

extension JSON {
    fileprivate var asText: JSON { scalarText.map { .string($0) } ?? self }
}
