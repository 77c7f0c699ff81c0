using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Kpis;
using Governance.Domain.Reports;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Reference;
using Governance.Reporting;
using Governance.Reporting.Committee;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Reports.Committee;

/// <summary>What the model risk committee reads before it meets: of the whole installation, over a period that ends now.</summary>
internal sealed class CommitteePackBuilder(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    CommitteeReader reader,
    IReadStory story,
    IReadKeyFigures figures,
    IncidentLibrary incidentLaw
) : IReportBuilder
{
    // With those about decisions, figures and posture they fill half a page.
    private const int MostStory = 5;

    public string Kind => "committee-pack";

    public Permission Shows => Permission.ReadRisks;

    public IReadOnlyList<Permission> AlsoShows { get; } =
    [
        Permission.ReadOverview,
        Permission.ReadRegistry,
        Permission.ReadApprovals,
        Permission.ReadPolicies,
        Permission.ReadGates,
        Permission.ReadMonitoring,
        Permission.ReadIncidents,
    ];

    public bool IsOfInstallation => true;

    public Task<IReadOnlyList<ReportChoice>> ChoicesAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        IReadOnlyList<ReportChoice> choices = db.DataScope is null
            ? [.. CommitteePeriod.All.Select(p => new ReportChoice(p.Subject, Wording.Sentence(p.Words)))]
            : [];
        return Task.FromResult(choices);
    }

    public Task<Result<string>> FindAsync(GovernanceDbContext db, string subject, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(subject);
        return Task.FromResult<Result<string>>(
            db.DataScope is not null ? ScopeRefusals.Organisation
            : CommitteePeriod.Asked(subject) is { } period ? period.Subject
            : ReportRefusals.SubjectUnknown(
                $"The subject of a committee pack must be * (the last 90 days) or a period: *@30d, *@90d, *@180d or *@365d."
            )
        );
    }

    public async Task<ReportRecord> BuildAsync(string subject, ReportDocument document, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (CommitteePeriod.Read(subject) is not { } period)
        {
            throw new ReportDataException($"{subject} is not a period for a committee pack.");
        }

        var to = document.MadeAt;
        var from = to.AddDays(-period.Days);
        var told = await figures.OfCommitteeAsync(new KpiPeriod(from, to), ct);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var words = new CommitteeWords(document.Language);
        var (decisions, risks) = (
            await reader.DecisionsAsync(db, words, TimeZoneInfo.ConvertTime(to, document.Zone), ct),
            await reader.RisksAsync(db, to, ct)
        );
        var (changes, tally) = await CommitteeChanges.ReadAsync(db, from, to, ct);
        var incidents = await reader.IncidentsAsync(db, from, to, ct);
        var (posture, outOfPolicy) = await CommitteePostures.ReadAsync(db, words, ct);
        var needed = await story.OfAllAsync(db, to, MostStory, ct);
        IReadOnlyList<CommitteeFinding> findings =
        [
            .. words.Findings(() =>
                [
                    .. needed.Select(CommitteeFindings.Of),
                    .. CommitteeFindings.Of(decisions, to),
                    .. CommitteeFindings.Of(told),
                    .. CommitteeFindings.Of(posture, outOfPolicy),
                ]
            ),
        ];
        return new CommitteeRecord
        {
            Document = document,
            About = subject,
            From = from,
            Findings = findings,
            Decisions = decisions,
            Changes = changes,
            Tally = tally,
            Risks = risks,
            Incidents = incidents,
            ClockNote = incidentLaw.Law.DateNote,
            Figures = told,
            Posture = posture,
            OutOfPolicy = outOfPolicy,
            Evidence = await CommitteeEvidence.ReadAsync(
                db,
                [
                    .. findings.SelectMany(f => f.Records),
                    .. decisions.Printed.Select(d => d.Record),
                    .. changes.Printed.Select(c => c.Record),
                    .. risks.Printed.Select(r => r.Record),
                    .. incidents.Printed.Select(i => i.Record),
                    .. outOfPolicy.Printed.Select(d => d.Record),
                ],
                told,
                ct
            ),
        };
    }
}
