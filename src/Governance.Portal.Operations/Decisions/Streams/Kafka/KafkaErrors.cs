namespace Governance.Portal.Operations.Decisions.Streams.Kafka;

/// <summary>Error codes of the protocol that an operator can do something about.</summary>
internal static class KafkaErrors
{
    public const short None = 0;
    public const short OffsetOutOfRange = 1;
    public const short UnknownTopic = 3;

    /// <summary>Throws when there is one.</summary>
    /// <param name="code">What the broker answered.</param>
    /// <param name="what">What was asked, in a word or two.</param>
    public static void Check(short code, string what)
    {
        if (code != None)
        {
            throw new StreamException($"Kafka refuses {what}: {Words(code)}.");
        }
    }

    private static string Words(short code) =>
        code switch
        {
            OffsetOutOfRange => "the offset is out of range",
            2 => "a message is damaged at the broker",
            UnknownTopic => "there is no such topic or partition",
            5 or 6 => "the partition is getting a new leader",
            7 => "the broker waited too long for its replicas",
            10 or 18 => "the message is larger than the broker accepts (max.message.bytes)",
            14 or 15 or 16 => "the group is getting a new coordinator",
            19 or 20 => "too few replicas are in sync",
            25 => "the group has members that were given its partitions; choose a Group that no other consumer uses",
            29 => "the account has no access to the topic",
            30 => "the account has no access to the group",
            33 => "the broker does not offer this mechanism; set Mechanism to one that it offers",
            34 => "the broker does not expect credentials on this port",
            58 => "user or password is wrong",
            _ => $"error {code}",
        };
}
