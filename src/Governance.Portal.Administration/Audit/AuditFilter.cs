using System.Globalization;
using Governance.Domain;

namespace Governance.Portal.Administration.Audit;

/// <summary>Which entries of the log to list. What is null does not filter.</summary>
public sealed record AuditFilter
{
    private static readonly string[] s_times = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    /// <summary>Part of an actor's name or of the words of an action, or the id of a thing.</summary>
    public string? Text { get; init; }

    /// <summary>Who, as the log writes an actor: <c>user:USR-0007</c>.</summary>
    public string? Actor { get; init; }

    /// <summary>What, as the log writes an action: <c>promotion.signed</c>.</summary>
    public string? Action { get; init; }

    /// <summary>The thing it was done to, by its readable id.</summary>
    public string? Subject { get; init; }

    /// <summary>True for refused attempts only, false for what was done.</summary>
    public bool? Refused { get; init; }

    /// <summary>First instant.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>First instant after.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>True when every entry is listed.</summary>
    public bool IsEmpty => this == new AuditFilter();

    /// <summary>Reads a filter as addresses write it.</summary>
    /// <param name="query">Its values, as they were sent.</param>
    public static Result<AuditFilter> Of(AuditQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        bool? refused = null;
        if (query.Outcome is { Length: > 0 } outcome)
        {
            if (outcome is not ("done" or "refused"))
            {
                return Unknown("outcome", $"Use done or refused.");
            }

            refused = outcome == "refused";
        }

        DateTimeOffset? since = null;
        DateTimeOffset? until = null;
        if (query.Since is { Length: > 0 } from && (since = Time(from)) is null)
        {
            return Unknown("since", $"Enter a day (2026-11-20) or a time (2026-11-20T09:00:00Z).");
        }

        if (query.Until is { Length: > 0 } to && (until = Time(to)) is null)
        {
            return Unknown("until", $"Enter a day (2026-11-20) or a time (2026-11-20T09:00:00Z).");
        }

        return new AuditFilter
        {
            Text = Some(query.Text),
            Actor = Some(query.Actor),
            Action = Some(query.Action),
            Subject = Some(query.Subject),
            Refused = refused,
            Since = since,
            Until = until is { } day && query.Until!.Length == s_times[0].Length ? day.AddDays(1) : until,
        };
    }

    private static Refusal Unknown(string field, Sentence message) => Refusal.Field("audit.filter", field, message);

    private static string? Some(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    // The last year is left out, so that a day after is still a day.
    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParseExact(
            text,
            s_times,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
        && time.Year < 9999
            ? time
            : null;
}
