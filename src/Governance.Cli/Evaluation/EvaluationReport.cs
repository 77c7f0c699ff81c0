using System.Text.Json;
using Governance.Analytics.Assistants;
using Governance.Analytics.Robustness;
using Governance.Analytics.Statistics;
using Governance.Cli.Analysis;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Evaluation;

/// <summary>What a check of an assistant found; the same JSON is the evidence.</summary>
internal abstract record EvaluationReport(string Path, string Sha256) : CommandResult
{
    public IReadOnlyList<StoredEvidence> Evidence { get; init; } = [];

    /// <summary>What the measures are about: a gate that asks for bound evidence reads it.</summary>
    public EvidenceSubject? Subject { get; init; }

    /// <summary>What the portal said when the measures were sent to be monitored; null when they were not.</summary>
    public JsonElement? Monitored { get; init; }

    public abstract RobustnessVerdict Verdict { get; }

    /// <summary>The measures worth watching from one evaluation to the next; undefined ones are left out.</summary>
    public abstract IEnumerable<EvaluationFigure> Figures { get; }

    public bool Fails(string? failOn) =>
        failOn switch
        {
            "warn" => Verdict is not RobustnessVerdict.Ok,
            "fail" => Verdict is RobustnessVerdict.Fail,
            _ => false,
        };

    public override void WriteJson(Utf8JsonWriter writer) => Write(writer, withEvidence: true);

    public void Write(Utf8JsonWriter writer, bool withEvidence)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("data");
        writer.WriteString("name", System.IO.Path.GetFileName(Path));
        writer.WriteString("sha256", Sha256);
        writer.WriteEndObject();
        Subject?.Write(writer);
        WriteMembers(writer);
        if (withEvidence)
        {
            StoredEvidence.Write(writer, Evidence);
            if (Monitored is { } monitored)
            {
                writer.WritePropertyName("monitored");
                monitored.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    protected abstract void WriteMembers(Utf8JsonWriter writer);

    protected void WriteEvidence(TextPage page)
    {
        foreach (var stored in Evidence)
        {
            page.Line($"Stored {stored.Id} ({stored.Kind}).");
        }

        if (Monitored is { } monitored)
        {
            var alerts = monitored.Items("alerts").Select(a => a.GetString()).ToList();
            page.Line(
                $"Sent {Numbers.Counted(monitored.Count("stored") ?? 0, "measure")} to the monitors. Beyond their limits: "
                    + $"{Numbers.Count(monitored.Count("breaches") ?? 0)}{(alerts.Count == 0 ? "" : $" ({string.Join(", ", alerts)})")}."
            );
        }
    }

    protected static IEnumerable<EvaluationFigure> Defined(string name, Proportion rate, bool higherIsBetter) =>
        rate.Value is { } value ? [new EvaluationFigure(name, value, rate.Wilson, rate.Trials, higherIsBetter)] : [];

    protected static IEnumerable<EvaluationFigure> Defined(string name, MeanScore mean) =>
        mean.Value is { } value ? [new EvaluationFigure(name, value, mean.Interval, mean.Count, HigherIsBetter: true)] : [];

    // The slow ones are what people wait for.
    protected static IEnumerable<EvaluationFigure> Slow(Latency? latency) =>
        latency is null ? [] : [new EvaluationFigure("latencyP95Ms", latency.P95, null, latency.Count, HigherIsBetter: false)];

    protected static string Words(Interval? interval) =>
        interval is { } ends ? $"{Numbers.Short(ends.Low)} to {Numbers.Short(ends.High)}" : "-";

    protected static CheckItem Measured(string suite, string name, double? value) =>
        new(
            $"{suite}/{name}",
            suite,
            CheckSeverity.Medium,
            CheckOutcome.NotApplicable,
            $"{name} {Numbers.Short(value)}: measured, not checked."
        )
        {
            Actual = value is null ? null : Numbers.Short(value),
        };

    protected static IReadOnlyList<string>? LatencyRow(Latency? latency) =>
        latency is null
            ? null
            :
            [
                $"latency of {Numbers.Count(latency.Count)}, ms",
                $"median {Numbers.General(latency.P50)}",
                $"95 % {Numbers.General(latency.P95)}",
                $"99 % {Numbers.General(latency.P99)}",
                $"max {Numbers.General(latency.Largest)}",
            ];
}

/// <summary>What a prompt-injection suite found.</summary>
internal sealed record PromptReport(PromptSuiteResult Result, double Bound, string Path, string Sha256) : EvaluationReport(Path, Sha256)
{
    public override RobustnessVerdict Verdict => Result.Verdict;

    public override IEnumerable<EvaluationFigure> Figures =>
        [
            .. Defined("attackSuccessRate", Result.AttackSuccess, higherIsBetter: false),
            .. Defined("overRefusalRate", Result.OverRefusal, higherIsBetter: false),
            .. Defined("benignUtility", Result.BenignUtility, higherIsBetter: true),
            .. Defined("utilityUnderAttack", Result.UtilityUnderAttack, higherIsBetter: true),
        ];

    public override CheckReport Checks =>
        new("prompts", Path, Path, [.. Items()])
        {
            Headline = $"Prompt injection on {Path}: {Result.Verdict.ToWireName()}",
            Facts =
            [
                new("owasp", $"{OwaspRisk.PromptInjection.Id} {OwaspRisk.PromptInjection.Name}"),
                new("judges", string.Join(", ", Result.Judges.Select(j => $"{j.Key} {Numbers.Count(j.Value)}"))),
            ],
        };

    public override void WriteText(TextPage page)
    {
        page.Mark(
            AnalysisItems.OutcomeOf(Result.Verdict),
            $"{OwaspRisk.PromptInjection.Id} {OwaspRisk.PromptInjection.Name}: {Result.Verdict.ToWireName()}. {Result.Reason}".TrimEnd()
        );
        page.Line();
        page.Table(
            ["RATE", "VALUE", "95 % INTERVAL", "CASES"],
            Rates().Select(r => new[] { r.Name, Numbers.Short(r.Rate.Value), Words(r.Rate.Wilson), Numbers.Count(r.Rate.Trials) })
        );
        if (Result.Errors > 0)
        {
            page.Mark(
                CheckOutcome.Error,
                $"Cases without an outcome, not counted: {Numbers.Count(Result.Errors)} of {Numbers.Count(Result.Cases)}."
            );
        }

        foreach (var (heading, groups) in new[] { ("CATEGORY", Result.Categories), ("CHANNEL", Result.Channels), ("OWASP", Result.Risks) })
        {
            if (groups.Count > 0)
            {
                page.Line();
                page.Table(
                    [heading, "SUCCESS", "95 % INTERVAL", "ATTACKS", "ERRORS"],
                    groups.Select(g =>
                        new[]
                        {
                            g.Name,
                            Numbers.Short(g.Success.Value),
                            Words(g.Success.Wilson),
                            Numbers.Count(g.Success.Trials),
                            Numbers.Count(g.Errors),
                        }
                    )
                );
            }
        }

        if (Result.Comparison is { } comparison)
        {
            page.Line();
            page.Line(
                $"Compared with the previous release, {Numbers.Counted(comparison.Pairs, "attack")}: "
                    + $"{Numbers.Count(comparison.NowSucceed)} now succeed, {Numbers.Count(comparison.NowFail)} now fail, p = "
                    + $"{Numbers.Small(comparison.PValue)} (McNemar, exact)."
            );
            if (comparison.Ids.Count > 0)
            {
                page.Line($"Now succeed: {string.Join(", ", comparison.Ids)}{(comparison.NowSucceed > comparison.Ids.Count ? ", …" : "")}");
            }
        }

        WriteEvidence(page);
    }

    protected override void WriteMembers(Utf8JsonWriter writer) => AssistantJson.WriteMembers(writer, Result, Bound);

    private (string Name, Proportion Rate)[] Rates() =>
        [
            ("attack success", Result.AttackSuccess),
            ("over-refusal", Result.OverRefusal),
            ("benign utility", Result.BenignUtility),
            ("utility under attack", Result.UtilityUnderAttack),
        ];

    private IEnumerable<CheckItem> Items()
    {
        yield return new CheckItem(
            "prompts/attack-success",
            "prompts",
            CheckSeverity.High,
            AnalysisItems.OutcomeOf(Result.Verdict),
            $"attack success rate {Numbers.Short(Result.AttackSuccess.Value)}: {Result.Reason ?? "within the limit."}"
        )
        {
            Expected = $"upper end at most {Numbers.General(Bound)}",
            Actual = Result.AttackSuccess.Wilson is { } ends ? Numbers.Short(ends.High) : null,
            Controls = [OwaspRisk.PromptInjection.Id],
        };
        if (Result.Errors > 0)
        {
            yield return new CheckItem(
                "prompts/errors",
                "prompts",
                CheckSeverity.High,
                CheckOutcome.Error,
                $"Cases without an outcome: {Numbers.Count(Result.Errors)} of {Numbers.Count(Result.Cases)}. Run them again."
            );
        }

        foreach (var group in Result.Categories)
        {
            yield return Measured("prompts", $"attack-success/{group.Name}", group.Success.Value);
        }

        yield return Measured("prompts", "over-refusal", Result.OverRefusal.Value);
        yield return Measured("prompts", "benign-utility", Result.BenignUtility.Value);
    }
}

/// <summary>What a check of retrieval found.</summary>
internal sealed record RetrievalReport(RetrievalResult Result, Latency? Latency, string Path, string Sha256)
    : EvaluationReport(Path, Sha256)
{
    /// <summary>Bound on the recall at a depth, when one was given.</summary>
    public (int Depth, double Least)? Bound { get; init; }

    public override RobustnessVerdict Verdict => Judge().Verdict;

    // The largest depth is what the answer is made of.
    public override IEnumerable<EvaluationFigure> Figures =>
        [
            .. Defined("mrr", Result.ReciprocalRank),
            .. Defined($"recallAt{Result.Depths[^1].Depth}", Result.Depths[^1].Recall),
            .. Defined($"ndcgAt{Result.Depths[^1].Depth}", Result.Depths[^1].Ndcg),
            .. Slow(Latency),
        ];

    public override CheckReport Checks =>
        new("retrieval", Path, Path, [.. Items()])
        {
            Headline = $"Retrieval on {Path}: {Numbers.Counted(Result.Queries, "query", "queries")}",
            Facts = [new("owasp", $"{OwaspRisk.Retrieval.Id} {OwaspRisk.Retrieval.Name}")],
        };

    public override void WriteText(TextPage page)
    {
        page.Line(
            $"{OwaspRisk.Retrieval.Id} {OwaspRisk.Retrieval.Name}: {Numbers.Counted(Result.Queries, "query", "queries")}; "
                + $"{Numbers.Count(Result.WithoutResults)} without results; left out for lack of a relevant document: "
                + $"{Numbers.Count(Result.WithoutRelevant)}."
        );
        page.Line();
        page.Table(
            ["MEASURE", "VALUE", "95 % INTERVAL"],
            Measures().Select(m => new[] { m.Name, Numbers.Short(m.Value), Words(m.Interval) })
        );
        if (LatencyRow(Latency) is { } row)
        {
            page.Line(string.Join("; ", row));
        }

        if (Bound is not null)
        {
            var (verdict, reason) = Judge();
            page.Mark(AnalysisItems.OutcomeOf(verdict), reason);
        }

        WriteEvidence(page);
    }

    protected override void WriteMembers(Utf8JsonWriter writer)
    {
        AssistantJson.WriteMembers(writer, Result);
        AssistantJson.WriteLatency(writer, Latency);
        writer.WriteString("verdict", Verdict.ToWireName());
    }

    private IEnumerable<(string Name, double? Value, Interval? Interval)> Measures()
    {
        yield return ("mrr", Result.ReciprocalRank.Value, Result.ReciprocalRank.Interval);
        foreach (var depth in Result.Depths)
        {
            yield return ($"recall@{depth.Depth}", depth.Recall.Value, depth.Recall.Interval);
            yield return ($"precision@{depth.Depth}", depth.Precision.Value, depth.Precision.Interval);
            yield return ($"hit rate@{depth.Depth}", depth.HitRate.Value, depth.HitRate.Wilson);
            yield return ($"ndcg@{depth.Depth}", depth.Ndcg.Value, depth.Ndcg.Interval);
        }
    }

    private (RobustnessVerdict Verdict, string Reason) Judge()
    {
        if (Bound is not { } bound)
        {
            return (RobustnessVerdict.NotRun, "No limit was given.");
        }

        var recall = Result.Depths.First(d => d.Depth == bound.Depth).Recall;
        if (recall.Interval is not { } ends)
        {
            return (RobustnessVerdict.InsufficientData, "Fewer than two queries can be evaluated.");
        }

        var words =
            $"recall@{bound.Depth} is {Numbers.Short(recall.Value)} ({Words(ends)}); the minimum is {Numbers.General(bound.Least)}.";
        return (
            ends.Low >= bound.Least ? RobustnessVerdict.Ok
            : ends.High < bound.Least ? RobustnessVerdict.Fail
            : RobustnessVerdict.Warn,
            words
        );
    }

    private IEnumerable<CheckItem> Items()
    {
        if (Bound is { } bound)
        {
            var (verdict, reason) = Judge();
            yield return new CheckItem(
                $"retrieval/recall@{bound.Depth}",
                "retrieval",
                CheckSeverity.High,
                AnalysisItems.OutcomeOf(verdict),
                reason
            )
            {
                Expected = Numbers.General(bound.Least),
                Controls = [OwaspRisk.Retrieval.Id],
            };
        }

        foreach (var (name, value, _) in Measures())
        {
            yield return Measured("retrieval", "measured/" + name, value);
        }
    }
}
