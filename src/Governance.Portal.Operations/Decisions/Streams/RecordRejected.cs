using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Audit;

namespace Governance.Portal.Operations.Decisions.Streams;

/// <summary>
/// Records in the log which messages of a stream can be no decision: their places, why, and digests of what they hold, never the content.
/// </summary>
internal sealed class RecordRejected(ActionRunner runner)
{
    /// <summary>Action of the entry; its subject is the name of the stream.</summary>
    public const string Action = "decisions.rejected";

    /// <summary>Most messages that one entry names; it counts all.</summary>
    public const int MaxNamed = 100;

    /// <summary>Records them.</summary>
    /// <exception cref="StreamHeldUpException">Nothing can be written now.</exception>
    public async Task RunAsync(StreamSource source, IReadOnlyList<RejectedMessage> rejected, CancellationToken ct)
    {
        var outcome = await runner.RunAsync<int>(
            StoreMessages.ActorOf(source),
            new Attempt(Action, source.Name, null),
            (context, _) =>
            {
                context.Append(new AuditEvent(Action, source.Name, Data(rejected)));
                return Task.FromResult<Domain.Result<int>>(rejected.Count);
            },
            ct
        );
        if (outcome.Refusal is { } refusal)
        {
            throw new StreamHeldUpException(refusal);
        }
    }

    private static JsonObject Data(IReadOnlyList<RejectedMessage> rejected) =>
        new()
        {
            ["count"] = rejected.Count,
            ["messages"] = new JsonArray([
                .. rejected
                    .Take(MaxNamed)
                    .Select(r => new JsonObject
                    {
                        ["at"] = r.Message.Position,
                        ["code"] = r.Code,
                        ["field"] = r.Field,
                        ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(r.Message.Body.Span)),
                    }),
            ]),
        };
}
