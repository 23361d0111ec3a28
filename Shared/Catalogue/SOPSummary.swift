import Domain
import JSON

/// One SOP in the form `alurctl sop show --json` prints; keys are in alphabetical order, so that outputs can be compared.
private struct SOPSummary: Encodable {
    let agency: Key<Agency>
    let sop: Key<SOP>
    let title: String
    let steps: [StepSummary]
}

private struct StepSummary: Encodable {
    let no: Int
    let actor: Key<Role>
    let acts: [Act.Word]
    let duration: WorkDuration?
    let returnsTo: Int?

    private enum CodingKeys: CodingKey {
        case no, actor, acts, duration, returnsTo
    }

    // Written out, because a derived one leaves nil keys away and readers want them there as null.
    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(no, forKey: .no)
        try fields.encode(actor, forKey: .actor)
        try fields.encode(acts, forKey: .acts)
        try fields.encode(duration, forKey: .duration)
        try fields.encode(returnsTo, forKey: .returnsTo)
    }
}

/// The SOPs of these agencies as a JSON array: agency, sop, title and steps.
///
/// A step has `no`, `actor`, `acts`, `duration` (ISO 8601, `ASNEEDED` or null) and `returnsTo` (or null).
///
/// Throws only what the encoder throws, which it has no reason to.
public func sopSummaryJSON(_ catalogues: [AgencyCatalogue]) throws -> String {
    let summaries = catalogues.flatMap { catalogue in
        catalogue.sops.map { sop in
            SOPSummary(
                agency: catalogue.organisation.agency.id, sop: sop.id, title: sop.title,
                steps: sop.steps.map { step in
                    StepSummary(
                        no: step.number, actor: step.actor, acts: step.acts.map(\.word), duration: step.duration, returnsTo: step.returnsTo)
                })
        }
    }
    return String(decoding: try JSONCoder(depthMaximum: 8).encode(summaries), as: UTF8.self)
}
