using System.Globalization;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;

namespace Governance.Domain.Notifications;

/// <summary>What a notification says.</summary>
/// <param name="Title">One line: what, and what is asked.</param>
/// <param name="Detail">A second line, or null.</param>
public sealed record NotificationText(string Title, string? Detail);

/// <summary>
/// Puts notifications into words. What they are filled with was partly written by strangers (names of models, titles): anyone who shows the
/// words encodes them.
/// </summary>
public static class NotificationTexts
{
    /// <summary>Name of a parameter: the thing, in words.</summary>
    public const string Thing = "thing";

    /// <summary>Name of a parameter: when it is due, as an instant.</summary>
    public const string Due = "due";

    /// <summary>Name of a parameter: which of several it is.</summary>
    public const string What = "what";

    /// <summary>A report is about everything.</summary>
    public const string Everything = "*";

    /// <summary>Name of a parameter: what raised an alert, by its name on the wire.</summary>
    public const string Found = "found";

    /// <summary>Name of a parameter: start of the window in which an alert began, as an instant.</summary>
    public const string Window = "window";

    /// <summary>Name of a parameter: for which stage the thing is.</summary>
    public const string For = "for";

    /// <summary>The words.</summary>
    /// <param name="notification">The notification.</param>
    /// <param name="zone">Zone in which times are written.</param>
    /// <param name="voice">Who says them; absent: English.</param>
    public static NotificationText Of(Notification notification, TimeZoneInfo zone, NotificationRenderer? voice = null)
    {
        ArgumentNullException.ThrowIfNull(notification);
        return Of(notification.Kind, notification.Stage, notification.Subject, notification.Parameters, zone, voice);
    }

    /// <summary>The words.</summary>
    public static NotificationText Of(
        NotificationKind kind,
        NotificationStage stage,
        string subject,
        IReadOnlyDictionary<string, string> parameters,
        TimeZoneInfo zone,
        NotificationRenderer? voice = null
    )
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(zone);
        voice ??= NotificationRenderer.English;
        var said = Of(kind, stage, subject, new Filling(parameters, zone, voice));
        return new NotificationText(voice.Say(said.Title), said.Detail is null ? null : voice.Say(said.Detail));
    }

    /// <summary>One line for several alerts of one model and one window.</summary>
    /// <param name="newest">The newest of them.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="zone">Zone in which times are written.</param>
    /// <param name="voice">Who says it; absent: English.</param>
    public static string OfGroup(Notification newest, int count, TimeZoneInfo zone, NotificationRenderer? voice = null)
    {
        ArgumentNullException.ThrowIfNull(newest);
        ArgumentNullException.ThrowIfNull(zone);
        voice ??= NotificationRenderer.English;
        var with = new Filling(newest.Parameters, zone, voice);
        var (thing, number) = (with.Thing(newest.Subject), count.ToString(CultureInfo.InvariantCulture));
        return Instant(with[Window], zone, voice) is { } from
            ? voice.Say($"{number} alerts in the window from {from} · {thing}")
            : voice.Say($"{number} alerts · {thing}");
    }

    private static Said Of(NotificationKind kind, NotificationStage stage, string subject, Filling with)
    {
        var (thing, what, due) = (with.Thing(subject), with[What], with.Due);
        var until = due is null ? null : (FormattableString)$"Due {due}.";
        return kind switch
        {
            NotificationKind.SignOffAsked => new($"Sign {thing} as {with.Word("slot")}", until),
            NotificationKind.SignatureVoid => new(
                $"Your signature on {thing} is void",
                $"The request changed after you signed. Review the changes and sign again."
            ),
            NotificationKind.ChangesRequested => new(
                $"Changes requested on {thing} by {with.Word("slot")}",
                $"The request stays open until they are made."
            ),
            NotificationKind.PromotionDecided => Decided(thing, what, with[For]),
            NotificationKind.GateBlocked => new($"A gate blocks {thing}", $"It cannot be signed until the gate passes."),
            NotificationKind.Mentioned => new($"You were mentioned in the conversation on {thing}"),
            NotificationKind.PromotionDue => Dated(
                stage,
                $"Sign {thing} as {with.Word("slot")}",
                $"{thing} is overdue and not signed as {with.Word("slot")}",
                due
            ),
            NotificationKind.ApprovalEnding => stage is NotificationStage.Ahead
                ? new($"The approval of {thing} ends on {due}", $"Deploy before then, or request the promotion again.")
                : new($"The approval of {thing} has ended", $"It was not used."),
            NotificationKind.WaiverAsked => new(
                $"Decide on a waiver of {with["rule"]} for {thing}",
                $"{subject} would be in force until {due}."
            ),
            NotificationKind.WaiverDecided => new(Outcome(subject, with["rule"], thing, what)),
            NotificationKind.WaiverEnding => stage is NotificationStage.Ahead
                ? new($"The waiver of {with["rule"]} for {thing} ends on {due}", $"The gate blocks again from then on.")
                : new($"The waiver of {with["rule"]} for {thing} has ended"),
            NotificationKind.EmergencyOverride when what == "left" => stage is NotificationStage.New or NotificationStage.Ahead
                ? new(
                    $"The emergency override of {thing} has ended, and the version still runs without its signatures",
                    $"Have the version signed, or roll it back, by {due}."
                )
                : new(
                    $"{thing} was left in production by an emergency override and is overdue",
                    $"The version was due to be signed or rolled back by {due}."
                ),
            NotificationKind.EmergencyOverride => what == "requested"
                ? new($"An emergency override of {thing} is waiting for a second person")
                : new($"Emergency override in force: {thing}", $"It ends on {due}. Review it afterwards."),
            NotificationKind.ProposalAsked => new($"Approve or reject a change of policy {thing}"),
            NotificationKind.AlertRaised when what == "agent-stopped" => new(
                $"The agent {thing} is stopped",
                $"It does nothing until someone resumes it. The reason is on its page."
            ),
            NotificationKind.AlertRaised when what == "agent-resumed" => new(
                $"The agent {thing} may continue",
                $"It was stopped and has been resumed. The reason is on its page."
            ),
            NotificationKind.AlertRaised when what == "discoveries" => new(
                $"Unregistered AI was found in {thing}",
                $"Decide on each finding: register, ignore or block it."
            ),
            NotificationKind.AlertRaised => Alerted(stage, subject, thing, with),
            NotificationKind.IncidentOpened => new(
                $"Incident declared: {thing}",
                what == "drill" ? (FormattableString)$"Severity {with.Word("severity")} (drill)." : $"Severity {with.Word("severity")}."
            ),
            NotificationKind.IncidentEscalated => new(
                $"Incident has worsened: {thing}",
                $"Severity {with.Word("severity")}, previously {with.Word("before")}."
            ),
            NotificationKind.IncidentClassAsked => new($"Confirm the class of {subject}", $"{thing}"),
            NotificationKind.IncidentClock => stage is NotificationStage.Ahead
                ? new(
                    $"{subject}: the {with["days"]}-day deadline under {with["reference"]} ends in less than {with["hours"]} hours",
                    $"{thing}. Report by {due}."
                )
                : new(
                    $"{subject}: the {with["days"]}-day deadline under {with["reference"]} has passed and nothing was reported",
                    $"{thing}. The report was due on {due}."
                ),
            NotificationKind.RiskRescored => new(
                $"{subject} was re-scored to {with["score"]}: {thing}",
                with["before"] is { Length: > 0 } before ? (FormattableString)$"Previously {before}." : null
            ),
            NotificationKind.RiskAboveAppetite => new(
                $"{subject} is above appetite: {thing}",
                $"Residual score {with["score"]}, appetite {with["appetite"]}."
            ),
            NotificationKind.RiskDue => what == "review"
                ? Dated(stage, $"Review {subject}: {thing}", $"The review of {subject} is overdue: {thing}", due)
                : Dated(stage, $"A step of {subject} is due: {thing}", $"A step of {subject} is overdue: {thing}", due),
            NotificationKind.AcceptanceEnding => stage is NotificationStage.Ahead
                ? new($"The acceptance of {subject} ends on {due}", $"{thing}")
                : new($"The acceptance of {subject} has ended", $"{thing}. The risk is considered untreated."),
            NotificationKind.RetirementDue => what == "retention"
                ? new($"The retention of {subject} ends on {due}", $"{thing}")
                : Dated(stage, $"A task of {subject} is due: {thing}", $"A task of {subject} is overdue: {thing}", due),
            NotificationKind.ClassificationAsked => what == "reopened"
                ? new($"Review the classification of {thing}")
                : new($"Sign the classification of {thing}"),
            NotificationKind.UseCaseAsked => what switch
            {
                "decision" when stage is NotificationStage.Late or NotificationStage.Escalated => new(
                    $"The use case {thing} is overdue and has not been decided",
                    $"It was due on {due}."
                ),
                "opinion" when stage is NotificationStage.Late or NotificationStage.Escalated => new(
                    $"The use case {thing} is overdue: opinions are missing",
                    $"It was due on {due}."
                ),
                "decision" => new($"Accept or decline the use case {thing}", until),
                "information" => new($"More information is requested on your use case {thing}"),
                _ => new($"Give an opinion on the use case {thing}", until),
            },
            NotificationKind.UseCaseDecided => what == "accepted"
                ? new($"Your use case {thing} was accepted", $"An AI system has been registered for it.")
                : new($"Your use case {thing} was declined", $"The reason is on its page."),
            NotificationKind.ObligationDue when what == "explanation" => Dated(
                stage,
                $"The answer to {subject} is due",
                $"The answer to {subject} is overdue",
                due
            ),
            NotificationKind.ObligationDue when what == "finding" => Dated(
                stage,
                $"Finding {subject} of {thing} is due",
                $"Finding {subject} of {thing} is overdue",
                due
            ),
            NotificationKind.ObligationDue when what == "validation" => Dated(
                stage,
                $"The report of validation {subject} of {thing} is due",
                $"The report of validation {subject} of {thing} is overdue",
                due
            ),
            NotificationKind.ObligationDue when what == "validation-run" => new(
                $"The scheduled validation of {thing} is failing",
                $"{subject} is retried each day. Unless a run succeeds, it will be overdue on {due}."
            ),
            NotificationKind.ObligationDue when what == "overlay" => Dated(
                stage,
                $"The review of {subject} for {thing} is due",
                $"The review of {subject} for {thing} is overdue",
                due
            ),
            NotificationKind.ObligationDue when what == "revalidation" => Dated(
                stage,
                $"The next in-use review of {thing} is due",
                $"The next in-use review of {thing} is overdue",
                due
            ),
            NotificationKind.ObligationDue when what == "tier" => Dated(
                stage,
                $"Reassess the tier of {thing}",
                $"The reassessment of the tier of {thing} is overdue",
                due
            ),
            NotificationKind.ObligationDue when what == "tier-class" => new(
                $"The risk class of {thing} has changed: assess its tier again",
                $"Until then the tier does not change."
            ),
            NotificationKind.ObligationDue when what == "competence" => Dated(
                stage,
                $"Training expires: {thing}",
                $"Training has expired: {thing}",
                due
            ),
            NotificationKind.ObligationDue when what == "training" => Dated(
                stage,
                $"The training of an overseer expires: {thing}",
                $"The training of an overseer has expired: {thing}",
                due
            ),
            NotificationKind.ObligationDue when what == "stop-test" => Dated(
                stage,
                $"Test the stop control of {thing}",
                $"The test of the stop control of {thing} is overdue",
                due
            ),
            NotificationKind.ObligationDue when what == "decision-reviews" => Dated(
                stage,
                $"Reviews of decisions of {thing} are due",
                $"Reviews of decisions of {thing} are overdue",
                due
            ),
            NotificationKind.ObligationDue when what == "decision-review-escalated" => new(
                $"{subject} was escalated to you: a decision of {thing}",
                until
            ),
            NotificationKind.ObligationDue when what == "agent-call" => new($"{thing} is waiting for your answer: {subject}", until),
            NotificationKind.ObligationDue when what == "decision-review" => new($"Review a decision of {thing}: {subject}", until),
            NotificationKind.ObligationDue => stage is NotificationStage.New
                ? new($"You are responsible for {with["obligation"]} of {thing}", until)
                : Dated(stage, $"{with["obligation"]} of {thing} is due", $"{with["obligation"]} of {thing} is overdue", due),
            NotificationKind.ReportFinished => what == "failed"
                ? new($"{subject} could not be created: {with.Word("report")} about {with.Whole(thing)}", $"Its page says why.")
                : new($"Report ready: {with.Word("report")} about {with.Whole(thing)}", $"{subject}"),
            NotificationKind.ConfirmationAsked => what switch
            {
                "class" => new($"Confirm or decline a lower risk class of {thing}", $"Until then the class does not change."),
                "playbook" => new(
                    $"Approve or reject the proposed playbook {thing}",
                    $"It applies to incidents once a second person has approved it."
                ),
                "extension" => new($"Confirm or decline a later date for finding {thing}", $"Until then the date does not change."),
                "reference" => new($"Confirm or reject a new reference of {thing}", $"Until then the approved reference counts."),
                "withdrawal" => new($"Confirm or reject the withdrawal of a monitoring window of {thing}", $"Until then it counts."),
                "delegation" => new($"{thing} asks you to sign on their behalf", $"Accept or decline it. It has no effect until then."),
                _ => new($"Confirm the access of {thing}", $"It takes effect once a second person confirms it."),
            },
            NotificationKind.KeyEnding => stage is NotificationStage.Ahead
                ? new($"API key {thing} expires on {due}", $"Anything that uses it then stops working.")
                : new($"API key {thing} has expired"),
            NotificationKind.Account => new(AccountWords(what, with.Word("role")), $"If this was not intended, inform an administrator."),
            NotificationKind.Security => new(SecurityWords(what, subject, with.Word("role"))),
            NotificationKind.LogDamaged => new($"Log verification failed", $"{with.Word(Thing)}"),
        };
    }

    /// <summary>An instant as it is kept in a parameter.</summary>
    public static string Instant(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    // "Fri 20 Nov 16:05": an instant of a parameter, in a zone, with UTC said where it is UTC.
    private static string? Instant(string text, TimeZoneInfo zone, NotificationRenderer voice) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? voice.Moment(TimeZoneInfo.ConvertTime(at, zone))
                + (zone.Equals(TimeZoneInfo.Utc) || zone.HasSameRules(TimeZoneInfo.Utc) ? " UTC" : "")
            : null;

    private static Said Alerted(NotificationStage stage, string subject, string thing, Filling with)
    {
        var (rule, field, level, value) = (with.Word("rule"), with["field"], with.Word("level"), with.Figure("value"));
        if (WireName.TryParse<AlertRule>(with[Found], out var found))
        {
            var about = AlertSentences.IsOurWord(found) ? with.Word("field") : field;
            var segment = with["segment"];
            var said = with.Say(AlertSentences.Of(found, segment.Length > 0 ? $"{about} ({segment})" : about, value));
            if (with["asked"].Length > 0)
            {
                return new($"You are asked to look at it: {said} · {thing}", $"{subject}, {level}.");
            }

            return stage is NotificationStage.Late or NotificationStage.Escalated
                ? new($"Not reviewed for more than three days: {said} · {thing}", $"{subject}, {level}.")
                : new($"{said} · {thing}", $"{subject}, {level}.");
        }

        // Notifications of earlier versions have a rule in words.
        return stage is NotificationStage.Late or NotificationStage.Escalated
            ? new($"{subject} has been waiting for review for more than three days: {rule} of {field}, {thing}", $"{level}.")
            : new($"{subject}: {rule} of {field}, {thing}", value.Length > 0 ? (FormattableString)$"{level}, {value}." : $"{level}.");
    }

    private static Said Dated(NotificationStage stage, FormattableString ahead, FormattableString late, string? due) =>
        stage switch
        {
            NotificationStage.Escalated => new(late, $"It was due on {due}. Those responsible have been notified."),
            NotificationStage.Late => new(late, $"It was due on {due}."),
            _ => new(ahead, $"Due {due}."),
        };

    private static Said Decided(string thing, string what, string stage) =>
        what switch
        {
            // What was approved to be retired is retired by that, and not deployed.
            "approved" when stage == WireName.Of(Stage.Retired) => new($"{thing} was approved"),
            "approved" => new($"{thing} was approved", $"It may be deployed."),
            "rejected" => new($"{thing} was rejected", $"Its conversation says why."),
            "expired" => new($"{thing} has expired", $"Request it again if it is still needed."),
            "withdrawn" => new($"{thing} was withdrawn"),
            _ => new($"{thing} is open again", $"A signature was revoked."),
        };

    private static FormattableString Outcome(string subject, string rule, string thing, string what) =>
        what switch
        {
            "granted" => $"{subject}: the waiver of {rule} for {thing} was granted",
            "refused" => $"{subject}: the waiver of {rule} for {thing} was refused",
            "revoked" => $"{subject}: the waiver of {rule} for {thing} was ended early",
            _ => $"{subject}: the waiver of {rule} for {thing} has ended",
        };

    private static FormattableString AccountWords(string what, string role) =>
        what switch
        {
            "role.granted" => $"You were granted the role {role}",
            "role.revoked" => $"Your role {role} was removed",
            "role.scope-changed" => $"The scope of your role {role} has changed",
            "user.locked" => $"Your account was locked after failed sign-in attempts",
            "user.unlocked" => $"Your account was unlocked",
            "user.link-sent" => $"A one-time link for your password was created",
            "user.password-set" => $"Your password was set",
            "passkey.registered" => $"A passkey was added to your account",
            "passkey.removed" => $"A passkey was removed from your account",
            "password.changed" => $"Your password was changed",
            "codes.set-up" => $"One-time codes were set up for your account",
            "codes.removed" => $"The one-time codes were removed from your account",
            "recovery-codes.renewed" => $"New recovery codes were created for your account",
            "user.codes-reset" => $"An administrator removed the one-time codes from your account",
            "session.opened" => $"New sign-in to your account from an unknown browser or network",
            "key.created" => $"An API key was created in your name",
            _ => $"Your account was changed",
        };

    private static FormattableString SecurityWords(string what, string subject, string role) =>
        what switch
        {
            "user.locked" => $"{subject} was locked out after failed sign-in attempts",
            "role.granted" => $"{subject} was granted the role {role}",
            "key.created" => $"{subject} was created: an API key with the scope admin",
            "artifact.altered" => $"The stored artifact of {subject} was altered on disk",
            "artifact.missing" => $"The stored artifact of {subject} is missing on disk",
            "log-key.rotated" => $"The key of the audit log was changed",
            "log.continued" => $"The audit log continues under a new name",
            "channel.tested" => $"This is a test of the Governance Portal",
            "channel.given-up" => $"Delivery of a message to channel {subject} was abandoned",
            "database.restored" => $"The database was restored from a copy",
            "backup.late" => $"A backup is overdue",
            "backup.rehearsal-late" => $"A restore drill is overdue",
            "upload.quarantined" => $"An upload was quarantined",
            "log.unreadable" => $"The audit log contains an invalid entry",
            _ => $"Security: {what} of {subject}",
        };

    private sealed record Said(FormattableString Title, FormattableString? Detail = null);

    // What the sentences are filled with, each as the voice says it: names are given on as they are.
    private sealed class Filling(IReadOnlyDictionary<string, string> parameters, TimeZoneInfo zone, NotificationRenderer voice)
    {
        public string this[string name] => parameters.GetValueOrDefault(name, "");

        public string? Due => Instant(this[NotificationTexts.Due], zone, voice);

        public string Say(FormattableString sentence) => voice.Say(sentence);

        public string Word(string name) => this[name] is { Length: > 0 } word ? voice.Word(word) : "";

        public string Figure(string name) => this[name] is { Length: > 0 } figure ? voice.Figure(figure) : "";

        // Of reports: about one thing, or about all there are.
        public string Whole(string thing) => thing == Everything ? voice.Word("the whole register") : thing;

        public string Thing(string subject)
        {
            var named = this[NotificationTexts.Thing] is { Length: > 0 } thing ? thing : subject;
            return this[For] switch
            {
                "" => named,
                var stage when stage == WireName.Of(Stage.Retired) => voice.Say($"{named} for retirement"),
                var stage => voice.Say($"{named} for {voice.Word(stage)}"),
            };
        }
    }
}
