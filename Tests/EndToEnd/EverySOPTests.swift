import Domain
import Linux
import Protocol
import Testing

/// The play of the whole catalogue, as the demo's process tells of it.
@Suite(.serialized) struct EverySOPTests {
    /// What the demo's last line says; other keys are for people.
    private struct Totals: Decodable {
        let cases: Int
        let casesPlayed: Int
        let peakResidentBytes: [String: Int]
        let steps: Int
        let acts: Int
        let returns: Int
        let archived: Int
        let renewals: Int
        let chased: Int
        let late: Int
        let failedDeliveries: Int
        let tembusan: Int
        let actsByMandate: Int
        let actsForVacant: Int
        let optionalDone: Int
        let optionalSkipped: Int
        let findings: [String]
    }

    private static let playMilliseconds = Installation.isSanitized ? 1_200_000 : 300_000

    @Test("All 24 SOPs with their 366 steps reach the archive through inboxes alone; a second run goes on in the same books")
    func everySOP() throws {
        let installation = try Installation()
        defer { try? installation.remove() }
        let first = try play("first", installation)
        #expect(first.cases == 24 && first.archived == 24 && first.steps == 366)
        #expect(first.casesPlayed == 31, "seven SOPs have acts that may be passed over")
        #expect(first.findings == [])
        #expect(Set(first.peakResidentBytes.keys) == Set(ServiceName.allCases.map(\.rawValue)))
        #expect(first.acts > 2_000 && first.returns > 200)
        #expect(first.renewals > 0 && first.chased > 0 && first.actsByMandate > 0 && first.actsForVacant > 0)
        #expect(first.late > 0 && first.failedDeliveries > 0 && first.tembusan > 0)
        #expect(first.optionalDone > 0 && first.optionalDone == first.optionalSkipped)
        // The same people do the same again.
        let second = try play("second", installation)
        #expect(second.acts == first.acts && second.returns == first.returns && second.steps == 366 && second.findings == [])
    }

    private func play(_ name: String, _ installation: Installation) throws -> Totals {
        let output = "\(installation.home)/\(name).json"
        let program = "\(try Installation.binaries())/alurctl"
        let folders = ["--catalog", repository("deploy/catalog"), "--files", repository("deploy/demo")]
        let demo = try ChildProcess(
            arguments: [program, "demo", "--json", "--home", "\(installation.home)/contoh"] + Installation.demoOptions + folders,
            environment: environmentVariables(),
            outputPath: output)
        #expect(try demo.wait(timeoutMilliseconds: Self.playMilliseconds) == .exited(0))
        let lines = String(decoding: try readFile(output, sizeBytesMaximum: 1 << 20), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 25)
        let last = try #require(lines.last)
        return try JSONText().decode(Totals.self, from: Array(last.utf8))
    }
}
