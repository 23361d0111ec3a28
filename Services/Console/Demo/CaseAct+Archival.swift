import Client
import Domain
import Protocol

extension CaseAct {
    /// Sends to every receiver, and the first time a tembusan to somebody the SOP does not name; where there are several addressees, the last one is
    /// not reached the first time.
    func dispatch() throws {
        let addressees = task.addressees.map { $0 ?? outsideName }
        let added = play.tally.tembusan == 0 ? ["CONTOH Penerima Tembusan"] : nil
        let tembusan = (task.tembusan ?? []).map(\.name) + (added ?? [])
        let misses = addressees.count > 1 && play.tally.failedDeliveries == 0
        var deliveries: [DispatchDocument.Delivery] = []
        for (index, name) in (addressees + tembusan).enumerated() {
            if misses, index == addressees.count - 1 {
                deliveries.append(DispatchDocument.Delivery(receiver: index, outcome: .gagal, reason: papers.sentence(.failedDelivery)))
                play.tally.failedDeliveries += 1
                continue
            }
            let receipt = try put(.receipt, into: .archival, ["kepada": name, "penerima": "Penerima surat \(name)"]).file
            deliveries.append(
                DispatchDocument.Delivery(receiver: index, outcome: .sampai, receivedBy: "Penerima surat \(name)", at: office.today, proof: receipt))
        }
        try performer.give(DispatchDocument(task: task.task, deliveries: deliveries, tembusan: added), to: .archival)
        play.tally.tembusan += tembusan.count
    }

    func recordGathering() throws {
        let proof = try put(.outsideProof, into: .archival, ["tindakan": "himpun"]).file
        try performer.give(RecordGathering(task: task.task, proof: proof, note: "Surat tanda penghimpunan dari \(outsideName)."), to: .archival)
    }

    /// Files into the case's berkas, which the first filing opens, and waits until the archive has sealed it.
    func file() throws {
        var order = FileDocument(task: task.task, note: "CONTOH")
        if let berkas = play.berkas {
            order.berkas = berkas
        } else {
            guard let classification = task.classification ?? office.organisation.classifications.first?.code else {
                throw DemoFailure("\(office.agency.id): there is no classification to file under")
            }
            let location = BerkasWords.Location(ruang: "Ruang arsip", lemari: "1", boks: "CONTOH", folder: nil)
            order.opening = OpenBerkas(classification: classification, title: "CONTOH \(play.sop.title)", location: location)
        }
        let accepted = try performer.give(order, to: .archival)
        if let opened = try accepted.first(BerkasOpened.self) { play.berkas = opened.berkas }
        if try accepted.first(ArchiveSealed.self) == nil { try play.troupe.seals.wait(for: task.task) }
    }
}
