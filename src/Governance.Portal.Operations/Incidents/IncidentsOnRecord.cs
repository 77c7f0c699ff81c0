using System.Globalization;
using Governance.Domain;
using Governance.Domain.Documents;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Reporting;
using Governance.Reporting.Incidents;
using static Governance.Localisation.Texts;
using IncidentFacts = Governance.Reporting.Incidents.IncidentFacts;

namespace Governance.Portal.Operations.Incidents;

/// <summary>Incidents as documents print them.</summary>
internal sealed class IncidentsOnRecord(GetIncident incidents) : IIncidentsOnRecord
{
    // Of the playbooks that ship: the step in which people say which other laws ask for a report.
    private const string RegimesStep = "other-regimes";

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
        var newest = file.Timeline.Count > 0 ? file.Timeline[^1] : throw new ReportDataException($"{i.Id} has no timeline.");
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
            Sha256 = newest.Sha256,
            RecordedAt = newest.At,
            Versions = [.. i.Versions.Select(v => ModelName.Of(v.Model, v.Version))],
            Countries = i.Countries,
            OccurredAt = i.OccurredAt ?? i.AwareAt,
            Awareness = aware.Count > 0 ? aware : [new("Organisation", i.AwareAt)],
            HarmCategories = confirmed is null
                ? []
                :
                [
                    .. confirmed.Harms.Select(h =>
                        (FormattableString)
                            $"{new PortalWords(file.HarmTitles.GetValueOrDefault(h, h))}, confirmed by {confirmed.ConfirmedBy}"
                    ),
                ],
            Severity = WireName.Of(i.Severity),
            CausalLink = confirmed is null ? null : WireName.Of(confirmed.CausalLink),
            IsClassProposed = i.Class is not null && confirmed is null,
            Clocks =
            [
                .. i.Clocks.Select(c => new IncidentClock(
                    s_clocks.GetValueOrDefault(c.Id, c.Id),
                    c.Reference,
                    c.State is ClockState.NotTriggered ? null : c.DueAt,
                    c.ReportedAt,
                    c.State is ClockState.NotTriggered ? Why(c) : null
                )
                {
                    IsProvisional = confirmed is null && c.State is not ClockState.NotTriggered && c.ReportedAt is null,
                }),
            ],
            Contained = [.. Done(file, "containment", "incident.contained", "incident.containment-confirmed", "incident.access-cut")],
            Corrected = [.. Done(file, "recovery", "incident.recovered", "incident.released")],
            OtherRegimes = i.Steps.FirstOrDefault(s => s is { Id: RegimesStep, State: StepState.Done }) is { } considered
                ? StepsDone(file, [considered]).FirstOrDefault()
                : null,
            Notified = i.ReportedAt is { } told ? [$"Market surveillance authority, {Time(told)}"] : [],
            Freeze = i is { FrozenAt: { } frozen, EvidenceSha256: { } list }
                ? new(
                    (FormattableString)$"{Frozen(i.Evidence.Count)} frozen on {Time(frozen)}, list SHA-256 {list}",
                    list,
                    i.Evidence.Max(e => e.FrozenAt)
                )
                : null,
            ClosedAt = i.ClosedAt,
            Href = $"/incidents/{i.Id}",
        };
    }

    // The timeline tells what was done and what its author said about it; the playbook only tells people what to do.
    private static IEnumerable<IncidentMeasure> Done(IncidentFile file, string phase, params string[] actions) =>
        file
            .Timeline.Where(e => actions.Contains(e.Action, StringComparer.Ordinal))
            .Select(Of)
            .Concat(StepsDone(file, [.. file.Incident.Steps.Where(s => s.Phase == phase && s.State is StepState.Done)]))
            .OrderBy(m => m.At);

    // A step and the entry that tells of it are written by the same act, at the same moment.
    private static IEnumerable<IncidentMeasure> StepsDone(IncidentFile file, IReadOnlyList<StepView> steps)
    {
        var moments = steps.Select(s => s.At?.ToUnixTimeMilliseconds()).ToHashSet();
        return file.Timeline.Where(e => e.Action == "incident.step-done" && moments.Contains(e.At.ToUnixTimeMilliseconds())).Select(Of);
    }

    private static IncidentMeasure Of(TimelineView entry) => new(entry.HappenedAt ?? entry.At, entry.By, entry.What, entry.Words);

    // Who decided is a name; why is a sentence of the law's questions, which has none in it.
    private static FormattableString Why(ClockView clock)
    {
        var why = new PortalWords(clock.Why) { Said = () => T.Recorded(clock.Why) };
        return clock.DecidedBy is { } by ? $"{by}: {why}" : (FormattableString)$"{why}";
    }

    private static FormattableString Frozen(int count) => count == 1 ? $"1 record" : (FormattableString)$"{count} records";

    // As documents write times; the language in force has its own form of them.
    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
