using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Governance.Data.Postgres;

/// <summary>
/// Commits are never cancelled. With a synchronous standby a commit waits until that one has it too; a cancelled wait ends as done, on
/// this server alone, and a repeat of the request would be given as certain what a fail-over then loses.
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
        await transaction.CommitAsync(CancellationToken.None);
        return InterceptionResult.Suppress();
    }
}
