using System.Globalization;
using System.Text.Json;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Experiments;

/// <summary>
/// The document of a paired comparison: what is filed as evidence of the challenger and read again to be shown. It holds counts, so that
/// a reader computes rates, intervals and tests in the same way as the writer did.
/// </summary>
/// <param name="Champion">The log of the champion.</param>
/// <param name="Challenger">The log of the challenger.</param>
/// <param name="Found">The figures.</param>
public sealed record PairedReport(PairedLog Champion, PairedLog Challenger, PairedComparison Found)
{
    /// <summary>The member <c>format</c>.</summary>
    public const string Format = "governance-paired-comparison/1";

    // More rows than any log has: counts beyond are no counts, and tests of them would take long.
    private const long MaxRows = 1_000_000_000;
    private const int MaxText = 300;

    /// <summary>The model, where the comparison is filed.</summary>
    public string? Model { get; init; }

    /// <summary>The column whose rows belong together, such as a person; <see langword="null"/> without one.</summary>
    public string? Cluster { get; init; }

    /// <summary>Writes the members.</summary>
    /// <param name="writer">Where to write, inside an object.</param>
    public void Write(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString("format", Format);
        writer.WriteString("model", Model);
        writer.WriteString("championVersion", Champion.Version);
        writer.WriteString("challengerVersion", Challenger.Version);
        writer.WriteString("championFile", Champion.File);
        writer.WriteString("championSha256", Champion.Sha256);
        writer.WriteString("challengerFile", Challenger.File);
        writer.WriteString("challengerSha256", Challenger.Sha256);
        writer.WriteString("cluster", Cluster);
        PairedJson.Write(writer, Found);
    }

    /// <summary>Reads a document that anyone may have written.</summary>
    /// <param name="json">Its bytes.</param>
    /// <returns>The comparison; <see langword="null"/> when it is none, or its figures cannot be.</returns>
    public static PairedReport? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return root.ValueKind is JsonValueKind.Object && Text(root, "format") == Format && FoundIn(root) is { } found
                ? new PairedReport(LogIn(root, "champion"), LogIn(root, "challenger"), found)
                {
                    Model = Text(root, "model"),
                    Cluster = Text(root, "cluster"),
                }
                : null;
        }
        catch (JsonException)
        {
            return null; // a file that is no JSON is no comparison
        }
    }

    private static PairedLog LogIn(JsonElement root, string arm) =>
        new(Text(root, $"{arm}Version"), Text(root, $"{arm}File") ?? "", Text(root, $"{arm}Sha256"));

    private static PairedComparison? FoundIn(JsonElement root)
    {
        if (
            Count(root, "rows") is not { } rows
            || Count(root, "agree") is not { } agree
            || Count(root, "labelled") is not { } labelled
            || Count(root, "bothRight") is not { } both
            || Count(root, "onlyChampion") is not { } champion
            || Count(root, "onlyChallenger") is not { } challenger
            || agree > rows
            || labelled > rows
            || both + champion + challenger > labelled
        )
        {
            return null;
        }
        var unpaired = Member(root, "unpaired");
        return new PairedComparison(
            rows,
            new Proportion(agree, rows),
            labelled,
            champion,
            challenger,
            new Proportion(both + champion, labelled),
            new Proportion(both + challenger, labelled)
        )
        {
            DifferenceInterval = labelled == 0 ? null : IntervalIn(root),
            ByCluster = Member(root, "byCluster") is { ValueKind: JsonValueKind.True },
            Auc = AucIn(root),
            ChampionUnpaired = (unpaired is { } left ? Count(left, "champion") : null) ?? 0,
            ChallengerUnpaired = (unpaired is { } other ? Count(other, "challenger") : null) ?? 0,
            Period = PeriodIn(root),
        };
    }

    private static Interval? IntervalIn(JsonElement of) =>
        Number(of, "low", -1, 1) is { } low && Number(of, "high", -1, 1) is { } high && low <= high ? new Interval(low, high) : null;

    private static PairedAuc? AucIn(JsonElement root) =>
        Member(root, "auc") is { ValueKind: JsonValueKind.Object } auc
        && Number(auc, "champion", 0, 1) is { } champion
        && Number(auc, "challenger", 0, 1) is { } challenger
        && Number(auc, "standardError", 0, 1) is { } error
            ? new PairedAuc(champion, challenger, error) { SmallerClass = Count(auc, "smallerClass") ?? 0 }
            : null;

    private static (DateTimeOffset From, DateTimeOffset To)? PeriodIn(JsonElement root) =>
        Member(root, "period") is { } period && Instant(period, "from") is { } from && Instant(period, "to") is { } to && from <= to
            ? (from, to)
            : null;

    private static DateTimeOffset? Instant(JsonElement of, string name) =>
        DateTimeOffset.TryParse(
            Text(of, name),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var at
        )
            ? at
            : null;

    private static long? Count(JsonElement of, string name) =>
        Member(of, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var count) && count is >= 0 and <= MaxRows
            ? count
            : null;

    private static double? Number(JsonElement of, string name, double low, double high) =>
        Member(of, name) is { ValueKind: JsonValueKind.Number } value
        && value.TryGetDouble(out var number)
        && number >= low
        && number <= high
            ? number
            : null;

    private static string? Text(JsonElement of, string name) =>
        Member(of, name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 and <= MaxText } text
            ? text
            : null;

    private static JsonElement? Member(JsonElement of, string name) =>
        of.ValueKind is JsonValueKind.Object && of.TryGetProperty(name, out var value) ? value : null;
}

/// <summary>One of the two logs of a paired comparison.</summary>
/// <param name="Version">The version whose rows were read; <see langword="null"/> where no one named it.</param>
/// <param name="File">The file.</param>
/// <param name="Sha256">Digest of the file's bytes.</param>
public sealed record PairedLog(string? Version, string File, string? Sha256);
