using Governance.Analytics.Attribution;
using Governance.Analytics.Fairness;
using Governance.Analytics.Io;
using Governance.Analytics.Performance;
using Governance.Analytics.Robustness;
using Governance.Analytics.Validation;
using Governance.Domain;
using Governance.Domain.Validation;
using Governance.Portal.Kernel.Contracts;
using Governance.Scoring;

namespace Governance.Portal.Operations.Validation;

/// <summary>Scores the held-out set at the endpoint of a schedule, and measures what it answers.</summary>
internal sealed class MeasureEndpoint(ScheduledEndpoint access, DeclaredNullValues nullValues, TimeProvider clock)
{
    /// <summary>Measures it.</summary>
    /// <param name="schedule">What is asked, and how.</param>
    /// <param name="subject">The version and the rows.</param>
    /// <param name="beforeRequest">Called before each request: throws where the run is to stop.</param>
    /// <param name="scored">Called with the rows scored so far, of how many.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<RunOutcome> RunAsync(
        ValidationSchedule schedule,
        RunSubject subject,
        Func<CancellationToken, Task> beforeRequest,
        Action<long, long> scored,
        CancellationToken ct
    )
    {
        var plan = PlanOf(schedule);
        var table = await ReadAsync(subject, plan.Roles, ct);
        var sent = Scoring.ValidationRun.FeaturesOf(table, plan, subject.Set.Name);
        var endpoint = new ScoringEndpoint(
            access.TransportOf(schedule, beforeRequest),
            access.SettingsOf(schedule),
            WireName.Of(schedule.Protocol),
            clock,
            Random.Shared.NextDouble
        );
        await endpoint.LearnAsync(ct);
        var (artifact, from) = ScheduledEndpoint.ArtifactOf(endpoint.ArtifactSha256, subject.Version);
        var (done, total) = (0L, plan.RowsToScore(table.RowCount, sent.Count));
        endpoint.Progress = more => scored(Interlocked.Add(ref done, more), total);
        var findings = await new Scoring.ValidationRun(endpoint, plan).RunAsync(table, sent, subject.Set.Name, ct);
        return OutcomeOf(
            new ValidationOutcome(findings, subject.Set.Name, new EvidenceSubject(artifact, subject.Set.Sha256), table.RowCount)
            {
                ArtifactFrom = from,
                Plan = plan,
                Address = endpoint.Address,
                Protocol = endpoint.Protocol,
                RowsScored = endpoint.Rows,
                Requests = endpoint.Requests,
                Retries = endpoint.Retries,
                Latencies = endpoint.Latencies,
            }
        );
    }

    private static RunOutcome OutcomeOf(ValidationOutcome outcome)
    {
        var (performance, evasion) = (outcome.Findings.Performance, outcome.Findings.Evasion);
        return new(
            outcome.Verdict,
            outcome.Subject,
            [.. outcome.Parts()],
            [
                ("accuracy", performance?.Confusion?.Accuracy.Value),
                ("auc", performance?.Auc),
                ("brier", performance?.Brier),
                ("flipRate", evasion?.Curve.MaxBy(p => p.Size)?.Flips.Value),
            ]
        )
        {
            RowsScored = outcome.RowsScored,
            Requests = outcome.Requests,
        };
    }

    private static ValidationPlan PlanOf(ValidationSchedule schedule)
    {
        var binary = BinaryOptions.Default with { PositiveLabel = schedule.PositiveLabel };
        return new ValidationPlan
        {
            NameOf = ScheduledEndpoint.NameOf,
            Checks = [.. schedule.Checks.Select(c => WireName.Of(c))],
            Roles = ColumnRoles.Default with { Label = schedule.Label, Protected = schedule.Protected },
            Features = schedule.Features,
            Rows = schedule.Rows,
            Binary = binary,
            Fairness = FairnessOptions.Default with { Binary = binary },
            Robustness = RobustnessOptions.Default with
            {
                Binary = binary,
                Seed = schedule.Seed,
                Immutable = schedule.Protected.ToHashSet(StringComparer.Ordinal),
            },
            Consistency = ConsistencyOptions.Default,
            Explanation = ExplanationOptions.Default,
        };
    }

    private async Task<Table> ReadAsync(RunSubject subject, ColumnRoles roles, CancellationToken ct)
    {
        var set = subject.Set;
        using var stream = new MemoryStream(await access.ReadAsync(set, ct), writable: false);
        var table = await TableReader.ReadAsync(stream, new TabularReadOptions { Roles = roles, NullValues = nullValues.Values }, ct);
        return roles.NamedButAbsent(table.SourceColumns) is { Count: > 0 } absent
            ? throw new RunFailedException(
                ValidationFault.Settings,
                $"{set.Name} has no column {string.Join(", ", absent.Select(a => $"\"{a}\""))}."
            )
            : table;
    }
}
