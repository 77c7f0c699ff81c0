namespace Governance.Domain.Agents.Runs;

/// <summary>Refusals about runs of agents and the spans they are made from.</summary>
public static class RunRefusals
{
    /// <summary>No such run.</summary>
    public static Refusal NotFound { get; } = new("agent-run.not-found", $"There is no such run.", RefusalKind.NotFound);

    /// <summary>The filter of the list is none of its words.</summary>
    public static Refusal FilterNotValid { get; } = Refusal.Field("agent-run.filter", "with", $"Filter by findings or errors.");

    /// <summary>No unregistered agent of this name sent anything.</summary>
    public static Refusal NotSeen { get; } =
        new("agent-run.agent-not-seen", $"No unregistered agent of this name has sent spans.", RefusalKind.NotFound);

    /// <summary>Blocked before.</summary>
    public static Refusal Blocked { get; } =
        new(
            "agent-run.agent-blocked",
            $"This agent is blocked. Change that under Discovered AI, where the block and the reason for it are shown.",
            RefusalKind.Conflict
        );

    /// <summary>Ignored before.</summary>
    public static Refusal Ignored { get; } =
        new("agent-run.agent-ignored", $"This agent is already ignored. Reload the page to see why.", RefusalKind.Conflict);

    /// <summary>None of the words for what happens to content.</summary>
    public static Refusal HandlingNotValid { get; } =
        Refusal.Field("agent-content.handling", "handling", $"Choose digest, redact or keep.");

    /// <summary>Content would be kept for ever, or for no time.</summary>
    /// <param name="why">What is wrong.</param>
    public static Refusal RetentionNotValid(Sentence why) => Refusal.Field("agent-content.retention", "retentionDays", why);

    /// <summary>No such step in the run, or none with content.</summary>
    public static Refusal ContentNotFound { get; } =
        new("agent-content.not-found", $"The run has no such step, or no content was sent with it.", RefusalKind.NotFound);

    /// <summary>There was content, and its time is over.</summary>
    public static Refusal ContentErased { get; } =
        new(
            "agent-content.erased",
            $"The content of this step was erased when its retention period ended. Its digests remain.",
            RefusalKind.Conflict
        );

    /// <summary>Another content type.</summary>
    public static Refusal MediaType { get; } =
        new(
            "traces.media-type",
            $"Send application/x-protobuf or application/json, uncompressed or with Content-Encoding: gzip.",
            RefusalKind.UnsupportedMedia
        );

    /// <summary>Larger than the limit.</summary>
    public static Refusal TooLarge { get; } =
        new(
            "traces.too-large",
            $"The spans exceed the limit AgentRuns__BodyBytes or AgentRuns__SpansAtOnce. Send smaller batches.",
            RefusalKind.TooLarge
        );

    /// <summary>Not readable.</summary>
    /// <param name="why">What is wrong.</param>
    public static Refusal NotReadable(Sentence why) =>
        new("traces.not-readable", $"The body is not an ExportTraceServiceRequest of OTLP 1: {why}", RefusalKind.Malformed);
}
