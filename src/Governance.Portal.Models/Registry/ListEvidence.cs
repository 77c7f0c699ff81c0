using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>Reads the evidence of a version.</summary>
public sealed class ListEvidence(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>Newest first.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="version">Name of the version.</param>
    /// <param name="kind">Only this kind, by its wire name; null for all.</param>
    /// <param name="query">Limit and cursor.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<ApiPage<EvidenceView>>> PageAsync(
        string model,
        string version,
        string? kind,
        ListQuery query,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(query);
        EvidenceKind only = default;
        if (kind is not null && !WireName.TryParse(kind, out only))
        {
            return Refusal.Field("evidence.kind-unknown", "kind", AddEvidence.KindRule);
        }

        var (take, before) = (query.Take(), int.MaxValue);
        if (take.Refusal is { } limit)
        {
            return limit;
        }

        if (
            query.Cursor is not null
            && (
                !Cursor.TryDecode(query.Cursor, 1, out var keys)
                || !DisplayId.TryParse<EvidenceId>(keys[0], out var last)
                || (before = last.Number) < 1
            )
        )
        {
            return Cursor.NotOurs;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await VersionLookup.FindAsync(db, db.Versions.AsNoTracking(), model, version, ct);
        if (found.Refusal is { } refusal)
        {
            return refusal;
        }

        var rows = await db
            .Evidence.AsNoTracking()
            .Where(e => e.Model == model && e.Version == version && (kind == null || e.Kind == only) && (int)(object)e.Id < before)
            .OrderByDescending(e => e.Id)
            .Take(take.Value + 1)
            .ToListAsync(ct);
        var page = rows.Take(take.Value).Select(EvidenceView.Of).ToList();
        return new ApiPage<EvidenceView>(page, rows.Count > take.Value ? Cursor.Encode(page[^1].Id.ToString()) : null);
    }

    /// <summary>One piece.</summary>
    public async Task<Result<EvidenceView>> OneAsync(string model, string version, string id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await FindAsync(db, model, version, id, ct);
        return found.Match<Result<EvidenceView>>(e => EvidenceView.Of(e), refusal => refusal);
    }

    /// <summary>What gates read from a piece of evidence, as stored JSON.</summary>
    public async Task<Result<string>> FactsAsync(string model, string version, string id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await FindAsync(db, model, version, id, ct);
        return found.Match<Result<string>>(e => e.FactsJson, refusal => refusal);
    }

    internal static async Task<Result<Evidence>> FindAsync(
        GovernanceDbContext db,
        string model,
        string version,
        string id,
        CancellationToken ct
    )
    {
        var found = await VersionLookup.FindAsync(db, db.Versions.AsNoTracking(), model, version, ct);
        if (found.Refusal is { } refusal)
        {
            return refusal;
        }

        return
            DisplayId.TryParse<EvidenceId>(id, out var number)
            && await db.Evidence.AsNoTracking().SingleOrDefaultAsync(e => e.Id == number && e.Model == model && e.Version == version, ct)
                is { } evidence
            ? evidence
            : ModelRefusals.EvidenceNotFound(id);
    }
}
