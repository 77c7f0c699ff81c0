using Confluent.Kafka;

namespace Governance.Portal.Operations.Decisions.Streams.Kafka;

/// <summary>Errors that an operator can do something about, in words.</summary>
internal static class KafkaErrors
{
    /// <summary>Throws when there is one.</summary>
    /// <param name="error">What the broker answered.</param>
    /// <param name="what">What was asked, in a word or two.</param>
    public static void Check(Error error, string what)
    {
        if (error.IsError)
        {
            throw error.IsBrokerError ? Refused(error.Code, what) : new StreamException($"Kafka refuses {what}: {error.Reason}.");
        }
    }

    /// <summary>A refusal of a broker.</summary>
    public static StreamException Refused(ErrorCode code, string what) => new($"Kafka refuses {what}: {Words(code)}.");

    /// <summary>Why nobody was let in; null for an error that is not about credentials. What proves a password is not repeated.</summary>
    public static StreamException? Credentials(Error error) =>
        error.Code is not (ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed or ErrorCode.UnsupportedSaslMechanism)
            ? null
        : Says(error, "Unsupported SASL mechanism")
            ? new StreamException(
                "Kafka refuses credentials: the broker does not offer this mechanism; set Mechanism to one that it offers."
            )
        : Says(error, "ServerSignature mismatch") || Says(error, "no verifier")
            ? new StreamException("Kafka did not prove that it knows the password: another program answers at this address.")
        : Says(error, "nonce mismatch") ? new StreamException("Kafka's SCRAM response belongs to another exchange.")
        : Says(error, "server-first-message") ? new StreamException("Kafka's SCRAM response cannot be read.")
        : new StreamException("Kafka refuses the credentials: user or password is wrong.");

    private static bool Says(Error error, string words) => error.Reason.Contains(words, StringComparison.OrdinalIgnoreCase);

    private static string Words(ErrorCode code) =>
        code switch
        {
            ErrorCode.OffsetOutOfRange => "the offset is out of range",
            ErrorCode.InvalidMsg => "a message is damaged at the broker",
            ErrorCode.UnknownTopicOrPart => "there is no such topic or partition",
            ErrorCode.LeaderNotAvailable or ErrorCode.NotLeaderForPartition => "the partition is getting a new leader",
            ErrorCode.RequestTimedOut => "the broker waited too long for its replicas",
            ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge =>
                "the message is larger than the broker accepts (max.message.bytes)",
            ErrorCode.GroupLoadInProgress or ErrorCode.GroupCoordinatorNotAvailable or ErrorCode.NotCoordinatorForGroup =>
                "the group is getting a new coordinator",
            ErrorCode.NotEnoughReplicas or ErrorCode.NotEnoughReplicasAfterAppend => "too few replicas are in sync",
            ErrorCode.UnknownMemberId or ErrorCode.NonEmptyGroup =>
                "the group has members that were given its partitions; choose a Group that no other consumer uses",
            ErrorCode.TopicAuthorizationFailed => "the account has no access to the topic",
            ErrorCode.GroupAuthorizationFailed => "the account has no access to the group",
            ErrorCode.UnsupportedSaslMechanism => "the broker does not offer this mechanism; set Mechanism to one that it offers",
            ErrorCode.IllegalSaslState => "the broker does not expect credentials on this port",
            ErrorCode.SaslAuthenticationFailed => "user or password is wrong",
            _ => $"error {(int)code}",
        };
}
