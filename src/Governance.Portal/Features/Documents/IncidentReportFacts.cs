using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Portal.Features.Incidents;
using Governance.Portal.Kernel.Components;
using Governance.Reporting;
using Governance.Reporting.Incidents;
using ReportedIncident = Governance.Reporting.Incidents.IncidentFacts;

namespace Governance.Portal.Features.Documents;

/// <summary>An incident as documents print it.</summary>
internal static class IncidentReportFacts
{
    private static readonly IReadOnlyDictionary<string, string> s_clocks = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["CLK-15"] = "15-day clock",
        ["CLK-10"] = "10-day clock",
        ["CLK-2"] = "2-day clock",
    };

    /// <summary>What is on record of it.</summary>
    /// <exception cref="ReportDataException">It has no timeline, which nothing in the portal leaves behind.</exception>
    public static ReportedIncident Of(IncidentFile file)
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

        return new ReportedIncident
        {
            Id = i.Id.ToString(),
            Title = i.Title,
            Sha256 = file.Timeline.Count > 0 ? file.Timeline[^1].Sha256 : throw new ReportDataException($"{i.Id} has no timeline."),
            OccurredAt = i.OccurredAt ?? i.AwareAt,
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
                )),
            ],
            Measures = [.. i.Steps.Where(s => s.State is StepState.Done && s.Phase is "containment" or "recovery").Select(s => s.Title)],
            Notified = i.ReportedAt is { } told ? [$"Market surveillance authority, {Formats.Iso(told)}"] : [],
            EvidenceFreeze = i.FrozenAt is { } frozen
                ? $"{i.Evidence.Count} records frozen {Formats.Iso(frozen)}, list SHA-256 {i.EvidenceSha256}"
                : null,
            ClosedAt = i.ClosedAt,
            Href = $"/incidents/{i.Id}",
        };
    }
}
