using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Systems;

namespace Governance.Domain.Compliance;

/// <summary>
/// What people have done about one obligation of one system: who cares for it, what they linked, what a reviewer accepted.
/// </summary>
public sealed class Duty : IAudited
{
    /// <summary>Most pieces of evidence, and of waived kinds.</summary>
    public const int MaxParts = 100;

    private List<LinkedEvidence> _evidence = [];
    private List<WaivedKind> _waived = [];
    private List<AcceptedEvidence> _accepted = [];

    private Duty() { }

    /// <summary>The system.</summary>
    public SystemId System { get; private init; }

    /// <summary>Id of the obligation.</summary>
    public string Obligation { get; private init; } = "";

    /// <summary>Who cares for it.</summary>
    public UserId? Owner { get; private set; }

    /// <summary>By when it is to be met: an internal deadline.</summary>
    public DateOnly? DueOn { get; private set; }

    /// <summary>Linked by people.</summary>
    public IReadOnlyList<LinkedEvidence> Evidence => _evidence;

    /// <summary>Kinds not asked for here.</summary>
    public IReadOnlyList<WaivedKind> Waived => _waived;

    /// <summary>What the reviewer accepted.</summary>
    public IReadOnlyList<AcceptedEvidence> Accepted => _accepted;

    /// <summary>Who marked it as met; null while no one has.</summary>
    public UserId? MetBy { get; private set; }

    /// <summary>Their printed name.</summary>
    public string? MetByName { get; private set; }

    /// <summary>When.</summary>
    public DateTimeOffset? MetAt { get; private set; }

    /// <summary>The classification it was met under.</summary>
    public AssessmentId? MetUnder { get; private set; }

    /// <summary>The last day of the acceptance; null without one.</summary>
    public DateOnly? NextReview { get; private set; }

    /// <summary>Why it does not apply; null while it does.</summary>
    public string? NotApplicableReason { get; private set; }

    /// <summary>Who approved that.</summary>
    public string? NotApplicableByName { get; private set; }

    /// <summary>When.</summary>
    public DateTimeOffset? NotApplicableAt { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => $"{System}/{Obligation}";

    /// <summary>An untouched duty.</summary>
    public static Duty Of(SystemId system, string obligation) =>
        new()
        {
            System = system,
            Obligation = obligation,
            Revision = 1,
        };

    /// <summary>Says who cares for it, and by when.</summary>
    public void Assign(UserId? owner, DateOnly? dueOn)
    {
        (Owner, DueOn) = (owner, dueOn);
        Revision++;
    }

    /// <summary>Links a piece of evidence.</summary>
    public Result<LinkedEvidence> Link(LawObligation law, LinkedEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentNullException.ThrowIfNull(evidence);
        if (!law.EvidenceKinds.Contains(evidence.Kind))
        {
            return DutyRefusals.KindNotWanted(law);
        }

        if (_evidence.Count >= MaxParts)
        {
            return DutyRefusals.TooMany;
        }

        var linked = evidence with { Number = _evidence.Select(e => e.Number).DefaultIfEmpty().Max() + 1 };
        _evidence = [.. _evidence, linked];
        Revision++;
        return linked;
    }

    /// <summary>Says why a kind is not asked for here.</summary>
    public Refusal? Waive(LawObligation law, WaivedKind waived)
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentNullException.ThrowIfNull(waived);
        if (!law.EvidenceKinds.Contains(waived.Kind))
        {
            return DutyRefusals.KindNotWanted(law);
        }

        if (Assessment.IsNoReason(waived.Reason))
        {
            return DutyRefusals.ReasonNeeded;
        }

        _waived = [.. _waived.Where(w => w.Kind != waived.Kind), waived];
        Revision++;
        return null;
    }

    /// <summary>A named reviewer accepts what is there.</summary>
    /// <param name="standing">The duty as judged now.</param>
    /// <param name="under">The signed classification.</param>
    /// <param name="access">Who accepts.</param>
    /// <param name="nextReview">The last day of the acceptance.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Meet(DutyStanding standing, AssessmentId under, Access access, DateOnly? nextReview, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(standing);
        ArgumentNullException.ThrowIfNull(access);
        if (!standing.Dated.Own)
        {
            return DutyRefusals.NotOwn;
        }

        if (standing.Kinds.FirstOrDefault(k => !k.IsCovered) is { } missing)
        {
            return DutyRefusals.EvidenceMissing(missing.Kind);
        }

        if (access.Person is not { } person)
        {
            return DutyRefusals.PersonNeeded;
        }

        _accepted =
        [
            .. standing.Kinds.SelectMany(k => k.Pieces.Where(k.Counts).Select(p => new AcceptedEvidence(k.Kind, p.Reference, p.Live))),
        ];
        (MetBy, MetByName, MetAt, MetUnder, NextReview) = (person, access.PrintedName, now, under, nextReview);
        (NotApplicableReason, NotApplicableByName, NotApplicableAt) = (null, null, null);
        Revision++;
        return null;
    }

    /// <summary>A named approver says why it does not apply here.</summary>
    public Refusal? Exclude(string? reason, Access access, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(access);
        if (Assessment.IsNoReason(reason))
        {
            return DutyRefusals.ReasonNeeded;
        }

        (NotApplicableReason, NotApplicableByName, NotApplicableAt) = (reason!.Trim(), access.PrintedName, now);
        Clear();
        return null;
    }

    /// <summary>Takes back that it is met, or that it does not apply.</summary>
    public Refusal? Reopen()
    {
        if (MetBy is null && NotApplicableAt is null)
        {
            return DutyRefusals.NothingToReopen;
        }

        (NotApplicableReason, NotApplicableByName, NotApplicableAt) = (null, null, null);
        Clear();
        return null;
    }

    private void Clear()
    {
        _accepted = [];
        (MetBy, MetByName, MetAt, MetUnder, NextReview) = (null, null, null, null, null);
        Revision++;
    }
}
