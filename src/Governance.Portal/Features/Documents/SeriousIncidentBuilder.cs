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

namespace Governance.Portal.Features.Documents;

/// <summary>
/// The report of a serious incident to the authority (Art. 73). Until the authority was told it is the first report, which may be incomplete
/// (Art. 73(5)); from then on the complete one.
/// </summary>
internal sealed class SeriousIncidentBuilder(GetIncident incidents, FillDocuments fill, DocumentLibrary library, LawLibrary laws) : IReportBuilder
{
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
        var facts = IncidentReportFacts.Of(file.Value);
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
}
