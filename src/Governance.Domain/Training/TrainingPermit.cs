using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Transparency;

namespace Governance.Domain.Training;

/// <summary>
/// A request to train a model on datasets. Each owner of a dataset answers, and a security reviewer where the data asks for it. Once all
/// agreed, signed permits are issued that count for minutes, until it is revoked.
/// </summary>
public sealed class TrainingPermit : IAudited
{
    /// <summary>Slot of the security reviewer.</summary>
    public const string Security = "security";

    private List<TrainingData> _data = [];
    private List<UserId> _requesters = [];

    private TrainingPermit() { }

    /// <summary>The readable id.</summary>
    public TrainingPermitId Id { get; private init; }

    /// <summary>The model.</summary>
    public string Model { get; private init; } = "";

    /// <summary>Datasets.</summary>
    public IReadOnlyList<TrainingData> Data => _data;

    /// <summary>Commit of the code.</summary>
    public string Commit { get; private init; } = "";

    /// <summary>Purpose.</summary>
    public string Purpose { get; private init; } = "";

    /// <summary>Where it is computed.</summary>
    public string? Compute { get; private init; }

    /// <summary>The environment.</summary>
    public string Environment { get; private init; } = "";

    /// <summary>Whether a security reviewer is asked.</summary>
    public bool NeedsSecurity { get; private init; }

    /// <summary>When it was requested.</summary>
    public DateTimeOffset RequestedAt { get; private init; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string RequestedBy { get; private init; } = "";

    /// <summary>Everyone behind the request: the person, or the people of the key.</summary>
    public IReadOnlyList<UserId> Requesters => _requesters;

    /// <summary>How far it is.</summary>
    public TrainingState State { get; private set; }

    /// <summary>When the last answer decided it, or it was revoked.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>When a permit was issued last.</summary>
    public DateTimeOffset? IssuedAt { get; private set; }

    /// <summary>Until when that permit counts.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>SHA-256 of its statement.</summary>
    public string? StatementSha256 { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Everyone whose answer is asked: the owners of the datasets, and security.</summary>
    public IReadOnlyList<string> Slots =>
        [.. _data.Select(d => SlotOf(d.Owner)).Distinct(StringComparer.Ordinal), .. NeedsSecurity ? new[] { Security } : []];

    /// <summary>Requests a training.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="request">What is to be trained.</param>
    /// <param name="needsSecurity">Whether a security reviewer is asked.</param>
    /// <param name="by">Who, as the log writes an actor.</param>
    /// <param name="people">Everyone behind the request.</param>
    /// <param name="now">When.</param>
    public static Result<TrainingPermit> Ask(
        TrainingPermitId id,
        TrainingRequest request,
        bool needsSecurity,
        string by,
        IReadOnlyList<UserId> people,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Data.FirstOrDefault(d => people.Any(p => p.ToString() == d.Owner)) is { } own)
        {
            return TrainingRefusals.OwnData(own.Name);
        }

        return new TrainingPermit
        {
            Id = id,
            Model = request.Model,
            _data = [.. request.Data],
            Commit = request.Commit,
            Purpose = request.Purpose,
            Compute = request.Compute,
            Environment = request.Environment,
            NeedsSecurity = needsSecurity,
            RequestedAt = now,
            RequestedBy = by,
            _requesters = [.. people],
            Revision = 1,
        };
    }

    /// <summary>The slot of the owner of a dataset.</summary>
    public static string SlotOf(string owner) => $"owner:{owner}";

    /// <summary>The slot that a person may answer in; else why not.</summary>
    /// <param name="person">The person.</param>
    /// <param name="role">The role they work in.</param>
    public Result<string> SlotFor(UserId person, string? role)
    {
        if (_requesters.Contains(person))
        {
            return TrainingRefusals.OwnRequest;
        }

        var slot = role == Roles.SecurityReviewer && NeedsSecurity ? Security : SlotOf(person.ToString());
        return Slots.Contains(slot, StringComparer.Ordinal) ? slot : TrainingRefusals.NotAsked;
    }

    /// <summary>Takes an answer into account.</summary>
    /// <param name="answers">All answers, the new one among them.</param>
    /// <param name="now">When.</param>
    public void Hear(IReadOnlyCollection<TrainingAnswer> answers, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(answers);
        State =
            answers.Any(a => !a.Allows) ? TrainingState.Refused
            : Slots.All(slot => answers.Any(a => a.Slot == slot)) ? TrainingState.Approved
            : TrainingState.Waiting;
        DecidedAt = State is TrainingState.Waiting ? null : now;
        Revision++;
    }

    /// <summary>Takes an approval back: no permit is issued any more, and the one that was counts for minutes at most.</summary>
    /// <param name="now">When.</param>
    public Result<bool> Revoke(DateTimeOffset now)
    {
        if (State is not TrainingState.Approved)
        {
            return TrainingRefusals.NotApproved(Id, State);
        }

        (State, DecidedAt) = (TrainingState.Revoked, now);
        Revision++;
        return true;
    }

    /// <summary>Notes the permit that was issued.</summary>
    /// <param name="statement">What it says.</param>
    /// <param name="envelope">The statement, sealed.</param>
    public Refusal? Issue(TrainingStatement statement, DsseEnvelope envelope)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(envelope);
        if (State is not TrainingState.Approved)
        {
            return TrainingRefusals.NotApproved(Id, State);
        }

        (IssuedAt, ExpiresAt, StatementSha256) = (statement.IssuedAt, statement.ExpiresAt, envelope.PayloadSha256);
        Revision++;
        return null;
    }
}
