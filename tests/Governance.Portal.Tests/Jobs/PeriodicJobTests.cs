using Governance.Portal.Hosting;
using Governance.Portal.Kernel.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Jobs;

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

        // Better restarted by its supervisor than serving without a job that no one misses.
        Assert.Equal(
            BackgroundServiceExceptionBehavior.StopHost,
            services.GetRequiredService<IOptions<HostOptions>>().Value.BackgroundServiceExceptionBehavior
        );
    }

    [Fact]
    public async Task Job_ThatIsWoken_RunsBeforeItsTime()
    {
        using var job = new Counts(Timeout.InfiniteTimeSpan);
        await job.StartAsync(Ct);

        job.Ask();
        await job.RunsAsync(1);
        job.Ask();
        await job.RunsAsync(2);

        await job.StopAsync(Ct);
        Assert.Equal(2, job.Runs);
    }

    [Fact]
    public async Task Job_AskedOftenDuringARound_RunsOnceMore()
    {
        using var job = new Counts(Timeout.InfiniteTimeSpan)
        {
            Held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously),
        };
        await job.StartAsync(Ct);
        job.Ask();
        await job.RunsAsync(1);

        job.Ask();
        job.Ask();
        job.Ask();
        job.Held.SetResult();
        await job.RunsAsync(2);

        await job.StopAsync(Ct);
        Assert.Equal(2, job.Runs);
    }

    [Fact]
    public async Task Job_ThatBeginsAtOnce_DoesNotWaitForItsTime()
    {
        using var job = new Counts(TimeSpan.FromHours(1), atOnce: true);

        await job.StartAsync(Ct);
        await job.RunsAsync(1);

        await job.StopAsync(Ct);
    }

    [Fact]
    public async Task Job_OfTwoRounds_RunsThemSideBySide_AfterWhatIsDoneOnce()
    {
        using var job = new SideBySide();

        await job.StartAsync(Ct);
        await job.Both.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct); // each waits for the other

        await job.StopAsync(Ct);
        Assert.Equal(["once", "round", "round"], job.Seen);
    }

    [Fact]
    public async Task Job_WithNothingToDoHere_EndsAndListensToNothing()
    {
        using var job = new Counts(TimeSpan.FromMilliseconds(1), atOnce: true) { IsOff = true };

        await job.StartAsync(Ct);
        await job.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(30), Ct);

        Assert.Equal((0, false), (job.Runs, job.Listened));
    }

    private sealed class Counts(TimeSpan every, bool atOnce = false) : PeriodicJob(every, TimeProvider.System, atOnce)
    {
        private readonly SemaphoreSlim _ran = new(0);

        public int Runs { get; private set; }

        public bool IsOff { get; init; }

        public bool Listened { get; private set; }

        public TaskCompletionSource? Held { get; init; }

        protected override bool IsNeeded => !IsOff;

        public void Ask() => Wake();

        public async Task RunsAsync(int count)
        {
            Assert.True(await _ran.WaitAsync(TimeSpan.FromSeconds(30), Ct));
            Assert.Equal(count, Runs);
        }

        public override async Task RunAsync(CancellationToken ct)
        {
            Runs++;
            _ran.Release();
            if (Held is { } held)
            {
                await held.Task.WaitAsync(ct);
            }
        }

        public override void Dispose()
        {
            base.Dispose();
            _ran.Dispose();
        }

        protected override IDisposable? Listen()
        {
            Listened = true;
            return null;
        }

        protected override void Tell(Exception problem) => Assert.Fail(problem.Message);
    }

    private sealed class SideBySide() : PeriodicJob(Timeout.InfiniteTimeSpan, TimeProvider.System, atOnce: true, rounds: 2)
    {
        private readonly Lock _lock = new();

        public List<string> Seen { get; } = [];

        public TaskCompletionSource Both { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Task RunAsync(CancellationToken ct)
        {
            lock (_lock)
            {
                Seen.Add("round");
                if (Seen.Count == 3)
                {
                    Both.SetResult();
                }
            }

            return Both.Task.WaitAsync(ct);
        }

        protected override async Task BeginAsync(CancellationToken ct)
        {
            await Task.Yield();
            Seen.Add("once");
        }

        protected override void Tell(Exception problem) => Assert.Fail(problem.Message);
    }

    private sealed class TimesOutTwice() : PeriodicJob(TimeSpan.FromMilliseconds(10), TimeProvider.System)
    {
        private int _runs;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Problems { get; private set; }

        public override Task RunAsync(CancellationToken ct)
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
