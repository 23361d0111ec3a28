import Domain

/// What a person signs with the internal key: a text that names the version, the task and the capacity, so that the signature fits nothing else.
public enum SignedStatement {
    /// The canonical text; its UTF-8 bytes are what Ed25519 signs. Lines end with a line feed, the last one too:
    ///
    ///     alur-tanda-tangan/1
    ///     case: <id>
    ///     task: <id>
    ///     document: <naskah>, or <naskah>/<member>
    ///     version: <figure>
    ///     hash: <hexadecimal>
    ///     agency: <agency>
    ///     position: <position>
    ///     nip: <NIP>
    ///     mandate: <plt, plh, pj, an or ub> <number of the decree>
    ///
    /// The line of the mandate is there only for who acts under one. No time is in it: the journal's is the time of signing.
    public static func text(task: Identifier, caseID: Identifier, document: DocumentVersion, by signer: Principal.Official) -> String {
        var text = """
            alur-tanda-tangan/1
            case: \(caseID)
            task: \(task)
            document: \(document.name.text)
            version: \(document.version)
            hash: \(document.hash)
            agency: \(signer.agency)
            position: \(signer.position)
            nip: \(signer.person)

            """
        if let mandate = signer.mandate { text += "mandate: \(mandate.kind.rawValue) \(mandate.decree)\n" }
        return text
    }
}
