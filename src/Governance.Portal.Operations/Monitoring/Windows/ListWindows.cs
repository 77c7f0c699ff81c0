using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Windows;

/// <summary>A window of predictions, and whether it counts.</summary>
public sealed record StoredWindowView
{
    /// <summary>Its id.</summary>
    public required WindowId Id { get; init; }

    /// <summary>reference or current.</summary>
    public required WindowRole Role { get; init; }

    /// <summary>First instant covered.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>End of what is covered, exclusive.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Rows.</summary>
    public required long Rows { get; init; }

    /// <summary>Digest of the uploaded bytes.</summary>
    public required string Sha256 { get; init; }

    /// <summary>When it was uploaded.</summary>
    public required DateTimeOffset UploadedAt { get; init; }

    /// <summary>in-force, requested, rejected or withdrawn.</summary>
    public required WindowStatus Status { get; init; }

    /// <summary>Whether it can be the newest of its version, and end alerts.</summary>
    public required bool Counts { get; init; }

    /// <summary>True while a second person has to confirm or reject it, as a reference or its withdrawal.</summary>
    public required bool AwaitsDecision { get; init; }

    /// <summary>What to know of it.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Who asked to withdraw it, or to make it the reference.</summary>
    public required string? AskedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset? AskedAt { get; init; }

    /// <summary>Why; null once erased.</summary>
    public required string? Reason { get; init; }

    /// <summary>The second person.</summary>
    public required string? DecidedBy { get; init; }

    /// <summary>When they decided.</summary>
    public required DateTimeOffset? DecidedAt { get; init; }

    /// <summary>What they said; null once erased.</summary>
    public required string? Decision { get; init; }
}

/// <summary>Lists the windows of a version, those that do not count too.</summary>
public sealed class ListWindows(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>Those stored last first.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version's name.</param>
    /// <param name="below">Only with a smaller number; null from the newest.</param>
    /// <param name="limit">How many.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<ApiPage<StoredWindowView>>> RunAsync(string model, string version, int? below, int limit, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (!await db.Versions.AnyAsync(v => v.Model == model && v.Version == version, ct))
        {
            return ModelRefusals.VersionNotFound(model, version);
        }

        var found = await ViewsAsync(
            db,
            Of(db, model, version).Where(w => below == null || (int)(object)w.Id < below).OrderByDescending(w => w.Id).Take(limit + 1),
            ct
        );
        return new ApiPage<StoredWindowView>(
            [.. found.Take(limit)],
            found.Count > limit ? Cursor.Encode(found[limit - 1].Id.ToString()) : null
        );
    }

    /// <summary>One of them; null when there is none.</summary>
    public async Task<StoredWindowView?> GetAsync(string model, string version, WindowId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return (await ViewsAsync(db, Of(db, model, version).Where(w => w.Id == id), ct)).SingleOrDefault();
    }

    /// <summary>What a person should look at: what waits, what does not count though it is in force, and what was taken out last.</summary>
    public async Task<IReadOnlyList<StoredWindowView>> NotedAsync(string model, string version, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var latest = db.LatestMeasured;
        return await ViewsAsync(
            db,
            Of(db, model, version)
                .Where(w =>
                    w.Status != WindowStatus.InForce
                    || w.AskedAt != null
                    || w.Repeats != null
                    || w.End > latest
                    || db.AllWindows.Any(r => r.Id == w.ReferenceId && r.Status != WindowStatus.InForce)
                )
                .OrderByDescending(w => w.Id)
                .Take(MaxNoted),
            ct
        );
    }

    private const int MaxNoted = 20;

    private static IQueryable<MonitoringWindow> Of(GovernanceDbContext db, string model, string version) =>
        db.AllWindows.AsNoTracking().Where(w => w.Model == model && w.Version == version);

    private static async Task<List<StoredWindowView>> ViewsAsync(
        GovernanceDbContext db,
        IQueryable<MonitoringWindow> query,
        CancellationToken ct
    )
    {
        var rows = await query
            .Select(w => new
            {
                w.Id,
                w.Role,
                w.Start,
                w.End,
                w.Rows,
                w.DataSha256,
                w.UploadedAt,
                w.Status,
                w.Repeats,
                w.ReferenceId,
                IsReferenceGone = db.AllWindows.Any(r => r.Id == w.ReferenceId && r.Status != WindowStatus.InForce),
                w.AskedByName,
                w.AskedAt,
                Reason = w.Reason == null ? null : w.Reason.Text,
                w.DecidedByName,
                w.DecidedAt,
                Decision = w.Decision == null ? null : w.Decision.Text,
            })
            .ToListAsync(ct);
        var latest = db.LatestMeasured;
        return rows.ConvertAll(w =>
        {
            var isAsked = w.Status is WindowStatus.InForce && w.AskedAt is not null && w.DecidedAt is null;
            return new StoredWindowView
            {
                Id = w.Id,
                Role = w.Role,
                Start = w.Start,
                End = w.End,
                Rows = w.Rows,
                Sha256 = w.DataSha256,
                UploadedAt = w.UploadedAt,
                Status = w.Status,
                Counts = w.Status is WindowStatus.InForce && w.Repeats is null && w.End <= latest && !w.IsReferenceGone,
                AwaitsDecision = isAsked || w.Status is WindowStatus.Requested,
                Warnings =
                    w.Status is WindowStatus.Requested ? [WindowWarnings.Requested(w.Id)]
                    : w.Status is not WindowStatus.InForce ? []
                    :
                    [
                        .. w.End > latest ? [WindowWarnings.Ahead(w.Id)] : Array.Empty<string>(),
                        .. w.Repeats is { } first ? [WindowWarnings.Repeats(w.Id, first)] : Array.Empty<string>(),
                        .. w.IsReferenceGone ? [WindowWarnings.WithoutReference(w.Id, w.ReferenceId!.Value)] : Array.Empty<string>(),
                        .. isAsked ? [WindowWarnings.WithdrawalAsked(w.Id)] : Array.Empty<string>(),
                    ],
                AskedBy = w.AskedByName,
                AskedAt = w.AskedAt,
                Reason = w.Reason,
                DecidedBy = w.DecidedByName,
                DecidedAt = w.DecidedAt,
                Decision = w.Decision,
            };
        });
    }
}
