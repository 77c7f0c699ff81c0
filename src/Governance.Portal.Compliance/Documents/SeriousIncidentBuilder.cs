using System.Runtime.CompilerServices;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Reports;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Reference;
using Governance.Reporting;
using Governance.Reporting.Documents;
using Governance.Reporting.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Documents;

/// <summary>
/// The report of a serious incident to the authority (Art. 73). Until the authority was informed it is the first report, which may be
/// incomplete
/// (Art. 73(5)); from then on the complete one.
/// </summary>
internal sealed class SeriousIncidentBuilder(IncidentReports reports, LawLibrary laws) : IReportBuilder
{
    public string Kind => DocumentLibrary.SeriousIncident;

    public Permission Shows => Permission.ReadIncidents;

    public async Task<IReadOnlyList<ReportChoice>> ChoicesAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var found = await db
            .Incidents.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(i => !i.IsDrill)
            .OrderByDescending(i => i.Id)
            .Take(ReportKinds.MaxChoices)
            .Select(i => new { i.Id, i.Title })
            .ToListAsync(ct);
        return [.. found.Select(i => new ReportChoice(i.Id.ToString(), Wording.Verbatim($"{i.Title} ({i.Id})")))];
    }

    public async Task<Result<string>> FindAsync(GovernanceDbContext db, string subject, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (!DisplayId.TryParse<IncidentId>(subject, out var id))
        {
            return ReportRefusals.SubjectUnknown($"Name the incident that the serious incident report is for, such as INC-0001.");
        }

        return await db.Incidents.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct) is { } incident
            ? IncidentReports.Refuses(incident.Id, incident.IsDrill, incident.Systems.Count) is { } refusal
                ? refusal
                : id.ToString()
            : ReportRefusals.SubjectUnknown($"There is no incident {id}.");
    }

    public async Task<ReportRecord> BuildAsync(string subject, ReportDocument document, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(document);
        var report = DisplayId.TryParse<IncidentId>(subject, out var id) ? await reports.RunAsync(id, ct) : IncidentRefusals.NotFound;
        if (report.Refusal is { } refusal)
        {
            throw new ReportDataException(refusal.Message);
        }

        var (incident, isFirst, filled) = report.Value;
        var law = laws.Current;
        var about = DocumentBuilder.About(filled.Scope, law);
        return new DocumentRecord
        {
            Document = document,
            Plan = filled.Plan,
            // The versions that the incident is about: those of the system that are in use now are others, or none.
            About = about with
            {
                Id = incident.Id.ToString(),
                SystemId = about.Id,
                IncidentTitle = incident.Title,
                Versions = string.Join(", ", incident.Facts.Versions),
            },
            Law = new DocumentLaw(law.Regulation, law.TextVersion, law.ValidFrom, law.Sha256),
            Points = filled.Points,
            Scope =
            [
                isFirst
                    ? FormattableStringFactory.Create(
                        "Initial report, which may be incomplete (Art. 73(5)): points that belong to the complete report are not counted "
                            + "as missing."
                    )
                    : $"Complete report.",
                $"{incident.Id}: {incident.Title}. AI systems: {string.Join(", ", incident.Systems.Select(s => $"{s.Name} ({s.Id})"))}.",
                .. SeriousIncidentReport.Clocks(incident.Facts),
            ],
            First = SeriousIncidentReport.FirstDeadline(incident.Facts) is { } deadline ? [deadline] : [],
            Signatures = incident.Confirmed is (var by, var at)
                ? [new DocumentSignature(by, "Confirmed the class", incident.Id.ToString(), at)]
                : [],
            Consistency = [.. filled.Plan.Checks.Select(Consistency.OfPeople)],
            KindNames = laws.Vocabulary.RecordKinds.ToDictionary(k => k.Key, k => k.Value.Name, StringComparer.Ordinal),
            Gaps = [.. filled.Unread.Select(u => new SectionGap(u.Name, u.Reason))],
        };
    }
}
