using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain.Reports;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Features.Admin;

/// <summary>Something that can be verified about an installation. Features add theirs.</summary>
public interface IInstallationCheck
{
    /// <summary>What is verified, in the middle of a sentence: "the log's rows".</summary>
    string Subject { get; }

    /// <summary>Names what is wrong, one sentence each; nothing when all is well. Changes nothing.</summary>
    IAsyncEnumerable<string> FindAsync(CancellationToken ct);
}

/// <summary>The schema is this program's, and the database's own bookkeeping holds.</summary>
internal sealed class SchemaCheck(IDbContextFactory<GovernanceDbContext> dbFactory) : IInstallationCheck
{
    public string Subject => "the schema";

    public async IAsyncEnumerable<string> FindAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (!await db.Database.CanConnectAsync(ct))
        {
            yield return "The database cannot be opened.";
            yield break;
        }

        foreach (var pending in await db.Database.GetPendingMigrationsAsync(ct))
        {
            yield return $"The schema lacks the migration {pending}: run db migrate.";
        }

        if (db.Database.GetDbConnection() is not SqliteConnection)
        {
            yield break;
        }

        foreach (var line in await db.Database.SqlQuery<string>($"""SELECT integrity_check AS "Value" FROM pragma_integrity_check""").ToListAsync(ct))
        {
            if (line != "ok")
            {
                yield return $"The database file is damaged: {line}";
            }
        }

        foreach (var table in await db.Database.SqlQuery<string>($"""SELECT DISTINCT "table" AS "Value" FROM pragma_foreign_key_check""").ToListAsync(ct))
        {
            yield return $"The table {table} names rows that do not exist.";
        }
    }
}

/// <summary>Whatever is stored hashes to its name, and whatever must be stored is there.</summary>
internal sealed class StoreCheck(IDbContextFactory<GovernanceDbContext> dbFactory, ContentStore store) : IInstallationCheck
{
    private const int DigestLength = 64;

    public string Subject => "the store";

    public async IAsyncEnumerable<string> FindAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await foreach (var version in db.Versions.AsNoTracking().Where(v => v.ArtifactStoredAt != null && v.ArtifactErasedAt == null).Select(v => new { v.Model, v.Version, v.ArtifactSha256 }).AsAsyncEnumerable().WithCancellation(ct))
        {
            if (!store.Has(version.ArtifactSha256))
            {
                yield return $"The artifact of {version.Model} {version.Version} is missing: {version.ArtifactSha256}.";
            }
        }

        await foreach (var report in db.Reports.AsNoTracking().Where(r => r.State == ReportState.Ready).Select(r => new { r.Id, r.Sha256 }).AsAsyncEnumerable().WithCancellation(ct))
        {
            if (report.Sha256 is { } sha256 && !store.Has(sha256))
            {
                yield return $"The document of {report.Id} is missing: {sha256}.";
            }
        }

        foreach (var file in Directory.Exists(store.Root) ? Directory.EnumerateFiles(store.Root, "*", SearchOption.AllDirectories) : [])
        {
            var name = Path.GetFileName(file);
            if (name.Length == DigestLength && name.All(char.IsAsciiHexDigitLower) && (await store.RehashAsync(name, ct))?.Sha256 is { } actual && actual != name)
            {
                yield return $"Stored content was changed: {name} hashes to {actual}.";
            }
        }
    }
}
