namespace Governance.Portal.Operations.Decisions.Streams;

/// <summary>Words for streams on pages.</summary>
internal static class StreamText
{
    /// <summary>What people call a kind of broker.</summary>
    public static string Of(StreamKind kind) =>
        kind switch
        {
            StreamKind.Nats => "NATS",
            StreamKind.Kafka => "Kafka",
        };

    /// <summary>What its messages are.</summary>
    public static string Of(StreamContent content) =>
        content switch
        {
            StreamContent.Decisions => "Decisions",
            StreamContent.Windows => "Rows of monitoring windows",
        };

    /// <summary>Why a message can be no decision, by the code that the log has; another code is named as it is.</summary>
    public static string Reason(string code) =>
        code switch
        {
            "decision.malformed" => "Not a valid JSON object",
            "decision.not-valid" => "A member is missing or not valid",
            "decision.conflict" => "Already stored with different content",
            "monitoring.bad-data" => "Row does not fit the reference",
            "limit.exceeded" => "Too large",
            _ => code,
        };
}
