using Governance.Data;
using Governance.Domain;
using Governance.Domain.Documents;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Domain.Systems;
using Governance.Portal.Compliance.Compliance;
using Governance.Portal.Compliance.Documents.Records;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Organisations;
using Governance.Portal.Kernel.Pages;
using Governance.Portal.Kernel.Reference;
using Governance.Reporting.Incidents;
using Microsoft.EntityFrameworkCore;
using ReportedIncident = Governance.Reporting.Incidents.IncidentFacts;

namespace Governance.Portal.Compliance.Documents;

/// <summary>A document of a system as it stands: each point with what fills it.</summary>
/// <param name="Plan">What it consists of.</param>
/// <param name="Scope">The system.</param>
/// <param name="Points">The points in legal order.</param>
/// <param name="Unread">Records that could not be read, with the sentence that says so: a report stops on them.</param>
public sealed record FilledDocument(
    DocumentPlan Plan,
    SystemScope Scope,
    IReadOnlyList<FilledPoint> Points,
    IReadOnlyList<(string Name, string Reason)> Unread
)
{
    /// <summary>Required points.</summary>
    public int Required => Points.Count(p => p.Point.IsRequired);

    /// <summary>Required points that are complete or do not apply.</summary>
    public int Done => Points.Count(p => p.Point.IsRequired && !p.Blocks);

    /// <summary>Required points that are missing, wholly or in part.</summary>
    public int Missing => Points.Count(p => p.Blocks);
}

/// <summary>Fills the points of documents from what is on record and from what people wrote.</summary>
public sealed partial class FillDocuments(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    DocumentLibrary library,
    ObligationBoard board,
    IEnumerable<IFindRecords> finders,
    ReadOrganisation organisations,
    TimeProvider clock,
    ILogger<FillDocuments> logger
)
{
    private const string CopyOfDeclaration = "AIV-8";
    private const string Conformity = "AV-4";

    private readonly IReadOnlyList<IFindRecords> _finders = [.. finders];

    /// <summary>One document of a system.</summary>
    public async Task<Result<FilledDocument>> RunAsync(SystemId id, string? kind, CancellationToken ct)
    {
        var plan = library.Find(kind);
        if (plan.Refusal is { } unknown)
        {
            return unknown;
        }

        var all = await ManyAsync(id, [plan.Value], ct);
        return all.Refusal is { } refusal ? refusal : all.Value[0];
    }

    /// <summary>All documents of a system, from one reading of its records.</summary>
    public Task<Result<IReadOnlyList<FilledDocument>>> AllAsync(SystemId id, CancellationToken ct) => ManyAsync(id, library.OfSystems, ct);

    /// <summary>
    /// The report of an incident in a system: from the incident, from what people wrote for this report, and from what else is on record of
    /// the system. Texts of the system say nothing of one incident.
    /// </summary>
    /// <param name="id">The system.</param>
    /// <param name="of">The incident's id.</param>
    /// <param name="plan">What the report consists of.</param>
    /// <param name="incident">The incident.</param>
    /// <param name="first">True for the first, incomplete report.</param>
    /// <param name="ct">Cancels.</param>
    internal async Task<Result<FilledDocument>> IncidentAsync(
        SystemId id,
        IncidentId of,
        DocumentPlan plan,
        ReportedIncident incident,
        bool first,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await ScopeAsync(db, id, ct) is not { } scope)
        {
            return SystemRefusals.NotFound;
        }

        var entries = await NewestAsync(db, id, of, ct);
        var (records, unread) = await RecordsAsync(db, scope, ct);
        records.AddRange(await DocumentsAsync(db, entries.Values, ct));
        var kinds = LawLibrary.Shipped.Vocabulary.RecordKinds;
        return new FilledDocument(
            plan,
            scope,
            SeriousIncidentReport.Fill(plan, incident, records, p => entries.GetValueOrDefault(p), k => kinds[k].Name, first),
            unread
        );
    }

    /// <summary>The system as it stands; null when there is none.</summary>
    public async Task<SystemScope?> ScopeAsync(GovernanceDbContext db, SystemId id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (await db.AiSystems.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct) is not { } system)
        {
            return null;
        }

        var standing = await board.OfAsync(db, system, ct);
        var organisation = await organisations.RunAsync(db, ct);
        return new SystemScope(
            system,
            standing,
            await ObligationBoard.ServedAsync(db, system.Models, ct),
            organisation.Name ?? "",
            clock.GetLocalNow()
        )
        {
            IsNamed = organisation.Name is not null,
        };
    }

    private async Task<Result<IReadOnlyList<FilledDocument>>> ManyAsync(
        SystemId id,
        IReadOnlyList<DocumentPlan> plans,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await ScopeAsync(db, id, ct) is not { } scope)
        {
            return SystemRefusals.NotFound;
        }

        var entries = await NewestAsync(db, id, null, ct);
        var (records, unread) = await RecordsAsync(db, scope, ct);
        records.AddRange(await DocumentsAsync(db, entries.Values, ct));
        var kinds = LawLibrary.Shipped.Vocabulary.RecordKinds;
        return Result<IReadOnlyList<FilledDocument>>.Done([
            .. plans.Select(plan => new FilledDocument(
                plan,
                scope,
                plan.Kind == DocumentLibrary.Declaration ? Declared(plan) : Points(plan),
                unread
            )),
        ]);

        List<FilledPoint> Points(DocumentPlan plan) =>
            [.. plan.Points.Select(p => FilledPoint.Of(p, entries.GetValueOrDefault(p.Id), records, k => kinds[k].Name))];

        // No one declares conformity on an open technical file; that the declaration itself is not in it yet is no reason.
        List<FilledPoint> Declared(DocumentPlan plan)
        {
            var open = Points(library.Find(DocumentLibrary.AnnexIv).Value).Count(p => p.Blocks && p.Point.Id != CopyOfDeclaration);
            return open == 0
                ? Points(plan)
                :
                [
                    .. Points(plan)
                        .Select(p =>
                            p.Point.Id != Conformity
                                ? p
                                : p with
                                {
                                    State = p.State is PointState.Gap ? PointState.Gap : PointState.Partial,
                                    Missing =
                                    [
                                        .. p.Missing,
                                        $"The technical documentation is not complete. Required points still open: {open}.",
                                    ],
                                }
                        ),
                ];
        }
    }

    private async Task<(List<FoundRecord> Records, List<(string Name, string Reason)> Unread)> RecordsAsync(
        GovernanceDbContext db,
        SystemScope scope,
        CancellationToken ct
    )
    {
        var records = new List<FoundRecord>();
        var unread = new List<(string, string)>();
        foreach (var finder in _finders)
        {
            try
            {
                records.AddRange(await finder.FindAsync(db, scope, ct));
            }
#pragma warning disable CA1031 // Whatever stops a reading is a gap of the report, never "nothing found"; the log has the rest.
            catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogUnread(e, finder.Name, scope.System.Id.ToString());
                unread.Add(
                    (
                        finder.Name,
                        e is FormatException ? e.Message : "An error occurred. An administrator can find the reason in the server's log."
                    )
                );
            }
        }

        return (records, unread);
    }

    private static async Task<Dictionary<string, SectionEntry>> NewestAsync(
        GovernanceDbContext db,
        SystemId id,
        IncidentId? incident,
        CancellationToken ct
    )
    {
        var of = ReadSections.Of(db, id, incident);
        var newest = await of.AsNoTracking()
            .Where(e => !of.Any(later => later.Point == e.Point && later.Number > e.Number))
            .ToListAsync(ct);
        return newest.ToDictionary(e => e.Point, StringComparer.Ordinal);
    }

    /// <summary>Documents people put to points. One that is named by its evidence id is valid as long as that evidence is.</summary>
    private async Task<List<FoundRecord>> DocumentsAsync(GovernanceDbContext db, IEnumerable<SectionEntry> entries, CancellationToken ct)
    {
        var found = new List<FoundRecord>();
        var today = clock.Today();
        foreach (
            var (entry, document) in entries.Where(e => e.State is EntryState.Written).SelectMany(e => e.Documents.Select(d => (e, d)))
        )
        {
            var fault =
                document.ValidUntil < today ? $"{document.Title} was valid until {ComplianceLabels.Day(document.ValidUntil.Value)}." : null;
            string? href = null;
            if (DisplayId.TryParse<EvidenceId>(document.Reference, out var id))
            {
                var evidence = await db.Evidence.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, ct);
                href = evidence is null ? null : ModelAddresses.Version(evidence.Model, evidence.Version);
                fault =
                    evidence is null ? $"{id} is no longer in the registry."
                    : evidence.WithdrawnAt is not null ? $"{id} was withdrawn."
                    : evidence.Sha256 != document.Sha256 ? $"{id} no longer has the digest it had when it was added here."
                    : fault;
            }

            found.Add(
                new FoundRecord
                {
                    Kind = document.Kind,
                    Id = document.Reference,
                    Title = $"{document.Title}",
                    Href = href,
                    Sha256 = document.Sha256,
                    By = entry.ByName,
                    At = entry.At,
                    OnlyPoint = document.Kind == "attached_document" ? entry.Point : null,
                    IsDocument = true,
                    Rows =
                    [
                        new Fields()
                            .Text("title", document.Title)
                            .Text("hash", document.Sha256)
                            .Said("valid_until", document.ValidUntil is { } until ? ComplianceLabels.Day(until) : null)
                            .Row,
                    ],
                    Fault = fault,
                }
            );
        }

        return found;
    }

    [LoggerMessage(1701, LogLevel.Error, "{Records} of {System} could not be read for a document")]
    private partial void LogUnread(Exception e, string records, string system);
}
