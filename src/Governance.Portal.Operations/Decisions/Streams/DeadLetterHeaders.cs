namespace Governance.Portal.Operations.Decisions.Streams;

/// <summary>What a message that was put aside says about itself, beside its unchanged body.</summary>
internal static class DeadLetterHeaders
{
    private const int MaxReason = 300;

    /// <summary>Names and values, ASCII alone.</summary>
    public static IEnumerable<(string Name, string Value)> Of(StreamSource source, RejectedMessage rejected) =>
        [
            ("governance-stream", source.Name),
            ("governance-position", rejected.Message.Position),
            ("governance-code", rejected.Code),
            ("governance-field", rejected.Field),
            ("governance-reason", Plain(rejected.Reason)),
        ];

    private static string Plain(string text) =>
        new([
            .. text.Take(MaxReason)
                .Select(c =>
                    char.IsAscii(c) && !char.IsControl(c) ? c
                    : c is '\n' or '\r' or '\t' ? ' '
                    : '?'
                ),
        ]);
}
