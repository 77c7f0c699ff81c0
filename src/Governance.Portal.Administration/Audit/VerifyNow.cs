using Governance.Data.Audit;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Administration.Audit;

/// <summary>
/// Verifies the whole log because someone asked for it: one verification at a time on this node, which goes on when its page is left.
/// </summary>
public sealed partial class VerifyNow(
    LogSelfCheck check,
    LogHealth health,
    LogReader log,
    DataScopeAccessor readers,
    TimeProvider clock,
    ILogger<VerifyNow> logger
) : IDisposable
{
    private readonly Lock _gate = new();
    private CancellationTokenSource? _running;

    /// <summary>True while the verification that was asked for runs.</summary>
    public bool IsRunning => _running is not null;

    /// <summary>When it began.</summary>
    public DateTimeOffset Since { get; private set; }

    /// <summary>Entries it has to verify; 0 while they are being counted.</summary>
    public long Total { get; private set; }

    /// <summary>Begins; does nothing while the log is being verified already, no matter on whose behalf.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_running is not null || health.Progress is not null)
            {
                return;
            }

            _running = new CancellationTokenSource();
            (Since, Total) = (clock.GetUtcNow(), 0);
            _ = Task.Run(() => RunAsync(_running.Token), CancellationToken.None);
        }
    }

    /// <summary>Ends it without an outcome: the one before stays.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            _running?.Cancel();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _running?.Cancel();
        }
    }

    private async Task RunAsync(CancellationToken ct)
    {
        // The whole log and every table, no matter who asked.
        using var everything = readers.As(null);
        try
        {
            Total = await log.SizeAsync(ct);
            await check.RunAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            LogCancelled();
        }
#pragma warning disable CA1031 // No one awaits this: a database that is away must be in the server's log, and the button usable again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(e);
        }
        finally
        {
            lock (_gate)
            {
                _running?.Dispose();
                _running = null;
            }
        }
    }

    [LoggerMessage(1561, LogLevel.Information, "The verification of the audit log was cancelled")]
    private partial void LogCancelled();

    [LoggerMessage(1562, LogLevel.Error, "The audit log could not be verified")]
    private partial void LogFailed(Exception e);
}
