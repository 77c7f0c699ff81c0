using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain.Reports;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

/// <summary>Whatever is stored hashes to its name, and whatever must be stored is there.</summary>
internal sealed class StoreCheck(IDbContextFactory<GovernanceDbContext> dbFactory, ContentStore store) : IInstallationCheck
{
    public string Subject => "the store";

    public async IAsyncEnumerable<string> FindAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await foreach (
            var version in db
                .Versions.AsNoTracking()
                .Where(v => v.ArtifactStoredAt != null && v.ArtifactErasedAt == null)
                .Select(v => new
                {
                    v.Model,
                    v.Version,
                    v.ArtifactSha256,
                })
                .AsAsyncEnumerable()
                .WithCancellation(ct)
        )
        {
            if (!await store.HasAsync(version.ArtifactSha256, ct))
            {
                yield return $"The artifact of {version.Model} {version.Version} is missing: {version.ArtifactSha256}.";
            }
        }

        await foreach (
            var report in db
                .Reports.AsNoTracking()
                .Where(r => r.State == ReportState.Ready)
                .Select(r => new { r.Id, r.Sha256 })
                .AsAsyncEnumerable()
                .WithCancellation(ct)
        )
        {
            if (report.Sha256 is { } sha256 && !await store.HasAsync(sha256, ct))
            {
                yield return $"The document of {report.Id} is missing: {sha256}.";
            }
        }

        await foreach (
            var set in db
                .HeldOutSets.AsNoTracking()
                .Where(s => s.RemovedAt == null)
                .Select(s => new { s.Id, s.Sha256 })
                .AsAsyncEnumerable()
                .WithCancellation(ct)
        )
        {
            if (!await store.HasAsync(set.Sha256, ct))
            {
                yield return $"The file of {set.Id} is missing: {set.Sha256}.";
            }
        }

        await foreach (var kept in store.Shelf.ListAsync(ct))
        {
            if ((await store.RehashAsync(kept.Sha256, ct))?.Sha256 is { } actual && actual != kept.Sha256)
            {
                yield return $"Stored content was changed: {kept.Sha256} hashes to {actual}.";
            }
        }
    }
}
