/// A name that may end in `?`: what it names is left out as a whole when a variable inside has no value.
struct MarkedName {
    var name: String
    var isOptional: Bool

    init(_ written: String) {
        isOptional = written.hasSuffix("?")
        name = isOptional ? String(written.dropLast()) : written
    }
}

extension TemplateReader {
    /// A name and whether it ends in `?`; `nil` if there is nothing before that.
    func marked(_ member: ConfigMember, at place: String) -> MarkedName? {
        let marked = MarkedName(member.key)
        guard marked.isOptional, marked.name.isEmpty else { return marked }
        report.error(
            member.keyLine, "\(name(place)) has a name that is nothing but `?`",
            hint: "the `?` follows the name of what may be left out")
        return nil
    }
}
