import Domain

/// A callback whose parts are read when something first asks for them, and then only once.
struct IncomingCallback {
    /// A longer body is not understood, in bytes: the largest batch that a known gateway sends is 3 MiB.
    static let longestBody = 4 << 20
    /// More values of one place are left out.
    private static let mostValues = 1000
    /// A body that has to be read before anything is verified may be so long, in bytes.
    static let longestUnverified = 1 << 20
    /// As much of a body is searched by expressions, as of an answer's.
    private static let searched = 65_536

    let request: CallbackRequest
    private let decoding: CallbackDecoding
    /// What was found at places that are the same for every part of the callback.
    private var shared: [Extraction: [JSON]] = [:]

    init(_ request: CallbackRequest, decoding: CallbackDecoding) {
        self.request = request
        self.decoding = decoding
    }

    private(set) lazy var query = FormFields(request.query.utf8)
    private(set) lazy var form = FormFields(request.body)
    private lazy var text = String(decoding: request.body.prefix(Self.searched), as: UTF8.self)

    /// The document, or a sentence that says why there is none.
    private(set) lazy var document: Result<JSON, GatewaySyntaxError> = {
        guard request.body.count <= Self.longestBody else {
            return .failure(GatewaySyntaxError("the body is too long"))
        }
        switch decoding {
        case .json:
            return Self.json(request.body, in: "the body")
        case .form:
            guard let form else { return .failure(GatewaySyntaxError("the form has too many fields")) }
            return .success(form.json)
        case .query:
            guard let query else { return .failure(GatewaySyntaxError("the query has too many parameters")) }
            return .success(query.json)
        case .formJSON(let field):
            guard let form else { return .failure(GatewaySyntaxError("the form has too many fields")) }
            guard let text = form.bytes(of: field) else {
                return .failure(GatewaySyntaxError("the form has no field \(quoted(field))"))
            }
            return Self.json(text, in: "the field \(quoted(field))")
        case .jsonString(let path):
            return Self.json(request.body, in: "the body").flatMap { outer in
                guard let text = path.first(in: outer)?.string else {
                    return .failure(GatewaySyntaxError("the body has no text where the JSON should stand"))
                }
                return Self.json(Array(text.utf8), in: "the text in the body")
            }
        }
    }()

    private static func json(_ bytes: [UInt8], in place: String) -> Result<JSON, GatewaySyntaxError> {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        do throws(JSONError) {
            return .success(try JSON.parse(bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes))
        } catch {
            return .failure(GatewaySyntaxError("\(place) is not JSON: \(error)"))
        }
    }

    // MARK: - Values

    /// The values of a place, in the order written.
    ///
    /// - Parameter element: the part of the document that `json` is about.
    mutating func values(of place: Extraction, in element: JSON) -> [JSON] {
        if place.isAboutElement { return read(place, in: element) }
        if let known = shared[place] { return known }
        let values = read(place, in: .null)
        shared[place] = values
        return values
    }

    private mutating func read(_ place: Extraction, in element: JSON) -> [JSON] {
        switch place {
        case .json(let path): return path.values(in: element, limit: Self.mostValues)
        case .root(let path): return (try? document.get()).map { path.values(in: $0, limit: Self.mostValues) } ?? []
        case .header(let name): return request.header(name).map { [.string($0)] } ?? []
        case .query(let name): return query?.value(of: name).map { [.string($0)] } ?? []
        case .form(let name): return form?.value(of: name).map { [.string($0)] } ?? []
        case .text(let pattern): return pattern.firstGroup(in: text).map { [.string($0)] } ?? []
        case .matching(let place, let pattern):
            return values(of: place, in: element).compactMap { value in
                value.scalarText.flatMap { pattern.firstGroup(in: $0) }.map { .string($0) }
            }
        case .client, .smtp: return []
        }
    }

    /// The texts of the first place that has any, each of them once.
    mutating func texts(of places: [Extraction], in element: JSON) -> [String] {
        for place in places {
            let found = values(of: place, in: element).compactMap { Extraction.text(of: $0) }
            if !found.isEmpty { return Self.once(found) }
        }
        return []
    }

    /// The texts of all places, each of them once.
    mutating func allTexts(of places: [Extraction], in element: JSON) -> [String] {
        var found: [String] = []
        for place in places { found += values(of: place, in: element).compactMap { Extraction.text(of: $0) } }
        return Self.once(found)
    }

    private static func once(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.map { Extraction.shortened($0) }.filter { seen.insert($0).inserted }
    }

    mutating func holds(_ condition: CallbackCondition, in element: JSON) -> Bool {
        let passes: Bool
        if case .json(let path) = condition.place {
            passes = path.contains(in: element, where: condition.test.passes)
        } else {
            passes = values(of: condition.place, in: element).contains(where: condition.test.passes)
        }
        return passes != condition.test.isNegated
    }
}

extension Extraction {
    /// Whether the place may hold something else in another part of one callback.
    fileprivate var isAboutElement: Bool {
        switch self {
        case .json: true
        case .matching(let place, _): place.isAboutElement
        case .root, .header, .query, .form, .text, .smtp, .client: false
        }
    }
}

extension JSONPath {
    /// The values at the path, in the order written, not more than so many.
    func values(in json: JSON, limit: Int) -> [JSON] {
        var found: [JSON] = []
        _ = contains(in: json) { value in
            if found.count < limit { found.append(value) }
            return found.count == limit
        }
        return found
    }
}
