using System.Globalization;
using System.Text;

namespace Governance.Domain.Integrations.Formats;

/// <summary>An event in the ArcSight Common Event Format: one line, whatever its parts hold.</summary>
public static class CefText
{
    /// <summary>Writes an event.</summary>
    public static string Of(OutboundEvent outbound)
    {
        ArgumentNullException.ThrowIfNull(outbound);
        var (e, line) = (outbound.Event, new StringBuilder("CEF:0"));
        foreach (
            var part in new[]
            {
                OutboundEvent.Product,
                OutboundEvent.Product,
                outbound.Version,
                e.Action,
                NameOf(e.Action),
                EventSeverities.Cef(outbound.Severity).ToString(CultureInfo.InvariantCulture),
            }
        )
        {
            line.Append('|').Append(Header(part));
        }

        line.Append("|rt=").Append(e.Time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        Add(line, "act", e.Action);
        Add(line, "outcome", e.Refused ? "failure" : "success");
        Add(line, "suid", e.Actor);
        Add(line, "suser", e.ActorName);
        Add(line, "spriv", e.Role);
        Add(line, "externalId", outbound.MessageId);
        Label(line, "cs1", "subject", e.Subject);
        Label(line, "cs2", "leafHash", outbound.LeafHash);
        Label(line, "cs3", "logOrigin", outbound.Origin);
        Label(line, "cs4", "request", e.Request);
        Label(line, "cs5", "data", e.Data.GetRawText());
        Label(line, "cn1", "logIndex", outbound.Index?.ToString(CultureInfo.InvariantCulture));
        Add(line, "reason", e.Text("code"));
        Add(line, "fileHash", e.Text("bundleDigest") ?? e.Text("sha256"));
        return line.ToString();
    }

    /// <summary>A part of the header: no bar ends it, no line break ends the event.</summary>
    public static string Header(string text) =>
        Plain(text ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);

    /// <summary>A value of the extension: no equals sign begins another field, no line break ends the event.</summary>
    public static string Value(string text) =>
        Plain(
            (text ?? "")
                .Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("=", "\\=", StringComparison.Ordinal)
                .Replace("\r", "\\r", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal)
        );

    private static void Add(StringBuilder line, string key, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            line.Append(' ').Append(key).Append('=').Append(Value(value));
        }
    }

    private static void Label(StringBuilder line, string key, string label, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            Add(line, key + "Label", label);
            Add(line, key, value);
        }
    }

    private static string NameOf(string action)
    {
        var words = action.Replace('.', ' ').Replace('-', ' ');
        return SentenceCase.Of(words);
    }

    private static string Plain(string text) =>
        string.Create(
            text.Length,
            text,
            (span, source) =>
            {
                for (var i = 0; i < span.Length; i++)
                {
                    span[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' ? ' ' : source[i];
                }
            }
        );
}
