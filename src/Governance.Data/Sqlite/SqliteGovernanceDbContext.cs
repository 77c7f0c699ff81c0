using Governance.Data.Audit;
using Governance.Data.Identity;
using Governance.Domain.Approvals;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Governance.Data.Sqlite;

/// <summary>The database in one file, for one machine.</summary>
public sealed class SqliteGovernanceDbContext(DbContextOptions<SqliteGovernanceDbContext> options) : GovernanceDbContext(options)
{
    /// <summary>Migrations lie in a project of their own, which this one cannot reference: it is named.</summary>
    public static void WithMigrations(SqliteDbContextOptionsBuilder options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.MigrationsAssembly("Governance.Data.Sqlite");
    }

    // Transactions begin immediate: the single writer's lock is the log's lock too.
    internal override Task LockLogAsync(CancellationToken ct) => Task.CompletedTask;

    /// <inheritdoc/>
    /// <remarks>One machine with one server: what it waits for is itself.</remarks>
    public override Task<bool> CanAppendAsync(TimeSpan patience, CancellationToken ct) => Task.FromResult(true);

    /// <inheritdoc/>
    public override Task LockSignerAsync(CancellationToken ct) => Task.CompletedTask;

    /// <inheritdoc/>
    /// <remarks>One machine with one server; migrations lock the file themselves.</remarks>
    public override Task<IAsyncDisposable?> LockSetupAsync(CancellationToken ct) => Task.FromResult<IAsyncDisposable?>(null);

    // SQLite keeps whatever type a value has, and 129 is as true as 1: such a row would read like the one that was written.
    internal override Task<List<CorruptRow>> FindCorruptRowsAsync(CancellationToken ct) =>
        Database
            .SqlQuery<CorruptRow>(
                $"""
                SELECT "Index" AS "Index",
                    'Log entry ' || "Index" || ' was changed: a value is none that can have been written.' AS "Sentence"
                FROM "AuditEntries"
                WHERE typeof("Index") <> 'integer' OR typeof("Leaf") <> 'blob' OR typeof("LeafHash") <> 'blob'
                    OR typeof("Time") <> 'integer' OR typeof("Actor") <> 'text' OR typeof("Action") <> 'text'
                    OR typeof("Subject") <> 'text' OR "Refused" NOT IN (0, 1) OR typeof("Refused") <> 'integer'
                    OR "Time" NOT BETWEEN 0 AND {LastTick}
                UNION ALL
                SELECT NULL, 'The stored tree was changed: the hash at position ' || "Position" || ' is none that can have been written.'
                FROM "AuditNodes"
                WHERE typeof("Position") <> 'integer' OR typeof("Hash") <> 'blob'
                UNION ALL
                SELECT NULL, 'The checkpoint of ' || "Size" || ' entries was changed: a value is none that can have been written.'
                FROM "Checkpoints"
                WHERE typeof("Size") <> 'integer' OR typeof("Origin") <> 'text' OR typeof("Root") <> 'blob' OR typeof("Note") <> 'text'
                    OR typeof("SignedAt") <> 'integer' OR typeof("TimeSignature") <> 'blob' OR "SignedAt" NOT BETWEEN 0 AND {LastTick}
                UNION ALL
                SELECT NULL, 'The cosignature of the checkpoint of ' || "Size"
                    || ' entries was changed: a value is none that can have been written.'
                FROM "CheckpointCosignatures"
                WHERE typeof("Id") <> 'text' OR typeof("Size") <> 'integer' OR typeof("Witness") <> 'text' OR typeof("Line") <> 'text'
                    OR typeof("At") <> 'integer' OR "At" NOT BETWEEN 0 AND {LastTick}
                LIMIT {CorruptRow.Most}
                """
            )
            .ToListAsync(ct);

    /// <inheritdoc/>
    public override async Task<DateTimeOffset> TimeAsync(CancellationToken ct) =>
        DateTimeOffset.FromUnixTimeMilliseconds(
            (
                await Database
                    .SqlQuery<long>($"""SELECT CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) AS "Value" """)
                    .ToListAsync(ct)
            )[0]
        );

    /// <inheritdoc/>
    public override Task<User?> LockUserForShareAsync(int id, CancellationToken ct) => Users.SingleOrDefaultAsync(u => u.Id == id, ct);

    /// <inheritdoc/>
    public override Task<List<User>> LockUsersForShareAsync(IReadOnlyCollection<int> ids, CancellationToken ct) =>
        Users.Where(u => ids.Contains(u.Id)).ToListAsync(ct);

    /// <inheritdoc/>
    public override Task<Model?> LockModelAsync(string name, CancellationToken ct) => Models.SingleOrDefaultAsync(m => m.Name == name, ct);

    /// <inheritdoc/>
    public override Task<List<Model>> LockModelsAsync(IReadOnlyCollection<string> names, CancellationToken ct) =>
        Models.Where(m => names.Contains(m.Name)).OrderBy(m => m.Name).ToListAsync(ct);

    /// <inheritdoc/>
    /// <remarks>One transaction writes at a time.</remarks>
    public override Task LockModelOnlyAsync(string name, CancellationToken ct) => Task.CompletedTask;

    /// <inheritdoc/>
    public override Task<Model?> LockModelOfAsync(PromotionId promotion, CancellationToken ct) =>
        Models.SingleOrDefaultAsync(m => Promotions.Any(p => p.Id == promotion && p.Model == m.Name), ct);

    /// <inheritdoc/>
    /// <remarks>One transaction writes at a time.</remarks>
    public override Task LockPlaybooksAsync(CancellationToken ct) => Task.CompletedTask;

    /// <inheritdoc/>
    public override Task<User?> LockUserForUpdateAsync(int id, CancellationToken ct) => Users.SingleOrDefaultAsync(u => u.Id == id, ct);
}
