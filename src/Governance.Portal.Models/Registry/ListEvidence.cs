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
        var found = await VersionLookup.ReadAsync(db, model, version, ct);
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
        var attestations = rows.Count == 0 ? [] : await AttestationsAsync(db, model, version, ct);
        var page = rows.Take(take.Value).Select(e => EvidenceView.Of(e, attestations)).ToList();
        return new ApiPage<EvidenceView>(page, rows.Count > take.Value ? Cursor.Encode(page[^1].Id.ToString()) : null);
    }

    /// <summary>One piece.</summary>
    public async Task<Result<EvidenceView>> OneAsync(string model, string version, string id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await FindAsync(db, model, version, id, ct);
        return found.IsDone
            ? EvidenceView.Of(found.Value, await AttestationsAsync(db, found.Value.Model, found.Value.Version, ct))
            : found.Refusal;
    }

    /// <summary>The sealed statement of an attestation.</summary>
    public async Task<Result<byte[]>> StatementAsync(string model, string version, string id, int number, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await FindAsync(db, model, version, id, ct);
        return !found.IsDone ? found.Refusal
            : (await AttestationsAsync(db, model, version, ct)).Find(a => a.Evidence == found.Value.Id && a.Number == number) is { } one
                ? one.Attestation.Envelope
            : AttestationRefusals.NotFound;
    }

    /// <summary>Attestations of the evidence of a version.</summary>
    internal static Task<List<EvidenceAttestation>> AttestationsAsync(
        GovernanceDbContext db,
        string model,
        string version,
        CancellationToken ct
    ) =>
        db
            .EvidenceAttestations.AsNoTracking()
            .Where(a => a.Model == model && a.Version == version)
            .OrderBy(a => a.Evidence)
            .ThenBy(a => a.Number)
            .ToListAsync(ct);

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
        var found = await VersionLookup.ReadAsync(db, model, version, ct);
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
