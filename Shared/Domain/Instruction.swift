/// One line of the tick list on a disposisi sheet.
public struct Instruction: Hashable, Sendable, Codable, Identifiable {
    /// Unique in the list.
    public let id: Key<Instruction>
    /// As printed on the sheet.
    public let text: String
    /// The receiver has done enough by reading it.
    public let closesOnReading: Bool

    /// Takes one line of a list.
    public init(id: Key<Instruction>, text: String, closesOnReading: Bool = false) {
        self.id = id
        self.text = text
        self.closesOnReading = closesOnReading
    }

    /// The list in use where an agency has configured none of its own.
    public static let defaults: [Instruction] = [
        Instruction(id: "hadiri", text: "Hadiri/wakili"),
        Instruction(id: "pertimbangkan", text: "Pertimbangkan"),
        Instruction(id: "pedomani", text: "Pedomani"),
        Instruction(id: "beri-saran", text: "Beri saran"),
        Instruction(id: "koordinasikan", text: "Koordinasikan"),
        Instruction(id: "tindak-lanjuti", text: "Tindak lanjuti"),
        Instruction(id: "selesaikan", text: "Selesaikan"),
        Instruction(id: "siapkan", text: "Siapkan"),
        Instruction(id: "untuk-diketahui", text: "Untuk diketahui", closesOnReading: true),
        Instruction(id: "untuk-diproses", text: "Untuk diproses"),
        Instruction(id: "menghadap", text: "Menghadap"),
        Instruction(id: "laporkan-hasilnya", text: "Laporkan hasilnya"),
        Instruction(id: "pantau", text: "Pantau"),
        Instruction(id: "sampaikan-kepada-ybs", text: "Sampaikan kepada ybs."),
        Instruction(id: "agendakan", text: "Agendakan"),
        Instruction(id: "proses-lebih-lanjut", text: "Proses lebih lanjut"),
    ]
}
