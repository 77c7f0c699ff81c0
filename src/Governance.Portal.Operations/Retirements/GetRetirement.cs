using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Domain.Retirements;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Retirements;

/// <summary>Reads one retirement, with what the records say of it now.</summary>
public sealed class GetRetirement(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ReadFindings findings,
    RetirementLibrary library,
    TimeProvider clock
)
{
    /// <summary>The retirement.</summary>
    public async Task<Result<RetirementView>> RunAsync(RetirementId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Retirements.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is { } retirement
            ? await ViewAsync(db, retirement, ct)
            : RetirementRefusals.NotFound;
    }

    /// <summary>The exact bytes of its closing statement.</summary>
    public async Task<Result<byte[]>> StatementAsync(RetirementId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Retirements.AsNoTracking().Where(r => r.Id == id).Select(r => r.Statement).SingleOrDefaultAsync(ct) is { } statement
            ? statement
            : RetirementRefusals.NotFound;
    }

    /// <summary>A page of its record, the newest first.</summary>
    public async Task<ApiPage<RetirementEntryView>> EntriesAsync(RetirementId id, int? below, int limit, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await db
            .RetirementEntries.AsNoTracking()
            .Where(e => e.Retirement == id && (below == null || e.Number < below))
            .OrderByDescending(e => e.Number)
            .Take(limit + 1)
            .ToListAsync(ct);
        return new(
            [
                .. found
                    .Take(limit)
                    .Select(e => new RetirementEntryView(
                        e.Number,
                        e.At,
                        e.ByName,
                        e.Action,
                        e.What,
                        string.IsNullOrEmpty(e.Words.Text) ? null : e.Words.Text,
                        e.LogIndex
                    )),
            ],
            found.Count > limit ? Cursor.Encode(found[limit - 1].Number.ToString(System.Globalization.CultureInfo.InvariantCulture)) : null
        );
    }

    /// <summary>The retirement of a model, a version or a system that is under way or over, the newest; null when there is none.</summary>
    public async Task<RetirementRow?> OfAsync(string subject, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var parts = subject.Split('@');
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        // A banner and a figure of one page ask.
        return await db.OncePerRequestAsync("retirement", subject, () => ReadAsync(db, subject, parts[0], parts.ElementAtOrDefault(1), ct));
    }

    private static async Task<RetirementRow?> ReadAsync(
        GovernanceDbContext db,
        string subject,
        string model,
        string? version,
        CancellationToken ct
    )
    {
        var found = await db
            .Retirements.AsNoTracking()
            .Where(r =>
                r.State != RetirementState.Cancelled
                && (r.Subject == subject || (version != null && r.Versions.Any(v => v.Model == model && v.Version == version)))
            )
            .OrderByDescending(r => r.Id)
            .Take(1)
            .ToListAsync(ct);
        return found.Count == 0 ? null : (await ListRetirements.RowsAsync(db, found, ct))[0];
    }

    private async Task<RetirementView> ViewAsync(GovernanceDbContext db, Retirement r, CancellationToken ct)
    {
        var now = clock.GetLocalNow();
        var found = await findings.RunAsync(db, r, now, ct);
        var people = await People.ByIdAsync(db, r.Tasks.Select(t => t.Owner).Append(r.Owner), ct);
        var (from, least) = RetainRecords.Clock(found, library, r.OpenedAt);
        return new RetirementView
        {
            Id = r.Id,
            Kind = r.Kind,
            Subject = r.Subject,
            Title = r.Title,
            Reason = r.Reason.Text,
            State = r.State,
            Owner = people.GetValueOrDefault(r.Owner)?.Email ?? "",
            OwnerName = people.GetValueOrDefault(r.Owner)?.Name ?? r.Owner.ToString(),
            PlannedAt = r.PlannedAt,
            Successor = r.Successor,
            MadeWith = r.MadeWith,
            OpenedAt = r.OpenedAt,
            Template = r.Template,
            HighRisk = found.IsHighRisk,
            Versions = await VersionsAsync(db, r, ct),
            NewVersions = r.IsLive ? found.NewVersions : [],
            Dependants = Dependants(r, found),
            DependantsAreCut = found.IsCut,
            Tasks =
            [
                .. r.Tasks.Select(t => new RetirementTaskView(
                    t.Number,
                    t.Title,
                    t.What,
                    people.GetValueOrDefault(t.Owner)?.Email ?? "",
                    people.GetValueOrDefault(t.Owner)?.Name ?? t.Owner.ToString(),
                    t.DueAt,
                    t.NeedsEvidence,
                    t.DoneAt,
                    t.DoneBy,
                    t.Words,
                    t.Evidence
                )),
            ],
            StoppedAt = r.StoppedAt,
            StoppedBy = r.StoppedBy,
            ConfirmedAt = r.ConfirmedAt,
            ConfirmedHow = r.ConfirmedHow,
            ConfirmedBy = r.ConfirmedBy,
            ConfirmedEvidence = r.ConfirmedEvidence,
            DecisionsAfterStop = found.DecisionsAfterStop,
            LastDecisionAfterStop = found.LastDecisionAfterStop,
            Keys = Keys(r, found),
            Data = [.. found.Data.Concat(Gone(r, found)).Select(d => Data(r, d))],
            RetentionFrom = r.RetentionFrom ?? from,
            RetentionUntil = r.RetentionUntil,
            RetentionBasis = r.RetentionBasis,
            RetentionLeast = least,
            RetentionReference = library.Documents.Reference,
            Blockers = r.IsLive ? r.Blockers(found) : [],
            StatementSha256 = r.StatementSha256,
            ClosedAt = r.ClosedAt,
            Revision = r.Revision,
        };
    }

    private static async Task<IReadOnlyList<RetiringView>> VersionsAsync(GovernanceDbContext db, Retirement r, CancellationToken ct)
    {
        var models = r.Versions.Select(v => v.Model).Distinct(StringComparer.Ordinal).ToList();
        var requests = await db
            .Promotions.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(p => models.Contains(p.Model) && p.To == Stage.Retired)
            .OrderByDescending(p => p.Id)
            .Select(p => new
            {
                p.Id,
                p.Model,
                p.Version,
            })
            .Take(Retirement.MaxParts)
            .ToListAsync(ct);
        return
        [
            .. r
                .Versions.OrderBy(v => v.Model, StringComparer.Ordinal)
                .ThenBy(v => v.Version, StringComparer.Ordinal)
                .Select(v => new RetiringView(
                    v.Model,
                    v.Version,
                    v.StoppedAt,
                    v.Promotion ?? requests.Find(p => p.Model == v.Model && p.Version == v.Version)?.Id.ToString(),
                    v.RetiredAt
                )),
        ];
    }

    // What is gone meanwhile is shown with the decision about it: the record of why nothing rests on it any more.
    private static IReadOnlyList<DependantView> Dependants(Retirement r, RetirementFindings found)
    {
        var now = found.Dependants.Select(d => Of(d.Kind, d.Id, d.Name, d.Source, d.Decides, r.DecisionOn(d.Kind, d.Id)));
        var gone = r
            .Decisions.GroupBy(d => (d.Kind, d.Id))
            .Where(g => found.Dependants.All(d => (d.Kind, d.Id) != g.Key))
            .Select(g => g.Last())
            .Select(d => Of(d.Kind, d.Id, d.Name, "no longer found in the records", false, d));
        return [.. now, .. gone];

        static DependantView Of(DependantKind kind, string id, string name, string source, bool decides, DependantDecision? d) =>
            new(kind, id, name, source, decides, d?.Decision, d?.To, d?.Reason, d?.By, d?.At);
    }

    private static IReadOnlyList<RetirementKeyView> Keys(Retirement r, RetirementFindings found) =>
        [
            .. found
                .Keys.Select(k => (Used: k, Settled: r.Keys.FirstOrDefault(s => s.Key == k.Key)))
                .Select(p => new RetirementKeyView(
                    p.Used.Key,
                    p.Used.Name,
                    p.Used.UsedAt,
                    p.Used.Elsewhere,
                    p.Settled?.Revoked,
                    p.Settled?.Reason,
                    p.Settled?.By,
                    p.Settled?.At
                )),
            .. r
                .Keys.Where(s => found.Keys.All(k => k.Key != s.Key))
                .Select(s => new RetirementKeyView(s.Key, s.Name, null, false, s.Revoked, s.Reason, s.By, s.At)),
        ];

    // What was decided upon and is not there any more.
    private static IEnumerable<DataItem> Gone(Retirement r, RetirementFindings found) =>
        r
            .Dispositions.Where(d => d.DeletedAt is not null && !found.Data.Any(f => (f.Kind, f.Id) == (d.Kind, d.Id)))
            .Select(d => new DataItem(d.Kind, d.Id, d.Name, d.Sha256, null, null, null));

    private static DataView Data(Retirement r, DataItem d)
    {
        var made = r.DispositionOf(d.Kind, d.Id);
        return new(
            d.Kind,
            d.Id,
            d.Name,
            d.Sha256,
            d.NotBefore,
            d.Basis,
            d.Held,
            made?.Choice,
            made?.Until,
            made?.Basis,
            made?.By,
            made?.DeletedAt
        );
    }
}
