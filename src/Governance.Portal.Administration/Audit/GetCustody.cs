using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Components.Panels;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Audit;

/// <summary>
/// Reads from the log what happened to a model or a version: to itself, and to its requests, evidence, deployments and retirement.
/// </summary>
public sealed class GetCustody(IDbContextFactory<GovernanceDbContext> dbFactory, LogLabels words) : IReadCustody
{
    // A model that has lived for years has thousands of things; those of late are what a page about it shows.
    private const int MaxThings = 500;

    /// <summary>Custody of a version.</summary>
    public async Task<CustodyView> OfVersionAsync(string model, string version, int most, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var requests = await db
            .Promotions.AsNoTracking()
            .Where(p => p.Model == model && p.Version == version)
            .OrderByDescending(p => p.Id)
            .Select(p => p.Id)
            .Take(MaxThings)
            .ToListAsync(ct);
        var runs = await db
            .GateRuns.AsNoTracking()
            .Where(r => r.Promotion != null && requests.Contains(r.Promotion.Value))
            .OrderByDescending(r => r.Id)
            .Select(r => new { r.Id, r.Promotion })
            .Take(MaxThings)
            .ToListAsync(ct);
        var evidence = await db
            .Evidence.AsNoTracking()
            .Where(e => e.Model == model && e.Version == version)
            .OrderByDescending(e => e.Id)
            .Select(e => e.Id)
            .Take(MaxThings)
            .ToListAsync(ct);
        var deployments = await db
            .Deployments.AsNoTracking()
            .Where(d => d.Model == model && d.Version == version)
            .OrderByDescending(d => d.Id)
            .Select(d => d.Id)
            .Take(MaxThings)
            .ToListAsync(ct);
        var overrides = await db
            .Overrides.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(o => o.Model == model && o.Version == version)
            .OrderByDescending(o => o.Id)
            .Select(o => o.Id)
            .Take(MaxThings)
            .ToListAsync(ct);
        var retirements = await db
            .RetirementVersions.AsNoTracking()
            .Where(r => r.Model == model && r.Version == version)
            .Select(r => r.Retirement)
            .Distinct()
            .OrderByDescending(r => r)
            .Take(MaxThings)
            .ToListAsync(ct);
        var about = ModelName.Of(model, version);
        return await ReadAsync(
            db,
            about,
            [
                about,
                .. requests.Select(r => r.ToString()),
                .. runs.Select(r => r.Id.ToString()),
                .. evidence.Select(e => e.ToString()),
                .. deployments.Select(d => d.ToString()),
                .. overrides.Select(o => o.ToString()),
                .. retirements.Select(r => r.ToString()),
            ],
            [
                .. runs.Select(r => (r.Id.ToString(), $"/approvals/{r.Promotion}")),
                .. evidence.Select(e => (e.ToString(), PageOf(model, version))),
                .. deployments.Select(d => (d.ToString(), DeploymentsOf(model, version))),
            ],
            most,
            ct
        );
    }

    /// <summary>Custody of a model and its versions.</summary>
    public async Task<CustodyView> OfModelAsync(string model, int most, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var versions = await db
            .Versions.AsNoTracking()
            .Where(v => v.Model == model)
            .OrderByDescending(v => v.Number)
            .Select(v => v.Version)
            .Take(MaxThings)
            .ToListAsync(ct);
        var requests = await db
            .Promotions.AsNoTracking()
            .Where(p => p.Model == model)
            .OrderByDescending(p => p.Id)
            .Select(p => p.Id)
            .Take(MaxThings)
            .ToListAsync(ct);
        var evidence = await db
            .Evidence.AsNoTracking()
            .Where(e => e.Model == model)
            .OrderByDescending(e => e.Id)
            .Select(e => new { e.Id, e.Version })
            .Take(MaxThings)
            .ToListAsync(ct);
        var deployments = await db
            .Deployments.AsNoTracking()
            .Where(d => d.Model == model)
            .OrderByDescending(d => d.Id)
            .Select(d => new { d.Id, d.Version })
            .Take(MaxThings)
            .ToListAsync(ct);
        var overrides = await db
            .Overrides.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(o => o.Model == model)
            .OrderByDescending(o => o.Id)
            .Select(o => o.Id)
            .Take(MaxThings)
            .ToListAsync(ct);
        var retirements = await db
            .RetirementVersions.AsNoTracking()
            .Where(r => r.Model == model)
            .Select(r => r.Retirement)
            .Distinct()
            .OrderByDescending(r => r)
            .Take(MaxThings)
            .ToListAsync(ct);
        return await ReadAsync(
            db,
            model,
            [
                model,
                .. versions.Select(v => ModelName.Of(model, v)),
                .. requests.Select(r => r.ToString()),
                .. evidence.Select(e => e.Id.ToString()),
                .. deployments.Select(d => d.Id.ToString()),
                .. overrides.Select(o => o.ToString()),
                .. retirements.Select(r => r.ToString()),
            ],
            [
                .. evidence.Select(e => (e.Id.ToString(), PageOf(model, e.Version))),
                .. deployments.Select(d => (d.Id.ToString(), DeploymentsOf(model, d.Version))),
            ],
            most,
            ct
        );
    }

    private async Task<CustodyView> ReadAsync(
        GovernanceDbContext db,
        string about,
        IReadOnlyList<string> subjects,
        IReadOnlyList<(string Subject, string Href)> pages,
        int most,
        CancellationToken ct
    )
    {
        var entries = db.AuditEntries.AsNoTracking().Where(e => subjects.Contains(e.Subject));
        List<AuditEntry> newest = await entries.OrderByDescending(e => e.Index).Take(most).ToListAsync(ct);
        var rows = await ListAuditEntries.RowsAsync(db, words, newest, ct);
        var places = pages.ToDictionary(p => p.Subject, p => p.Href, StringComparer.Ordinal);
        return new CustodyView([.. rows.Select(row => Step(row, about, places))], await entries.CountAsync(ct));
    }

    // Evidence and deployments have no page of their own: the version they belong to shows them.
    private static string PageOf(string model, string version) => $"/models/{model}/versions/{Uri.EscapeDataString(version)}";

    private static string DeploymentsOf(string model, string version) => $"{PageOf(model, version)}?tab=deployments";

    // An entry of the log as a step. The own id of the thing whose custody it is need not be said again.
    private CustodyStep Step(AuditRow row, string about, Dictionary<string, string> places)
    {
        var (icon, tone) = CustodyStep.Look(row.Action, row.Refused);
        var thing = string.Equals(row.Subject, about, StringComparison.Ordinal) ? "" : row.Thing;
        // The act is words of ours, who did it is a name: said apart, or the whole is in no language but English.
        var by = words.Actors.ContainsKey(row.Actor) ? T.Word(row.ActorName) : row.ActorName;
        return new CustodyStep(
            row.Index,
            row.Time,
            row.Refused ? T["{0}: refused, {1}", T.Recorded(row.Sentence), by] : $"{T.Recorded(row.Sentence)}, {by}",
            thing,
            icon,
            tone
        )
        {
            Href = thing.Length == 0 ? null : RecordAddresses.Of(row.Subject) ?? places.GetValueOrDefault(row.Subject),
        };
    }
}
