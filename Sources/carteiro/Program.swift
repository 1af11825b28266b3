/// What this program is called.
enum Program {
    static let name = "carteiro"
    static let version = Version.text
}
