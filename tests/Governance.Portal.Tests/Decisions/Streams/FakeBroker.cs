using System.Text;
using Governance.Portal.Operations.Decisions.Streams;

namespace Governance.Portal.Tests.Decisions.Streams;

/// <summary>A broker in memory: hands over from the confirmed place on, and fails when a test says so, before or after the act.</summary>
internal sealed class FakeBroker : IStreamBroker
{
    private readonly Lock _gate = new();
    private readonly List<ReadOnlyMemory<byte>> _messages = [];

    public StreamKind Kind => StreamKind.Nats;

    /// <summary>Asked before and after each act: true makes it fail there.</summary>
    public Func<string, bool> Fails { get; set; } = _ => false;

    /// <summary>Everything before this place was confirmed.</summary>
    public int Confirmed { get; private set; }

    /// <summary>What was put aside.</summary>
    public List<RejectedMessage> DeadLetters { get; } = [];

    /// <summary>Messages handed over, those that came again among them.</summary>
    public int HandedOver { get; private set; }

    /// <summary>Most messages that were handed over and not confirmed at the same time, on one node.</summary>
    public int MostOpen { get; private set; }

    public void Add(IEnumerable<string> messages) =>
        _messages.AddRange(messages.Select(m => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(m)));

    public Task<IStreamConsumer> OpenAsync(StreamSource source, CancellationToken ct)
    {
        Try("open");
        return Task.FromResult<IStreamConsumer>(new Consumer(this, source));
    }

    private void Try(string act)
    {
        if (Fails(act))
        {
            throw new StreamException($"The fake fails at {act}.");
        }
    }

    private sealed class Consumer(FakeBroker broker, StreamSource source) : IStreamConsumer
    {
        private int _next = broker.Confirmed;

        public Task<IReadOnlyList<StreamMessage>> ReceiveAsync(CancellationToken ct)
        {
            broker.Try("receive");
            lock (broker._gate)
            {
                var from = _next;
                _next = Math.Min(broker._messages.Count, from + source.MaxBatch);
                broker.HandedOver += _next - from;
                broker.MostOpen = Math.Max(broker.MostOpen, _next - broker.Confirmed);
                return Task.FromResult<IReadOnlyList<StreamMessage>>([
                    .. Enumerable.Range(from, _next - from).Select(n => new StreamMessage($"{n}", broker._messages[n])),
                ]);
            }
        }

        public Task RejectAsync(IReadOnlyList<RejectedMessage> rejected, CancellationToken ct)
        {
            broker.Try("reject");
            broker.DeadLetters.AddRange(rejected);
            broker.Try("rejected");
            return Task.CompletedTask;
        }

        public Task ConfirmAsync(CancellationToken ct)
        {
            broker.Try("confirm");
            broker.Confirmed = _next;
            broker.Try("confirmed");
            return Task.CompletedTask;
        }

        public Task<long> LagAsync(CancellationToken ct) => Task.FromResult((long)(broker._messages.Count - broker.Confirmed));

        public Task<DateTimeOffset?> WholeUntilAsync(DateTimeOffset now, CancellationToken ct) =>
            Task.FromResult<DateTimeOffset?>(broker._messages.Count == broker.Confirmed ? now : null);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
