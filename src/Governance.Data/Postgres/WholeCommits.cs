using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Governance.Data.Postgres;

/// <summary>
/// Commits are never cancelled: not by a caller who goes away, and not by the time a command may take. With a synchronous standby a commit
/// waits until that one has it too; a cancelled wait ends as done, on this server alone, and is answered as certain although a fail-over
/// then loses it. The driver's own commit is cancelled at "Command Timeout"; a command says itself how long it waits.
/// </summary>
internal sealed class WholeCommits : DbTransactionInterceptor
{
    public static WholeCommits Instance { get; } = new();

    public override async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction,
        TransactionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var commit = transaction.Connection!.CreateCommand();
        commit.Transaction = transaction;
        commit.CommandText = "COMMIT";
        commit.CommandTimeout = 0;
        await commit.ExecuteNonQueryAsync(CancellationToken.None);
        return InterceptionResult.Suppress();
    }
}
