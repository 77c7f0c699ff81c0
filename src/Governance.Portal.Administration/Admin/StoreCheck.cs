using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain.Reports;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

/// <summary>Whatever is stored hashes to its name, and whatever must be stored is there.</summary>
internal sealed class StoreCheck(IDbContextFactory<GovernanceDbContext> dbFactory, ContentStore store) : IInstallationCheck
{
    private const int DigestLength = 64;

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
            if (!store.Has(version.ArtifactSha256))
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
            if (report.Sha256 is { } sha256 && !store.Has(sha256))
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
            if (!store.Has(set.Sha256))
            {
                yield return $"The file of {set.Id} is missing: {set.Sha256}.";
            }
        }

        foreach (var file in Directory.Exists(store.Root) ? Directory.EnumerateFiles(store.Root, "*", SearchOption.AllDirectories) : [])
        {
            var name = Path.GetFileName(file);
            if (
                name.Length == DigestLength
                && name.All(char.IsAsciiHexDigitLower)
                && (await store.RehashAsync(name, ct))?.Sha256 is { } actual
                && actual != name
            )
            {
                yield return $"Stored content was changed: {name} hashes to {actual}.";
            }
        }
    }
}
