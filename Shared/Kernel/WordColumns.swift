import SQLite

/// Where words of cases or letters stand in a service's tables: all that a service says about destruction by law. The runtime does the rest.
public struct WordColumns: Sendable {
    let table: String
    private let columns: [String]
    private let subject: String
    let index: WordIndex?
    private let rows: SealedTable?

    /// Columns that are null once the words of their row's case or letter are destroyed.
    ///
    /// `subject` is SQL that gives the id of that case or letter for a row: a column, or a query by one. `index` is the index of words over the table,
    /// and `rows` is given where its rows bear a hash of themselves.
    public init(_ table: String, _ columns: [String], of subject: String, index: WordIndex? = nil, sealed rows: SealedTable? = nil) {
        self.table = table
        self.columns = columns
        self.subject = subject
        self.index = index
        self.rows = rows
    }

    /// Destroys the words of what the event at that place names.
    func erase(at place: Int64, _ tables: Tables) throws {
        let condition = "\(subject) IN (SELECT subject FROM destroyed WHERE place = ?1)"
        let change = "UPDATE \(table) SET \(columns.map { "\($0) = NULL" }.joined(separator: ", ")) WHERE \(condition)"
        // The index does not know its own words: it is told what it held, and then what it holds.
        try index?.remove(from: table, where: condition, place, tables)
        if let rows {
            try rows.change(where: condition, .integer(place), tables) { try tables.run(change, .integer(place)) }
        } else {
            try tables.run(change, .integer(place))
        }
        try index?.add(from: table, where: condition, place, tables)
    }
}

/// An index of words (FTS5) over a table's rows, which has no rows of its own.
public struct WordIndex: Sendable {
    let name: String
    private let row: String
    private let columns: String

    /// An index over these columns; `row` is the table's integer key.
    public init(_ name: String, row: String, columns: [String]) {
        self.name = name
        self.row = row
        self.columns = columns.joined(separator: ", ")
    }

    fileprivate func remove(from table: String, where condition: String, _ place: Int64, _ tables: Tables) throws {
        try tables.run(
            "INSERT INTO \(name)(\(name), rowid, \(columns)) SELECT 'delete', \(row), \(columns) FROM \(table) WHERE \(condition)", .integer(place))
    }

    fileprivate func add(from table: String, where condition: String, _ place: Int64, _ tables: Tables) throws {
        try tables.run("INSERT INTO \(name)(rowid, \(columns)) SELECT \(row), \(columns) FROM \(table) WHERE \(condition)", .integer(place))
    }

    /// Merges all parts of the index into one: what was taken out stands in the older parts until then.
    func merge(_ tables: Tables) throws { try tables.run("INSERT INTO \(name)(\(name)) VALUES('optimize')") }
}
