using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.Training;

/// <summary>
/// A run that trained, as lineage reported it, and how it stood to the permits. One that no permit covered waits for an answer.
/// </summary>
public sealed class TrainingRun : IAudited
{
    private List<TrainedData> _data = [];
    private List<TrainingGap> _gaps = [];
    private List<UserId> _asked = [];

    private TrainingRun() { }

    /// <summary>The readable id.</summary>
    public TrainingRunId Id { get; private init; }

    /// <summary>The run's UUID.</summary>
    public string Run { get; private init; } = "";

    /// <summary>Namespace and name of its job, the end of them where they are long.</summary>
    public string Job { get; private init; } = "";

    /// <summary>The model; empty where lineage names none.</summary>
    public string Model { get; private set; } = "";

    /// <summary>Version that it made.</summary>
    public string? Version { get; private set; }

    /// <summary>Commit of the code.</summary>
    public string? Commit { get; private set; }

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>Datasets that it read.</summary>
    public IReadOnlyList<TrainedData> Data => _data;

    /// <summary>How it stands to the permits.</summary>
    public TrainingVerdict Verdict { get; private set; }

    /// <summary>The permit that fits best.</summary>
    public TrainingPermitId? Permit { get; private set; }

    /// <summary>Datasets that were not covered.</summary>
    public IReadOnlyList<TrainingGap> Gaps => _gaps;

    /// <summary>Who answers for it: the owners of its data, and the owner of the model where no dataset has a record.</summary>
    public IReadOnlyList<UserId> Asked => _asked;

    /// <summary>When it was found.</summary>
    public DateTimeOffset FoundAt { get; private init; }

    /// <summary>When someone answered; null while it waits, and where nothing is to be answered.</summary>
    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>Who answered.</summary>
    public UserId? AnsweredBy { get; private set; }

    /// <summary>What happened, and what will be done with the version.</summary>
    public SaltedText? Answer { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>True while it waits for an answer.</summary>
    public bool IsOpen => Verdict is not TrainingVerdict.Covered && AnsweredAt is null;

    /// <summary>
    /// Whether a person may answer for it: those who are asked, and where no one is, each who answers requests.
    /// </summary>
    /// <param name="person">The person.</param>
    public bool MayAnswer(UserId person) => _asked.Count == 0 || _asked.Contains(person);

    /// <summary>
    /// Whether it waits for a person. Where lineage names neither a known dataset nor a model, it waits for each who answers requests; one
    /// of a known model for which no one is asked, because the organisation keeps no records of data, waits for no one.
    /// </summary>
    /// <param name="person">The person.</param>
    public bool Asks(UserId person) => _asked.Contains(person) || (_asked.Count == 0 && Model.Length == 0);

    /// <summary>Notes a run.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="run">What lineage says of it.</param>
    /// <param name="now">When.</param>
    public static TrainingRun Of(TrainingRunId id, TrainedRun run, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new TrainingRun
        {
            Id = id,
            Run = run.Run,
            Job = run.Job.Length <= 400 ? run.Job : run.Job[^400..],
            FoundAt = now,
        };
    }

    /// <summary>Notes how it stands to the permits.</summary>
    /// <param name="run">What lineage says of it.</param>
    /// <param name="match">How it stands.</param>
    /// <param name="asked">Who answers for it.</param>
    /// <returns>True when that is something else than before: a new finding waits for an answer again.</returns>
    public bool Judge(TrainedRun run, TrainingMatch match, IReadOnlyList<UserId> asked)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(match);
        if (
            Revision > 0
            && (Model, Version, Commit, StartedAt, Verdict, Permit)
                == (run.Model ?? "", run.Version, run.Commit, run.StartedAt, match.Verdict, match.Permit)
            && _data.SequenceEqual(run.Data)
            && _gaps.SequenceEqual(match.Gaps)
        )
        {
            return false;
        }

        if (!_gaps.SequenceEqual(match.Gaps) || Verdict != match.Verdict)
        {
            (AnsweredAt, AnsweredBy, Answer) = (null, null, null);
        }

        (Model, Version, Commit, StartedAt) = (run.Model ?? "", run.Version, run.Commit, run.StartedAt);
        (Verdict, Permit) = (match.Verdict, match.Permit);
        (_data, _gaps, _asked) = ([.. run.Data], [.. match.Gaps], [.. asked]);
        Revision++;
        return true;
    }

    /// <summary>
    /// One of those asked says what happened and what becomes of the version. The gate goes on judging: a version passes it with a waiver
    /// or trained again with a permit.
    /// </summary>
    /// <param name="person">Who answers.</param>
    /// <param name="answer">What they say.</param>
    /// <param name="now">When.</param>
    public Refusal? Settle(UserId person, string? answer, DateTimeOffset now)
    {
        if (!MayAnswer(person))
        {
            return TrainingRefusals.RunNotAsked;
        }

        if (!IsOpen)
        {
            return TrainingRefusals.RunAnswered(Id);
        }

        if (string.IsNullOrWhiteSpace(answer) || answer.Trim().Length > TrainingAnswer.MaxReason)
        {
            return TrainingRefusals.ReasonMissing;
        }

        (AnsweredAt, AnsweredBy, Answer) = (now, person, SaltedText.Of(answer.Trim()));
        Revision++;
        return null;
    }
}
