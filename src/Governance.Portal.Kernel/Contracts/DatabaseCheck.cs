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
        await using var db = await ContextAsync(ct);
        await foreach (var sentence in FindAsync(db, ct))
        {
            yield return sentence;
        }
    }

    /// <summary>Names what is wrong.</summary>
    protected abstract IAsyncEnumerable<string> FindAsync(GovernanceDbContext db, CancellationToken ct);

    /// <summary>Another context that reads everything.</summary>
    protected async Task<GovernanceDbContext> ContextAsync(CancellationToken ct)
    {
        var db = await dbFactory.CreateDbContextAsync(ct);
        db.DataScope = null;
        return db;
    }
}
