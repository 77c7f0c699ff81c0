using System.Globalization;

namespace Governance.Domain.Notifications;

/// <summary>What a notification says.</summary>
/// <param name="Title">One line: what, and what is asked.</param>
/// <param name="Detail">A second line, or null.</param>
public sealed record NotificationText(string Title, string? Detail);

/// <summary>
/// Puts notifications into words. What they are filled with was partly written by strangers (names of models, titles): whoever shows the words
/// encodes them.
/// </summary>
public static class NotificationWords
{
    /// <summary>Name of a parameter: the thing, in words.</summary>
    public const string Thing = "thing";

    /// <summary>Name of a parameter: when it is due, as an instant.</summary>
    public const string Due = "due";

    /// <summary>Name of a parameter: which of several it is.</summary>
    public const string What = "what";

    /// <summary>The words.</summary>
    /// <param name="notification">The notification.</param>
    /// <param name="zone">Zone in which times are written.</param>
    public static NotificationText Of(Notification notification, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(notification);
        return Of(notification.Kind, notification.Stage, notification.Subject, notification.Parameters, zone);
    }

    /// <summary>The words.</summary>
    public static NotificationText Of(NotificationKind kind, NotificationStage stage, string subject, IReadOnlyDictionary<string, string> parameters, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(zone);
        string P(string name) => parameters.TryGetValue(name, out var text) ? text : "";
        var (thing, what, due) = (P(Thing) is { Length: > 0 } named ? named : subject, P(What), Instant(P(Due), zone));
        var until = due is null ? null : $"Due {due}.";
        return kind switch
        {
            NotificationKind.SignOffAsked => new($"Sign {thing} as {P("slot")}", until),
            NotificationKind.SignatureVoid => new($"Your signature on {thing} is void", "The request changed after you signed. Review the changes and sign again."),
            NotificationKind.ChangesRequested => new($"Changes requested on {thing} by {P("slot")}", "The request stays open until they are made."),
            NotificationKind.PromotionDecided => Decided(thing, what),
            NotificationKind.GateBlocked => new($"A gate blocks {thing}", "Nobody can sign it until the gate passes."),
            NotificationKind.Mentioned => new($"You were mentioned in the conversation on {thing}", null),
            NotificationKind.PromotionDue => Dated(stage, $"Sign {thing} as {P("slot")}", $"{thing} is overdue and not signed as {P("slot")}", due),
            NotificationKind.ApprovalEnding => stage is NotificationStage.Ahead
                ? new($"The approval of {thing} ends {due}", "Deploy before then, or ask anew.")
                : new($"The approval of {thing} has ended", "Nobody used it."),
            NotificationKind.WaiverAsked => new($"Decide on a waiver of {P("rule")} for {thing}", $"{subject} is to hold until {due}."),
            NotificationKind.WaiverDecided => new($"{subject}: the waiver of {P("rule")} for {thing} {Outcome(what)}", null),
            NotificationKind.WaiverEnding => stage is NotificationStage.Ahead
                ? new($"The waiver of {P("rule")} for {thing} ends {due}", "The gate blocks again from then on.")
                : new($"The waiver of {P("rule")} for {thing} has ended", null),
            NotificationKind.EmergencyOverride => what == "requested"
                ? new($"An emergency override of {thing} waits for a second person", null)
                : new($"Emergency override in force: {thing}", $"It ends {due}. Review it afterwards."),
            NotificationKind.ProposalAsked => new($"Approve or reject a change of policy {thing}", null),
            NotificationKind.AlertRaised when stage is NotificationStage.Late or NotificationStage.Escalated => new($"{subject} waits for review for more than three days: {P("rule")} of {P("field")}, {thing}", $"{P("level")}."),
            NotificationKind.AlertRaised => new($"{subject}: {P("rule")} of {P("field")}, {thing}", P("value") is { Length: > 0 } value ? $"{P("level")}, {value}." : $"{P("level")}."),
            NotificationKind.IncidentOpened => new($"Incident declared: {thing}", $"Severity {P("severity")}{(what == "drill" ? ", a drill" : "")}."),
            NotificationKind.IncidentEscalated => new($"Incident is worse now: {thing}", $"Severity {P("severity")}, before {P("before")}."),
            NotificationKind.IncidentClassAsked => new($"Confirm the class of {subject}", thing),
            NotificationKind.IncidentClock => stage is NotificationStage.Ahead
                ? new($"{subject}: the {P("days")}-day clock of {P("reference")} ends in less than {P("hours")} hours", $"{thing}. Report by {due}.")
                : new($"{subject}: the {P("days")}-day clock of {P("reference")} has ended and nothing was reported", $"{thing}. It was due {due}."),
            NotificationKind.RiskRescored => new($"{subject} was re-scored to {P("score")}: {thing}", P("before") is { Length: > 0 } before ? $"Before {before}." : null),
            NotificationKind.RiskAboveAppetite => new($"{subject} is above appetite: {thing}", $"Residual score {P("score")}, appetite {P("appetite")}."),
            NotificationKind.RiskDue => what == "review"
                ? Dated(stage, $"Review {subject}: {thing}", $"The review of {subject} is overdue: {thing}", due)
                : Dated(stage, $"A step of {subject} is due: {thing}", $"A step of {subject} is overdue: {thing}", due),
            NotificationKind.AcceptanceEnding => stage is NotificationStage.Ahead
                ? new($"The acceptance of {subject} ends {due}", thing)
                : new($"The acceptance of {subject} has ended", $"{thing}. The risk counts as not treated."),
            NotificationKind.RetirementDue => what == "retention"
                ? new($"The retention of {subject} ends {due}", thing)
                : Dated(stage, $"A task of {subject} is due: {thing}", $"A task of {subject} is overdue: {thing}", due),
            NotificationKind.ClassificationAsked => what == "reopened" ? new($"The classification of {thing} is to be reviewed", null) : new($"Sign the classification of {thing}", null),
            NotificationKind.ObligationDue => stage is NotificationStage.New
                ? new($"You look after {P("obligation")} of {thing}", until)
                : Dated(stage, $"{P("obligation")} of {thing} is due", $"{P("obligation")} of {thing} is overdue", due),
            NotificationKind.ReportFinished => what == "failed"
                ? new($"{subject} could not be made: {P("report")} about {thing}", "Its page says why.")
                : new($"Report ready: {P("report")} about {thing}", subject),
            NotificationKind.KeyEnding => stage is NotificationStage.Ahead
                ? new($"API key {thing} ends {due}", "What uses it stops working then.")
                : new($"API key {thing} has ended", null),
            NotificationKind.Account => new(AccountWords(what, P("role")), "If that was not meant, tell an administrator."),
            NotificationKind.Security => new(SecurityWords(what, subject, P("role")), null),
            NotificationKind.LogDamaged => new("Log verification failed", thing),
        };
    }

    /// <summary>An instant as it is kept in a parameter.</summary>
    public static string Instant(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>"Fri 20 Nov 16:05": an instant of a parameter, in a zone, with UTC said where it is UTC.</summary>
    public static string? Instant(string text, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
        {
            return null;
        }

        var local = TimeZoneInfo.ConvertTime(at, zone);
        return local.ToString("ddd d MMM HH:mm", CultureInfo.InvariantCulture) + (zone.Equals(TimeZoneInfo.Utc) || zone.HasSameRules(TimeZoneInfo.Utc) ? " UTC" : "");
    }

    private static NotificationText Dated(NotificationStage stage, string ahead, string late, string? due) => stage switch
    {
        NotificationStage.Escalated => new(late, $"It was due {due}. Those it was asked of have been told."),
        NotificationStage.Late => new(late, $"It was due {due}."),
        _ => new(ahead, $"Due {due}."),
    };

    private static NotificationText Decided(string thing, string what) => what switch
    {
        "approved" => new($"{thing} was approved", "It may be deployed."),
        "rejected" => new($"{thing} was rejected", "Its conversation says why."),
        "expired" => new($"{thing} has expired", "Ask anew if it is still wanted."),
        "withdrawn" => new($"{thing} was withdrawn", null),
        _ => new($"{thing} is open again", "A signature was taken back."),
    };

    private static string Outcome(string what) => what switch
    {
        "granted" => "was granted",
        "refused" => "was refused",
        "revoked" => "was ended early",
        _ => "has ended",
    };

    private static string AccountWords(string what, string role) => what switch
    {
        "role.granted" => $"You were given the role {role}",
        "role.revoked" => $"The role {role} was taken from you",
        "role.scope-changed" => $"What your role {role} was given for has changed",
        "user.locked" => "Your account was locked after wrong passwords",
        "user.unlocked" => "Your account was unlocked",
        "user.link-sent" => "A one-time link for your password was made",
        "user.password-set" => "Your password was set",
        "passkey.registered" => "A passkey was added to your account",
        "passkey.removed" => "A passkey was removed from your account",
        _ => "Your account was changed",
    };

    private static string SecurityWords(string what, string subject, string role) => what switch
    {
        "user.locked" => $"{subject} was locked out after wrong passwords",
        "role.granted" => $"{subject} was given the role {role}",
        "key.created" => $"{subject} was made: an API key with the scope admin",
        "artifact.altered" => $"The stored artifact of {subject} was altered on disk",
        "artifact.missing" => $"The stored artifact of {subject} is missing on disk",
        "log-key.rotated" => "The key of the audit log was changed",
        "log.continued" => "The audit log goes on under a new name",
        "channel.tested" => "This is a test of the Governance Portal",
        "channel.given-up" => $"A message to channel {subject} was given up",
        "database.restored" => "The database was restored from a copy",
        "log.unreadable" => "The audit log holds an entry that is none",
        _ => $"Security: {what} of {subject}",
    };
}
