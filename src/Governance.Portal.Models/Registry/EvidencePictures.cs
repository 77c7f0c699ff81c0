using System.Text.Json;

namespace Governance.Portal.Models.Registry;

/// <summary>A threshold with the shares of negatives and positives at or above it.</summary>
public sealed record RocPlace(double? Threshold, double FalsePositives, double TruePositives);

/// <summary>A threshold with recall and precision.</summary>
public sealed record RecallPlace(double? Threshold, double Recall, double Precision);

/// <summary>Rows of a tenth of the score, with the share of positives among them.</summary>
public sealed record ReliabilityPlace(double MeanScore, double Positives, double? Low, double? High, long? Rows);

/// <summary>A group of an attribute with the share of it that gets the outcome.</summary>
public sealed record GroupPlace(string Attribute, string Group, long? Rows, double Share, double? Low, double? High)
{
    /// <summary>Large enough to count in the differences.</summary>
    public bool Counts { get; init; } = true;
}

/// <summary>A perturbation of a size with the share of predictions that it turned.</summary>
public sealed record FlipPlace(double Size, double Share, double? Low, double? High, long? Rows);

/// <summary>A figure of a report that no gate reads.</summary>
public sealed record ReportFigure(string Name, double? Value, double? Low, double? High, long? Rows);

/// <summary>A word of a report, such as its method.</summary>
public sealed record ReportWord(string Name, string Text);

/// <summary>What can be drawn of a report. Members in other shapes than ours are left out, never guessed.</summary>
public sealed record EvidencePictures
{
    private const int MaxPoints = 400;
    private const int MaxGroups = 100;
    private const int MaxWord = 300;

    // Members that other parts of a page show, or that are no figure of the model.
    private static readonly HashSet<string> s_told =
    [
        "synthetic",
        "artifactSha256",
        "modelSha256",
        "subject",
        "dataset",
        "metrics",
        "threshold",
    ];

    /// <summary>ROC curve; empty where the report has none.</summary>
    public IReadOnlyList<RocPlace> Roc { get; private init; } = [];

    /// <summary>Precision by recall; empty where the report has none.</summary>
    public IReadOnlyList<RecallPlace> PrecisionRecall { get; private init; } = [];

    /// <summary>Positives by score; empty where the report has none.</summary>
    public IReadOnlyList<ReliabilityPlace> Reliability { get; private init; } = [];

    /// <summary>Groups of protected attributes; empty where the report has none.</summary>
    public IReadOnlyList<GroupPlace> Groups { get; private init; } = [];

    /// <summary>Turned predictions by the size of perturbations; empty where the report has none.</summary>
    public IReadOnlyList<FlipPlace> Flips { get; private init; } = [];

    /// <summary>Numbers of the report, in its order.</summary>
    public IReadOnlyList<ReportFigure> Figures { get; private init; } = [];

    /// <summary>Words of the report, in its order.</summary>
    public IReadOnlyList<ReportWord> Words { get; private init; } = [];

    /// <summary>The cut-off the version decides by; null where the report does not say.</summary>
    public double? Threshold { get; private init; }

    /// <summary>How much there is to keep.</summary>
    internal int Places => Roc.Count + PrecisionRecall.Count + Reliability.Count + Groups.Count + Flips.Count + Figures.Count + Words.Count;

    /// <summary>Reads a payload; null when it is no JSON object.</summary>
    public static EvidencePictures? Read(byte[] payload, string mediaType)
    {
        ArgumentNullException.ThrowIfNull(mediaType);
        if (!mediaType.Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(payload);
            return document.RootElement.ValueKind is JsonValueKind.Object ? Of(document.RootElement) : null;
        }
        catch (JsonException)
        {
            return null; // said elsewhere: gates cannot read it either
        }
    }

    private static EvidencePictures Of(JsonElement root) =>
        new()
        {
            Threshold = Number(root, "threshold"),
            Roc =
            [
                .. from point in Objects(root, "roc")
                let right = Share(point, "fpr")
                let up = Share(point, "tpr")
                where right is not null && up is not null
                select new RocPlace(Number(point, "threshold"), right.Value, up.Value),
            ],
            PrecisionRecall =
            [
                .. from point in Objects(root, "precisionRecall")
                let recall = Share(point, "recall")
                let precision = Share(point, "precision")
                where recall is not null && precision is not null
                select new RecallPlace(Number(point, "threshold"), recall.Value, precision.Value),
            ],
            Reliability =
            [
                .. from bin in Objects(root, "reliability")
                let score = Share(bin, "meanScore")
                let share = Member(bin, "positives") is { } positives ? Share(positives, "value") : null
                where score is not null && share is not null
                select new ReliabilityPlace(
                    score.Value,
                    share.Value,
                    Inner(bin, "positives", "low"),
                    Inner(bin, "positives", "high"),
                    Whole(bin, "rows")
                ),
            ],
            Groups = GroupsOf(root),
            Flips =
            [
                .. from point in Member(root, "evasion") is { } evasion ? Objects(evasion, "curve") : []
                let size = Number(point, "size")
                let share = Member(point, "flipRate") is { } rate ? Share(rate, "value") : null
                where size is >= 0 && share is not null
                select new FlipPlace(
                    size.Value,
                    share.Value,
                    Inner(point, "flipRate", "low"),
                    Inner(point, "flipRate", "high"),
                    Whole(point, "rows")
                ),
            ],
            Figures = [.. Tops(root).Select(FigureOf).OfType<ReportFigure>()],
            Words =
            [
                .. Tops(root)
                    .Where(m => m.Value.ValueKind is JsonValueKind.String)
                    .Select(m => new ReportWord(m.Name, Shortened(m.Value.GetString()!))),
            ],
        };

    private static IEnumerable<JsonProperty> Tops(JsonElement root) =>
        root.EnumerateObject().Where(m => !s_told.Contains(m.Name)).Take(MaxGroups);

    // A plain number, or one with its interval; counts stand beside the figures they belong to.
    private static ReportFigure? FigureOf(JsonProperty member) =>
        member.Value.ValueKind switch
        {
            JsonValueKind.Number when member.Value.TryGetDouble(out var value) => new(member.Name, value, null, null, null),
            JsonValueKind.Object when Number(member.Value, "value") is { } value => new(
                member.Name,
                value,
                Number(member.Value, "low"),
                Number(member.Value, "high"),
                Whole(member.Value, "n")
            ),
            _ => null,
        };

    private static List<GroupPlace> GroupsOf(JsonElement root)
    {
        var least = Whole(root, "minimumGroupSize");
        return
        [
            .. (
                from attribute in Objects(root, "attributes")
                let name = Word(attribute, "attribute")
                where name is not null
                from grp in Objects(attribute, "groups")
                let label = Word(grp, "name")
                let share = Member(grp, "selectionRate") is { } rate ? Share(rate, "value") : Share(grp, "selectionRate")
                where label is not null && share is not null
                let rows = Whole(grp, "count")
                select new GroupPlace(
                    name,
                    label,
                    rows,
                    share.Value,
                    Inner(grp, "selectionRate", "low"),
                    Inner(grp, "selectionRate", "high")
                )
                {
                    Counts = least is null || rows is null || rows >= least,
                }
            ).Take(MaxGroups),
        ];
    }

    private static string Shortened(string text) => text.Length <= MaxWord ? text : text[..MaxWord] + "…";

    private static IEnumerable<JsonElement> Objects(JsonElement of, string name) =>
        of.TryGetProperty(name, out var list) && list.ValueKind is JsonValueKind.Array
            ? list.EnumerateArray().Where(e => e.ValueKind is JsonValueKind.Object).Take(MaxPoints)
            : [];

    private static JsonElement? Member(JsonElement of, string name) =>
        of.TryGetProperty(name, out var inner) && inner.ValueKind is JsonValueKind.Object ? inner : null;

    private static double? Inner(JsonElement of, string name, string part) => Member(of, name) is { } inner ? Share(inner, part) : null;

    private static double? Share(JsonElement of, string name) => Number(of, name) is { } share and >= 0 and <= 1 ? share : null;

    private static double? Number(JsonElement of, string name) =>
        of.TryGetProperty(name, out var number)
        && number.ValueKind is JsonValueKind.Number
        && number.TryGetDouble(out var value)
        && double.IsFinite(value)
            ? value
            : null;

    private static long? Whole(JsonElement of, string name) =>
        of.TryGetProperty(name, out var number) && number.ValueKind is JsonValueKind.Number && number.TryGetInt64(out var value)
            ? value
            : null;

    private static string? Word(JsonElement of, string name) =>
        of.TryGetProperty(name, out var text) && text.ValueKind is JsonValueKind.String ? Shortened(text.GetString()!) : null;
}
