using System.Globalization;
using System.Text;
using Governance.Transparency;

namespace Governance.Domain.Integrations.Formats;

/// <summary>Messages for syslog collectors (RFC 5424), with the length before them that TCP needs (RFC 6587, RFC 5425).</summary>
public static class SyslogMessage
{
    /// <summary>The number for examples (RFC 5612): anyone who has one of their own sets it.</summary>
    public const int ExampleEnterprise = 32473;

    // Log audit.
    private const int Facility = 13;
    private const int MaxMessageId = 32;
    private const int MaxHost = 255;

    /// <summary>A framed message.</summary>
    /// <param name="severity">5 notice, 4 warning, 3 error.</param>
    /// <param name="time">When it happened.</param>
    /// <param name="host">Name of this machine.</param>
    /// <param name="messageId">What kind of message it is.</param>
    /// <param name="structureId">Name of the structured data, with the enterprise number behind it.</param>
    /// <param name="data">Structured data.</param>
    /// <param name="text">The message.</param>
    public static byte[] Frame(
        int severity,
        DateTimeOffset time,
        string host,
        string messageId,
        string structureId,
        IEnumerable<KeyValuePair<string, string>> data,
        string text
    )
    {
        ArgumentNullException.ThrowIfNull(data);
        var message = new StringBuilder();
        message.Append(
            CultureInfo.InvariantCulture,
            $"<{(Facility * 8) + severity}>1 {CanonicalJson.Time(time)} {Printable(host, MaxHost)} governance-portal - "
                + $"{Printable(messageId, MaxMessageId)} [{structureId}"
        );
        foreach (var (name, value) in data)
        {
            message.Append(' ').Append(name).Append("=\"").Append(Value(value)).Append('"');
        }

        message.Append("] ").Append(text);
        var bytes = Encoding.UTF8.GetBytes(message.ToString());
        return [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{bytes.Length} ")), .. bytes];
    }

    /// <summary>An event, framed.</summary>
    /// <param name="outbound">The event.</param>
    /// <param name="format">What its text looks like.</param>
    /// <param name="host">Name of this machine.</param>
    /// <param name="enterprise">Private enterprise number.</param>
    public static byte[] Frame(OutboundEvent outbound, EventFormat format, string host, int enterprise)
    {
        ArgumentNullException.ThrowIfNull(outbound);
        var data = new List<KeyValuePair<string, string>>
        {
            new("id", outbound.MessageId),
            new("origin", outbound.Origin),
            new("subject", outbound.Event.Subject),
        };
        if (outbound.Index is { } index)
        {
            data.Add(new("index", index.ToString(CultureInfo.InvariantCulture)));
            data.Add(new("leaf", outbound.LeafHash!));
        }

        var text = format switch
        {
            EventFormat.Cef => CefText.Of(outbound),
            EventFormat.Ocsf => OcsfJson.Of(outbound).ToJsonString(),
            EventFormat.Ecs => EcsJson.Of(outbound).ToJsonString(),
            EventFormat.Structured or EventFormat.Binary => throw new ArgumentException(
                "CloudEvents can only be sent by webhook.",
                nameof(format)
            ),
        };
        return Frame(
            EventSeverities.Syslog(outbound.Severity),
            outbound.Event.Time,
            host,
            outbound.Event.Action,
            string.Create(CultureInfo.InvariantCulture, $"event@{enterprise}"),
            data,
            text
        );
    }

    /// <summary>A value of structured data: no quote ends it, no bracket ends the data, no line break ends the message.</summary>
    public static string Value(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (c is '"' or '\\' or ']')
            {
                escaped.Append('\\');
            }

            escaped.Append(char.IsControl(c) ? ' ' : c);
        }

        return escaped.ToString();
    }

    private static string Printable(string text, int most)
    {
        var kept = string.Concat(text.Where(c => c is > ' ' and < '\u007f').Take(most));
        return kept.Length == 0 ? "-" : kept;
    }
}
