using System.Text.Json.Nodes;

namespace Governance.Policies;

/// <summary>What validators said of a version and of its model.</summary>
/// <param name="Report">The newest signed report of this version; null where none is signed.</param>
/// <param name="Findings">Open findings of the model, whichever version they were found in.</param>
public sealed record GateValidation(GateValidationReport? Report, IReadOnlyList<GateFinding> Findings)
{
    /// <summary>
    /// The newest decision whether the version is a material change; null where no one has decided, where no policy asks, and in runs
    /// before it was read.
    /// </summary>
    public GateChange? Change { get; init; }

    internal JsonObject ToJson()
    {
        var json = new JsonObject
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
        GateInputWriter.Set(
            json,
            "change",
            Change is { } change ? new JsonObject { ["id"] = change.Id, ["verdict"] = change.Verdict } : null
        );
        return json;
    }

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
        )
        {
            Change = validation.OptionalObject(
                "change",
                change => new GateChange(change.Text("id"), change.Word("verdict", PolicyVocabulary.ChangeVerdicts))
            ),
        };
}

/// <summary>A signed decision whether a version is a material change of what was in production.</summary>
/// <param name="Id">Readable id, such as <c>MCH-0002</c>.</param>
/// <param name="Verdict"><c>material</c> or <c>not-material</c>.</param>
public sealed record GateChange(string Id, string Verdict);

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
