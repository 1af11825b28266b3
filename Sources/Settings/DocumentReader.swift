import Domain
import Policy

/// Reads `documents`: where the boletos' PDFs may come from.
struct DocumentReader {
    let report: Report
    let files: FileReading

    private static let known = ["application/pdf", "image/png", "image/jpeg"]

    func read(_ reader: MappingReader) -> DocumentRules {
        var rules = DocumentRules()
        guard let keys = reader.mapping("documents", .documents) else { return rules }
        if let path = keys.text("folder") {
            let folder = files.absolute(path)
            if !FileReading.isDirectory(folder) {
                keys.error("folder", "is \(quoted(path)), and there is no such folder", hint: "it holds the PDFs")
            }
            rules.folder = folder
        }
        rules.allowed = keys.texts("allow").compactMap { text, line in
            if let range = try? AddressRange(parsing: text) { return range }
            report.error(
                line, "\(keys.name(of: "allow")): \(quoted(text)) is no network",
                hint: "such as 10.0.5.0/24 or fd00::/8")
            return nil
        }
        if let size = keys.size("max_size") {
            if (1 << 10...64 << 20).contains(size) {
                rules.sizeLimit = Int(size)
            } else {
                keys.error("max_size", "is out of range", hint: "from 1KiB to 64MiB; gateways take a few megabytes")
            }
        }
        rules.timeoutMilliseconds = keys.duration("timeout", in: 1_000...600_000) ?? rules.timeoutMilliseconds
        let types = keys.texts("types").compactMap { text, line in
            if Self.known.contains(text) { return text }
            report.error(
                line, "\(keys.name(of: "types")): \(quoted(text)) is no type that is known",
                hint: "one of \(alternatives(Self.known))")
            return nil
        }
        if !types.isEmpty { rules.types = types }
        return rules
    }
}
