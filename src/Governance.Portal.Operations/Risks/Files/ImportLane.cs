namespace Governance.Portal.Operations.Risks.Files;

/// <summary>
/// One import at a time: what a file costs is bounded, and so is what many cost together. A few wait; the others are asked to come again.
/// </summary>
public sealed class ImportLane : IDisposable
{
    /// <summary>Most imports that run or wait.</summary>
    public const int Most = 4;

    private readonly SemaphoreSlim _one = new(1, 1);
    private int _here;

    /// <summary>Waits for the turn. Disposing what is answered gives it back.</summary>
    /// <returns>Null when too many wait already.</returns>
    public async Task<IDisposable?> EnterAsync(CancellationToken ct)
    {
        if (Interlocked.Increment(ref _here) > Most)
        {
            Interlocked.Decrement(ref _here);
            return null;
        }

        try
        {
            await _one.WaitAsync(ct);
        }
        catch
        {
            Interlocked.Decrement(ref _here);
            throw;
        }

        return new Turn(this);
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private sealed class Turn(ImportLane lane) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                Interlocked.Decrement(ref lane._here);
                lane._one.Release();
            }
        }
    }
}
