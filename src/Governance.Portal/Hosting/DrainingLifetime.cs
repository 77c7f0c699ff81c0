using System.Runtime.InteropServices;
using Governance.Data.Audit;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Kernel.Nodes;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Hosting;

/// <summary>
/// Ends the server in two steps: at SIGTERM it says at <c>/readyz</c> that it is not ready and goes on answering, so that a load balancer
/// takes it out and open pages move to another node; its jobs finish what they have in hand and begin nothing more. Then it stops. A second
/// SIGTERM, and Ctrl+C, stop it at once.
/// </summary>
/// <remarks>What does not end when it is told to is left behind: a supervisor that waits for it would kill it anyway, and later.</remarks>
internal sealed partial class DrainingLifetime(
    IHostApplicationLifetime lifetime,
    IHostEnvironment environment,
    Draining draining,
    IServiceProvider services,
    IOptions<ShutdownOptions> options,
    TimeProvider clock,
    ILogger<DrainingLifetime> logger
) : IHostLifetime, IDisposable
{
    /// <summary>How long the server may take to stop once it has drained.</summary>
    public static readonly TimeSpan StopFor = TimeSpan.FromSeconds(15);

    // Closing files and connections comes after stopping, and has a bound too.
    private static readonly TimeSpan s_longest = StopFor + TimeSpan.FromSeconds(8);

    private readonly List<PosixSignalRegistration> _signals = [];
    private ITimer? _timer;
#pragma warning disable CA2213 // It watches over what is disposed, this among it, and ends with the process.
    private ITimer? _watch;
#pragma warning restore CA2213

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, End));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Stop));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _signals.ForEach(signal => signal.Dispose());
        _timer?.Dispose();
    }

    private void End(PosixSignalContext context)
    {
        var seconds = environment.IsDevelopment() ? 0 : options.Value.DrainSeconds;
        if (!draining.Begin() || seconds == 0)
        {
            Stop(context);
            return;
        }

        context.Cancel = true;
        LogDraining(seconds);
        _timer = clock.CreateTimer(_ => Stop(), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
        _ = DrainJobsAsync();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        Stop();
    }

    private void Stop()
    {
        _watch ??= clock.CreateTimer(_ => Leave(), null, s_longest, Timeout.InfiniteTimeSpan);
        lifetime.StopApplication();
    }

    private void Leave()
    {
        LogLeft(s_longest.TotalSeconds);
        Environment.Exit(1);
    }

    // Other nodes take over at once what this one had its turn in: they need not wait until the turn runs out.
    private async Task DrainJobsAsync()
    {
        try
        {
            foreach (var job in services.GetServices<IHostedService>().OfType<PeriodicJob>())
            {
                job.Drain();
            }

            await services.GetRequiredService<LogFollowers>().ReleaseAsync(CancellationToken.None);
        }
#pragma warning disable CA1031 // The node ends all the same; its turns run out by themselves.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotReleased(e);
        }
    }

    [LoggerMessage(1212, LogLevel.Warning, "This node's leases could not be released: other nodes take over when they expire")]
    private partial void LogNotReleased(Exception e);

    [LoggerMessage(1213, LogLevel.Error, "The server did not stop within {Seconds} seconds and abandons what is still running")]
    private partial void LogLeft(double seconds);

    [LoggerMessage(
        1211,
        LogLevel.Information,
        "The server was asked to stop: it reports not ready from now on, and ends in {Seconds} seconds"
    )]
    private partial void LogDraining(int seconds);
}
