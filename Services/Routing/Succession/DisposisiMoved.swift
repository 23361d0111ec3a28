import Kernel
import Protocol
import SQLite

func disposisiMoved(_ event: Recorded<DisposisiMoved>, _ tables: Tables) throws {
    let body = event.body
    let (id, position) = (Value.text(body.disposisi.description), Value.text(body.position.text))
    try tables.run(
        "INSERT OR IGNORE INTO disposisi_passed SELECT sheet, position, id FROM disposisi WHERE id = ? AND position != ?", id, position)
    try tables.run(
        "UPDATE disposisi SET since = CASE WHEN position = ?1 THEN since ELSE ?2 END, position = ?1, vacant = ?3 WHERE id = ?4", position,
        .integer(event.header.time.milliseconds), .text(body.vacant?.text), id)
}
