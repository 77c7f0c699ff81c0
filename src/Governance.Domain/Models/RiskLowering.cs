using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.Models;

/// <summary>Where the lowering of a risk class stands.</summary>
public enum RiskLoweringState
{
    /// <summary>Waits for the second person; gates judge by the class there was.</summary>
    Pending,

    /// <summary>In effect.</summary>
    Confirmed,

    /// <summary>The second person said no.</summary>
    Declined,

    /// <summary>The class was changed in another way meanwhile.</summary>
    Overtaken,
}

/// <summary>
/// Someone wants gates to ask for less of a model. It takes a second person, and neither of the two approves what it lets through.
/// </summary>
public sealed class RiskLowering : IAudited
{
    private RiskLowering() { }

    /// <summary>Row number.</summary>
    public long Id { get; private init; }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The class by which gates judge until it is confirmed.</summary>
    public RiskClass From { get; private init; }

    /// <summary>The class asked for; null for none.</summary>
    public RiskClass? To { get; private init; }

    /// <summary>Who asked, as the log writes an actor.</summary>
    public string AskedBy { get; private init; } = "";

    /// <summary>Their printed name.</summary>
    public string AskedByName { get; private init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset AskedAt { get; private init; }

    /// <summary>Where it stands.</summary>
    public RiskLoweringState State { get; private set; }

    /// <summary>The second person; null while it waits, and for what took none.</summary>
    public UserId? DecidedBy { get; private set; }

    /// <summary>Their printed name.</summary>
    public string? DecidedByName { get; private set; }

    /// <summary>When it was confirmed, declined or overtaken.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Model;

    /// <summary>Asks for a lower class.</summary>
    /// <param name="model">The model.</param>
    /// <param name="from">The class by which gates judge it: the registered one, or a stricter one of its systems.</param>
    /// <param name="to">The class asked for; null for none.</param>
    /// <param name="access">Who asks.</param>
    /// <param name="now">The server's clock.</param>
    public static RiskLowering Ask(Model model, RiskClass from, RiskClass? to, Access access, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(access);
        return new()
        {
            Model = model.Name,
            From = from,
            To = to,
            AskedBy = access.Actor.Id,
            AskedByName = access.PrintedName,
            AskedAt = now,
            Revision = 1,
        };
    }

    /// <summary>Notes a lowering that is in effect: by someone on the host, or by what was decided elsewhere by two.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="from">The class there was.</param>
    /// <param name="to">The class there is.</param>
    /// <param name="by">Who asked, as the log writes an actor.</param>
    /// <param name="byName">Their printed name.</param>
    /// <param name="confirmed">The second person, if it took one.</param>
    /// <param name="now">When.</param>
    public static RiskLowering Done(
        string model,
        RiskClass from,
        RiskClass? to,
        string by,
        string byName,
        UserId? confirmed,
        DateTimeOffset now
    ) =>
        new()
        {
            Model = model,
            From = from,
            To = to,
            AskedBy = by,
            AskedByName = byName,
            AskedAt = now,
            State = RiskLoweringState.Confirmed,
            DecidedBy = confirmed,
            DecidedAt = now,
            Revision = 1,
        };

    /// <summary>
    /// The second person confirms: gates judge by the lower class from here on. Where only a system held the model in it, nothing is
    /// registered again.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="person">Who, and who counts as one with whom.</param>
    /// <param name="asking">The people behind who asked.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Confirm(Model model, Signer person, IReadOnlyList<UserId> asking, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(asking);
        if (State is not RiskLoweringState.Pending || model.RiskClass > From)
        {
            return ModelRefusals.NoLoweringWaits;
        }

        if (RefusesSecond(model, person.Id, asking, person.Separation) is { } refusal)
        {
            return refusal;
        }

        if (To != model.RiskClass && (To is null || model.RiskClass is null || To < model.RiskClass))
        {
            model.Classify(To);
        }

        Decide(RiskLoweringState.Confirmed, person, now);
        return null;
    }

    /// <summary>Why someone is not the second person of a lowering; null when they are.</summary>
    /// <param name="model">The model.</param>
    /// <param name="person">Who.</param>
    /// <param name="asking">The people who want it lower.</param>
    /// <param name="apart">Who counts as one with whom.</param>
    public static Refusal? RefusesSecond(Model model, UserId person, IReadOnlyList<UserId> asking, Separation apart)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(asking);
        ArgumentNullException.ThrowIfNull(apart);
        return model.IsAnsweredForBy(person) || asking.Any(a => apart.AreSamePerson(person, a, model.Name)) ? ModelRefusals.LoweringTakesTwo
            : asking.Any(a => apart.GaveAccess(person, a)) ? PromotionRefusals.AccessByOneHand
            : null;
    }

    /// <summary>
    /// Someone says no: who could confirm it, or who asked. A model that has left the system that held it is registered in the class it
    /// had there.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="standing">The class it has without what waits; null for none.</param>
    /// <param name="person">Who.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Decline(Model model, RiskClass? standing, Signer person, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(person);
        if (State is not RiskLoweringState.Pending)
        {
            return ModelRefusals.NoLoweringWaits;
        }

        if (standing is null || standing < From)
        {
            model.Classify(From);
        }

        Decide(RiskLoweringState.Declined, person, now);
        return null;
    }

    /// <summary>The class was changed in another way.</summary>
    public void Overtake(DateTimeOffset now) => (State, DecidedAt, Revision) = (RiskLoweringState.Overtaken, now, Revision + 1);

    private void Decide(RiskLoweringState state, Signer person, DateTimeOffset now) =>
        (State, DecidedBy, DecidedByName, DecidedAt, Revision) = (state, person.Id, person.PrintedName, now, Revision + 1);
}
