using System.Data.Common;
using System.Runtime.CompilerServices;
using Governance.Data;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>A check of what the database holds: all of it, whoever asks.</summary>
public abstract class DatabaseCheck(IDbContextFactory<GovernanceDbContext> dbFactory) : IInstallationCheck
{
    /// <inheritdoc/>
    public abstract string Subject { get; }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> FindAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        db.DataScope = null;
        await using var moment = await db.ReadAtOneMomentAsync(ct);
        await foreach (var sentence in FindAsync(db, ct))
        {
            yield return sentence;
        }
    }

    /// <summary>Names what is wrong. Everything that is read is of one moment: others may be writing.</summary>
    protected abstract IAsyncEnumerable<string> FindAsync(GovernanceDbContext db, CancellationToken ct);

    /// <summary>
    /// Reads the rows of some keys. Where something among them cannot be read, those of each key are read alone, so that one such row hides
    /// no other.
    /// </summary>
    /// <returns>What can be read, and the keys of what cannot.</returns>
    protected static async Task<(List<T> Rows, List<TKey> Unreadable)> ReadAsync<TKey, T>(
        IReadOnlyCollection<TKey> keys,
        Func<IReadOnlyCollection<TKey>, IQueryable<T>> rowsOf,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(rowsOf);
        if (await TryReadAsync(rowsOf(keys), ct) is { } all)
        {
            return (all, []);
        }

        var (rows, unreadable) = (new List<T>(), new List<TKey>());
        foreach (var key in keys)
        {
            if (await TryReadAsync(rowsOf([key]), ct) is { } some)
            {
                rows.AddRange(some);
            }
            else
            {
                unreadable.Add(key);
            }
        }

        return (rows, unreadable);
    }

    // Null where a row holds a value that means nothing to the portal; a database that does not answer is no such row.
    private static async Task<List<T>?> TryReadAsync<T>(IQueryable<T> rows, CancellationToken ct)
    {
        try
        {
            return await rows.ToListAsync(ct);
        }
#pragma warning disable CA1031 // Converters throw what they like; whatever it is, the row is named.
        catch (Exception e) when (e is not OperationCanceledException && e.GetBaseException() is not (DbException or TimeoutException))
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
