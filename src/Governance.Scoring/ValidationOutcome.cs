using System.Text.Json;
using Governance.Analytics.Fairness;
using Governance.Analytics.Robustness;

namespace Governance.Scoring;

/// <summary>Findings that are stored as evidence of one kind.</summary>
/// <param name="Kind">The kind: <c>validation</c>, <c>fairness</c>, <c>robustness</c> or <c>explainability</c>.</param>
/// <param name="Write">Writes the evidence, an object.</param>
public sealed record EvidencePart(string Kind, Action<Utf8JsonWriter> Write);

/// <summary>What validating a live model found, and what it is about.</summary>
/// <param name="Findings">What was found.</param>
/// <param name="Path">Name of the file that was scored.</param>
/// <param name="Subject">The artifact and the file, by their digests.</param>
/// <param name="FileRows">Rows of the file.</param>
public sealed record ValidationOutcome(ValidationFindings Findings, string Path, EvidenceSubject Subject, int FileRows)
{
    /// <summary>The endpoint, without a query.</summary>
    public required string Address { get; init; }

    /// <summary>What it speaks.</summary>
    public required string Protocol { get; init; }

    /// <summary>Who says which artifact was measured; null when no one does.</summary>
    public string? ArtifactFrom { get; init; }

    /// <summary>What was asked of it.</summary>
    public required ValidationPlan Plan { get; init; }

    /// <summary>Rows that were scored in all.</summary>
    public long RowsScored { get; init; }

    /// <summary>Requests that were answered.</summary>
    public long Requests { get; init; }

    /// <summary>Requests that were made again.</summary>
    public long Retries { get; init; }

    /// <summary>Durations of requests in milliseconds, ascending.</summary>
    public double[] Latencies { get; init; } = [];

    /// <summary>What small changes, attacks and screens found; null when none of them ran.</summary>
    public RobustnessResult? Robustness =>
        Findings.Evasion is null && Findings.Poisoning.Count == 0
            ? null
            : new RobustnessResult(
                Findings.Evasion ?? new EvasionResult { Verdict = RobustnessVerdict.NotRun, Reason = "It was not requested." },
                Findings.Poisoning
            )
            {
                Attack = Findings.Attack,
            };

    /// <summary>The worst verdict of everything that is judged.</summary>
    public RobustnessVerdict Verdict
    {
        get
        {
            var all = Verdicts().ToList();
            return new[] { RobustnessVerdict.Fail, RobustnessVerdict.Warn, RobustnessVerdict.InsufficientData, RobustnessVerdict.Ok }
                .Where(all.Contains)
                .DefaultIfEmpty(RobustnessVerdict.NotRun)
                .First();
        }
    }

    /// <summary>What is stored as evidence, a part of each kind that something was found for.</summary>
    public IEnumerable<EvidencePart> Parts()
    {
        if (Findings.Performance is not null || Findings.Consistency.Count > 0)
        {
            yield return new("validation", writer => ValidationJson.WriteValidation(writer, this));
        }

        if (Findings.Fairness is { } fairness)
        {
            yield return new("fairness", writer => ValidationJson.WriteFairness(writer, this, fairness));
        }

        if (Robustness is { } robustness)
        {
            yield return new("robustness", writer => ValidationJson.WriteRobustness(writer, this, robustness));
        }

        if (Findings.Explanations.Any(e => e.Reason is null))
        {
            yield return new("explainability", writer => ValidationJson.WriteExplainability(writer, this));
        }
    }

    /// <summary>The verdict of each thing that is judged.</summary>
    public IEnumerable<RobustnessVerdict> Verdicts()
    {
        foreach (var attribute in Findings.Fairness?.Attributes ?? [])
        {
            yield return attribute.Verdict switch
            {
                FairnessVerdict.Ok => RobustnessVerdict.Ok,
                FairnessVerdict.Fail => RobustnessVerdict.Fail,
                FairnessVerdict.Inconclusive => RobustnessVerdict.Warn,
                FairnessVerdict.InsufficientData => RobustnessVerdict.InsufficientData,
            };
        }

        // Of slices, many of which are small, only those that have rows enough for a verdict.
        foreach (var attribute in Findings.FairnessSlices.SelectMany(s => s.Result.Attributes))
        {
            if (attribute.Verdict is FairnessVerdict.Fail or FairnessVerdict.Inconclusive)
            {
                yield return attribute.Verdict is FairnessVerdict.Fail ? RobustnessVerdict.Fail : RobustnessVerdict.Warn;
            }
        }

        foreach (var check in Findings.Consistency)
        {
            yield return check.Verdict;
        }

        if (Findings.Evasion is { } evasion)
        {
            yield return evasion.Verdict;
        }

        if (Findings.Attack?.Verdict is { } attacked)
        {
            yield return attacked;
        }

        foreach (var screen in Findings.Poisoning)
        {
            yield return screen.Verdict;
        }

        foreach (var explanation in Findings.Explanations)
        {
            yield return explanation.Reason is null ? RobustnessVerdict.Ok : RobustnessVerdict.NotRun;
        }

        if (Findings.Unanswered > 0)
        {
            yield return RobustnessVerdict.Warn;
        }
    }
}
