using Governance.Data;
using Governance.Portal.Kernel.Contracts;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

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

        foreach (var pending in await SchemaVersions.PendingAsync(db, ct))
        {
            yield return $"The schema lacks the migration {pending}: run db migrate.";
        }

        if (db.Database.GetDbConnection() is not SqliteConnection)
        {
            yield break;
        }

        foreach (
            var line in await db
                .Database.SqlQuery<string>($"""SELECT integrity_check AS "Value" FROM pragma_integrity_check""")
                .ToListAsync(ct)
        )
        {
            if (line != "ok")
            {
                yield return $"The database file is damaged: {line}";
            }
        }

        foreach (
            var table in await db
                .Database.SqlQuery<string>($"""SELECT DISTINCT "table" AS "Value" FROM pragma_foreign_key_check""")
                .ToListAsync(ct)
        )
        {
            yield return $"The table {table} refers to rows that do not exist.";
        }
    }
}
