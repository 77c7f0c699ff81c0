using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.Competences;

/// <summary>
/// A training that a person had, and what it makes them competent in. It counts once someone else than the person and than who recorded it
/// has confirmed it, and until its last day.
/// </summary>
public sealed class Competence : IAudited
{
    /// <summary>What the log calls all of them.</summary>
    public const string Register = "competences";

    /// <summary>Longest name of a course, and longest name of who gave it.</summary>
    public const int MaxTitle = 200;

    /// <summary>Longest place of the proof.</summary>
    public const int MaxReference = 500;

    private List<UserId> _recorders = [];

    private Competence() { }

    /// <summary>The readable id.</summary>
    public CompetenceId Id { get; private init; }

    /// <summary>Whose it is.</summary>
    public UserId Person { get; private init; }

    /// <summary>Their name when it was recorded.</summary>
    public string PersonName { get; private init; } = "";

    /// <summary>Key of the topic.</summary>
    public string Topic { get; private init; } = "";

    /// <summary>The course.</summary>
    public string Course { get; private init; } = "";

    /// <summary>Who gave it.</summary>
    public string Provider { get; private init; } = "";

    /// <summary>The day on which the person completed it.</summary>
    public DateOnly On { get; private init; }

    /// <summary>The last day it counts; null for no end.</summary>
    public DateOnly? ValidUntil { get; private init; }

    /// <summary>Where the proof is, such as the address of a certificate; null when none is named.</summary>
    public string? Reference { get; private init; }

    /// <summary>SHA-256 of that file; null when it was not given.</summary>
    public string? Sha256 { get; private init; }

    /// <summary>How it came here.</summary>
    public CompetenceSource Source { get; private init; }

    /// <summary>Who recorded it, as the log names them.</summary>
    public string RecordedBy { get; private init; } = "";

    /// <summary>Everyone behind that: the person, or the owner of the key and who created it. None of them confirms it.</summary>
    public IReadOnlyList<UserId> Recorders => _recorders;

    /// <summary>Their printed name at the time.</summary>
    public string RecordedByName { get; private init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private init; }

    /// <summary>Where it is.</summary>
    public CompetenceState State { get; private set; }

    /// <summary>Who confirmed it; null while no one has.</summary>
    public UserId? ConfirmedBy { get; private set; }

    /// <summary>Their printed name at the time.</summary>
    public string? ConfirmedByName { get; private set; }

    /// <summary>When.</summary>
    public DateTimeOffset? ConfirmedAt { get; private set; }

    /// <summary>Who withdrew it, by name.</summary>
    public string? WithdrawnByName { get; private set; }

    /// <summary>When.</summary>
    public DateTimeOffset? WithdrawnAt { get; private set; }

    /// <summary>Why it was withdrawn.</summary>
    public SaltedText? WithdrawReason { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Records a training.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="person">Whose it is.</param>
    /// <param name="topic">What it makes competent in.</param>
    /// <param name="training">The training.</param>
    /// <param name="by">Who records it.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<Competence> Record(
        CompetenceId id,
        (UserId Id, string PrintedName) person,
        CompetenceTopic topic,
        CompetenceTraining training,
        Access by,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(training);
        return training.Refuses(now.Day()) is { } refusal
            ? refusal
            : new Competence
            {
                Id = id,
                Person = person.Id,
                PersonName = person.PrintedName,
                Topic = topic.Key,
                Course = training.Course!.Trim(),
                Provider = training.Provider!.Trim(),
                On = training.On,
                ValidUntil = training.ValidUntil ?? (topic.ValidMonths is { } months ? training.On.AddMonths(months) : null),
                Reference = string.IsNullOrWhiteSpace(training.Reference) ? null : training.Reference.Trim(),
                Sha256 = training.Sha256,
                Source = training.Source,
                RecordedBy = by.Actor.Id,
                _recorders = [.. by.People],
                RecordedByName = by.PrintedName,
                RecordedAt = now,
            };
    }

    /// <summary>True on days on which it counts.</summary>
    public bool CountsOn(DateOnly day) => State is CompetenceState.Confirmed && On <= day && !(ValidUntil < day);

    /// <summary>True when it is this training of this person.</summary>
    public bool IsOf(string topic, CompetenceTraining training)
    {
        ArgumentNullException.ThrowIfNull(training);
        return State is not CompetenceState.Withdrawn
            && Topic == topic
            && On == training.On
            && string.Equals(Course, training.Course?.Trim(), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>True when this person is asked to confirm it.</summary>
    public bool IsConfirmationAskedOf(UserId person) =>
        State is CompetenceState.Recorded && Person != person && !_recorders.Contains(person);

    /// <summary>Confirms it: someone else than the person and than who recorded it.</summary>
    public Refusal? Confirm((UserId Id, string PrintedName) by, DateTimeOffset now)
    {
        if (Person == by.Id)
        {
            return CompetenceRefusals.ConfirmsThemselves;
        }

        if (State is not CompetenceState.Recorded)
        {
            return CompetenceRefusals.AlreadyDecided(Id);
        }

        if (!IsConfirmationAskedOf(by.Id))
        {
            return CompetenceRefusals.ConfirmsOwnRecord;
        }

        (State, ConfirmedBy, ConfirmedByName, ConfirmedAt) = (CompetenceState.Confirmed, by.Id, by.PrintedName, now);
        Revision++;
        return null;
    }

    /// <summary>Withdraws it, with a reason: it counts no longer. What was signed while it counted stays signed.</summary>
    public Refusal? Withdraw(string? reason, string byName, DateTimeOffset now)
    {
        if (State is CompetenceState.Withdrawn)
        {
            return CompetenceRefusals.AlreadyWithdrawn(Id);
        }

        if (string.IsNullOrWhiteSpace(reason) || reason.Length > SaltedText.MaxLength)
        {
            return CompetenceRefusals.ReasonMissing;
        }

        (State, WithdrawnByName, WithdrawnAt, WithdrawReason) = (CompetenceState.Withdrawn, byName, now, SaltedText.Of(reason.Trim()));
        Revision++;
        return null;
    }
}
