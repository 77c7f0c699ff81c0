using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;

namespace Governance.Domain.Validation;

/// <summary>
/// By which a live model is scored again and again with its held-out set, and what is found filed as evidence. Anyone who set it up, or
/// changed what it measures, counts as the person who files.
/// </summary>
public sealed class ValidationSchedule : IAudited
{
    /// <summary>Most of one model.</summary>
    public const int MostOfModel = 20;

    /// <summary>Most days between two validations.</summary>
    public const int MaxDays = 366;

    /// <summary>Most rows a run scores.</summary>
    public const int MaxRows = 100_000;

    /// <summary>Most columns in a list.</summary>
    public const int MaxColumns = 500;

    /// <summary>Longest name of a column, a class or an output.</summary>
    public const int MaxName = 200;

    /// <summary>Longest address.</summary>
    public const int MaxEndpoint = 500;

    /// <summary>How long after the due time a validation is not yet overdue: the run takes its time, and may be tried again.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    private const string ActorPrefix = "system:validation:";
    private static readonly TimeSpan s_afterFailure = TimeSpan.FromDays(1);

    private List<ValidationCheck> _checks = [];
    private List<string> _protected = [];
    private List<string> _features = [];
    private List<string> _makers = [];

    private ValidationSchedule() { }

    /// <summary>The readable id.</summary>
    public ValidationScheduleId Id { get; private init; }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The environment whose version is validated; null where a version is named.</summary>
    public string? Environment { get; private set; }

    /// <summary>The version that is validated; null where an environment is named.</summary>
    public string? Version { get; private set; }

    /// <summary>Address of the scoring server.</summary>
    public string Endpoint { get; private set; } = "";

    /// <summary>What it speaks.</summary>
    public ScoringProtocol Protocol { get; private set; }

    /// <summary>Name of its key in the installation's settings; the key itself is never stored here.</summary>
    public string? Credential { get; private set; }

    /// <summary>What is checked.</summary>
    public IReadOnlyList<ValidationCheck> Checks => _checks;

    /// <summary>Column of the labels; null where it has one of the usual names.</summary>
    public string? Label { get; private set; }

    /// <summary>The positive class; null where it is true or 1.</summary>
    public string? PositiveLabel { get; private set; }

    /// <summary>
    /// Output of the server that holds the score or the text; of chat completions the model that answers. Null where it is plain.
    /// </summary>
    public string? Output { get; private set; }

    /// <summary>Columns of protected attributes.</summary>
    public IReadOnlyList<string> Protected => _protected;

    /// <summary>Columns that are sent; none for all that are inputs by their names.</summary>
    public IReadOnlyList<string> Features => _features;

    /// <summary>Rows of the set that are scored.</summary>
    public int Rows { get; private set; }

    /// <summary>Seed of what is drawn.</summary>
    public int Seed { get; private set; }

    /// <summary>Days between two validations.</summary>
    public int EveryDays { get; private set; }

    /// <summary>Who answers for it.</summary>
    public UserId Owner { get; private set; }

    /// <summary>Everyone who set up or changed what it measures, as the log writes actors: they count as those who file.</summary>
    public IReadOnlyList<string> Makers => _makers;

    /// <summary>Whether it runs.</summary>
    public ScheduleState State { get; private set; }

    /// <summary>By when a validation has to have succeeded.</summary>
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>When the next run begins.</summary>
    public DateTimeOffset NextRunAt { get; private set; }

    /// <summary>The run that ended last.</summary>
    public ValidationRunId? LastRun { get; private set; }

    /// <summary>How it ended.</summary>
    public ValidationRunState? LastState { get; private set; }

    /// <summary>Its verdict, where it has one.</summary>
    public ValidationVerdict? LastVerdict { get; private set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? LastEndedAt { get; private set; }

    /// <summary>Why the last run failed; null when it did not.</summary>
    public ValidationFault? LastFault { get; private set; }

    /// <summary>
    /// When the first run failed after which none has succeeded: one failure, however many runs it takes. Null while runs succeed.
    /// </summary>
    public DateTimeOffset? FailingSince { get; private set; }

    /// <summary>When a validation last succeeded.</summary>
    public DateTimeOffset? SucceededAt { get; private set; }

    /// <summary>When it was set up.</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Two changes collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Whether it sends a suite of prompts, in place of rows.</summary>
    public bool SendsPrompts => _checks.Contains(ValidationCheck.Prompts);

    /// <summary>When it is overdue unless a validation succeeds.</summary>
    public DateTimeOffset OverdueAt => DueAt + Grace;

    /// <summary>Name of the job that acts for a schedule.</summary>
    public static string JobOf(ValidationScheduleId id) => (ActorPrefix + id)["system:".Length..];

    /// <summary>The schedule for which an actor of the log acts; null for any other actor.</summary>
    public static ValidationScheduleId? OfActor(string actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return
            actor.StartsWith(ActorPrefix, StringComparison.Ordinal)
            && DisplayId.TryParse<ValidationScheduleId>(actor[ActorPrefix.Length..], out var id)
            ? id
            : null;
    }

    /// <summary>Sets one up. Its first run is due at once.</summary>
    /// <param name="id">The next id.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="settings">What it validates, and how.</param>
    /// <param name="owner">Who answers for it.</param>
    /// <param name="by">Who sets it up, as the log writes an actor.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<ValidationSchedule> Create(
        ValidationScheduleId id,
        string model,
        ValidationSettings settings,
        UserId owner,
        string by,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (Check(settings) is { } refusal)
        {
            return refusal;
        }

        var made = new ValidationSchedule
        {
            Id = id,
            Model = model,
            CreatedAt = now,
            DueAt = now,
            NextRunAt = now,
            Revision = 1,
        };
        made.Take(settings, owner);
        made._makers = [by];
        return made;
    }

    /// <summary>Changes what it validates. Anyone who does so counts from then on as one of those who file.</summary>
    public Refusal? Change(ValidationSettings settings, UserId owner, string by)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (Check(settings) is { } refusal)
        {
            return refusal;
        }

        Take(settings, owner);
        if (!_makers.Contains(by, StringComparer.Ordinal))
        {
            _makers = [.. _makers, by];
        }

        if (SucceededAt is { } at)
        {
            DueAt = at.AddDays(EveryDays);
            NextRunAt = LastState is ValidationRunState.Done ? DueAt : NextRunAt;
        }

        Revision++;
        return null;
    }

    /// <summary>Stops it for now.</summary>
    public Refusal? Pause()
    {
        if (State is ScheduleState.Paused)
        {
            return ValidationRefusals.NotActive;
        }

        State = ScheduleState.Paused;
        Revision++;
        return null;
    }

    /// <summary>Lets it run again. What fell due in between is due now.</summary>
    public Refusal? Resume(DateTimeOffset now)
    {
        if (State is ScheduleState.Active)
        {
            return ValidationRefusals.IsActive;
        }

        State = ScheduleState.Active;
        if (DueAt < now)
        {
            (DueAt, NextRunAt) = (now, now);
        }

        Revision++;
        return null;
    }

    /// <summary>True when a run is to begin by itself.</summary>
    public bool IsDue(DateTimeOffset now) => State is ScheduleState.Active && NextRunAt <= now;

    /// <summary>True when no validation has succeeded in time.</summary>
    public bool IsOverdue(DateTimeOffset now) => State is ScheduleState.Active && OverdueAt <= now;

    /// <summary>Takes note of how a run ended. One that failed or was cancelled is made up for a day later, and stays due.</summary>
    public void Ended(ValidationRun run, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(run);
        (LastRun, LastState, LastVerdict, LastEndedAt) = (run.Id, run.State, run.Verdict, now);
        if (run.State is ValidationRunState.Done)
        {
            (SucceededAt, DueAt, FailingSince) = (now, now.AddDays(EveryDays), null);
            NextRunAt = DueAt;
        }
        else
        {
            NextRunAt = now + s_afterFailure;
        }

        LastFault = run.State is ValidationRunState.Failed ? run.Fault : null;
        if (run.State is ValidationRunState.Failed)
        {
            FailingSince ??= now;
        }

        Revision++;
    }

    private static Refusal? Check(ValidationSettings settings)
    {
        var errors = new Dictionary<string, Sentence[]>(StringComparer.Ordinal);
        void Wrong(string field, Sentence words) => errors.TryAdd(field, [words]);
        if (string.IsNullOrWhiteSpace(settings.Environment) == string.IsNullOrWhiteSpace(settings.Version))
        {
            Wrong("environment", $"Name an environment or a version, not both.");
        }
        else if (settings.Environment is { Length: > 100 })
        {
            Wrong("environment", ValidationRefusals.AtMost(100));
        }
        else if (!string.IsNullOrWhiteSpace(settings.Version) && !ModelName.IsVersion(settings.Version.Trim()))
        {
            Wrong("version", $"This is not a valid version name.");
        }

        if (
            settings.Endpoint is not { Length: <= MaxEndpoint } text
            || !Uri.TryCreate(text.Trim(), UriKind.Absolute, out var address)
            || address.Scheme is not ("https" or "http")
            || address.UserInfo.Length + address.Query.Length + address.Fragment.Length > 0
        )
        {
            Wrong("endpoint", $"Enter an address that begins with https:// and contains neither a password nor a query.");
        }
        else if (settings.Protocol is ScoringProtocol.KserveV2 && !address.AbsolutePath.Contains("/v2/models/", StringComparison.Ordinal))
        {
            Wrong("endpoint", $"An endpoint of the Open Inference Protocol must end with /v2/models/NAME.");
        }

        if (settings.Checks.Count == 0)
        {
            Wrong("checks", $"Choose at least one check.");
        }
        else if (settings.Checks.Contains(ValidationCheck.Prompts) && settings.Checks.Any(c => c is not ValidationCheck.Prompts))
        {
            Wrong("checks", $"A prompt suite is sent to a model that answers with text: set up a separate schedule for it.");
        }
        else if (settings.Protocol is ScoringProtocol.ChatCompletions && !settings.Checks.Contains(ValidationCheck.Prompts))
        {
            Wrong("checks", $"Chat completions answer with text, which has no score. Choose the prompt suite.");
        }
        else if (settings.Checks.Contains(ValidationCheck.Fairness) && settings.Protected.Count == 0)
        {
            Wrong("protected", $"Fairness compares groups: name at least one protected attribute.");
        }

        foreach (var (field, columns) in new[] { ("protected", settings.Protected), ("features", settings.Features) })
        {
            if (columns.Count > MaxColumns || columns.Any(c => string.IsNullOrWhiteSpace(c) || c.Length > MaxName))
            {
                Wrong(field, $"At most {MaxColumns} columns, each of 1 to {MaxName} characters.");
            }
        }

        foreach (
            var (field, name) in new[]
            {
                ("label", settings.Label),
                ("positiveLabel", settings.PositiveLabel),
                ("output", settings.Output),
                ("credential", settings.Credential),
            }
        )
        {
            if (name is { Length: > MaxName })
            {
                Wrong(field, ValidationRefusals.AtMost(MaxName));
            }
        }

        if (settings.Rows is < 1 or > MaxRows)
        {
            Wrong("rows", $"Enter 1 to {MaxRows} rows.");
        }

        if (settings.EveryDays is < 1 or > MaxDays)
        {
            Wrong("everyDays", $"Enter 1 to {MaxDays} days.");
        }

        return errors.Count == 0 ? null : ValidationRefusals.Invalid(errors);
    }

    private void Take(ValidationSettings settings, UserId owner)
    {
        (Environment, Version) = (Plain(settings.Environment), Plain(settings.Version));
        (Endpoint, Protocol, Credential) = (settings.Endpoint!.Trim(), settings.Protocol, Plain(settings.Credential));
        (Label, PositiveLabel, Output) = (Plain(settings.Label), Plain(settings.PositiveLabel), Plain(settings.Output));
        (Rows, Seed, EveryDays, Owner) = (settings.Rows, settings.Seed, settings.EveryDays, owner);
        _checks = [.. settings.Checks.Distinct().Order()];
        _protected = [.. settings.Protected.Select(c => c.Trim()).Distinct(StringComparer.Ordinal)];
        _features = [.. settings.Features.Select(c => c.Trim()).Distinct(StringComparer.Ordinal)];
    }

    private static string? Plain(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
