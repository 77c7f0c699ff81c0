using Confluent.Kafka;

namespace Governance.Portal.Operations.Decisions.Streams.Kafka;

/// <summary>What librdkafka is told about a stream: where it may connect, as whom, and how much it may hold.</summary>
internal static class KafkaSettings
{
    private const int MaxAnswerBytes = 64 * 1024 * 1024;
    private const int PartitionBytes = 1024 * 1024;
    private const int QueuedKilobytes = 16 * 1024;
    private const int ProduceBytes = 512 * 1024;

    /// <summary>Most bytes that one fetch brings, and that are handed over at once.</summary>
    public const int FetchBytes = 8 * 1024 * 1024;

    /// <summary>Longest wait for an answer.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromSeconds(15);

    /// <summary>What all connections need.</summary>
    /// <param name="source">The stream.</param>
    /// <param name="brokers">Addresses that were found to be allowed.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<ClientConfig> OfAsync(StreamSource source, IEnumerable<(string Host, int Port)> brokers, CancellationToken ct)
    {
        var credentials = await source.CredentialsAsync(ct);
        var settings = new ClientConfig
        {
            BootstrapServers = string.Join(',', brokers.Select(Address)),
            ClientId = "governance-portal",
            SecurityProtocol = (source.Tls, credentials is not null) switch
            {
                (true, true) => SecurityProtocol.SaslSsl,
                (true, false) => SecurityProtocol.Ssl,
                (false, true) => SecurityProtocol.SaslPlaintext,
                (false, false) => SecurityProtocol.Plaintext,
            },
            SocketTimeoutMs = (int)Longest.TotalMilliseconds,
            SocketConnectionSetupTimeoutMs = (int)Longest.TotalMilliseconds,
            SocketKeepaliveEnable = true,
            ReceiveMessageMaxBytes = MaxAnswerBytes,
            // Nothing of this program goes to the brokers but what it was asked to send.
            EnableMetricsPush = false,
        };
        if (source.Tls)
        {
            settings.SslEndpointIdentificationAlgorithm = SslEndpointIdentificationAlgorithm.Https;
            settings.SslCaPem = await source.AuthorityAsync(ct);
            if (source.CertificateFile.Length > 0)
            {
                settings.SslCertificatePem = await File.ReadAllTextAsync(source.CertificateFile, ct);
                settings.SslKeyPem = await File.ReadAllTextAsync(source.KeyFile, ct);
            }
        }

        if (credentials is { } known)
        {
            settings.SaslMechanism = MechanismOf(source.Mechanism);
            if (source.Mechanism is not StreamMechanism.OAuthBearer)
            {
                (settings.SaslUsername, settings.SaslPassword) = known;
            }
        }

        return settings;
    }

    /// <summary>Of the connection that asks, commits and puts aside.</summary>
    public static ProducerConfig Asking(ClientConfig all) =>
        new(Copy(all))
        {
            Acks = Acks.All,
            MessageTimeoutMs = (int)Longest.TotalMilliseconds,
            RequestTimeoutMs = (int)Longest.TotalMilliseconds,
            MessageMaxBytes = MaxAnswerBytes, // what is too large, its broker says
            BatchSize = ProduceBytes, // a broker takes batches of about a megabyte (max.message.bytes)
        };

    /// <summary>Of the connection that reads. It gets its partitions and offsets from here, and never joins the group.</summary>
    public static ConsumerConfig Reading(ClientConfig all, StreamSource source) =>
        new(Copy(all))
        {
            GroupId = source.Group,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            // An offset that is not there is an error, which is named; the library never chooses another one by itself.
            AutoOffsetReset = AutoOffsetReset.Error,
            EnablePartitionEof = true,
            IsolationLevel = IsolationLevel.ReadCommitted,
            CheckCrcs = true,
            FetchMaxBytes = FetchBytes,
            MaxPartitionFetchBytes = PartitionBytes,
            QueuedMaxMessagesKbytes = QueuedKilobytes,
            QueuedMinMessages = source.MaxBatch,
        };

    private static Dictionary<string, string> Copy(ClientConfig all) => all.ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal);

    private static string Address((string Host, int Port) broker) =>
        broker.Host.Contains(':', StringComparison.Ordinal) ? $"[{broker.Host}]:{broker.Port}" : $"{broker.Host}:{broker.Port}";

    private static SaslMechanism MechanismOf(StreamMechanism mechanism) =>
        mechanism switch
        {
            StreamMechanism.Plain => SaslMechanism.Plain,
            StreamMechanism.ScramSha256 => SaslMechanism.ScramSha256,
            StreamMechanism.ScramSha512 => SaslMechanism.ScramSha512,
            StreamMechanism.OAuthBearer => SaslMechanism.OAuthBearer,
        };
}
