/// The version of this program, as `--version` and the `User-Agent` of every request say it.
enum Version {
    static let text = "0.1.0"
}
