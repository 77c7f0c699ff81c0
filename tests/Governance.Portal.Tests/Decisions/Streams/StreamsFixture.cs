using Governance.Data;
using Governance.Data.Audit;
using Governance.Portal.Kernel.Observability;
using Governance.Portal.Kernel.Outbound;
using Governance.Portal.Operations.Decisions.Streams;
using Governance.Portal.Operations.Decisions.Streams.Kafka;
using Governance.Portal.Tests.Monitoring;
using Governance.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Decisions.Streams;

/// <summary>A portal that knows the model, and readers of streams that a test runs round by round.</summary>
internal static class StreamsFixture
{
    public static async Task<PortalFactory> PortalAsync(DatabaseKind kind)
    {
        var portal = new PortalFactory(kind) { RunsJobs = false };
        portal.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
        portal.Settings["Outbound:PrivateHosts:1"] = "localhost";
        await RegistrySeed.VersionAsync(portal, "credit-default", "2.0.0");
        return portal;
    }

    public static StreamSource Source(int maxBatch = 100) =>
        new()
        {
            Name = "loans",
            Address = "127.0.0.1:4222",
            Tls = false,
            Topic = "decisions",
            DeadLetter = "rejected",
            MaxBatch = maxBatch,
        };

    /// <summary>A consumer of Kafka that may call brokers at 127.0.0.1 alone.</summary>
    public static KafkaBroker Kafka(ILogger<KafkaBroker>? log = null)
    {
        var options = Options.Create(new OutboundOptions { PrivateHosts = ["127.0.0.1"] });
        var connector = new OutboundConnector(options);
        var outbound = new OutboundClient(connector, options, TimeProvider.System);
        return new KafkaBroker(connector, outbound, TimeProvider.System, log ?? NullLogger<KafkaBroker>.Instance);
    }

    /// <summary>A reader as a node has it, that is due again at once.</summary>
    public static SourceReader Reader(PortalFactory portal, IStreamBroker broker, StreamSource source) =>
        new(
            source,
            broker,
            portal.Get<LogFollowers>(),
            portal.Databases,
            portal.Get<IEnumerable<IMessageStore>>().Single(s => s.Content == source.Carries),
            portal.Get<RecordRejected>(),
            portal.Get<StreamStates>(),
            portal.Get<PortalMeter>(),
            TimeProvider.System,
            TimeSpan.Zero
        );

    /// <summary>Rounds until it holds, whatever fails in between.</summary>
    /// <returns>Rounds that failed.</returns>
    public static async Task<int> ReadUntilAsync(Func<SourceReader> reader, Func<bool> isDone, CancellationToken ct)
    {
        var failed = 0;
        for (var round = 0; !isDone(); round++)
        {
            Assert.True(round < 100_000, "The stream is not read.");
            var one = reader();
            Assert.True(one.TryBegin(), "A reader that failed rests for nothing here.");
            try
            {
                await one.RunAsync(ct);
            }
            catch (StreamException)
            {
                failed++;
            }
        }

        return failed;
    }
}
