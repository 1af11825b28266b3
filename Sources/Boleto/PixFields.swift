/// The fields of a Pix code, found but not judged.
struct PixFields {
    let bytes: [UInt8]
    /// Whether there is a control character (C0, DEL, C1) in it.
    let hasControlCharacter: Bool
    /// In the order of the code; without those after the first structural fault.
    private(set) var fields: [TaggedField] = []
    /// The first structural fault.
    private(set) var structure: PixCodeError.Structure?
    /// Whether all of the outer list could be read, so that what is not there is missing.
    private(set) var isComplete = false

    /// How many of the fields 26 to 51 are Pix accounts.
    private(set) var accounts = 0
    private(set) var key: Range<Int>?
    private(set) var description: Range<Int>?
    /// The receiver's institution (ISPB), in codes to withdraw cash.
    private(set) var institution: Range<Int>?
    private(set) var url: Range<Int>?
    private(set) var recurrenceURL: Range<Int>?
    private(set) var txid: Range<Int>?
    private let isASCII: Bool

    init(_ text: String) {
        bytes = Array(text.utf8)
        var seen: UInt8 = 0
        var previous: UInt8 = 0
        var hasControlCharacter = false
        for byte in bytes {
            seen |= byte
            // In UTF-8, U+0080 to U+009F are C2 80 to C2 9F.
            if byte < 0x20 || byte == 0x7F || (previous == 0xC2 && byte < 0xA0) { hasControlCharacter = true }
            previous = byte
        }
        isASCII = seen < 0x80
        self.hasControlCharacter = hasControlCharacter
        fields.reserveCapacity(12)
        let list = read(bytes.indices)
        (fields, structure) = (list.fields, list.fault)
        isComplete = structure == nil
        for field in fields { readTemplate(field) }
    }

    /// The value of a field of the outer list.
    func top(_ tag: Int) -> Range<Int>? {
        fields.first { $0.tag == tag }?.value
    }

    func text(_ range: Range<Int>?) -> String? {
        range.map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    /// How many characters (Unicode scalars) a value has.
    func length(_ range: Range<Int>) -> Int {
        isASCII ? range.count : bytes[range].count { !$0.continuesCharacter }
    }

    private mutating func readTemplate(_ field: TaggedField) {
        switch field.tag {
        case 26...51: readAccount(field)
        case 62:
            let list = read(field.value)
            note(list.fault)
            txid = list.value(5)
        case 80...99:
            // What others put into theirs is not our concern.
            let list = read(field.value)
            guard recurrenceURL == nil, isPix(list) else { return }
            note(list.fault)
            recurrenceURL = list.value(25)
        default: break
        }
    }

    private mutating func readAccount(_ field: TaggedField) {
        let list = read(field.value)
        note(list.fault)
        guard isPix(list) else { return }
        accounts += 1
        guard accounts == 1 else { return }
        key = list.value(1)
        description = list.value(2)
        institution = list.value(3)
        url = list.value(25)
    }

    private mutating func note(_ fault: PixCodeError.Structure?) {
        if structure == nil { structure = fault }
    }

    private func isPix(_ list: FieldList) -> Bool {
        let name: StaticString = "br.gov.bcb.pix"
        guard let range = list.value(0), range.count == name.utf8CodeUnitCount else { return false }
        return range.enumerated().allSatisfy { index, place in
            let byte = bytes[place]
            let small = (0x41...0x5A).contains(byte) ? byte + 0x20 : byte
            return small == name.utf8Start[index]
        }
    }

    private struct FieldList {
        var fields: [TaggedField] = []
        var fault: PixCodeError.Structure?

        func value(_ tag: Int) -> Range<Int>? {
            fields.first { $0.tag == tag }?.value
        }
    }

    private func read(_ range: Range<Int>) -> FieldList {
        var list = FieldList()
        var reader = TagReader(bytes, range, isASCII: isASCII)
        do throws(PixCodeError.Structure) {
            while let field = try reader.next() { list.fields.append(field) }
        } catch {
            list.fault = error
        }
        return list
    }
}
