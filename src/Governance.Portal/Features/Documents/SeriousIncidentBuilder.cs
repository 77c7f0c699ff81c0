using Governance.Data;
using Governance.Domain;
using Governance.Domain.Documents;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Reports;
using Governance.Domain.Systems;
using Governance.Portal.Features.Compliance;
using Governance.Portal.Features.Incidents;
using Governance.Portal.Features.Reports;
using Governance.Reporting;
using Governance.Reporting.Documents;
using Governance.Reporting.Incidents;
using Microsoft.EntityFrameworkCore;
using ReportedIncident = Governance.Reporting.Incidents.IncidentFacts;

namespace Governance.Portal.Features.Documents;

/// <summary>
/// The report of a serious incident to the authority (Art. 73). Until the authority was told it is the first report, which may be incomplete
/// (Art. 73(5)); from then on the complete one.
/// </summary>
internal sealed class SeriousIncidentBuilder(GetIncident incidents, FillDocuments fill, DocumentLibrary library, LawLibrary laws) : IReportBuilder
{
    private static readonly IReadOnlyDictionary<string, string> s_clocks = new Dictionary<string, string>(StringComparer.Ordinal) { ["CLK-15"] = "15-day clock", ["CLK-10"] = "10-day clock", ["CLK-2"] = "2-day clock" };

    public string Kind => DocumentLibrary.SeriousIncident;

    public Permission Shows => Permission.ReadIncidents;

    public async Task<IReadOnlyList<ReportChoice>> ChoicesAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var found = await db.Incidents.AsNoTracking().IgnoreAutoIncludes().Where(i => !i.IsDrill).OrderByDescending(i => i.Id).Take(ReportKinds.MostChoices).Select(i => new { i.Id, i.Title }).ToListAsync(ct);
        return [.. found.Select(i => new ReportChoice(i.Id.ToString(), $"{i.Title} ({i.Id})"))];
    }

    public async Task<Result<string>> FindAsync(GovernanceDbContext db, string subject, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (!HumanId.TryParse<IncidentId>(subject, out var id))
        {
            return ReportRefusals.SubjectUnknown("The report of a serious incident is about an incident: name it as in INC-0001.");
        }

        return await db.Incidents.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct) switch
        {
            null => ReportRefusals.SubjectUnknown($"There is no incident {id}."),
            { IsDrill: true } => DocumentRefusals.NotForThisSystem($"{id} is an exercise. Nothing of it is reported to an authority."),
            { Systems.Count: 0 } => DocumentRefusals.NotForThisSystem($"{id} names no AI system. Say in which it happened, then ask again."),
            _ => id.ToString(),
        };
    }

    public async Task<ReportRecord> BuildAsync(string subject, ReportDocument document, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(document);
        var file = HumanId.TryParse<IncidentId>(subject, out var id) ? await incidents.FileAsync(id, ct) : IncidentRefusals.NotFound;
        if (file.Refusal is { } missing)
        {
            throw new ReportDataException(missing.Message);
        }

        var incident = file.Value.Incident;
        var facts = FactsOf(file.Value);
        if (incident.Systems is not [var named, ..] || !HumanId.TryParse<SystemId>(named, out var system))
        {
            throw new ReportDataException($"{incident.Id} names no AI system.");
        }

        var isFirst = incident.ReportedAt is null;
        var filled = await fill.IncidentAsync(system, library.SeriousIncidents, facts, isFirst, ct);
        if (filled.Refusal is { } refusal)
        {
            throw new ReportDataException(refusal.Message);
        }

        var law = laws.Current;
        return new DocumentRecord
        {
            Document = document,
            Plan = library.SeriousIncidents,
            About = DocumentBuilder.About(filled.Value.Scope, law) with { Id = incident.Id.ToString() },
            Law = new DocumentLaw(law.Regulation, law.TextVersion, law.ValidFrom, law.Sha256),
            Points = filled.Value.Points,
            Scope =
            [
                isFirst ? "First report, which may be incomplete (Art. 73(5)): points that belong to the complete report are not counted as missing." : "Complete report.",
                $"{incident.Id}: {incident.Title}. AI systems: {string.Join(", ", incident.Systems.Select(s => $"{file.Value.SystemNames.GetValueOrDefault(s, s)} ({s})"))}.",
                .. SeriousIncidentReport.Clocks(facts),
            ],
            Signatures = incident.Class is { ConfirmedBy: { } by, ConfirmedAt: { } at } ? [new DocumentSignature(by, "Confirmed the class", incident.Id.ToString(), at)] : [],
            KindNames = laws.Vocabulary.RecordKinds.ToDictionary(k => k.Key, k => k.Value.Name, StringComparer.Ordinal),
            Gaps = [.. filled.Value.Unread.Select(u => new SectionGap(u.Name, u.Reason))],
        };
    }

    private static ReportedIncident FactsOf(IncidentFile file)
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
            HarmCategories = confirmed is null ? [] : [.. confirmed.Harms.Select(h => $"{file.HarmTitles.GetValueOrDefault(h, h)}, confirmed by {confirmed.ConfirmedBy}")],
            Severity = WireName.Of(i.Severity),
            CausalLink = confirmed is null ? null : WireName.Of(confirmed.CausalLink),
            Clocks = [.. i.Clocks.Select(c => new IncidentClock(
                s_clocks.GetValueOrDefault(c.Id, c.Id), c.Reference, c.State is ClockState.NotTriggered ? null : c.DueAt, c.ReportedAt,
                c.State is ClockState.NotTriggered ? $"{(c.DecidedBy is null ? "" : $"{c.DecidedBy}: ")}{c.Why}" : null))],
            Measures = [.. i.Steps.Where(s => s.State is StepState.Done && s.Phase is "containment" or "recovery").Select(s => s.Title)],
            Notified = i.ReportedAt is { } told ? [$"Market surveillance authority, {Components.Formats.Iso(told)}"] : [],
            EvidenceFreeze = i.FrozenAt is { } frozen ? $"{i.Evidence.Count} records frozen {Components.Formats.Iso(frozen)}, list SHA-256 {i.EvidenceSha256}" : null,
            ClosedAt = i.ClosedAt,
            Href = $"/incidents/{i.Id}",
        };
    }
}
