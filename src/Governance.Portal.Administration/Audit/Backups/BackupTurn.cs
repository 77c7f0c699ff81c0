using Governance.Data;
using Governance.Data.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit.Backups;

/// <summary>Lets one node at a time do what takes long: its turn is kept while it works, and ends with it.</summary>
internal sealed class BackupTurn(LogFollowers turns, IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    private static readonly TimeSpan s_turn = TimeSpan.FromMinutes(10);

    /// <summary>Does it when it is this node's turn.</summary>
    /// <param name="name">What.</param>
    /// <param name="act">Does it; its token ends when another node has the turn.</param>
    /// <param name="ct">Cancels.</param>
    public async Task RunAsync(string name, Func<CancellationToken, Task> act, CancellationToken ct)
    {
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            await LogFollowers.BeginAsync(db, name, null, ct);
        }

        if (!await turns.TakeAsync(name, s_turn, ct))
        {
            return;
        }

        using var mine = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var keeping = KeepAsync(name, mine);
        try
        {
            await act(mine.Token);
        }
        finally
        {
            await mine.CancelAsync();
            await keeping;
            await turns.ReturnAsync(name, CancellationToken.None); // also by a node that stops
        }
    }

    private async Task KeepAsync(string name, CancellationTokenSource mine)
    {
        try
        {
            using var timer = new PeriodicTimer(s_turn / 3, clock);
            while (await timer.WaitForNextTickAsync(mine.Token))
            {
                if (!await turns.TakeAsync(name, s_turn, mine.Token))
                {
                    await mine.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It is done, or someone else's.
        }
    }
}
