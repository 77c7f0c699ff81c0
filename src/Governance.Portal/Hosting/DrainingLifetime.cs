using System.Runtime.InteropServices;
using Governance.Portal.Kernel.Configuration;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Hosting;

/// <summary>Whether this node is about to end.</summary>
public sealed class Draining
{
    private int _isOn;

    /// <summary>True from SIGTERM on: no new visitor should be sent here.</summary>
    public bool IsOn => Volatile.Read(ref _isOn) != 0;

    /// <summary>Says that it is about to end.</summary>
    /// <returns>False when it was said before.</returns>
    public bool Begin() => Interlocked.Exchange(ref _isOn, 1) == 0;
}

/// <summary>
/// Ends the server in two steps: at SIGTERM it says at <c>/readyz</c> that it is not ready and goes on answering, so that a load balancer
/// takes it out; then it stops. A second SIGTERM, and Ctrl+C, stop it at once.
/// </summary>
internal sealed partial class DrainingLifetime(
    IHostApplicationLifetime lifetime,
    IHostEnvironment environment,
    Draining draining,
    IOptions<ShutdownOptions> options,
    TimeProvider clock,
    ILogger<DrainingLifetime> logger
) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _signals = [];
    private ITimer? _timer;

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
        _timer = clock.CreateTimer(_ => lifetime.StopApplication(), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        lifetime.StopApplication();
    }

    [LoggerMessage(1211, LogLevel.Information, "The server was asked to stop: it is unready from now on, and ends in {Seconds} seconds")]
    private partial void LogDraining(int seconds);
}
