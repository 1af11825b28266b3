/// The check digits of boleto codes, CPF and CNPJ.
///
/// The arguments are values, not characters: 0 to 9 for digits, 17 to 42 for the letters of a CNPJ. Weights run from
/// the right.
package enum CheckDigits {
    /// Modulus 10, which closes the fields of a bank's line and the blocks of some collection codes.
    ///
    /// Weights 2, 1, 2, 1…; the digits of each product are added.
    package static func modulus10(_ digits: ArraySlice<UInt8>) -> UInt8 {
        var sum = 0
        var weight = 2
        for digit in digits.reversed() {
            let product = Int(digit) * weight
            sum += product / 10 + product % 10
            weight = 3 - weight
        }
        return UInt8((10 - sum % 10) % 10)
    }

    /// Modulus 11 as a bank's boleto counts its general digit, which is never 0.
    ///
    /// Weights 2 to 9 over and over; 11 less the remainder, and 1 where that is 10 or 11
    /// (Carta-Circular BCB 2.926/2000).
    package static func bankModulus11(_ digits: ArraySlice<UInt8>) -> UInt8 {
        let difference = 11 - remainder11(digits, highestWeight: 9)
        return difference > 9 ? 1 : UInt8(difference)
    }

    /// Modulus 11 as collection codes, CPF and CNPJ count it.
    ///
    /// 0 for the remainders 0 and 1, otherwise 11 less the remainder.
    /// - Parameter highestWeight: after which the weights begin at 2 again (default: 9; a CPF has no such limit).
    package static func modulus11(_ values: ArraySlice<UInt8>, highestWeight: Int = 9) -> UInt8 {
        let remainder = remainder11(values, highestWeight: highestWeight)
        return remainder < 2 ? 0 : UInt8(11 - remainder)
    }

    private static func remainder11(_ values: ArraySlice<UInt8>, highestWeight: Int) -> Int {
        var sum = 0
        var weight = 2
        for value in values.reversed() {
            sum += Int(value) * weight
            weight = weight == highestWeight ? 2 : weight + 1
        }
        return sum % 11
    }
}
