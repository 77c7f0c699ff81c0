using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Data.Postgres;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Audit.Commands;
using Governance.Portal.Kernel.Configuration;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit.Backups;

/// <summary>Copies the database to a file, also while the portal runs.</summary>
internal sealed class BackUpDatabase(IDbContextFactory<GovernanceDbContext> dbFactory, IConfiguration configuration, TimeProvider clock)
{
    /// <summary>Copies it.</summary>
    /// <param name="file">The copy; it must not exist yet.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>What went wrong, and what is wrong with the log, which is copied as it is; null where nothing is.</returns>
    public async Task<(string? Wrong, string? Damage)> RunAsync(string file, CancellationToken ct)
    {
        var damage = await AppendAsync(ct);
        var connection = configuration.Database();
        if (DataServices.KindOf(connection) is DatabaseKind.Sqlite)
        {
            SqliteCopies.Copy(connection, file);
            return (null, damage);
        }

        return (await new PostgresTools(connection).DumpAsync(file, ct), damage);
    }

    // First the entry: the copy then says of itself that and when it was made. What is damaged is copied as it is, without one.
    private async Task<string?> AppendAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        db.Append(new AuditEvent("database.backed-up", "database", new JsonObject()), Actor.Host, clock.GetUtcNow());
        try
        {
            await db.SaveChangesAsync(ct);
            return null;
        }
        catch (LogDamagedException e)
        {
            return e.Message;
        }
    }
}
