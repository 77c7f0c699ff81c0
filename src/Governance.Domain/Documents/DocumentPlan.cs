namespace Governance.Domain.Documents;

/// <summary>How strongly a point of a legal document is asked for.</summary>
public enum PointNeed
{
    /// <summary>Of every system.</summary>
    Always,

    /// <summary>Where its condition holds; leaving it out needs a written reason.</summary>
    IfApplicable,

    /// <summary>Not asked by the law, good practice.</summary>
    Recommended,

    /// <summary>Left to the author.</summary>
    Optional,

    /// <summary>In the first report already.</summary>
    Initial,

    /// <summary>In the complete report.</summary>
    Final,
}

/// <summary>A record that fills a point, and which of its fields the point prints.</summary>
/// <param name="Kind">Record kind of the vocabulary.</param>
/// <param name="Fields">Fields of it, by their names in the vocabulary; none when the record is named only.</param>
public sealed record PointRecord(string Kind, IReadOnlyList<string> Fields)
{
    /// <summary>True when it is printed where there is one, and not missed where there is none.</summary>
    public bool IfAny { get; init; }
}

/// <summary>A point of a legal document.</summary>
public sealed record DocumentPoint
{
    /// <summary>Stable id: <c>AIV-2-g</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Provision: <c>Annex IV(2)(g)</c>.</summary>
    public required string Ref { get; init; }

    /// <summary>Title.</summary>
    public required string Title { get; init; }

    /// <summary>How strongly it is asked for.</summary>
    public required PointNeed Need { get; init; }

    /// <summary>When it applies; null without a condition.</summary>
    public string? AppliesIf { get; init; }

    /// <summary>What belongs here, in our words.</summary>
    public required string ContentNeeded { get; init; }

    /// <summary>Records that fill it.</summary>
    public required IReadOnlyList<PointRecord> Records { get; init; }

    /// <summary>What only a person can write; empty where nothing is.</summary>
    public required string PersonWrites { get; init; }

    /// <summary>What a reader compares; empty without one.</summary>
    public string Check { get; init; } = "";

    /// <summary>The heading it stands under; null when it stands alone.</summary>
    public string? Group { get; init; }

    /// <summary>True when a report without it is incomplete.</summary>
    public bool IsRequired => Need is PointNeed.Always or PointNeed.IfApplicable or PointNeed.Initial or PointNeed.Final;

    /// <summary>True when a reason can stand in its place.</summary>
    public bool MayBeExcluded => Need is not PointNeed.Always;

    /// <summary>True when records alone do not fill it.</summary>
    public bool NeedsWords =>
        PersonWrites.Length > 0 && Need is not PointNeed.Optional && !PersonWrites.StartsWith("Nothing", StringComparison.Ordinal);

    /// <summary>True when only a document can fill it: words may not stand in for that document.</summary>
    public bool NeedsDocument => PersonWrites.StartsWith("Nothing", StringComparison.Ordinal);
}

/// <summary>A heading of a legal document with its points.</summary>
/// <param name="Id">Stable id.</param>
/// <param name="Ref">Provision.</param>
/// <param name="Title">Title.</param>
/// <param name="Points">The points in legal order.</param>
public sealed record DocumentGroup(string Id, string Ref, string Title, IReadOnlyList<DocumentPoint> Points)
{
    /// <summary>True when it is one point that stands alone.</summary>
    public bool IsSingle => Points is [var only] && only.Id == Id;
}

/// <summary>Something that has to agree within a document or across several.</summary>
/// <param name="Id">Stable id.</param>
/// <param name="Check">What has to agree.</param>
public sealed record DocumentCheck(string Id, string Check);

/// <summary>What a legal document consists of, point by point, as the reference data says. Loaded once, never changed.</summary>
public sealed record DocumentPlan
{
    /// <summary>Kind of the report, as the API spells it: <c>annex-iv</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Title.</summary>
    public required string Title { get; init; }

    /// <summary>Provisions it is made under.</summary>
    public required IReadOnlyList<string> LegalBasis { get; init; }

    /// <summary>Who makes it.</summary>
    public required string PreparedBy { get; init; }

    /// <summary>How long it is kept; null where the data says nothing.</summary>
    public string? Retention { get; init; }

    /// <summary>What to know about its dates; null without a note.</summary>
    public string? DateNote { get; init; }

    /// <summary>True for a framework or standard that is followed by choice, false for what the law asks for.</summary>
    public bool IsVoluntary { get; init; }

    /// <summary>Headings and points in legal order.</summary>
    public required IReadOnlyList<DocumentGroup> Groups { get; init; }

    /// <summary>What has to agree.</summary>
    public required IReadOnlyList<DocumentCheck> Checks { get; init; }

    /// <summary>SHA-256 of the file it was read from, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>All points in legal order.</summary>
    public IEnumerable<DocumentPoint> Points => Groups.SelectMany(g => g.Points);

    /// <summary>A point by its id; null when there is none.</summary>
    public DocumentPoint? Find(string? id) => Points.FirstOrDefault(p => p.Id == id);
}
