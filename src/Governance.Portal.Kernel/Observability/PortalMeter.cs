using System.Diagnostics;
using System.Diagnostics.Metrics;
using Governance.Data;
using Governance.Domain;

namespace Governance.Portal.Kernel.Observability;

/// <summary>
/// Every instrument of the portal itself, in one meter. Labels are names that the code or the configuration has (actions, codes, jobs,
/// queues): never a record, a person, an address or what someone wrote. Without a listener a measurement costs a comparison.
/// </summary>
public sealed class PortalMeter : IActionWatch, IDisposable
{
    /// <summary>Name of the meter and of the source of spans.</summary>
    public const string Name = "Governance.Portal";

    private const string Done = "done";
    private const string Failed = "failed";

    // Actions take milliseconds, jobs and reports up to minutes.
    private static readonly InstrumentAdvice<double> s_short = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };
    private static readonly InstrumentAdvice<double> s_long = new()
    {
        HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900],
    };

    private readonly ActivitySource _spans = new(Name);
    private readonly TimeProvider _clock;
    private readonly Histogram<double> _actions;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _answers;
    private readonly Histogram<double> _jobs;
    private readonly Gauge<double> _success;
    private readonly Histogram<double> _items;
    private readonly Gauge<long> _depth;
    private readonly Gauge<double> _age;
    private readonly Gauge<long> _aside;

    /// <param name="meters">Makes the meter.</param>
    /// <param name="clock">Measures.</param>
    public PortalMeter(IMeterFactory meters, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _clock = clock;
        var meter = meters.Create(Name);
        _actions = meter.CreateHistogram("governance.action.duration", "s", "Duration of actions by name and outcome.", null, s_short);
        _refusals = meter.CreateCounter<long>("governance.refusals", null, "Refused attempts by code.");
        _answers = meter.CreateCounter<long>("governance.gate.answers", null, "Answers of the deployment gate by their first reason.");
        _jobs = meter.CreateHistogram("governance.job.duration", "s", "Duration of one round of a background job.", null, s_long);
        _success = meter.CreateGauge<double>("governance.job.success.time", "s", "Unix time of the job's last successful round.");
        _items = meter.CreateHistogram("governance.queue.item.duration", "s", "Processing time of one queue item.", null, s_long);
        _depth = meter.CreateGauge<long>("governance.queue.depth", null, "Items that are due and not yet in progress.");
        _age = meter.CreateGauge<double>("governance.queue.age", "s", "Time since the oldest waiting item became due.");
        _aside = meter.CreateGauge<long>(
            "governance.queue.set_aside",
            null,
            "Items that ended the process several times and wait for a person."
        );
        Log = new LogGauges(meter);
        Backups = new BackupGauges(meter);
        Node = new NodeGauges(meter);
        Streams = new StreamGauges(meter);
        TooLarge = new RecentCount(clock);
    }

    /// <summary>What is known of the audit log.</summary>
    public LogGauges Log { get; }

    /// <summary>What is known of backups and rehearsals.</summary>
    public BackupGauges Backups { get; }

    /// <summary>What is known of this node.</summary>
    public NodeGauges Node { get; }

    /// <summary>What is known of message streams.</summary>
    public StreamGauges Streams { get; }

    /// <summary>Requests that were refused for their size: known without a listener, for the page of this node's health.</summary>
    public RecentCount TooLarge { get; }

    /// <inheritdoc/>
    public IActionTiming Begin(Attempt attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        return new ActionTiming(this, attempt.Action, _spans.StartActivity(attempt.Action), _clock.GetTimestamp());
    }

    /// <summary>A request was refused before an action was reached, or its action was refused: the caller was told this code.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="code">Code of the refusal.</param>
    public void Refused(int status, string code)
    {
        if (status == StatusCodes.Status413PayloadTooLarge)
        {
            TooLarge.Add();
        }

        _refusals.Add(
            1,
            new("code", code),
            new("at", "request"),
            new("status", status.ToString(System.Globalization.CultureInfo.InvariantCulture))
        );
    }

    /// <summary>A page or an endpoint was closed to its caller. An endpoint's answer is counted as a request besides.</summary>
    public void TurnedAway(string code) => _refusals.Add(1, new("code", code), new("at", "door"), new("status", "403"));

    /// <summary>The deployment gate answered.</summary>
    /// <param name="allow">What it said.</param>
    /// <param name="reason">Code of its first reason; null when there is none.</param>
    public void Answered(bool allow, string? reason) => _answers.Add(1, new("allow", allow), new("reason", reason ?? "none"));

    /// <summary>When something began, for the methods that say how long it took.</summary>
    public long Now() => _clock.GetTimestamp();

    /// <summary>A round of a job is over.</summary>
    /// <param name="job">Name of the job.</param>
    /// <param name="began">When it began.</param>
    /// <param name="succeeded">False when it threw.</param>
    public void RoundEnded(string job, long began, bool succeeded)
    {
        _jobs.Record(Since(began), new("task", job), new("outcome", succeeded ? Done : Failed));
        if (succeeded)
        {
            _success.Record(_clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0, new KeyValuePair<string, object?>("task", job));
        }
    }

    /// <summary>The work on an item of a queue is over.</summary>
    /// <param name="queue">Name of the queue.</param>
    /// <param name="began">When it began.</param>
    /// <param name="succeeded">False when it threw.</param>
    public void ItemEnded(string queue, long began, bool succeeded) =>
        _items.Record(Since(began), new("queue", queue), new("outcome", succeeded ? Done : Failed));

    /// <summary>How much waits in a queue.</summary>
    /// <param name="queue">Its name.</param>
    /// <param name="depth">Items that are due and not yet in progress.</param>
    /// <param name="age">How long the oldest of them has been due.</param>
    public void Waiting(string queue, long depth, TimeSpan age)
    {
        _depth.Record(depth, new KeyValuePair<string, object?>("queue", queue));
        _age.Record(Math.Max(0, age.TotalSeconds), new KeyValuePair<string, object?>("queue", queue));
    }

    /// <summary>How much of a queue is not tried again by itself.</summary>
    /// <param name="queue">Its name.</param>
    /// <param name="count">Items that were set aside.</param>
    public void SetAside(string queue, long count) => _aside.Record(count, new KeyValuePair<string, object?>("queue", queue));

    /// <inheritdoc/>
    public void Dispose() => _spans.Dispose();

    private double Since(long began) => _clock.GetElapsedTime(began).TotalSeconds;

    private sealed class ActionTiming(PortalMeter meter, string action, Activity? span, long began) : IActionTiming
    {
        private string _outcome = Failed;

        public void End(Refusal? refusal)
        {
            _outcome = refusal is null ? Done : "refused";
            span?.SetTag("governance.refusal", refusal?.Code);
            if (refusal is not null)
            {
                meter._refusals.Add(1, new("code", refusal.Code), new("at", "action"), new("status", "none"));
            }
        }

        public void Dispose()
        {
            // Recorded while the span is the current one: that is how a measurement gets its exemplar.
            meter._actions.Record(meter.Since(began), new("action", action), new("outcome", _outcome));
            if (_outcome == Failed)
            {
                span?.SetStatus(ActivityStatusCode.Error);
            }

            span?.Dispose();
        }
    }
}
