using Governance.Domain.Cards;
using Governance.Reporting.Manifests;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Cards;

/// <summary>A model card or a system card with every field: what it says, how it came to say so, and from which record or person.</summary>
public sealed record CardRecord : ReportRecord
{
    /// <summary>A version of a model, or an AI system.</summary>
    public required CardKind CardKind { get; init; }

    /// <summary>What it is about: <c>credit-default@2.0.0</c> or <c>SYS-0001</c>.</summary>
    public required string About { get; init; }

    /// <summary>That in words.</summary>
    public required string AboutWords { get; init; }

    /// <summary>Its class in words, at the head of every page; null while it has none.</summary>
    public string? ClassWords { get; init; }

    /// <summary>Every field in the order of reading.</summary>
    public required IReadOnlyList<FieldValue> Fields { get; init; }

    /// <summary>Where the printed version of the card stands.</summary>
    public required CardStanding Standing { get; init; }

    /// <summary>The version approved last, where the printed one is newer.</summary>
    public CardApproval? LastApproved { get; init; }

    public override string Kind => CardKind is CardKind.Model ? "model-card" : "system-card";

    public override string Title => CardKind is CardKind.Model ? "Model card" : "System card";

    public override string Subject => About;

    public override string SubjectName => AboutWords;

    public override string? BundleDigest => null;

    public override IReadOnlyList<string> DraftReasons =>
        [
            .. Missing > 0 ? [$"{Print(Missing)} of {Print(Fields.Count)} fields missing"] : Array.Empty<string>(),
            .. Claimed > 0 ? [Claimed == 1 ? "1 claim not confirmed" : $"{Print(Claimed)} claims not confirmed"] : Array.Empty<string>(),
            .. Standing.Approval is null ? ["card not approved"] : Array.Empty<string>(),
        ];

    /// <inheritdoc/>
    public override string? Mark => Missing > 0 ? "INCOMPLETE" : base.Mark;

    /// <inheritdoc/>
    public override int? MissingPoints => Missing;

    /// <summary>Fields that say nothing.</summary>
    public int Missing => Fields.Count(f => f.Status is FieldStatus.Missing);

    /// <summary>Fields that say what an author elsewhere claims.</summary>
    public int Claimed => Fields.Count(f => f.Status is FieldStatus.Claimed);

    internal override Type Layout => typeof(CardReport);

    internal override string HeaderLine => $"{SubjectName}, {Document.Installation}, {CardLines.Class(this) ?? T["not classified"]}";

    internal override string FooterNote =>
        Standing.Number == 0
            ? T["{0}, nothing written yet", Governance.Reporting.Layout.Print.Within(T.Word(Title))]
            : $"{Governance.Reporting.Layout.Print.Within(T.Word(Title))} {T["version {0}", Print(Standing.Number)]}";

    public override EvidenceManifest Manifest() =>
        new()
        {
            DocumentId = Document.Id,
            Kind = Kind,
            Subject = Subject,
            MadeAt = Document.MadeAt,
            Claims =
            [
                .. from field in Fields
                from line in field.Lines
                from source in field.Sources
                where source.Sha256 is not null
                select new EvidencedClaim(field.Title, line, Reference(source)),
            ],
        };

    public override byte[] Twin() => CardTwin.ToJson(this);

    // What a person wrote is part of the card; a name is no evidence.
    private EvidenceReference Reference(FieldSource source) =>
        source.Kind is "person" or "claim"
            ? new(Standing.Id ?? About, "card-text", source.Sha256!) { IsUnlogged = source.IsComputed }
            : new(source.Id, source.Kind, source.Sha256!) { IsUnlogged = source.IsComputed };

    private static string Print(int number) => Governance.Reporting.Layout.Print.Count(number);
}

/// <summary>Where a version of a card stands.</summary>
/// <param name="Id">Its id; null while no one has written a text.</param>
/// <param name="Number">Its number; 0 while no one has written a text.</param>
/// <param name="Words">In words.</param>
/// <param name="ContentSha256">Digest of its fields as submitted; null while a draft.</param>
/// <param name="Approval">Who approved it and when; null while no one has.</param>
public sealed record CardStanding(string? Id, int Number, string Words, string? ContentSha256, CardApproval? Approval);

/// <summary>An approval of a card.</summary>
/// <param name="Number">Which version.</param>
/// <param name="Name">Printed name of who approved it.</param>
/// <param name="At">When.</param>
/// <param name="SubmittedBy">Printed name of who submitted it.</param>
public sealed record CardApproval(int Number, string Name, DateTimeOffset At, string? SubmittedBy);
