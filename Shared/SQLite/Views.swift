/// What may be asked of a database: queries, and nothing that writes. A view on a `Database`, which must outlive it; it stays on that database's thread.
public struct Reading {
    let connection: Connection

    /// Lets nothing that is asked in `body` take longer than that: a query under way then fails with SQLITE_INTERRUPT, which is no mistake of whoever asked.
    ///
    /// A snapshot that lasts keeps the log from being emptied, and the thread from answering others.
    public func within<Result>(milliseconds: Int64, _ body: () throws -> Result) rethrows -> Result {
        try connection.within(milliseconds: milliseconds, body)
    }

    /// The rows of a query, each made into a value by `read`. A statement that would write is refused.
    public func all<T>(_ sql: String, _ values: Value..., read: (borrowing Row) throws -> T) throws -> [T] {
        var found: [T] = []
        try connection.step(sql, values, readOnly: true) { row in
            found.append(try read(row))
            return true
        }
        return found
    }

    /// The first row of a query, or nil where there is none.
    public func first<T>(_ sql: String, _ values: Value..., read: (borrowing Row) throws -> T) throws -> T? {
        var found: T?
        try connection.step(sql, values, readOnly: true) { row in
            found = try read(row)
            return false
        }
        return found
    }

    /// The rows of a query, handed over one by one until `body` returns false.
    public func each(_ sql: String, _ values: [Value], _ body: (borrowing Row) throws -> Bool) throws {
        try connection.step(sql, values, readOnly: true, body)
    }

    /// Whether the query has any row.
    public func exists(_ sql: String, _ values: Value...) throws -> Bool {
        var found = false
        try connection.step(sql, values, readOnly: true) { _ in
            found = true
            return false
        }
        return found
    }

    /// The first column of the first row as an integer; nil where there is no row or it is null.
    public func integer(_ sql: String, _ values: Value...) throws -> Int64? {
        var found: Int64?
        try connection.step(sql, values, readOnly: true) { row in
            found = row.optionalInteger(0)
            return false
        }
        return found
    }
}

/// What a service's `apply` writes to: its own tables, inside the transaction of the batch.
public struct Tables {
    let connection: Connection

    /// The same tables, for asking only.
    public var reading: Reading { Reading(connection: connection) }

    /// Runs one statement with its values; rows it gives are passed over.
    public func run(_ sql: String, _ values: Value...) throws {
        try connection.step(sql, values, readOnly: false) { _ in true }
    }

    /// Runs one statement with as many values as it has placeholders; rows it gives are passed over.
    public func run(_ sql: String, all values: [Value]) throws {
        try connection.step(sql, values, readOnly: false) { _ in true }
    }

    /// Runs statements without values, such as a schema.
    public func execute(_ script: String) throws(SQLiteError) {
        try connection.execute(script)
    }
}
