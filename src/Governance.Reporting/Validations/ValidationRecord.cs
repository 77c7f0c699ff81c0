using Governance.Reporting.Manifests;

namespace Governance.Reporting.Validations;

/// <summary>
/// The validation of a version as a document for committees and supervisors: what was planned, the report that its validator signed, and
/// every finding as it stands.
/// </summary>
public sealed record ValidationRecord : ReportRecord
{
    /// <summary>The validation, <c>VAL-0003</c>.</summary>
    public required string Validation { get; init; }

    /// <summary>Name of the model, and that for people.</summary>
    public required (string Name, string DisplayName) Model { get; init; }

    /// <summary>The version's name.</summary>
    public required string Version { get; init; }

    /// <summary>Digest of the version as registered.</summary>
    public required string VersionSha256 { get; init; }

    /// <summary>Risk class of the model as the API spells it; null while it has none.</summary>
    public required string? RiskClass { get; init; }

    /// <summary>Tier of the model in words; null where it was not assessed.</summary>
    public required string? Tier { get; init; }

    /// <summary>What was planned.</summary>
    public required ValidationPlanFacts Plan { get; init; }

    /// <summary>What was reported, and who signed it.</summary>
    public required ValidationReportFacts Report { get; init; }

    /// <summary>What the validator found, in the order it was raised.</summary>
    public required IReadOnlyList<ValidationFindingFacts> Findings { get; init; }

    public override string Kind => "validation";

    public override string Title => "Validation report";

    public override string Subject => Validation;

    public override string SubjectName => $"{Model.DisplayName} {Version}";

    public override string? BundleDigest => null;

    // What is printed was signed; findings go on, and the document says how they stood.
    public override IReadOnlyList<string> DraftReasons => [];

    internal override Type Layout => typeof(ValidationReportLayout);

    internal override string FooterNote => $"{Title.ToLowerInvariant()} {Validation}";

    internal int Open => Findings.Count(f => f.Closed is null);

    internal int Overdue => Findings.Count(f => f.IsOverdue);

    public override EvidenceManifest Manifest() =>
        new()
        {
            DocumentId = Document.Id,
            Kind = Kind,
            Subject = Subject,
            MadeAt = Document.MadeAt,
            Claims =
            [
                new("The version that was validated", Version, new($"{Model.Name}@{Version}", "version", VersionSha256)),
                Said("Scope", Plan.Scope),
                Said("Tests", Plan.Tests),
                Said("Summary", Report.Summary),
                Said("What was challenged", Report.Challenged),
                Said("What came of it", Report.Outcome),
                .. Report.Conditions is { } conditions ? [Said("Conditions", conditions)] : Array.Empty<EvidencedClaim>(),
                .. Findings.SelectMany(Of),
            ],
        };

    private EvidencedClaim Said(string claim, ValidationWords words) =>
        new(claim, null, new EvidenceReference(Validation, "validation", words.Sha256));

    private static IEnumerable<EvidencedClaim> Of(ValidationFindingFacts finding)
    {
        yield return new("Finding", null, new EvidenceReference(finding.Id, "validation-finding", finding.Text.Sha256));
        if (finding.Closed is { } closed)
        {
            yield return new(
                "Closure of a finding",
                closed.Evidence,
                new EvidenceReference(finding.Id, "validation-finding", closed.Words.Sha256)
            );
        }
    }
}

/// <summary>Words that someone wrote, with the digest by which the log names them.</summary>
/// <param name="Text">The words; null once they were erased.</param>
/// <param name="Sha256">Salted digest.</param>
public sealed record ValidationWords(string? Text, string Sha256);

/// <summary>What was planned.</summary>
/// <param name="Scope">What is validated, and for which use.</param>
/// <param name="Tests">The tests, one a line.</param>
/// <param name="By">Printed name of who planned it.</param>
/// <param name="At">When.</param>
/// <param name="DueOn">The day the report was due.</param>
public sealed record ValidationPlanFacts(ValidationWords Scope, ValidationWords Tests, string By, DateTimeOffset At, DateOnly DueOn);

/// <summary>A signed report.</summary>
/// <param name="Conclusion">fit, fit-with-conditions or not-fit.</param>
/// <param name="Summary">What was tested and what was seen.</param>
/// <param name="Challenged">What the validator questioned.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Conditions">The conditions; null unless it is fit with conditions.</param>
/// <param name="Signature">Who signed it.</param>
public sealed record ValidationReportFacts(
    string Conclusion,
    ValidationWords Summary,
    ValidationWords Challenged,
    ValidationWords Outcome,
    ValidationWords? Conditions,
    ValidationSignature Signature
);

/// <summary>The signature under a report.</summary>
/// <param name="Person">Id of who signed, such as USR-0004.</param>
/// <param name="PrintedName">Their printed name at the time.</param>
/// <param name="Role">The role they worked in, in words.</param>
/// <param name="At">When.</param>
/// <param name="Method">How they proved who they are.</param>
/// <param name="LogIndex">The entry of the log.</param>
public sealed record ValidationSignature(string Person, string PrintedName, string Role, DateTimeOffset At, string Method, long? LogIndex);

/// <summary>A finding as it stands.</summary>
/// <param name="Id">Its id, such as FND-0002.</param>
/// <param name="Severity">critical, high, medium or low.</param>
/// <param name="Text">What is wrong, and what is expected.</param>
/// <param name="Owner">Printed name of who puts it right.</param>
/// <param name="DueOn">By when.</param>
/// <param name="IsOverdue">True when it should have been closed.</param>
/// <param name="Moves">How its day was moved, in order.</param>
/// <param name="Closed">How it was closed; null while it is open.</param>
public sealed record ValidationFindingFacts(
    string Id,
    string Severity,
    ValidationWords Text,
    string Owner,
    DateOnly DueOn,
    bool IsOverdue,
    IReadOnlyList<ValidationMove> Moves,
    ValidationClosure? Closed
);

/// <summary>That the day of a finding was moved.</summary>
/// <param name="Before">The day before.</param>
/// <param name="DueOn">The new day.</param>
/// <param name="By">Printed name of who moved it.</param>
/// <param name="Confirmed">Printed name of the second person; null where none was needed.</param>
/// <param name="Reason">Why.</param>
public sealed record ValidationMove(DateOnly Before, DateOnly DueOn, string By, string? Confirmed, ValidationWords Reason);

/// <summary>How a finding was closed.</summary>
/// <param name="Evidence">Evidence of the model, or the SHA-256 of a document.</param>
/// <param name="Words">What was done.</param>
/// <param name="By">Printed name of who closed it.</param>
/// <param name="At">When.</param>
public sealed record ValidationClosure(string Evidence, ValidationWords Words, string By, DateTimeOffset At);
