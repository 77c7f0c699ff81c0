using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Notifications;
using Governance.Portal.Kernel.Outbound;
using Governance.Transparency;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Notifications.Delivering;

/// <summary>Puts messages into the forms of Slack, Teams and PagerDuty, and sends them through the one client that calls others.</summary>
internal sealed class ChannelSender(OutboundClient outbound, ChannelSecrets secrets, IOptions<NotificationsOptions> options)
{
    private const int MaxSummary = 1_024;
    private const int MaxKey = 255;

    /// <summary>Sends one.</summary>
    public async Task<SendOutcome> SendAsync(NotificationChannel channel, ChannelMessage message, CancellationToken ct)
    {
        if (secrets.Open(channel) is not { } secret)
        {
            return new SendOutcome("The address cannot be decrypted with the keys of this portal. Enter it again.", ForGood: true);
        }

        var (address, body) = channel.Kind switch
        {
            ChannelKind.Slack => (secret, Slack(message)),
            ChannelKind.Teams => (secret, Teams(message)),
            ChannelKind.PagerDuty => (options.Value.PagerDutyAddress, PagerDuty(message, secret)),
        };
        try
        {
            var answer = await outbound.SendAsync(
                HttpMethod.Post,
                new Uri(address),
                JsonSerializer.SerializeToUtf8Bytes(body),
                "application/json",
                null,
                ct
            );
            return answer switch
            {
                { IsSuccess: true } => SendOutcome.Arrived,
                { Status: 429 or >= 500 or 408 } => new SendOutcome(
                    $"{channel.Host} answered with {answer.Status}.",
                    Wait: answer.RetryAfter
                ),
                _ => new SendOutcome($"{channel.Host} answered with {answer.Status}. The message will not be sent again.", ForGood: true),
            };
        }
        catch (OutboundException e)
        {
            return new SendOutcome(e.Message);
        }
    }

    private JsonObject Slack(ChannelMessage message)
    {
        var text = message.ToText();
        var lines = $"*{Escape(text.Title)}*{(text.Detail is { } detail ? $"\n{Escape(detail)}" : "")}";
        return new JsonObject
        {
            ["text"] = Link(message) is { } link
                ? $"{lines}\n<{Escape(link).Replace("|", "%7C", StringComparison.Ordinal)}|Open {Escape(message.Subject)}>"
                : $"{lines}\n{Escape(message.Link)}",
        };
    }

    // Runs of text are shown as they are; a text block would read links and pictures into what strangers wrote.
    private JsonObject Teams(ChannelMessage message)
    {
        var text = message.ToText();
        var body = new JsonArray { Line(text.Title, bold: true) };
        if (text.Detail is { } detail)
        {
            body.Add(Line(detail, bold: false));
        }

        var card = new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.4",
            ["body"] = body,
        };
        if (Link(message) is { } link)
        {
            card["actions"] = new JsonArray
            {
                new JsonObject
                {
                    ["type"] = "Action.OpenUrl",
                    ["title"] = $"Open {message.Subject}",
                    ["url"] = link,
                },
            };
        }

        return new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray
            {
                new JsonObject { ["contentType"] = "application/vnd.microsoft.card.adaptive", ["content"] = card },
            },
        };
    }

    private JsonObject PagerDuty(ChannelMessage message, string key)
    {
        var text = message.ToText();
        var over = message.Stage == WireName.Of(NotificationStage.Over);
        var matter = message.Matter.Length <= MaxKey ? message.Matter : Sha256Hex.Of(System.Text.Encoding.UTF8.GetBytes(message.Matter));
        var body = new JsonObject
        {
            ["routing_key"] = key,
            ["event_action"] = over ? "resolve" : "trigger",
            ["dedup_key"] = matter,
        };
        if (!over)
        {
            var summary = text.Detail is null ? text.Title : $"{text.Title}. {text.Detail}";
            body["payload"] = new JsonObject
            {
                ["summary"] = summary.Length <= MaxSummary ? summary : summary[..(MaxSummary - 1)] + "…",
                ["source"] = message.Subject,
                ["severity"] = WireName.Parse<Urgency>(message.Urgency) switch
                {
                    Urgency.Urgent => "critical",
                    Urgency.High => "error",
                    Urgency.Normal => "warning",
                    Urgency.Low => "info",
                },
                ["timestamp"] = CanonicalJson.Time(message.At),
                ["component"] = message.Kind,
            };
            if (Link(message) is { } link)
            {
                body["links"] = new JsonArray
                {
                    new JsonObject { ["href"] = link, ["text"] = $"Open {message.Subject}" },
                };
            }
        }

        return body;
    }

    private static JsonObject Line(string text, bool bold) =>
        new()
        {
            ["type"] = "RichTextBlock",
            ["inlines"] = new JsonArray
            {
                new JsonObject
                {
                    ["type"] = "TextRun",
                    ["text"] = text,
                    ["weight"] = bold ? "Bolder" : "Default",
                },
            },
        };

    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);

    private string? Link(ChannelMessage message) => options.Value.PublicAddress.Length > 0 ? options.Value.Absolute(message.Link) : null;
}
