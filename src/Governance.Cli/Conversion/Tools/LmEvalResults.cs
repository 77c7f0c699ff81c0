using System.Text.Json.Nodes;
using Governance.Analytics.Statistics;
using Governance.Domain.Models;

namespace Governance.Cli.Conversion.Tools;

/// <summary>
/// Results of the LM evaluation harness: each task's metrics, with filter where it has one (<c>gsm8k.exact_match.strict-match</c>) and
/// a 95 % interval of the standard error. Public schema: github.com/EleutherAI/lm-evaluation-harness, lm_eval/result_schema.py.
/// </summary>
internal sealed class LmEvalResults : IForeignTool
{
    public string Name => "lm-eval";

    public Version First { get; } = new(0, 3);

    public Version Before { get; } = new(0, 5);

    public Conversion Read(ForeignFile file, ConversionHints hints)
    {
        var document = file.Document();
        var results = document.Need("results");
        var samples = document.Find("n-samples");
        var figures = new Figures();
        foreach (var (task, measured) in results.Members())
        {
            var n = samples?.Find(task)?.CountIfAny("effective");
            var filtered = measured.Members().Any(m => m.Name.Contains(',', StringComparison.Ordinal));
            foreach (var (key, value) in measured.Members())
            {
                var (name, filter) = key.Split(',', 2) is [var first, var second] ? (first, second) : (key, "");
                if (
                    name.EndsWith("_stderr", StringComparison.Ordinal)
                    || (filtered && filter.Length == 0)
                    || name is "alias" or "sample_len" or "samples" or "name" or "sample_count"
                    // A group without a figure of its own is written { " ": " " }.
                    || (string.IsNullOrWhiteSpace(name) && value.IsUndefined && value.Figure() is null)
                )
                {
                    continue;
                }

                var figure = value.Figure();
                figures.Add(
                    value,
                    Figures.Named($"{task}.{name}{(filter is "" or "none" ? "" : "." + filter)}"),
                    figure,
                    n,
                    Around(measured, $"{name}_stderr{(filter.Length > 0 ? "," + filter : "")}", figure, n)
                );
            }
        }

        if (figures.Count == 0)
        {
            throw results.None("metric", [], "no task has a metric");
        }

        return new(
            document.Version("lm_eval_version"),
            document.Find("date") is not { IsText: true, IsUndefined: false }
            && document.FigureIfAny("date") is > 0 and < 253_402_300_799 and var date
                ? DateTimeOffset.FromUnixTimeSeconds((long)date)
                : null,
            [
                new(
                    EvidenceKind.Validation,
                    new JsonObject
                    {
                        ["model"] = document.Find("config")?.Find("model") is { IsText: true } model ? model.Text() : null,
                        ["metrics"] = figures.Json,
                    }
                ),
            ]
        );
    }

    // Where it could not be computed it is the text N/A; 0 says that all answers were alike, not that all others will be.
    private static Interval? Around(Place measured, string name, double? value, long? n) =>
        (measured.FigureIfAny(name), value) switch
        {
            (> 1e-12 and var wide, { } centre) => new Interval(centre - (Proportion.Z95 * wide), centre + (Proportion.Z95 * wide)),
            (>= 0, >= 0 and <= 1 and { } share) when n is > 0 => EqualValues.OfMean(share, n.Value),
            _ => null,
        };
}
