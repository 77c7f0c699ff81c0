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
    public static Refusal BadData(string message) => Refusal.Field("monitoring.bad-data", "body", message);

    /// <summary>The same stretch again.</summary>
    public static Refusal WindowTaken(WindowId id) =>
        new("monitoring.window-taken", $"{id} covers the same start and end. A window is never overwritten.", RefusalKind.Conflict);

    /// <summary>End before start.</summary>
    public static Refusal PeriodNotValid { get; } =
        Refusal.Field(
            "monitoring.period-not-valid",
            "end",
            "The end must be later than the start. Give both as times such as 2026-11-08T00:00:00Z."
        );

    /// <summary>No windows.</summary>
    public static Refusal WindowNotFound { get; } =
        new("monitoring.window-not-found", "There is no monitoring window with this ID.", RefusalKind.NotFound);

    /// <summary>No monitor.</summary>
    public static Refusal MonitorNotFound { get; } =
        new("monitoring.monitor-not-found", "There is no monitor with this ID.", RefusalKind.NotFound);

    /// <summary>No alert.</summary>
    public static Refusal AlertNotFound { get; } =
        new("monitoring.alert-not-found", "There is no alert with this ID.", RefusalKind.NotFound);

    /// <summary>It is not as this person left it.</summary>
    public static Refusal NothingToUndo { get; } =
        new(
            "monitoring.nothing-to-undo",
            "There is nothing for you to undo: the last change was made by someone else, or the alert has changed since.",
            RefusalKind.Conflict
        );

    /// <summary>A key no one answers for has no one to look.</summary>
    public static Refusal NobodyToAssign { get; } =
        new(
            "monitoring.nobody-to-assign",
            "An alert must be assigned to a person, but this key has no owner. Use a key with an owner, or assign the alert on the page.",
            RefusalKind.Conflict
        );

    /// <summary>It is theirs.</summary>
    public static Refusal AssignedAlready { get; } =
        new("monitoring.assigned-already", "The alert is already assigned to you.", RefusalKind.Conflict);

    /// <summary>Someone else is asked to look, or no one.</summary>
    public static Refusal NotAssignedToYou { get; } =
        new(
            "monitoring.not-assigned",
            "The alert is not assigned to you, so you cannot unassign it. To take it over, assign it to yourself.",
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

    /// <summary>Nothing to watch.</summary>
    public static Refusal TargetMissing { get; } =
        Refusal.Field(
            "monitoring.target-missing",
            "target",
            "Say what is watched: a column, a metric, a protected attribute or the name of a business figure, at most 300 characters."
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
            "A segment must be a column and a value of at most 150 characters each, and only a drift monitor can have one."
        );

    /// <summary>Limits that cannot be.</summary>
    public static Refusal LimitNotValid { get; } =
        Refusal.Field(
            "monitoring.limit-not-valid",
            "upper",
            "The upper limit must be a number above 0 and above the lower limit; only a business figure has a lower limit."
        );

    /// <summary>A business figure without limits.</summary>
    public static Refusal LimitMissing { get; } =
        Refusal.Field("monitoring.limit-missing", "upper", "A business figure needs a lower limit, an upper limit or both.");

    /// <summary>A rhythm that cannot be.</summary>
    public static Refusal RhythmNotValid { get; } =
        Refusal.Field(
            "monitoring.rhythm-not-valid",
            "expectedEveryHours",
            "The expected interval between deliveries must be 0.1 to 8,784 hours. If you give none, it is learned from past deliveries."
        );

    /// <summary>Rows out of range.</summary>
    public static Refusal MinimumNotValid { get; } =
        Refusal.Field("monitoring.minimum-not-valid", "minimumRows", "The number of rows needed must be from 1 to 1,000,000,000.");

    /// <summary>Windows out of range.</summary>
    public static Refusal ConsecutiveNotValid { get; } =
        Refusal.Field("monitoring.consecutive-not-valid", "consecutive", "The number of windows in a row must be from 1 to 100.");

    /// <summary>An owner no one knows.</summary>
    public static Refusal OwnerUnknown { get; } =
        Refusal.Field("monitoring.owner-unknown", "owner", "There is no active account with this e-mail address that may handle alerts.");

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

    /// <summary>Not in this state.</summary>
    public static Refusal AlertNotOpen(AlertState state) =>
        new("monitoring.alert-not-open", $"The alert is already {WireName.Of(state)}.", RefusalKind.Conflict);

    /// <summary>An end that is none.</summary>
    public static Refusal SilenceNotBounded { get; } =
        Refusal.Field("monitoring.silence-not-bounded", "until", $"A silence must end in the future, within {Alert.MaxSilenceDays} days.");

    /// <summary>No words.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field("monitoring.reason-missing", "reason", "Give the reason. The next person will want to know.");

    /// <summary>A business figure that is none.</summary>
    public static Refusal FigureNotValid(string field, string message) => Refusal.Field("monitoring.figure-not-valid", field, message);

    /// <summary>A rate that is none.</summary>
    public static Refusal RateNotValid { get; } =
        Refusal.Field(
            "monitoring.rate-not-valid",
            "perDay",
            "A declared rate must be a whole number of decisions per day, from 1 to 1,000,000,000,000."
        );

    /// <summary>The same stretch again.</summary>
    public static Refusal FigureTaken(string name) =>
        new(
            "monitoring.figure-taken",
            $"There is already a value of {name} for the same start and end. A value is never overwritten.",
            RefusalKind.Conflict
        );
}
