using Governance.Domain.Documents;
using Governance.Reporting.Layout;
using Governance.Reporting.Manifests;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Documents;

/// <summary>
/// A document the law asks for, point by point in legal order: each is filled from records, written by a person, left out with a reason, or
/// printed as a gap. While a required point is missing every page says so.
/// </summary>
public sealed record DocumentRecord : ReportRecord
{
    /// <summary>What the document consists of.</summary>
    public required DocumentPlan Plan { get; init; }

    /// <summary>What it is about.</summary>
    public required DocumentSubject About { get; init; }

    /// <summary>The text of the law its duties were read from.</summary>
    public required DocumentLaw Law { get; init; }

    /// <summary>The points in legal order; those of sections that do not apply are left out.</summary>
    public required IReadOnlyList<FilledPoint> Points { get; init; }

    /// <summary>Why it is made, or which section of it applies: sentences, with names in their places.</summary>
    public IReadOnlyList<FormattableString> Scope { get; init; } = [];

    /// <summary>People whose signatures it rests on.</summary>
    public IReadOnlyList<DocumentSignature> Signatures { get; init; } = [];

    /// <summary>What was compared within the document and with the others of the system.</summary>
    public IReadOnlyList<ConsistencyFinding> Consistency { get; init; } = [];

    /// <summary>Record kinds in words.</summary>
    public required IReadOnlyDictionary<string, string> KindNames { get; init; }

    public override string Kind => Plan.Kind;

    public override string Title => Plan.Title;

    public override string Subject => About.Id;

    public override string SubjectName => About.Versions.Length == 0 ? About.Name : $"{About.Name} ({About.Versions})";

    public override string? BundleDigest => null;

    public override IReadOnlyList<string> DraftReasons =>
        [
            .. Missing == 0 ? Array.Empty<string>() : [$"{Missing} of {Required} required points open"],
            .. Document.IsNamed ? Array.Empty<string>() : ["the organisation is not named"],
        ];

    /// <inheritdoc/>
    public override string? Mark => Missing > 0 ? "INCOMPLETE" : base.Mark;

    /// <inheritdoc/>
    public override int? MissingPoints => Missing;

    /// <summary>What it begins its findings with, in sentences: nothing of its points is more urgent.</summary>
    public IReadOnlyList<FormattableString> First { get; init; } = [];

    /// <summary>Required points.</summary>
    public int Required => Points.Count(p => p.Point.IsRequired);

    /// <summary>Required points that are missing, wholly or in part.</summary>
    public int Missing => Points.Count(p => p.Blocks);

    /// <summary>Required points that say all that they ask for.</summary>
    public int Complete => Points.Count(p => p.Point.IsRequired && p.State is PointState.Complete);

    /// <summary>Required points that do not apply, with a reason.</summary>
    public int NotApplicable => Required - Missing - Complete;

    internal override Type Layout => typeof(DocumentReport);

    internal override string HeaderLine => $"{SubjectName}, {About.Provider ?? Document.Installation}, {About.ClassLine}";

    internal override string FooterNote => T["law as of {0}", Print.Day(Law.ValidFrom)];

    public override EvidenceManifest Manifest() =>
        new()
        {
            DocumentId = Document.Id,
            Kind = Kind,
            Subject = Subject,
            MadeAt = Document.MadeAt,
            Claims = DocumentClaims.Of(this),
        };

    public override byte[] Twin() => DocumentTwin.ToJson(this);

    internal FilledPoint? Find(string point) => Points.FirstOrDefault(p => p.Point.Id == point);

    internal string KindName(string kind) => KindNames.TryGetValue(kind, out var name) ? T.Word(name) : kind;
}

/// <summary>The AI system, as every document of it names it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Purpose">Its purpose: the same sentence in every document.</param>
/// <param name="Provider">Who provides it; null when that is not recorded.</param>
/// <param name="Versions">Versions of its models in use.</param>
/// <param name="Classes">Its classes in words; they stack.</param>
/// <param name="ClassDates">From when each class counts, in words.</param>
/// <param name="Roles">Roles of the organisation in words.</param>
public sealed record DocumentSubject(
    string Id,
    string Name,
    string Purpose,
    string? Provider,
    string Versions,
    IReadOnlyList<string> Classes,
    IReadOnlyList<FormattableString> ClassDates,
    IReadOnlyList<string> Roles
)
{
    /// <summary>Id of the AI system where <see cref="Id"/> is that of an incident in it; null where both are the same.</summary>
    public string? SystemId { get; init; }

    /// <summary>Title of the incident that the document is about; null where it is about the system.</summary>
    public string? IncidentTitle { get; init; }

    internal string ClassLine =>
        Classes.Count == 0 ? T["not classified"] : Classes.Select(c => T.Recorded(c)).Aggregate((all, next) => T["{0} and {1}", all, next]);
}

/// <summary>The text of the law.</summary>
/// <param name="Regulation">Name and number.</param>
/// <param name="TextVersion">Which text was read.</param>
/// <param name="ValidFrom">The day from which it holds.</param>
/// <param name="Sha256">Digest of the data.</param>
public sealed record DocumentLaw(string Regulation, string TextVersion, DateOnly ValidFrom, string Sha256);

/// <summary>A signature the document rests on.</summary>
/// <param name="Name">Printed name.</param>
/// <param name="Function">In which function.</param>
/// <param name="What">What was signed.</param>
/// <param name="At">When.</param>
public sealed record DocumentSignature(string Name, string Function, string What, DateTimeOffset At);

/// <summary>Something that was compared.</summary>
/// <param name="Id">Id of the check.</param>
/// <param name="Check">What has to agree.</param>
/// <param name="Agrees">Whether it does; null where only a person can tell.</param>
/// <param name="Found">What was found, in sentences with their values.</param>
public sealed record ConsistencyFinding(string Id, string Check, bool? Agrees, RecordValue Found)
{
    /// <summary>What was found, in English, as programs read it.</summary>
    public string Detail => Found.Text ?? "";
}
