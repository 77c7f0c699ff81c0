using System.Text.Json.Nodes;

namespace Governance.Policies;

/// <summary>What one kind of check of data quality said, over all columns.</summary>
/// <param name="Check">The check, one of <see cref="PolicyVocabulary.QualityChecks"/> or a later one.</param>
/// <param name="Verdict">The gravest of its verdicts, one of <see cref="PolicyVocabulary.QualityVerdicts"/>.</param>
/// <param name="Columns">Columns with that verdict where it is no good one, at most <see cref="MaxColumns"/>.</param>
public sealed record GateQualityCheck(string Check, string Verdict, IReadOnlyList<string> Columns)
{
    /// <summary>Columns that are named at most.</summary>
    public const int MaxColumns = 20;

    /// <summary>Puts the checks of single columns together, so that a wide table makes no long input.</summary>
    /// <param name="checks">Name, column (null for whole rows) and verdict of each; a verdict that is not known is left out.</param>
    public static IReadOnlyList<GateQualityCheck> Summarise(IEnumerable<(string Check, string? Column, string Verdict)> checks) =>
        [
            .. checks
                .Where(c => PolicyVocabulary.QualityVerdicts.Contains(c.Verdict, StringComparer.Ordinal))
                .GroupBy(c => c.Check, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g =>
                {
                    var worst = g.MaxBy(c => Rank(c.Verdict)).Verdict;
                    return new GateQualityCheck(
                        g.Key,
                        worst,
                        worst == PolicyVocabulary.QualityVerdicts[0]
                            ? []
                            :
                            [
                                .. g.Where(c => c.Verdict == worst)
                                    .Select(c => c.Column)
                                    .OfType<string>()
                                    .Distinct(StringComparer.Ordinal)
                                    .Order(StringComparer.Ordinal)
                                    .Take(MaxColumns),
                            ]
                    );
                }),
        ];

    internal JsonObject ToJson()
    {
        var json = new JsonObject { ["name"] = Check, ["verdict"] = Verdict };
        GateInputWriter.Set(json, "columns", Columns.Count > 0 ? new JsonArray([.. Columns.Select(c => (JsonNode)c)]) : null);
        return json;
    }

    internal static GateQualityCheck Read(JsonFields check) =>
        new(check.Text("name"), check.Word("verdict", PolicyVocabulary.QualityVerdicts), check.Texts("columns"));

    private static int Rank(string verdict) =>
        PolicyVocabulary.QualityVerdicts.Index().First(v => string.Equals(v.Item, verdict, StringComparison.Ordinal)).Index;
}
