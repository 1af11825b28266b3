import Foundation

/// What Python's `email` package, which knows nothing of ours, makes of a mail.
struct OracleMail: Decodable {
    struct File: Decodable {
        var name: String?
        var type: String
        /// Hexadecimal.
        var bytes: String
        var cid: String?
        var disposition: String?
    }

    /// By name; what is not ASCII decoded.
    var headers: [String: String]
    var from: [String]
    var to: [String]
    var text: String?
    var html: String?
    var files: [File]
    /// What the reader objects to.
    var defects: [String]
    /// Types of all parts, outermost first.
    var types: [String]

    /// - Parameter path: the file of a mail.
    static func read(_ path: String) throws -> OracleMail {
        let folder = try TemporaryFolder()
        let program = try Program(Requirement.python.path, ["-I", "-c", script, path], in: folder.path)
        try program.waitForSuccess()
        return try JSONDecoder().decode(OracleMail.self, from: Data(program.output.utf8))
    }

    private static let script = """
        import email, email.policy, json, sys
        mail = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
        def body(kind):
            part = mail.get_body((kind,))
            return None if part is None else part.get_content()
        files, defects = [], []
        for part in mail.walk():
            defects += [repr(d) for d in part.defects]
            for value in part.values():
                defects += [repr(d) for d in getattr(value, "defects", [])]
            if part.get_content_maintype() in ("text", "multipart"): continue
            files.append({"name": part.get_filename(), "type": part.get_content_type(), "cid": part["Content-ID"],
                          "bytes": part.get_content().hex(), "disposition": part.get_content_disposition()})
        def people(name):
            return [w for a in mail[name].addresses for w in (a.display_name, a.addr_spec)]
        print(json.dumps({"headers": {k: str(v) for k, v in mail.items()}, "from": people("From"), "to": people("To"),
                          "text": body("plain"), "html": body("html"), "files": files, "defects": defects,
                          "types": [p.get_content_type() for p in mail.walk()]}))
        """
}
