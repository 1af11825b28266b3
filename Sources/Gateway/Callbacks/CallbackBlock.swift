/// What a block asks of a callback: the values of one place, and a test that one of them passes.
package struct CallbackCondition: Sendable {
    package var place: Extraction
    package var test: JSONCondition.Test

    package init(_ place: Extraction, _ test: JSONCondition.Test) {
        self.place = place
        self.test = test
    }
}

/// Where a moment stands, such as `json:timestamp as s`.
package struct MomentSource: Hashable, Sendable {
    package enum Unit: String, CaseIterable, Sendable {
        /// Unix seconds.
        case seconds = "s"
        /// Unix milliseconds.
        case milliseconds = "ms"
    }

    package var place: Extraction
    package var unit: Unit

    package init(place: Extraction, unit: Unit) {
        self.place = place
        self.unit = unit
    }

    /// Reads a place and its unit.
    ///
    /// - Throws: `GatewaySyntaxError` for anything else.
    package init(parsing text: String) throws(GatewaySyntaxError) {
        for unit in Unit.allCases where text.hasSuffix(" as \(unit.rawValue)") {
            let place = String(text.dropLast(" as \(unit.rawValue)".count))
            self.init(place: try Extraction(parsing: place, of: .callback), unit: unit)
            return
        }
        throw GatewaySyntaxError(
            "\(quoted(text)) does not say what its number counts",
            hint: "write \"json:timestamp as s\" for Unix seconds, \"as ms\" for milliseconds")
    }
}

/// What a block says of its matter: always the same word, or a value that the map knows. Other values say nothing.
package enum WordSource<Word: Sendable>: Sendable {
    case always(Word)
    /// The first place with a value that the map has counts.
    case mapped([Extraction], [String: Word])
}

/// `receipt:`: what became of messages.
package struct ReceiptBlock: Sendable {
    /// All of these hold.
    package var when: [CallbackCondition]
    /// Where its own parts stand in each part of the callback's; `nil`: each of those is one.
    package var each: JSONPath?
    /// All values of the first place that has any.
    package var id: [Extraction]
    package var ref: [Extraction]
    package var status: WordSource<ReceiptStatus>
    package var at: [MomentSource]
    package var addresses: [Extraction]
    /// What a failed one means, read as an answer's body; the endpoint's own rules come after these.
    package var rules: [ClassifyRule]

    package init(
        when: [CallbackCondition] = [], each: JSONPath? = nil, id: [Extraction] = [], ref: [Extraction] = [],
        status: WordSource<ReceiptStatus>, at: [MomentSource] = [], addresses: [Extraction] = [],
        rules: [ClassifyRule] = []
    ) {
        self.when = when
        self.each = each
        self.id = id
        self.ref = ref
        self.status = status
        self.at = at
        self.addresses = addresses
        self.rules = rules
    }
}

/// `inbound:`: what people write.
package struct InboundBlock: Sendable {
    package var when: [CallbackCondition]
    package var each: JSONPath?
    /// All values of all places: a number here and an opaque name there are the same person.
    package var from: [Extraction]
    /// The first place with a text.
    package var text: [Extraction]
    /// All conditions of any of these hold: it is none of ours.
    package var ignore: [[CallbackCondition]]
    package var id: [Extraction]
    package var at: [MomentSource]

    package init(
        when: [CallbackCondition] = [], each: JSONPath? = nil, from: [Extraction], text: [Extraction],
        ignore: [[CallbackCondition]] = [], id: [Extraction] = [], at: [MomentSource] = []
    ) {
        self.when = when
        self.each = each
        self.from = from
        self.text = text
        self.ignore = ignore
        self.id = id
        self.at = at
    }
}

/// `session:`: whether the gateway is connected.
package struct SessionBlock: Sendable {
    package var when: [CallbackCondition]
    package var each: JSONPath?
    /// `true`: it is up.
    package var status: WordSource<Bool>
    package var at: [MomentSource]

    package init(
        when: [CallbackCondition] = [], each: JSONPath? = nil, status: WordSource<Bool>, at: [MomentSource] = []
    ) {
        self.when = when
        self.each = each
        self.status = status
        self.at = at
    }
}

/// `opt_out:`: who is to be left alone.
package struct OptOutBlock: Sendable {
    package var when: [CallbackCondition]
    package var each: JSONPath?
    package var addresses: [Extraction]
    package var id: [Extraction]
    package var ref: [Extraction]
    package var at: [MomentSource]

    package init(
        when: [CallbackCondition] = [], each: JSONPath? = nil, addresses: [Extraction] = [], id: [Extraction] = [],
        ref: [Extraction] = [], at: [MomentSource] = []
    ) {
        self.when = when
        self.each = each
        self.addresses = addresses
        self.id = id
        self.ref = ref
        self.at = at
    }
}
