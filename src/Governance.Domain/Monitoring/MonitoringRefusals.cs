using System.Globalization;
using Governance.Transparency;

namespace Governance.Domain.Monitoring;

/// <summary>Refusals of monitoring.</summary>
public static class MonitoringRefusals
{
    /// <summary>No reference yet.</summary>
    public static Refusal NoReference(string version) =>
        new(
            "monitoring.no-reference",
            $"There is no reference window for {version}. Upload one with role=reference first.",
            RefusalKind.Conflict
        );

    /// <summary>Bad data: says where.</summary>
    public static Refusal BadData(Sentence message) => Refusal.Field("monitoring.bad-data", "body", message);

    /// <summary>The same stretch again.</summary>
    public static Refusal WindowTaken(WindowId id) =>
        new("monitoring.window-taken", $"{id} covers the same start and end. A window is never overwritten.", RefusalKind.Conflict);

    /// <summary>End before start.</summary>
    public static Refusal PeriodNotValid { get; } =
        Refusal.Field(
            "monitoring.period-not-valid",
            "end",
            $"The end must be later than the start. Give both as times such as 2026-11-08T00:00:00Z."
        );

    /// <summary>What is to come cannot have been measured.</summary>
    public static Refusal PeriodAhead(DateTimeOffset end, DateTimeOffset now) =>
        Refusal.Field(
            "monitoring.period-ahead",
            "end",
            $"The period ends at {CanonicalJson.Time(end)}, but it is {CanonicalJson.Time(now)} now. What is still to come "
                + $"cannot have been "
                + $"measured: correct the year, the time zone or the clock of the sender."
        );

    /// <summary>A row of another time than the window says.</summary>
    public static Refusal RowOutsidePeriod(long row, DateTimeOffset time, DateTimeOffset start, DateTimeOffset end) =>
        Refusal.Field(
            "monitoring.row-outside-period",
            "body",
            $"Row {row.ToString(CultureInfo.InvariantCulture)} has the timestamp {CanonicalJson.Time(time)}, outside the period from "
                + $"{CanonicalJson.Time(start)} to {CanonicalJson.Time(end)}. Send the rows of the period, or state the period of the rows."
        );

    /// <summary>A row that is to come.</summary>
    public static Refusal RowAhead(long row, DateTimeOffset time) =>
        Refusal.Field(
            "monitoring.row-ahead",
            "body",
            $"Row {row.ToString(CultureInfo.InvariantCulture)} has the timestamp {CanonicalJson.Time(time)}, which is in the future. "
                + $"Correct the time zone or the clock of the sender."
        );

    /// <summary>It does not count any more, or not yet.</summary>
    public static Refusal NotInForce(MeasurementRef id, WindowStatus status) =>
        new(
            "monitoring.window-not-in-force",
            $"{id} cannot be withdrawn: its status is {Sentence.Word(status)}, so it does not count anyway.",
            RefusalKind.Conflict
        );

    /// <summary>Asked already.</summary>
    public static Refusal WithdrawalAsked(MeasurementRef id) =>
        new(
            "monitoring.withdrawal-asked",
            $"Withdrawing {id} has already been requested. A second person has to confirm or reject it.",
            RefusalKind.Conflict
        );

    /// <summary>No one asked.</summary>
    public static Refusal NothingToDecide(MeasurementRef id) =>
        new("monitoring.nothing-to-decide", $"Nothing about {id} is waiting for a second person.", RefusalKind.Conflict);

    /// <summary>A second person of the second line.</summary>
    public static Refusal WindowTakesTwo { get; } =
        new(
            "monitoring.window-takes-two",
            $"A reference or a withdrawal must be confirmed by someone who neither sent the data nor requested this, who is not "
                + $"accountable for the model, and who does not act for such a person.",
            RefusalKind.Forbidden
        );

    /// <summary>One at a time.</summary>
    public static Refusal ReferenceAsked(WindowId id) =>
        new(
            "monitoring.reference-asked",
            $"{id} is already waiting to become the reference. A second person has to confirm or reject it first.",
            RefusalKind.Conflict
        );

    /// <summary>A newer one came meanwhile.</summary>
    public static Refusal ReferenceOvertaken(WindowId newer) =>
        new(
            "monitoring.reference-overtaken",
            $"{newer} has become the reference since. Reject this one, and upload it again if it is still wanted.",
            RefusalKind.Conflict
        );

    /// <summary>The data or the second line ends it.</summary>
    public static Refusal AlertDecidesGate { get; } =
        new(
            "monitoring.alert-decides-gate",
            $"A rule in force reads this alert, so it ends when the data is within limits again, or when a risk officer, "
                + $"security approver or "
                + $"compliance officer who signed in resolves it: not by an API key, nor by someone who owns, developed or "
                + $"requested the model. "
                + $"Ask the risk officer.",
            RefusalKind.Forbidden
        );

    /// <summary>Whom the alerts of a monitor are to warn of does not let it raise less.</summary>
    public static Refusal MonitorIsRead { get; } =
        new(
            "monitoring.monitor-is-read",
            $"A rule in force reads what this monitor raises. Only a risk officer who signed in, and who neither answers for the model nor "
                + $"registered it, can let it raise less.",
            RefusalKind.Forbidden
        );

    /// <summary>A limit that an open alert was raised by.</summary>
    public static Refusal MonitorDecidesGate { get; } =
        new(
            "monitoring.monitor-decides-gate",
            $"This monitor has an open alert that a rule in force reads. Until the alert is over, only a risk officer, security approver "
                + $"or compliance officer who signed in, and who did not own, develop or request the model, can stop the monitor or "
                + $"change its limits. Ask the risk officer.",
            RefusalKind.Forbidden
        );

    /// <summary>No windows.</summary>
    public static Refusal WindowNotFound { get; } =
        new("monitoring.window-not-found", $"There is no monitoring window with this ID.", RefusalKind.NotFound);

    /// <summary>No file of labels, no figure, no window.</summary>
    public static Refusal MeasurementNotFound { get; } =
        new(
            "monitoring.measurement-not-found",
            $"There is no window (WIN-…), file of labels (LBL-…) or business figure (FIG-…) with this ID.",
            RefusalKind.NotFound
        );

    /// <summary>No monitor.</summary>
    public static Refusal MonitorNotFound { get; } =
        new("monitoring.monitor-not-found", $"There is no monitor with this ID.", RefusalKind.NotFound);

    /// <summary>No alert.</summary>
    public static Refusal AlertNotFound { get; } =
        new("monitoring.alert-not-found", $"There is no alert with this ID.", RefusalKind.NotFound);

    /// <summary>It is not as this person left it.</summary>
    public static Refusal NothingToUndo { get; } =
        new(
            "monitoring.nothing-to-undo",
            $"There is nothing for you to undo: the last change was made by someone else, or the alert has changed since.",
            RefusalKind.Conflict
        );

    /// <summary>A key no one answers for has no one to look.</summary>
    public static Refusal NobodyToAssign { get; } =
        new(
            "monitoring.nobody-to-assign",
            $"An alert must be assigned to a person, but this key has no owner. Use a key with an owner, or assign the alert on the page.",
            RefusalKind.Conflict
        );

    /// <summary>It is theirs.</summary>
    public static Refusal AssignedAlready { get; } =
        new("monitoring.assigned-already", $"The alert is already assigned to you.", RefusalKind.Conflict);

    /// <summary>Someone else is asked to look, or no one.</summary>
    public static Refusal NotAssignedToYou { get; } =
        new(
            "monitoring.not-assigned",
            $"The alert is not assigned to you, so you cannot unassign it. To take it over, assign it to yourself.",
            RefusalKind.Conflict
        );

    /// <summary>A filter no one knows.</summary>
    public static Refusal AlertFilterUnknown(string field) =>
        Refusal.Field(
            "monitoring.alert-filter",
            field,
            $"The state must be one of {string.Join(", ", WireName.All<AlertState>())}, the rule one of "
                + $"{string.Join(", ", WireName.All<AlertRule>())}, and the owner either me or the e-mail address of an account."
        );

    /// <summary>A name that reads otherwise than it is.</summary>
    public static Refusal TargetMisleads { get; } = Refusal.Field("monitoring.target-missing", "target", NameText.Refused);

    /// <summary>Nothing to watch.</summary>
    public static Refusal TargetMissing { get; } =
        Refusal.Field(
            "monitoring.target-missing",
            "target",
            $"Say what is watched: a column, a metric, a protected attribute or the name of a business figure, at most 300 characters."
        );

    /// <summary>A kind no one knows.</summary>
    public static Refusal KindUnknown { get; } =
        Refusal.Field("monitoring.kind-unknown", "kind", $"The kind must be one of {string.Join(", ", WireName.All<MonitorKind>())}.");

    /// <summary>A metric no one computes.</summary>
    public static Refusal MetricUnknown { get; } =
        Refusal.Field(
            "monitoring.metric-unknown",
            "target",
            $"A performance monitor must watch one of {string.Join(", ", ModelMonitor.Metrics)}."
        );

    /// <summary>A segment that cannot be.</summary>
    public static Refusal SegmentNotValid { get; } =
        Refusal.Field(
            "monitoring.segment-not-valid",
            "segment",
            $"A segment must be a column and a value of at most 150 characters each, and only a drift monitor can have one."
        );

    /// <summary>Limits that cannot be.</summary>
    public static Refusal LimitNotValid { get; } =
        Refusal.Field(
            "monitoring.limit-not-valid",
            "upper",
            $"The upper limit must be a number above 0 and above the lower limit; only a business figure has a lower limit."
        );

    /// <summary>A business figure without limits.</summary>
    public static Refusal LimitMissing { get; } =
        Refusal.Field("monitoring.limit-missing", "upper", $"A business figure needs a lower limit, an upper limit or both.");

    /// <summary>A rhythm that cannot be.</summary>
    public static Refusal RhythmNotValid { get; } =
        Refusal.Field(
            "monitoring.rhythm-not-valid",
            "expectedEveryHours",
            $"The expected interval between deliveries must be 0.1 to 8,784 hours. If you give none, it is learned from past deliveries."
        );

    /// <summary>Rows out of range.</summary>
    public static Refusal MinimumNotValid { get; } =
        Refusal.Field("monitoring.minimum-not-valid", "minimumRows", $"The number of rows needed must be from 1 to 1,000,000,000.");

    /// <summary>Windows out of range.</summary>
    public static Refusal ConsecutiveNotValid { get; } =
        Refusal.Field("monitoring.consecutive-not-valid", "consecutive", $"The number of windows in a row must be from 1 to 100.");

    /// <summary>An owner no one knows.</summary>
    public static Refusal OwnerUnknown { get; } =
        Refusal.Field("monitoring.owner-unknown", "owner", $"There is no active account with this e-mail address that may handle alerts.");

    /// <summary>The same twice.</summary>
    public static Refusal MonitorTaken(MonitorId id) =>
        new(
            "monitoring.monitor-taken",
            $"Such a monitor already exists: {id}. Change it instead of creating a second one.",
            RefusalKind.Conflict
        );

    /// <summary>Too many.</summary>
    public static Refusal TooManyMonitors { get; } =
        new(
            "monitoring.too-many-monitors",
            $"The model has {ModelMonitor.MaxPerModel} monitors, the maximum. Remove one first.",
            RefusalKind.Conflict
        );

    /// <summary>Too many tables wait to be measured.</summary>
    public static Refusal TooManyTables { get; } =
        new(
            "monitoring.too-many-tables",
            $"Too many uploaded tables are waiting to be measured. Nothing was stored. Upload this one again after the time in "
                + $"Retry-After.",
            RefusalKind.Unavailable
        )
        {
            RetryAfter = TimeSpan.FromSeconds(10),
        };

    /// <summary>Not in this state.</summary>
    public static Refusal AlertNotOpen(AlertState state) =>
        new("monitoring.alert-not-open", $"The alert is already {Sentence.Word(state)}.", RefusalKind.Conflict);

    /// <summary>Decisions say it, and who answers for the model does not say otherwise.</summary>
    public static Refusal NotSecondLine { get; } =
        new(
            "monitoring.not-second-line",
            $"This alert is about decisions that should not have been made. It is over when none came for 24 hours; before that, a risk "
                + $"officer or a security approver resolves it.",
            RefusalKind.Forbidden
        );

    /// <summary>An end that is none.</summary>
    public static Refusal SilenceNotBounded { get; } =
        Refusal.Field("monitoring.silence-not-bounded", "until", $"A silence must end in the future, within {Alert.MaxSilenceDays} days.");

    /// <summary>No words.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field("monitoring.reason-missing", "reason", $"Give the reason. The next person will want to know.");

    /// <summary>A business figure that is none.</summary>
    public static Refusal FigureNotValid(string field, Sentence message) => Refusal.Field("monitoring.figure-not-valid", field, message);

    /// <summary>A rate that is none.</summary>
    public static Refusal RateNotValid { get; } =
        Refusal.Field(
            "monitoring.rate-not-valid",
            "perDay",
            $"A declared rate must be a whole number of decisions per day, from 1 to 1,000,000,000,000."
        );

    /// <summary>The same stretch again.</summary>
    public static Refusal FigureTaken(string name) =>
        new(
            "monitoring.figure-taken",
            $"There is already a value of {name} for the same start and end. A value is never overwritten.",
            RefusalKind.Conflict
        );
}
