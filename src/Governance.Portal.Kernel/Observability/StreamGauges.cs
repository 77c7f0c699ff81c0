using System.Diagnostics.Metrics;

namespace Governance.Portal.Kernel.Observability;

/// <summary>What is known of the message streams that this node reads. Streams are labelled by their names in the configuration.</summary>
public sealed class StreamGauges
{
    private readonly Gauge<long> _lag;
    private readonly Gauge<int> _failures;
    private readonly Gauge<double> _last;
    private readonly Counter<long> _messages;

    internal StreamGauges(Meter meter)
    {
        _lag = meter.CreateGauge<long>("governance.stream.lag", null, "Messages that the broker holds and the portal has not confirmed.");
        _failures = meter.CreateGauge<int>("governance.stream.failures", null, "Consecutive failed attempts to read or store.");
        _last = meter.CreateGauge<double>("governance.stream.last.time", "s", "Unix time at which the last batch was confirmed.");
        _messages = meter.CreateCounter<long>("governance.stream.messages", null, "Messages by outcome: stored, repeated or rejected.");
    }

    /// <summary>How a stream stands.</summary>
    /// <param name="stream">Its name.</param>
    /// <param name="lag">Messages that wait; null where that is not known.</param>
    /// <param name="failures">Failed attempts in a row.</param>
    /// <param name="last">When the last batch was confirmed; null before the first.</param>
    public void State(string stream, long? lag, int failures, DateTimeOffset? last)
    {
        var label = new KeyValuePair<string, object?>("stream", stream);
        _failures.Record(failures, label);
        if (lag is { } waiting)
        {
            _lag.Record(waiting, label);
        }

        if (last is { } time)
        {
            _last.Record(time.ToUnixTimeMilliseconds() / 1000.0, label);
        }
    }

    /// <summary>A batch was confirmed.</summary>
    /// <param name="stream">Name of the stream.</param>
    /// <param name="stored">Decisions stored.</param>
    /// <param name="repeated">Decisions that were stored before.</param>
    /// <param name="rejected">Messages that can be no decision.</param>
    public void Confirmed(string stream, long stored, long repeated, long rejected)
    {
        Add("stored", stored);
        Add("repeated", repeated);
        Add("rejected", rejected);

        void Add(string outcome, long count) => _messages.Add(count, new("stream", stream), new("outcome", outcome));
    }
}
