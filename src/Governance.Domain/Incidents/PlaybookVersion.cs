using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.Incidents;

/// <summary>Where a version of a playbook stands.</summary>
public enum PlaybookState
{
    /// <summary>Waits for a second person.</summary>
    Proposed,

    /// <summary>Approved: incidents opened from then on follow it, until a newer one is approved.</summary>
    Approved,

    /// <summary>A second person said no.</summary>
    Rejected,

    /// <summary>Taken back by its author.</summary>
    Withdrawn,
}

/// <summary>
/// A version of a playbook after the one that ships. What is proposed is approved by a person who did not write it; from then on its text
/// never changes, because incidents follow it.
/// </summary>
public sealed class PlaybookVersion : IAudited
{
    /// <summary>Longest text, in bytes.</summary>
    public const int MaxSource = 128 * 1024;

    private List<UserId> _authors = [];

    private PlaybookVersion() { }

    /// <summary>The readable id.</summary>
    public PlaybookVersionId Id { get; private init; }

    /// <summary>Id of the playbook: <c>model-harm</c>.</summary>
    public string Name { get; private init; } = "";

    /// <summary>Its version, from 2 up for a playbook that ships, from 1 up for another.</summary>
    public int Version { get; private init; }

    /// <summary>The exact bytes, YAML.</summary>
    public byte[] Source { get; private init; } = [];

    /// <summary>SHA-256 of <see cref="Source"/>.</summary>
    public string Sha256 { get; private init; } = "";

    /// <summary>Why it is proposed.</summary>
    public SaltedText Reason { get; private init; } = SaltedText.Of("");

    /// <summary>Who proposed it, as the log writes an actor.</summary>
    public string ProposedBy { get; private init; } = "";

    /// <summary>Their printed name at the time.</summary>
    public string ProposedByName { get; private init; } = "";

    /// <summary>The people who count as its authors: the person, or everyone behind a key.</summary>
    public IReadOnlyList<UserId> Authors => _authors;

    /// <summary>When.</summary>
    public DateTimeOffset ProposedAt { get; private init; }

    /// <summary>Where it stands.</summary>
    public PlaybookState State { get; private set; }

    /// <summary>The person who approved it, and how we know.</summary>
    public PlaybookApproval? Approval { get; private set; }

    /// <summary>When it was decided or taken back.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Why it was rejected.</summary>
    public SaltedText? Rejection { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Proposes a version.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="playbook">The text, read.</param>
    /// <param name="source">The exact bytes.</param>
    /// <param name="sha256">Their digest.</param>
    /// <param name="newest">The version that incidents follow now; 0 for a new playbook.</param>
    /// <param name="reason">Why.</param>
    /// <param name="by">Who, as the log writes an actor, with their printed name and everyone who counts as the author.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<PlaybookVersion> Propose(
        PlaybookVersionId id,
        Playbook playbook,
        byte[] source,
        string sha256,
        int newest,
        string? reason,
        (string Actor, string PrintedName, IReadOnlyList<UserId> People) by,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(playbook);
        if (playbook.Version != newest + 1)
        {
            return PlaybookRefusals.VersionNotNext(newest + 1);
        }

        return RefusesWords(reason) is { } words
            ? words
            : new PlaybookVersion
            {
                Id = id,
                Name = playbook.Id,
                Version = playbook.Version,
                Source = source,
                Sha256 = sha256,
                Reason = SaltedText.Of(reason!.Trim()),
                ProposedBy = by.Actor,
                ProposedByName = by.PrintedName,
                _authors = [.. by.People],
                ProposedAt = now,
                State = PlaybookState.Proposed,
                Revision = 1,
            };
    }

    /// <summary>A second person approves it: incidents opened from now on follow it.</summary>
    /// <param name="person">Who, and who counts as one with whom.</param>
    /// <param name="shownSha256">Digest of the text that was on the screen.</param>
    /// <param name="newest">The version that incidents follow now; 0 for a new playbook.</param>
    /// <param name="proof">How they proved who they are.</param>
    /// <param name="now">The server's clock.</param>
    public Result<PlaybookApproval> Approve(Signer person, string? shownSha256, int newest, SigningProof proof, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(proof);
        if (RefusesPerson(person) is { } forbidden)
        {
            return forbidden;
        }

        if (State is not PlaybookState.Proposed)
        {
            return PlaybookRefusals.Closed;
        }

        if (newest != Version - 1)
        {
            return PlaybookRefusals.BaseChanged;
        }

        if (shownSha256 != Sha256)
        {
            return PlaybookRefusals.TextChanged;
        }

        Approval = PlaybookApproval.Of(Id, person, proof, now);
        Close(PlaybookState.Approved, now);
        return Approval;
    }

    /// <summary>A second person rejects it.</summary>
    public Refusal? Reject(Signer person, string? reason, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(person);
        if (Authors.Contains(person.Id))
        {
            return PlaybookRefusals.AuthorCannotDecide;
        }

        if (State is not PlaybookState.Proposed)
        {
            return PlaybookRefusals.Closed;
        }

        if (RefusesWords(reason) is { } words)
        {
            return words;
        }

        Rejection = SaltedText.Of(reason!.Trim());
        Close(PlaybookState.Rejected, now);
        return null;
    }

    /// <summary>Its author takes it back.</summary>
    public Refusal? Withdraw(UserId? person, DateTimeOffset now)
    {
        if (person is not { } who || !Authors.Contains(who))
        {
            return PlaybookRefusals.NotYours;
        }

        if (State is not PlaybookState.Proposed)
        {
            return PlaybookRefusals.Closed;
        }

        Close(PlaybookState.Withdrawn, now);
        return null;
    }

    private static Refusal? RefusesWords(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? PlaybookRefusals.ReasonMissing
        : reason.Length > SaltedText.MaxLength ? SaltedText.TooLong("reason")
        : null;

    /// <summary>Whether it waits for this person: its authors do not decide it.</summary>
    public bool IsAskedOf(UserId person) => State is PlaybookState.Proposed && !Authors.Contains(person);

    private Refusal? RefusesPerson(Signer person) =>
        Authors.Contains(person.Id) ? PlaybookRefusals.AuthorCannotDecide
        : Authors.Any(author => person.Separation.GaveAccess(person.Id, author)) ? PromotionRefusals.AccessByOneHand
        : null;

    private void Close(PlaybookState state, DateTimeOffset now)
    {
        (State, ClosedAt) = (state, now);
        Revision++;
    }
}

/// <summary>The approval of a version of a playbook.</summary>
public sealed class PlaybookApproval
{
    private PlaybookApproval() { }

    /// <summary>The version.</summary>
    public PlaybookVersionId Playbook { get; private init; }

    /// <summary>Who approved, and how we know.</summary>
    public Attestation Attestation { get; private init; } = null!;

    internal static PlaybookApproval Of(PlaybookVersionId playbook, Signer person, SigningProof proof, DateTimeOffset now) =>
        new() { Playbook = playbook, Attestation = Attestation.Of(person, proof, now) };
}
