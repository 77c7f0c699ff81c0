using System.Text.Json;
using Governance.Analytics.Assistants;
using Governance.Analytics.Robustness;
using Governance.Cli.Analysis;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Evaluation;

/// <summary>What a check of answers found.</summary>
internal sealed record AnswerReport(IReadOnlyList<AnswerScore> Scores, string? GroupedBy, Latency? Latency, string Path, string Sha256)
    : EvaluationReport(Path, Sha256)
{
    private const int GroupsShown = 10;

    public override IEnumerable<EvaluationFigure> Figures => [.. Scores.SelectMany(s => Defined(s.Name, s.Mean)), .. Slow(Latency)];

    public override RobustnessVerdict Verdict
    {
        get
        {
            var all = Scores.Select(s => s.Verdict).Where(v => v != RobustnessVerdict.NotRun).ToList();
            return new[] { RobustnessVerdict.Fail, RobustnessVerdict.Warn, RobustnessVerdict.InsufficientData, RobustnessVerdict.Ok }
                .Where(all.Contains)
                .DefaultIfEmpty(RobustnessVerdict.NotRun)
                .First();
        }
    }

    public override CheckReport Checks =>
        new("answers", Path, Path, [.. Scores.Select(Item)])
        {
            Headline = $"Answers in {Path}",
            Facts = [new("owasp", $"{OwaspRisk.Misinformation.Id} {OwaspRisk.Misinformation.Name}")],
        };

    public override void WriteText(TextPage page)
    {
        page.Line($"{OwaspRisk.Misinformation.Id} {OwaspRisk.Misinformation.Name}");
        page.Line();
        page.Table(
            ["SCORE", "MEAN", "95 % INTERVAL", "MEDIAN", "LOWEST 5 %", "LOW", "ANSWERS"],
            Scores.Select(s =>
                new[]
                {
                    s.Name,
                    Numbers.Short(s.Mean.Value),
                    Words(s.Mean.Interval),
                    Numbers.Short(s.Median),
                    Numbers.Short(s.FifthPercentile),
                    Numbers.Short(s.Low?.Value),
                    Numbers.Count(s.Mean.Count),
                }
            )
        );
        foreach (var score in Scores.Where(s => s.Groups.Count > 0))
        {
            page.Line();
            page.Table(
                [$"{score.Name} BY {GroupedBy}", "MEAN", "95 % INTERVAL", "ANSWERS"],
                score
                    .Groups.Take(GroupsShown)
                    .Select(g => new[] { g.Group, Numbers.Short(g.Mean.Value), Words(g.Mean.Interval), Numbers.Count(g.Mean.Count) })
            );
        }

        if (LatencyRow(Latency) is { } row)
        {
            page.Line();
            page.Line(string.Join("; ", row));
        }

        foreach (var score in Scores.Where(s => s.Verdict != RobustnessVerdict.NotRun))
        {
            page.Mark(AnalysisItems.OutcomeOf(score.Verdict), $"{score.Name}: {score.Reason ?? "within the limit."}");
        }

        WriteEvidence(page);
    }

    protected override void WriteMembers(Utf8JsonWriter writer)
    {
        AssistantJson.WriteMembers(writer, Scores, GroupedBy);
        AssistantJson.WriteLatency(writer, Latency);
        writer.WriteString("verdict", Verdict.ToWireName());
    }

    private static CheckItem Item(AnswerScore score) =>
        score.Verdict == RobustnessVerdict.NotRun
            ? Measured("answers", score.Name, score.Mean.Value)
            : new CheckItem(
                $"answers/{score.Name}",
                "answers",
                CheckSeverity.High,
                AnalysisItems.OutcomeOf(score.Verdict),
                $"{score.Name}: {score.Reason ?? "within the limit."}"
            )
            {
                Actual = Numbers.Short(score.Mean.Value),
                Controls = [OwaspRisk.Misinformation.Id],
            };
}
