using Governance.Reporting.Layout;
using Governance.Reporting.Manifests;
using static Governance.Localisation.Texts;

namespace Governance.Reporting;

/// <summary>
/// Everything one report says, gathered by its feature before anything is laid out: laying out reads nothing else, so the
/// same record always gives the same content.
/// </summary>
public abstract record ReportRecord
{
    public required ReportDocument Document { get; init; }

    /// <summary>Sections that could not be computed; a report with any is refused unless a draft was asked for.</summary>
    public IReadOnlyList<SectionGap> Gaps { get; init; } = [];

    /// <summary>The kind as the API spells it, such as <c>approval-record</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>What the reader calls it: <c>Approval record</c>.</summary>
    public abstract string Title { get; }

    /// <summary>The id it is about: <c>APR-0012</c>, <c>fraud-scorer@1.4.0</c>.</summary>
    public abstract string Subject { get; }

    /// <summary>The subject in words, on the cover and at the head of every page.</summary>
    public abstract string SubjectName { get; }

    /// <summary>Digest of the evidence bundle the report stands on; null where there is none.</summary>
    public abstract string? BundleDigest { get; }

    /// <summary>Why the report is a draft; empty for a final one.</summary>
    public abstract IReadOnlyList<string> DraftReasons { get; }

    public bool IsDraft => DraftReasons.Count > 0 || Gaps.Count > 0;

    /// <summary>The word across every page while the report is not final; null for a final one.</summary>
    public virtual string? Mark => IsDraft ? "Draft" : null;

    /// <summary>Required points that are missing; null for a report that has no such points.</summary>
    public virtual int? MissingPoints => null;

    /// <summary>Each claim of the report with the evidence behind it: what is attached to the PDF as JSON.</summary>
    public abstract EvidenceManifest Manifest();

    /// <summary>The report as JSON for programs; the evidence manifest where a report has no fuller form.</summary>
    public virtual byte[] Twin() => Manifest().ToJson();

    internal abstract Type Layout { get; }

    /// <summary>What stands at the head of every page but the cover.</summary>
    internal virtual string HeaderLine => $"{SubjectName}, {Document.Installation}";

    /// <summary>What stands at the foot of every page beside the document's id; null for its title.</summary>
    internal virtual string? FooterNote => null;

    /// <summary>What stands beside the header line where there is no bundle: the subject as the API spells it.</summary>
    internal virtual string SubjectMark => Subject;

    /// <summary>When it was made, at the foot of every page.</summary>
    internal virtual string ExportedAt => T["exported {0}", Print.Time(Document.MadeAt, Document.Zone)];

    internal string? GapOf(string section) => Gaps.FirstOrDefault(gap => gap.Section == section)?.Reason;
}

/// <summary>A section that could not be computed, and why, in a sentence for the reader.</summary>
public sealed record SectionGap(string Section, string Reason);

/// <summary>What is true of the document itself rather than of its subject.</summary>
public sealed record ReportDocument
{
    /// <summary>The report's id, <c>REP-0042</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Time of the facts in it, and of its seal.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Printed name of the person who asked for it.</summary>
    public required string MadeBy { get; init; }

    /// <summary>The organisation or installation that answers for it.</summary>
    public required string Installation { get; init; }

    /// <summary>
    /// False while no one has named the organisation: <see cref="Installation"/> is the audit log's name then, and no document of the law
    /// is final.
    /// </summary>
    public bool IsNamed { get; init; } = true;

    /// <summary>Postal address of the organisation in lines; empty when it is not given.</summary>
    public string Address { get; init; } = "";

    /// <summary>Where the organisation is reached about its AI systems; empty when it is not given.</summary>
    public string Contact { get; init; } = "";

    /// <summary>How the organisation is reached, line by line.</summary>
    internal IReadOnlyList<string> Contacts => [.. Address.Split('\n').Append(Contact).Where(line => line.Length > 0)];

    /// <summary>The organisation's mark as a data address (PNG or SVG); null where none is configured.</summary>
    public string? Logo { get; init; }

    /// <summary>Zone in which every time is printed.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>BCP 47 tag of the report's language.</summary>
    public string Language { get; init; } = "en";

    /// <summary>State of the audit log when the report was made.</summary>
    public LogState? Log { get; init; }
}

/// <summary>How far the audit log was verified, and its root there (base64 or hexadecimal, as the checkpoint has it).</summary>
public sealed record LogState(long Entries, DateTimeOffset VerifiedAt, string RootHash);
