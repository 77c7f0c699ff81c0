using Governance.Data;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Domain.Retirements;
using Governance.Reporting.Committee;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Reports.Committee;

/// <summary>Reads what changed in a period: each kind is counted whole, and the newest of all are printed.</summary>
internal static class CommitteeChanges
{
    private const int Most = 24;

    public static async Task<(CommitteeRows<CommitteeChange> Rows, IReadOnlyList<(string What, int Count)> Tally)> ReadAsync(
        GovernanceDbContext db,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken ct
    )
    {
        List<(string What, int Count, List<CommitteeChange> Newest)> kinds =
        [
            await DeploymentsAsync(db, DeploymentKind.Deploy, from, to, ct),
            await DeploymentsAsync(db, DeploymentKind.RollBack, from, to, ct),
            await RetirementsAsync(db, from, to, ct),
            await PoliciesAsync(db, from, to, ct),
            await OpenedAsync(db, from, to, ct),
            await ClosedAsync(db, from, to, ct),
            await RescoredAsync(db, from, to, ct),
        ];
        return (
            new(
                [.. kinds.SelectMany(k => k.Newest).OrderByDescending(c => c.At).ThenBy(c => c.Record, StringComparer.Ordinal).Take(Most)],
                kinds.Sum(k => k.Count)
            ),
            [.. kinds.Select(k => (k.What, k.Count))]
        );
    }

    private static async Task<(string, int, List<CommitteeChange>)> DeploymentsAsync(
        GovernanceDbContext db,
        DeploymentKind kind,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken ct
    )
    {
        var made = db
            .Deployments.AsNoTracking()
            .Where(d => d.Stage == Stage.Production && d.Kind == kind && d.Since >= from && d.Since < to);
        var newest = await made.OrderByDescending(d => d.Since)
            .ThenByDescending(d => d.Id)
            .Take(Most)
            .Select(d => new
            {
                d.Id,
                d.Model,
                d.Version,
                d.Environment,
                d.Promotion,
                d.Since,
            })
            .ToListAsync(ct);
        var isBack = kind is DeploymentKind.RollBack;
        return (
            isBack ? "Rollbacks" : "Deployments",
            await made.CountAsync(ct),
            newest.ConvertAll(d => new CommitteeChange(
                d.Since,
                d.Id.ToString(),
                isBack ? "Rollback" : "Deployment",
                isBack
                    ? $"{d.Environment} was rolled back to {ModelName.Of(d.Model, d.Version)}"
                    : (FormattableString)$"{ModelName.Of(d.Model, d.Version)} was deployed to {d.Environment} with {d.Promotion}"
            ))
        );
    }

    private static async Task<(string, int, List<CommitteeChange>)> RetirementsAsync(
        GovernanceDbContext db,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken ct
    )
    {
        var closed = db
            .Retirements.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(r => r.State == RetirementState.Closed && r.ClosedAt >= from && r.ClosedAt < to);
        var newest = await closed
            .OrderByDescending(r => r.Id)
            .Take(Most)
            .Select(r => new
            {
                r.Id,
                r.Title,
                r.Subject,
                r.ClosedAt,
            })
            .ToListAsync(ct);
        return (
            "Retirements",
            await closed.CountAsync(ct),
            newest.ConvertAll(r => new CommitteeChange(
                r.ClosedAt!.Value,
                r.Id.ToString(),
                "Retirement",
                $"{r.Title} ({r.Subject}) was retired"
            ))
        );
    }

    private static async Task<(string, int, List<CommitteeChange>)> PoliciesAsync(
        GovernanceDbContext db,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken ct
    )
    {
        var activated = db.Policies.AsNoTracking().Where(p => p.ActivatedAt >= from && p.ActivatedAt < to);
        var newest = await activated
            .OrderByDescending(p => p.ActivatedAt)
            .ThenBy(p => p.Sha256)
            .Take(Most)
            .Select(p => new
            {
                p.Name,
                p.Version,
                p.ActivatedAt,
            })
            .ToListAsync(ct);
        return (
            "Policies that came into force",
            await activated.CountAsync(ct),
            newest.ConvertAll(p => new CommitteeChange(
                p.ActivatedAt!.Value,
                $"{p.Name}@{p.Version}",
                "Policy",
                $"Policy {p.Name} {p.Version} came into force"
            ))
        );
    }

    private static async Task<(string, int, List<CommitteeChange>)> OpenedAsync(
        GovernanceDbContext db,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken ct
    )
    {
        var opened = db.Incidents.AsNoTracking().IgnoreAutoIncludes().Where(i => !i.IsDrill && i.OpenedAt >= from && i.OpenedAt < to);
        var newest = await opened
            .OrderByDescending(i => i.Id)
            .Take(Most)
            .Select(i => new
            {
                i.Id,
                i.Title,
                i.OpenedAt,
            })
            .ToListAsync(ct);
        return (
            "Incidents opened",
            await opened.CountAsync(ct),
            newest.ConvertAll(i => new CommitteeChange(i.OpenedAt, i.Id.ToString(), "Incident opened", $"{i.Title}"))
        );
    }

    private static async Task<(string, int, List<CommitteeChange>)> ClosedAsync(
        GovernanceDbContext db,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken ct
    )
    {
        var closed = db
            .Incidents.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(i => !i.IsDrill && i.State == IncidentState.Closed && i.ClosedAt >= from && i.ClosedAt < to);
        var newest = await closed
            .OrderByDescending(i => i.ClosedAt)
            .ThenByDescending(i => i.Id)
            .Take(Most)
            .Select(i => new
            {
                i.Id,
                i.Title,
                i.ClosedAt,
            })
            .ToListAsync(ct);
        return (
            "Incidents closed",
            await closed.CountAsync(ct),
            newest.ConvertAll(i => new CommitteeChange(i.ClosedAt!.Value, i.Id.ToString(), "Incident closed", $"{i.Title}"))
        );
    }

    private static async Task<(string, int, List<CommitteeChange>)> RescoredAsync(
        GovernanceDbContext db,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken ct
    )
    {
        var scored = db.RiskVersions.AsNoTracking().Where(v => v.Action == "risk.rescored" && v.At >= from && v.At < to);
        var newest = await scored
            .OrderByDescending(v => v.At)
            .ThenBy(v => v.Risk)
            .ThenByDescending(v => v.Revision)
            .Take(Most)
            .Join(
                db.Risks,
                v => v.Risk,
                r => r.Id,
                (v, r) =>
                    new
                    {
                        v.Risk,
                        v.At,
                        v.Residual,
                        r.Title,
                    }
            )
            .ToListAsync(ct);
        return (
            "Risks re-scored",
            await scored.CountAsync(ct),
            newest.ConvertAll(v => new CommitteeChange(
                v.At,
                v.Risk.ToString(),
                "Risk re-scored",
                v.Residual is { } score
                    ? $"{v.Title}: residual score {score}"
                    : (FormattableString)$"{v.Title}: no longer has a residual score"
            ))
        );
    }
}
