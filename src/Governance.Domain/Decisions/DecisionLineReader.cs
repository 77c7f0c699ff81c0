using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Governance.Transparency;

namespace Governance.Domain.Decisions;

/// <summary>
/// Reads a sent decision strictly: an unknown member, a missing one or one of another type is an error that names line and member.
/// </summary>
public static class DecisionLineReader
{
    /// <summary>Most features of a decision.</summary>
    public const int MaxFeatures = 100;

    /// <summary>How old a decision may be when it is sent.</summary>
    public static readonly TimeSpan Behind = TimeSpan.FromDays(3_653);

    private const int MaxText = 200;

    private static readonly SearchValues<char> s_idCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:@+=~-"
    );

    /// <summary>Reads a line.</summary>
    /// <param name="root">The JSON of the line.</param>
    /// <param name="line">Its number, from 1.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="errors">Told what is wrong.</param>
    /// <returns>Null when something is wrong.</returns>
    public static DecisionLine? Read(JsonElement root, long line, DateTimeOffset now, DecisionErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var before = errors.Count;
        if (root.ValueKind is not JsonValueKind.Object)
        {
            errors.Add(line, "", $"is not a JSON object.");
            return null;
        }

        JsonElement? id = null,
            time = null,
            model = null,
            version = null,
            digest = null,
            input = null,
            output = null,
            action = null,
            confidence = null,
            features = null,
            review = null,
            subject = null,
            synthetic = null;
        var members = 0;
        foreach (var member in root.EnumerateObject())
        {
            members++;
            var value = member.Value;
            // Compared as bytes: a name made into text for every member would cost more than the rest.
            var name = JsonMarshal.GetRawUtf8PropertyName(member);
            if (name.SequenceEqual("decisionId"u8))
            {
                id = value;
            }
            else if (name.SequenceEqual("time"u8))
            {
                time = value;
            }
            else if (name.SequenceEqual("model"u8))
            {
                model = value;
            }
            else if (name.SequenceEqual("version"u8))
            {
                version = value;
            }
            else if (name.SequenceEqual("inputDigest"u8))
            {
                digest = value;
            }
            else if (name.SequenceEqual("input"u8))
            {
                input = value;
            }
            else if (name.SequenceEqual("output"u8))
            {
                output = value;
            }
            else if (name.SequenceEqual("action"u8))
            {
                action = value;
            }
            else if (name.SequenceEqual("confidence"u8))
            {
                confidence = value;
            }
            else if (name.SequenceEqual("topFeatures"u8))
            {
                features = value;
            }
            else if (name.SequenceEqual("humanReview"u8))
            {
                review = value;
            }
            else if (name.SequenceEqual("subject"u8))
            {
                subject = value;
            }
            else if (name.SequenceEqual("synthetic"u8))
            {
                synthetic = value;
            }
            else
            {
                errors.Add(line, Short(member.Name), $"This member is not known here. Correct the spelling, or leave it out.");
            }
        }

        if (
            errors.Count == before
            && members != Count(id, time, model, version, digest, input, output, action, confidence, features, review, subject, synthetic)
        )
        {
            errors.Add(line, "", $"A member appears twice.");
        }

        var idText = Text(id);
        Check(IsId(idText), "decisionId", $"Send an ID of 1 to 128 letters, digits or . _ : @ + = ~ -");
        var at = DateTimeOffset.MinValue;
        Check(
            time is { } sent && IsTime(sent) && sent.TryGetDateTimeOffset(out at),
            "time",
            $"Send a time such as 2026-11-20T09:42:00Z (RFC 3339)."
        );
        Check(
            at == DateTimeOffset.MinValue || (!at.IsAhead(now) && at >= now - Behind),
            "time",
            $"The time is in the future or more than ten years in the past. Correct the time zone or the clock of the sender."
        );
        var modelText = Text(model);
        Check(modelText is { Length: > 0 and <= MaxText }, "model", $"Send the name of a registered model.");
        var versionText = Text(version);
        Check(versionText is { Length: > 0 and <= MaxText }, "version", $"Send the name of a registered version.");
        (digest, input, action, features) = (Given(digest), Given(input), Given(action), Given(features));
        (review, subject, synthetic) = (Given(review), Given(subject), Given(synthetic));
        Check(input is not null || digest is not null, "input", $"Send input, or inputDigest in its place.");
        Check(input is null || digest is null, "inputDigest", $"Send either input or inputDigest, not both.");
        Check(input is null or { ValueKind: JsonValueKind.Object }, "input", $"The input must be a JSON object that holds its fields.");
        Check(
            digest is null || (Text(digest) is { } hex && Sha256Hex.IsValid(hex)),
            "inputDigest",
            $"Send the SHA-256 digest as 64 lower-case hexadecimal digits."
        );
        Check(output is { ValueKind: not JsonValueKind.Null }, "output", $"Send the model's output.");
        Check(action is null || Text(action) is { Length: > 0 and <= MaxText }, "action", $"Send a string of at most 200 characters.");
        Check(
            confidence is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var share) && share is >= 0 and <= 1,
            "confidence",
            $"Send a number from 0 to 1."
        );
        Check(
            subject is null || Text(subject) is { Length: > 0 and <= MaxText },
            "subject",
            $"Send a pseudonym of at most 200 characters."
        );
        Check(synthetic is null or { ValueKind: JsonValueKind.True or JsonValueKind.False }, "synthetic", $"Send true or false.");
        var top = ReadFeatures(features, line, errors);
        ReadReview(review, line, errors);
        if (errors.Count > before)
        {
            return null;
        }

        return new DecisionLine
        {
            Id = idText!,
            Time = new DateTimeOffset(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero),
            Model = modelText!,
            Version = versionText!,
            Input = input,
            InputDigest = Text(digest),
            Output = output!.Value,
            Action = Text(action),
            Confidence = confidence!.Value,
            TopFeatures = top,
            Sent = new(id!.Value, time!.Value, model!.Value, version!.Value, digest, action, features, subject, synthetic),
            HumanReview = review,
            Subject = Text(subject),
            Synthetic = synthetic is { ValueKind: JsonValueKind.True },
        };

        void Check(bool holds, string field, Sentence message)
        {
            if (!holds)
            {
                errors.Add(line, field, message);
            }
        }
    }

    private static List<TopFeature> ReadFeatures(JsonElement? features, long line, DecisionErrors errors)
    {
        if (features is not { } list)
        {
            return [];
        }

        if (list.ValueKind is not JsonValueKind.Array || list.GetArrayLength() > MaxFeatures)
        {
            errors.Add(line, "topFeatures", $"Send a list of at most 100 features, each with name, value and attribution.");
            return [];
        }

        var read = new List<TopFeature>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            string? name = null;
            JsonElement value = default,
                attribution = default;
            var known = item.ValueKind is JsonValueKind.Object;
            foreach (var member in known ? item.EnumerateObject() : default)
            {
                var key = JsonMarshal.GetRawUtf8PropertyName(member);
                if (key.SequenceEqual("name"u8))
                {
                    name = Text(member.Value);
                }
                else if (key.SequenceEqual("value"u8))
                {
                    value = member.Value;
                }
                else if (key.SequenceEqual("attribution"u8))
                {
                    attribution = member.Value;
                }
                else
                {
                    known = false;
                }
            }

            if (
                !known
                || name is not { Length: > 0 and <= MaxText }
                || name.Contains('|', StringComparison.Ordinal)
                || value.ValueKind is JsonValueKind.Object or JsonValueKind.Array
                || attribution.ValueKind is not JsonValueKind.Number
            )
            {
                errors.Add(
                    line,
                    $"topFeatures[{read.Count.ToString(CultureInfo.InvariantCulture)}]",
                    $"A feature must have a name (text without |), a value (text, number, true, false or null) and an attribution (a "
                        + $"number), and nothing else."
                );
                return read;
            }

            read.Add(new TopFeature(name, value, attribution));
        }

        return read;
    }

    private static void ReadReview(JsonElement? review, long line, DecisionErrors errors)
    {
        if (review is not { } given)
        {
            return;
        }

        if (given.ValueKind is not JsonValueKind.Object)
        {
            errors.Add(line, "humanReview", $"A review must have by, action and reason.");
            return;
        }

        foreach (var member in given.EnumerateObject())
        {
            if (member.Name is not ("by" or "action" or "reason"))
            {
                errors.Add(
                    line,
                    $"humanReview.{Short(member.Name)}",
                    $"This member is not known here. A review must have the members by, action and reason."
                );
            }
            else if (Given(member.Value) is { } value && Text(value) is not { Length: <= SaltedText.MaxLength })
            {
                errors.Add(line, $"humanReview.{member.Name}", $"Send a string.");
            }
        }

        if (!given.TryGetProperty("by", out var by) || Text(by) is not { Length: > 0 })
        {
            errors.Add(line, "humanReview.by", $"Say who reviewed the decision.");
        }
    }

    private static int Count(params ReadOnlySpan<JsonElement?> members)
    {
        var count = 0;
        foreach (var member in members)
        {
            count += member is null ? 0 : 1;
        }

        return count;
    }

    private static JsonElement? Given(JsonElement? value) => value is { ValueKind: JsonValueKind.Null } ? null : value;

    private static string? Text(JsonElement? value) => value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static bool IsId(string? text) => text is { Length: > 0 and <= 128 } && text.AsSpan().IndexOfAnyExcept(s_idCharacters) < 0;

    // Date and time of day with an offset, as RFC 3339 asks for; the reader alone would also take a day, or a time of no zone.
    private static bool IsTime(JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.String)
        {
            return false;
        }

        // Encoders may write the + of a zone as \u002B: what is judged is what was written, not how.
        var raw = JsonMarshal.GetRawUtf8Value(value)[1..^1];
        if (raw.Contains((byte)'\\'))
        {
            raw = value.TryGetDateTimeOffset(out _) ? Encoding.UTF8.GetBytes(value.GetString()!) : [];
        }

        return raw.Length >= 20 && raw[10] == (byte)'T' && (raw[^1] == (byte)'Z' || raw[^6] is (byte)'+' or (byte)'-');
    }

    private static string Short(string name) => name.Length <= 64 ? name : name[..64];
}
