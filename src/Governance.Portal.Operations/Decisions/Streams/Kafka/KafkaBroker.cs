using Confluent.Kafka;
using Governance.Portal.Kernel.Outbound;

namespace Governance.Portal.Operations.Decisions.Streams.Kafka;

/// <summary>
/// Opens topics of Kafka. How far was read is kept at the broker under the group's name, so the broker's own tools show it; which node
/// reads is the portal's own lease, and the group never has members.
/// </summary>
internal sealed partial class KafkaBroker(
    OutboundConnector connector,
    OutboundClient outbound,
    TimeProvider clock,
    ILogger<KafkaBroker> logger
) : IStreamBroker
{
    public StreamKind Kind => StreamKind.Kafka;

    public async Task<IStreamConsumer> OpenAsync(StreamSource source, CancellationToken ct)
    {
        var settings = await KafkaSettings.OfAsync(source, await AllowedAsync(source, ct), ct);
        var token = source.Mechanism is StreamMechanism.OAuthBearer ? new KafkaToken(outbound, source, clock) : null;
        if (token is not null)
        {
            await token.ReadAsync(ct);
        }

        // Nothing is read before the brokers that the cluster names were looked at.
        var cluster = Build(source, () => new KafkaCluster(connector, source, settings, token, new KafkaProblems(source), clock));
        try
        {
            await cluster.PartitionsAsync(source.Topic, ct);
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }

        var problems = new KafkaProblems(source);
        var consumer = new KafkaConsumer(
            source,
            cluster,
            Build(source, () => Reader(source, settings, token, problems)),
            problems,
            clock,
            LogOutOfRange
        );
        try
        {
            await consumer.RefreshPartitionsAsync(ct);
            return consumer;
        }
        catch
        {
            await consumer.DisposeAsync();
            throw;
        }
    }

    private static IConsumer<Ignore, byte[]> Reader(StreamSource source, ClientConfig settings, KafkaToken? token, KafkaProblems problems)
    {
        var reader = new ConsumerBuilder<Ignore, byte[]>(KafkaSettings.Reading(settings, source))
            .SetErrorHandler((_, problem) => problems.Tell(problem))
            .SetLogHandler((_, _) => { });
        if (token is not null)
        {
            reader.SetOAuthBearerTokenRefreshHandler((client, _) => token.Renew(client));
        }

        return reader.Build();
    }

    // librdkafka looks at certificates and keys when it is made, and says what is wrong with them.
    private static T Build<T>(StreamSource source, Func<T> build)
    {
        try
        {
            return build();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or KafkaException)
        {
            throw new StreamException($"Kafka at {source.Address} cannot be read with these settings: {e.Message}", e);
        }
    }

    private async Task<List<(string Host, int Port)>> AllowedAsync(StreamSource source, CancellationToken ct)
    {
        using var time = new CancellationTokenSource(KafkaSettings.Longest, clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        var allowed = new List<(string Host, int Port)>();
        Exception? last = null;
        foreach (var at in source.Hosts())
        {
            try
            {
                if (await connector.CheckAsync(at.Host, at.Port, bound.Token))
                {
                    allowed.Add(at);
                }
            }
            catch (OutboundException e)
            {
                last = e;
            }
            catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
            {
                last = e;
            }
        }

        return allowed.Count > 0
            ? allowed
            : throw new StreamException($"No broker at {source.Address} can be read: {last?.Message ?? "no address was found."}", last);
    }

    private void LogOutOfRange(string stream, int partition, long offset, long first)
    {
        if (first > offset)
        {
            LogExpired(stream, partition, offset, first);
        }
        else
        {
            LogMadeAnew(stream, partition, offset, first);
        }
    }

    [LoggerMessage(
        1583,
        LogLevel.Error,
        "Stream {Stream}: partition {Partition} no longer holds offset {Offset}: the messages expired before they were read and are "
            + "missing. Reading continues at offset {First}"
    )]
    private partial void LogExpired(string stream, int partition, long offset, long first);

    [LoggerMessage(
        1584,
        LogLevel.Warning,
        "Stream {Stream}: partition {Partition} ends before offset {Offset}, where reading stood: the topic was recreated or truncated. It "
            + "is read from its beginning, offset {First}"
    )]
    private partial void LogMadeAnew(string stream, int partition, long offset, long first);
}
