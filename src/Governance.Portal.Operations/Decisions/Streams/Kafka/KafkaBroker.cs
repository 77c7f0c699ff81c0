using Governance.Portal.Kernel.Outbound;

namespace Governance.Portal.Operations.Decisions.Streams.Kafka;

/// <summary>
/// Opens topics of Kafka. How far was read is kept at the broker under the group's name, so the broker's own tools show it; which node
/// reads is the portal's own lease, and the group never has members.
/// </summary>
internal sealed partial class KafkaBroker(OutboundConnector connector, TimeProvider clock, ILogger<KafkaBroker> logger) : IStreamBroker
{
    public StreamKind Kind => StreamKind.Kafka;

    public async Task<IStreamConsumer> OpenAsync(StreamSource source, CancellationToken ct)
    {
        var consumer = new KafkaConsumer(source, new KafkaCluster(connector, source, clock), clock, LogOutOfRange);
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
