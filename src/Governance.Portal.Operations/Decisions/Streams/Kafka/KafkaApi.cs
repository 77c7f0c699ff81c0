namespace Governance.Portal.Operations.Decisions.Streams.Kafka;

/// <summary>
/// A request of the protocol in the one version that is spoken here. Each is known to every broker from 0.11 to 4: newer versions add what
/// this consumer does not need.
/// </summary>
/// <param name="Key">Number of the request.</param>
/// <param name="Version">Its version.</param>
/// <param name="Name">Its name, for words about it.</param>
internal readonly record struct KafkaApi(short Key, short Version, string Name)
{
    public static KafkaApi Produce { get; } = new(0, 3, "Produce");

    public static KafkaApi Fetch { get; } = new(1, 4, "Fetch");

    public static KafkaApi ListOffsets { get; } = new(2, 1, "ListOffsets");

    public static KafkaApi Metadata { get; } = new(3, 1, "Metadata");

    public static KafkaApi OffsetCommit { get; } = new(8, 2, "OffsetCommit");

    public static KafkaApi OffsetFetch { get; } = new(9, 1, "OffsetFetch");

    public static KafkaApi FindCoordinator { get; } = new(10, 0, "FindCoordinator");

    public static KafkaApi SaslHandshake { get; } = new(17, 1, "SaslHandshake");

    public static KafkaApi ApiVersions { get; } = new(18, 0, "ApiVersions");

    public static KafkaApi SaslAuthenticate { get; } = new(36, 0, "SaslAuthenticate");

    /// <summary>What every broker has to know, whatever is read from it.</summary>
    public static IReadOnlyList<KafkaApi> Needed { get; } = [Fetch, ListOffsets, Metadata, OffsetCommit, OffsetFetch, FindCoordinator];
}
