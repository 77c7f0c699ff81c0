using Microsoft.Extensions.Options;

namespace Governance.Portal.Features.Audit;

/// <summary>Signs about once a second when there is something new.</summary>
internal sealed partial class CheckpointJob(CheckpointSigner signer, TimeProvider clock, ILogger<CheckpointJob> logger) : BackgroundService
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_every, clock);
        do
        {
            try
            {
                await signer.SignAsync(stoppingToken);
            }
#pragma warning disable CA1031 // A database that is away for a minute must not end the job for good.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(1504, LogLevel.Error, "Signing a checkpoint failed; the next try is due in a second")]
    private partial void LogFailed(Exception e);
}

/// <summary>Verifies the whole log after the start and from time to time.</summary>
internal sealed partial class LogSelfCheckJob(LogSelfCheck check, IOptions<AuditOptions> options, TimeProvider clock, ILogger<LogSelfCheckJob> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(options.Value.SelfCheckMinutes), clock);
        do
        {
            try
            {
                await check.RunAsync(stoppingToken);
            }
#pragma warning disable CA1031 // As above: the next verification is due as usual.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(1505, LogLevel.Error, "The audit log could not be verified; the next verification is due as usual")]
    private partial void LogFailed(Exception e);
}
