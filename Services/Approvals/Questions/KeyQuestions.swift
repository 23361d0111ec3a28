import Kernel
import Protocol
import SQLite

func listKeys(_ query: ListKeys, _ question: Question) throws -> ListKeys.Answer {
    let keys = try question.reading.all(
        "SELECT key, hash, registered, revoked FROM signkey WHERE nip = ? ORDER BY place LIMIT ?", .text(query.nip), .integer(Limits.pageRows)
    ) { ListKeys.Row(publicKey: $0.text(0), keyHash: $0.text(1), registered: $0.integer(2), revoked: $0.optionalInteger(3)) }
    return ListKeys.Answer(keys: keys)
}
