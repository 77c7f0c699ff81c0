using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Systems;

namespace Governance.Domain.Oversight;

/// <summary>
/// A person who oversees an AI system: what they may do, from when until when, and how they were trained for it. An appointment that ended
/// stays on record; the same person can be appointed again.
/// </summary>
public sealed class Overseer : IAudited
{
    /// <summary>Most trainings of one appointment.</summary>
    public const int MaxTrainings = 100;

    /// <summary>Longest title of a training, and longest name of who gave it.</summary>
    public const int MaxTitle = 200;

    /// <summary>Most years that a training counts.</summary>
    public const int MaxYears = 5;

    private List<OversightTraining> _trainings = [];

    private Overseer() { }

    /// <summary>The readable id.</summary>
    public OverseerId Id { get; private init; }

    /// <summary>The system.</summary>
    public SystemId System { get; private init; }

    /// <summary>Who oversees it.</summary>
    public UserId Person { get; private init; }

    /// <summary>Their name when they were appointed.</summary>
    public string PersonName { get; private init; } = "";

    /// <summary>What they may do.</summary>
    public OversightAuthority Authority { get; private init; }

    /// <summary>The first day.</summary>
    public DateOnly From { get; private init; }

    /// <summary>The last day; null for an open end.</summary>
    public DateOnly? Until { get; private init; }

    /// <summary>Training they had, in the order in which it was recorded.</summary>
    public IReadOnlyList<OversightTraining> Trainings => _trainings;

    /// <summary>Who appointed them.</summary>
    public UserId AppointedBy { get; private init; }

    /// <summary>Their printed name at the time.</summary>
    public string AppointedByName { get; private init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset AppointedAt { get; private init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>When the appointment was ended; null while it was not.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Why it ended.</summary>
    public OversightEnd? Because { get; private set; }

    /// <summary>Who ended it, by name; null where the account was disabled.</summary>
    public string? EndedByName { get; private set; }

    /// <summary>The same in words, where someone ended it.</summary>
    public SaltedText? EndReason { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>The last day on which their training counts; null when none was recorded.</summary>
    public DateOnly? TrainedUntil => _trainings.Count == 0 ? null : _trainings.Max(t => t.ValidUntil);

    /// <summary>
    /// Appoints a person. The caller has checked that the account is active and that they do not oversee the system already.
    /// </summary>
    /// <param name="id">The next id.</param>
    /// <param name="system">The system.</param>
    /// <param name="person">Who is appointed, with their name.</param>
    /// <param name="authority">What they may do.</param>
    /// <param name="from">The first day.</param>
    /// <param name="until">The last day; null for an open end.</param>
    /// <param name="by">Who appoints.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<Overseer> Appoint(
        OverseerId id,
        SystemId system,
        (UserId Id, string Name) person,
        OversightAuthority authority,
        DateOnly from,
        DateOnly? until,
        (UserId Id, string PrintedName) by,
        DateTimeOffset now
    )
    {
        if (person.Id == by.Id)
        {
            return OversightRefusals.AppointsThemselves;
        }

        return until < from || until < Day(now)
            ? OversightRefusals.DaysNotValid
            : new Overseer
            {
                Id = id,
                System = system,
                Person = person.Id,
                PersonName = person.Name,
                Authority = authority,
                From = from,
                Until = until,
                AppointedBy = by.Id,
                AppointedByName = by.PrintedName,
                AppointedAt = now,
                ChangedAt = now,
            };
    }

    /// <summary>True while it was not ended and its time is not over.</summary>
    public bool IsOpenOn(DateOnly day) => EndedAt is null && !(Until < day);

    /// <summary>True when the person oversees the system on this day: appointed, and trained for it.</summary>
    public bool CountsOn(DateOnly day) => IsOpenOn(day) && From <= day && TrainedUntil >= day;

    /// <summary>Records training they had.</summary>
    /// <param name="what">What it was about.</param>
    /// <param name="on">The day.</param>
    /// <param name="validUntil">The last day it counts.</param>
    /// <param name="trainer">Who gave it.</param>
    /// <param name="proof">Where the proof lies.</param>
    /// <param name="by">Who records it: never the person themselves.</param>
    /// <param name="now">The server's clock.</param>
    public Result<OversightTraining> Train(
        string? what,
        DateOnly on,
        DateOnly validUntil,
        string? trainer,
        OversightProof proof,
        (UserId Id, string PrintedName) by,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (EndedAt is not null)
        {
            return OversightRefusals.HasEnded(Id);
        }

        if (by.Id == Person)
        {
            return OversightRefusals.TrainsThemselves;
        }

        if (_trainings.Count >= MaxTrainings)
        {
            return OversightRefusals.TooManyTrainings;
        }

        if (string.IsNullOrWhiteSpace(what) || what.Trim().Length > MaxTitle)
        {
            return OversightRefusals.TrainingMissing;
        }

        if (string.IsNullOrWhiteSpace(trainer) || trainer.Trim().Length > MaxTitle)
        {
            return OversightRefusals.TrainerMissing;
        }

        if (on > Day(now) || validUntil < on || validUntil > on.AddYears(MaxYears))
        {
            return OversightRefusals.TrainingDaysNotValid;
        }

        if (proof.Refuses() is { } refusal)
        {
            return refusal;
        }

        var training = new OversightTraining(
            _trainings.Count + 1,
            what.Trim(),
            on,
            validUntil,
            trainer.Trim(),
            proof.Reference,
            proof.Sha256,
            by.PrintedName,
            now
        );
        _trainings = [.. _trainings, training];
        Changed(now);
        return training;
    }

    /// <summary>Ends it, with a reason.</summary>
    public Refusal? End(string? reason, string byName, DateTimeOffset now)
    {
        if (EndedAt is not null)
        {
            return OversightRefusals.HasEnded(Id);
        }

        if (string.IsNullOrWhiteSpace(reason) || reason.Length > SaltedText.MaxLength)
        {
            return OversightRefusals.ReasonMissing;
        }

        (EndedAt, Because, EndedByName, EndReason) = (now, OversightEnd.Relieved, byName, SaltedText.Of(reason.Trim()));
        Changed(now);
        return null;
    }

    /// <summary>Ends it because the person's account was disabled: enabled again, they are appointed again.</summary>
    public void EndWithAccount(DateTimeOffset now)
    {
        (EndedAt, Because) = (now, OversightEnd.AccountDisabled);
        Changed(now);
    }

    private void Changed(DateTimeOffset now)
    {
        ChangedAt = now;
        Revision++;
    }

    private static DateOnly Day(DateTimeOffset time) => time.Day();
}
