using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.ModelRisk;

/// <summary>What is kept beside a model.</summary>
public enum OverlayKind
{
    /// <summary>An adjustment of its outputs, by hand or by rule, for what it does not see.</summary>
    Overlay,

    /// <summary>A use that it is not fit for.</summary>
    Limitation,
}

/// <summary>Where an overlay or a limitation stands.</summary>
public enum OverlayState
{
    /// <summary>Waits for a second person.</summary>
    Proposed,

    /// <summary>In use.</summary>
    InUse,

    /// <summary>Over, or never approved.</summary>
    Ended,
}

/// <summary>What is proposed.</summary>
/// <param name="Kind">Overlay or limitation.</param>
/// <param name="Text">What it is, and why.</param>
/// <param name="Since">Since when it is in use.</param>
/// <param name="ReviewOn">The day it is looked at again, or ends.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="OwnerName">Their printed name.</param>
public sealed record OverlayFacts(OverlayKind Kind, string? Text, DateOnly Since, DateOnly ReviewOn, UserId Owner, string OwnerName);

/// <summary>
/// An overlay or a limitation in use: written by one person, approved by another, and looked at again on a day (PRA SS1/23, principles 5.1
/// and 5.2).
/// </summary>
public sealed class ModelOverlay : IAudited
{
    /// <summary>The furthest day of review, in months.</summary>
    public const int MaxMonths = 24;

    private ModelOverlay() { }

    /// <summary>The readable id.</summary>
    public OverlayId Id { get; private init; }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>Overlay or limitation.</summary>
    public OverlayKind Kind { get; private init; }

    /// <summary>What it is.</summary>
    public SaltedText Text { get; private init; } = SaltedText.Of("");

    /// <summary>Since when it is in use.</summary>
    public DateOnly Since { get; private init; }

    /// <summary>The day it is looked at again.</summary>
    public DateOnly ReviewOn { get; private init; }

    /// <summary>Who answers for it.</summary>
    public UserId Owner { get; private init; }

    /// <summary>Their printed name at the time.</summary>
    public string OwnerName { get; private init; } = "";

    /// <summary>Who proposed it.</summary>
    public UserId ProposedBy { get; private init; }

    /// <summary>Their printed name at the time.</summary>
    public string ProposedByName { get; private init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset ProposedAt { get; private init; }

    /// <summary>Where it stands.</summary>
    public OverlayState State { get; private set; }

    /// <summary>Who approved it; null where no one did.</summary>
    public UserId? ApprovedBy { get; private set; }

    /// <summary>Their printed name at the time.</summary>
    public string? ApprovedByName { get; private set; }

    /// <summary>When.</summary>
    public DateTimeOffset? ApprovedAt { get; private set; }

    /// <summary>Why it ended.</summary>
    public SaltedText? EndReason { get; private set; }

    /// <summary>Printed name of who ended it.</summary>
    public string? EndedByName { get; private set; }

    /// <summary>When.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Proposes one.</summary>
    /// <param name="id">The next id.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="facts">What is proposed.</param>
    /// <param name="by">Who proposes it.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<ModelOverlay> Propose(
        OverlayId id,
        string model,
        OverlayFacts facts,
        (UserId Id, string PrintedName) by,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(facts);
        var today = now.Day();
        if (
            (
                ModelRiskWords.Refuses(facts.Text, OverlayRefusals.TextMissing)
                ?? (
                    facts.ReviewOn <= today || facts.ReviewOn > today.AddMonths(MaxMonths) || facts.Since >= facts.ReviewOn
                        ? OverlayRefusals.DaysNotValid
                        : null
                )
            ) is
            { } refusal
        )
        {
            return refusal;
        }

        return new ModelOverlay
        {
            Id = id,
            Model = model,
            Kind = facts.Kind,
            Text = SaltedText.Of(facts.Text!.Trim()),
            Since = facts.Since,
            ReviewOn = facts.ReviewOn,
            Owner = facts.Owner,
            OwnerName = facts.OwnerName,
            ProposedBy = by.Id,
            ProposedByName = by.PrintedName,
            ProposedAt = now,
            State = OverlayState.Proposed,
            Revision = 1,
        };
    }

    /// <summary>Whether it waits for this person: neither the one who proposed it nor its owner approves it.</summary>
    public bool IsAskedOf(Signer person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return State is OverlayState.Proposed && !IsTheirs(person);
    }

    /// <summary>A second person approves it.</summary>
    public Refusal? Approve(Signer person, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(person);
        if (IsTheirs(person))
        {
            return OverlayRefusals.OwnOverlay;
        }

        if (State is not OverlayState.Proposed)
        {
            return OverlayRefusals.NotWaiting;
        }

        State = OverlayState.InUse;
        (ApprovedBy, ApprovedByName, ApprovedAt) = (person.Id, person.PrintedName, now);
        Revision++;
        return null;
    }

    /// <summary>Ends it, in use or still proposed.</summary>
    public Refusal? End(string printedName, string? reason, DateTimeOffset now)
    {
        if (State is OverlayState.Ended)
        {
            return OverlayRefusals.Ended;
        }

        if (ModelRiskWords.Refuses(reason, OverlayRefusals.ReasonMissing) is { } missing)
        {
            return missing;
        }

        State = OverlayState.Ended;
        (EndReason, EndedByName, EndedAt) = (SaltedText.Of(reason!.Trim()), printedName, now);
        Revision++;
        return null;
    }

    private bool IsTheirs(Signer person) =>
        person.Separation.AreSamePerson(person.Id, ProposedBy, Model) || person.Separation.AreSamePerson(person.Id, Owner, Model);
}

/// <summary>Refusals about overlays and limitations.</summary>
public static class OverlayRefusals
{
    /// <summary>No such overlay.</summary>
    public static Refusal NotFound { get; } =
        new("overlay.not-found", $"This model has no overlay or limitation with this ID.", RefusalKind.NotFound);

    /// <summary>A kind that is none.</summary>
    public static Refusal KindUnknown { get; } =
        Refusal.Field("overlay.kind-unknown", "kind", $"The kind must be one of {string.Join(", ", WireName.All<OverlayKind>())}.");

    /// <summary>No words.</summary>
    public static Refusal TextMissing { get; } =
        Refusal.Field(
            "overlay.text-missing",
            "text",
            $"Describe the overlay or limitation and why it is needed, in at most 8,000 characters."
        );

    /// <summary>Days that cannot be.</summary>
    public static Refusal DaysNotValid { get; } =
        Refusal.Field(
            "overlay.days-not-valid",
            "reviewOn",
            $"The review must be after today, after the start, and at most {ModelOverlay.MaxMonths} months from now."
        );

    /// <summary>No such person.</summary>
    public static Refusal OwnerUnknown { get; } =
        Refusal.Field("overlay.owner-unknown", "owner", $"Give the e-mail address of a person with an active account.");

    /// <summary>Who proposed or owns it does not approve it.</summary>
    public static Refusal OwnOverlay { get; } =
        new(
            "overlay.own-overlay",
            $"You proposed or own this overlay or limitation. Someone else has to approve it.",
            RefusalKind.Forbidden
        );

    /// <summary>Nothing waits.</summary>
    public static Refusal NotWaiting { get; } =
        new("overlay.not-waiting", $"This overlay or limitation has already been approved or ended.", RefusalKind.Conflict);

    /// <summary>It is over.</summary>
    public static Refusal Ended { get; } = new("overlay.ended", $"This overlay or limitation has already ended.", RefusalKind.Conflict);

    /// <summary>No words.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field(
            "overlay.reason-missing",
            "reason",
            $"Give the reason why the overlay or limitation ends, in at most 8,000 characters."
        );
}
