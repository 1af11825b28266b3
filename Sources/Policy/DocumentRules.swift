package import Domain

/// Where documents may come from, and how much of them.
package struct DocumentRules: Hashable, Sendable {
    /// Absolute path of the folder below which `pdf_path` leads; `nil`: there is none.
    package var folder: String?
    /// Networks that documents may be fetched from although they are not public.
    package var allowed: [AddressRange]
    /// In bytes (default 5 MiB).
    package var sizeLimit: Int
    /// How long a fetch may take, in milliseconds (default 30 s).
    package var timeoutMilliseconds: Int64
    /// Media types (default `application/pdf`).
    package var types: [String]

    package init(
        folder: String? = nil, allowed: [AddressRange] = [], sizeLimit: Int = 5 << 20,
        timeoutMilliseconds: Int64 = 30_000, types: [String] = ["application/pdf"]
    ) {
        self.folder = folder
        self.allowed = allowed
        self.sizeLimit = sizeLimit
        self.timeoutMilliseconds = timeoutMilliseconds
        self.types = types
    }
}
