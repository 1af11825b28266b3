/// Who sends: the `company` of the configuration, as customers read it.
package struct Company: Hashable, Sendable {
    /// The name people know, e.g. `Fibra Norte`.
    package var name: String
    /// `Fibra Norte Telecom Ltda`.
    package var legalName: String
    /// As it is to be printed: `11.222.333/0001-81`.
    package var cnpj: String
    /// One line. Messages that ask for money must carry it (CDC, art. 42-A).
    package var address: String
    /// Where a customer gets help: a telephone number or an address.
    package var contact: String
    /// When: `seg a sex, 8h às 18h`.
    package var hours: String
    package var site: String?

    package init(
        name: String, legalName: String, cnpj: String, address: String, contact: String, hours: String,
        site: String? = nil
    ) {
        self.name = name
        self.legalName = legalName
        self.cnpj = cnpj
        self.address = address
        self.contact = contact
        self.hours = hours
        self.site = site
    }
}
