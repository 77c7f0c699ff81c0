using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Transparency;

namespace Governance.Domain.Integrations.Formats;

/// <summary>An event as CloudEvents 1.0. Source and id together name it for good: anyone who gets it twice knows it by them.</summary>
public static class CloudEvent
{
    /// <summary>Media type of the structured form.</summary>
    public const string StructuredType = "application/cloudevents+json";

    /// <summary>Media type of the data.</summary>
    public const string DataType = "application/json";

    /// <summary>Its attributes: names and values.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Attributes(OutboundEvent outbound)
    {
        ArgumentNullException.ThrowIfNull(outbound);
        var attributes = new List<KeyValuePair<string, string>>
        {
            new("id", outbound.MessageId),
            new("source", $"urn:governance:log:{Uri.EscapeDataString(outbound.Origin)}"),
            new("specversion", "1.0"),
            new("type", $"governance.{outbound.Event.Action}"),
            new("subject", outbound.Event.Subject),
            new("time", CanonicalJson.Time(outbound.Event.Time)),
        };
        if (outbound.Index is { } index)
        {
            attributes.Add(new("logindex", index.ToString(CultureInfo.InvariantCulture)));
            attributes.Add(new("leafhash", outbound.LeafHash!));
        }

        return attributes;
    }

    /// <summary>The whole event as one JSON object.</summary>
    public static byte[] Structured(OutboundEvent outbound)
    {
        ArgumentNullException.ThrowIfNull(outbound);
        var json = new JsonObject();
        foreach (var (name, value) in Attributes(outbound))
        {
            json[name] = value;
        }

        json["datacontenttype"] = DataType;
        json["data"] = outbound.ToJson();
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    /// <summary>The data alone; the attributes go into <see cref="Headers"/>.</summary>
    public static byte[] Binary(OutboundEvent outbound)
    {
        ArgumentNullException.ThrowIfNull(outbound);
        return Encoding.UTF8.GetBytes(outbound.ToJson().ToJsonString());
    }

    /// <summary>The attributes as headers.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Headers(OutboundEvent outbound) =>
        Attributes(outbound).Select(a => new KeyValuePair<string, string>($"ce-{a.Key}", HeaderValue(a.Value)));

    /// <summary>A value that fits into a header: percent-encoded where it does not (HTTP binding 3.1.3.2).</summary>
    public static string HeaderValue(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var value = new StringBuilder(text.Length + 8);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is > 0x20 and < 0x7f and not ('"' or '%'))
            {
                value.Append((char)rune.Value);
                continue;
            }

            foreach (var b in bytes[..rune.EncodeToUtf8(bytes)])
            {
                value.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return value.ToString();
    }
}
