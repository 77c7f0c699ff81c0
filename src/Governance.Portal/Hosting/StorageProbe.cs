using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Storage;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Hosting;

/// <summary>
/// Whether this node can still write, tried for real: a file of a block beside the store and beside the database, synchronised, and on
/// PostgreSQL a transaction that has to be written down. Without the reserve of free space it is not ready either. Asked every few seconds.
/// </summary>
internal sealed class StorageProbe(
    StorageReserve reserve,
    ContentStore store,
    IConfiguration configuration,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    TimeProvider clock
) : IVitalCheck
{
    /// <summary>Name of the file that is written and removed.</summary>
    internal const string FileName = "readiness-probe";

    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(5);
    private static readonly byte[] s_block = new byte[4096];

    private DateTimeOffset _asked;
    private string? _fault;
    private bool _isOfDatabase;

    public string Reason => "storage";

    /// <summary>
    /// Nodes share database and store, and a single node has no other: reading goes on. With a bucket, the folder is each node's own.
    /// </summary>
    public bool IsShared =>
        _isOfDatabase || store.Shelf is FolderShelf || DataServices.KindOf(configuration.Database()) is DatabaseKind.Sqlite;

    // Called under the lock of the one who asks.
    public async Task<string?> FindFaultAsync(CancellationToken ct)
    {
        // As for the whole answer: a clock that was set back must not keep it.
        var now = clock.GetUtcNow();
        if (now < _asked || now >= _asked + s_period)
        {
            _fault = await TryAsync(ct);
            _asked = clock.GetUtcNow();
        }

        return _fault;
    }

    private async Task<string?> TryAsync(CancellationToken ct)
    {
        _isOfDatabase = false;
        // Before anything is made in a folder that lies in its place.
        if (store.Shelf is FolderShelf { Away: { } away })
        {
            return away;
        }

        if (reserve.Refuses() is not null)
        {
            return $"The file system of {reserve.BrokenBy(0)} has less free space than Storage__ReserveBytes.";
        }

        try
        {
            ContentStore.MakeFolder(store.TemporaryFolder);
            Write(store.TemporaryFolder);
            if (DataServices.FileOf(configuration.Database()) is { } file)
            {
                Write(Path.GetDirectoryName(file)!);
                return null;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"Nothing can be written: {e.Message}";
        }

        try
        {
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var number = await db
                .Database.SqlQueryRaw<string?>(
                    """SELECT CASE current_setting('transaction_read_only') WHEN 'off' THEN pg_current_xact_id()::text END AS "Value" """
                )
                .ToListAsync(ct);
            await transaction.CommitAsync(ct);
            _isOfDatabase = number is [null];
            return _isOfDatabase
                ? "Nothing can be written: the database takes no writes. Its server follows another one, or was set so."
                : null;
        }
        catch (Exception e) when (StorageFaults.IsFull(e))
        {
            _isOfDatabase = true;
            return "Nothing can be written: the disk of the database is full.";
        }
    }

    private static void Write(string folder)
    {
        var file = Path.Combine(folder, FileName);
        DurableFile.Write(file, s_block, overwrite: true);
        File.Delete(file);
    }
}
