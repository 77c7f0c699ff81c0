using System.Globalization;
using NATS.Client.Core;
using NATS.Client.JetStream;

namespace Governance.Portal.Operations.Decisions.Streams.Nats;

/// <summary>A durable pull consumer of JetStream: each message is confirmed for itself.</summary>
internal sealed class NatsConsumer(
    StreamSource source,
    NatsConnection connection,
    NatsJSContext context,
    INatsJSConsumer consumer,
    TimeProvider clock
) : IStreamConsumer
{
    // Messages asked for at once, so that a batch of large ones ends at MaxBytes and not far beyond.
    private const int AtOnce = 100;
    private const long MaxBytes = 16L * 1024 * 1024;

    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(3);
    private static readonly AckOpts s_answered = new() { DoubleAck = true };

    private readonly List<INatsJSMsg<byte[]>> _open = [];

    // The message confirmed last in the stream's order, and when the server had stored it.
    private (ulong Sequence, DateTimeOffset At) _confirmed;

    public Task<IReadOnlyList<StreamMessage>> ReceiveAsync(CancellationToken ct) => BoundedAsync(TakeAsync, ct);

    private async Task<IReadOnlyList<StreamMessage>> TakeAsync(CancellationToken ct)
    {
        var bytes = 0L;
        for (int most; (most = Math.Min(AtOnce, source.MaxBatch - _open.Count)) > 0 && bytes < MaxBytes; )
        {
            var before = _open.Count;
            await foreach (var message in consumer.FetchNoWaitAsync<byte[]>(new NatsJSFetchOpts { MaxMsgs = most }, null, ct))
            {
                bytes += Add(message);
            }

            if (_open.Count == 0 && await consumer.NextAsync<byte[]>(null, new NatsJSNextOpts { Expires = s_wait }, ct) is { } next)
            {
                bytes += Add(next);
            }
            else if (_open.Count - before < most)
            {
                break;
            }
        }

        return [.. _open.Select(m => new StreamMessage(PositionOf(m), m.Data ?? []))];
    }

    public async Task RejectAsync(IReadOnlyList<RejectedMessage> rejected, CancellationToken ct)
    {
        if (source.DeadLetter.Length == 0)
        {
            return;
        }

        foreach (var one in rejected)
        {
            try
            {
                // By this id JetStream knows one that was put aside before, if this node ended before it could confirm.
                var options = new NatsJSPubOpts { MsgId = $"{source.Name}:{one.Message.Position}" };
                var headers = new NatsHeaders();
                foreach (var (name, value) in DeadLetterHeaders.Of(source, one))
                {
                    headers.Add(name, value);
                }

                var kept = await context.PublishAsync(source.DeadLetter, one.Message.Body.ToArray(), null, options, headers, ct);
                kept.EnsureSuccess();
            }
            catch (NatsJSDuplicateMessageException)
            {
                // Kept before.
            }
            catch (NatsJSPublishNoResponseException e)
            {
                throw new StreamException($"No JetStream stream stores the subject {source.DeadLetter} (DeadLetter). Create one.", e);
            }
        }
    }

    public Task ConfirmAsync(CancellationToken ct) => BoundedAsync(AcknowledgeAsync, ct);

    private async Task<bool> AcknowledgeAsync(CancellationToken ct)
    {
        // One behind the other on one connection: when the last one is answered, all have arrived.
        for (var i = 0; i < _open.Count; i++)
        {
            await _open[i].AckAsync(i + 1 < _open.Count ? null : s_answered, ct);
        }

        foreach (var place in _open.Select(m => m.Metadata).OfType<NatsJSMsgMetadata>().Where(p => p.Sequence.Stream > _confirmed.Sequence))
        {
            _confirmed = (place.Sequence.Stream, place.Timestamp);
        }

        _open.Clear();
        return true;
    }

    public Task<long> LagAsync(CancellationToken ct) =>
        BoundedAsync(
            async token =>
            {
                await consumer.RefreshAsync(token);
                return (long)consumer.Info.NumPending + consumer.Info.NumAckPending;
            },
            ct
        );

    public Task<DateTimeOffset?> WholeUntilAsync(DateTimeOffset now, CancellationToken ct) =>
        BoundedAsync<DateTimeOffset?>(
            async token =>
            {
                await consumer.RefreshAsync(token);
                var info = consumer.Info;
                if (info.NumPending == 0 && info.NumAckPending == 0)
                {
                    return now;
                }

                // Messages have their order: what was stored before one that nothing waits in front of is confirmed as well.
                return _confirmed.Sequence > 0 && info.AckFloor.StreamSeq >= _confirmed.Sequence
                    ? _confirmed.At < now
                        ? _confirmed.At
                        : now
                    : null;
            },
            ct
        );

    public async ValueTask DisposeAsync()
    {
        using var time = new CancellationTokenSource(s_farewell, clock);
        try
        {
            foreach (var message in _open)
            {
                await message.NakAsync(null, time.Token); // so that it comes again now, and not after a minute
            }

            await connection.DisposeAsync().AsTask().WaitAsync(time.Token);
        }
        catch (Exception e) when (e is NatsException or OperationCanceledException)
        {
            // The server is away: it gives them out again in a minute.
            _ = connection.DisposeAsync().AsTask();
        }

        _open.Clear();
    }

    // The client waits for a server that is away for as long as it takes; the reader has to know.
    private async Task<T> BoundedAsync<T>(Func<CancellationToken, Task<T>> act, CancellationToken ct)
    {
        if (connection.ConnectionState is not NatsConnectionState.Open)
        {
            throw new StreamException("The connection to NATS ended.");
        }

        using var time = new CancellationTokenSource(s_longest, clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        try
        {
            return await act(bound.Token).WaitAsync(bound.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new StreamException($"NATS did not answer within {s_longest.TotalSeconds} seconds.", e);
        }
    }

    private int Add(INatsJSMsg<byte[]> message)
    {
        _open.Add(message);
        return message.Data?.Length ?? 0;
    }

    private static string PositionOf(INatsJSMsg<byte[]> message) =>
        message.Metadata is { } place
            ? place.Sequence.Stream.ToString(CultureInfo.InvariantCulture)
            : throw new StreamException("JetStream sent a message without its sequence number.");
}
