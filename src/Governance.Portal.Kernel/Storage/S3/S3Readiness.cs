using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Storage.S3;

/// <summary>A node whose bucket is away reads and keeps no files, and serves everything else. Asked every few seconds.</summary>
internal sealed partial class S3Readiness(S3Shelf shelf, IOptions<S3Options> options, TimeProvider clock, ILogger<S3Readiness> logger)
    : IReadinessCheck
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(3);

    private DateTimeOffset _asked;
    private bool _isReady;

    // Called under the lock of the one who asks.
    public async Task<bool> IsReadyAsync(CancellationToken ct)
    {
        if (!options.Value.IsOn)
        {
            return true;
        }

        var now = clock.GetUtcNow();
        if (now < _asked || now >= _asked + s_period)
        {
            _isReady = await AskAsync(ct);
            _asked = clock.GetUtcNow();
        }

        return _isReady;
    }

    private async Task<bool> AskAsync(CancellationToken ct)
    {
        using var time = new CancellationTokenSource(s_wait, clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        string? fault;
        try
        {
            fault = await shelf.FindFaultAsync(bound.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            fault = $"{shelf.Name} did not answer within {s_wait.TotalSeconds:0} seconds.";
        }

        if (fault is not null)
        {
            LogFault(fault);
        }

        return fault is null;
    }

    [LoggerMessage(1252, LogLevel.Error, "Files can be neither read nor stored: {Fault}")]
    private partial void LogFault(string fault);
}
