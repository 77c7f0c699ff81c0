using System.Globalization;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;

namespace Governance.Domain.Monitoring;

/// <summary>What can be withdrawn from the measurements of a version.</summary>
public enum MeasurementKind
{
    /// <summary>A window of predictions.</summary>
    Window,

    /// <summary>A file of late labels.</summary>
    Labels,

    /// <summary>A value of a business series.</summary>
    Figure,
}

/// <summary>Whether a measurement counts. Only one that is in force is compared, drawn, judged or waited for.</summary>
public enum WindowStatus
{
    /// <summary>It counts.</summary>
    InForce,

    /// <summary>A new reference of a version that is approved or in use; it counts once a second person confirmed it.</summary>
    Requested,

    /// <summary>The second person said no to the reference.</summary>
    Rejected,

    /// <summary>Two people took it out: what followed from it no longer counts.</summary>
    Withdrawn,
}

/// <summary>Names a measurement: <c>WIN-0031</c>, <c>LBL-0012</c>, <c>FIG-0003</c>.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">Its number.</param>
public readonly record struct MeasurementRef(MeasurementKind Kind, long Number)
{
    private static readonly Dictionary<MeasurementKind, string> s_prefixes = new()
    {
        [MeasurementKind.Window] = "WIN-",
        [MeasurementKind.Labels] = "LBL-",
        [MeasurementKind.Figure] = "FIG-",
    };

    /// <summary>A window.</summary>
    public static MeasurementRef Of(WindowId id) => new(MeasurementKind.Window, id.Number);

    /// <summary>Reads a name; false for what is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="named">What it names.</param>
    public static bool TryParse(string? text, out MeasurementRef named)
    {
        foreach (var (kind, prefix) in s_prefixes)
        {
            if (
                text is not null
                && text.StartsWith(prefix, StringComparison.Ordinal)
                && int.TryParse(text.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number > 0
            )
            {
                named = new(kind, number);
                return named.ToString() == text;
            }
        }

        named = default;
        return false;
    }

    /// <summary>As people read it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{s_prefixes[Kind]}{Number:0000}");
}

/// <summary>
/// Something that was sent of how a version does, and that two people may take out again: one asks with a reason, another, of the second
/// line, decides. Until then it counts.
/// </summary>
public abstract class Measurement
{
    /// <summary>The model's name.</summary>
    public string Model { get; init; } = "";

    /// <summary>The version's name.</summary>
    public string Version { get; init; } = "";

    /// <summary>Whether it counts.</summary>
    public WindowStatus Status { get; private set; }

    /// <summary>
    /// Who asked for what a second person decides, as the log writes an actor: to withdraw it, or to make it the reference.
    /// </summary>
    public string? AskedBy { get; private set; }

    /// <summary>Their printed name.</summary>
    public string? AskedByName { get; private set; }

    /// <summary>When.</summary>
    public DateTimeOffset? AskedAt { get; private set; }

    /// <summary>Why, in their words; null for a reference that came without any.</summary>
    public SaltedText? Reason { get; private set; }

    /// <summary>The second person; null while it waits.</summary>
    public UserId? DecidedBy { get; private set; }

    /// <summary>Their printed name.</summary>
    public string? DecidedByName { get; private set; }

    /// <summary>When they decided.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>What they said.</summary>
    public SaltedText? Decision { get; private set; }

    /// <summary>What it is.</summary>
    public abstract MeasurementRef Ref { get; }

    /// <summary>Who sent it, as the log writes an actor.</summary>
    public abstract string SentBy { get; }

    /// <summary>True while someone has asked to withdraw it and no one has decided.</summary>
    public bool IsWithdrawalAsked => Status is WindowStatus.InForce && AskedAt is not null && DecidedAt is null;

    /// <summary>True while a second person has something to decide about it.</summary>
    public bool AwaitsDecision => Status is WindowStatus.Requested || IsWithdrawalAsked;

    /// <summary>It is to be the reference of a version that is approved or in use: until a second person confirms it, it is not.</summary>
    public void AskAsReference(Access access, DateTimeOffset now)
    {
        Ask(access, now);
        Status = WindowStatus.Requested;
    }

    /// <summary>Someone wants it to count no more.</summary>
    /// <param name="access">Who.</param>
    /// <param name="reason">Why.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? AskToWithdraw(Access access, string? reason, DateTimeOffset now)
    {
        if (Status is not WindowStatus.InForce)
        {
            return MonitoringRefusals.NotInForce(Ref, Status);
        }

        if (IsWithdrawalAsked)
        {
            return MonitoringRefusals.WithdrawalAsked(Ref);
        }

        if (RefusesWords(reason) is { } words)
        {
            return words;
        }

        Ask(access, now);
        (Reason, DecidedBy, DecidedByName, DecidedAt, Decision) = (SaltedText.Of(reason!.Trim()), null, null, null, null);
        return null;
    }

    /// <summary>The second person decides what was asked: the reference counts from here on, or the measurement counts no more.</summary>
    /// <param name="confirm">True to let it happen.</param>
    /// <param name="model">Its model.</param>
    /// <param name="person">Who decides.</param>
    /// <param name="involved">The people behind who sent it and who asked.</param>
    /// <param name="reason">Why; asked for when they say no.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Decide(bool confirm, Model model, Signer person, IReadOnlyList<UserId> involved, string? reason, DateTimeOffset now)
    {
        if (!AwaitsDecision)
        {
            return MonitoringRefusals.NothingToDecide(Ref);
        }

        if (RefusesSecond(model, person, involved) is { } refusal)
        {
            return refusal;
        }

        if ((!confirm || !string.IsNullOrWhiteSpace(reason)) && RefusesWords(reason) is { } words)
        {
            return words;
        }

        Status = (Status, confirm) switch
        {
            (WindowStatus.Requested, true) => WindowStatus.InForce,
            (WindowStatus.Requested, false) => WindowStatus.Rejected,
            (_, true) => WindowStatus.Withdrawn,
            _ => WindowStatus.InForce,
        };
        (DecidedBy, DecidedByName, DecidedAt) = (person.Id, person.PrintedName, now);
        Decision = string.IsNullOrWhiteSpace(reason) ? null : SaltedText.Of(reason.Trim());
        return null;
    }

    /// <summary>Why someone is not the second person of a measurement; null when they are.</summary>
    /// <param name="model">Its model.</param>
    /// <param name="person">Who, and who counts as one with whom.</param>
    /// <param name="involved">The people behind who sent it and who asked.</param>
    public static Refusal? RefusesSecond(Model model, Signer person, IReadOnlyList<UserId> involved)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(involved);
        return model.IsAnsweredForBy(person.Id) || involved.Any(i => person.Separation.AreSamePerson(person.Id, i, model.Name))
                ? MonitoringRefusals.WindowTakesTwo
            : involved.Any(i => person.Separation.GaveAccess(person.Id, i)) ? PromotionRefusals.AccessByOneHand
            : null;
    }

    private void Ask(Access access, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(access);
        (AskedBy, AskedByName, AskedAt) = (access.Actor.Id, access.PrintedName, now);
    }

    private static Refusal? RefusesWords(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? MonitoringRefusals.ReasonMissing
        : reason.Length > SaltedText.MaxLength ? SaltedText.TooLong("reason")
        : null;
}
