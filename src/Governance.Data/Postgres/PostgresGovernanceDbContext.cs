using Governance.Data.Audit;
using Governance.Data.Identity;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Postgres;

/// <summary>The database on a PostgreSQL server, for several nodes.</summary>
public sealed class PostgresGovernanceDbContext(DbContextOptions<PostgresGovernanceDbContext> options) : GovernanceDbContext(options)
{
    // Any constant will do, as long as every node uses the same: "GOVLOG" in ASCII.
    private const long LogLock = 0x474F564C4F47;
    private const long SignerLock = LogLock + 1;

    internal override Task LockLogAsync(CancellationToken ct) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({LogLock})", ct);

    /// <inheritdoc/>
    public override Task LockSignerAsync(CancellationToken ct) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({SignerLock})", ct);

    // A column has one type here, for every row; only a time may be none.
    internal override Task<List<OddRow>> FindOddRowsAsync(CancellationToken ct) => Database.SqlQuery<OddRow>($"""
        SELECT "Index", 'Log entry ' || "Index" || ' was changed: its time is none.' AS "Sentence" FROM "AuditEntries" WHERE "Time" NOT BETWEEN 0 AND {LastTick}
        UNION ALL
        SELECT NULL, 'The checkpoint of ' || "Size" || ' entries was changed: its time is none.' FROM "Checkpoints" WHERE "SignedAt" NOT BETWEEN 0 AND {LastTick}
        UNION ALL
        SELECT NULL, 'The cosignature of the checkpoint of ' || "Size" || ' entries was changed: its time is none.' FROM "CheckpointCosignatures" WHERE "At" NOT BETWEEN 0 AND {LastTick}
        LIMIT {OddRow.Most}
        """).ToListAsync(ct);

    /// <inheritdoc/>
    public override Task<User?> HoldUserAsync(int id, CancellationToken ct) =>
        Database.CurrentTransaction is null
            ? Users.SingleOrDefaultAsync(u => u.Id == id, ct)
            : Users.FromSql($"""SELECT * FROM "AspNetUsers" WHERE "Id" = {id} FOR SHARE""").SingleOrDefaultAsync(ct);

    /// <inheritdoc/>
    public override Task<Model?> HoldModelAsync(string name, CancellationToken ct) =>
        Database.CurrentTransaction is null
            ? Models.SingleOrDefaultAsync(m => m.Name == name, ct)
            // Not FOR UPDATE: registering a version only needs the key, and need not wait.
            : Models.FromSql($"""SELECT * FROM "Models" WHERE "Name" = {name} FOR NO KEY UPDATE""").SingleOrDefaultAsync(ct);

    /// <inheritdoc/>
    public override Task<User?> TakeUserAsync(int id, CancellationToken ct) =>
        Users.FromSql($"""SELECT * FROM "AspNetUsers" WHERE "Id" = {id} FOR UPDATE""").SingleOrDefaultAsync(ct);
}
