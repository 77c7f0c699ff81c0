using Governance.Analytics.Attribution;
using Governance.Analytics.Fairness;
using Governance.Analytics.Io;
using Governance.Analytics.Performance;
using Governance.Analytics.Robustness;
using Governance.Analytics.Validation;
using Governance.Domain;
using Governance.Domain.Validation;
using Governance.Portal.Kernel.Outbound;
using Governance.Portal.Kernel.Storage;
using Governance.Scoring;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Validation;

/// <summary>Scores the held-out set at the endpoint of a schedule, and measures what it answers.</summary>
internal sealed class MeasureEndpoint(
    OutboundClient outbound,
    StoredFiles files,
    IOptions<ScheduledValidationOptions> options,
    IOptions<OutboundOptions> limits,
    TimeProvider clock
)
{
    /// <summary>Measures it.</summary>
    /// <param name="schedule">What is asked, and how.</param>
    /// <param name="subject">The version and the rows.</param>
    /// <param name="beforeRequest">Called before each request: throws where the run is to stop.</param>
    /// <param name="scored">Called with the rows scored so far, of how many.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<ValidationOutcome> RunAsync(
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
        var (version, address) = (subject.Version, new Uri(schedule.Endpoint));
        var credential = schedule.Credential is null ? null : options.Value.Credential(schedule.Credential, address);
        if (schedule.Credential is { } name && credential is null)
        {
            throw new RunFailedException(ValidationFault.Settings, ValidationRefusals.CredentialNotUsable(name, address.Authority).Message);
        }

        var endpoint = new ScoringEndpoint(
            new OutboundScoringTransport(outbound, credential, beforeRequest),
            SettingsOf(schedule, address),
            WireName.Of(schedule.Protocol),
            clock,
            Random.Shared.NextDouble
        );
        await endpoint.LearnAsync(ct);
        var declared = version.ArtifactSha256.Length == 0 ? null : version.ArtifactSha256;
        if (endpoint.ArtifactSha256 is { } served && declared is not null && served != declared)
        {
            throw new RunFailedException(
                ValidationFault.Artifact,
                $"The endpoint says that it serves the artifact {served}; that of {version.Id} is {declared}."
            );
        }

        var (done, total) = (0L, plan.RowsToScore(table.RowCount, sent.Count));
        endpoint.Progress = more => scored(Interlocked.Add(ref done, more), total);
        var findings = await new Scoring.ValidationRun(endpoint, plan).RunAsync(table, sent, subject.Set.Name, ct);
        return new ValidationOutcome(
            findings,
            subject.Set.Name,
            new EvidenceSubject(endpoint.ArtifactSha256 ?? declared, subject.Set.Sha256),
            table.RowCount
        )
        {
            ArtifactFrom =
                endpoint.ArtifactSha256 is not null ? "endpoint"
                : declared is not null ? "version"
                : null,
            Plan = plan,
            Address = endpoint.Address,
            Protocol = endpoint.Protocol,
            RowsScored = endpoint.Rows,
            Requests = endpoint.Requests,
            Retries = endpoint.Retries,
            Latencies = endpoint.Latencies,
        };
    }

    private static ValidationPlan PlanOf(ValidationSchedule schedule)
    {
        var binary = BinaryOptions.Default with { PositiveLabel = schedule.PositiveLabel };
        return new ValidationPlan
        {
            NameOf = NameOf,
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

    private EndpointSettings SettingsOf(ValidationSchedule schedule, Uri address) =>
        new()
        {
            Address = address,
            NameOf = NameOf,
            Output = schedule.Output,
            PositiveLabel = schedule.PositiveLabel,
            BatchRows = options.Value.BatchRows,
            Retries = options.Value.Retries,
            Timeout = TimeSpan.FromSeconds(limits.Value.TimeoutSeconds),
        };

    // As the API calls a setting: positive-label is positiveLabel.
    private static string NameOf(string name) =>
        string.Concat(name.Split('-').Select((part, i) => i == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));

    private async Task<Table> ReadAsync(RunSubject subject, ColumnRoles roles, CancellationToken ct)
    {
        var set = subject.Set;
        var file = await files.ReadAsync(
            new StoredFile(set.Id.ToString(), set.Sha256, set.SizeBytes, "text/csv", set.Name),
            (int)Math.Min(int.MaxValue, options.Value.MaxDataBytes),
            ct
        );
        if (file.Refusal is { } altered)
        {
            throw new RunFailedException(ValidationFault.Data, altered.Message);
        }

        if (file.Value is not { } bytes)
        {
            throw new RunFailedException(
                ValidationFault.Data,
                $"{set.Name} is longer than the {options.Value.MaxDataBytes} bytes that a run reads (ScheduledValidation__MaxDataBytes)."
            );
        }

        using var stream = new MemoryStream(bytes, writable: false);
        var table = await TableReader.ReadAsync(stream, new TabularReadOptions { Roles = roles }, ct);
        return roles.NamedButAbsent(table.SourceColumns) is { Count: > 0 } absent
            ? throw new RunFailedException(
                ValidationFault.Settings,
                $"{set.Name} has no column {string.Join(", ", absent.Select(a => $"\"{a}\""))}."
            )
            : table;
    }
}
