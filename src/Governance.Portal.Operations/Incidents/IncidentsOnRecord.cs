using System.Globalization;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Contracts;
using Governance.Reporting;
using Governance.Reporting.Incidents;
using IncidentFacts = Governance.Reporting.Incidents.IncidentFacts;

namespace Governance.Portal.Operations.Incidents;

/// <summary>Incidents as documents print them.</summary>
internal sealed class IncidentsOnRecord(GetIncident incidents) : IIncidentsOnRecord
{
    private static readonly IReadOnlyDictionary<string, string> s_clocks = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["CLK-15"] = "15-day clock",
        ["CLK-10"] = "10-day clock",
        ["CLK-2"] = "2-day clock",
    };

    public async Task<Result<IncidentOnRecord>> FindAsync(IncidentId id, CancellationToken ct)
    {
        var found = await incidents.FileAsync(id, ct);
        if (found.Refusal is { } refusal)
        {
            return refusal;
        }

        var (file, incident) = (found.Value, found.Value.Incident);
        return new IncidentOnRecord(
            incident.Id,
            incident.Title,
            incident.Drill,
            [.. incident.Systems.Select(s => (s, file.SystemNames.GetValueOrDefault(s, s)))],
            incident.Class is { ConfirmedBy: { } by, ConfirmedAt: { } at } ? (by, at) : null,
            incident.ReportedAt,
            FactsOf(file)
        );
    }

    /// <summary>What is on record of it.</summary>
    /// <exception cref="ReportDataException">It has no timeline, which nothing in the portal leaves behind.</exception>
    private static IncidentFacts FactsOf(IncidentFile file)
    {
        var i = file.Incident;
        var confirmed = i.Class is { ConfirmedBy: not null } ? i.Class : null;
        List<IncidentAwareness> aware = [];
        if (i.ProviderAwareAt is { } provider)
        {
            aware.Add(new("Provider", provider));
        }

        if (i.DeployerAwareAt is { } deployer)
        {
            aware.Add(new("Deployer", deployer));
        }

        return new IncidentFacts
        {
            Id = i.Id.ToString(),
            Title = i.Title,
            Sha256 = file.Timeline.Count > 0 ? file.Timeline[^1].Sha256 : throw new ReportDataException($"{i.Id} has no timeline."),
            OccurredAt = i.OccurredAt ?? i.AwareAt,
            OpenedAt = i.OpenedAt,
            Awareness = aware.Count > 0 ? aware : [new("Organisation", i.AwareAt)],
            HarmCategories = confirmed is null
                ? []
                : [.. confirmed.Harms.Select(h => $"{file.HarmTitles.GetValueOrDefault(h, h)}, confirmed by {confirmed.ConfirmedBy}")],
            Severity = WireName.Of(i.Severity),
            CausalLink = confirmed is null ? null : WireName.Of(confirmed.CausalLink),
            Clocks =
            [
                .. i.Clocks.Select(c => new IncidentClock(
                    s_clocks.GetValueOrDefault(c.Id, c.Id),
                    c.Reference,
                    c.State is ClockState.NotTriggered ? null : c.DueAt,
                    c.ReportedAt,
                    c.State is ClockState.NotTriggered ? $"{(c.DecidedBy is null ? "" : $"{c.DecidedBy}: ")}{c.Why}" : null
                )
                {
                    IsProvisional = confirmed is null && c.State is not ClockState.NotTriggered && c.ReportedAt is null,
                }),
            ],
            Measures = [.. i.Steps.Where(s => s.State is StepState.Done && s.Phase is "containment" or "recovery").Select(s => s.Title)],
            Notified = i.ReportedAt is { } told ? [$"Market surveillance authority, {Time(told)}"] : [],
            EvidenceFreeze = i.FrozenAt is { } frozen
                ? $"{Frozen(i.Evidence.Count)} frozen on {Time(frozen)}, list SHA-256 {i.EvidenceSha256}"
                : null,
            ClosedAt = i.ClosedAt,
            Href = $"/incidents/{i.Id}",
        };
    }

    private static string Frozen(int count) => count == 1 ? "1 record" : $"{count} records";

    // As documents write times; the language in force has its own form of them.
    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
