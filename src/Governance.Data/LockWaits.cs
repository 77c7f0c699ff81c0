using Governance.Data.Postgres;

namespace Governance.Data;

/// <summary>
/// What is not an action waits for locks as actions do: a node that froze with one keeps it for some seconds, and one that itself stood
/// still in a transaction has lost that. Nothing was written, so it is done again from its start.
/// </summary>
public static class LockWaits
{
    /// <summary>Does something, again while it is held up (<see cref="DatabaseFaults.IsHeldUp"/>).</summary>
    /// <param name="act">What to do, from its start, with contexts and transactions of its own. What it commits it commits last.</param>
    /// <param name="patience">How long tries begin; null: as long as those of an action.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<T> RetryAsync<T>(
        Func<CancellationToken, Task<T>> act,
        TimeSpan? patience,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(act);
        ArgumentNullException.ThrowIfNull(clock);
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await act(ct);
            }
            catch (Exception e) when (DatabaseFaults.IsHeldUp(e) && clock.GetElapsedTime(began) < (patience ?? PostgresPatience.Action))
            {
                // Each try waited for the lock as long as the server lets it (lock_timeout): there is nothing to wait for besides.
                ct.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Does something that answers nothing.</summary>
    /// <param name="act">What to do, from its start.</param>
    /// <param name="patience">How long tries begin; null: as long as those of an action.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="ct">Cancels.</param>
    public static Task RetryAsync(Func<CancellationToken, Task> act, TimeSpan? patience, TimeProvider clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(act);
        return RetryAsync(
            async token =>
            {
                await act(token);
                return true;
            },
            patience,
            clock,
            ct
        );
    }
}
