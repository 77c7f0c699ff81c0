using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.Datasets;

/// <summary>Why data may not be used any more.</summary>
public enum DataEnd
{
    /// <summary>The consent was withdrawn.</summary>
    ConsentWithdrawn,

    /// <summary>The last day of its retention is over.</summary>
    RetentionOver,
}

/// <summary>What came of a task.</summary>
public enum DataTaskOutcome
{
    /// <summary>The data was deleted; of a model, the versions were retired.</summary>
    Deleted,

    /// <summary>The model was trained again without the data.</summary>
    Retrained,

    /// <summary>It stays, for the reason given.</summary>
    Justified,
}

/// <summary>
/// What someone has to do because data may not be used any more: its owner deletes it, the owner of a model made from it retires or
/// retrains the versions. Each may say why it stays instead.
/// </summary>
public sealed class DataTask : IAudited
{
    /// <summary>Days that people have for it.</summary>
    public const int Days = 30;

    /// <summary>Longest scope, in characters.</summary>
    public const int MaxScope = 300;

    private List<string> _versions = [];

    private DataTask() { }

    /// <summary>The readable id.</summary>
    public DataTaskId Id { get; private init; }

    /// <summary>The dataset.</summary>
    public DatasetId Dataset { get; private init; }

    /// <summary>Its name.</summary>
    public string Name { get; private init; } = "";

    /// <summary>The model; empty for the task of the data's own owner.</summary>
    public string Model { get; private init; } = "";

    /// <summary>Versions of the model that were made from the data.</summary>
    public IReadOnlyList<string> Versions => _versions;

    /// <summary>Why the data may not be used.</summary>
    public DataEnd Cause { get; private init; }

    /// <summary>Day since which it may not be used.</summary>
    public DateOnly EndedOn { get; private init; }

    /// <summary>Which part of the data, in the words of who recorded it; null for all of it.</summary>
    public string? Scope { get; private init; }

    /// <summary>Why it ended; with the task of the data's own owner.</summary>
    public SaltedText? Why { get; private init; }

    /// <summary>Who has to act.</summary>
    public UserId Owner { get; private init; }

    /// <summary>Until when.</summary>
    public DateOnly DueOn { get; private init; }

    /// <summary>When it was raised.</summary>
    public DateTimeOffset RaisedAt { get; private init; }

    /// <summary>What came of it; null while it waits.</summary>
    public DataTaskOutcome? Outcome { get; private set; }

    /// <summary>When.</summary>
    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>Who said so.</summary>
    public UserId? AnsweredBy { get; private set; }

    /// <summary>What was done, or why it stays.</summary>
    public SaltedText? Reason { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Raises a task.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="record">The dataset.</param>
    /// <param name="end">Why and since when it may not be used, and which part of it.</param>
    /// <param name="model">The model with its owner and the versions made from the data; null for the data's own owner.</param>
    /// <param name="why">Why it ended; null where the record says so.</param>
    /// <param name="now">When.</param>
    public static DataTask Raise(
        DataTaskId id,
        DatasetRecord record,
        (DataEnd Cause, DateOnly On, string? Scope) end,
        (string Name, UserId Owner, IReadOnlyList<string> Versions)? model,
        string? why,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(record);
        return new DataTask
        {
            Id = id,
            Dataset = record.Id,
            Name = record.Name,
            Model = model?.Name ?? "",
            _versions = [.. model?.Versions ?? []],
            Cause = end.Cause,
            EndedOn = end.On,
            Scope = end.Scope,
            Why = why is null ? null : SaltedText.Of(why),
            Owner = model?.Owner ?? record.Owner,
            DueOn = now.Day().AddDays(Days),
            RaisedAt = now,
            Revision = 1,
        };
    }

    /// <summary>Its owner, or a compliance officer, says what came of it.</summary>
    /// <param name="outcome">What came of it.</param>
    /// <param name="reason">What was done, or why it stays.</param>
    /// <param name="person">Who says so.</param>
    /// <param name="now">When.</param>
    public Refusal? Answer(DataTaskOutcome outcome, string? reason, UserId person, DateTimeOffset now)
    {
        if (Outcome is not null)
        {
            return DatasetRefusals.TaskAnswered(Id);
        }

        if (outcome is DataTaskOutcome.Retrained && Model.Length == 0)
        {
            return DatasetRefusals.TaskOutcome;
        }

        if (string.IsNullOrWhiteSpace(reason) || reason.Trim().Length > 2_000)
        {
            return DatasetRefusals.TaskReason;
        }

        (Outcome, AnsweredAt, AnsweredBy, Reason) = (outcome, now, person, SaltedText.Of(reason.Trim()));
        Revision++;
        return null;
    }
}
