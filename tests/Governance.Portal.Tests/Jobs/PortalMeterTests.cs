using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Governance.Data;
using Governance.Domain;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Kernel.Observability;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Jobs;

/// <summary>What is measured where actions and jobs run: how each ended, and when a job last ended well.</summary>
public sealed class PortalMeterTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<string> _measured = new();
    private readonly PortalMeter _meter;

    public PortalMeterTests()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        _listener.Start();
        _meter = new PortalMeter(meters, TimeProvider.System);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Action_IsMeasuredByItsOutcome_AndARefusalByItsCode()
    {
        var attempt = new Attempt("model.registered", "hidden-model", null);
        using (var done = _meter.Begin(attempt))
        {
            done.End(null);
        }

        using (var refused = _meter.Begin(attempt))
        {
            refused.End(new Refusal("model.exists", $"There is one.", RefusalKind.Conflict));
        }

        _meter.Begin(attempt).Dispose(); // as when it throws

        Assert.Equal(
            [
                "governance.action.duration action=model.registered outcome=done",
                "governance.refusals code=model.exists at=action status=none",
                "governance.action.duration action=model.registered outcome=refused",
                "governance.action.duration action=model.registered outcome=failed",
            ],
            _measured
        );
    }

    [Fact]
    public async Task Job_ThatFailsAndThenDoesNot_IsMeasuredAsThat()
    {
        using var job = new FailsOnce();
        ((IMeasured)job).Meter = _meter;

        await job.StartAsync(TestContext.Current.CancellationToken);
        await job.Done.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await job.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                "governance.job.duration task=FailsOnce outcome=failed",
                "governance.job.duration task=FailsOnce outcome=done",
                "governance.job.success.time task=FailsOnce",
            ],
            _measured.Take(3)
        );
    }

    private void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measured.Enqueue($"{instrument.Name} {string.Join(' ', tags.ToArray().Select(t => $"{t.Key}={t.Value}"))}");

    private sealed class FailsOnce() : PeriodicJob(TimeSpan.FromMilliseconds(5), TimeProvider.System)
    {
        private int _runs;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Task RunAsync(CancellationToken ct)
        {
            if (++_runs == 1)
            {
                throw new InvalidOperationException("Not yet.");
            }

            if (_runs > 2)
            {
                Done.TrySetResult(); // the round before has been measured
            }

            return Task.CompletedTask;
        }

        protected override void Tell(Exception problem) { }
    }
}
