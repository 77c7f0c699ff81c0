using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain.Gates;
using Governance.Policies;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>Reads policies from the policy store.</summary>
internal static class ActivePolicies
{
    private static readonly ReadPolicies s_read = new();

    /// <summary>
    /// The policies in force, with what the running action activates. The built-in baseline is not among them: the evaluator always adds
    /// it.
    /// </summary>
    public static async Task<IReadOnlyList<PolicyDocument>> LoadAsync(GovernanceDbContext db, CancellationToken ct)
    {
        await RecordIntegrity.EnsureAsync(db, [Asked], ct);
        return await LoadComparedAsync(db, ct);
    }

    /// <summary>
    /// What has to be compared with the log first: a policy that someone took out of force, or out of the database, is one that no gate
    /// asks any more.
    /// </summary>
    public static RecordsAsked Asked => RecordsAsked.All<PolicyVersion>();

    /// <summary>The same, where <see cref="Asked"/> was compared with the log already.</summary>
    public static async Task<IReadOnlyList<PolicyDocument>> LoadComparedAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var versions = await db
            .Policies.Where(p => p.ActivatedAt != null && p.ReplacedAt == null)
            .WithPendingAsync(db, p => p.ActivatedAt is not null && p.ReplacedAt is null, ct);
        return [.. versions.OrderBy(p => p.Name, StringComparer.Ordinal).Select(Read)];
    }

    /// <summary>The policies in force as they are stored, for what shows them and decides nothing by them.</summary>
    public static async Task<IReadOnlyList<PolicyDocument>> ShownAsync(GovernanceDbContext db, CancellationToken ct) =>
        [
            .. (
                await db
                    .Policies.AsNoTracking()
                    .Where(p => p.ActivatedAt != null && p.ReplacedAt == null)
                    .OrderBy(p => p.Name)
                    .ToListAsync(ct)
            ).Select(Read),
        ];

    /// <summary>The policies of a stored gate run, by the digests it names.</summary>
    /// <returns>The policies, or null when a text is no longer in the store.</returns>
    public static async Task<IReadOnlyList<PolicyDocument>?> OfRunAsync(GovernanceDbContext db, GateRun run, CancellationToken ct)
    {
        var digests = run
            .PolicySha256s.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Where(d => d != PolicyDocument.Baseline.Sha256)
            .ToList();
        var versions = await db.Policies.AsNoTracking().Where(p => digests.Contains(p.Sha256)).ToListAsync(ct);
        var found = versions.Select(Read).ToDictionary(p => p.Sha256, StringComparer.Ordinal);
        // A baseline of an earlier release is not in the store; evaluation then uses the present one, and the difference shows in the
        // result.
        return digests.Where(d => !found.ContainsKey(d)).Any(d => !IsBaselineOf(run, d))
            ? null
            : [.. digests.Where(found.ContainsKey).Select(d => found[d])];
    }

    /// <summary>The same for many runs, reading each text once; null where a text is no longer in the store.</summary>
    public static async Task<IReadOnlyList<PolicyDocument>?> OfRunAsync(
        IDbContextFactory<GovernanceDbContext> dbFactory,
        GateRun run,
        Dictionary<string, PolicyDocument?> known,
        CancellationToken ct
    )
    {
        var digests = run
            .PolicySha256s.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Where(d => d != PolicyDocument.Baseline.Sha256)
            .ToList();
        var unread = digests.Where(d => !known.ContainsKey(d)).ToList();
        if (unread.Count > 0)
        {
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            var found = await db.Policies.AsNoTracking().Where(p => unread.Contains(p.Sha256)).ToListAsync(ct);
            foreach (var digest in unread)
            {
                known[digest] = found.Find(p => p.Sha256 == digest) is { } version ? Read(version) : null;
            }
        }

        return digests.Exists(d => known[d] is null && !IsBaselineOf(run, d))
            ? null
            : [.. digests.Select(d => known[d]).OfType<PolicyDocument>()];
    }

    private static bool IsBaselineOf(GateRun run, string digest) =>
        GateResult.FromBytes(run.Result).Result?.Policies.FirstOrDefault(p => p.Sha256 == digest)?.Name == PolicyDocument.BaselineName;

    /// <summary>Reads a stored text.</summary>
    public static PolicyDocument Read(PolicyVersion version) =>
        s_read.Get(version.Source, $"{version.Name}.yaml")
        ?? throw new InvalidOperationException($"The stored policy {version.AuditSubject} can no longer be read.");
}
