using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Kpis;
using Governance.Reporting.Manifests;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Group;

/// <summary>
/// The counts of one installation that a holding sums over all of its installations. For programs; the page is the same figures in words.
/// </summary>
public sealed record GroupFiguresRecord : ReportRecord
{
    private static readonly JsonSerializerOptions s_writing = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Counts by the key of their figure; null, or left out, for one that is not known.</summary>
    public required IReadOnlyDictionary<string, long?> Figures { get; init; }

    public override string Kind => GroupFigure.ReportKind;

    public override string Title => "Figures for the corporate group";

    public override string Subject => "*";

    public override string SubjectName => T["The whole installation"];

    public override string? BundleDigest => null;

    public override IReadOnlyList<string> DraftReasons => [];

    internal override Type Layout => typeof(GroupFiguresReport);

    /// <summary>The figures under their headings, those that are not known too.</summary>
    internal IEnumerable<IGrouping<string, GroupFigure>> Parts => GroupFigure.All.GroupBy(f => f.Part, StringComparer.Ordinal);

    internal long? Of(GroupFigure figure) => Figures.GetValueOrDefault(figure.Key);

    /// <summary>A count over rows names no evidence of its own: the document's entry in the log vouches for it.</summary>
    public override EvidenceManifest Manifest() =>
        new()
        {
            DocumentId = Document.Id,
            Kind = Kind,
            Subject = Subject,
            MadeAt = Document.MadeAt,
            Claims = [],
        };

    /// <inheritdoc/>
    public override byte[] Twin() =>
        JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                ["schema"] = GroupFigure.Schema,
                ["kind"] = Kind,
                ["installation"] = Document.Installation,
                ["madeAt"] = Document.MadeAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                ["figures"] = new JsonObject(GroupFigure.All.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)Of(f)))),
            },
            s_writing
        );
}
