using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.Gates;

/// <summary>Where a proposed change of a policy stands.</summary>
public enum ProposalState
{
    /// <summary>Waits for its two approvals.</summary>
    Open,

    /// <summary>Both were given: the text is in force.</summary>
    Effective,

    /// <summary>Someone who could have approved it said no.</summary>
    Rejected,

    /// <summary>Taken back by its author.</summary>
    Withdrawn,
}

/// <summary>
/// A new text for a policy. It becomes effective when its tests pass, it was back-tested, and one risk officer and one security approver,
/// neither of them its author, have approved exactly this text in the place of exactly that one.
/// </summary>
public sealed class PolicyProposal : IAudited
{
    private readonly List<PolicyApproval> _approvals = [];
    private List<UserId> _authors = [];

    private PolicyProposal() { }

    /// <summary>The readable id.</summary>
    public PolicyProposalId Id { get; private init; }

    /// <summary>Name of the policy.</summary>
    public string Name { get; private init; } = "";

    /// <summary>The new version.</summary>
    public string Version { get; private init; } = "";

    /// <summary>The exact bytes proposed.</summary>
    public byte[] Source { get; private init; } = [];

    /// <summary>SHA-256 of <see cref="Source"/>.</summary>
    public string Sha256 { get; private init; } = "";

    /// <summary>Digest of the text in force when it was proposed; null for a new policy.</summary>
    public string? BaseSha256 { get; private init; }

    /// <summary>Its tests, a <c>*_test.yaml</c>; empty when there are none.</summary>
    public byte[] Tests { get; private init; } = [];

    /// <summary>Cases in <see cref="Tests"/>.</summary>
    public int TestCases { get; private init; }

    /// <summary>Those that came out as expected when it was proposed.</summary>
    public int TestsPassed { get; private init; }

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

    /// <summary>The commit the text came from and who signed it, when it came from a repository.</summary>
    public string? Origin { get; private init; }

    /// <summary>Where it stands.</summary>
    public ProposalState State { get; private set; }

    /// <summary>When it was closed.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Why it was rejected.</summary>
    public SaltedText? Rejection { get; private set; }

    /// <summary>When it was back-tested.</summary>
    public DateTimeOffset? BackTestedAt { get; private set; }

    /// <summary>How many days back.</summary>
    public int? BackTestDays { get; private set; }

    /// <summary>The back-test as JSON; empty until then.</summary>
    public byte[] BackTest { get; private set; } = [];

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <summary>Approvals, in order.</summary>
    public IReadOnlyList<PolicyApproval> Approvals => _approvals;

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Proposes a text.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="text">The text, read.</param>
    /// <param name="baseSha256">Digest of the text in force, or null.</param>
    /// <param name="reason">Why.</param>
    /// <param name="author">Who.</param>
    /// <param name="origin">The commit it came from, or null.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<PolicyProposal> Propose(
        PolicyProposalId id,
        ProposedText text,
        string? baseSha256,
        string? reason,
        ProposalAuthor author,
        string? origin,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(author);
        if (text.Sha256 == baseSha256)
        {
            return ProposalRefusals.NothingChanged;
        }

        if (RefusesWords(reason) is { } words)
        {
            return words;
        }

        return new PolicyProposal
        {
            Id = id,
            Name = text.Name,
            Version = text.Version,
            Source = text.Source,
            Sha256 = text.Sha256,
            BaseSha256 = baseSha256,
            Tests = text.Tests,
            TestCases = text.TestCases,
            TestsPassed = text.TestsPassed,
            Reason = SaltedText.Of(reason!.Trim()),
            ProposedBy = author.Actor,
            ProposedByName = author.PrintedName,
            _authors = [.. author.People],
            ProposedAt = now,
            Origin = origin,
            State = ProposalState.Open,
            Revision = 1,
        };
    }

    /// <summary>Keeps what a back-test of this text found.</summary>
    public Refusal? RecordBackTest(byte[] result, int days, DateTimeOffset now)
    {
        if (State is not ProposalState.Open)
        {
            return ProposalRefusals.Closed;
        }

        (BackTest, BackTestDays, BackTestedAt) = (result, days, now);
        Revision++;
        return null;
    }

    /// <summary>One of the two approves. With the second the text becomes effective.</summary>
    /// <param name="person">Who, and who counts as one with whom.</param>
    /// <param name="shownSha256">Digest of the text that was on the screen.</param>
    /// <param name="inForceSha256">Digest of the text in force now, or null.</param>
    /// <param name="proof">How they proved who they are.</param>
    /// <param name="now">The server's clock.</param>
    public Result<PolicyApproval> Approve(Signer person, string? shownSha256, string? inForceSha256, SigningProof proof, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(proof);
        if (RefusesPerson(person) is { } forbidden)
        {
            return forbidden;
        }

        if (RefusesState(shownSha256, inForceSha256) is { } refusal)
        {
            return refusal;
        }

        var approval = PolicyApproval.Of(Id, person, proof, now);
        _approvals.Add(approval);
        if (_approvals.Count > 1)
        {
            Close(ProposalState.Effective, now);
        }

        Revision++;
        return approval;
    }

    /// <summary>Rejects it; only a person who could approve it may.</summary>
    public Refusal? Reject(Signer person, string? reason, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(person);
        if (person.RoleInForce is not (Roles.RiskOfficer or Roles.SecurityReviewer))
        {
            return ProposalRefusals.TwoPeople;
        }

        if (State is not ProposalState.Open)
        {
            return ProposalRefusals.Closed;
        }

        if (RefusesWords(reason) is { } words)
        {
            return words;
        }

        Rejection = SaltedText.Of(reason!.Trim());
        Close(ProposalState.Rejected, now);
        Revision++;
        return null;
    }

    /// <summary>Its author takes it back.</summary>
    public Refusal? Withdraw(UserId? person, DateTimeOffset now)
    {
        if (person is not { } who || !Authors.Contains(who))
        {
            return ProposalRefusals.NotYours;
        }

        if (State is not ProposalState.Open)
        {
            return ProposalRefusals.Closed;
        }

        Close(ProposalState.Withdrawn, now);
        Revision++;
        return null;
    }

    private static Refusal? RefusesWords(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? ProposalRefusals.ReasonMissing
        : reason.Length > SaltedText.MaxLength ? SaltedText.TooLong("reason")
        : null;

    private Refusal? RefusesState(string? shownSha256, string? inForceSha256)
    {
        if (State is not ProposalState.Open)
        {
            return ProposalRefusals.Closed;
        }

        if (inForceSha256 != BaseSha256)
        {
            return ProposalRefusals.BaseChanged;
        }

        if (shownSha256 != Sha256)
        {
            return ProposalRefusals.TextChanged;
        }

        if (TestCases == 0 || TestsPassed < TestCases)
        {
            return ProposalRefusals.TestsNotGreen;
        }

        return BackTestedAt is null ? ProposalRefusals.NotBackTested : null;
    }

    /// <summary>
    /// Whether this person could approve it now, as far as the proposal itself knows: for what pages and the palette offer.
    /// </summary>
    public bool CanBeApprovedBy(Signer person)
    {
        return TestCases > 0 && TestsPassed == TestCases && BackTestedAt is not null && IsAskedOf(person);
    }

    /// <summary>Whether one of its two approvals waits for this person, as far as the proposal itself knows.</summary>
    public bool IsAskedOf(Signer person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return State is ProposalState.Open && RefusesPerson(person) is null;
    }

    private Refusal? RefusesPerson(Signer person)
    {
        if (
            person.RoleInForce is not (Roles.RiskOfficer or Roles.SecurityReviewer)
            || _approvals.Exists(a => a.Attestation.Person == person.Id || a.Attestation.Function == person.RoleInForce)
        )
        {
            return ProposalRefusals.TwoPeople;
        }

        if (Authors.Contains(person.Id))
        {
            return ProposalRefusals.AuthorCannotApprove;
        }

        return
            Authors.Any(author => person.Separation.GaveAccess(person.Id, author))
            || _approvals.Exists(a => person.Separation.GaveAccess(person.Id, a.Attestation.Person))
            ? PromotionRefusals.AccessByOneHand
            : null;
    }

    private void Close(ProposalState state, DateTimeOffset now) => (State, ClosedAt) = (state, now);
}

/// <summary>A proposed text as it was read.</summary>
/// <param name="Name">Name of the policy.</param>
/// <param name="Version">Its version.</param>
/// <param name="Sha256">Digest of the text.</param>
/// <param name="Source">The exact bytes.</param>
/// <param name="Tests">Its tests; empty for none.</param>
/// <param name="TestCases">Cases in them.</param>
/// <param name="TestsPassed">Those that came out as expected.</param>
public sealed record ProposedText(string Name, string Version, string Sha256, byte[] Source, byte[] Tests, int TestCases, int TestsPassed);

/// <summary>Who proposes.</summary>
/// <param name="Actor">As the log writes an actor.</param>
/// <param name="PrintedName">Their name.</param>
/// <param name="People">Everyone who counts as the author.</param>
public sealed record ProposalAuthor(string Actor, string PrintedName, IReadOnlyList<UserId> People);
