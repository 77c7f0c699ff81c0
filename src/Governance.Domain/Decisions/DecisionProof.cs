using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Transparency;

namespace Governance.Domain.Decisions;

/// <summary>
/// Everything a stranger needs to see that a decision was recorded as it is, in the form docs/decision-proofs.md describes: content and
/// salt, commitment, proof in its batch, the batch's log entry and that entry's receipt.
/// </summary>
public sealed record DecisionProof
{
    /// <summary>Name of the form.</summary>
    public const string Format = "governance.decision-proof/v1";

    /// <summary>The sender's id.</summary>
    public required string DecisionId { get; init; }

    /// <summary>Canonical bytes; null when they were erased or are not to be shown.</summary>
    public byte[]? Content { get; init; }

    /// <summary>Salt of the content; null when the content is.</summary>
    public byte[]? Salt { get; init; }

    /// <summary>SHA-256(salt ‖ content).</summary>
    public required byte[] Commitment { get; init; }

    /// <summary>The batch.</summary>
    public required string Batch { get; init; }

    /// <summary>Place in the batch, from 0.</summary>
    public required int Position { get; init; }

    /// <summary>Decisions of the batch.</summary>
    public required int Count { get; init; }

    /// <summary>Hashes from the commitment's sibling up to the batch's root.</summary>
    public required IReadOnlyList<byte[]> Hashes { get; init; }

    /// <summary>Index of the batch's log entry.</summary>
    public required long EntryIndex { get; init; }

    /// <summary>Exact bytes of the batch's log entry.</summary>
    public required byte[] Entry { get; init; }

    /// <summary>Receipt of the entry (C2SP tlog-proof).</summary>
    public required string Receipt { get; init; }

    /// <summary>Key of the log, for convenience: a verifier uses the one it was given before.</summary>
    public required string LogKey { get; init; }

    /// <summary>The file.</summary>
    public byte[] ToJson() =>
        JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                ["format"] = Format,
                ["decisionId"] = DecisionId,
                ["content"] = Content is null ? null : Convert.ToBase64String(Content),
                ["salt"] = Salt is null ? null : Convert.ToBase64String(Salt),
                ["commitment"] = Convert.ToHexStringLower(Commitment),
                ["batch"] = Batch,
                ["position"] = Position,
                ["count"] = Count,
                ["hashes"] = new JsonArray([.. Hashes.Select(h => JsonValue.Create(Convert.ToBase64String(h)))]),
                ["entryIndex"] = EntryIndex,
                ["entry"] = Convert.ToBase64String(Entry),
                ["receipt"] = Receipt,
                ["logKey"] = LogKey,
            },
            s_json
        );

    /// <summary>Checks everything up to the log entry: content to commitment, commitment to root, root and count to the entry.</summary>
    /// <returns>What does not fit, in words; null when all of it does. The receipt is checked as any receipt is.</returns>
    public Sentence? Problem()
    {
        if (
            Content is not null
            && (Salt is not { Length: DecisionSeed.Size } || !DecisionSeed.Commit(Salt, Content).AsSpan().SequenceEqual(Commitment))
        )
        {
            return $"The content does not hash to the commitment.";
        }

        try
        {
            using var entry = JsonDocument.Parse(Entry);
            var root = entry.RootElement;
            if (
                root.GetProperty("action").GetString() != "decisions.stored"
                || root.GetProperty("subject").GetString() != Batch
                || root.GetProperty("data").GetProperty("count").GetInt32() != Count
            )
            {
                return $"The log entry does not belong to this batch.";
            }

            if (
                !MerkleProofs.Includes(
                    Position,
                    Count,
                    DecisionTree.Leaf(Commitment),
                    Hashes,
                    Convert.FromHexString(root.GetProperty("data").GetProperty("root").GetString()!)
                )
            )
            {
                return $"The root named in the log entry does not cover the commitment.";
            }

            if (Content is not null)
            {
                using var content = JsonDocument.Parse(Content);
                return content.RootElement.GetProperty("decisionId").GetString() == DecisionId
                    ? null
                    : (Sentence)$"The content belongs to another decision.";
            }

            return null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return $"The log entry or the content cannot be read.";
        }
    }

    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads a file strictly.</summary>
    public static Result<DecisionProof> Parse(ReadOnlyMemory<byte> file)
    {
        try
        {
            using var document = JsonDocument.Parse(file, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            var root = document.RootElement;
            if (root.GetProperty("format").GetString() != Format)
            {
                return NotOne("it has a different format");
            }

            return new DecisionProof
            {
                DecisionId = root.GetProperty("decisionId").GetString()!,
                Content = Bytes(root.GetProperty("content")),
                Salt = Bytes(root.GetProperty("salt")),
                Commitment = Convert.FromHexString(root.GetProperty("commitment").GetString()!),
                Batch = root.GetProperty("batch").GetString()!,
                Position = root.GetProperty("position").GetInt32(),
                Count = root.GetProperty("count").GetInt32(),
                Hashes = [.. root.GetProperty("hashes").EnumerateArray().Select(h => Bytes(h)!)],
                EntryIndex = root.GetProperty("entryIndex").GetInt64(),
                Entry = Bytes(root.GetProperty("entry"))!,
                Receipt = root.GetProperty("receipt").GetString()!,
                LogKey = root.GetProperty("logKey").GetString()!,
            };
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentNullException)
        {
            return NotOne(e.Message);
        }

        static Refusal NotOne(string why) =>
            new("decision.proof-malformed", $"This is not a proof of a decision: {Sentence.Ours(why)}.", RefusalKind.Malformed);
    }

    private static byte[]? Bytes(JsonElement value) => value.ValueKind is JsonValueKind.Null ? null : value.GetBytesFromBase64();
}
