namespace Governance.Testing;

/// <summary>
/// Waits for what another process does: it gives this one no signal. Within a process a test waits for what happens itself.
/// </summary>
internal static class Until
{
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks until it holds.</summary>
    /// <param name="what">What is waited for: said when it does not come.</param>
    /// <param name="patience">How long.</param>
    /// <param name="holds">Asks.</param>
    /// <param name="ct">Ends the test.</param>
    public static async Task HoldsAsync(string what, TimeSpan patience, Func<CancellationToken, Task<bool>> holds, CancellationToken ct)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(patience);
        using var ticks = new PeriodicTimer(s_between);
        try
        {
            while (!await holds(bound.Token))
            {
                await ticks.WaitForNextTickAsync(bound.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException($"Not within {patience}: {what}.");
        }
    }
}
