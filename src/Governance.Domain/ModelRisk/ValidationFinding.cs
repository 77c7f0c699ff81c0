using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.ModelRisk;

/// <summary>How grave a finding is, the most serious first.</summary>
public enum FindingSeverity
{
    /// <summary>The model must not be used before it is closed.</summary>
    Critical,

    /// <summary>Its outputs may be wrong where it matters.</summary>
    High,

    /// <summary>A weakness that has to be put right.</summary>
    Medium,

    /// <summary>An improvement.</summary>
    Low,
}

/// <summary>Where a finding stands.</summary>
public enum FindingState
{
    /// <summary>To be put right.</summary>
    Open,

    /// <summary>Put right, with evidence.</summary>
    Closed,
}

/// <summary>What was found.</summary>
/// <param name="Severity">How grave it is.</param>
/// <param name="Text">What is wrong, and what is expected.</param>
/// <param name="Owner">Who puts it right.</param>
/// <param name="OwnerName">Their printed name.</param>
/// <param name="DueOn">By when.</param>
public sealed record FindingFacts(FindingSeverity Severity, string? Text, UserId Owner, string OwnerName, DateOnly DueOn);

/// <summary>
/// Something a validation found. The validator raises it, its owner puts it right, and a validator who is not its owner closes it with
/// evidence. It stays open, and overdue, until then.
/// </summary>
public sealed class ValidationFinding : IAudited
{
    /// <summary>The furthest day that a finding may be due, in months.</summary>
    public const int MaxMonths = 24;

    private readonly List<FindingExtension> _extensions = [];

    private ValidationFinding() { }

    /// <summary>The readable id.</summary>
    public FindingId Id { get; private init; }

    /// <summary>The validation that found it.</summary>
    public ValidationId Validation { get; private init; }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The version that was validated.</summary>
    public string Version { get; private init; } = "";

    /// <summary>How grave it is.</summary>
    public FindingSeverity Severity { get; private init; }

    /// <summary>What is wrong.</summary>
    public SaltedText Text { get; private init; } = SaltedText.Of("");

    /// <summary>Who puts it right.</summary>
    public UserId Owner { get; private init; }

    /// <summary>Their printed name at the time.</summary>
    public string OwnerName { get; private init; } = "";

    /// <summary>By when, the day counted in.</summary>
    public DateOnly DueOn { get; private set; }

    /// <summary>The instant from which it is overdue: the end of the day it is due, in UTC.</summary>
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>Who raised it.</summary>
    public UserId RaisedBy { get; private init; }

    /// <summary>Their printed name at the time.</summary>
    public string RaisedByName { get; private init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset RaisedAt { get; private init; }

    /// <summary>Where it stands.</summary>
    public FindingState State { get; private set; }

    /// <summary>Evidence of closure: an id such as EVD-0012, or the SHA-256 of a document.</summary>
    public string? Evidence { get; private set; }

    /// <summary>What was done.</summary>
    public SaltedText? Closure { get; private set; }

    /// <summary>Who closed it.</summary>
    public UserId? ClosedBy { get; private set; }

    /// <summary>Their printed name at the time.</summary>
    public string? ClosedByName { get; private set; }

    /// <summary>When.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>How its day was moved, in order.</summary>
    public IReadOnlyList<FindingExtension> Extensions => _extensions;

    /// <summary>Another day that waits for a second person; null when none does.</summary>
    public FindingExtension? Waiting => State is FindingState.Open ? _extensions.Find(e => e.State is ExtensionState.Asked) : null;

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>True when it should have been closed.</summary>
    public bool IsOverdue(DateTimeOffset now) => State is FindingState.Open && now >= DueAt;

    /// <summary>The validator raises a finding.</summary>
    /// <param name="id">The next id.</param>
    /// <param name="validation">The validation that found it.</param>
    /// <param name="facts">What was found.</param>
    /// <param name="person">Who raises it.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<ValidationFinding> Raise(
        FindingId id,
        ModelValidation validation,
        FindingFacts facts,
        Signer person,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(person);
        if (person.Id != validation.Validator)
        {
            return ValidationRefusals.NotValidator;
        }

        if (validation.State is ValidationState.Cancelled)
        {
            return ValidationRefusals.Closed;
        }

        // Otherwise no one could close it: the validator is not to judge their own work.
        if (person.Separation.AreSamePerson(facts.Owner, person.Id, validation.Model))
        {
            return FindingRefusals.OwnerValidates;
        }

        if (
            (
                ModelRiskWords.Refuses(facts.Text, FindingRefusals.TextMissing)
                ?? (RefusesDay(facts.DueOn, now) ? FindingRefusals.DueNotValid : null)
            ) is
            { } refusal
        )
        {
            return refusal;
        }

        return new ValidationFinding
        {
            Id = id,
            Validation = validation.Id,
            Model = validation.Model,
            Version = validation.Version,
            Severity = facts.Severity,
            Text = SaltedText.Of(facts.Text!.Trim()),
            Owner = facts.Owner,
            OwnerName = facts.OwnerName,
            DueOn = facts.DueOn,
            DueAt = Days.EndOf(facts.DueOn, now).ToUniversalTime(),
            RaisedBy = person.Id,
            RaisedByName = person.PrintedName,
            RaisedAt = now,
            State = FindingState.Open,
            Revision = 1,
        };
    }

    /// <summary>A validator closes it.</summary>
    /// <param name="person">Who, and who counts as one with whom.</param>
    /// <param name="parties">Who had a hand in the version.</param>
    /// <param name="evidence">What shows that it was put right; the caller has looked that an id is one of this model.</param>
    /// <param name="words">What was done.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Close(Signer person, ValidationParties parties, string? evidence, string? words, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(parties);
        if (person.Separation.AreSamePerson(person.Id, Owner, Model))
        {
            return FindingRefusals.OwnerCloses;
        }

        if (parties.Refuses(person.Id, person.Separation) is { } forbidden)
        {
            return forbidden;
        }

        if (State is not FindingState.Open)
        {
            return FindingRefusals.Closed;
        }

        if (string.IsNullOrEmpty(evidence))
        {
            return FindingRefusals.EvidenceMissing;
        }

        if (ModelRiskWords.Refuses(words, FindingRefusals.ClosureMissing) is { } missing)
        {
            return missing;
        }

        (State, Evidence, Closure) = (FindingState.Closed, evidence, SaltedText.Of(words!.Trim()));
        (ClosedBy, ClosedByName, ClosedAt) = (person.Id, person.PrintedName, now);
        Revision++;
        return null;
    }

    /// <summary>
    /// Moves the day by which it is to be closed. A later day of what is high or critical, of what is overdue, and one that its owner asks
    /// for, counts once a second person has confirmed it.
    /// </summary>
    /// <param name="person">Who, and who counts as one with whom.</param>
    /// <param name="dueOn">The new day.</param>
    /// <param name="reason">Why.</param>
    /// <param name="now">The server's clock.</param>
    public Result<FindingExtension> Move(Signer person, DateOnly? dueOn, string? reason, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(person);
        if (State is not FindingState.Open)
        {
            return FindingRefusals.Closed;
        }

        if (Waiting is not null)
        {
            return FindingRefusals.ExtensionWaiting;
        }

        if (dueOn is not { } day || day == DueOn || RefusesDay(day, now))
        {
            return FindingRefusals.NewDayNotValid;
        }

        if (ModelRiskWords.Refuses(reason, FindingRefusals.ExtensionReasonMissing) is { } missing)
        {
            return missing;
        }

        var asks =
            day > DueOn
            && (
                Severity is FindingSeverity.Critical or FindingSeverity.High
                || IsOverdue(now)
                || person.Separation.AreSamePerson(person.Id, Owner, Model)
            );
        var extension = FindingExtension.Of(this, _extensions.Count + 1, day, reason!.Trim(), (person.Id, person.PrintedName), asks, now);
        _extensions.Add(extension);
        if (!asks)
        {
            (DueOn, DueAt) = (day, Days.EndOf(day, now).ToUniversalTime());
        }

        Revision++;
        return extension;
    }

    /// <summary>
    /// Whether a later day waits for this person: neither the one who asked for it nor the owner of the finding confirms it.
    /// </summary>
    public bool IsExtensionAskedOf(Signer person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return Waiting is { } waiting
            && !person.Separation.AreSamePerson(person.Id, waiting.By, Model)
            && !person.Separation.AreSamePerson(person.Id, Owner, Model);
    }

    /// <summary>A second person, who neither asked for the new day nor owns the finding, confirms it or declines it.</summary>
    /// <param name="person">Who, and who counts as one with whom.</param>
    /// <param name="confirm">True to confirm it.</param>
    /// <param name="now">The server's clock.</param>
    public Result<FindingExtension> Decide(Signer person, bool confirm, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(person);
        if (Waiting is not { } waiting)
        {
            return FindingRefusals.NoExtension;
        }

        if (!IsExtensionAskedOf(person))
        {
            return FindingRefusals.OwnExtension;
        }

        if (confirm && RefusesDay(waiting.DueOn, now))
        {
            return FindingRefusals.NewDayPassed;
        }

        waiting.Decide((person.Id, person.PrintedName), confirm, now);
        if (confirm)
        {
            (DueOn, DueAt) = (waiting.DueOn, Days.EndOf(waiting.DueOn, now).ToUniversalTime());
        }

        Revision++;
        return waiting;
    }

    private static bool RefusesDay(DateOnly day, DateTimeOffset now) =>
        now.Day() is var today && (day <= today || day > today.AddMonths(MaxMonths));
}
