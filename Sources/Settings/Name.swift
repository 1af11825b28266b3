/// What endpoints, routes, secrets and parameters may be called.
enum Name {
    static let hint = "use up to 64 letters, digits, \"-\" and \"_\""

    static func isValid(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
                default: false
                }
            }
    }
}
