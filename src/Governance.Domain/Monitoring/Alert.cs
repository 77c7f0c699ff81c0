using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.Monitoring;

/// <summary>An alert.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct AlertId(int Number) : IDisplayId<AlertId>
{
    /// <inheritdoc/>
    public static string Prefix => "ALR";

    /// <inheritdoc/>
    public static AlertId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}

/// <summary>What an alert was raised by.</summary>
public enum AlertRule
{
    /// <summary>A number outside the range of the reference.</summary>
    OutsideReference,

    /// <summary>A category the reference does not have.</summary>
    UnseenCategory,

    /// <summary>Personal data in an output.</summary>
    PersonalDataInOutput,

    /// <summary>A secret in an output.</summary>
    SecretInOutput,

    /// <summary>A column is distributed otherwise than in the reference.</summary>
    Drift,

    /// <summary>The mix of a protected attribute is another than in the reference.</summary>
    ProtectedMix,

    /// <summary>A figure on labelled rows is worse than in the reference.</summary>
    Performance,

    /// <summary>Rates differ between groups.</summary>
    Fairness,

    /// <summary>A data quality check failed.</summary>
    Quality,

    /// <summary>A business figure is beyond its limits.</summary>
    Business,

    /// <summary>An evaluation of an assistant is worse than the first one allowed for.</summary>
    Evaluation,

    /// <summary>A gate blocks a version: a rule of a policy is not met.</summary>
    PolicyViolation,

    /// <summary>A new version was made from another dataset, or from the same one with another content.</summary>
    DataChange,

    /// <summary>Lineage events show a new source, other columns, or a registered dataset with another digest.</summary>
    LineageChange,

    /// <summary>A version made decisions after its traffic was stopped for good.</summary>
    RetiredTraffic,

    /// <summary>Data that came in a rhythm stays away: windows, labels, decisions, figures.</summary>
    LateData,

    /// <summary>A deployment has failed a rule for longer than its policy allows.</summary>
    OutOfPolicy,

    /// <summary>No scheduled validation succeeded in time.</summary>
    OverdueValidation,

    /// <summary>A server of an agent's tools lists others than the version in production was approved with.</summary>
    ToolsChanged,

    /// <summary>A server of an agent's tools has not answered for long.</summary>
    ServerSilent,

    /// <summary>An agent did what was not decided, or what it is not approved for.</summary>
    AgentRun,

    /// <summary>A guardrail stopped an experiment.</summary>
    Guardrail,

    /// <summary>A run trained on data that no permit covered.</summary>
    UnpermittedTraining,

    /// <summary>A monitor of another tool fires, by that tool's own measure and limit.</summary>
    ForeignMonitor,

    /// <summary>
    /// A version decided without being allowed to: never approved for production, retired, held by an incident, or outside of a running
    /// experiment.
    /// </summary>
    UnauthorisedTraffic,

    /// <summary>The challenger of a shadow, which decides nothing, sent decisions on which something was done.</summary>
    ShadowDecided,

    /// <summary>An input of a decision reads like instructions for a model.</summary>
    InstructionsInInput,
}

/// <summary>What of an alert is taken back.</summary>
public enum AlertUndo
{
    /// <summary>That someone looks at it.</summary>
    Acknowledgement,

    /// <summary>That it is silent.</summary>
    Silence,

    /// <summary>That it is over.</summary>
    Resolution,

    /// <summary>That no one in particular is asked to look.</summary>
    Unassignment,
}

/// <summary>Where an alert stands.</summary>
public enum AlertState
{
    /// <summary>No one has said that they look at it.</summary>
    Open,

    /// <summary>Someone does.</summary>
    Acknowledged,

    /// <summary>Over: said so by a person, or by windows that are within their bounds again.</summary>
    Resolved,
}

/// <summary>Something about a model in use that someone should look at. Names the rule and the field, never a person's value.</summary>
public sealed class Alert : IAudited
{
    /// <summary>How long the owner has to look at a new alert.</summary>
    public static readonly TimeSpan ReviewWithin = TimeSpan.FromDays(3);

    /// <summary>Longest silence.</summary>
    public const int MaxSilenceDays = 90;

    private UserId? _owner;

    /// <summary>The readable id.</summary>
    public AlertId Id { get; init; }

    /// <summary>The model's name.</summary>
    public string Model { get; init; } = "";

    /// <summary>The version in which it was seen last.</summary>
    public string Version { get; private set; } = "";

    /// <summary>The rule.</summary>
    public AlertRule Rule { get; init; }

    /// <summary>The field, or the kind of what was found.</summary>
    public string Field { get; init; } = "";

    /// <summary>The monitor that raised it; null for what the live checks of decisions found.</summary>
    public MonitorId? Monitor { get; init; }

    /// <summary>Who is asked to look; null when that is no one in particular.</summary>
    public UserId? Owner
    {
        get => _owner;
        init => _owner = value;
    }

    /// <summary>How often: decisions, or windows of a monitor.</summary>
    public long Count { get; private set; }

    /// <summary>Start of the window, or time of the decision, in which it began.</summary>
    public DateTimeOffset BeganAt { get; init; }

    /// <summary>When it was raised.</summary>
    public DateTimeOffset RaisedAt { get; init; }

    /// <summary>When it was seen last.</summary>
    public DateTimeOffset SeenAt { get; private set; }

    /// <summary>End of the newest window that was looked at: what lies before it counts no more once the alert is over.</summary>
    public DateTimeOffset SeenThrough { get; private set; }

    /// <summary>The value seen last, in the unit of its monitor; null for live checks.</summary>
    public double? Value { get; private set; }

    /// <summary>How much attention it asks for.</summary>
    public DriftLevel Level { get; private set; } = DriftLevel.Warning;

    /// <summary>Where it stands.</summary>
    public AlertState State { get; private set; }

    /// <summary>Who looks at it.</summary>
    public UserId? AcknowledgedBy { get; private set; }

    /// <summary>Since when.</summary>
    public DateTimeOffset? AcknowledgedAt { get; private set; }

    /// <summary>Until when it asks no one for anything.</summary>
    public DateTimeOffset? SilencedUntil { get; private set; }

    /// <summary>Why it is silenced.</summary>
    public SaltedText? SilenceReason { get; private set; }

    /// <summary>Who silenced it.</summary>
    public UserId? SilencedBy { get; private set; }

    /// <summary>When it was over.</summary>
    public DateTimeOffset? ResolvedAt { get; private set; }

    /// <summary>Who said so; null when the windows did.</summary>
    public UserId? ResolvedBy { get; private set; }

    /// <summary>What was found, in their words.</summary>
    public SaltedText? Resolution { get; private set; }

    /// <summary>Two people collide on it.</summary>
    public int Revision { get; private set; }

    /// <summary>By when the owner should have looked.</summary>
    public DateTimeOffset DueAt => RaisedAt + ReviewWithin;

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>True while it is silent.</summary>
    public bool IsSilent(DateTimeOffset now) => State is not AlertState.Resolved && SilencedUntil > now;

    /// <summary>True while it asks its owner to look.</summary>
    public bool AsksForReview(DateTimeOffset now) => State is AlertState.Open && !IsSilent(now);

    /// <summary>Counts further occurrences.</summary>
    public void See(string version, long count, DateTimeOffset now)
    {
        Version = version;
        Count += count;
        SeenAt = now;
        SeenThrough = now;
    }

    /// <summary>Counts decisions that should not have been made.</summary>
    /// <param name="version">Of which version.</param>
    /// <param name="count">How many.</param>
    /// <param name="newest">Time of the newest of them.</param>
    /// <param name="now">When they were stored.</param>
    public void SeeDecisions(string version, long count, DateTimeOffset newest, DateTimeOffset now)
    {
        (Version, Level, SeenAt) = (version, DriftLevel.Alert, now);
        Count += count;
        Pass(newest);
    }

    /// <summary>A window of its monitor was beyond the bounds.</summary>
    public void SeeWindow(string version, double? value, DriftLevel level, DateTimeOffset end, DateTimeOffset now)
    {
        (Version, Value, Level, SeenAt) = (version, value, level, now);
        Count++;
        Pass(end);
    }

    /// <summary>A window of its monitor was looked at.</summary>
    public void Pass(DateTimeOffset end) => SeenThrough = end > SeenThrough ? end : SeenThrough;

    /// <summary>Acknowledges it: a person says that they are looking at it.</summary>
    public Refusal? Acknowledge(UserId? person, DateTimeOffset now)
    {
        if (State is not AlertState.Open)
        {
            return MonitoringRefusals.AlertNotOpen(State);
        }

        (State, AcknowledgedBy, AcknowledgedAt) = (AlertState.Acknowledged, person, now);
        Revision++;
        return null;
    }

    /// <summary>Assigns it to the person who acts, in place of its owner until now.</summary>
    public Refusal? Assign(UserId? person)
    {
        if (State is AlertState.Resolved)
        {
            return MonitoringRefusals.AlertNotOpen(State);
        }

        if (person is null)
        {
            return MonitoringRefusals.NobodyToAssign;
        }

        if (_owner == person)
        {
            return MonitoringRefusals.AssignedAlready;
        }

        _owner = person;
        Revision++;
        return null;
    }

    /// <summary>
    /// Whoever was asked to look gives it back: from then on the owner of the model is asked, as for every alert that is no one's.
    /// </summary>
    public Refusal? Unassign(UserId? person)
    {
        if (State is AlertState.Resolved)
        {
            return MonitoringRefusals.AlertNotOpen(State);
        }

        if (person is null || _owner != person)
        {
            return MonitoringRefusals.NotAssignedToYou;
        }

        _owner = null;
        Revision++;
        return null;
    }

    /// <summary>It is to ask no one for anything until then. It goes on being counted.</summary>
    public Refusal? Silence(UserId? person, DateTimeOffset? until, string? reason, DateTimeOffset now)
    {
        if (State is AlertState.Resolved)
        {
            return MonitoringRefusals.AlertNotOpen(State);
        }

        if (until is not { } end || end <= now || end > now.AddDays(MaxSilenceDays))
        {
            return MonitoringRefusals.SilenceNotBounded;
        }

        if (RefusesWords(reason) is { } words)
        {
            return words;
        }

        (SilencedUntil, SilenceReason, SilencedBy) = (end, SaltedText.Of(reason!.Trim()), person);
        Revision++;
        return null;
    }

    /// <summary>A person says that it is over. Later windows outside the limits raise a new one.</summary>
    public Refusal? Resolve(UserId? person, string? reason, DateTimeOffset now)
    {
        if (State is AlertState.Resolved)
        {
            return MonitoringRefusals.AlertNotOpen(State);
        }

        if (RefusesWords(reason) is { } words)
        {
            return words;
        }

        (State, ResolvedBy, ResolvedAt, Resolution) = (AlertState.Resolved, person, now, SaltedText.Of(reason!.Trim()));
        Revision++;
        return null;
    }

    /// <summary>Takes back, right after it, what a person said by mistake. Only they do, and the log keeps both.</summary>
    /// <param name="person">Who takes it back.</param>
    /// <param name="step">What.</param>
    public Refusal? Undo(UserId? person, AlertUndo step)
    {
        var (stands, by) = step switch
        {
            AlertUndo.Acknowledgement => (State is AlertState.Acknowledged, AcknowledgedBy),
            AlertUndo.Silence => (State is not AlertState.Resolved && SilencedUntil is not null, SilencedBy),
            AlertUndo.Resolution => (State is AlertState.Resolved && ResolvedBy is not null, ResolvedBy),
            AlertUndo.Unassignment => (State is not AlertState.Resolved && _owner is null, person),
        };
        if (!stands || person is null || by != person)
        {
            return MonitoringRefusals.NothingToUndo;
        }

        switch (step)
        {
            case AlertUndo.Acknowledgement:
                (State, AcknowledgedBy, AcknowledgedAt) = (AlertState.Open, null, null);
                break;
            case AlertUndo.Silence:
                (SilencedUntil, SilenceReason, SilencedBy) = (null, null, null);
                break;
            case AlertUndo.Resolution:
                (State, ResolvedBy, ResolvedAt, Resolution) = (
                    AcknowledgedBy is null ? AlertState.Open : AlertState.Acknowledged,
                    null,
                    null,
                    null
                );
                break;
            case AlertUndo.Unassignment:
                _owner = person;
                break;
        }

        Revision++;
        return null;
    }

    /// <summary>Its windows are within their bounds again.</summary>
    public void Recover(DateTimeOffset now)
    {
        (State, ResolvedAt) = (AlertState.Resolved, now);
        Revision++;
    }

    /// <summary>A window by which it was over was withdrawn: it is open again.</summary>
    /// <param name="through">End of the newest window that is left.</param>
    public void Reopen(DateTimeOffset through)
    {
        (State, ResolvedAt, SeenThrough) = (AcknowledgedBy is null ? AlertState.Open : AlertState.Acknowledged, null, through);
        Revision++;
    }

    /// <summary>A window that was looked at was withdrawn.</summary>
    /// <param name="through">End of the newest window that is left.</param>
    public void SeeOnlyThrough(DateTimeOffset through)
    {
        SeenThrough = through;
        Revision++;
    }

    private static Refusal? RefusesWords(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? MonitoringRefusals.ReasonMissing
        : reason.Length > SaltedText.MaxLength ? SaltedText.TooLong("reason")
        : null;
}
