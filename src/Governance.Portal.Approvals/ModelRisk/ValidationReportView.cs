using Governance.Domain.ModelRisk;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>The signed report of a validation.</summary>
/// <param name="Conclusion">Conclusion of the validation.</param>
/// <param name="Summary">What was tested and what was found; null once erased.</param>
/// <param name="Challenged">What the validator questioned.</param>
/// <param name="Outcome">What came of the challenge.</param>
/// <param name="Conditions">The conditions, if any.</param>
/// <param name="SignedBy">Printed name of the validator.</param>
/// <param name="Role">The role in which they signed.</param>
/// <param name="SignedAt">When it was signed.</param>
/// <param name="LogIndex">Its entry in the log.</param>
public sealed record ValidationReportView(
    ValidationConclusion Conclusion,
    string? Summary,
    string? Challenged,
    string? Outcome,
    string? Conditions,
    string SignedBy,
    string Role,
    DateTimeOffset SignedAt,
    long? LogIndex
)
{
    internal static ValidationReportView Of(ValidationReport report) =>
        new(
            report.Conclusion,
            report.Summary.Text,
            report.Challenged.Text,
            report.Outcome.Text,
            report.Conditions?.Text,
            report.Attestation.PrintedName,
            report.Attestation.Function,
            report.Attestation.At,
            report.Attestation.LogIndex
        );
}
