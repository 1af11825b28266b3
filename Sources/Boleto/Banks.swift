/// The banks whose boletos Internet providers use.
enum Banks {
    /// The usual name behind a bank's three digits (COMPE); `nil` for one that is not in the list, which is no error.
    static func name(_ code: String) -> String? { names[code] }

    /// Checked against the list of guibranco/BancosBrasileiros of 2026-08-22; 356 and 399 are gone, their codes remain.
    private static let names = [
        "001": "Banco do Brasil", "004": "Banco do Nordeste", "021": "Banestes", "033": "Santander",
        "041": "Banrisul", "070": "BRB", "077": "Inter", "082": "Topázio", "084": "Sisprime", "085": "Ailos",
        "097": "Credisis", "099": "Uniprime", "104": "Caixa", "133": "Cresol", "136": "Unicred", "197": "Stone",
        "208": "BTG", "212": "Original", "218": "BS2", "237": "Bradesco", "260": "Nu", "274": "BMP",
        "290": "PagSeguro", "323": "Mercado Pago", "329": "QI", "336": "C6", "341": "Itaú", "356": "Real",
        "364": "Efí", "380": "PicPay", "383": "Ebanx", "399": "HSBC", "403": "Cora", "422": "Safra",
        "461": "Asaas", "633": "Rendimento", "637": "Sofisa", "655": "Votorantim", "707": "Daycoval",
        "745": "Citibank", "748": "Sicredi", "756": "Sicoob",
    ]
}
