using System.Text.Json;
using Governance.Analytics.Attribution;
using Governance.Analytics.Fairness;
using Governance.Analytics.Robustness;
using Governance.Analytics.Robustness.Attacks;
using Governance.Analytics.Statistics;
using Governance.Analytics.Validation;
using Governance.Cli.Analysis;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Validation;

/// <summary>What validating a live model found, for people and programs.</summary>
internal sealed record ValidationReport(ValidationOutcome Outcome) : CommandResult
{
    private const int LeadingInputs = 5;

    /// <summary>Whether the file is the held-out set of the version that evidence is stored for; true when none is.</summary>
    public bool IsHeldOut { get; init; } = true;

    public IReadOnlyList<StoredEvidence> Evidence { get; init; } = [];

    private ValidationFindings Findings => Outcome.Findings;

    private string Path => Outcome.Path;

    private string Address => Outcome.Address;

    private RobustnessVerdict Verdict => Outcome.Verdict;

    public override CheckReport Checks =>
        new("validate", Address, Path, [.. Items()])
        {
            Headline = $"Validation of {Address}: {Verdict.ToWireName()}",
            Facts =
            [
                new("data", $"{Path}, {Numbers.Count(Findings.Rows.Length)} of {Numbers.Counted(Outcome.FileRows, "row")}"),
                new("evidence", Evidence.Count == 0 ? "not stored" : string.Join(", ", Evidence.Select(e => $"{e.Id} ({e.Kind})"))),
            ],
        };

    public bool Fails(string? failOn) =>
        failOn switch
        {
            "warn" => Outcome.Verdicts().Any(v => v != RobustnessVerdict.Ok) || !Outcome.Verdicts().Any(),
            "fail" => Verdict == RobustnessVerdict.Fail,
            _ => false,
        };

    /// <summary>Whether a check says nothing: it did not run, or had too little to go by.</summary>
    /// <param name="check">One of <see cref="ValidationPlan.AllChecks"/>.</param>
    public bool IsSilent(string check) =>
        check switch
        {
            "performance" => Findings.Performance is null || Metrics().All(m => m.Value is null),
            "fairness" => Findings.Fairness?.Attributes.Any(a => a.Verdict is not FairnessVerdict.InsufficientData) != true,
            "consistency" => Findings.Consistency.All(c => IsSilent(c.Verdict)),
            "robustness" => Findings.Evasion is null || IsSilent(Findings.Evasion.Verdict),
            "poisoning" => Findings.Poisoning.All(s => IsSilent(s.Verdict)),
            "attributions" => Findings.Explanations.All(e => e.Reason is not null),
            _ => true,
        };

    /// <summary>What --fail-on was to judge and could not.</summary>
    /// <param name="protectedColumns">Attributes whose groups were to be compared.</param>
    public IEnumerable<string> NotJudged(IReadOnlyList<string> protectedColumns)
    {
        foreach (
            var name in protectedColumns.Where(n =>
                Findings.Fairness?.Attributes.Any(a => a.Attribute == n && a.Verdict is not FairnessVerdict.InsufficientData) != true
            )
        )
        {
            yield return $"--fail-on has nothing to check for \"{name}\": no two groups are large enough, or no classes are predicted.";
        }

        if (ValidationPlan.AllChecks.All(IsSilent))
        {
            yield return "--fail-on has nothing to check: no check could be run on these rows.";
        }
    }

    /// <summary>Attacks that were asked for and could not be run.</summary>
    public IEnumerable<string> AttacksNotRun()
    {
        foreach (var method in Findings.Attack?.Methods.Where(m => m.Figures is not { Success.Trials: > 0 }) ?? [])
        {
            yield return $"--attack {method.Method.ToWireName()} could not be run. {method.Reason ?? Findings.Attack!.Reason}";
        }
    }

    private static bool IsSilent(RobustnessVerdict verdict) => verdict is RobustnessVerdict.NotRun or RobustnessVerdict.InsufficientData;

    public override void WriteText(TextPage page)
    {
        page.Line(
            $"{Address}: {Verdict.ToWireName()}. Rows of {Path}: {Numbers.Count(Findings.Rows.Length)}, scored "
                + $"{Numbers.Count(Outcome.RowsScored)}, requests {Numbers.Count(Outcome.Requests)}."
        );
        if (Outcome.Latencies.Length > 0)
        {
            page.Line(
                $"A request took {Numbers.General(Quantiles.Linear(Outcome.Latencies, 0.5))} ms (median), "
                    + $"{Numbers.General(Quantiles.Linear(Outcome.Latencies, 0.95))} ms (95th percentile)."
            );
        }

        if (Findings.Unanswered > 0)
        {
            page.Mark(CheckOutcome.Warn, $"Rows without an answer: {Numbers.Count(Findings.Unanswered)}.");
        }

        if (Findings.Performance is { } performance)
        {
            page.Line();
            page.Table(
                ["METRIC", "VALUE", "95 % INTERVAL"],
                Metrics()
                    .Select(m =>
                        new[]
                        {
                            m.Name,
                            Numbers.Short(m.Value),
                            performance.Intervals.TryGetValue(m.Name, out var ends)
                                ? $"{Numbers.Short(ends.Low)} to {Numbers.Short(ends.High)}"
                                : string.Empty,
                        }
                    )
            );
            foreach (var (name, reason) in performance.Reasons)
            {
                page.Line($"- {name}: {reason}");
            }

            AnalysisItems.WriteText(page, Findings.PerformanceSlices);
        }

        page.Line();
        foreach (var attribute in Findings.Fairness?.Attributes ?? [])
        {
            AnalysisItems.WriteText(page, attribute);
        }

        AnalysisItems.WriteText(page, Findings.FairnessSlices);
        foreach (var check in Findings.Consistency)
        {
            page.Mark(AnalysisItems.OutcomeOf(check.Verdict), Words(check));
        }

        if (Findings.Evasion is { } evasion)
        {
            AnalysisItems.WriteText(page, evasion);
        }

        if (Findings.Attack is { } attack)
        {
            AttackItems.WriteText(page, attack, Findings.Number);
        }

        AnalysisItems.WriteText(page, Findings.Poisoning);
        foreach (var explanation in Findings.Explanations)
        {
            page.Mark(OutcomeOf(explanation), Words(explanation));
        }

        foreach (var stored in Evidence)
        {
            page.Line($"Stored {stored.Id} ({stored.Kind}).");
        }

        if (Evidence.Count > 0 && !IsHeldOut)
        {
            page.Mark(
                CheckOutcome.Warn,
                $"{Path} is not the held-out set that the version declares (a dataset with the role test): a policy that requires it does "
                    + "not accept this evidence."
            );
        }

        if (Evidence.Count > 0 && Outcome.Subject.ArtifactSha256 is null)
        {
            page.Mark(
                CheckOutcome.Warn,
                "Which artifact the endpoint serves is not known, so the evidence does not state it. Name it with --artifact."
            );
        }
    }

    public override void WriteJson(Utf8JsonWriter writer) =>
        ValidationJson.Write(writer, Outcome, inner => StoredEvidence.Write(inner, Evidence));

    private IEnumerable<CheckItem> Items()
    {
        foreach (var (name, value) in Findings.Performance is null ? [] : Metrics())
        {
            // Whether a value is good enough is for a policy to say.
            yield return new CheckItem(
                $"performance/{name}",
                "performance",
                CheckSeverity.High,
                CheckOutcome.NotApplicable,
                $"{name} {Numbers.Short(value)}: measured, not checked."
            )
            {
                Actual = value is null ? null : Numbers.Short(value),
            };
        }

        foreach (var attribute in Findings.Fairness?.Attributes ?? [])
        {
            yield return AnalysisItems.Of(attribute);
        }

        foreach (var slice in Findings.FairnessSlices)
        {
            foreach (var attribute in slice.Result.Attributes)
            {
                yield return AnalysisItems.Of(slice, attribute);
            }
        }

        foreach (var check in Findings.Consistency)
        {
            yield return new CheckItem(
                $"consistency/{check.Check}{(check.Column is null ? string.Empty : "/" + check.Column)}",
                "consistency",
                CheckSeverity.High,
                AnalysisItems.OutcomeOf(check.Verdict),
                Words(check)
            )
            {
                Expected = "0",
                Actual = Numbers.Count(check.Moved.Successes),
            };
        }

        if (Findings.Evasion is { } evasion)
        {
            yield return AnalysisItems.Of(evasion);
        }

        if (Findings.Attack is { } attack)
        {
            yield return AttackItems.Of(attack);
        }

        foreach (var screen in Findings.Poisoning)
        {
            yield return AnalysisItems.Of(screen);
        }

        foreach (var explanation in Findings.Explanations)
        {
            yield return new CheckItem(
                $"explainability/{explanation.Method}",
                "explainability",
                CheckSeverity.Low,
                OutcomeOf(explanation),
                Words(explanation)
            );
        }
    }

    private (string Name, double? Value)[] Metrics()
    {
        var (result, counts) = (Findings.Performance!, Findings.Performance!.Confusion);
        return
        [
            ("accuracy", counts?.Accuracy.Value),
            ("precision", counts?.Precision.Value),
            ("recall", counts?.Recall.Value),
            ("f1", counts?.F1),
            ("auc", result.Auc),
            ("brier", result.Brier),
            ("logLoss", result.LogLoss),
            ("ece", result.Ece),
            ("fpr", counts?.FalsePositiveRate.Value),
            ("fnr", counts?.FalseNegativeRate.Value),
        ];
    }

    private static CheckOutcome OutcomeOf(Explanation explanation) =>
        explanation.Reason is null ? CheckOutcome.Pass : CheckOutcome.NotApplicable;

    private static string Words(ConsistencyCheck check)
    {
        var what = check.Check switch
        {
            "repeated_input" => "the same inputs again",
            "irrelevant_column" => $"inputs that differ only in \"{check.Column}\"",
            _ => "scores as logged",
        };
        return $"{what}: {check.Reason ?? $"no difference ({Numbers.Counted(check.Moved.Trials, "score")})."}";
    }

    private static string Words(Explanation explanation)
    {
        if (explanation.Reason is { } reason)
        {
            return $"{explanation.Method}: {reason}";
        }

        var importances = explanation.Importances;
        var leading = Enumerable
            .Range(0, importances.Count)
            .OrderByDescending(i => importances[i])
            .Take(LeadingInputs)
            .Select(i => $"{explanation.Features[i]} {Numbers.Short(importances[i])}");
        var stability = explanation.RankStability is { } stable
            ? $" Repeated runs agree to {Numbers.Short(stable)} (rank correlation)."
            : string.Empty;
        return $"{explanation.Method}: {string.Join(", ", leading)}. {explanation.Description}.{stability}";
    }
}
