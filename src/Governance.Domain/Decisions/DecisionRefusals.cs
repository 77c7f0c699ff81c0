using System.Globalization;

namespace Governance.Domain.Decisions;

/// <summary>Refusals of the decision log.</summary>
public static class DecisionRefusals
{
    /// <summary>No such decision.</summary>
    public static Refusal NotFound { get; } = new("decision.not-found", $"There is no decision with this ID.", RefusalKind.NotFound);

    /// <summary>Nothing in it.</summary>
    public static Refusal Empty { get; } =
        Refusal.Field("decision.empty", "body", $"The body contains no decision. Send one JSON object per line.");

    /// <summary>A truncated or damaged gzip body.</summary>
    public static Refusal Damaged(long line) =>
        Refusal.Field(
            "decision.damaged",
            "body",
            $"The gzip data ends too early or is damaged after line {line}. Nothing was stored. Compress and send the batch again.",
            RefusalKind.Malformed
        );

    /// <summary>A line that is no JSON object in UTF-8.</summary>
    public static Refusal Malformed(long line, Sentence problem) =>
        Refusal.Field(
            "decision.malformed",
            $"lines[{line.ToString(CultureInfo.InvariantCulture)}]",
            $"Line {line} {problem}. Nothing was stored.",
            RefusalKind.Malformed
        );

    /// <summary>A line above the limit.</summary>
    public static Refusal LineTooLong(long line, int limit) =>
        new(
            "limit.exceeded",
            $"Line {line} is longer than {limit} bytes (limit Limits__LineBytes). Nothing was stored.",
            RefusalKind.TooLarge
        )
        {
            FieldWords = new Dictionary<string, Sentence[]>(StringComparer.Ordinal)
            {
                [string.Create(CultureInfo.InvariantCulture, $"lines[{line}]")] = [$"This line is too long."],
            },
        };

    /// <summary>More lines than a batch takes.</summary>
    public static Refusal TooManyLines(int limit) =>
        new(
            "limit.exceeded",
            $"A batch may contain at most {limit} decisions (limit Limits__DecisionLines). Nothing was stored. Send smaller batches.",
            RefusalKind.TooLarge
        );

    /// <summary>More bytes than a batch takes.</summary>
    public static Refusal TooManyBytes(long line, long limit) =>
        new(
            "limit.exceeded",
            $"The body is longer than {limit} bytes after decompression (limit Limits__TableBytes, reached at line {line}). "
                + $"Nothing was stored.",
            RefusalKind.TooLarge
        );

    /// <summary>Ids that stand with other content.</summary>
    public static Refusal Conflict(Sentence message, IReadOnlyDictionary<string, Sentence[]> errors) =>
        new("decision.conflict", message, RefusalKind.Conflict) { FieldWords = errors };

    /// <summary>Words about a line of an override.</summary>
    public static Refusal OutcomeNotValid { get; } =
        Refusal.Field(
            "decision.outcome-not-valid",
            "outcome",
            $"Enter the new outcome in 1 to 64 letters, digits, spaces, dots, hyphens or underscores."
        );

    /// <summary>An unknown code.</summary>
    public static Refusal ReasonCodeNotValid { get; } =
        Refusal.Field(
            "decision.reason-code-not-valid",
            "reasonCode",
            $"The reason code must be one of {string.Join(", ", WireName.All<OverrideReason>())}."
        );

    /// <summary>No words.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field("decision.reason-missing", "reason", $"Give the reason. It is kept with the override.");

    /// <summary>No purpose.</summary>
    public static Refusal PurposeMissing { get; } =
        Refusal.Field(
            "decision.purpose-missing",
            "purpose",
            $"State why you need to see the values. The purpose is written to the audit log."
        );

    /// <summary>Nothing to show.</summary>
    public static Refusal Erased { get; } =
        new(
            "decision.erased",
            $"The content of this decision was erased when its retention period ended. Its commitment and proof remain.",
            RefusalKind.Conflict
        );

    /// <summary>A filter that cannot be read.</summary>
    public static Refusal FilterNotValid(string field, Sentence message) => Refusal.Field("decision.filter-not-valid", field, message);

    /// <summary>A field rule that does not exist, or too many of them.</summary>
    public static Refusal PolicyNotValid(string field, Sentence message) => Refusal.Field("decision.policy-not-valid", field, message);

    internal static Refusal Lines(Sentence message, IReadOnlyDictionary<string, Sentence[]> errors) =>
        new("decision.not-valid", message, RefusalKind.Invalid) { FieldWords = errors };
}
