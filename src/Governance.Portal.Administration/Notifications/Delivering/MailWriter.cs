using System.Text;
using System.Text.Encodings.Web;
using Governance.Domain;
using Governance.Domain.Notifications;
using Governance.Localisation;
using Governance.Portal.Kernel.Components;
using Governance.Transparency;
using Microsoft.Extensions.Options;
using MimeKit;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Notifications.Delivering;

/// <summary>
/// Writes mails in the language in force: plain text, and the same as simple HTML. What notifications are filled with was partly written by
/// strangers, so everything is encoded, and no line of a header holds a break.
/// </summary>
internal sealed class MailWriter(IOptions<NotificationsOptions> options)
{
    private const int MaxSubject = 180;

    private static readonly HtmlEncoder s_html = HtmlEncoder.Default;

    /// <summary>One notification.</summary>
    public MimeMessage Of(string address, Notification notification, TimeZoneInfo zone)
    {
        var text = NotificationTexts.Of(notification, zone, PageNotificationRenderer.Instance);
        return Write(address, $"{WireName.Of(notification.Kind)}/{notification.Id}", text.Title, [(notification, text)], digest: false);
    }

    /// <summary>The daily mail.</summary>
    public MimeMessage Of(string address, string key, IReadOnlyList<Notification> notifications, TimeZoneInfo zone) =>
        Write(address, key, Formats.Plural(notifications.Count, "notification"), [.. Lines(notifications, zone)], digest: true);

    // Alerts of one model and window are one paragraph, each in a sentence of it.
    private static IEnumerable<(Notification About, NotificationText Text)> Lines(
        IReadOnlyList<Notification> notifications,
        TimeZoneInfo zone
    )
    {
        var voice = PageNotificationRenderer.Instance;
        var lines = notifications.GroupBy(n => (n.Kind is NotificationKind.AlertRaised ? n.Link : n.Key, n.Stage));
        foreach (var line in lines.Select(g => g.ToList()))
        {
            var said = line.Select(n => NotificationTexts.Of(n, zone, voice)).ToList();
            yield return line.Count == 1
                ? (line[0], said[0])
                : (
                    line[0],
                    new NotificationText(
                        NotificationTexts.OfGroup(line[0], line.Count, zone, voice),
                        string.Join("; ", said.Select(s => Without(s.Title, $" · {line[0].Parameters[NotificationTexts.Thing]}")))
                    )
                );
        }
    }

    private static string Without(string text, string end) => text.EndsWith(end, StringComparison.Ordinal) ? text[..^end.Length] : text;

    /// <summary>A letter, with its file.</summary>
    public MimeMessage Of(string address, string key, Letter letter)
    {
        var settings = options.Value.Absolute(letter.Settings);
        var plain = new StringBuilder(letter.Plain)
            .Append("\r\n-- \r\n")
            .Append(letter.Why)
            .Append("\r\n")
            .Append(T["Unsubscribe: {0}", settings])
            .Append("\r\n");
        var html = Begin().Append(letter.Html);
        End(html, letter.Why, T["Unsubscribe: {0}", settings]);
        var body = new BodyBuilder { TextBody = plain.ToString(), HtmlBody = html.ToString() };
        if (letter.File is { } file)
        {
            body.Attachments.Add(file.Name, file.Bytes, ContentType.Parse(file.MediaType));
        }

        return Compose(address, key, letter.Subject, body, settings);
    }

    /// <summary>What a header may hold: one line, of bounded length.</summary>
    internal static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // Line and paragraph separators break lines for some readers; the others are control characters.
            line.Append(Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 ? " " : rune.ToString());
            if (line.Length >= MaxSubject)
            {
                return line.Append('…').ToString();
            }
        }

        return line.ToString().Trim();
    }

    private MimeMessage Write(
        string address,
        string id,
        string subject,
        IReadOnlyList<(Notification About, NotificationText Text)> parts,
        bool digest
    )
    {
        var settings = options.Value;
        var preferences = settings.Absolute("/account/notifications");
        var plain = new StringBuilder();
        var html = Begin();
        foreach (var (about, text) in parts)
        {
            var link = settings.Absolute(about.Link);
            plain.Append(Plain(text.Title)).Append("\r\n");
            html.Append("<p><b>").Append(s_html.Encode(text.Title)).Append("</b>");
            if (text.Detail is { } detail)
            {
                plain.Append(Plain(detail)).Append("\r\n");
                html.Append("<br>").Append(s_html.Encode(detail));
            }

            plain.Append(link).Append("\r\n\r\n");
            html.Append("<br>")
                .Append(
                    settings.PublicAddress.Length > 0
                        ? $"<a href=\"{s_html.Encode(link)}\">{s_html.Encode(T["Open {0}", about.Subject])}</a>"
                        : s_html.Encode($"{about.Subject}: {link}")
                )
                .Append("</p>");
        }

        var (why, how) = (
            T[digest ? "Your daily digest from the Governance Portal." : "You receive this because of your role in the Governance Portal."],
            T["Notification settings: {0}", preferences]
        );
        plain.Append("-- \r\n").Append(why).Append("\r\n").Append(how).Append("\r\n");
        End(html, why, how);

        return Compose(address, id, subject, new BodyBuilder { TextBody = plain.ToString(), HtmlBody = html.ToString() }, preferences);
    }

    private static StringBuilder Begin() =>
        new StringBuilder("<!DOCTYPE html><html lang=\"")
            .Append(Languages.Current)
            .Append("\"><body style=\"font:14px/20px sans-serif;color:#1a1d21\">");

    private static void End(StringBuilder html, string why, string how) =>
        html.Append("<hr><p style=\"color:#5b6470;font-size:12px\">")
            .Append(s_html.Encode(why))
            .Append("<br>")
            .Append(s_html.Encode(how))
            .Append("</p></body></html>");

    private MimeMessage Compose(string address, string id, string subject, BodyBuilder body, string unsubscribe)
    {
        var settings = options.Value;
        var from = MailboxAddress.Parse(settings.Smtp.From);
        var message = new MimeMessage
        {
            Subject = OneLine(subject),
            Body = body.ToMessageBody(),
            // The same id on every try: a server that has it already can tell.
            MessageId = $"{Sha256Hex.Of(Encoding.UTF8.GetBytes($"{address}\n{id}"))[..32]}@{from.Domain}",
        };
        message.From.Add(from);
        message.To.Add(MailboxAddress.Parse(address));
        message.Headers.Add("Auto-Submitted", "auto-generated");
        if (settings.PublicAddress.Length > 0)
        {
            message.Headers.Add("List-Unsubscribe", $"<{unsubscribe}>");
        }

        return message;
    }

    private static string Plain(string text) => string.Concat(text.EnumerateRunes().Select(r => Rune.IsControl(r) ? " " : r.ToString()));
}
