using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Governance.Transparency;

namespace Governance.Domain.Decisions;

/// <summary>
/// The content of a decision as it is stored and committed to: canonical JSON (RFC 8785) of what redaction leaves of the line. What does
/// not exist is left out.
/// </summary>
/// <remarks>
/// Members, in their order: action, confidence, decisionId, humanReview, input, inputCommitment, inputDigest, lineCommitment, model,
/// output, schema, subject, synthetic, time, topFeatures, version. The format is described in docs/decision-proofs.md.
/// </remarks>
public static class DecisionContent
{
    /// <summary>The form of every content.</summary>
    public const string Schema = "governance.decision/v1";

    /// <summary>What stands for a value that was masked.</summary>
    public const string Masked = "[masked]";

    private const int MaxOutcome = 64;

    /// <summary>Writes the content of a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="canonical">Its canonical form, with its digest.</param>
    /// <param name="masked">What masking left of the output; null when it is stored as it was sent.</param>
    /// <param name="policy">What may be stored of the input; nothing when null.</param>
    /// <param name="seed">Salt of the commitments to the input and to the line.</param>
    /// <param name="to">Where the content goes.</param>
    /// <exception cref="InvalidOperationException">The line holds a number or text that has no canonical form.</exception>
    public static void Write(
        DecisionLine line,
        CanonicalLine canonical,
        JsonElement? masked,
        DecisionPolicy? policy,
        ReadOnlySpan<byte> seed,
        ArrayBufferWriter<byte> to
    )
    {
        ArgumentNullException.ThrowIfNull(line);
        ArgumentNullException.ThrowIfNull(canonical);
        ArgumentNullException.ThrowIfNull(to);
        to.Write("{"u8);
        if (line.Action is not null)
        {
            Copy("\"action\":"u8, canonical.Action, to);
            to.Write(","u8);
        }

        Copy("\"confidence\":"u8, canonical.Confidence, to);
        Copy(",\"decisionId\":"u8, canonical.Id, to);
        if (line.HumanReview is not null)
        {
            Copy(",\"humanReview\":"u8, canonical.HumanReview, to);
        }

        if (line.Input is { } input)
        {
            WriteInput(input, policy, to);
            to.Write(",\"inputCommitment\":\""u8);
            WriteHex(DecisionSeed.Commit(seed, canonical.Input), to);
            to.Write("\""u8);
        }

        if (line.InputDigest is not null)
        {
            Copy(",\"inputDigest\":"u8, canonical.InputDigest, to);
        }

        to.Write(",\"lineCommitment\":\""u8);
        WriteHex(DecisionSeed.Commit(seed, canonical.Digest), to);
        Copy("\",\"model\":"u8, canonical.Model, to);
        to.Write(",\"output\":"u8);
        if (masked is { } left)
        {
            CanonicalJson.Write(left, to);
        }
        else
        {
            to.Write(canonical.Output);
        }

        to.Write(",\"schema\":\"governance.decision/v1\""u8);
        if (line.Subject is not null)
        {
            Copy(",\"subject\":"u8, canonical.Subject, to);
        }

        if (line.Synthetic)
        {
            to.Write(",\"synthetic\":true"u8);
        }

        to.Write(",\"time\":\""u8);
        WriteTime(line.Time, to);
        to.Write("\""u8);
        WriteFeatures(line.TopFeatures, policy, to);
        Copy(",\"version\":"u8, canonical.Version, to);
        to.Write("}"u8);
    }

    /// <summary>True when a line that is sent again is the one that was stored, whatever redaction left of it.</summary>
    /// <param name="content">The stored content.</param>
    /// <param name="seed">The stored seed.</param>
    /// <param name="lineDigest">Digest of the line that is sent again.</param>
    public static bool IsOf(ReadOnlySpan<byte> content, ReadOnlySpan<byte> seed, ReadOnlySpan<byte> lineDigest)
    {
        Span<byte> expected = stackalloc byte[DecisionSeed.Size * 2];
        Convert.TryToHexStringLower(DecisionSeed.Commit(seed, lineDigest), expected, out _);
        var reader = new Utf8JsonReader(content);
        while (reader.Read())
        {
            if (reader.CurrentDepth == 1 && reader.TokenType is JsonTokenType.PropertyName && reader.ValueTextEquals("lineCommitment"u8))
            {
                return reader.Read() && reader.ValueTextEquals(expected);
            }
        }

        return false;
    }

    /// <summary>The outcome by which decisions are searched: what was done, else what the model said, where it said it in a word.</summary>
    /// <param name="action">What was done.</param>
    /// <param name="output">What the model gave.</param>
    public static string? OutcomeOf(string? action, JsonElement output)
    {
        var text = action ?? Word(output);
        if (text is null && output.ValueKind is JsonValueKind.Object)
        {
            foreach (var name in (ReadOnlySpan<string>)["outcome", "decision", "label", "prediction", "class"])
            {
                if (output.TryGetProperty(name, out var member) && Word(member) is { } word)
                {
                    text = word;
                    break;
                }
            }
        }

        return text is null ? null : WholeText.Beginning(text, MaxOutcome);
    }

    /// <summary>The names of features in one text, each between bars, so that a search finds a whole name.</summary>
    public static string? FeaturesOf(IEnumerable<string> names)
    {
        var text = string.Join('|', names);
        return text.Length == 0 ? null : $"|{text}|";
    }

    private static string? Word(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : null,
            JsonValueKind.Number => CanonicalJson.Number(value.GetDouble()),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };

    private static void WriteInput(JsonElement input, DecisionPolicy? policy, ArrayBufferWriter<byte> to)
    {
        if (policy is null)
        {
            return;
        }

        var kept = input
            .EnumerateObject()
            .Where(f => policy.RuleOf(f.Name) is not FieldRule.Drop)
            .OrderBy(f => f.Name, StringComparer.Ordinal)
            .ToList();
        to.Write(",\"input\":{"u8);
        for (var i = 0; i < kept.Count; i++)
        {
            to.Write(i == 0 ? ""u8 : ","u8);
            CanonicalJson.Write(kept[i].Name, to);
            to.Write(":"u8);
            if (policy.RuleOf(kept[i].Name) is FieldRule.Mask)
            {
                CanonicalJson.Write(Masked, to);
            }
            else
            {
                CanonicalJson.Write(kept[i].Value, to);
            }
        }

        to.Write("}"u8);
    }

    private static void WriteFeatures(IReadOnlyList<TopFeature> features, DecisionPolicy? policy, ArrayBufferWriter<byte> to)
    {
        if (features.Count == 0)
        {
            return;
        }

        to.Write(",\"topFeatures\":["u8);
        for (var i = 0; i < features.Count; i++)
        {
            var (name, value, attribution) = features[i];
            to.Write(i == 0 ? "{\"attribution\":"u8 : ",{\"attribution\":"u8);
            CanonicalJson.Write(attribution, to);
            to.Write(",\"name\":"u8);
            CanonicalJson.Write(name, to);
            var rule = value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null
                ? FieldRule.Drop
                : policy?.RuleOf(name) ?? FieldRule.Drop;
            if (rule is not FieldRule.Drop)
            {
                to.Write(",\"value\":"u8);
                if (rule is FieldRule.Mask)
                {
                    CanonicalJson.Write(Masked, to);
                }
                else
                {
                    CanonicalJson.Write(value, to);
                }
            }

            to.Write("}"u8);
        }

        to.Write("]"u8);
    }

    private static void Copy(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ArrayBufferWriter<byte> to)
    {
        to.Write(name);
        to.Write(value);
    }

    private static void WriteHex(ReadOnlySpan<byte> bytes, ArrayBufferWriter<byte> to)
    {
        var hex = to.GetSpan(bytes.Length * 2);
        Convert.TryToHexStringLower(bytes, hex, out var written);
        to.Advance(written);
    }

    private static void WriteTime(DateTimeOffset time, ArrayBufferWriter<byte> to)
    {
        var text = to.GetSpan(32);
        time.UtcDateTime.TryFormat(text, out var written, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        to.Advance(written);
    }
}
