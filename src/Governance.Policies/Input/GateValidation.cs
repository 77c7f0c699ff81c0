using System.Text.Json.Nodes;

namespace Governance.Policies;

/// <summary>What validators said of a version and of its model.</summary>
/// <param name="Report">The newest signed report of this version; null where none is signed.</param>
/// <param name="Findings">Open findings of the model, whichever version they were found in.</param>
public sealed record GateValidation(GateValidationReport? Report, IReadOnlyList<GateFinding> Findings)
{
    internal JsonObject ToJson() =>
        new()
        {
            ["report"] = Report is { } report
                ? new JsonObject
                {
                    ["id"] = report.Id,
                    ["conclusion"] = report.Conclusion,
                    ["signedAt"] = Instant.Write(report.SignedAt),
                }
                : null,
            ["findings"] = GateInputWriter.Sorted(
                Findings,
                finding => new JsonObject
                {
                    ["id"] = finding.Id,
                    ["severity"] = finding.Severity,
                    ["dueAt"] = Instant.Write(finding.DueAt),
                }
            ),
        };

    internal static GateValidation Read(JsonFields validation) =>
        new(
            validation.OptionalObject(
                "report",
                report => new GateValidationReport(
                    report.Text("id"),
                    report.Word("conclusion", PolicyVocabulary.ValidationConclusions),
                    report.Time("signedAt")
                )
            ),
            validation.Objects(
                "findings",
                finding => new GateFinding(
                    finding.Text("id"),
                    finding.Word("severity", PolicyVocabulary.FindingSeverities),
                    finding.Time("dueAt")
                )
            )
        );
}

/// <summary>The signed report of a validation.</summary>
/// <param name="Id">Readable id of the validation, such as <c>VAL-0003</c>.</param>
/// <param name="Conclusion"><c>fit</c>, <c>fit-with-conditions</c> or <c>not-fit</c>.</param>
/// <param name="SignedAt">When its validator signed it. Kept to the millisecond.</param>
public sealed record GateValidationReport(string Id, string Conclusion, DateTimeOffset SignedAt);

/// <summary>An open finding of a validation.</summary>
/// <param name="Id">Readable id, such as <c>FND-0007</c>.</param>
/// <param name="Severity"><c>critical</c>, <c>high</c>, <c>medium</c> or <c>low</c>.</param>
/// <param name="DueAt">When it is overdue.</param>
public sealed record GateFinding(string Id, string Severity, DateTimeOffset DueAt);
