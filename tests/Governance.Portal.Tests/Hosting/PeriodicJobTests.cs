using Governance.Portal.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Hosting;

public sealed class PeriodicJobTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Job_WhoseWorkTimesOut_RunsAgainAndLeavesTheHostRunning()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimesOutTwice>().AddHostedService(p => p.GetRequiredService<TimesOutTwice>());
        using var host = builder.Build();
        await host.StartAsync(Ct);
        var job = host.Services.GetRequiredService<TimesOutTwice>();

        await job.Done.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);

        Assert.Equal(2, job.Problems);
        Assert.False(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        await host.StopAsync(Ct);
    }

    [Fact]
    public void Portal_WhoseJobEndsForAnyOtherReason_Stops()
    {
        var builder = PortalHost.CreateBuilder(["--environment", "Production"]);
        using var services = builder.Services.BuildServiceProvider();

        // Better restarted by its supervisor than serving without a job that nobody misses.
        Assert.Equal(BackgroundServiceExceptionBehavior.StopHost, services.GetRequiredService<IOptions<HostOptions>>().Value.BackgroundServiceExceptionBehavior);
    }

    private sealed class TimesOutTwice() : PeriodicJob(TimeSpan.FromMilliseconds(10), TimeProvider.System)
    {
        private int _runs;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Problems { get; private set; }

        protected override Task RunAsync(CancellationToken ct)
        {
            if (++_runs <= 2)
            {
                throw new TaskCanceledException("A call took too long."); // as HttpClient says it
            }

            Done.TrySetResult();
            return Task.CompletedTask;
        }

        protected override void Tell(Exception problem) => Problems++;
    }
}
