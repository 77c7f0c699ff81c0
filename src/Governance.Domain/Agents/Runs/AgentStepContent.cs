using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Transparency;

namespace Governance.Domain.Agents.Runs;

/// <summary>
/// The content of a step: always the digests of its parts, and the parts themselves as far as the agent's policy keeps them. Erased in
/// place: the digests stay, and without the salt no one guesses from them.
/// </summary>
public sealed class AgentStepContent
{
    private List<StepPart> _parts = [];

    private AgentStepContent() { }

    /// <summary>The trace of the step.</summary>
    public string TraceId { get; private init; } = "";

    /// <summary>The span of the step.</summary>
    public string SpanId { get; private init; } = "";

    /// <summary>What was done with it.</summary>
    public ContentHandling Handling { get; private init; }

    /// <summary>Why nothing is kept although the policy said so; null where it was followed.</summary>
    public ContentOmission? Omission { get; private init; }

    /// <summary>32 random bytes before every digest; null once erased.</summary>
    public byte[]? Salt { get; private set; }

    /// <summary>The parts by their digests.</summary>
    public IReadOnlyList<StepPart> Parts => _parts;

    /// <summary>What is kept: a JSON object of the parts' texts by name; null where nothing is, or is no longer.</summary>
    public byte[]? Content { get; private set; }

    /// <summary>When it was received; its retention begins here.</summary>
    public DateTimeOffset ReceivedAt { get; private init; }

    /// <summary>When content and salt were erased.</summary>
    public DateTimeOffset? ErasedAt { get; private set; }

    /// <summary>Makes of a step's content what may be kept of it.</summary>
    /// <param name="step">The step.</param>
    /// <param name="parts">Name and text of each part, at least one.</param>
    /// <param name="handling">What the agent's policy says.</param>
    /// <param name="redact">What redaction leaves of a part; null where it could not be checked.</param>
    /// <param name="maxBytes">The longest content that is kept.</param>
    public static AgentStepContent Of(
        AgentStep step,
        IReadOnlyList<(string Name, string Text)> parts,
        ContentHandling handling,
        Func<string, string?> redact,
        long maxBytes
    )
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(redact);
        var salt = SaltedText.NewSalt();
        ContentOmission? omission = null;
        if (handling is not ContentHandling.Digest && parts.Sum(p => (long)Encoding.UTF8.GetByteCount(p.Text)) > maxBytes)
        {
            omission = ContentOmission.TooLarge;
        }

        List<(string Name, string Text)>? kept = null;
        if (omission is null && handling is ContentHandling.Keep)
        {
            kept = [.. parts];
        }
        else if (omission is null && handling is ContentHandling.Redact)
        {
            kept = [.. parts.Select(p => (p.Name, redact(p.Text)!))];
            if (kept.Exists(p => p.Text is null))
            {
                (kept, omission) = (null, ContentOmission.NotChecked);
            }
        }

        return new()
        {
            TraceId = step.TraceId,
            SpanId = step.SpanId,
            Handling = kept is null ? ContentHandling.Digest : handling,
            Omission = omission,
            Salt = salt,
            _parts =
            [
                .. parts.Select(
                    (p, i) =>
                        new StepPart(
                            p.Name,
                            Digest(salt, p.Text),
                            Encoding.UTF8.GetByteCount(p.Text),
                            kept is null || kept[i].Text == p.Text ? null : Digest(salt, kept[i].Text)
                        )
                ),
            ],
            Content = kept is null
                ? null
                : CanonicalJson.Serialize(new JsonObject(kept.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)p.Text)))),
            ReceivedAt = step.ReceivedAt,
        };
    }

    /// <summary>SHA-256(salt ‖ UTF-8 text), lower-case hex.</summary>
    public static string Digest(byte[] salt, string text)
    {
        ArgumentNullException.ThrowIfNull(salt);
        ArgumentNullException.ThrowIfNull(text);
        return Convert.ToHexStringLower(SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(text)]));
    }

    /// <summary>The kept parts by name, none where nothing is kept; null where they are not those that were stored.</summary>
    public IReadOnlyDictionary<string, string>? Read()
    {
        if (Content is null)
        {
            return new Dictionary<string, string>(StringComparer.Ordinal);
        }

        var read = Texts(Content);
        return
            read is not null
            && Salt is { } salt
            && read.Count == _parts.Count
            && _parts.TrueForAll(p => read.GetValueOrDefault(p.Name) is { } text && Digest(salt, text) == (p.KeptSha256 ?? p.Sha256))
            ? read
            : null;
    }

    /// <summary>Erases what is kept, and the salt with it.</summary>
    public void Erase(DateTimeOffset now)
    {
        if (Content is not null)
        {
            (Content, Salt, ErasedAt) = (null, null, now);
        }
    }

    /// <summary>SHA-256 of the canonical JSON of what was told and what was done with it; stays the same when it is erased.</summary>
    public string Committed() =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                CanonicalJson.Serialize(
                    new JsonObject
                    {
                        ["handling"] = WireName.Of(Handling),
                        ["omission"] = Omission is { } why ? WireName.Of(why) : null,
                        ["parts"] = new JsonArray([
                            .. _parts.Select(p => new JsonObject
                            {
                                ["name"] = p.Name,
                                ["sha256"] = p.Sha256,
                                ["bytes"] = p.Bytes,
                                ["keptSha256"] = p.KeptSha256,
                            }),
                        ]),
                    }
                )
            )
        );

    private static Dictionary<string, string>? Texts(byte[] content)
    {
        try
        {
            using var json = JsonDocument.Parse(content);
            return json
                .RootElement.EnumerateObject()
                .ToDictionary(m => m.Name, m => m.Value.GetString() ?? throw new FormatException(), StringComparer.Ordinal);
        }
        // Written past the portal: whatever it is, it is not what was stored.
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException or FormatException)
        {
            return null;
        }
    }
}
