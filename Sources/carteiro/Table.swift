/// Rows of text under headings, in columns that are as wide as they must be.
struct Table {
    struct Column {
        var heading: String
        var isNumeric: Bool

        /// - Parameter isNumeric: whether it is aligned at its right side.
        init(_ heading: String, isNumeric: Bool = false) {
            self.heading = heading
            self.isNumeric = isNumeric
        }
    }

    /// One value; the colour is put on after the alignment.
    struct Cell {
        var text: String
        var paint: ((String) -> String)?

        /// - Parameter text: a dash stands for one that is not known.
        init(_ text: String?, paint: ((String) -> String)? = nil) {
            self.text = (text ?? "–").printable()
            self.paint = paint
        }
    }

    private let columns: [Column]
    private var rows: [[Cell]] = []

    init(_ columns: [Column]) {
        self.columns = columns
    }

    mutating func add(_ row: [Cell]) {
        rows.append(row)
    }

    /// The table's lines, headings first.
    func lines(_ style: Style) -> [String] {
        let widths = columns.indices.map { index in
            rows.map { $0[index].text.columns }.reduce(columns[index].heading.columns, max)
        }
        let headings = columns.map { Cell($0.heading, paint: style.dim) }
        return ([headings] + rows).map { line($0, widths) }
    }

    private func line(_ cells: [Cell], _ widths: [Int]) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() {
            let isLast = index == cells.count - 1
            let isNumeric = columns[index].isNumeric
            // No blanks at the end of a line.
            let text = isLast && !isNumeric ? cell.text : cell.text.padded(to: widths[index], onLeft: isNumeric)
            line += (cell.paint?(text) ?? text) + (isLast ? "" : "  ")
        }
        return line
    }
}
